"""Embeddings: points of many dimensions with labels and thumbnails, as the files that TensorBoard's projector shows.

Above `projector`, which says where they are.
"""

from __future__ import annotations

import logging
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from runchart._core import Draft
from runchart.summary.array import Array, array, real
from runchart.summary.given import given, tag_text, utf8
from runchart.summary.projector import Entry

logger = logging.getLogger("runchart")

SPRITE = 8192
"""The widest picture that the projector takes, in pixels."""

NAME = 255
"""The longest name of a directory, in bytes."""

EMPTY = "(empty)"
"""Stands for a label without letters: the projector skips such a line, and all labels after it would move up."""

BREAKS = dict.fromkeys(map(ord, "\t\n\r\v\f\0\x1c\x1d\x1e\x85\u2028\u2029"), " ")
"""What ends a cell or a line for one reader or another."""


class EmbeddingError(ValueError, AssertionError):
    """What was given does not fit together. Also an AssertionError, which tensorboardX and torch raise here."""


@dataclass(frozen=True)
class Embedding:
    """The content of its files, by their paths below the run, and the entry that points to them."""

    files: dict[str, Draft]
    entry: Entry


def embedding(
    mat: Any,
    metadata: Any = None,
    label_img: Any = None,
    step: int = 0,
    tag: str = "default",
    metadata_header: Any = None,
) -> Embedding:
    """The files of one embedding.

    Args:
        mat: (N, D) finite numbers, a row for each point.
        metadata: N labels, or with a header N rows of its length. Tabs and line ends in them become spaces.
        label_img: (N, C, H, H) pictures with 1 to 4 channels, uint8 or numbers in 0..1.
        step: the step.
        tag: name of the embedding.
        metadata_header: the names of the columns of `metadata`.

    Raises:
        TypeError: what should be numbers or labels is not.
        EmbeddingError: lengths or shapes do not fit together, or a number is not finite.
    """
    where = f"add_embedding({tag_text(tag)!r})"
    points = matrix(mat, f"{where}: mat")
    count, width = points.shape
    folder = f"{step:05d}/{directory(tag, where)}"
    names = {name: f"{folder}/{name}" for name in ("tensors.tsv", "metadata.tsv", "sprite.png")}
    labels = None if metadata is None else table(metadata, count, metadata_header, where)
    sprite, size = (None, 0) if label_img is None else sheet(label_img, count, f"{where}: label_img")
    files = {names["tensors.tsv"]: Draft.tsv(points.data, points.dtype)}
    if labels is not None:
        files[names["metadata.tsv"]] = Draft.summary(labels)
    if sprite is not None:
        files[names["sprite.png"]] = Draft.png(sprite.data, sprite.dtype, "HWC")
    entry = Entry(
        f"{tag}:{step:05d}",
        (count, width),
        names["tensors.tsv"],
        None if labels is None else names["metadata.tsv"],
        None if sprite is None else names["sprite.png"],
        size,
    )
    return Embedding(files, entry)


def directory(tag: str, where: str) -> str:
    """The tag as the name of one directory."""
    name = re.sub(r"[%/\\\x00]|^\.{1,2}$", lambda found: "".join(f"%{ord(one):02x}" for one in found[0]), tag)
    if not name or len(name.encode()) > NAME:
        raise EmbeddingError(
            f"{where}: tag: expected 1 to {NAME} bytes, for it names a directory, got {len(name.encode())}"
        )
    return name


def matrix(values: Any, what: str) -> Array:
    points = real(values, what)
    if len(points.shape) != 2 or not points.data.size:
        raise EmbeddingError(f"{what}: expected the shape (N, D), a row for each point, got {points.shape}")
    finite = np.isfinite(points.numpy()).all(axis=1)
    if not finite.all():
        rows = np.flatnonzero(~finite)
        raise EmbeddingError(
            f"{what}: expected finite numbers, got NaN or infinities in {len(rows)} rows, the first is row {rows[0]}: "
            "leave these points out"
        )
    return points


