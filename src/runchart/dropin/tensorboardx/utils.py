"""Images and clips in one picture, as tensorboardX and torch offer it. The writer has native ones."""

from __future__ import annotations

import sys
from typing import Any

import numpy as np
from numpy.typing import NDArray

from runchart.summary import figure


def make_grid(I: NDArray[Any], ncols: int = 8) -> NDArray[Any]:  # noqa: E741, N803 - tensorboardX's name
    """N images of 1, 3 or 4 channels, NCHW, as one CHW picture of `ncols` columns; one channel becomes three."""
    if not isinstance(I, np.ndarray) or I.ndim != 4 or I.shape[1] not in (1, 3, 4):
        raise AssertionError(f"make_grid: expected a numpy array NCHW of 1, 3 or 4 channels, got {shape_of(I)}")
    images = np.repeat(I, 3, axis=1) if I.shape[1] == 1 else I
    count, channels, height, width = images.shape
    columns = min(count, ncols)
    rows = -(-count // columns)
    empty = np.zeros((rows * columns - count, channels, height, width), images.dtype)
    cells = np.concatenate([images, empty]).reshape(rows, columns, channels, height, width)
    return cells.transpose(2, 0, 3, 1, 4).reshape(channels, rows * height, columns * width)


def _prepare_video(V: NDArray[Any]) -> NDArray[Any]:  # noqa: N803 - tensorboardX's name
    """N clips, NTCHW, as one clip THWC: a grid of a power of two columns and rows, empty ones black; uint8 becomes 0..1."""
    clips = V.astype(np.float32) / 255 if V.dtype == np.uint8 else V
    count, frames, channels, height, width = clips.shape
    cells = 1 << (count - 1).bit_length()
    rows = 1 << (count.bit_length() - 1) // 2
    empty = np.zeros((cells - count, frames, channels, height, width), clips.dtype)
    grid = np.concatenate([clips, empty]).reshape(rows, cells // rows, frames, channels, height, width)
    return grid.transpose(2, 0, 4, 1, 5, 3).reshape(frames, rows * height, cells // rows * width, channels)


def convert_to_NTCHW(tensor: NDArray[Any], input_format: str) -> NDArray[Any]:  # noqa: N802
    """Five axes, named by the letters of `input_format`, in the order NTCHW."""
    return transposed(tensor, input_format, "NTCHW")


def convert_to_HWC(tensor: NDArray[Any], input_format: str) -> NDArray[Any]:  # noqa: N802
    """An image (HW, CHW or HWC) or several (NCHW, in a grid) as HWC of at least three channels."""
    axes = input_format.upper()
    if len(axes) == 4:
        return make_grid(transposed(tensor, axes, "NCHW")).transpose(1, 2, 0)
    if len(axes) == 2:
        return np.repeat(transposed(tensor, axes, "HW")[:, :, None], 3, axis=2)
    image = transposed(tensor, axes, "HWC")
    return np.repeat(image, 3, axis=2) if image.shape[2] == 1 else image


def transposed(tensor: NDArray[Any], input_format: str, axes: str) -> NDArray[Any]:
    given = input_format.upper()
    if sorted(given) != sorted(axes) or tensor.ndim != len(axes):
        raise AssertionError(
            f"the letters {input_format!r} do not name the axes of an array of shape {tensor.shape}: expected each of "
            f"{axes} once"
        )
    return tensor.transpose([given.index(letter) for letter in axes])


def shape_of(array: Any) -> str:
    return f"{type(array).__name__} of shape {getattr(array, 'shape', '?')}"


def figure_to_image(figures: Any, close: bool = True) -> NDArray[Any]:
    """A matplotlib figure as uint8 CHW, a list of them as NCHW; `close` has pyplot forget them."""
    several = isinstance(figures, (list, tuple))
    drawn = [figure.pixels(item, "figure_to_image").transpose(2, 0, 1) for item in (figures if several else [figures])]
    pyplot = sys.modules.get("matplotlib.pyplot")
    if close and pyplot is not None:
        for item in figures if several else [figures]:
            pyplot.close(item)
    return np.stack(drawn) if several else drawn[0]
