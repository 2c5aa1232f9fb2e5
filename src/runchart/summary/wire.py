"""Protobuf's wire format, for the messages that Python builds; the twin of the core's `event/wire`.

Fields are encoded in the order in which they are put; what is at its default is left out by the caller.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from functools import lru_cache

DT_FLOAT = 1
DT_DOUBLE = 2
DT_STRING = 7

ONE_BYTE = [bytes([number]) for number in range(0x80)]
"""The varints of small numbers: most tags of fields and most lengths."""


def varint(number: int) -> bytes:
    """A number as protobuf's varint; negative ones take ten bytes."""
    if 0 <= number < 0x80:
        return ONE_BYTE[number]
    number &= (1 << 64) - 1
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)


def integer(field: int, value: int) -> bytes:
    """An int64, uint64, int32, enum or bool field."""
    return varint(field << 3) + varint(int(value))


def double(field: int, value: float) -> bytes:
    return varint(field << 3 | 1) + struct.pack("<d", value)


def float32(field: int, value: float) -> bytes:
    return varint(field << 3 | 5) + struct.pack("<f", value)


def message(field: int, content: bytes) -> bytes:
    """A field of bytes, or of an encoded message."""
    return varint(field << 3 | 2) + varint(len(content)) + content


def nested(content: bytes, *layers: tuple[int, bytes, bytes]) -> bytes:
    """`content` in fields within fields, copied once however large it is. Each layer, the innermost first, is the number of a
    field, what stands before it in the message around it, and what stands after it."""
    before, after = b"", b""
    for field, ahead, behind in layers:
        length = len(before) + len(content) + len(after)
        before = b"".join((ahead, varint(field << 3 | 2), varint(length), before))
        after += behind
    return b"".join((before, content, after))


def text(field: int, content: str) -> bytes:
    return message(field, content.encode())


def doubles(field: int, values: Iterable[float]) -> bytes:
    """Packed float64."""
    numbers = list(values)
    return message(field, struct.pack(f"<{len(numbers)}d", *numbers))


@lru_cache
def metadata(plugin: str, content: bytes = b"", display_name: str = "", description: str = "") -> bytes:
    """A SummaryMetadata."""
    data = text(1, plugin) if plugin else b""
    data += message(2, content) if content else b""
    out = message(1, data) if data else b""
    out += text(2, display_name) if display_name else b""
    return out + (text(3, description) if description else b"")


def shape(dimensions: Iterable[int]) -> bytes:
    """A TensorShapeProto."""
    return b"".join(message(2, integer(1, size) if size else b"") for size in dimensions)


def strings(values: Iterable[bytes], dimensions: Iterable[int] = ()) -> bytes:
    """A TensorProto of DT_STRING."""
    return integer(1, DT_STRING) + message(2, shape(dimensions)) + b"".join(message(8, value) for value in values)


def value(tag: str, data: bytes = b"", about: bytes = b"") -> bytes:
    """A Summary of one value: `data` is its encoded field (simple_value = 2, image = 4, histo = 5, audio = 6, tensor = 8),
    `about` its encoded SummaryMetadata."""
    return message(1, text(1, tag) + data + (message(9, about) if about else b""))


def tensor(tag: str, tensor: bytes, plugin: str, content: bytes = b"", description: str = "") -> bytes:
    """A Summary of one value that holds an encoded TensorProto."""
    return value(tag, message(8, tensor), metadata(plugin, content, description=description))


def string(tag: str, content: bytes, dimensions: Iterable[int], plugin: str, about: bytes = b"") -> bytes:
    """A Summary of one value that holds one string, which may be long, in a tensor of `dimensions`."""
    described = integer(1, DT_STRING) + message(2, shape(dimensions))
    return nested(content, (8, described, b""), (8, text(1, tag), message(9, metadata(plugin, about))), (1, b"", b""))
