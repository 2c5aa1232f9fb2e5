"""What `log` makes of each value: a table of rules, the first that fits is taken. Above the kinds that it makes."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from runchart._core import Draft, number
from runchart.summary import figure, histogram, image, plotly, table, text
from runchart.summary.array import real
from runchart.summary.columns import is_frame
from runchart.summary.given import given, tag_text
from runchart.summary.histogram import on_device
from runchart.summary.names import Names
from runchart.summary.picture import picture_axes

Entry = tuple[str, "float | Draft"]
"""A tag, and the number or the draft to be written under it."""

ACCEPTED = (
    "numbers, arrays, str, PIL images, figures of matplotlib and plotly, DataFrames, None, or dicts of these; "
    "for all else there is an add_* method"
)


def entries(values: Any, names: Names) -> list[Entry]:
    """All that a call of `log` writes. Nothing is written before all of it is known to be sound.

    Args:
        values: a mapping of names to values or to further mappings; names are joined with ``/``.
        names: how tags of images and histograms are named.

    Raises:
        TypeError: `values` is no mapping, a name is no str or int, or a value of a type without a rule.
        ValueError: two values under one tag, an array without elements.
    """
    if not isinstance(values, Mapping):
        raise TypeError(f"log: expected a dict such as {{'train': {{'loss': 0.3}}}}, got {given(values)}")
    found: dict[str, float | Draft] = {}
    try:
        for tag, value in leaves(values, ""):
            if tag in found:
                raise ValueError(f"log: two values under the tag {tag!r}")
            if value is not None:
                found[tag] = form(tag, value, names)
    except RecursionError:
        raise ValueError("log: the dict holds itself, or is nested too deeply") from None
    return list(found.items())


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


def form(tag: str, value: Any, names: Names) -> float | Draft:
    """What the first rule that fits makes of a value."""
    for fits, made in RULES:
        if fits(value):
            return made(tag, value, names)
    raise TypeError(f"log: {tag!r}: expected {ACCEPTED}, got {given(value)}")


def is_matplotlib(value: Any) -> bool:
    module = sys.modules.get("matplotlib.figure")
    return module is not None and isinstance(value, module.Figure)


def is_array(value: Any) -> bool:
    return isinstance(value, (list, tuple)) or hasattr(value, "__array__") or hasattr(value, "__dlpack__")


def of_number(tag: str, value: Any, _names: Names) -> float:
    return number(value, f"log: {tag!r}")


def of_array(tag: str, value: Any, names: Names) -> float | Draft:
    """One element is a scalar, uint8 of the shape of images are images, all other arrays are histograms."""
    clean = names.tag(tag)
    if on_device(value) and value.numel() > 1 and str(value.dtype) != "torch.uint8":
        return histogram.histogram(clean, value, "tensorflow")
    where = f"log: {tag!r}"
    try:
        found = real(value, where)
    except TypeError:
        raise TypeError(f"{where}: expected {ACCEPTED}, got {given(value)}") from None
    if found.data.size == 0:
        raise ValueError(f"{where}: expected numbers, got {given(value)}, which has no elements; None is skipped")
    if found.data.size == 1:
        return float(found.numpy().reshape(-1)[0])
    axes = picture_axes(found.shape) if found.dtype == "uint8" else None
    return image.image(clean, found.data, axes) if axes else histogram.histogram(clean, value, "tensorflow")


RULES: tuple[tuple[Callable[[Any], bool], Callable[[str, Any, Names], float | Draft]], ...] = (
    (lambda value: isinstance(value, (bool, int, float)), of_number),
    (lambda value: isinstance(value, str), lambda tag, value, _: text.text(tag, value)),
    (plotly.is_figure, lambda tag, value, _: plotly.plotly(tag, value)),
    (is_frame, lambda tag, value, _: table.table(tag, value)),
    (is_matplotlib, lambda tag, value, names: figure.figure(names.tag(tag), value, close=True)),
    (image.is_pil, lambda tag, value, names: image.image(names.tag(tag), value, "")),
    (is_array, of_array),
    (lambda value: hasattr(type(value), "__float__"), of_number),
)
"""The first that fits is taken."""
