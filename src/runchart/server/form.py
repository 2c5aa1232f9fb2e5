"""The fields of a form that a request carries. Wraps Starlette's request and the standard library's parsers."""

from __future__ import annotations

from email import message_from_bytes, policy
from urllib.parse import parse_qs

from starlette.requests import Request

from .parameters import read_body


async def read_form(request: Request) -> dict[str, list[str]]:
    """All values of each field; a browser's FormData sends multipart, scripts mostly the other kind."""
    return _fields(request.headers.get("content-type", ""), await read_body(request))


def _fields(content_type: str, body: bytes) -> dict[str, list[str]]:
    if not content_type.lower().startswith("multipart/form-data"):
        return parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True)
    message = message_from_bytes(
        b"Content-Type: %s\r\n\r\n%s" % (content_type.encode("latin-1"), body), policy=policy.HTTP
    )
    fields: dict[str, list[str]] = {}
    for part in message.iter_parts():
        name = part.get_param("name", header="content-disposition")
        payload = part.get_payload(decode=True)
        if isinstance(name, str) and isinstance(payload, bytes):
            fields.setdefault(name, []).append(payload.decode("utf-8", "replace"))
    return fields
