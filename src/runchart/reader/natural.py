"""The order of names as people expect it: folder by folder, and digits by the number that they are, ``run2`` before ``run10``."""

from __future__ import annotations

import re

Key = tuple[tuple[tuple[int, int, str], ...], ...]

_PART = re.compile(r"[0-9]+|[^0-9]+")


def natural(name: str) -> tuple[Key, str]:
    """What to sort by; names that differ in leading zeros alone stand in the order of their letters."""
    return tuple(tuple(map(_part, _PART.findall(folder))) for folder in name.split("/")), name


def _part(text: str) -> tuple[int, int, str]:
    return (0, int(text), "") if text.isdecimal() and len(text) < 1000 else (1, 0, text)
