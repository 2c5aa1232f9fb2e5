"""Deleted runs: moved to `<logdir>/.runchart/trash/<time>-<n>/` by renaming, listed, and put back. Nothing is ever erased.

An entry's manifest is written before anything moves and goes after everything is back, so a process that is killed in the middle leaves
an entry from which all can be put back. Every step is taken from directory to directory without following links: no path leads out of
the logdir. Wraps the file system.
"""

from __future__ import annotations

import errno
import json
import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from threading import Lock
from typing import Any

from .parameters import BadRequestError
from .run_files import RunFiles
from .storage import FOLDER

TRASH = "trash"
MANIFEST = "manifest.json"
ENTRY_NAME = re.compile(r"\d{8}-\d{6}-\d{1,6}")
LARGEST_MANIFEST = 16_000_000
DIRECTORY = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC


@dataclass(frozen=True)
class Entry:
    """One deleted run."""

    name: str
    """Of its folder in the trash."""
    run: str
    root: str
    deleted: float
    """Seconds since 1970."""
    files: int
    bytes: int
    paths: list[str]
    """Below `root`. What was `paths[i]` is called `str(i)` in the entry."""

    @property
    def folder(self) -> str:
        return os.path.join(trash_folder(self.root), self.name)


class Trash:
    """The trash folders of the directories that a board reads."""

    def __init__(self) -> None:
        self._lock = Lock()

    def delete(self, found: RunFiles) -> Entry:
        """Moves what is the run's into the trash. Raises BadRequestError, and then everything is where it was."""
        with self._lock, _explained(found.root), _directory(found.root, (FOLDER, TRASH), make=True) as trash:
            entry = Entry(_make_entry(trash), found.run, found.root, time.time(), found.files, found.bytes, found.paths)
            with _opened(entry.name, trash) as folder:
                _write_manifest(folder, entry)
                try:
                    for number, path in enumerate(entry.paths):
                        with _parent(found.root, path) as (parent, name):
                            os.rename(name, str(number), src_dir_fd=parent, dst_dir_fd=folder)
                except OSError:
                    _put_back(folder, entry)
                    _remove_entry(trash, folder, entry.name)
                    raise
            return entry

    def restore(self, entry: Entry) -> None:
        """Puts everything back where it was. Raises BadRequestError where something else is there by now."""
        root = entry.root
        with (
            self._lock,
            _explained(root),
            _directory(root, (FOLDER, TRASH)) as trash,
            _opened(entry.name, trash) as folder,
        ):
            for number, path in enumerate(entry.paths):
                place = os.path.join(root, path)
                if _exists(folder, str(number)) and os.path.lexists(place):
                    raise BadRequestError(
                        f"{place} is there again. Move it away first, or take what you want from {entry.folder} by hand.",
                        409,
                    )
            _put_back(folder, entry)
            _remove_entry(trash, folder, entry.name)

    def entries(self, root: str) -> list[Entry]:
        """What can be put back, the last deleted first. Empty where nothing was deleted."""
        found: list[Entry] = []
        with suppress(OSError), _directory(root, (FOLDER, TRASH)) as trash:
            for name in os.listdir(trash):
                if not ENTRY_NAME.fullmatch(name):
                    continue
                with suppress(OSError), _opened(name, trash) as folder:
                    entry = _read_manifest(folder, root, name)
                    # One that was killed before anything moved holds nothing.
                    if entry is not None and any(_exists(folder, str(number)) for number in range(len(entry.paths))):
                        found.append(entry)
        return sorted(found, key=lambda entry: (entry.deleted, entry.name), reverse=True)


def trash_folder(root: str) -> str:
    """Where the deleted runs of a directory lie."""
    return os.path.join(root, FOLDER, TRASH)


def _make_entry(trash: int) -> str:
    now = time.strftime("%Y%m%d-%H%M%S", time.gmtime())
    number = 0
    while True:
        with suppress(FileExistsError):
            os.mkdir(f"{now}-{number}", 0o755, dir_fd=trash)
            return f"{now}-{number}"
        number += 1


