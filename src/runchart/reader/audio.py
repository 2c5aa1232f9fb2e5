"""Audio: the sounds of one tag. Wraps media."""

from __future__ import annotations

import io
import wave
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from .media import Media

if TYPE_CHECKING:
    from runchart._core import Value


@dataclass(frozen=True, repr=False)
class Sound:
    """One sound, as it is in the file."""

    encoded: bytes
    content_type: str
    """``audio/wav`` by convention."""
    sample_rate: float
    """Samples a second; 0 where the file does not say."""
    label: str

    def to_numpy(self) -> NDArray[np.float32]:
        """Samples of shape (frames, channels) in -1..1. Raises ValueError unless it is a WAV of 8, 16, 24 or 32 bits."""
        try:
            with wave.open(io.BytesIO(self.encoded)) as sound:
                width, channels = sound.getsampwidth(), sound.getnchannels()
                frames = np.frombuffer(sound.readframes(sound.getnframes()), np.uint8).reshape(-1, width)
        except (wave.Error, EOFError) as error:
            raise ValueError(f"not a WAV of whole numbers ({error}); `encoded` holds its bytes") from None
        if width == 1:
            return ((frames[:, 0].astype(np.float32) - 128) / np.float32(128)).reshape(-1, channels)
        wide = np.zeros((len(frames), 4), np.uint8)
        wide[:, 4 - width :] = frames
        return wide.view("<i4")[:, 0].astype(np.float32).reshape(-1, channels) / np.float32(2**31)

    def __repr__(self) -> str:
        return f"<Sound: {len(self.encoded)} bytes of {self.content_type}, {self.sample_rate:g} Hz>"


class Audio(Media[Sound]):
    """Sounds in order of their points."""

    kinds = ("audio",)

    sample: int = 0
    """Which sound of a step is meant, where it has several."""

    def _decode(self, value: Value) -> Sound:
        if value["kind"] != "audio":
            raise self._other(value)
        encoded, labels = value["encoded"], value["labels"]
        if not 0 <= self.sample < len(encoded):
            raise IndexError(f"no sample {self.sample} of {self.tag!r}: this step has {len(encoded)}")
        label = labels[self.sample] if self.sample < len(labels) else ""
        return Sound(encoded[self.sample], value["content_type"], value["sample_rate"], label)
