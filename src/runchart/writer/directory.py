"""The directory of a run: the one that was given, or one named by time and host."""

from __future__ import annotations

import logging
import os
import socket
import time

from runchart.summary.given import given as words

logger = logging.getLogger("runchart")


def directory_name(given: str | os.PathLike[str] | None, comment: str) -> str:
    """The directory's name, checked."""
    if given is None:
        moment = time.strftime("%b%d_%H-%M-%S")
        return os.path.join("runs", f"{moment}_{socket.gethostname()}{comment}")
    if not isinstance(given, (str, bytes, os.PathLike)):
        raise TypeError(f"log_dir: expected a directory's name, a path or None, got {words(given)}")
    name = os.fspath(given)
    if not isinstance(name, str) or not name:
        raise ValueError(f"log_dir is {given!r}: give a directory's name, or None for one named by time and host")
    if "://" in name and not name.startswith("file://"):
        scheme = name.partition("://")[0]
        raise ValueError(f"log_dir is {name!r}: {scheme}:// is not supported, give a directory of a file system")
    if comment:
        logger.warning("comment=%r is without effect where log_dir is given (%r)", comment, name)
    return name.removeprefix("file://")
