"""What the caller gave, checked and named: the words of every complaint of this room."""

from __future__ import annotations

from operator import index
from typing import Any

LONGEST = 60


def given(value: Any) -> str:
    """The value for a message: its type, and its shape and dtype or its (short) text."""
    if value is None:
        return "None"
    name = type(value).__qualname__
    shape = getattr(value, "shape", None)
    if isinstance(shape, tuple):
        return f"{name} of shape {tuple(shape)} and dtype {getattr(value, 'dtype', '?')}"
    try:
        words = repr(value)
    except Exception:
        return name
    return name if len(words) > LONGEST else f"{name} {words}"


def tag_text(tag: Any) -> str:
    """The tag, checked as the native writer checks it: a str without surrogates."""
    if not isinstance(tag, str):
        raise TypeError(f"tag: expected a str such as 'train/loss', got {given(tag)}")
    utf8(tag, "tag")
    return tag


def whole(value: Any, what: str) -> int:
    """The int that `value` is; `what` names the argument in the complaint."""
    try:
        return index(value)
    except TypeError:
        raise TypeError(f"{what}: expected an int, got {given(value)}") from None


def utf8(text: str, what: str) -> bytes:
    """The text as UTF-8; `what` names the argument in the complaint."""
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        raise ValueError(f"{what}: holds surrogates at {error.start}, which no UTF-8 file can: take them out") from None
