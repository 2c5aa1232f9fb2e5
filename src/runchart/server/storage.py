"""What people change on the board, in JSON files beside the logdir: written whole, never clobbered by another board.

The files are in `<logdir>/.runchart/`; where that cannot be written, or there is no single logdir, in
`$XDG_STATE_HOME/runchart/<hash of the logdir>/`. Wraps replacement.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock
from typing import Any

from .replacement import replace

FOLDER = ".runchart"

Content = dict[str, Any]


class StorageError(Exception):
    """The files cannot be read or written; the text says which, why, and what to do."""


class Storage:
    """The folder of one logdir, and the documents in it by name."""

    def __init__(self, logdir: str) -> None:
        """`logdir` is an absolute path; what names several directories at once goes to the state folder."""
        self._logdir = Path(logdir) if os.path.isdir(logdir) else None
        self._name = logdir
        self._documents: dict[str, Document] = {}

    @property
    def folder(self) -> Path:
        """Where the documents are now. It need not exist: the first change makes it."""
        if self._logdir is not None:
            beside = self._logdir / FOLDER
            writable = beside if os.path.lexists(beside) else self._logdir
            if writable.is_dir() and not beside.is_symlink() and os.access(writable, os.W_OK | os.X_OK):
                return beside
        home = os.environ.get("XDG_STATE_HOME") or os.path.expanduser("~/.local/state")
        return Path(home) / "runchart" / hashlib.sha256(self._name.encode("utf-8", "surrogateescape")).hexdigest()[:16]

    def document(self, name: str) -> Document:
        """The document in the file `<name>.json`."""
        if name not in self._documents:
            self._documents[name] = Document(self, name)
        return self._documents[name]

    def versions(self) -> dict[str, int]:
        """The version of every document that was asked for, looked at anew: another board may have changed it."""
        return {name: document.version() for name, document in self._documents.items()}


class Document:
    """One JSON object in one file."""

    def __init__(self, storage: Storage, name: str) -> None:
        self._storage = storage
        self._file = f"{name}.json"
        self._lock = Lock()
        self._seen: tuple[str, int, int, int] | None = None
        self._version = 0

    @property
    def path(self) -> Path:
        return self._storage.folder / self._file

    def version(self) -> int:
        """Grows whenever the file was seen to be another than before."""
        path = self.path
        try:
            status = path.stat()
            now = (str(path), status.st_ino, status.st_size, status.st_mtime_ns)
        except OSError:
            now = (str(path), 0, 0, 0)
        with self._lock:
            if self._seen is not None and self._seen != now:
                self._version += 1
            self._seen = now
            return self._version

    def read(self) -> Content:
        """What is stored; empty before the first change. Raises StorageError on a file that is no JSON object."""
        try:
            text = self.path.read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            return {}
        except OSError as error:
            raise StorageError(f"{self.path} cannot be read: {error.strerror}. Mend its permissions.") from None
        try:
            content = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise StorageError(f"{self.path} is not JSON ({error}). Mend or move the file; nothing is lost.") from None
        if not isinstance(content, dict):
            raise StorageError(f"{self.path} holds no JSON object. Mend or move the file; nothing is lost.")
        return content

    def update(self, change: Callable[[Content], None]) -> Content:
        """Applies `change` to what is stored at this moment, and stores that. Returns what is stored then.

        Boards of other processes wait meanwhile, so that what they change is kept. Raises StorageError.
        """
        folder = self._storage.folder
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with _locked(folder):
                content = self.read()
                change(content)
                replace(
                    folder / self._file, json.dumps(content, ensure_ascii=False, indent=1).encode("utf-8", "replace")
                )
        except OSError as error:
            raise StorageError(
                f"{folder / self._file} cannot be written: {error.strerror}. Free space or mend permissions."
            ) from None
        self.version()
        return content


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Alone in the folder among all boards; where the file system knows no locks, not alone."""
    descriptor = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o644)
    try:
        with suppress(OSError):
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
