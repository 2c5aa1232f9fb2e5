"""Kinds of runchart's own: a JSON document in a tensor of one string, which TensorBoard loads and does not show. Above `wire`.

docs/event-files.md describes each of them to the byte.
"""

from __future__ import annotations

import json
from typing import Any

from runchart._core import Draft
from runchart.summary import wire
from runchart.summary.given import utf8

PLUGIN = "runchart"
VERSION = 1


def document(tag: str, kind: str, content: dict[str, Any], where: str) -> Draft:
    """A draft of `content`, which holds only what JSON has; `where` names the call in complaints."""
    return encoded(tag, kind, utf8(text(content), where))


def encoded(tag: str, kind: str, content: bytes) -> Draft:
    """A draft of a document that is JSON already."""
    about = text({"kind": kind, "version": VERSION}).encode()
    return Draft.summary(wire.string(tag, content, (), PLUGIN, about))


def text(content: dict[str, Any]) -> str:
    """Compact JSON."""
    return json.dumps(content, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
