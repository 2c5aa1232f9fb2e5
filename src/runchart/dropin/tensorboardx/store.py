"""Runs in object stores: written to a directory of the same name, `./s3:/bucket/run`, and uploaded by `flush` and `close`.

Above `record_writer`, which knows the stores. tensorboardX uploads so too, and leaves embeddings there.
"""

from __future__ import annotations

import os

from runchart.dropin.tensorboardx.record_writer import factory_of, open_file


def is_remote(directory: str | os.PathLike[str] | None) -> bool:
    """Whether the directory is in a store that `register_writer_factory` has been told of."""
    return directory is not None and factory_of(os.fspath(directory)) is not None


class Store:
    """What of a directory is in its store."""

    def __init__(self, directory: str) -> None:
        self.scheme, _, self.path = directory.partition("://")
        self._uploaded: dict[str, tuple[int, int]] = {}

    def upload(self) -> None:
        """Uploads, whole, each file that has changed since."""
        for folder, _, names in os.walk(f"{self.scheme}:/{self.path}"):
            for name in names:
                self._upload(os.path.join(folder, name))

    def _upload(self, file: str) -> None:
        found = os.stat(file)
        state = found.st_size, found.st_mtime_ns
        if self._uploaded.get(file) == state:
            return
        remote = open_file(file.replace(":/", "://", 1))
        with open(file, "rb") as content:
            while part := content.read(1 << 20):
                remote.write(part)
        remote.close()
        self._uploaded[file] = state
