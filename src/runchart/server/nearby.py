"""Folders near a logdir without runs that hold event files, so that the page can offer them. Wraps os.scandir."""

from __future__ import annotations

import os
from collections.abc import Iterator

MOST_FOLDERS = 5
MOST_ENTRIES = 2000
EVENT_FILE = "tfevents"


class Search:
    """A look at directories that ends, without an error, after `MOST_ENTRIES` entries in all."""

    def __init__(self) -> None:
        self.entries_left = MOST_ENTRIES

    def entries(self, directory: str) -> Iterator[os.DirEntry[str]]:
        """What is in a directory; nothing where it cannot be read."""
        try:
            with os.scandir(directory) as found:
                for entry in found:
                    if self.entries_left == 0:
                        return
                    self.entries_left -= 1
                    yield entry
        except OSError:
            return

    def look(self, directory: str) -> tuple[bool, list[str]]:
        """Whether there is an event file, and the directories by name: no links, nothing hidden."""
        found = False
        folders: list[str] = []
        for entry in self.entries(directory):
            if is_directory(entry):
                if not entry.name.startswith("."):
                    folders.append(entry.path)
            elif EVENT_FILE in entry.name:
                found = True
        return found, sorted(folders)

    def has_events(self, directory: str) -> bool:
        """Whether event files are in a directory or in one that is directly in it."""
        found, folders = self.look(directory)
        return found or any(self.look(folder)[0] for folder in folders)


def is_directory(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir(follow_symlinks=False)
    except OSError:
        return False


def nearby_folders(logdir: str) -> list[str]:
    """At most `MOST_FOLDERS` absolute paths, those in the working directory first."""
    search = Search()
    own = os.path.abspath(logdir)
    found: list[str] = []
    for folder in _candidates(search, own):
        if len(found) == MOST_FOLDERS:
            break
        if folder not in found and not _lies_in(folder, own) and search.has_events(folder):
            found.append(folder)
    return found


def _candidates(search: Search, logdir: str) -> Iterator[str]:
    try:
        here = os.getcwd()
    except OSError:  # it has been removed
        here = ""
    if here:
        usual = (os.path.join(here, name) for name in ("runs", "logs"))
        yield from (folder for folder in usual if not os.path.islink(folder))
        yield here
    _, siblings = search.look(os.path.dirname(logdir))
    yield from siblings


def _lies_in(folder: str, logdir: str) -> bool:
    return folder == logdir or folder.startswith(os.path.join(logdir, ""))
