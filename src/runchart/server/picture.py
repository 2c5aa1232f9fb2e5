"""What encoded bytes are: the content type under which a browser may show them as a picture, and their size in pixels.

Only the bytes are believed: what a tag, a summary or a file name says about them may be wrong, or meant to deceive.
"""

from __future__ import annotations

import struct
from typing import NamedTuple

HEADS = {
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"GIF87a": "image/gif",
    b"GIF89a": "image/gif",
    b"BM": "image/bmp",
}
SVG = "image/svg+xml"
# How far into a text the root element of an SVG is looked for.
SVG_HEAD = 4096
AVIF_BRANDS = {b"avif", b"avis"}
# Markers of JPEG that begin a frame with its size: all of C0 to CF but those of tables and arithmetic coding.
JPEG_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
JPEG_ALONE = frozenset(range(0xD0, 0xDA)) | {0x01}


class Picture(NamedTuple):
    """`type` is None for bytes that are no picture that browsers know; sizes are None where the head does not say them."""

    type: str | None
    width: int | None
    height: int | None


def picture_of(encoded: bytes) -> Picture:
    """What these bytes are. Never raises: of a head that is cut off the size is not known."""
    kind = _type(encoded)
    try:
        width, height = SIZES[kind](encoded) if kind in SIZES else (None, None)
    except (struct.error, IndexError, ValueError):
        width, height = None, None
    return Picture(kind, width, height)


def _type(encoded: bytes) -> str | None:
    for head, kind in HEADS.items():
        if encoded.startswith(head):
            return kind
    if encoded[:4] == b"RIFF" and encoded[8:12] == b"WEBP":
        return "image/webp"
    if encoded[4:8] == b"ftyp":
        return "image/avif" if encoded[8:12] in AVIF_BRANDS else "video/mp4"
    return SVG if _is_svg(encoded) else None


def _is_svg(encoded: bytes) -> bool:
    """Whether the first element is `svg`, behind any declaration, comments and document type."""
    text = encoded[:SVG_HEAD].removeprefix(b"\xef\xbb\xbf").lstrip()
    while text.startswith((b"<?xml", b"<!--", b"<!DOCTYPE svg")):
        end = b"-->" if text.startswith(b"<!--") else b">"
        text = text.partition(end)[2].lstrip()
    return text.startswith(b"<svg") and text[4:5] in {b" ", b">", b"\t", b"\r", b"\n"}


def _png(encoded: bytes) -> tuple[int, int]:
    if encoded[12:16] != b"IHDR":
        raise ValueError("no head")
    return struct.unpack_from(">II", encoded, 16)


def _gif(encoded: bytes) -> tuple[int, int]:
    return struct.unpack_from("<HH", encoded, 6)


def _bmp(encoded: bytes) -> tuple[int, int]:
    """Rows may be counted from the top, which a height below 0 says."""
    if struct.unpack_from("<I", encoded, 14)[0] == 12:
        return struct.unpack_from("<HH", encoded, 18)
    width, height = struct.unpack_from("<ii", encoded, 18)
    return width, abs(height)


def _webp(encoded: bytes) -> tuple[int, int]:
    form = encoded[12:16]
    if form == b"VP8X":
        return 1 + int.from_bytes(encoded[24:27], "little"), 1 + int.from_bytes(encoded[27:30], "little")
    if form == b"VP8L":
        bits = struct.unpack_from("<I", encoded, 21)[0]
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    width, height = struct.unpack_from("<HH", encoded, 26)
    return width & 0x3FFF, height & 0x3FFF


def _jpeg(encoded: bytes) -> tuple[int, int]:
    """Walks the segments up to the frame."""
    at = 2
    while encoded[at] == 0xFF:
        marker = encoded[at + 1]
        if marker == 0xFF:  # padding
            at += 1
        elif marker in JPEG_ALONE:
            at += 2
        elif marker in JPEG_FRAMES:
            height, width = struct.unpack_from(">HH", encoded, at + 5)
            return width, height
        else:
            at += 2 + struct.unpack_from(">H", encoded, at + 2)[0]
    raise ValueError("no frame")


SIZES = {"image/png": _png, "image/jpeg": _jpeg, "image/gif": _gif, "image/bmp": _bmp, "image/webp": _webp}
