"""A file's new content, put in its place whole: whoever reads the file, or ends this process, finds the old content or the new.

Until it is complete the content has no name where the file system can do that (Linux, but not NFS), so that a killed process
leaves nothing.
"""

from __future__ import annotations

import os
import stat
import tempfile
from contextlib import suppress
from pathlib import Path


def replace(path: Path, content: bytes) -> None:
    """Replaces the file, or makes it. The caller is the only one who does so in this folder. Raises OSError."""
    directory = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        mode = stat.S_IMODE(path.stat().st_mode) if path.exists() else 0o644
        temporary = _named(directory, path, content, mode) or _written(path, content, mode)
        os.replace(temporary, path.name, src_dir_fd=directory, dst_dir_fd=directory)
        os.fsync(directory)
    finally:
        os.close(directory)


def _named(directory: int, path: Path, content: bytes, mode: int) -> str | None:
    """The name of a file that got it when it was complete; None where that cannot be done."""
    name = f".{path.name}.new"
    try:
        descriptor = os.open(path.parent, os.O_TMPFILE | os.O_WRONLY | os.O_CLOEXEC, mode)
    except (AttributeError, OSError):
        return None
    with os.fdopen(descriptor, "wb") as file:
        _fill(file.fileno(), content, mode)
        try:
            with suppress(FileNotFoundError):
                os.unlink(name, dir_fd=directory)
            # Only with a directory's descriptor does this name the file behind the link.
            os.link(f"/proc/self/fd/{file.fileno()}", name, dst_dir_fd=directory, follow_symlinks=True)
        except OSError:
            return None
    return name


def _written(path: Path, content: bytes, mode: int) -> str:
    """The name of a file that has it from the start."""
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "wb") as file:
            _fill(file.fileno(), content, mode)
    except BaseException:
        os.unlink(name)
        raise
    return os.path.basename(name)


def _fill(descriptor: int, content: bytes, mode: int) -> None:
    left = memoryview(content)
    while left:
        left = left[os.write(descriptor, left) :]
    os.fchmod(descriptor, mode)
    os.fsync(descriptor)
