"""SummaryWriter: the names of tensorboardX and torch.utils.tensorboard over the native writer.

Scalars go straight to the native `EventWriter`. All else is built into an event and passes through `write(event)`.
"""

from __future__ import annotations

import atexit
import logging
import os
import socket
import sys
import time
from collections.abc import Mapping
from types import TracebackType
from typing import Any

from runchart._core import EventWriter, flush_at_exit

__all__ = ["SummaryWriter"]

logger = logging.getLogger("runchart")

EXIT_SECONDS = 5.0
"""How long the end of the process waits for the disk."""


class SummaryWriter(EventWriter):
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

    log_dir: str
    """The directory of the run."""
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
        self.log_dir = directory_name(given, comment)
        self.purge_step = purge_step
        self.max_queue = max_queue
        self.flush_secs = flush_secs
        self.filename_suffix = filename_suffix
        self.write_to_disk = write_to_disk
        self.strict = strict
        self._children: dict[str, SummaryWriter] = {}
        self._open(
            self.log_dir if write_to_disk else None,
            suffix=filename_suffix,
            flush_secs=float(flush_secs),
            purge_step=purge_step,
            strict=strict,
        )
        flush_before_exit()

    @property
    def logdir(self) -> str:
        """tensorboardX's name for `log_dir`."""
        return self.log_dir

    def get_logdir(self) -> str:
        """torch's name for `log_dir`."""
        return self.log_dir

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
            TypeError: `tag_scalar_dict` is no mapping, or a value is no number.
            ValueError: a value has more than one element.
        """
        if not isinstance(tag_scalar_dict, Mapping):
            kind = type(tag_scalar_dict).__name__
            raise TypeError(
                f"add_scalars({main_tag!r}): expected a dict such as {{'train': 0.5, 'val': 0.7}}, got {kind}"
            )
        walltime = time.time() if walltime is None else walltime
        for key, value in tag_scalar_dict.items():
            self._child(main_tag, key).add_scalar(main_tag, value, global_step, walltime)

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

    def _child(self, main_tag: str, key: str) -> SummaryWriter:
        name = f"{main_tag.replace('/', '_')}_{key}"
        child = self._children.get(name)
        if child is None:
            child = SummaryWriter(
                os.path.join(self.log_dir, name),
                purge_step=self.purge_step,
                flush_secs=self.flush_secs,
                filename_suffix=self.filename_suffix,
                write_to_disk=self.write_to_disk,
                strict=self.strict,
            )
            self._children[name] = child
        return child


def directory_name(given: str | os.PathLike[str] | None, comment: str) -> str:
    """The run's directory: the one that was given, or one named by time and host."""
    if given is None:
        moment = time.strftime("%b%d_%H-%M-%S")
        return os.path.join("runs", f"{moment}_{socket.gethostname()}{comment}")
    name = os.fspath(given)
    if not isinstance(name, str) or not name:
        raise ValueError(f"log_dir is {given!r}: give a directory's name, or None for one named by time and host")
    if "://" in name and not name.startswith("file://"):
        scheme = name.partition("://")[0]
        raise ValueError(f"log_dir is {name!r}: {scheme}:// is not supported, give a directory of a file system")
    if comment:
        logger.warning("comment=%r is without effect where log_dir is given (%r)", comment, name)
    return name.removeprefix("file://")


def flush_before_exit() -> None:
    """Sees to it, once in each process, that nothing is lost when the process ends without `close()`."""
    if _armed.get("process") == os.getpid():
        return
    _armed["process"] = os.getpid()
    atexit.register(end_of_process)
    _arm_multiprocessing()


def end_of_process() -> None:
    """Writes what is left; says what could not be."""
    for words in flush_at_exit(EXIT_SECONDS):
        logger.warning("%s", words)


_armed: dict[str, int] = {}


def _arm_multiprocessing() -> None:
    """Processes of `multiprocessing` do not run `atexit`: they run its own finalizers."""
    util = sys.modules.get("multiprocessing.util")
    if util is not None:
        util.Finalize(None, end_of_process, exitpriority=0)


def _after_fork_in_child() -> None:
    """A child of `multiprocessing` clears the finalizers that it inherited, then calls what is registered here."""
    util = sys.modules.get("multiprocessing.util")
    if util is not None:
        util.register_after_fork(end_of_process, lambda _: _arm_multiprocessing())


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork_in_child)
