"""Embeddings: the points, labels and thumbnails that the projector's configuration in a run's directory names.

Wraps the text format. Paths come from a file that anybody may have written: none outside the logdir is ever opened.
"""

from __future__ import annotations

import errno
import io
import math
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .images import pixels
from .text_format import Message, message

FILE = "projector_config.pbtxt"


@dataclass(frozen=True)
class Embedding:
    """One embedding; its files are read when they are asked for, and not kept."""

    name: str
    """As the configuration has it: of torch, tensorboardX and runchart the tag, a colon and the step in five digits."""
    directory: Path
    """The run's directory, from where paths start."""
    roots: tuple[Path, ...]
    """The directories outside of which nothing is opened."""
    tensor_path: str
    metadata_path: str
    sprite_path: str
    thumbnail: tuple[int, int]
    """Width and height of one thumbnail in pixels; 0 without."""
    shape: tuple[int, ...]
    """As the configuration has it, often empty."""

    def to_numpy(self) -> NDArray[np.float32]:
        """The points, shape (n, dimensions).

        Raises:
            FileNotFoundError: the file is not there.
            PermissionError: its path leads out of the logdir.
            ValueError: it holds no such table of numbers, or the points are in a checkpoint of TensorFlow.
        """
        if not self.tensor_path:
            raise ValueError(
                f"the points of embedding {self.name!r} are in a checkpoint of TensorFlow, which is not read: "
                "tf.train.load_checkpoint reads it"
            )
        data = self._read(self.tensor_path)
        try:
            return _table(data)
        except ValueError as error:
            if len(self.shape) == 2 and len(data) == 4 * math.prod(self.shape):
                return np.frombuffer(data, "<f4").astype(np.float32).reshape(self.shape)
            raise ValueError(f"{self.tensor_path} of embedding {self.name!r} is no table of numbers: {error}") from None

    def metadata(self) -> dict[str, list[str]]:
        """The labels, a list of n for each column; without a head, which only several columns have, the one column is called
        ``label``. Empty without labels. Raises as `to_numpy`."""
        if not self.metadata_path:
            return {}
        text = self._read(self.metadata_path).decode("utf-8", "replace")
        lines = [line.rstrip("\r") for line in text.split("\n") if line.strip()]
        if not lines or "\t" not in lines[0]:
            return {"label": lines}
        names, *rows = [line.split("\t") for line in lines]
        return {name: [row[place] if place < len(row) else "" for row in rows] for place, name in enumerate(names)}

    def thumbnails(self) -> NDArray[Any] | None:
        """The thumbnails, shape (n, height, width, channels), n as many as the sprite has room for: at least as many as points. None
        without. Raises ImportError without Pillow, and as `to_numpy`."""
        width, height = self.thumbnail
        if not self.sprite_path or not width or not height:
            return None
        sheet = pixels(self._read(self.sprite_path))
        sheet = sheet if sheet.ndim == 3 else sheet[:, :, None]
        rows, columns = sheet.shape[0] // height, sheet.shape[1] // width
        tiles = sheet[: rows * height, : columns * width].reshape(rows, height, columns, width, -1)
        return tiles.swapaxes(1, 2).reshape(rows * columns, height, width, -1)

    def _read(self, name: str) -> bytes:
        try:
            return _content(self.directory / name, self.roots)
        except OSError as error:
            raise type(error)(error.errno, f"{name} of embedding {self.name!r} {error.strerror}") from None

    def __repr__(self) -> str:
        return f"<Embedding {self.name!r} in {self.directory}>"


def embeddings(directory: str, logdirs: Iterable[str]) -> dict[str, Embedding]:
    """The embeddings of a run by name, in order; of one that is there twice, as after a restart of tensorboardX, the last.

    Raises ValueError where the configuration cannot be read.
    """
    roots = tuple(Path(os.path.realpath(root)) for root in (directory, *logdirs))
    try:
        text = _content(Path(directory, FILE), roots).decode("utf-8", "replace")
    except FileNotFoundError:
        return {}
    try:
        entries = message(text).get("embeddings", [])
    except (ValueError, RecursionError) as error:
        raise ValueError(f"{os.path.join(directory, FILE)} is no configuration of the projector: {error}") from None
    read = [_embedding(entry, Path(directory), roots) for entry in entries if isinstance(entry, dict)]
    return {one.name: one for one in read}


def _content(path: Path, roots: tuple[Path, ...]) -> bytes:
    """What is in a file. Pipes and devices, which may wait for ever, count as not there."""
    real = Path(os.path.realpath(path))
    if not any(real.is_relative_to(root) for root in roots):
        raise PermissionError(errno.EACCES, f"leads out of the logdir, to {real}, and is not opened")
    if not real.is_file():
        raise FileNotFoundError(errno.ENOENT, f"is not there: {real} is no file")
    return real.read_bytes()


def _embedding(entry: Message, directory: Path, roots: tuple[Path, ...]) -> Embedding:
    sprite = entry.get("sprite", [{}])[-1]
    sprite = sprite if isinstance(sprite, dict) else {}
    sizes = [int(size) for size in sprite.get("single_image_dim", []) if isinstance(size, str) and size.isdigit()]
    shape = tuple(int(size) for size in entry.get("tensor_shape", []) if isinstance(size, str) and size.isdigit())
    return Embedding(
        name=_text(entry, "tensor_name"),
        directory=directory,
        roots=roots,
        tensor_path=_text(entry, "tensor_path"),
        metadata_path=_text(entry, "metadata_path"),
        sprite_path=_text(sprite, "image_path"),
        thumbnail=(sizes[0], sizes[-1]) if sizes else (0, 0),
        shape=shape,
    )


def _text(entry: Message, name: str) -> str:
    value = entry.get(name, [""])[-1]
    return value if isinstance(value, str) else ""


def _table(data: bytes) -> NDArray[np.float32]:
    """Lines of numbers with tabs between."""
    if not data.strip():
        return np.empty((0, 0), np.float32)
    return np.loadtxt(io.StringIO(data.decode()), np.float32, delimiter="\t", ndmin=2, comments=None)
