"""Python values as JSON has them: the part that tables, configurations and figures share. Above `array`.

JSON has no NaN, no infinity, and readers that lose digits of integers beyond 2^53: such numbers become strings.
"""

from __future__ import annotations

import datetime
import math
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

import numpy as np

from runchart.summary.array import array

EXACT = 2**53 - 1
"""The largest integer that every reader of JSON keeps."""

MOMENTS = (datetime.date, datetime.time, datetime.timedelta, np.datetime64, np.timedelta64)


class UnfitError(TypeError):
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
    return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"


def plain(
    value: Any,
    other: Callable[[Any], Any],
    number: Callable[[int | float], Any] = number,
    opened: Callable[[Any], Any] | None = None,
) -> Any:
    """`value` with everything in it as JSON has it.

    Args:
        value: str, numbers, bool, None, mappings, lists, tuples and what `leaf` takes.
        other: called with what is none of these; returns what to write instead, or raises `UnfitError`.
        number: the form of numbers.
        opened: called before that with all but dicts, lists and Python's own types; returns what stands for its argument, or None.
    """
    return Form(other, number, opened).of(value)


@dataclass(frozen=True)
class Form:
    """The arguments of `plain`, on the way down."""

    other: Callable[[Any], Any]
    number: Callable[[int | float], Any]
    opened: Callable[[Any], Any] | None

    def of(self, value: Any) -> Any:
        kind = type(value)
        if kind is str or kind is bool or value is None:
            return value
        if kind is int or kind is float:
            return self.number(value)
        if kind is dict:
            return self.mapping(value)
        if kind is list or kind is tuple:
            return self.sequence(value)
        return self.of_object(value)

    def of_object(self, value: Any) -> Any:
        found = self.opened(value) if self.opened else None
        if found is not None:
            return self.of(found)
        if isinstance(value, Mapping):
            return self.mapping(value)
        if isinstance(value, (list, tuple)):
            return self.sequence(value)
        found = leaf(value)
        return self.other(value) if found is NotImplemented else self.of(found)

    def mapping(self, values: Mapping[Any, Any]) -> dict[str, Any]:
        content: dict[str, Any] = {}
        for key, value in values.items():
            name = key_text(key)
            if name in content:
                raise ValueError(f"two keys are written as {name!r}")
            try:
                content[name] = self.of(value)
            except UnfitError as unfit:
                unfit.path.append(f"[{name!r}]")
                raise
        return content

    def sequence(self, values: list[Any] | tuple[Any, ...]) -> list[Any]:
        content = []
        for place, value in enumerate(values):
            try:
                content.append(self.of(value))
            except UnfitError as unfit:
                unfit.path.append(f"[{place}]")
                raise
        return content


def refused(value: Any) -> Any:
    """For `plain`, where all must have a form in JSON."""
    raise UnfitError(value)


def leaf(value: Any) -> Any:
    """A value of another type as one that `plain` takes: a member of an enumeration by its name, dates in ISO 8601, durations
    in seconds, paths as text, numbers and arrays of any library as numbers and lists. `NotImplemented`: none of these."""
    if isinstance(value, Enum):
        return value.name
    for base in (str, int, float):
        if isinstance(value, base):
            return base.__str__(value) if base is str else base(value)
    if isinstance(value, os.PathLike):
        return os.fsdecode(value)
    return moment(value) if isinstance(value, MOMENTS) else numbers(value)


def moment(value: Any) -> str | float | None:
    """Dates and times in ISO 8601, durations in seconds; NaT is nothing."""
    if value != value:  # noqa: PLR0124 - NaT of pandas is a datetime, and like NaN
        return None
    if isinstance(value, (datetime.date, datetime.time)):
        return value.isoformat()
    if isinstance(value, datetime.timedelta):
        return value.total_seconds()
    if isinstance(value, np.timedelta64):
        return float(value / np.timedelta64(1, "s"))
    unit = np.datetime_data(value.dtype)[0]
    return str(value.astype("M8[D]") if unit in "YMWD" else value.astype("M8[s]") if unit in "hm" else value)


def numbers(value: Any) -> Any:
    """Scalars and arrays of numpy, torch and jax as Python's numbers and lists. `NotImplemented`: it is none."""
    if not hasattr(value, "__array__") and not hasattr(value, "__dlpack__"):
        return NotImplemented
    if isinstance(value, (np.ndarray, np.generic)) and value.dtype.kind not in "biufcV":
        return (
            [*value] if isinstance(value, np.ndarray) and value.shape else value.item()
        )  # the loop over items takes dates, text and objects
    try:
        return array(value, "").numpy().tolist()
    except (TypeError, ValueError):
        return NotImplemented


def key_text(key: Any) -> str:
    """The key of a mapping as JSON has it."""
    return key if type(key) is str else key.name if isinstance(key, Enum) else str(key)
