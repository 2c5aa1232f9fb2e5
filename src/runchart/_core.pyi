"""The native module: the contract between Python and the Rust core.

Arrays are numpy arrays that own their memory. All calls that wait or compute release the GIL.
"""

from collections.abc import Sequence
from typing import Any, Literal, TypeAlias, TypedDict

import numpy as np
from numpy.typing import NDArray

__version__: str
Pairs: TypeAlias = Sequence[tuple[int, int]]  # Run id and tag id of series.

def flush_at_exit(timeout: float) -> list[str]:
    """Writes what all writers of the process still hold, waiting at most ``timeout`` seconds, and lets later events be
    written by their callers. Returns a sentence for each writer that lost something."""

def number(value: Any, what: str) -> float:
    """The number in ``value``, as ``add_scalar`` takes it; ``what`` names it in the complaint."""

def frame(data: bytes) -> bytes:
    """The record that holds ``data``: length, checksum, bytes, checksum."""

class Checked(TypedDict):
    """What `check_file` found. ``unfinished``: where a record begins that the end of the file cuts off, or None."""

    records: int
    bytes: int
    unfinished: int | None
    damaged: int
    damage: list[Damage]

Logdir: TypeAlias = str | Sequence[tuple[str, str, bool]]
"""A directory; or several read as one: name, below which its runs are named, path and whether that is a shell pattern."""

def directories(logdir: Logdir) -> list[str]:
    """The directories that ``logdir`` names now, patterns expanded."""

def event_files(logdir: Logdir) -> tuple[list[tuple[str, str, list[str]]], list[Damage]]:
    """The event files: name of the run, its path below ``logdir``, paths of its files; and the directories that cannot be read."""

def check_file(run: str, path: str, copy: str | None = None) -> Checked:
    """Reads a file from end to end and verifies every checksum and event. Copies the intact records to the new file ``copy``.
    ``damaged`` counts the places that cannot be read; ``damage`` lists them up to a bound. Raises OSError."""

class Draft:
    """What one ``add_*`` call logs: a summary, or the content of a file, that is made when it is written, by a native thread.
    The data was copied when the draft was made, so the script may change it. ``numbers`` is a contiguous array of any shape; ``dtype``
    one of ``bool uint8 int8 uint16 int16 uint32 int32 uint64 int64 float16 bfloat16 float32 float64``, which says what its
    elements are (bfloat16 lies in elements of two bytes). Makers raise ValueError where these do not fit together.
    """

    @staticmethod
    def summary(encoded: bytes) -> Draft:
        """The bytes of a tensorboard Summary message, ready as they are."""

    @staticmethod
    def histogram(tag: str, numbers: NDArray[Any], dtype: str, edges: NDArray[np.float64] | None = None) -> Draft:
        """Counts of finite values between ``edges`` (ascending; what lies outside is left out, as numpy does). None: the 1,549
        edges of tensorboardX and torch, and one more bucket at either end where values lie beyond them. NaN and infinities are
        counted in fields 101 to 103 (nan, +inf, -inf) of the HistogramProto, which other readers skip."""

    @staticmethod
    def image(tag: str, numbers: NDArray[Any], dtype: str, axes: str) -> Draft:
        """A PNG. ``axes`` are the letters of the shape: H and W, perhaps C of 1 to 4 channels, perhaps N, in any order. N images
        make one grid of 8 columns. uint8 as it is; all other types are multiplied by 255 and clipped to 0..255 (NaN: 0)."""

    @staticmethod
    def video(tag: str, numbers: NDArray[Any], dtype: str, axes: str, fps: float) -> Draft:
        """An animated GIF. ``axes`` is a permutation of NTCHW; N clips make one grid of a power of two columns and rows."""

    @staticmethod
    def audio(tag: str, numbers: NDArray[Any], dtype: str, sample_rate: int) -> Draft:
        """A WAV of 16 bits; the shape is (frames, channels). Values are clipped to -1..1."""

    @staticmethod
    def tensor(tag: str, numbers: NDArray[Any], data_type: int, plugin: str, content: bytes = b"") -> Draft:
        """A tensor of TensorFlow's ``data_type`` number (1 float32, 2 float64, ...) with the metadata of ``plugin``."""

    @staticmethod
    def png(numbers: NDArray[Any], dtype: str, axes: str) -> Draft:
        """A file: a PNG, from what ``image`` takes."""

    @staticmethod
    def tsv(numbers: NDArray[Any], dtype: str) -> Draft:
        """A file: the (rows, columns) numbers as text, tabs between columns, the shortest digits that read back the same."""

    def SerializeToString(self) -> bytes:  # noqa: N802 - as protobuf's messages have it
        """Makes the bytes now, without the GIL."""

