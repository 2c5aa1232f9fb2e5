"""Protobuf's wire format, as far as hyperparameters and layouts need it: the fields of a message. Twin of `summary/wire.py`."""

from __future__ import annotations

import struct
from collections.abc import Iterator


def fields(message: bytes) -> Iterator[tuple[int, int | float | bytes]]:
    """Number and value of each field: an int, a float, or the bytes of a string or message. ValueError if it is none."""
    at = 0
    while at < len(message):
        key, at = _varint(message, at)
        value: int | float | bytes
        if key & 7 == 0:
            value, at = _varint(message, at)
        elif key & 7 == 2:
            length, at = _varint(message, at)
            value, at = _bytes(message, at, length), at + length
        elif key & 7 in {1, 5}:
            length, form = (8, "<d") if key & 7 == 1 else (4, "<f")
            value, at = struct.unpack(form, _bytes(message, at, length))[0], at + length
        else:
            raise ValueError(f"not a protobuf message: wire type {key & 7} at byte {at}")
        yield key >> 3, value


def _bytes(message: bytes, at: int, length: int) -> bytes:
    if at + length > len(message):
        raise ValueError(f"not a protobuf message: a field of {length} bytes at byte {at} of {len(message)}")
    return message[at : at + length]


def _varint(message: bytes, at: int) -> tuple[int, int]:
    number = 0
    for shift in range(0, 70, 7):
        (byte,) = _bytes(message, at, 1)
        at += 1
        number |= (byte & 0x7F) << shift
        if byte < 0x80:
            return number, at
    raise ValueError(f"not a protobuf message: a number without end at byte {at}")
