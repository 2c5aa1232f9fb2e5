"""Sound as samples: against torch's and tensorboardX's, and what is refused."""

from __future__ import annotations

import io
import wave
from typing import Any

import numpy as np
import pytest
import tensorboardX.summary
import torch
import torch.utils.tensorboard.summary
from numpy.typing import NDArray
from tensorboard.compat.proto.summary_pb2 import Summary

from runchart import summary
from runchart._core import Draft

SOUND = np.sin(np.arange(4410) / 50).astype(np.float32)


def message(draft: Draft) -> Any:
    (value,) = Summary.FromString(draft.SerializeToString()).value
    return value.audio


def samples(audio: Any) -> NDArray[np.int16]:
    with wave.open(io.BytesIO(audio.encoded_audio_string)) as file:
        assert file.getsampwidth() == 2
        found = np.frombuffer(file.readframes(file.getnframes()), np.int16)
        return found.reshape(-1, file.getnchannels())


def test_samples_are_those_of_torch_and_within_two_of_tensorboardx() -> None:
    ours = message(summary.audio.audio("tag", SOUND, 8000))
    theirs = torch.utils.tensorboard.summary.audio("tag", torch.from_numpy(SOUND), 8000).value[0].audio
    assert np.array_equal(samples(ours), samples(theirs))
    assert (ours.sample_rate, ours.num_channels, ours.length_frames) == (8000, 1, 4410)
    assert ours.content_type == theirs.content_type == "audio/wav"
    others = tensorboardX.summary.audio("tag", SOUND, 8000).value[0].audio
    assert np.abs(samples(ours).astype(int) - samples(others)).max() <= 2, "it scales by 32768"


@pytest.mark.parametrize("shape", [(4410,), (4410, 1), (1, 4410)])
def test_one_channel_in_every_shape_that_the_libraries_take(shape: tuple[int, ...]) -> None:
    ours = samples(message(summary.audio.audio("tag", torch.from_numpy(SOUND.reshape(shape)), 8000)))
    assert np.array_equal(ours, samples(message(summary.audio.audio("tag", SOUND, 8000))))


def test_two_channels_in_either_order() -> None:
    stereo = np.stack([SOUND, -SOUND], axis=1)
    ours = message(summary.audio.audio("tag", stereo, 8000))
    assert (ours.num_channels, ours.length_frames) == (2, 4410)
    assert np.array_equal(samples(ours), samples(message(summary.audio.audio("tag", stereo.T, 8000))))
    assert np.abs(samples(ours)[:, 0] + samples(ours)[:, 1].astype(int)).max() <= 1


def test_floats_are_clipped_and_nan_is_silence() -> None:
    found = samples(message(summary.audio.audio("tag", [2.0, -2.0, float("nan"), 0.0], 8000)))
    assert found[:, 0].tolist() == [32767, -32767, 0, 0]


def test_int16_is_stored_as_it_is() -> None:
    pcm = np.array([-32768, -1, 0, 1, 32767], np.int16)
    assert samples(message(summary.audio.audio("tag", pcm, 8000)))[:, 0].tolist() == pcm.tolist()


@pytest.mark.parametrize(
    ("sound", "rate", "error"),
    [
        (np.ones((100, 3)), 8000, ValueError),
        (np.ones((2, 100, 1)), 8000, ValueError),
        (np.ones(0), 8000, ValueError),
        (np.float32(1), 8000, ValueError),
        (SOUND, 0, ValueError),
        (SOUND, "44.1k", ValueError),
        (np.ones(10, np.int32), 8000, TypeError),
        (["a"], 8000, TypeError),
        (None, 8000, TypeError),
    ],
)
def test_what_is_no_sound_is_refused(sound: Any, rate: Any, error: type[Exception]) -> None:
    with pytest.raises(error, match=r"add_audio\('voice'\)"):
        summary.audio.audio("voice", sound, rate)
