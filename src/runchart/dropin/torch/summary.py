"""torch's functions that make summaries: protobuf messages, or drafts where protobuf is not installed.

Those that tensorboardX has alike are its; tags stay as they are. Above `runchart.summary`.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from typing import Any

from runchart import summary as kinds
from runchart.dropin.messages import message
from runchart.dropin.tensorboardx.summary import (
    audio,
    compute_curve,
    counted,
    custom_scalars,
    histogram_raw,
    make_histogram,
    make_image,
    make_video,
    picture,
    pr_curve,
    pr_curve_raw,
    text,
)

__all__ = [
    "audio",
    "compute_curve",
    "custom_scalars",
    "half_to_int",
    "histogram",
    "histogram_raw",
    "hparams",
    "image",
    "image_boxes",
    "int_to_half",
    "make_histogram",
    "make_image",
    "make_video",
    "mesh",
    "pr_curve",
    "pr_curve_raw",
    "scalar",
    "tensor_proto",
    "text",
    "video",
]


def scalar(
    name: str, tensor: Any, collections: Any = None, new_style: bool = False, double_precision: bool = False
) -> Any:
    """A number; see `SummaryWriter.add_scalar`."""
    del collections
    if new_style:
        return message(kinds.scalar.in_tensor(name, tensor, double_precision))
    return message(kinds.scalar.scalar(name, tensor))


def tensor_proto(tag: str, tensor: Any) -> Any:
    """An array as it is; see `SummaryWriter.add_tensor`."""
    return message(kinds.tensor.tensor(tag, tensor))


def histogram(name: str, values: Any, bins: Any, max_bins: int | None = None) -> Any:
    """A histogram with bins as `numpy.histogram` takes them, such as ``"auto"`` or a writer's `default_bins`."""
    return message(counted(name, values, bins, max_bins))


def image(tag: str, tensor: Any, rescale: float = 1, dataformats: str = "NCHW") -> Any:
    """An image, or a grid where `dataformats` has an N; see `SummaryWriter.add_image`."""
    return message(picture(tag, tensor, rescale, dataformats))


def image_boxes(
    tag: str,
    tensor_image: Any,
    tensor_boxes: Any,
    rescale: float = 1,
    dataformats: str = "CHW",
    labels: Sequence[str] | None = None,
) -> Any:
    """An image with red rectangles; see `SummaryWriter.add_image_with_boxes`."""
    return message(kinds.boxes.boxes(tag, tensor_image, tensor_boxes, rescale, dataformats, labels))


def video(tag: str, tensor: Any, fps: float = 4) -> Any:
    """A video NTCHW as GIF; see `SummaryWriter.add_video`."""
    return message(kinds.video.video(tag, tensor, fps, "NTCHW"))


def hparams(
    hparam_dict: Any = None, metric_dict: Any = None, hparam_domain_discrete: Any = None
) -> tuple[Any, Any, Any]:
    """The experiment, the start and the end of a session; see `SummaryWriter.add_hparams`."""
    experiment, start, end = kinds.hparams.hparams(hparam_dict or {}, metric_dict or {}, hparam_domain_discrete)
    return message(experiment), message(start), message(end)


def mesh(
    tag: str,
    vertices: Any,
    colors: Any,
    faces: Any,
    config_dict: Mapping[str, Any] | None = None,
    display_name: str | None = None,
    description: str | None = None,
) -> Any:
    """Points, and triangles between them; see `SummaryWriter.add_mesh`."""
    del display_name, description
    return message(kinds.mesh.mesh(tag, vertices, colors, faces, config_dict))


def half_to_int(f: float) -> int:
    """The bits of a number as float32: torch's way of storing halves, which `add_tensor` here does not share."""
    return int(struct.unpack("<i", struct.pack("<f", f))[0])


def int_to_half(i: int) -> float:
    """The number of which `half_to_int` gave the bits."""
    return float(struct.unpack("<f", struct.pack("<i", i))[0])
