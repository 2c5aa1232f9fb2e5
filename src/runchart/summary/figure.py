"""Figures of matplotlib, drawn to pixels at the call."""

from __future__ import annotations

import sys
from typing import Any

import numpy as np
from numpy.typing import NDArray

from runchart._core import Draft
from runchart.summary.given import given, tag_text
from runchart.summary.image import made


def figure(tag: str, figures: Any, close: bool) -> Draft:
    """One figure, or a grid of several; see `SummaryWriter.add_figure`."""
    where = f"add_figure({tag_text(tag)!r})"
    several = isinstance(figures, (list, tuple))
    if several and not figures:
        raise ValueError(f"{where}: expected at least one figure, got an empty list")
    pictures = [pixels(item, where) for item in (figures if several else [figures])]
    sizes = sorted({(picture.shape[1], picture.shape[0]) for picture in pictures})
    if len(sizes) > 1:
        raise ValueError(f"{where}: a list of figures of one size is accepted, got the sizes {sizes} in pixels")
    whole = np.stack(pictures) if several else pictures[0]
    draft = made(Draft.image, "add_figure", tag, whole, "uint8", "NHWC" if several else "HWC")
    pyplot = sys.modules.get("matplotlib.pyplot")
    if close and pyplot is not None:
        for item in figures if several else [figures]:
            pyplot.close(item)
    return draft


def pixels(item: Any, where: str) -> NDArray[np.uint8]:
    """The figure as (height, width, 3), drawn without the window that it may belong to."""
    matplotlib = sys.modules.get("matplotlib.figure")
    if matplotlib is None or not isinstance(item, matplotlib.Figure):
        raise TypeError(f"{where}: expected a matplotlib Figure or a list of them, got {given(item)}")
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    window = item.canvas
    try:
        canvas = FigureCanvasAgg(item)
        canvas.draw()
        return np.ascontiguousarray(np.asarray(canvas.buffer_rgba())[:, :, :3])
    finally:
        item.set_canvas(window)
