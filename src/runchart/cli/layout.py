"""Layout: rows of text as columns under each other, ages, times and JSON as all commands print them."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Sequence
from typing import Any

UNITS = ((86_400, "d"), (3_600, "h"), (60, "min"), (1, "s"))


def columns(rows: Sequence[Sequence[str]], right: Sequence[int] = ()) -> list[str]:
    """The rows as lines; the columns numbered in `right` end, all others begin, at one place."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    aligned = (
        (cell.rjust(width) if place in right else cell.ljust(width))
        for row in rows
        for place, (cell, width) in enumerate(zip(row, widths, strict=True))
    )
    return ["  ".join(cells).rstrip() for cells in zip(*[aligned] * len(widths), strict=True)]


def age(seconds: float) -> str:
    """How long ago, in the largest unit that fits: 12 s, 3 h, 5 d; nothing where it is not known."""
    if not math.isfinite(seconds):
        return ""
    size, unit = next(((size, unit) for size, unit in UNITS if seconds >= size), UNITS[-1])
    return f"{max(0, int(seconds // size))} {unit} ago"


def printable(name: str) -> str:
    """A name that changes nothing but its own line: control characters are escaped."""
    return "".join(char if char.isprintable() else repr(char)[1:-1] for char in name)


def finite(value: float | None) -> float | str | None:
    """A float as JSON may carry it: NaN and the infinities as their names, as in all answers of the server."""
    if value is None or math.isfinite(value):
        return value
    return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"


def print_json(data: Any) -> None:
    """Prints one JSON document in UTF-8, whatever the terminal's encoding."""
    text = json.dumps(data, allow_nan=False, ensure_ascii=False, indent=1)
    sys.stdout.buffer.write(text.encode("utf-8", "replace") + b"\n")
