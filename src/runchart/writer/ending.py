"""The end of a process: what its writers still hold is written, whether or not they were closed."""

from __future__ import annotations

import atexit
import logging
import os
import sys

from runchart._core import flush_at_exit

logger = logging.getLogger("runchart")

EXIT_SECONDS = 5.0
"""How long the end of the process waits for the disk."""


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
