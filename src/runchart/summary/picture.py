"""Which arrays are pictures, and pictures as PNG."""

from __future__ import annotations

from runchart._core import Draft
from runchart.summary.array import Array

CHANNELS = frozenset({1, 3, 4})


def picture_axes(shape: tuple[int, ...]) -> str | None:
    """The axes of an image or of a batch of images; None for other shapes.

    Two axes are ``HW``. Of three and four, the last is the channels if it has 1, 3 or 4 elements (``HWC``, ``NHWC``), else the
    first of an image (``CHW``, ``NCHW``).
    """
    if 0 in shape or len(shape) not in {2, 3, 4}:
        return None
    if len(shape) == 2:
        return "HW"
    batch = "N" if len(shape) == 4 else ""
    if shape[-1] in CHANNELS:
        return batch + "HWC"
    return batch + "CHW" if shape[-3] in CHANNELS else None


def png(pixels: Array, axes: str) -> bytes:
    return Draft.png(pixels.data, pixels.dtype, axes).SerializeToString()
