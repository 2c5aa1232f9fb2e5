"""Open a logdir: runs, tags, and the points of every series as numpy arrays or pandas tables.

Wraps the native `Reader`, which loads in parallel, keeps every point and follows files as they grow.
"""

from __future__ import annotations

import difflib
import fnmatch
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, Any, TypeAlias, overload

import numpy as np
from numpy.typing import NDArray

from runchart._core import Reader

if TYPE_CHECKING:
    import pandas

    from runchart._core import Damage, RunInfo

_Tags: TypeAlias = dict[str, tuple[int, int]]
"""The series of a run: numbers of run and tag by name of the tag."""

__all__ = ["Log", "Reader", "Run", "Runs", "Scalars", "Series", "open"]


def open(path: str | os.PathLike[str], *, follow: bool = True, fold: bool = True) -> Log:  # noqa: A001
    """Opens the logdir at `path` and waits until all that is on disk now has been read.

    Args:
        path: a directory; every directory in or below it that holds a file with ``tfevents`` in its name is a run.
        follow: go on reading as files grow and runs appear. False reads once, and again at `Log.refresh`.
        fold: what `add_scalars` writes as child runs appears in the parent run, as ``"<main tag>/<key>"``. False leaves
            the names of runs and tags as they are on disk.

    Raises:
        FileNotFoundError: there is no such directory.
        NotADirectoryError: `path` is a file.

    Files that are damaged or cannot be read raise nothing: see `Log.damage`.
    """
    return Log(os.fspath(path), follow=follow, fold=fold)


class Log:
    """An open logdir. `runs` and everything below it shows what has been read at the moment of asking."""

    path: str
    """The directory, as given."""

    def __init__(self, path: str, *, follow: bool, fold: bool) -> None:
        self.path = path
        self._fold = fold
        self._reader = Reader(path, follow=follow, must_exist=True)
        self._reader.refresh()
        self._index: tuple[int, dict[str, _Tags]] = (-1, {})

    @property
    def runs(self) -> Runs:
        """The runs by name: the path below the logdir, ``"."`` for the logdir itself."""
        return Runs(self)

    @property
    def damage(self) -> list[Damage]:
        """The places that could not be read: dicts of run, file, offset and length in bytes, and reason."""
        return self._reader.damage()

    def scalars(self, tags: str | Iterable[str] = "*", runs: str | Iterable[str] = "*") -> Scalars:
        """The series whose tag and run match, each by one pattern or any of several.

        Args:
            tags: shell patterns such as ``"val/*"``; ``*`` also matches ``/``, and case counts.
            runs: the same for names of runs.

        A pattern that nothing matches gives no series and raises nothing.
        """
        named = _named(self)
        found = [(run, tag) for run in _matching(named, runs) for tag in _matching(named[run], tags)]
        return Scalars([_read(self, run, tag, named[run][tag]) for run, tag in found])

    def refresh(self) -> None:
        """Waits until all that is on disk now has been read."""
        self._reader.refresh()

    def close(self) -> None:
        """Stops following. What has been read stays readable."""
        self._reader.close()

    def __enter__(self) -> Log:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<Log {self.path!r}: {len(self.runs)} runs>"


class Runs(Mapping[str, "Run"]):
    """The runs of a log by name, in the order in which they were found."""

    def __init__(self, log: Log) -> None:
        self._log = log

    def __getitem__(self, name: str) -> Run:
        """The run `name`. Raises KeyError, which names the runs that are spelled nearly so."""
        named = _named(self._log)
        if name not in named:
            raise KeyError(f"no run {name!r} in {self._log.path!r}{_nearest(name, named)}")
        return Run(self._log, name)

    def __iter__(self) -> Iterator[str]:
        return iter(_named(self._log))

    def __len__(self) -> int:
        return len(_named(self._log))

    def __repr__(self) -> str:
        return f"<Runs: {', '.join(map(repr, self)) or 'none'}>"


class Run(Mapping[str, "Series"]):
    """The series of one run by tag, in order of tag."""

    name: str
    """The path of the run's directory below the logdir."""

    def __init__(self, log: Log, name: str) -> None:
        self._log = log
        self.name = name

    @property
    def tags(self) -> list[str]:
        """The names of the series, sorted."""
        return sorted(self._tags())

    def __getitem__(self, tag: str) -> Series:
        """The points of `tag` now. Raises KeyError, which names the tags that are spelled nearly so."""
        tags = self._tags()
        if tag not in tags:
            raise KeyError(f"no scalars of tag {tag!r} in run {self.name!r}{_nearest(tag, tags)}")
        return _read(self._log, self.name, tag, tags[tag])

    def __iter__(self) -> Iterator[str]:
        return iter(self.tags)

    def __len__(self) -> int:
        return len(self._tags())

    def __repr__(self) -> str:
        return f"<Run {self.name!r}: {len(self)} tags>"

    def _tags(self) -> _Tags:
        """Empty if the run's directory is gone."""
        return _named(self._log).get(self.name, {})


