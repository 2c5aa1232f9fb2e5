"""An image with rectangles and words drawn on it, by Pillow."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from runchart._core import Draft
from runchart.summary.array import Array, real
from runchart.summary.given import given, tag_text
from runchart.summary.image import made, pixels_of

COLOR = "Red"
MARGIN = 0.05
"""Of a label's height, left free around its words."""


def boxes(tag: str, pixels: Any, corners: Any, rescale: float, axes: str, labels: Sequence[str] | None) -> Draft:
    """An image with boxes; see `SummaryWriter.add_image_with_boxes`."""
    where = f"add_image_with_boxes({tag_text(tag)!r})"
    found, axes = pixels_of(pixels, axes, f"{where}: img_tensor")
    rectangles = real(corners, f"{where}: box_tensor").numpy()
    if rectangles.ndim != 2 or rectangles.shape[1] != 4:
        raise ValueError(
            f"{where}: box_tensor: expected (boxes, 4) with left, top, right, bottom, got {given(corners)}"
        )
    if labels is not None and len(labels) != len(rectangles):
        raise ValueError(f"{where}: {len(labels)} labels were given for {len(rectangles)} boxes: give one for each")
    if not rescale > 0:
        raise ValueError(f"{where}: rescale is {rescale!r}: give a factor above 0")
    drawing = drawn(rgb(found, axes, where), rectangles, rescale, labels, where)
    return made(Draft.image, "add_image_with_boxes", tag, drawing, "uint8", "HWC")


def rgb(found: Array, axes: str, where: str) -> NDArray[np.uint8]:
    """The image as (height, width, 3) uint8, by the rules of `add_image`."""
    axes = axes.upper()
    if sorted(axes) not in (sorted("HW"), sorted("CHW")) or len(axes) != len(found.shape):
        raise ValueError(
            f"{where}: dataformats {axes!r} and shape {found.shape} do not fit: an order of CHW or HW is accepted"
        )
    if 0 in found.shape:
        raise ValueError(f"{where}: img_tensor: an image of shape {found.shape} has no pixels: give at least one")
    values = found.numpy()
    values = np.stack([values] * 3, -1) if "C" not in axes else values.transpose([axes.index(axis) for axis in "HWC"])
    if values.dtype != np.uint8:
        values = np.clip(np.nan_to_num(values.astype(np.float32) * 255), 0, 255).astype(np.uint8)
    channels = values.shape[2]
    if channels in {1, 2}:
        values = np.repeat(values[:, :, :1], 3, axis=2)
    elif channels > 4:
        raise ValueError(f"{where}: {channels} channels: 1 to 4 are accepted; is the order of axes {axes!r}?")
    return np.ascontiguousarray(values[:, :, :3])


def drawn(
    pixels: NDArray[np.uint8],
    rectangles: NDArray[Any],
    rescale: float,
    labels: Sequence[str] | None,
    where: str,
) -> NDArray[np.uint8]:
    """The image with its boxes, scaled."""
    try:
        from PIL import Image, ImageDraw, ImageFont
    except ImportError:
        raise ImportError(f"{where}: boxes are drawn by Pillow, which is not installed: pip install pillow") from None
    picture = Image.fromarray(pixels)
    draw = ImageDraw.Draw(picture)
    font = ImageFont.load_default()
    for index, (left, top, right, bottom) in enumerate(rectangles.tolist()):
        draw.line([(left, top), (left, bottom), (right, bottom), (right, top), (left, top)], width=2, fill=COLOR)
        if labels is not None and labels[index]:
            write(draw, font, (left, bottom), str(labels[index]))
    if rescale != 1:
        size = max(1, int(picture.width * rescale)), max(1, int(picture.height * rescale))
        picture = picture.resize(size, Image.Resampling.LANCZOS)
    return np.asarray(picture)


def write(draw: Any, font: Any, corner: tuple[float, float], words: str) -> None:
    """Words on a red ground, above the lower left corner of their box."""
    left, bottom = corner
    x0, y0, x1, y1 = font.getbbox(words)
    width, height = x1 - x0, y1 - y0
    margin = int(np.ceil(MARGIN * height))
    draw.rectangle([(left, bottom - height - 2 * margin), (left + width, bottom)], fill=COLOR)
    draw.text((left + margin, bottom - height - margin), words, fill="black", font=font)
