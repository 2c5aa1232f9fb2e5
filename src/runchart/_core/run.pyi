"""What the reader says of runs and of their tags."""

from typing import TypedDict

import numpy as np
from numpy.typing import NDArray

class Progress(TypedDict):
    """How far loading is. ``state``: ``"loading"`` until all that was there at the start is read, then ``"following"``.
    ``points`` counts scalars, ``media`` all else."""

    state: str
    files: int
    files_total: int
    bytes: int
    bytes_total: int
    points: int
    media: int

class Line(TypedDict):
    """Line ``key`` of the card ``tag``."""

    tag: int
    key: str

class Fold(TypedDict):
    """Where a child run belongs. ``line``: what ``add_scalars`` made, in run ``parent``; None: the session of ``add_hparams``, whose
    tags stand beside those that ``parent`` has itself."""

    parent: int
    line: Line | None

class RunInfo(TypedDict):
    """One run. ``name`` is its path below the logdir, ``"."`` for the root; ids are never reused while the reader lives."""

    id: int
    name: str
    first_wall: float
    last_wall: float
    damage: int
    superseded: tuple[int, int]  # points of scalars, and values of all else
    removed: bool
    fold: Fold | None
    series: list[tuple[int, int, int, int, float, int]]
    """(tag id, points, first step, last step, last value, flags). Flag 1: steps are no useful x; flag 2: some points are superseded."""
    media: list[MediaInfo]
    """What is no scalar, in order of tag id."""

class MediaInfo(TypedDict):
    """One tag of a run that holds anything but scalars. ``plugin`` is the name in its first metadata, ``images``, ``audio`` or
    ``histograms`` for summaries of the first version, ``graphs`` and ``graph_run_metadata`` for what TensorFlow logs beside
    summaries, and empty where nothing says it. ``points`` counts superseded ones too."""

    tag: int
    plugin: str
    points: int
    first_step: int
    last_step: int
    superseded: int

class Metadata(TypedDict):
    """The first metadata of a tag."""

    plugin: str
    content: bytes
    display_name: str
    description: str

class Places(TypedDict):
    """Where the values of a tag lie, one element a point. ``files`` are numbers of files of the run, never used again for another;
    ``offsets`` are those of records, with 2^43 added for each earlier value of the same tag in the same record."""

    steps: NDArray[np.int64]
    wall_times: NDArray[np.float64]
    files: NDArray[np.uint32]
    offsets: NDArray[np.uint64]
