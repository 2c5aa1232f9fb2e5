"""Cells of a table: the type of each value, and its form in JSON. Above `plain`; docs/event-files.md has the table of types."""

from __future__ import annotations

import base64
import datetime
import decimal
import math
import os
from collections.abc import Mapping, Sequence
from enum import Enum
from typing import Any

from runchart.summary.array import array
from runchart.summary.image import is_pil, pixels_of
from runchart.summary.picture import picture_axes, png
from runchart.summary.plain import EXACT, MOMENTS, UnfitError, moment, number, numbers, plain, refused

NOTHING = type(None)
EXACT_TYPES = {str: "str", bool: "bool", int: "int", float: "float"}

Cell = tuple[str, Any]
"""The type of a value, and its form."""


def encoded(values: Sequence[Any]) -> Cell:
    """The type of a column, and the form of each of its values.

    A type holds for all values but None. Integers among floats are floats; all else that differs makes the column ``mixed``,
    where each value is a list of its own type and form.
    """
    kinds = set(map(type, values))
    kinds.discard(NOTHING)
    if not kinds:
        return "null", list(values)
    if kinds in ({str}, {bool}):
        return EXACT_TYPES[kinds.pop()], list(values)
    if kinds == {int}:
        present = [value for value in values if value is not None] if None in values else values
        fits = min(present) >= -EXACT and max(present) <= EXACT
        return "int", list(values) if fits else [value if value is None else number(value) for value in values]
    if kinds == {float}:
        return "float", [value if value is None or math.isfinite(value) else number(value) for value in values]
    return together(rows(values))


def rows(values: Sequence[Any]) -> list[Cell]:
    cells = []
    for row, value in enumerate(values):
        try:
            cells.append(cell(value))
        except UnfitError as unfit:
            unfit.row = row
            raise
    return cells


def together(cells: list[Cell]) -> Cell:
    """One type for all cells, if there is one."""
    kinds = {kind for kind, _ in cells if kind != "null"}
    if kinds == {"int", "float"} and not any(kind == "int" and isinstance(form, str) for kind, form in cells):
        kinds = {"float"}
    if len(kinds) > 1:
        return "mixed", [None if kind == "null" else [kind, form] for kind, form in cells]
    return kinds.pop() if kinds else "null", [form for _, form in cells]


def cell(value: Any) -> Cell:
    """The type and the form of one value.

    Raises:
        UnfitError: there is no type for it.
    """
    if value is None or type(value).__name__ == "NAType":  # pandas.NA
        return "null", None
    kind = EXACT_TYPES.get(type(value))
    if kind is not None:
        return kind, number(value) if kind in {"int", "float"} else value
    if isinstance(value, (Mapping, list, tuple)):
        return "json", plain(value, refused)
    if isinstance(value, (Enum, str, int, float, os.PathLike, decimal.Decimal)):
        return of_subclass(value)
    if isinstance(value, MOMENTS):
        return of_moment(value)
    return of_array(value)


def of_subclass(value: Any) -> Cell:
    """Enumerations by name, paths as text, decimals as floats, and the heirs of Python's own types."""
    if isinstance(value, Enum):
        return "str", value.name
    if isinstance(value, os.PathLike):
        return "str", os.fsdecode(value)
    if isinstance(value, str):
        return "str", str.__str__(value)
    if isinstance(value, int):
        return "int", number(int(value))
    return "float", number(float(value))


def of_moment(value: Any) -> Cell:
    """Dates, times of day, both together, and durations."""
    form = moment(value)
    if form is None:
        return "null", None
    if isinstance(form, float):
        return "duration", form
    return "time" if isinstance(value, datetime.time) else "datetime" if "T" in form else "date", form


def of_array(value: Any) -> Cell:
    """A scalar or array of numpy, torch or jax, or a PIL image."""
    if is_pil(value):
        return "image", base64.b64encode(png(*pixels_of(value, "", "image"))).decode()
    found = of_pixels(value) if len(getattr(value, "shape", ())) > 1 else None
    if found is not None:
        return found
    content = numbers(value)
    if content is NotImplemented:
        raise UnfitError(value)
    return cell(content)


def of_pixels(value: Any) -> Cell | None:
    """An array that is an image: uint8 of two axes, uint8 or floats of three."""
    try:
        pixels = array(value, "image")
    except (TypeError, ValueError):
        return None
    axes = picture_axes(pixels.shape)
    depth = {"uint8": 2}.get(pixels.dtype, 3 if "float" in pixels.dtype else 4)
    if axes is None or "N" in axes or len(axes) < depth:
        return None
    return "image", base64.b64encode(png(pixels, axes)).decode()
