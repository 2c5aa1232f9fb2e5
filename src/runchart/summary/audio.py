"""Sound: WAV of 16 bits."""

from __future__ import annotations

import operator
from typing import Any

import numpy as np

from runchart._core import Draft
from runchart.summary.array import Array, real
from runchart.summary.given import given, tag_text

CHANNELS = 2


def audio(tag: str, samples: Any, sample_rate: Any) -> Draft:
    """One sound; see `SummaryWriter.add_audio`."""
    where = f"add_audio({tag_text(tag)!r})"
    found = real(samples, f"{where}: snd_tensor")
    if found.dtype not in {"float16", "bfloat16", "float32", "float64", "int16"}:
        raise TypeError(
            f"{where}: snd_tensor: expected floats in [-1, 1] or int16, got {given(samples)}: divide other integers by their "
            "largest value"
        )
    try:
        rate = operator.index(sample_rate)
    except TypeError:
        rate = int(sample_rate) if isinstance(sample_rate, float) and sample_rate.is_integer() else 0
    if not 0 < rate < 1 << 32:
        raise ValueError(f"{where}: sample_rate is {sample_rate!r}: give frames a second, such as 44100")
    found = by_frames(found, samples, where)
    return Draft.audio(tag, found.data, found.dtype, rate)


def by_frames(found: Array, samples: Any, where: str) -> Array:
    """The samples as (frames, channels)."""
    shape = found.shape
    if len(shape) == 1:
        found = found.reshaped((shape[0], 1))
    elif len(shape) == 2 and shape[1] > CHANNELS and shape[0] <= CHANNELS:
        found = Array(np.ascontiguousarray(found.data.T), found.dtype)
    if len(found.shape) != 2 or found.shape[1] > CHANNELS or 0 in found.shape:
        raise ValueError(
            f"{where}: snd_tensor: expected (frames,), (frames, channels) or (channels, frames) with 1 or 2 channels and at "
            f"least one frame, got {given(samples)}"
        )
    return found
