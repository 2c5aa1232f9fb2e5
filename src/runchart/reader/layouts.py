"""Layouts of custom scalars: which scalars share a chart, and which charts a heading, as a run logged it.

Wraps the wire format. Twin of `summary/layout.py`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .wire import fields

if TYPE_CHECKING:
    from runchart._core import Reader

    from .index import Entry

TAG = "custom_scalars__config__"


@dataclass(frozen=True)
class Margin:
    """A scalar between two others. Each is a tag."""

    value: str
    lower: str
    upper: str


@dataclass(frozen=True)
class Chart:
    """Lines or margins: what is not logged is empty."""

    title: str
    lines: tuple[str, ...]
    """Regular expressions. A tag that begins with a match is drawn, as TensorBoard does it."""
    margins: tuple[Margin, ...]


@dataclass(frozen=True)
class Category:
    """Charts under one heading."""

    title: str
    closed: bool
    """Whether its charts are hidden until somebody asks for them."""
    charts: tuple[Chart, ...]


Layout = tuple[Category, ...]


def layout(content: bytes) -> Layout:
    """The layout that a record of `TAG` holds. ValueError if it cannot be read."""
    return tuple(_category(_message(value)) for number, value in fields(content) if number == 2)


def read_layout(reader: Reader, entry: Entry) -> Layout:
    """The last layout of a run. ValueError if it cannot be read, LookupError or OSError where its file is gone."""
    places = reader.places(entry.run, entry.tag, superseded=True)
    value = reader.value(entry.run, entry.tag, int(places["files"][-1]), int(places["offsets"][-1]))
    return layout(value["values"][0] if value["kind"] == "strings" else b"")


def merged(layouts: Iterable[Layout]) -> Layout:
    """All of them as one: charts of categories of one title stand together, and none is repeated."""
    categories: dict[str, Category] = {}
    for category in (category for one in layouts for category in one):
        before = categories.get(category.title, Category(category.title, category.closed, ()))
        charts = tuple(dict.fromkeys((*before.charts, *category.charts)))
        categories[category.title] = Category(before.title, before.closed, charts)
    return tuple(categories.values())


def _category(content: bytes) -> Category:
    title, closed, charts = "", False, []
    for number, value in fields(content):
        if number == 1:
            title = _message(value).decode()
        elif number == 2:
            charts.append(_chart(_message(value)))
        elif number == 3:
            closed = bool(value)
    return Category(title, closed, tuple(charts))


def _chart(content: bytes) -> Chart:
    title = ""
    lines: list[str] = []
    margins: list[Margin] = []
    for number, value in fields(content):
        if number == 1:
            title = _message(value).decode()
        elif number == 2:
            lines += [_message(tag).decode() for field, tag in fields(_message(value)) if field == 1]
        elif number == 3:
            margins += [_margin(_message(series)) for field, series in fields(_message(value)) if field == 1]
    return Chart(title, tuple(lines), tuple(margins))


def _margin(content: bytes) -> Margin:
    tags = {number: _message(value).decode() for number, value in fields(content)}
    return Margin(tags.get(1, ""), tags.get(2, ""), tags.get(3, ""))


def _message(value: int | float | bytes) -> bytes:
    if not isinstance(value, bytes):
        raise ValueError(f"not a layout of custom scalars: expected a message or text, got {value}")
    return value
