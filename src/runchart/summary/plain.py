"""Python values as JSON has them: the part that tables, configurations and figures share. Above `array`.

JSON has no NaN, no infinity, and readers that lose digits of integers beyond 2^53: such numbers become strings.
"""

from __future__ import annotations

import datetime
import math
import os
from collections.abc import Callable, Mapping
from enum import Enum
from typing import Any

import numpy as np

from runchart.summary.array import array

EXACT = 2**53 - 1
"""The largest integer that every reader of JSON keeps."""

Other = Callable[[Any], Any]


class Unfit(TypeError):
    """A value that JSON has no form for, the keys that lead to it, and its row in a table."""

    def __init__(self, value: Any) -> None:
        super().__init__("no form in JSON")
        self.value = value
        self.path: list[str] = []
        self.row: int | None = None

    @property
    def place(self) -> str:
        """Where it stands, such as ``['model']['layers'][3]``; empty for the outermost value."""
        return "".join(reversed(self.path))


def number(value: int | float) -> int | float | str:
    """A number: as it is, or as ``"NaN"``, ``"Infinity"``, ``"-Infinity"`` or the digits of a long integer."""
    if isinstance(value, int):
        return value if -EXACT <= value <= EXACT else str(value)
    if math.isfinite(value):
        return value
    return "NaN" if value != value else "Infinity" if value > 0 else "-Infinity"


def plain(value: Any, other: Other, number: Callable[[int | float], Any] = number) -> Any:
    """`value` with everything in it as JSON has it.

    Args:
        value: str, numbers, bool, None, dicts, lists, tuples, and what `other` takes.
        other: called with what is none of these, `leaf` or one that calls it; returns what to write instead.
        number: the form of numbers.
    """
    kind = type(value)
    if kind is str or kind is bool or value is None:
        return value
    if kind is int or kind is float:
        return number(value)
    if isinstance(value, dict):
        return mapping(value, other, number)
    if isinstance(value, (list, tuple)):
        return sequence(value, other, number)
    return plain(other(value), other, number)


def mapping(values: Mapping[Any, Any], other: Other, number: Callable[..., Any]) -> dict[str, Any]:
    content: dict[str, Any] = {}
    for key, value in values.items():
        name = key_text(key)
        if name in content:
            raise ValueError(f"two keys are written as {name!r}")
        try:
            content[name] = plain(value, other, number)
        except Unfit as unfit:
            unfit.path.append(f"[{name!r}]")
            raise
    return content


def sequence(values: list[Any] | tuple[Any, ...], other: Other, number: Callable[..., Any]) -> list[Any]:
    content = []
    for place, value in enumerate(values):
        try:
            content.append(plain(value, other, number))
        except Unfit as unfit:
            unfit.path.append(f"[{place}]")
            raise
    return content


def leaf(value: Any) -> Any:
    """A value of another type as one that `plain` takes: a member of an enumeration by its name, dates in ISO 8601, durations
    in seconds, paths as text, other mappings as dicts, numbers and arrays of any library as numbers and lists.

    Raises:
        Unfit: it is none of these.
    """
    if isinstance(value, Enum):
        return value.name
    for base in (str, int, float):
        if isinstance(value, base):
            return base.__str__(value) if base is str else base(value)
    if isinstance(value, (np.datetime64, np.timedelta64)):
        return moment(value)
    if isinstance(value, (datetime.date, datetime.time)):
        return value.isoformat()
    if isinstance(value, datetime.timedelta):
        return value.total_seconds()
    if isinstance(value, os.PathLike):
        return os.fsdecode(value)
    if isinstance(value, Mapping):
        return dict(value)
    return numbers(value)


def moment(value: np.datetime64 | np.timedelta64) -> Any:
    """numpy's dates in their own unit, its durations in seconds; NaT is nothing."""
    if np.isnat(value):
        return None
    if isinstance(value, np.timedelta64):
        return float(value / np.timedelta64(1, "s"))
    return str(value)


def numbers(value: Any) -> Any:
    """Scalars and arrays of numpy, torch and jax as Python's numbers and lists."""
    if not hasattr(value, "__array__") and not hasattr(value, "__dlpack__"):
        raise Unfit(value)
    if isinstance(value, (np.ndarray, np.generic)) and value.dtype.kind not in "biufcV":
        return list(value) if value.shape else value.item()  # the loop over items takes dates, text and objects
    try:
        return array(value, "").numpy().tolist()
    except (TypeError, ValueError):
        raise Unfit(value) from None


def key_text(key: Any) -> str:
    """The key of a mapping as JSON has it."""
    return key if type(key) is str else key.name if isinstance(key, Enum) else str(key)
