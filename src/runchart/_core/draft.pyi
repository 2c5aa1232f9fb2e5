"""A draft: what one call of the writer logs, encoded when it is written; and the small parts of encoding."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

class Draft:
    """What one ``add_*`` call logs: a summary, or the content of a file, that is made when it is written, by a native thread.
    The data was copied when the draft was made, so the script may change it. ``numbers`` is a contiguous array of any shape; ``dtype``
    one of ``bool uint8 int8 uint16 int16 uint32 int32 uint64 int64 float16 bfloat16 float32 float64``, which says what its
    elements are (bfloat16 lies in elements of two bytes). Makers raise ValueError where these do not fit together.
    """

    @staticmethod
    def summary(encoded: bytes) -> Draft:
        """The bytes of a tensorboard Summary message, ready as they are."""

    @staticmethod
    def histogram(tag: str, numbers: NDArray[Any], dtype: str, edges: NDArray[np.float64] | None = None) -> Draft:
        """Counts of finite values between ``edges`` (ascending; what lies outside is left out, as numpy does). None: the 1,549
        edges of tensorboardX and torch, and one more bucket at either end where values lie beyond them. NaN and infinities are
        counted in fields 101 to 103 (nan, +inf, -inf) of the HistogramProto, which other readers skip."""

    @staticmethod
    def image(tag: str, numbers: NDArray[Any], dtype: str, axes: str) -> Draft:
        """A PNG. ``axes`` are the letters of the shape: H and W, perhaps C of 1 to 4 channels, perhaps N, in any order. N images
        make one grid of 8 columns. uint8 as it is; all other types are multiplied by 255 and clipped to 0..255 (NaN: 0)."""

    @staticmethod
    def video(tag: str, numbers: NDArray[Any], dtype: str, axes: str, fps: float) -> Draft:
        """An animated GIF. ``axes`` is a permutation of NTCHW; N clips make one grid of a power of two columns and rows."""

    @staticmethod
    def audio(tag: str, numbers: NDArray[Any], dtype: str, sample_rate: int) -> Draft:
        """A WAV of 16 bits; the shape is (frames, channels). Values are clipped to -1..1."""

    @staticmethod
    def tensor(tag: str, numbers: NDArray[Any], data_type: int, plugin: str, content: bytes = b"") -> Draft:
        """A tensor of TensorFlow's ``data_type`` number (1 float32, 2 float64, ...) with the metadata of ``plugin``."""

    @staticmethod
    def png(numbers: NDArray[Any], dtype: str, axes: str) -> Draft:
        """A file: a PNG, from what ``image`` takes."""

    @staticmethod
    def tsv(numbers: NDArray[Any], dtype: str) -> Draft:
        """A file: the (rows, columns) numbers as text, tabs between columns, the shortest digits that read back the same."""

    def SerializeToString(self) -> bytes:  # noqa: N802 - as protobuf's messages have it
        """Makes the bytes now, without the GIL."""

def number(value: Any, what: str) -> float:
    """The number in ``value``, as ``add_scalar`` takes it; ``what`` names it in the complaint."""

def frame(data: bytes) -> bytes:
    """The record that holds ``data``: length, checksum, bytes, checksum."""
