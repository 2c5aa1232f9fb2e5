"""Frames: columns as bytes, a JSON header before them. Wraps the reader's buckets; the twin of ui/src/frame.ts.

A frame is a little-endian u32 (the length of the header), the header, and the columns, each at a multiple of 8.
Columns that are equal byte for byte are sent once and share their place.
"""

from __future__ import annotations

import json
import struct
import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from numpy.typing import NDArray

X_COLUMNS = ("x_first", "x_last", "x_min", "x_max")
VALUE_COLUMNS = ("first", "last", "min", "max", "mean")
COUNT_COLUMNS = ("count", "nan", "pos_inf", "neg_inf")
SPIKE_COLUMNS = ("spike_min", "spike_max")
COLUMNS = X_COLUMNS + VALUE_COLUMNS + COUNT_COLUMNS + SPIKE_COLUMNS

# Where each bucket is one point, these are one column under several names.
OF_ONE_POINT = {**dict.fromkeys(X_COLUMNS, "x_first"), **dict.fromkeys(VALUE_COLUMNS, "first")}
PADDING = tuple(b"\0" * n for n in range(8))


class Columns:
    """The columns of a frame, in the order in which they were first met."""

    def __init__(self) -> None:
        self.parts: list[bytes] = []
        self.length = 0
        self._places: dict[bytes, int] = {}

    def place(self, array: NDArray[Any]) -> int:
        """Where this column starts, counted from the start of the columns."""
        data = _little_endian(array).tobytes()
        place = self._places.setdefault(data, self.length)
        if place == self.length and data:
            padding = PADDING[-len(data) % 8]
            self.parts += (data, padding)
            self.length += len(data) + len(padding)
        return place if data else 0


def encode_frame(
    head: dict[str, Any],
    series: Sequence[tuple[int, int]],
    buckets: Sequence[Mapping[str, Any]],
    columns: Sequence[str],
) -> bytes:
    """The frame of these series; `head` gives the header's fields that are not about a series."""
    body = Columns()
    entries = [_entry(run, tag, one, columns, body) for (run, tag), one in zip(series, buckets, strict=True)]
    header = json.dumps(
        {**head, "columns": list(columns), "series": entries}, allow_nan=False, separators=(",", ":")
    ).encode()
    header += b" " * (-(4 + len(header)) % 8)
    return b"".join((struct.pack("<I", len(header)), header, *body.parts))


def _entry(run: int, tag: int, buckets: Mapping[str, Any], columns: Sequence[str], body: Columns) -> dict[str, Any]:
    one_point_each = buckets["width"] == 0
    places: dict[str, int] = {}
    at = []
    for column in columns:
        name = OF_ONE_POINT.get(column, column) if one_point_each else column
        if name not in places:
            places[name] = body.place(buckets[name])
        at.append(places[name])
    width = buckets["width"]
    return {
        "run": run,
        "tag": tag,
        "n": len(buckets["count"]),
        "points": buckets["points"],
        "superseded": buckets["superseded"],
        "restarts": buckets["restarts"],
        "width": int(width) if width == int(width) else width,
        "value": "f64" if buckets["mean"].itemsize == 8 else "f32",
        "at": at,
    }


def _little_endian(array: NDArray[Any]) -> NDArray[Any]:
    return array if sys.byteorder == "little" else array.astype(array.dtype.newbyteorder("<"))
