"""Images: PNG of one, or of a grid of several."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import numpy as np

from runchart._core import Draft
from runchart.summary.array import Array, plain, real
from runchart.summary.given import given, tag_text

PICTURES = frozenset({"HW", "CHW", "CHNW"})
"""The letters of the axes of one picture or several, sorted."""
MODES = {"L": "HW", "LA": "HWC", "RGB": "HWC", "RGBA": "HWC"}
"""Modes of PIL images that are stored as they are; others are converted to RGBA or RGB."""


def image(tag: str, pixels: Any, axes: str) -> Draft:
    """One image; see `SummaryWriter.add_image`."""
    dtype = plain(pixels)
    if dtype is None or not isinstance(axes, str):
        (pixels, dtype), axes = pixels_of(pixels, axes, f"add_image({tag_text(tag)!r}): img_tensor")
    return made(Draft.image, "add_image", tag, pixels, dtype, axes)


def images(tag: str, pixels: Any, axes: str) -> Draft:
    """A grid of images; see `SummaryWriter.add_images`."""
    what = f"add_images({tag_text(tag)!r}): img_tensor"
    if isinstance(pixels, (list, tuple)):
        pixels, axes = stacked(pixels, axes, what)
    found, axes = pixels_of(pixels, axes, what)
    return made(Draft.image, "add_images", tag, *found, axes)


def made(maker: Callable[..., Draft], call: str, tag: str, *content: Any) -> Draft:
    """The draft of `content`: numbers, the name of their type, axes and what else the maker takes. Or a complaint that says where."""
    try:
        return maker(tag, *content)
    except ValueError as error:
        raise ValueError(f"{call}({tag!r}): {error}{advice(call, np.shape(content[0]), content[2])}") from None


def advice(call: str, shape: tuple[int, ...], axes: str) -> str:
    """What may have been meant by numbers of a shape that does not fit their axes."""
    likely = {2: "HW", 3: "HWC", 4: "NHWC"}.get(len(shape))
    if call == "add_video":
        return "; one clip is a batch of one: clip[None]" if len(shape) == 4 else ""
    if call == "add_image" and len(shape) == 4:
        return "; several images are for add_images"
    if call == "add_images" and len(shape) == 3:
        return "; one image is for add_image"
    if likely == "HW" or (likely and likely != axes.upper() and shape[-1] in {1, 3, 4} and 0 not in shape):
        return f"; dataformats={likely!r} may be meant"
    return ""


def pixels_of(pixels: Any, axes: str, what: str) -> tuple[Array, str]:
    """The numbers and the order of their axes, which a PIL image says by itself."""
    if is_pil(pixels):
        if pixels.mode not in MODES:
            pixels = pixels.convert("RGBA" if pixels.has_transparency_data else "RGB")
        axes = MODES[pixels.mode]
    elif not isinstance(axes, str):
        raise TypeError(f"{what}: dataformats is a str such as 'CHW', got {given(axes)}")
    else:
        pixels, axes = laid_out(pixels, axes)
    return real(pixels, what), axes


def laid_out(pixels: Any, axes: str) -> tuple[Any, str]:
    """The same picture with its axes in the order of its memory: a view such as ``image.permute(2, 0, 1)`` needs no copy of its own."""
    torch = sys.modules.get("torch")
    if torch is not None and isinstance(pixels, torch.Tensor) and pixels.layout == torch.strided:
        strides, permuted = pixels.stride(), pixels.permute
    elif isinstance(pixels, np.ndarray):
        strides, permuted = pixels.strides, pixels.transpose
    else:
        return pixels, axes
    sizes = dict(zip(axes.upper(), pixels.shape, strict=False))
    if "".join(sorted(sizes)) not in PICTURES or not len(axes) == len(sizes) == len(strides):
        return pixels, axes
    if 0 in sizes.values() or sizes.get("C", 1) > 4:
        return pixels, axes  # refused by its maker, in the words of the caller
    order = sorted(range(len(strides)), key=lambda axis: -strides[axis])
    return permuted(order), "".join(axes[axis] for axis in order)


def is_pil(value: Any) -> bool:
    pil = sys.modules.get("PIL.Image")
    return pil is not None and isinstance(value, pil.Image)


def stacked(pixels: list[Any] | tuple[Any, ...], axes: str, what: str) -> tuple[Any, str]:
    """A list of images as one array with an axis more, unless `axes` counts that axis already."""
    if not pixels:
        raise ValueError(f"{what}: expected at least one image, got an empty list")
    parts = [pixels_of(item, axes.upper().replace("N", ""), what) for item in pixels]
    stack, axes = [part.numpy() for part, _ in parts], parts[0][1]
    if "C" not in axes:
        stack, axes = [picture[..., None] for picture in stack], axes + "C"
    return stack, "N" + axes