def _remove_entry(trash: int, folder: int, name: str) -> None:
    """An entry that holds nothing any more; one that does stays."""
    if all(left == MANIFEST for left in os.listdir(folder)):
        os.unlink(MANIFEST, dir_fd=folder)
        os.rmdir(name, dir_fd=trash)


def _write_manifest(folder: int, entry: Entry) -> None:
    content = {"version": 1, **{name: getattr(entry, name) for name in ("run", "deleted", "files", "bytes", "paths")}}
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    # Names that are no Unicode have lone surrogates, which only escapes can carry.
    with os.fdopen(os.open(MANIFEST, flags, 0o644, dir_fd=folder), "w", encoding="ascii") as file:
        json.dump(content, file, ensure_ascii=True, indent=1)
        file.flush()
        os.fsync(file.fileno())
    os.fsync(folder)


def _read_manifest(folder: int, root: str, name: str) -> Entry | None:
    """None where it is not there or not ours: somebody may have put anything here."""
    try:
        descriptor = os.open(MANIFEST, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK, dir_fd=folder)
        with os.fdopen(descriptor, "rb") as file:
            given: Any = json.loads(file.read(LARGEST_MANIFEST))
        run, paths = given["run"], given["paths"]
        if not isinstance(run, str) or not all(isinstance(path, str) and _is_inside(path) for path in paths):
            return None
        return Entry(name, run, root, float(given["deleted"]), int(given["files"]), int(given["bytes"]), list(paths))
    except (OSError, ValueError, TypeError, KeyError, RecursionError, OverflowError):
        return None


def _is_inside(path: str) -> bool:
    return all(part not in {"", ".", ".."} and "\0" not in part for part in path.split("/"))


def _put_back(folder: int, entry: Entry) -> None:
    for number, path in enumerate(entry.paths):
        if _exists(folder, str(number)):
            with _parent(entry.root, path, make=True) as (parent, name):
                os.rename(str(number), name, src_dir_fd=folder, dst_dir_fd=parent)


def _exists(folder: int, name: str) -> bool:
    try:
        os.stat(name, dir_fd=folder, follow_symlinks=False)
    except OSError:
        return False
    return True


@contextmanager
def _parent(root: str, path: str, *, make: bool = False) -> Iterator[tuple[int, str]]:
    """The directory in which a path below `root` lies, open, and the last part of the path."""
    *parts, name = path.split("/")
    with _directory(root, parts, make=make) as parent:
        yield parent, name


@contextmanager
def _directory(root: str, parts: list[str] | tuple[str, ...], *, make: bool = False) -> Iterator[int]:
    """A directory below `root`, open. Only `root` itself may be a link."""
    descriptor = os.open(root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        for part in parts:
            if make:
                with suppress(FileExistsError):
                    os.mkdir(part, 0o755, dir_fd=descriptor)
            inner = os.open(part, DIRECTORY, dir_fd=descriptor)
            os.close(descriptor)
            descriptor = inner
        yield descriptor
    finally:
        os.close(descriptor)


@contextmanager
def _opened(name: str, folder: int) -> Iterator[int]:
    descriptor = os.open(name, DIRECTORY, dir_fd=folder)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


@contextmanager
def _explained(root: str) -> Iterator[None]:
    """Errors of the file system as sentences that say what to do."""
    try:
        yield
    except OSError as error:
        trash = trash_folder(root)
        if error.errno == errno.EXDEV:
            sentence = f"it lies on another file system than {trash}. Move it by hand"
        elif error.errno in {errno.EROFS, errno.EACCES, errno.EPERM}:
            sentence = f"{error.strerror}. Make {root} and what is in it writable for who runs the board"
        elif error.errno in {errno.ELOOP, errno.ENOTDIR}:
            sentence = f"something on the way is a symbolic link or no directory ({error.filename}). Move it by hand"
        elif error.errno == errno.ENOENT:
            sentence = f"it is gone ({error.filename}). Look at {root} and {trash}"
        else:
            sentence = f"{error.strerror}. Look at {root} and {trash}"
        raise BadRequestError(f"It cannot be moved: {sentence}.", 409 if error.errno == errno.ENOENT else 507) from None
