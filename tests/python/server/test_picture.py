"""What bytes are, by their heads alone, against files that Pillow makes."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from runchart.server.picture import Picture, picture_of

TYPES = {
    "PNG": "image/png",
    "JPEG": "image/jpeg",
    "GIF": "image/gif",
    "BMP": "image/bmp",
    "WEBP": "image/webp",
}
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"/>'


def encoded(form: str, size: tuple[int, int] = (300, 7), mode: str = "RGB", **options: object) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size).save(out, form, **options)
    return out.getvalue()


@pytest.mark.parametrize("form", TYPES)
@pytest.mark.parametrize("size", [(1, 1), (300, 7), (2, 4000)])
def test_formats_and_sizes(form, size):
    assert picture_of(encoded(form, size)) == Picture(TYPES[form], *size)


@pytest.mark.parametrize(
    "data",
    [
        encoded("WEBP", lossless=True),
        encoded("WEBP", mode="RGBA"),
        encoded("WEBP", save_all=True, append_images=[Image.new("RGB", (300, 7), "red")]),
    ],
    ids=["lossless", "alpha", "animated"],
)
def test_all_forms_of_webp(data):
    assert picture_of(data) == Picture("image/webp", 300, 7)


def test_jpeg_with_a_comment_and_progressive():
    assert picture_of(encoded("JPEG", comment=b"\xff\xc0" * 100, progressive=True)) == Picture("image/jpeg", 300, 7)


def test_bmp_from_the_top_and_of_the_oldest_form():
    upward = bytearray(encoded("BMP"))
    upward[22:26] = (-7).to_bytes(4, "little", signed=True)
    assert picture_of(bytes(upward)) == Picture("image/bmp", 300, 7)
    oldest = b"BM" + bytes(12) + (12).to_bytes(4, "little") + (300).to_bytes(2, "little") + (7).to_bytes(2, "little")
    assert picture_of(oldest) == Picture("image/bmp", 300, 7)


@pytest.mark.parametrize(
    "before",
    [b"", b"\xef\xbb\xbf", b"  \n", b'<?xml version="1.0"?>\n<!-- <svg> -->', b'<!DOCTYPE svg PUBLIC "a" "b">\n'],
)
def test_svg(before):
    assert picture_of(before + SVG).type == "image/svg+xml"


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"\x00\x00\x00\x18ftypisom\x00\x00\x02\x00", "video/mp4"),
        (b"\x00\x00\x00\x18ftypavif\x00\x00\x00\x00", "image/avif"),
    ],
)
def test_boxes(data, kind):
    assert picture_of(data).type == kind


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<!DOCTYPE html><script>alert(1)</script>",
        b"<!-- <svg> --><script>alert(1)</script>",
        b"<script>alert(1)</script><svg>",
        b"<svgx>",
        b"<!--" * 100_000,
        b"%PDF-1.7",
        b"plain text that mentions <svg> somewhere",
    ],
)
def test_what_is_no_picture(data):
    assert picture_of(data) == Picture(None, None, None)


def test_a_png_without_its_head_has_no_size():
    assert picture_of(b"\x89PNG\r\n\x1a\n<script>alert(1)</script>") == Picture("image/png", None, None)


@pytest.mark.parametrize("form", TYPES)
def test_every_cut_is_answered(form):
    whole = encoded(form)
    for end in range(len(whole)):
        kind, width, height = picture_of(whole[:end])
        assert kind in {TYPES[form], None}
        assert (width, height) in {(300, 7), (None, None)}