def table(metadata: Any, count: int, header: Any, where: str) -> bytes:
    """The lines of metadata.tsv. A header of one column is left out: the projector knows a header by its tab."""
    rows = listed(metadata, f"{where}: metadata")
    if len(rows) != count:
        raise EmbeddingError(f"{where}: metadata: expected {count} labels, one for each row of mat, got {len(rows)}")
    if header is None or len(listed(header, f"{where}: metadata_header")) == 0:
        lines = [cell(row) for row in rows]
    else:
        names = listed(header, f"{where}: metadata_header")
        lines = ["\t".join(cell(name) for name in names)] if len(names) > 1 else []
        lines += [columns(row, len(names), number, where) for number, row in enumerate(rows)]
    return utf8("".join(f"{line if line.strip() else EMPTY}\n" for line in lines), f"{where}: metadata")


def listed(values: Any, what: str) -> Sequence[Any]:
    """A list, or the rows of an array."""
    if hasattr(values, "shape"):
        values = array(values, what).numpy() if is_tensor(values) else values
    if isinstance(values, (str, bytes)) or not hasattr(values, "__len__") or not hasattr(values, "__iter__"):
        raise TypeError(f"{what}: expected a list, got {given(values)}")
    return list(values)


def columns(row: Any, width: int, number: int, where: str) -> str:
    cells = [row] if isinstance(row, (str, bytes)) or not hasattr(row, "__len__") else list(row)
    if len(cells) != width:
        raise EmbeddingError(
            f"{where}: metadata: expected {width} columns, as metadata_header has, got {len(cells)} in row {number}"
        )
    return "\t".join(cell(item) for item in cells)


def cell(item: Any) -> str:
    """A label as text, without what ends a cell or a line; a tensor of one number as that number."""
    if is_tensor(item) and not item.shape:
        item = array(item, "metadata").numpy()[()]
    return str(item).translate(BREAKS)


def is_tensor(item: Any) -> bool:
    """Whether it is an array of another library than numpy, which prints itself with its type."""
    return hasattr(item, "shape") and hasattr(item, "__array__") and not isinstance(item, (np.ndarray, np.generic))


def sheet(label_img: Any, count: int, what: str) -> tuple[Array, int]:
    """All thumbnails in one square picture, row by row, and the size of one."""
    images = real(label_img, what)
    if len(images.shape) != 4 or images.shape[2] != images.shape[3] or images.shape[1] not in range(1, 5):
        raise EmbeddingError(
            f"{what}: expected the shape (N, C, H, H), square pictures of 1 to 4 channels, got {images.shape}"
        )
    if images.shape[0] != count or not images.data.size:
        raise EmbeddingError(
            f"{what}: expected {count} pictures, one for each row of mat, got the shape {images.shape}"
        )
    side = math.ceil(math.sqrt(count))
    size = images.shape[2]
    if side * size > SPRITE:
        size = max(SPRITE // side, 1)
        logger.warning(
            "%s: %d pictures of %d pixels make a sprite of %d pixels, and TensorBoard takes %d: each is shrunk to %d pixels",
            *(what, count, images.shape[2], side * images.shape[2], SPRITE, size),
        )
        images = shrunk(images, size)
    channels = images.shape[1]
    grid = np.zeros((side * side, channels, size, size), images.data.dtype)
    grid[:count] = images.data
    grid = grid.reshape(side, side, channels, size, size).transpose(0, 3, 1, 4, 2)
    return Array(np.ascontiguousarray(grid).reshape(side * size, side * size, channels), images.dtype), size


def shrunk(images: Array, size: int) -> Array:
    """Each picture with `size` pixels a side, the mean of those that a pixel stands for."""
    height = images.shape[2]
    starts = np.arange(size) * height // size
    lengths = np.diff(starts, append=height).astype(np.float32)
    whole = images.dtype == "uint8"
    out: NDArray[Any] = np.empty((*images.shape[:2], size, size), np.uint8 if whole else np.float32)
    for number in range(images.shape[0]):
        image = Array(images.data[number], images.dtype).numpy().astype(np.float32)
        mean = np.add.reduceat(np.add.reduceat(image, starts, 1), starts, 2) / (lengths[:, None] * lengths)
        out[number] = np.rint(mean) if whole else mean
    return Array(out, out.dtype.name)
