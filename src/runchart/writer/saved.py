"""What the file system says of a checkpoint, asked when it is logged. Above `summary.checkpoint`."""

from __future__ import annotations

import itertools
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from runchart import summary
from runchart.summary.given import given

if TYPE_CHECKING:
    from runchart.summary.checkpoint import Saved

MOST_FILES = 10_000
"""The size of a directory with more files is not known: training does not wait for it."""


def saved(path: Any, log_dir: str) -> Saved:
    """What is known of `path`; of a URL, or of what cannot be looked at, only its name.

    Raises:
        TypeError: `path` is no str and no path.
    """
    if not isinstance(path, (str, os.PathLike)) or not os.fspath(path):
        raise TypeError(f"add_checkpoint: path: expected a str or a path such as 'model.pt', got {given(path)}")
    known = summary.checkpoint.Saved
    name = os.fsdecode(path)
    if "://" in name:
        return known(name)
    absolute = os.path.abspath(name)
    relative = relative_to(absolute, log_dir)
    try:
        found = os.stat(absolute)
    except (FileNotFoundError, NotADirectoryError):
        return known(absolute, relative, exists=False)
    except OSError:
        return known(absolute, relative)
    directory = stat.S_ISDIR(found.st_mode)
    size = directory_size(absolute) if directory else found.st_size
    return known(absolute, relative, True, directory, size, found.st_mtime)


def relative_to(path: str, log_dir: str) -> str | None:
    """The path from the directory of the run; None on another drive."""
    try:
        return Path(os.path.relpath(path, log_dir)).as_posix()
    except ValueError:
        return None


def directory_size(path: str) -> int | None:
    try:
        sizes = list(itertools.islice(file_sizes(path), MOST_FILES + 1))
    except OSError:  # written or removed meanwhile
        return None
    return sum(sizes) if len(sizes) <= MOST_FILES else None


def file_sizes(path: str) -> Iterator[int]:
    """The sizes of all files below a directory; links are not followed."""
    with os.scandir(path) as found:
        for entry in found:
            if entry.is_dir(follow_symlinks=False):
                yield from file_sizes(entry.path)
            else:
                yield entry.stat(follow_symlinks=False).st_size
