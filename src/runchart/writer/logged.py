"""What a writer logged to one run, read back from the files that its process wrote there, so that no values are kept in memory."""

from __future__ import annotations

import os
import re

from runchart._core import Reader

Points = list[list[float]]
"""Wall time, step and value of each."""


class Logged:
    """The scalars of one run."""

    def __init__(self, directory: str, suffix: str) -> None:
        self._directory = directory
        self._suffix = suffix
        self._earlier = frozenset(self._names())
        self._exported = 0

    def points(self) -> Points:
        """Those that were logged since the last export, in order; values as precise as in the file (float32)."""
        files = [(f"{place:06}", os.path.join(self._directory, name), False) for place, name in enumerate(self._own())]
        reader = Reader(files, follow=False)
        reader.refresh()
        points: Points = []
        for run in sorted(reader.runs(), key=lambda run: run["name"]):
            for tag, *_ in run["series"]:
                steps, times, values = reader.scalars(run["id"], tag, superseded=True)
                points += [[float(t), int(s), float(v)] for s, t, v in zip(steps, times, values, strict=True)]
        reader.close()
        return points[self._exported :]

    def exported(self, points: Points) -> None:
        """Takes note that these are not to be given again."""
        self._exported += len(points)

    def _own(self) -> list[str]:
        """Files of this process; a fork, whose files carry another number, begins anew."""
        own = re.compile(rf"events\.out\.tfevents\.\d+\..*\.{os.getpid()}\.\d+{re.escape(self._suffix)}")
        return sorted(name for name in self._names() if name not in self._earlier and own.fullmatch(name))

    def _names(self) -> list[str]:
        try:
            return os.listdir(self._directory)
        except OSError:  # not there yet, or not to be read: a disk never raises in the training loop
            return []
