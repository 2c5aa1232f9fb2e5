"""Videos: animated GIF."""

from __future__ import annotations

from typing import Any

from runchart._core import Draft
from runchart.summary.array import real
from runchart.summary.given import given, tag_text
from runchart.summary.image import made


def video(tag: str, frames: Any, fps: Any, axes: str) -> Draft:
    """One video, or a grid of several; see `SummaryWriter.add_video`."""
    where = f"add_video({tag_text(tag)!r})"
    if not isinstance(axes, str):
        raise TypeError(f"{where}: dataformats is a str such as 'NTCHW', got {given(axes)}")
    if not isinstance(fps, (int, float)) or not fps > 0:
        raise ValueError(f"{where}: fps is {fps!r}: give frames a second, such as 4")
    found = real(frames, f"{where}: vid_tensor")
    if "N" not in axes.upper():
        found, axes = found.reshaped((1, *found.shape)), "N" + axes
    return made(Draft.video, "add_video", tag, *found, axes, float(fps))
