"""Protobuf's text format, as far as the projector's configuration needs it: fields by name, each with all its values."""

from __future__ import annotations

import re
from typing import TypeAlias

Field: TypeAlias = "str | Message"
Message: TypeAlias = "dict[str, list[Field]]"

TOKEN = re.compile(r"""#[^\n]*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|[\w.+/-]+|\S""")
CLOSING = {"{": "}", "<": ">"}


def message(text: str) -> Message:
    """The message that `text` is: numbers and names as they are written, strings as they read. ValueError if it is none."""
    tokens = [found for found in TOKEN.finditer(text) if not found[0].startswith("#")]
    read, at = _message(tokens, 0, "")
    if at < len(tokens):
        raise _stray(tokens, at)
    return read


def _message(tokens: list[re.Match[str]], at: int, closing: str) -> tuple[Message, int]:
    """The fields up to `closing`, and the place after it."""
    read: Message = {}
    while at < len(tokens) and tokens[at][0] != closing:
        name = tokens[at][0]
        if not re.fullmatch(r"\w+", name):
            raise _stray(tokens, at)
        values, at = _values(tokens, at + 1)
        read.setdefault(name, []).extend(values)
        while at < len(tokens) and tokens[at][0] in {",", ";"}:
            at += 1
    if closing and at == len(tokens):
        raise ValueError(f"it ends where {closing} is missing")
    return read, at + 1 if closing else at


def _values(tokens: list[re.Match[str]], at: int) -> tuple[list[Field], int]:
    """What follows a name: one value, or a list of them."""
    at += at < len(tokens) and tokens[at][0] == ":"
    if at == len(tokens):
        raise ValueError("it ends where a value is missing")
    if tokens[at][0] != "[":
        value, at = _value(tokens, at)
        return [value], at
    values: list[Field] = []
    at += 1
    while at < len(tokens) and tokens[at][0] != "]":
        value, at = _value(tokens, at)
        values.append(value)
        at += at < len(tokens) and tokens[at][0] == ","
    if at == len(tokens):
        raise ValueError("it ends where ] is missing")
    return values, at + 1


def _value(tokens: list[re.Match[str]], at: int) -> tuple[Field, int]:
    word = tokens[at][0]
    if word in CLOSING:
        return _message(tokens, at + 1, CLOSING[word])
    if not _is_string(word):
        if not re.fullmatch(r"[\w.+-]+", word):
            raise _stray(tokens, at)
        return word, at + 1
    parts = []
    while at < len(tokens) and _is_string(tokens[at][0]):
        parts.append(unquoted(tokens[at][0]))
        at += 1
    return "".join(parts), at


def _is_string(word: str) -> bool:
    return len(word) > 1 and word[0] in "\"'"


def _stray(tokens: list[re.Match[str]], at: int) -> ValueError:
    return ValueError(f"{tokens[at][0]!r} is out of place at character {tokens[at].start()}")


def unquoted(word: str) -> str:
    """What a quoted string says; bytes beyond ASCII stand in it as UTF-8, or escaped one by one."""
    return word[1:-1].encode().decode("unicode_escape").encode("latin-1", "replace").decode("utf-8", "replace")
