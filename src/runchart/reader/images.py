"""Images: the pictures and videos of one tag, as arrays. Wraps media, and Pillow where it is installed."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from .media import Media

if TYPE_CHECKING:
    from runchart._core import Value


class Images(Media["NDArray[Any]"]):
    """Pictures as arrays of shape (height, width) or (height, width, channels), mostly uint8; of a GIF with several
    frames (frames, height, width, channels).

    Raises ImportError without Pillow; `encoded` does not need it.
    """

    kinds = ("images",)

    sample: int = 0
    """Which picture of a step is meant, where it has several."""

    def encoded(self, index: int) -> list[bytes]:
        """All pictures of point `index` as they are in the file: PNG, GIF, JPEG, ..."""
        return self._stored(self._value(index))

    def _decode(self, value: Value) -> NDArray[Any]:
        encoded = self._stored(value)
        if not 0 <= self.sample < len(encoded):
            raise IndexError(f"no sample {self.sample} of {self.tag!r}: this step has {len(encoded)}")
        return pixels(encoded[self.sample])

    def _stored(self, value: Value) -> list[bytes]:
        if value["kind"] != "image":
            raise self._other(value)
        return value["encoded"]


def pixels(encoded: bytes) -> NDArray[Any]:
    try:
        from PIL import Image, ImageSequence
    except ImportError:
        raise ImportError(
            "to decode pictures Pillow is needed: pip install pillow. `encoded(i)` gives their bytes without it"
        ) from None
    with Image.open(io.BytesIO(encoded)) as picture:
        if getattr(picture, "n_frames", 1) > 1:
            return np.stack([np.asarray(frame.convert("RGB")) for frame in ImageSequence.Iterator(picture)])
        if picture.mode != "P":
            return np.asarray(picture)
        return np.asarray(picture.convert("RGBA" if "transparency" in picture.info else "RGB"))
