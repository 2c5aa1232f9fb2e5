"""A run: what one directory of event files holds, by tag. Wraps the index and the sequences of each kind of data."""

from __future__ import annotations

import glob
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeVar

from .audio import Audio
from .checkpoints import Checkpoints
from .config import CONFIG_TAG, configuration
from .confusion_matrices import ConfusionMatrices
from .graphs import Graphs, KerasModels, RunMetadata
from .histograms import Histograms
from .images import Images
from .index import ROOT, SCALARS, Entry, RunIndex
from .kind import call_for
from .layouts import TAG as LAYOUT_TAG
from .layouts import Layout, read_layout
from .media import Media
from .meshes import VERTICES, Meshes, Part, part_of
from .pages import Html, Plotly
from .pattern import Patterns, matching, nearest
from .pr_curves import PrCurves
from .projector import Embedding, embeddings
from .scatters import Scatters
from .series import Series
from .session import START_TAG, HParam, session_start
from .tables import Tables
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
        name = self._root() if name == ROOT else name
        if name not in index:
            raise KeyError(f"no run {name!r} in {self._log.path!r}{nearest(name, index)}")
        return Run(self._log, name)

    def matching(self, patterns: Patterns) -> list[str]:
        """The names that any of the patterns matches, sorted; see `Log.scalars`. ``"."`` is the run of the logdir itself."""
        given = [patterns] if isinstance(patterns, (str, re.Pattern)) else patterns
        return matching(self, [glob.escape(self._root()) if one == ROOT else one for one in given])

    def __iter__(self) -> Iterator[str]:
        return iter(self._log._index())

    def __len__(self) -> int:
        return len(self._log._index())

    def _root(self) -> str:
        """What the run of the logdir itself is called."""
        return next((name for name, run in self._log._index().items() if run.on_disk == ROOT), ROOT)

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
    def name_on_disk(self) -> str:
        """The name as TensorBoard has it, ``"."`` for the logdir itself."""
        return self._index().on_disk

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
        """All tags by kind: ``{"scalars": ["loss"], "images": ["samples"]}``. Kinds have the names of TensorBoard's plugins and
        of runchart's documents."""
        kinds: dict[str, list[str]] = {}
        for tag, entry in self.entries().items():
            kinds.setdefault(entry.kind, []).append(tag)
        return kinds

    def __getitem__(self, tag: str) -> Series:
        """The points of `tag` now. Raises KeyError, which names the tags that are spelled nearly so."""
        index = self._index()
        if tag not in index.scalars:
            raise KeyError(self._missing((SCALARS,), tag, index))
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

    def pr_curves(self, tag: str, *, superseded: bool = False) -> PrCurves:
        """The PR curves of `tag`. KeyError if there is no such tag."""
        return self._media(PrCurves, tag, superseded=superseded)

    def meshes(self, tag: str, *, superseded: bool = False) -> Meshes:
        """The meshes that were logged as `tag`, whatever their parts are called on disk. KeyError if there is none."""
        tags = [name for name, entry in self._index().media.items() if entry.kind == "mesh"]
        parts: list[tuple[Part, Tensors]] = []
        for tensors in (self._media(Tensors, name, superseded=superseded) for name in tags):
            with suppress(ValueError):  # what cannot be read hides no other mesh
                parts.append((part_of(tensors.metadata), tensors))
        logged = [(part, tensors) for part, tensors in parts if part.mesh == tag]
        if not any(part.number == VERTICES for part, _ in logged):
            there = sorted({part.mesh for part, _ in parts})
            raise KeyError(f"no meshes of tag {tag!r} in run {self.name!r}{nearest(tag, there)}")
        return Meshes(tag, logged)

    def layout(self) -> Layout:
        """The charts that `add_custom_scalars` asked for: of several layouts the last, as in TensorBoard. Empty without any."""
        entry = self._index().media.get(LAYOUT_TAG)
        return read_layout(self._log._reader, entry) if entry else ()

    def embeddings(self) -> dict[str, Embedding]:
        """What `add_embedding` wrote beside the event files, by name such as ``"default:00000"``. No file outside the logdir is opened.

        Raises ValueError where the projector's configuration cannot be read.
        """
        directory = self._log._directory_of(self.name_on_disk)
        return embeddings(directory, self._log._reader.directories()) if directory else {}

    def graphs(self, tag: str = "__run_graph__") -> Graphs:
        """The graphs of `tag`; that of the run, unless another is asked for. KeyError if there is no such tag."""
        return self._media(Graphs, tag)

    def run_metadata(self, tag: str) -> RunMetadata:
        """What running a graph took, time and memory for each node. KeyError if there is no such tag."""
        return self._media(RunMetadata, tag)

    def keras_models(self, tag: str = "keras") -> KerasModels:
        """The models that Keras logged as `tag`. KeyError if there is no such tag."""
        return self._media(KerasModels, tag)

    def hparams(self) -> dict[str, HParam]:
        """The hyperparameters that `add_hparams` logged, numbers as float. Empty without any; ValueError if they cannot be read."""
        entry = self._index().media.get(START_TAG)
        if entry is None:
            return {}
        return session_start(self._log._reader.metadata(entry.run, entry.tag)["content"]).hparams

    def config(self) -> dict[str, Any]:
        """What `add_config` logged, all its calls merged, nested as it was. Empty without any."""
        entry = self._index().media.get(CONFIG_TAG)
        return configuration(self._log._reader, entry.run, entry.tag) if entry else {}

    def tables(self, tag: str, *, superseded: bool = False) -> Tables:
        """The tables of `tag`. KeyError if there is no such tag."""
        return self._media(Tables, tag, superseded=superseded)

    def confusion_matrices(self, tag: str, *, superseded: bool = False) -> ConfusionMatrices:
        """The confusion matrices of `tag`. KeyError if there is no such tag."""
        return self._media(ConfusionMatrices, tag, superseded=superseded)

    def scatters(self, tag: str, *, superseded: bool = False) -> Scatters:
        """The scatter plots of `tag`. KeyError if there is no such tag."""
        return self._media(Scatters, tag, superseded=superseded)

    def plotly(self, tag: str, *, superseded: bool = False) -> Plotly:
        """The figures of plotly of `tag`. KeyError if there is no such tag."""
        return self._media(Plotly, tag, superseded=superseded)

    def html(self, tag: str, *, superseded: bool = False) -> Html:
        """The pages of `tag`. KeyError if there is no such tag."""
        return self._media(Html, tag, superseded=superseded)

    def checkpoints(self, tag: str = "checkpoint", *, superseded: bool = False) -> Checkpoints:
        """The checkpoints of `tag`. KeyError if there is no such tag."""
        return self._media(Checkpoints, tag, superseded=superseded)

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
        if entry is None or (kind.kinds and entry.kind not in kind.kinds):
            raise KeyError(self._missing(kind.kinds, tag, index))
        return kind(self._log._reader, self.name, tag, entry, superseded=superseded)

    def _missing(self, kinds: tuple[str, ...], tag: str, index: RunIndex) -> str:
        what = kinds[0] if kinds else "tensors"
        other: Entry | None = index.media.get(tag) or index.scalars.get(tag)
        if other is not None:
            reads = f"run[{tag!r}]" if other.kind == SCALARS else f"run.{call_for(other.kind, tag)}"
            holds = other.kind or "data of an unknown kind"
            return f"tag {tag!r} in run {self.name!r} holds {holds}, not {what}; {reads} reads it"
        there = [name for name, entry in index.entries() if not kinds or entry.kind in kinds]
        return f"no {what} of tag {tag!r} in run {self.name!r}{nearest(tag, there)}"
