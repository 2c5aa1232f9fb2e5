"""SummaryWriter: the names of tensorboardX and torch.utils.tensorboard over the native writer.

Scalars go straight to the native `EventWriter`. All else is built into an event and passes through `write(event)`.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import TracebackType
from typing import Any, ClassVar, NoReturn

from runchart._core import EventWriter, number
from runchart.summary.given import tag_text, utf8, whole
from runchart.writer.curves import Curves
from runchart.writer.directory import directory_name
from runchart.writer.distributions import Distributions
from runchart.writer.documents import Documents
from runchart.writer.ending import flush_before_exit
from runchart.writer.files import FileWriter
from runchart.writer.logged import Logged, Points
from runchart.writer.media import Media
from runchart.writer.options import seconds, suffix
from runchart.writer.settings import Settings
from runchart.writer.structure import Structure

__all__ = ["SummaryWriter"]

LONGEST_NAME = 255
"""The longest name of a directory that common file systems take, in bytes."""


class SummaryWriter(Media, Distributions, Documents, Curves, Structure, Settings):
    """Appends what a training run logs to a TensorBoard event file in `log_dir`.

    A drop-in for the class of this name in torch.utils.tensorboard and tensorboardX. Logging never waits for the disk and,
    once the writer is open, never raises because of it: what the disk refuses is kept in memory (64 MiB), tried again,
    and counted if it has to be dropped, with one warning through `logging.getLogger("runchart")`.

    Args:
        log_dir: directory of the run, made if missing. Default: ``runs/<month><day>_<time>_<host><comment>``.
        comment: end of the default directory's name. Without effect, and with a warning, where `log_dir` is given.
        purge_step: what earlier files of this run logged at this step or later is superseded.
        max_queue: accepted for compatibility. There is no queue that fills and blocks.
        flush_secs: seconds between two syncs of the file to the disk. The kernel has each event within 0.2 s.
        filename_suffix: end of the event file's name.
        write_to_disk: False checks the arguments and writes nothing.
        logdir: tensorboardX's name for `log_dir`; it wins where both are given.
        strict: True raises `OSError` from the next call where otherwise a warning would be logged.

    Raises:
        OSError: the directory or file cannot be made (`PermissionError`, `NotADirectoryError`, ...).
    """

    _shared: ClassVar[bool] = False
    purge_step: int | None
    max_queue: int
    flush_secs: float
    filename_suffix: str

    def __init__(
        self,
        log_dir: str | os.PathLike[str] | None = None,
        comment: str = "",
        purge_step: int | None = None,
        max_queue: int = 10,
        flush_secs: float = 120,
        filename_suffix: str = "",
        write_to_disk: bool = True,
        logdir: str | os.PathLike[str] | None = None,
        *,
        strict: bool = False,
    ) -> None:
        given = logdir if logdir is not None else log_dir
        self.log_dir = self._directory(given, comment)
        self.purge_step = purge_step if purge_step is None else whole(purge_step, "purge_step")
        self.max_queue = max_queue
        self.flush_secs = seconds(flush_secs, "flush_secs")
        self.filename_suffix = suffix(filename_suffix)
        self.write_to_disk = write_to_disk
        self.strict = strict
        self._children: dict[str, EventWriter] = {}
        self._logged: dict[str, Logged] = {}
        self._start(self, self.log_dir)
        flush_before_exit()

    @property
    def logdir(self) -> str:
        """tensorboardX's name for `log_dir`."""
        return self.log_dir

    def get_logdir(self) -> str:
        """torch's name for `log_dir`."""
        return self.log_dir

    @property
    def file_writer(self) -> FileWriter | None:
        """Writes events and summaries of other makers to the same file."""
        return FileWriter.over(self, self.log_dir)

    @property
    def all_writers(self) -> dict[str, FileWriter]:
        """The writer of each directory: the run's own, and those that `add_scalars` made."""
        writers = {self.log_dir: self, **self._children}
        return {directory: FileWriter.over(writer, directory) for directory, writer in writers.items()}

    @contextmanager
    def use_metadata(self, *, global_step: Any = None, walltime: float | None = None) -> Iterator[None]:
        """Within it, calls that give no step or no time take these.

        Args:
            global_step: the step. Default: as before.
            walltime: seconds since 1970. Default: as before.
        """
        before = self._metadata()
        self._set_metadata(
            before[0] if global_step is None else global_step, before[1] if walltime is None else walltime
        )
        try:
            yield
        finally:
            self._set_metadata(*before)

    def add_scalars(
        self,
        main_tag: str,
        tag_scalar_dict: Mapping[str, Any],
        global_step: Any = None,
        walltime: float | None = None,
    ) -> None:
        """Logs several values of one thing, such as a loss for training and validation, to be drawn in one chart.

        As with torch, each key becomes a run of its own, ``<log_dir>/<main_tag>_<key>`` (``/`` in `main_tag` becomes ``_``),
        with `main_tag` as its tag; the board folds these runs into one card of this run. No thread is made per key.

        Args:
            main_tag: the tag, and the title of the card.
            tag_scalar_dict: a value for each line of the card, as `add_scalar` takes it.
            global_step: the step. Default: 0.
            walltime: seconds since 1970. Default: now, the same for all keys.

        Raises:
            TypeError: `main_tag` is no str, `tag_scalar_dict` is no mapping, or a value is no number.
            ValueError: a value has more than one element; the tag or a key has surrogates.
        """
        main_tag = tag_text(main_tag)
        if not isinstance(tag_scalar_dict, Mapping):
            kind = type(tag_scalar_dict).__name__
            raise TypeError(
                f"add_scalars({main_tag!r}): expected a dict such as {{'train': 0.5, 'val': 0.7}}, got {kind}"
            )
        values = {key: number(value, f"add_scalars({main_tag!r}): {key!r}") for key, value in tag_scalar_dict.items()}
        for key in values:
            self._check_line(main_tag, key)
        step, moment = self._metadata()
        step = step if global_step is None else global_step
        moment = walltime if walltime is not None else moment if moment is not None else time.time()
        for key, value in values.items():
            self._child(main_tag, key).add_scalar(main_tag, value, step, moment)

    def export_scalars_to_json(self, path: str | os.PathLike[str]) -> None:
        """Writes what this writer has logged by `add_scalars` since the last export: ``{directory: [[walltime, step, value], ...], ...}``
        in JSON, as tensorboardX does.

        The values are read back from the event files of this process, so none are kept in memory, and they are as precise as
        there (float32). What earlier processes logged to the same directories is not among them; a forked process exports what it
        logged itself.

        Raises OSError where the file cannot be written; then the next export has the same.
        """
        series = self._logged_scalars()
        with open(path, "w") as file:
            json.dump(series, file)
        for directory, points in series.items():
            self._logged[directory].exported(points)

    def flush(self, timeout: float = 30.0) -> None:
        """Hands everything logged so far to the kernel, waiting at most `timeout` seconds."""
        super().flush(timeout)
        for child in self._children.values():
            child.flush(timeout)

    def close(self, timeout: float = 30.0) -> None:
        """Writes everything, waiting at most `timeout` seconds, and closes the file. What is lost is counted in a warning.

        An `add_*` after this opens a new file. Closing twice is fine, and so is never closing.
        """
        super().close(timeout)
        for child in self._children.values():
            child.close(timeout)

    def __enter__(self) -> SummaryWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"SummaryWriter({self.log_dir!r})"

    def __reduce__(self) -> NoReturn:
        raise TypeError(f"{self!r} cannot be pickled or copied: open a writer in the process that logs")

    def _directory(self, given: str | os.PathLike[str] | None, comment: str) -> str:
        return directory_name(given, comment)

    def _start(self, writer: EventWriter, directory: str) -> None:
        """Opens `writer` with the options of this one. A child's file is created behind the caller: logging never raises
        because of a disk."""
        writer._open(
            directory if self.write_to_disk else None,
            suffix=self.filename_suffix,
            flush_secs=self.flush_secs,
            purge_step=self.purge_step,
            strict=self.strict,
            shared=self._shared,
            clean_tags=self.names.clean,
            lazy=writer is not self,
        )

    def _logged_scalars(self) -> dict[str, Points]:
        self.flush()
        found = {directory: logged.points() for directory, logged in self._logged.items()}
        return {directory: points for directory, points in found.items() if points}

    def _check_line(self, main_tag: str, key: Any) -> None:
        """That the line has a directory of its own, below the run's."""
        utf8(str(key), f"add_scalars({main_tag!r}): key")
        below = self.names.child(main_tag, key)
        parts = below.split("/")
        if ".." in parts or "\0" in below or max(map(len, map(os.fsencode, parts))) > LONGEST_NAME:
            raise ValueError(
                f"add_scalars({main_tag!r}): key {str(key)!r}: each key names a directory below the run's, and {below!r} names none"
            )

    def _child(self, main_tag: str, key: str) -> EventWriter:
        directory = os.path.join(self.log_dir, self.names.child(main_tag, key))
        child = self._children.get(directory)
        if child is None:
            child = EventWriter()
            self._logged[directory] = Logged(directory, self.filename_suffix)
            self._start(child, directory)
            self._children[directory] = child
        return child
