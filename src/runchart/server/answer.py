"""Bytes of an answer: JSON that never holds a NaN, compression, errors. Wraps Starlette's responses."""

from __future__ import annotations

import gzip
import ipaddress
import json
import math
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

WORTH_COMPRESSING = 1024


def number(value: float) -> float | str:
    """A float as JSON may carry it: NaN and the infinities as their names."""
    if math.isfinite(value):
        return value
    return "NaN" if math.isnan(value) else ("Infinity" if value > 0 else "-Infinity")


def encode(data: Any) -> bytes:
    """Compact UTF-8 JSON. Raises ValueError on a NaN that did not go through `number`."""
    return json.dumps(data, allow_nan=False, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def json_answer(request: Request, data: Any) -> Response:
    return _answer(encode(data), "application/json", _accepts_gzip(request))


def frame_answer(request: Request, frame: bytes) -> Response:
    """A frame is mostly noise to gzip (150 ms for 3 MB): it is compressed only where the wire is slower than that."""
    return _answer(frame, "application/octet-stream", _accepts_gzip(request) and not _is_local(request))


def error_answer(sentence: str, status: int) -> Response:
    return Response(encode({"error": sentence}), status, media_type="application/json")


def _answer(body: bytes, media_type: str, compress: bool) -> Response:
    headers = {"cache-control": "no-store", "vary": "accept-encoding"}
    if compress and len(body) > WORTH_COMPRESSING:
        body = gzip.compress(body, compresslevel=1, mtime=0)
        headers["content-encoding"] = "gzip"
    return Response(body, headers=headers, media_type=media_type)


def _accepts_gzip(request: Request) -> bool:
    for coding in request.headers.get("accept-encoding", "").lower().split(","):
        name, _, quality = coding.partition(";")
        if name.strip() == "gzip":
            return quality.replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}
    return False


def _is_local(request: Request) -> bool:
    """Whether the answer stays on this machine; a proxy in between says so in its headers."""
    if request.client is None or "x-forwarded-for" in request.headers:
        return False
    try:
        return ipaddress.ip_address(request.client.host).is_loopback
    except ValueError:
        return False
