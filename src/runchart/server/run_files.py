"""What on the disk is a run's, so that it can be deleted: its whole directory, or only its event files where other runs lie in it too.

Wraps the file system, without following links, and the reader, which knows the runs.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .parameters import BadRequestError
from .storage import FOLDER

if TYPE_CHECKING:
    from runchart.reader import Reader

EVENT_FILE = "tfevents"
LIVE_SECONDS = 600.0
"""A run whose event files changed within this time may still be written."""


@dataclass
class RunFiles:
    """What moves when a run is deleted. Paths are below `root`, an absolute path, with `/`."""

    run: str
    root: str
    directory: str
    """The run's own directory, absolute."""
    paths: list[str] = field(default_factory=list)
    whole: bool = True
    """Whole directories move, with all else that is in them."""
    files: int = 0
    bytes: int = 0
    modified: float = 0.0
    """When an event file changed last, seconds since 1970."""

    @property
    def live(self) -> bool:
        return time.time() - self.modified < LIVE_SECONDS


class Finder:
    """Finds what belongs to the runs that the reader knows now."""

    def __init__(self, reader: Reader, directory_of: Callable[[str], str | None]) -> None:
        self._infos = {info["name"]: info for info in reader.runs()}
        self._roots = [os.path.normpath(root) for root in reader.directories()]
        self._directory_of = directory_of

    def find(self, run: str) -> RunFiles:
        """What is this run's, with the child runs that are folded into it.

        Raises BadRequestError: there is no such run, its directory is gone, is reached by a link, or cannot be read.
        """
        if run not in self._infos:
            raise BadRequestError(
                f"There is no run {run[:200]!r}. /api/runs lists the names of those that are there.", 404
            )
        own = {run, *self._folded(run)}
        directories = {name: self._directory(name) for name in (run, *sorted(own - {run}))}
        found = RunFiles(run, _root_of(directories[run], self._roots), directories[run])
        try:
            for name, directory in directories.items():
                _refuse_links(found.root, directory)
                nested = any(other.startswith(name + "/") and other not in own for other in self._infos)
                nested |= any(root != directory and _is_below(root, directory) for root in self._roots)
                _take(found, directory, set(directories.values()), nested)
        except OSError as error:
            sentence = f"{error.filename} cannot be read: {error.strerror}. Mend its permissions."
            raise BadRequestError(sentence, 403) from None
        return found

    def _folded(self, run: str) -> list[str]:
        own = self._infos[run]["id"]
        return [name for name, info in self._infos.items() if info["fold"] and info["fold"]["parent"] == own]

    def _directory(self, run: str) -> str:
        directory = self._directory_of(run)
        if directory is None or not os.path.isdir(directory):
            raise BadRequestError(f"The directory of run {run[:200]!r} is not there, or its name is no Unicode.", 404)
        return os.path.normpath(directory)


def _take(found: RunFiles, directory: str, own: set[str], nested: bool) -> None:
    """Adds a directory, or where another run lies in it, too, only the event files that are right in it."""
    if any(_is_below(directory, os.path.join(found.root, path)) for path in found.paths):
        return
    if directory == found.root or nested or any(path not in own for path in _with_event_files(directory)):
        found.whole = False
        entries = [entry for entry in _scan(directory) if EVENT_FILE in entry.name and not entry.is_dir()]
        for entry in entries:
            if entry.is_symlink():
                raise BadRequestError(f"{entry.path} is a symbolic link. Delete it by hand.", 409)
        found.paths += [os.path.relpath(entry.path, found.root) for entry in entries]
        _count(found, entries)
        return
    found.paths.append(os.path.relpath(directory, found.root))
    for path in _directories(directory):
        _count(found, [entry for entry in _scan(path) if not entry.is_dir(follow_symlinks=False)])


def _count(found: RunFiles, entries: list[os.DirEntry[str]]) -> None:
    for entry in entries:
        about = entry.stat(follow_symlinks=False)
        found.files += 1
        found.bytes += about.st_size
        if EVENT_FILE in entry.name:
            found.modified = max(found.modified, about.st_mtime)


def _with_event_files(directory: str) -> Iterator[str]:
    """The directories below this one, not itself, that are runs."""
    for path in _directories(directory):
        if path != directory and any(EVENT_FILE in entry.name and entry.is_file() for entry in _scan(path)):
            yield path


def _directories(directory: str) -> Iterator[str]:
    """This directory and all below, links not followed. What the board itself stores holds no runs."""
    waiting = [directory]
    while waiting:
        path = waiting.pop()
        yield path
        inside = [entry for entry in _scan(path) if entry.is_dir(follow_symlinks=False)]
        waiting += [entry.path for entry in inside if entry.name != FOLDER]


def _scan(directory: str) -> list[os.DirEntry[str]]:
    with os.scandir(directory) as entries:
        return sorted(entries, key=lambda entry: entry.name)


def _root_of(directory: str, roots: list[str]) -> str:
    around = [root for root in roots if _is_below(directory, root)]
    if not around:
        raise BadRequestError(f"{directory} is not below the logdir, so it cannot be deleted here.", 403)
    return max(around, key=len)


def _refuse_links(root: str, directory: str) -> None:
    if not _is_below(directory, root):
        raise BadRequestError(f"{directory} is not below {root}, so it cannot be deleted here.", 403)
    path = root
    for part in os.path.relpath(directory, root).split(os.sep):
        path = os.path.join(path, part)
        if os.path.islink(path):
            raise BadRequestError(f"{path} is a symbolic link. Delete it by hand, or what it leads to.", 409)


def _is_below(path: str, directory: str) -> bool:
    return path == directory or path.startswith(directory.rstrip(os.sep) + os.sep)