class EventWriter:
    """Appends events to the event files of one run; the native half of `runchart.SummaryWriter`.
    May be used from many threads. After `fork` the child writes to a file of its own. Raises RuntimeError before `_open`.
    """

    def __new__(cls, *args: object, **kwargs: object) -> EventWriter: ...
    def _open(
        self,
        directory: str | None,
        *,
        suffix: str,
        flush_secs: float,
        purge_step: int | None,
        strict: bool,
        capacity: int = ...,
        shared: bool = False,
        clean_tags: bool = False,
        lazy: bool = False,
    ) -> None:
        """Creates the directory and a file in it; None writes nothing. ``capacity`` bytes may wait in memory. Where ``shared``,
        forked children append to the same file. ``clean_tags`` is tensorboardX's way with scalars. Where ``lazy``, directory
        and file come with the first event, behind the caller. Raises OSError."""

    def add_scalar(
        self,
        tag: str,
        scalar_value: Any,
        global_step: Any = None,
        walltime: float | None = None,
        new_style: bool | str | None = None,
        double_precision: bool | str | None = None,
        *,
        display_name: str = "",
        summary_description: str = "",
    ) -> None:
        """Logs one number.

        Args:
            tag: name of the series, such as ``"train/loss"``; kept as it is.
            scalar_value: int, float, bool, a str that float() takes, or anything of one element with ``item``, ``__float__``
                or ``__array__`` (numpy, torch on any device, jax). Stored as f32 unless ``double_precision``.
            global_step: int, or what int() takes; fractions are cut off. None is step 0.
            walltime: seconds since 1970; None is now.
            new_style: torch's fifth argument: store a tensor instead of a ``simple_value``. A str here is tensorboardX's
                ``display_name``.
            double_precision: torch's sixth argument: store a float64 tensor. A str here is tensorboardX's
                ``summary_description``.
            display_name, summary_description: a title for people instead of the tag, and markdown about the series.

        Raises:
            TypeError: the tag is no str, or the value, step or time is no number.
            ValueError: an array of another number of elements than one; a str that is no number; a step beyond 64 bits.
            OSError: only where the writer is strict.
        """

    def write(self, event: bytes) -> None:
        """Writes one encoded Event."""

    def write_draft(self, draft: Draft, global_step: Any = None, walltime: float | None = None) -> None:
        """Writes a draft of a summary as an event. Drafts reach the file in the order of these calls, scalars meanwhile. Who logs
        does not wait for their encoding, unless so much waits already that this thread has to help."""

    def write_file(self, path: str, draft: Draft) -> None:
        """Writes a draft of a file's content to ``path``, whole or not at all, behind the caller; its directory is made.
        ``flush`` waits for it, and what the disk refuses is told as for events."""

    def _set_metadata(self, global_step: Any = None, walltime: float | None = None) -> None:
        """Sets what None means for step and time in later calls (None: 0 and now)."""

    def _metadata(self) -> tuple[int | None, float | None]:
        """What was set so."""

    def event_file(self) -> str | None:
        """The file that is written now; None before the first event after ``close``, or where nothing is written."""

    def flush(self, timeout: float = 30.0) -> None:
        """Hands what was logged to the kernel; waits for ``timeout`` seconds, or until the disk refuses."""

    def close(self, timeout: float = 30.0) -> None:
        """Writes all for at most ``timeout`` seconds and closes the file; a later event opens a new one."""

class Counters:
    """Counts from 0 for each name, in memory that forked children share. Raises OverflowError beyond 65,536 names."""

    def __new__(cls) -> Counters: ...
    def next(self, name: str) -> int: ...

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

class ImageValue(TypedDict):
    """Pictures as they are stored: PNG, GIF or another format. More than one where several were logged at once."""

    kind: Literal["image"]
    width: int
    height: int
    encoded: list[bytes]

class AudioValue(TypedDict):
    """Sound as it is stored. ``sample_rate`` is 0 and ``content_type`` empty where nothing says it."""

    kind: Literal["audio"]
    encoded: list[bytes]
    sample_rate: float
    labels: list[str]
    content_type: str

class HistogramValue(TypedDict):
    """Buckets by their edges. Of summaries of the first version, empty buckets at the ends are left out, and least and greatest
    value are the outer edges, as TensorBoard has it; those alone have ``min`` to ``sum_squares``. ``nan``, ``pos_inf`` and
    ``neg_inf`` are 0 unless runchart wrote the file."""

    kind: Literal["histogram"]
    left: NDArray[np.float64]
    right: NDArray[np.float64]
    counts: NDArray[np.float64]
    min: float | None
    max: float | None
    num: float | None
    sum: float | None
    sum_squares: float | None
    nan: int
    pos_inf: int
    neg_inf: int

class TensorValue(TypedDict):
    """Numbers; half and bfloat16 as float32, which holds them exactly."""

    kind: Literal["tensor"]
    array: NDArray[Any]

class StringsValue(TypedDict):
    """A tensor of strings in row-major order."""

    kind: Literal["strings"]
    shape: tuple[int, ...]
    values: list[bytes]

class BytesValue(TypedDict):
    """A protobuf message: a GraphDef, a RunMetadata."""

    kind: Literal["bytes"]
    data: bytes

class MetadataValue(TypedDict):
    """The value is what its own metadata holds, as for hyperparameters."""

    kind: Literal["metadata"]
    content: bytes

Value: TypeAlias = ImageValue | AudioValue | HistogramValue | TensorValue | StringsValue | BytesValue | MetadataValue

class StaleError(LookupError):
    """The file that a place is in is gone, replaced or written anew. Ask for the places again."""

class Damage(TypedDict):
    """One place in one file that could not be read, and what was skipped."""

    run: str
    file: str
    offset: int
    length: int
    reason: str

Buckets: TypeAlias = dict[str, Any]
"""The columns of one series over one range of x, one element a bucket, and the numbers ``points``, ``superseded`` and ``width``.
``x_first x_last x_min x_max`` are f64; ``first last min max mean`` f32, or f64 where the file has f64, over finite values,
NaN where there is none, and ``x_*`` say where those stand; ``count`` (finite values) ``nan pos_inf neg_inf`` are u32. Where
each bucket is one point (``width`` 0) the four x are one array object, and so are the five values. ``spike_min`` and
``spike_max`` are ``min`` and ``max`` where these stand out of their surroundings, else NaN. ``median`` (f64) if asked for."""

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
