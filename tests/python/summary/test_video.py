"""Videos as frames of a GIF: against tensorboardX's, and what is refused."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pytest
import tensorboardX.utils
import torch
from numpy.typing import NDArray
from PIL import Image, ImageSequence
from tensorboard.compat.proto.summary_pb2 import Summary

from runchart import summary
from runchart._core import Draft

RANDOM = np.random.default_rng(0)


def message(draft: Draft) -> Any:
    (value,) = Summary.FromString(draft.SerializeToString()).value
    return value.image


def frames(image: Any) -> NDArray[np.uint8]:
    gif = Image.open(io.BytesIO(image.encoded_image_string))
    return np.stack([np.asarray(frame.convert("RGB")) for frame in ImageSequence.Iterator(gif)])


def few_colours(*shape: int) -> NDArray[np.uint8]:
    return RANDOM.integers(0, 6, shape, dtype=np.uint8) * 51


@pytest.mark.parametrize("clips", [1, 2, 3, 5, 8])
def test_frames_and_grid_are_those_of_tensorboardx(clips: int) -> None:
    video = few_colours(clips, 4, 3, 16, 20)
    ours = message(summary.video.video("tag", video, 4, "NTCHW"))
    theirs = (tensorboardX.utils._prepare_video(video) * 255).round().astype(np.uint8)
    assert np.array_equal(frames(ours), theirs), "256 colours or fewer are exact"
    assert (ours.height, ours.width) == theirs.shape[1:3]


def test_gray_and_floats_are_exact_and_axes_may_be_in_any_order() -> None:
    video = RANDOM.random((1, 4, 1, 16, 20))
    ours = frames(message(summary.video.video("tag", video, 4, "NTCHW")))
    expected = np.repeat((video[0] * 255).astype(np.uint8).transpose(0, 2, 3, 1), 3, axis=3)
    assert np.array_equal(ours, expected)
    assert np.array_equal(frames(message(summary.video.video("tag", video[0], 4, "TCHW"))), expected)
    turned = torch.from_numpy(video.transpose(3, 0, 4, 2, 1))
    assert np.array_equal(frames(message(summary.video.video("tag", turned, 4, "hnwct"))), expected)


def test_many_colours_come_close() -> None:
    y, x = np.mgrid[0:64, 0:64] / 64
    video = np.stack([np.stack([x, y, (x + y) / 2 * step / 3]) for step in range(4)])[None]
    ours = frames(message(summary.video.video("tag", video, 4, "NTCHW"))).astype(float)
    expected = (video[0] * 255).astype(np.uint8).transpose(0, 2, 3, 1)
    assert np.sqrt(((ours - expected) ** 2).mean()) < 8


@pytest.mark.parametrize(("fps", "durations"), [(4, [250] * 4), (30, [30, 40, 30, 30]), (1, [1000] * 4)])
def test_the_time_of_each_frame_follows_from_fps(fps: float, durations: list[int]) -> None:
    image = message(summary.video.video("tag", few_colours(1, 4, 3, 8, 8), fps, "NTCHW"))
    gif = Image.open(io.BytesIO(image.encoded_image_string))
    found = [frame.info["duration"] for frame in ImageSequence.Iterator(gif)]
    assert gif.info["loop"] == 0
    assert sum(found) == pytest.approx(sum(durations), abs=10)
    assert max(found) - min(found) <= 10


@pytest.mark.parametrize(
    ("video", "fps", "axes", "error"),
    [
        (np.ones((4, 3, 8, 8)), 4, "NTCHW", ValueError),
        (np.ones((1, 4, 7, 8, 8)), 4, "NTCHW", ValueError),
        (np.ones((1, 0, 3, 8, 8)), 4, "NTCHW", ValueError),
        (np.ones((1, 4, 3, 8, 8)), 0, "NTCHW", ValueError),
        (np.ones((1, 4, 3, 8, 8)), "fast", "NTCHW", ValueError),
        (np.ones((1, 4, 3, 8, 8)), 4, None, TypeError),
        (None, 4, "NTCHW", TypeError),
    ],
)
def test_what_is_no_video_is_refused(video: Any, fps: Any, axes: Any, error: type[Exception]) -> None:
    with pytest.raises(error, match=r"add_video\('clip'\)"):
        summary.video.video("clip", video, fps, axes)
