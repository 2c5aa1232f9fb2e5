"""A run: what one directory of event files holds, by tag. Wraps the index and the sequences of each kind of data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, TypeVar

from .audio import Audio
from .graphs import Graphs
from .histograms import Histograms
from .images import Images
from .index import ROOT, Entry, RunIndex
from .media import Media
from .pattern import nearest
from .series import Series
from .tensors import Tensors
from .text import Text

if TYPE_CHECKING:
    from .log import Log

AnyMedia = TypeVar("AnyMedia", bound="Media[object]")


class Runs(Mapping[str, "Run"]):
    """The runs of a log by name, in the order in which they were found."""

    def __init__(self, log: Log) -> None:
        self._log = log

    def __getitem__(self, name: str) -> Run:
        """The run `name`. Raises KeyError, which names the runs that are spelled nearly so."""
        index = self._log._index()
        if name == ROOT and name not in index:
            name = next((called for called, run in index.items() if run.on_disk == ROOT), ROOT)
        if name not in index:
            raise KeyError(f"no run {name!r} in {self._log.path!r}{nearest(name, index)}")
        return Run(self._log, name)

    def __iter__(self) -> Iterator[str]:
        return iter(self._log._index())

    def __len__(self) -> int:
        return len(self._log._index())

    def __repr__(self) -> str:
        return f"<Runs: {', '.join(map(repr, self)) or 'none'}>"


class Run(Mapping[str, Series]):
    """The scalars of one run by tag, in order of tag; its pictures, texts and the rest by the calls below, with what a restart
    replaced where ``superseded`` is true."""

    name: str
    """The path of the run's directory below the logdir; of the logdir itself, the logdir's name."""

    def __init__(self, log: Log, name: str) -> None:
        self._log = log
        self.name = name

    @property
    def tags(self) -> list[str]:
        """The names of the series of scalars, sorted."""
        return sorted(self._index().scalars)

    @property
    def first_wall_time(self) -> float:
        """When the run's first event was written, in seconds since 1970; NaN where nothing has been read."""
        return self._index().first_wall

    @property
    def last_wall_time(self) -> float:
        """When the run's last event was written, in seconds since 1970; NaN where nothing has been read."""
        return self._index().last_wall

    def entries(self) -> dict[str, Entry]:
        """What is known of every tag of any kind without reading it: kind, points, first and last step, last value."""
        return dict(self._index().entries())

    @property
    def kinds(self) -> dict[str, list[str]]:
        """All tags by kind: ``{"scalars": ["loss"], "images": ["samples"]}``. Kinds have the names of TensorBoard's plugins."""
        kinds: dict[str, list[str]] = {}
        for tag, entry in self.entries().items():
            kinds.setdefault(entry.kind, []).append(tag)
        return kinds

    def __getitem__(self, tag: str) -> Series:
        """The points of `tag` now. Raises KeyError, which names the tags that are spelled nearly so."""
        index = self._index()
        if tag not in index.scalars:
            raise KeyError(self._missing("scalars", tag, index))
        return self._log._read(self.name, tag, index.scalars[tag])

    def images(self, tag: str, sample: int = 0, *, superseded: bool = False) -> Images:
        """The pictures of `tag`; where one step has several, the one numbered `sample`. KeyError if there is no such tag."""
        images = self._media(Images, tag, superseded=superseded)
        images.sample = sample
        return images

    def audio(self, tag: str, sample: int = 0, *, superseded: bool = False) -> Audio:
        """The sounds of `tag`; where one step has several, the one numbered `sample`. KeyError if there is no such tag."""
        audio = self._media(Audio, tag, superseded=superseded)
        audio.sample = sample
        return audio

    def text(self, tag: str, *, superseded: bool = False) -> Text:
        """The texts of `tag`. KeyError if there is no such tag."""
        return self._media(Text, tag, superseded=superseded)

    def histograms(self, tag: str, *, superseded: bool = False) -> Histograms:
        """The histograms of `tag`. KeyError if there is no such tag."""
        return self._media(Histograms, tag, superseded=superseded)

    def tensors(self, tag: str, *, superseded: bool = False) -> Tensors:
        """The tensors of `tag`, whatever plugin they were written for. KeyError if there is no such tag."""
        return self._media(Tensors, tag, superseded=superseded)

    def graphs(self, tag: str = "__run_graph__") -> Graphs:
        """The graphs of `tag`; that of the run, unless another is asked for. KeyError if there is no such tag."""
        return self._media(Graphs, tag)

    def __iter__(self) -> Iterator[str]:
        return iter(self.tags)

    def __len__(self) -> int:
        return len(self._index().scalars)

    def __repr__(self) -> str:
        return f"<Run {self.name!r}: {len(self)} tags>"

    def _index(self) -> RunIndex:
        """Empty if the run's directory is gone."""
        return self._log._index().get(self.name, RunIndex(self.name, float("nan"), float("nan")))

    def _media(self, kind: type[AnyMedia], tag: str, *, superseded: bool = False) -> AnyMedia:
        index = self._index()
        entry = index.media.get(tag)
        if entry is None or kind.plugin not in {"", entry.kind}:
            raise KeyError(self._missing(kind.plugin or "tensors", tag, index))
        return kind(self._log._reader, self.name, tag, entry, superseded=superseded)

    def _missing(self, kind: str, tag: str, index: RunIndex) -> str:
        other: Entry | None = index.media.get(tag) or index.scalars.get(tag)
        if other is not None:
            return f"tag {tag!r} in run {self.name!r} holds {other.kind or 'data of an unknown kind'}, not {kind}"
        there = [name for name, entry in index.entries() if kind in {"tensors", entry.kind}]
        return f"no {kind} of tag {tag!r} in run {self.name!r}{nearest(tag, there)}"
