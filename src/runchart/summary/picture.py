"""Which values are pictures, and their pixels. PIL is never imported: its images are known by their methods."""

from __future__ import annotations

from typing import Any

import numpy as np

from runchart._core import Draft
from runchart.summary.array import Array, array

CHANNELS = frozenset({1, 3, 4})
MODES = frozenset({"L", "LA", "RGB", "RGBA"})


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


def is_pil(value: Any) -> bool:
    return callable(getattr(value, "getbands", None)) and callable(getattr(value, "convert", None))


def pil_pixels(image: Any) -> Array:
    """The pixels of a PIL image as uint8, HW or HWC; palettes, 1 bit, CMYK and the like become RGB or RGBA."""
    if image.mode not in MODES:
        image = image.convert("RGBA" if "transparency" in image.info or image.mode.endswith(("A", "a")) else "RGB")
    return array(np.asarray(image), "PIL image")


def png(pixels: Array, axes: str) -> bytes:
    return Draft.png(pixels.memory, pixels.dtype, pixels.shape, axes).SerializeToString()
