"""Folders near a logdir without runs that hold event files, so that the page can offer them. Wraps os.scandir."""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import islice

MOST_FOLDERS = 5
MOST_ENTRIES = 2000
# Of one folder, so that a large one does not use up the search; of the folder around the logdir.
MOST_ENTRIES_EACH = 200
MOST_SIBLINGS = 1000
LEVELS = 3
EVENT_FILE = "tfevents"


class Search:
    """A look at directories that ends, without an error, after `MOST_ENTRIES` entries in all."""

    def __init__(self) -> None:
        self.entries_left = MOST_ENTRIES

    def look(self, directory: str, most: int = MOST_ENTRIES_EACH) -> tuple[bool, list[str]]:
        """Whether there is an event file, and the directories by name: no links, nothing hidden."""
        found = False
        folders: list[str] = []
        for entry in self._entries(directory, most):
            if is_directory(entry):
                if not entry.name.startswith("."):
                    folders.append(entry.path)
            elif EVENT_FILE in entry.name:
                found = True
        return found, sorted(folders)

    def _entries(self, directory: str, most: int) -> Iterator[os.DirEntry[str]]:
        """What is in a directory; nothing where it cannot be read."""
        try:
            with os.scandir(directory) as found:
                for entry in islice(found, min(most, self.entries_left)):
                    self.entries_left -= 1
                    yield entry
        except OSError:
            return


def is_directory(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir(follow_symlinks=False)
    except OSError:
        return False


def nearby_folders(logdir: str) -> list[str]:
    """At most `MOST_FOLDERS` absolute paths, those in the working directory first."""
    search = Search()
    own = os.path.abspath(logdir)
    candidates = [folder for folder in dict.fromkeys(_candidates(search, own)) if not _lies_in(folder, own)]
    found: set[str] = set()
    waiting = [(folder, folder) for folder in candidates]
    for _ in range(LEVELS):  # all candidates one level, then the next: what is deep does not hide what is near
        deeper: list[tuple[str, str]] = []
        for candidate, directory in waiting:
            if candidate in found or len(found) == MOST_FOLDERS:
                continue
            has_events, folders = search.look(directory)
            if has_events:
                found.add(candidate)
            deeper += [(candidate, folder) for folder in folders]
        waiting = deeper
    return [folder for folder in candidates if folder in found]


def _candidates(search: Search, logdir: str) -> Iterator[str]:
    try:
        here = os.getcwd()
    except OSError:  # it has been removed
        here = ""
    if here:
        usual = (os.path.join(here, name) for name in ("runs", "logs"))
        yield from (folder for folder in usual if not os.path.islink(folder))
        yield here
    _, siblings = search.look(os.path.dirname(logdir), MOST_SIBLINGS)
    yield from siblings


def _lies_in(folder: str, logdir: str) -> bool:
    return folder == logdir or folder.startswith(os.path.join(logdir, ""))
