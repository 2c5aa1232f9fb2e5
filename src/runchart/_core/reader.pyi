"""The reader: follows every event file of a logdir."""

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from .buckets import Buckets
from .logdir import Damage, Logdir
from .run import Metadata, Places, Progress, RunInfo
from .value import Value

Pairs: TypeAlias = Sequence[tuple[int, int]]  # Run id and tag id of series.

class StaleError(LookupError):
    """The file that a place is in is gone, replaced or written anew. Ask for the places again."""

class Reader:
    """Reads every event file below ``logdir`` and, if ``follow``, goes on as they grow, in threads of its own.

    Patterns are matched anew at every look; files are looked at no more often than once in ``interval`` seconds. Returns at once;
    loading goes on behind. Raises FileNotFoundError or NotADirectoryError only if ``must_exist``.
    """

    def __new__(
        cls, logdir: Logdir, *, follow: bool = True, must_exist: bool = False, interval: float = 0.0
    ) -> Reader: ...
    def refresh(self) -> None:
        """Waits until all that is on disk now has been read. RuntimeError in a fork of the process: open the logdir again there."""

    def close(self) -> None:
        """Ends the threads and closes the files. The columns stay readable."""

    def directories(self) -> list[str]:
        """The directories that are read now, patterns expanded."""

    def progress(self) -> Progress: ...
    def seq(self) -> int:
        """Counts changes; grows whenever something was read that a query would show."""

    def wait(self, seq: int, timeout: float) -> int:
        """Waits until ``seq()`` is greater than ``seq`` or ``timeout`` seconds have gone; returns ``seq()``."""

    def tags(self, start: int = 0) -> list[str]:
        """The tag table from id ``start`` on."""

    def runs(self, since: int = 0) -> list[RunInfo]:
        """The runs that changed after ``since``, in order of id; with 0 all that are there now."""

    def damage(self) -> list[Damage]: ...
    def damage_count(self) -> int: ...
    def scalars(
        self, run: int, tag: int, *, superseded: bool = False
    ) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.floating]]:
        """Steps, wall times (seconds since 1970) and values (f32, or f64 where the file has f64) of one series. KeyError if not there."""

    def metadata(self, run: int, tag: int) -> Metadata:
        """What the first metadata of a tag said, of scalars too. KeyError if not there."""

    def places(self, run: int, tag: int, *, superseded: bool = False) -> Places:
        """Where the values of a tag lie that holds anything but scalars. KeyError if not there."""

    def value(self, run: int, tag: int, file: int, offset: int) -> Value:
        """Reads one value again, from a place that ``places`` gave. KeyError: no such tag. StaleError: the file is gone, replaced or
        written anew. OSError: it cannot be read. ValueError, "damaged ...": a wrong checksum, or the record holds no value."""

    def statistics(self, series: Pairs) -> dict[str, list[float]]:
        """``points``; ``last`` value; ``min``, ``max``, ``mean`` of finite ones, a series each; 0 and NaN where it is not there."""

    def query(
        self,
        series: Pairs,
        x: str | int,
        lo: float | None,
        hi: float | None,
        pixels: int | None,
        *,
        superseded: bool = False,
        scale: str = "linear",
        threshold: float = 1.0,
        median: float | None = None,
    ) -> list[Buckets]:
        """Buckets on the dyadic grid of ``x`` (``step``, ``relative_step``, ``relative``, ``wall``, ``index`` or a tag id) over
        [lo, hi], equally wide on ``scale`` (``linear``, ``log``, or ``symlog``, which is linear below ``threshold``); with the running
        median of points at most ``median`` away. See docs/http.md."""
