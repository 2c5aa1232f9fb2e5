"""tensorboardX's functions that make summaries: protobuf messages, or drafts where protobuf is not installed.

Above `runchart.summary`, whose checks and encoders these are. Pixels beyond [0, 1] wrap here, as tensorboardX's do; the calls of
`SummaryWriter` clip them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from runchart import summary as kinds
from runchart.dropin.messages import message, part
from runchart.summary.array import real
from runchart.summary.names import TENSORBOARDX

_clean_tag = TENSORBOARDX.tag


def scalar(name: str, scalar: Any, display_name: str = "", summary_description: str = "") -> Any:
    """A number; see `SummaryWriter.add_scalar`."""
    return message(kinds.scalar.scalar(_clean_tag(name), scalar, display_name, summary_description))


def histogram_raw(
    name: str,
    min: float,  # noqa: A002 - tensorboardX's names
    max: float,  # noqa: A002
    num: int,
    sum: float,  # noqa: A002
    sum_squares: float,
    bucket_limits: Any,
    bucket_counts: Any,
) -> Any:
    """A histogram that was counted elsewhere; see `SummaryWriter.add_histogram_raw`."""
    return message(kinds.histogram.raw(name, (min, max, num, sum, sum_squares), bucket_limits, bucket_counts))


def histogram(name: str, values: Any, bins: Any, max_bins: int | None = None) -> Any:
    """A histogram with bins as `numpy.histogram` takes them, such as ``"auto"`` or a writer's `default_bins`."""
    return message(counted(_clean_tag(name), values, bins, max_bins))


def make_histogram(values: Any, bins: Any, max_bins: int | None = None) -> Any:
    """As `histogram`, without a tag: a HistogramProto."""
    return part(counted("", values, bins, max_bins), "histo")


def counted(tag: str, values: Any, bins: Any, max_bins: int | None) -> Any:
    if isinstance(bins, str) and bins == "tensorflow":
        raise ValueError(
            "bins: 'tensorflow' is a word of add_histogram; give the writer's default_bins to this function"
        )
    return kinds.histogram.histogram(tag, values, bins, max_bins)


def image(tag: str, tensor: Any, rescale: float = 1, dataformats: str = "CHW") -> Any:
    """An image, or a grid where `dataformats` has an N; see `SummaryWriter.add_image`."""
    return message(picture(_clean_tag(tag), wrapped(tensor), rescale, dataformats))


def image_boxes(
    tag: str,
    tensor_image: Any,
    tensor_boxes: Any,
    rescale: float = 1,
    dataformats: str = "CHW",
    labels: Sequence[str] | None = None,
) -> Any:
    """An image with red rectangles; see `SummaryWriter.add_image_with_boxes`."""
    return message(kinds.boxes.boxes(tag, wrapped(tensor_image), tensor_boxes, rescale, dataformats, labels))


def make_image(tensor: Any, rescale: float = 1, rois: Any = None, labels: Sequence[str] | None = None) -> Any:
    """As `image` or `image_boxes`, of an array HWC and without a tag: a Summary.Image."""
    if rois is None:
        return part(picture("", tensor, rescale, "HWC"), "image")
    return part(kinds.boxes.boxes("", tensor, rois, rescale, "HWC", labels), "image")


def wrapped(pixels: Any) -> NDArray[np.uint8]:
    """uint8 as it is; all else times 255, without its fraction, modulo 256."""
    values = real(pixels, "pixels").numpy()
    if values.dtype == np.uint8:
        return values
    finite = np.nan_to_num(values.astype(np.float64), posinf=0, neginf=0)
    return np.asarray(np.mod(np.trunc(finite * 255), 256), np.uint8)


def picture(tag: str, pixels: Any, rescale: float, axes: str) -> Any:
    if rescale == 1:
        return kinds.image.image(tag, pixels, axes)
    return kinds.boxes.boxes(tag, pixels, np.zeros((0, 4)), rescale, axes, None)


def video(tag: str, tensor: Any, fps: float = 4, dataformats: str = "NTCHW") -> Any:
    """A video as GIF; see `SummaryWriter.add_video`."""
    return message(kinds.video.video(_clean_tag(tag), wrapped(tensor), fps, dataformats))


def make_video(tensor: Any, fps: float) -> Any:
    """As `video`, of one clip THWC and without a tag: a Summary.Image."""
    return part(kinds.video.video("", tensor, fps, "THWC"), "image")


def audio(tag: str, tensor: Any, sample_rate: int = 44100) -> Any:
    """Sound as WAV; see `SummaryWriter.add_audio`."""
    return message(kinds.audio.audio(tag, tensor, sample_rate))


def text(tag: str, text: str) -> Any:
    """Markdown; see `SummaryWriter.add_text`."""
    return message(kinds.text.text(tag, text))


def hparams(hparam_dict: Any = None, metric_dict: Any = None) -> tuple[Any, Any, Any]:
    """The experiment, the start and the end of a session; see `SummaryWriter.add_hparams`."""
    experiment, start, end = kinds.hparams.hparams(hparam_dict or {}, metric_dict or {})
    return message(experiment), message(start), message(end)


def custom_scalars(layout: Any) -> Any:
    """A layout of charts; see `SummaryWriter.add_custom_scalars`."""
    return message(kinds.layout.custom_scalars(layout))


def pr_curve(tag: str, labels: Any, predictions: Any, num_thresholds: int = 127, weights: Any = None) -> Any:
    """A precision-recall curve; see `SummaryWriter.add_pr_curve`."""
    return message(kinds.pr_curve.pr_curve(tag, labels, predictions, num_thresholds, weights))


def pr_curve_raw(
    tag: str,
    tp: Any,
    fp: Any,
    tn: Any,
    fn: Any,
    precision: Any,
    recall: Any,
    num_thresholds: int = 127,
    weights: Any = None,
) -> Any:
    """A precision-recall curve that was counted elsewhere; see `SummaryWriter.add_pr_curve_raw`."""
    del weights
    return message(kinds.pr_curve.pr_curve_raw(tag, tp, fp, tn, fn, precision, recall, num_thresholds))


def compute_curve(
    labels: Any, predictions: Any, num_thresholds: int | None = None, weights: Any = None
) -> NDArray[np.float32]:
    """The (6, thresholds) array of a curve: true and false positives, true and false negatives, precision, recall."""
    draft = kinds.pr_curve.pr_curve("", labels, predictions, num_thresholds or 127, weights)
    tensor = part(draft, "tensor")
    values = np.frombuffer(tensor.tensor_content, "<f4") if tensor.tensor_content else np.float32(tensor.float_val)
    return np.reshape(values, (6, -1))


def mesh(tag: str, vertices: Any, colors: Any, faces: Any, config_dict: Mapping[str, Any] | None = None) -> Any:
    """Points, and triangles between them; see `SummaryWriter.add_mesh`."""
    return message(kinds.mesh.mesh(tag, vertices, colors, faces, config_dict, TENSORBOARDX))