@dataclass(frozen=True, eq=False, repr=False)
class Series:
    """The points of one tag of one run at the moment of asking: three arrays of one length that nothing changes later.

    They are ordered by file and place in the file; what a restart superseded is left out.
    """

    run: str
    """Name of the run."""
    tag: str
    """Name of the series."""
    steps: NDArray[np.int64]
    """Shape (n,)."""
    wall_times: NDArray[np.float64]
    """Shape (n,), seconds since 1970."""
    values: NDArray[np.floating[Any]]
    """Shape (n,), float32, or float64 where the file has float64 or integers of more than 16 bits."""

    def __len__(self) -> int:
        """The number of points."""
        return len(self.steps)

    def __repr__(self) -> str:
        ends = f", steps {self.steps[0]} to {self.steps[-1]}, last value {self.values[-1]:g}" if len(self) else ""
        return f"<Series {self.tag!r} of {self.run!r}: {len(self)} points{ends}>"

    def to_pandas(self) -> pandas.DataFrame:
        """A table of the columns step, wall_time (seconds since 1970) and value. Raises ImportError without pandas."""
        import pandas as pd

        return pd.DataFrame({"step": self.steps, "wall_time": self.wall_times, "value": self.values})


class Scalars(Sequence[Series]):
    """Series of several runs and tags, in order of run, then tag."""

    def __init__(self, series: list[Series]) -> None:
        self._series = series

    @overload
    def __getitem__(self, index: int) -> Series: ...
    @overload
    def __getitem__(self, index: slice) -> Scalars: ...
    def __getitem__(self, index: int | slice) -> Series | Scalars:
        return Scalars(self._series[index]) if isinstance(index, slice) else self._series[index]

    def __len__(self) -> int:
        """The number of series."""
        return len(self._series)

    def __repr__(self) -> str:
        return f"<Scalars: {len(self)} series, {sum(map(len, self._series))} points>"

    def to_pandas(self) -> pandas.DataFrame:
        """One row a point: the columns run, tag, step, wall_time (seconds since 1970) and value (float64).

        Raises ImportError without pandas.
        """
        import pandas as pd

        counts = [len(series) for series in self._series]
        columns = {
            "run": np.repeat(np.array([series.run for series in self._series], dtype=object), counts),
            "tag": np.repeat(np.array([series.tag for series in self._series], dtype=object), counts),
            "step": _joined([series.steps for series in self._series], np.int64),
            "wall_time": _joined([series.wall_times for series in self._series], np.float64),
            "value": _joined([series.values for series in self._series], np.float64),
        }
        return pd.DataFrame(columns)


def _joined(parts: list[NDArray[Any]], dtype: type) -> NDArray[Any]:
    return np.concatenate(parts, dtype=dtype) if parts else np.empty(0, dtype)


def _named(log: Log) -> dict[str, _Tags]:
    """The runs by name and their series by tag, built anew only when something was read."""
    seq = log._reader.seq()
    if log._index[0] != seq:
        infos = {info["id"]: info for info in log._reader.runs()}
        log._index = (seq, _index(infos, log._reader.tags(), log._fold))
    return log._index[1]


def _index(infos: dict[int, RunInfo], tags: list[str], fold: bool) -> dict[str, _Tags]:
    index = {info["name"]: {tags[tag]: (info["id"], tag) for tag, *_ in info["series"]} for info in infos.values()}
    for info in infos.values() if fold else ():
        folded = info["fold"]
        parent = infos.get(folded["parent"]) if folded else None
        if folded is None or parent is None or parent["fold"]:
            continue
        into, name = index[parent["name"]], f"{tags[folded['tag']]}/{folded['key']}"
        if name not in into:
            into[name] = (info["id"], folded["tag"])
            del index[info["name"]]
    return index


def _read(log: Log, run: str, tag: str, place: tuple[int, int]) -> Series:
    return Series(run, tag, *log._reader.scalars(*place))


def _matching(names: Iterable[str], patterns: str | Iterable[str]) -> list[str]:
    """The names that any of the patterns matches, sorted."""
    patterns = [patterns] if isinstance(patterns, str) else list(patterns)
    return sorted(name for name in names if any(fnmatch.fnmatchcase(name, pattern) for pattern in patterns))


def _nearest(name: str, names: Iterable[str]) -> str:
    near = difflib.get_close_matches(name, list(names), n=3) or sorted(names)[:3]
    return f"; there is {', '.join(map(repr, near))}" if near else "; there is none"
