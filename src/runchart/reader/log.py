"""An open logdir: its runs, and what all of them logged. Wraps the native `Reader`, by way of the index."""

from __future__ import annotations

import os
from types import TracebackType
from typing import TYPE_CHECKING

from runchart._core import Reader
from runchart.logdirs import Logdirs

from .hparams import HParams, read_hparams
from .index import ROOT, Entry, RunIndex, index_of
from .layouts import Layout, merged
from .other_tools import Found, found_below
from .pattern import Patterns, matching
from .run import Runs
from .scalars import Scalars
from .selection import Selection
from .series import Series

if TYPE_CHECKING:
    from runchart._core import Damage


class Log(Selection):
    """An open logdir. `runs` and everything below it shows what has been read at the moment of asking."""

    path: str
    """The absolute path of the directory; of several, all of them with their names."""

    def __init__(self, logdirs: Logdirs, *, follow: bool, fold: bool) -> None:
        self.path = logdirs.shown
        self._fold = fold
        self._directory_of = logdirs.directory_of
        self._root = (isinstance(logdirs.given, str) and os.path.basename(logdirs.given)) or ROOT
        self._reader = Reader(logdirs.given, follow=follow, must_exist=True)
        self._reader.refresh()
        self._indexed: tuple[int, dict[str, RunIndex]] = (-1, {})

    @property
    def runs(self) -> Runs:
        """The runs by name: the path below the logdir; that of the logdir itself bears the logdir's name, and ``"."``, its name on
        disk, finds it too."""
        return Runs(self)

    @property
    def damage(self) -> list[Damage]:
        """The places that could not be read: dicts of run, file, offset and length in bytes, and reason."""
        return self._reader.damage()

    def scalars(self, tags: Patterns = "*", runs: Patterns = "*", *, superseded: bool = False) -> Scalars:
        """The series whose tag and run match, each by one pattern or any of several.

        Args:
            tags: shell patterns such as ``"val/*"``; ``*`` also matches ``/``, and case counts. Or compiled regular
                expressions such as ``re.compile("^val/")``, which match where they are found.
            runs: the same for names of runs.
            superseded: with the points that a restart replaced, where they stand in the files.

        A pattern that nothing matches gives no series and raises nothing.
        """
        index = self._index()
        selected = [run for run in self.runs.matching(runs) if run in index]
        found = [(run, tag) for run in selected for tag in matching(index[run].scalars, tags)]
        return Scalars(found, lambda run, tag: self._read(run, tag, index[run].scalars[tag], superseded=superseded))

    def hparams(self, runs: Patterns = "*") -> HParams:
        """The hyperparameters that `add_hparams` logged, and the last value of every scalar beside them: a row a run."""
        index = self._index()
        return read_hparams(self._reader, {run: index[run] for run in self.runs.matching(runs) if run in index})

    def layout(self, runs: Patterns = "*") -> Layout:
        """The charts that these runs asked for, in order of their names: those under one title together, none repeated."""
        return merged(self.runs[run].layout() for run in self.runs.matching(runs))

    def other_tools(self) -> list[Found]:
        """Profiles and debugger data, which are not read, each with the command that opens it. Walks the directories."""
        return found_below(self._reader.directories())

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

    def _index(self) -> dict[str, RunIndex]:
        """The runs by name, built anew only when something was read."""
        seq = self._reader.seq()
        if self._indexed[0] != seq:
            self._indexed = (seq, index_of(self._reader, fold=self._fold, root=self._root))
        return self._indexed[1]

    def _read(self, run: str, tag: str, entry: Entry, *, superseded: bool = False) -> Series:
        return Series(run, tag, *self._reader.scalars(entry.run, entry.tag, superseded=superseded))
