"""What `log` makes of each value: a table of rules, the first that fits is taken. Above `text`, `plotly`, `table`, `picture`."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from runchart.summary import plotly, table, text
from runchart.summary.array import NATIVE, real
from runchart.summary.columns import is_frame
from runchart.summary.given import given, tag_text
from runchart.summary.picture import is_pil, picture_axes, pil_pixels

Kind = Literal["scalar", "image", "images", "figure", "histogram", "draft"]

ACCEPTED = (
    "numbers, arrays, str, PIL images, figures of matplotlib and plotly, DataFrames, None, or dicts of these; "
    "for all else there is an add_* method"
)


@dataclass(frozen=True)
class Entry:
    """One value of a call: what it is logged as, and under which tag. A draft is ready to be written."""

    kind: Kind
    tag: str
    value: Any
    axes: str = ""


def entries(values: Any) -> list[Entry]:
    """All that a call of `log` writes. Nothing is written before all of it is known to be sound.

    Args:
        values: a mapping of names to values or to further mappings; names are joined with ``/``.

    Raises:
        TypeError: `values` is no mapping, a name is no str or int, or a value of a type without a rule.
        ValueError: two values under one tag, an array without elements.
    """
    if not isinstance(values, Mapping):
        raise TypeError(f"log: expected a dict such as {{'train': {{'loss': 0.3}}}}, got {given(values)}")
    found: dict[str, Entry] = {}
    try:
        for tag, value in leaves(values, ""):
            if tag in found:
                raise ValueError(f"log: two values under the tag {tag!r}")
            if value is not None:
                found[tag] = entry(tag, value)
    except RecursionError:
        raise ValueError("log: the dict holds itself, or is nested too deeply") from None
    return list(found.values())


def leaves(values: Mapping[Any, Any], above: str) -> Iterator[tuple[str, Any]]:
    """Every value that is no mapping, under its joined names."""
    for key, value in values.items():
        if isinstance(key, bool) or not isinstance(key, (str, int)):
            raise TypeError(f"log: a key of {above or 'the dict'!r}: expected a str or an int, got {given(key)}")
        tag = tag_text(f"{above}/{key}" if above else str(key))
        if isinstance(value, Mapping):
            yield from leaves(value, tag)
        else:
            yield tag, value


def entry(tag: str, value: Any) -> Entry:
    """What the first rule that fits makes of a value."""
    for fits, made in RULES:
        if fits(value):
            return made(tag, value)
    raise TypeError(f"log: {tag!r}: expected {ACCEPTED}, got {given(value)}")


def is_matplotlib(value: Any) -> bool:
    module = sys.modules.get("matplotlib.figure")
    return module is not None and isinstance(value, module.Figure)


def is_array(value: Any) -> bool:
    return isinstance(value, (list, tuple)) or hasattr(value, "__array__") or hasattr(value, "__dlpack__")


def of_number(tag: str, value: Any) -> Entry:
    try:
        return Entry("scalar", tag, float(value))
    except OverflowError:
        raise ValueError(f"log: {tag!r}: expected a number that a float holds, got {given(value)}") from None


def of_pil(tag: str, value: Any) -> Entry:
    pixels = pil_pixels(value)
    return Entry("image", tag, pixels.data, "HWC"[: len(pixels.shape)])


def of_array(tag: str, value: Any) -> Entry:
    """One element is a scalar, uint8 of the shape of images are images, all other arrays are histograms."""
    if many_numbers(value):
        return Entry("histogram", tag, value)
    where = f"log: {tag!r}"
    try:
        found = real(value, where)
    except TypeError:
        raise TypeError(f"{where}: expected {ACCEPTED}, got {given(value)}") from None
    if found.data.size == 0:
        raise ValueError(f"{where}: expected numbers, got {given(value)}, which has no elements; None is skipped")
    if found.data.size == 1:
        return of_number(tag, found.numpy().reshape(-1)[0])
    axes = picture_axes(found.shape) if found.dtype == "uint8" else None
    if axes is None:
        return Entry("histogram", tag, value)
    return Entry("images" if "N" in axes else "image", tag, found.data, axes)


def many_numbers(value: Any) -> bool:
    """Whether an array is sure to be a histogram, told without reading it: it may be on a device."""
    name = str(getattr(value, "dtype", "")).removeprefix("torch.")
    device = getattr(getattr(value, "device", None), "type", None)
    return name in NATIVE and name != "uint8" and device != "meta" and math.prod(value.shape) > 1


RULES: tuple[tuple[Callable[[Any], bool], Callable[[str, Any], Entry]], ...] = (
    (lambda value: isinstance(value, (bool, int, float)), of_number),
    (lambda value: isinstance(value, str), lambda tag, value: Entry("draft", tag, text.text(tag, value))),
    (plotly.is_figure, lambda tag, value: Entry("draft", tag, plotly.plotly(tag, value))),
    (is_frame, lambda tag, value: Entry("draft", tag, table.table(tag, value))),
    (is_matplotlib, lambda tag, value: Entry("figure", tag, value)),
    (is_pil, of_pil),
    (is_array, of_array),
    (lambda value: hasattr(value, "__float__"), of_number),
)
"""The first that fits is taken."""
