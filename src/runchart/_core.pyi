"""The native module: the contract between Python and the Rust core.

Arrays are numpy arrays that own their memory. All calls that wait or compute release the GIL.
"""

from collections.abc import Sequence
from typing import TypedDict

import numpy as np
from numpy.typing import NDArray

__version__: str

class Progress(TypedDict):
    """How far loading is. ``state`` is ``"loading"`` until all that was on disk at the start is read, then ``"following"``."""

    state: str
    files: int
    files_total: int
    bytes: int
    bytes_total: int
    points: int

class Fold(TypedDict):
    """Where a child run that ``add_scalars`` made belongs: line ``key`` of the card ``tag`` in run ``parent``."""

    parent: int
    tag: int
    key: str

class RunInfo(TypedDict):
    """One run. ``name`` is its path below the logdir, ``"."`` for the root; ids are never reused while the reader lives."""

    id: int
    name: str
    first_wall: float
    last_wall: float
    damage: int
    removed: bool
    fold: Fold | None
    series: list[tuple[int, int, int, int, float, int]]
    """(tag id, points, first step, last step, last value, flags). Flag 1: steps are no useful x; flag 2: some points are superseded."""

class Damage(TypedDict):
    """One place in one file that could not be read, and what was skipped."""

    run: str
    file: str
    offset: int
    length: int
    reason: str

class Buckets(TypedDict):
    """The columns of one series over one range of x, one element a bucket.

    ``x_first x_last x_min x_max`` are f64; ``first last min max mean`` f32, or f64 where the file has f64, over finite values,
    NaN where there is none; ``count`` (finite values) ``nan pos_inf neg_inf`` are u32.
    """

    points: int
    superseded: int
    width: float
    x_first: NDArray[np.float64]
    x_last: NDArray[np.float64]
    x_min: NDArray[np.float64]
    x_max: NDArray[np.float64]
    first: NDArray[np.floating]
    last: NDArray[np.floating]
    min: NDArray[np.floating]
    max: NDArray[np.floating]
    mean: NDArray[np.floating]
    count: NDArray[np.uint32]
    nan: NDArray[np.uint32]
    pos_inf: NDArray[np.uint32]
    neg_inf: NDArray[np.uint32]

class Reader:
    """Reads every event file below ``logdir`` and, if ``follow``, goes on as they grow, in threads of its own.

    Returns at once; loading goes on behind. Raises FileNotFoundError or NotADirectoryError only if ``must_exist``.
    """

    def __new__(cls, logdir: str, *, follow: bool = True, must_exist: bool = False) -> Reader: ...
    def refresh(self) -> None:
        """Waits until all that is on disk now has been read."""

    def close(self) -> None:
        """Ends the threads and closes the files. The columns stay readable."""

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
    def scalars(
        self, run: int, tag: int, *, superseded: bool = False
    ) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.floating]]:
        """Steps, wall times (seconds since 1970) and values (f32, or f64 where the file has f64) of one series. KeyError if not there."""

    def query(
        self, series: Sequence[tuple[int, int]], x: str, lo: float | None, hi: float | None, pixels: int | None
    ) -> list[Buckets]:
        """Buckets on the dyadic grid of ``x`` (``step``, ``relative``, ``wall``, ``index``) over [lo, hi], see docs/http.md."""
