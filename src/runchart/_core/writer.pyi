"""The writer: appends events, and counts for processes that share one."""

from typing import Any

from .draft import Draft

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

def flush_at_exit(timeout: float) -> list[str]:
    """Writes what all writers of the process still hold, waiting at most ``timeout`` seconds, and lets later events be
    written by their callers. Returns a sentence for each writer that lost something."""
