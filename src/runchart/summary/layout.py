"""Layouts of custom scalars: which tags share a chart, and which charts a heading. Above `wire`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from runchart._core import Draft
from runchart.summary import wire
from runchart.summary.given import given, utf8

PLUGIN = "custom_scalars"
TAG = "custom_scalars__config__"
WHERE = "add_custom_scalars"
EXAMPLE = "{'losses': {'train and val': ['Multiline', ['loss/train', 'loss/val']]}}"


POSSESSIVE = re.compile(r"(?<!\\)[*+?}]\+")
"""What only newer Pythons, and no browser, take for an expression: ``c++``."""


class Chart(NamedTuple):
    """One chart. Two of one title may stand under one heading."""

    title: str
    kind: str
    tags: tuple[str, ...]


Layout = dict[str, list[Chart]]
"""Charts by category."""


def layout(charts: Layout) -> Draft:
    """The summary that holds a checked layout."""
    categories = [
        wire.text(1, category) + b"".join(wire.message(2, encoded(chart)) for chart in members)
        for category, members in charts.items()
    ]
    content = b"".join(wire.message(2, category) for category in categories)
    return Draft.summary(wire.string(TAG, content, (), PLUGIN))


def custom_scalars(given_layout: Any) -> Draft:
    """The summary of a layout as the caller gives it: `add_custom_scalars` of torch and tensorboardX.

    Args:
        given_layout: ``{category: {chart: ['Multiline' or 'Margin', [tags]]}}``.

    Raises:
        TypeError, ValueError: as `checked`.
    """
    return layout(checked(given_layout))


def encoded(chart: Chart) -> bytes:
    if chart.kind == "Multiline":
        content = wire.message(2, b"".join(wire.text(1, tag) for tag in chart.tags))
    else:
        series = b"".join(wire.text(field, tag) for field, tag in enumerate(chart.tags, start=1))
        content = wire.message(3, wire.message(1, series))
    return wire.text(1, chart.title) + content


def merged(charts: Layout, added: Layout) -> Layout:
    """Both layouts; a chart that is there already is not repeated."""
    both = {category: list(members) for category, members in charts.items()}
    for category, members in added.items():
        there = both.setdefault(category, [])
        there.extend(chart for chart in members if chart not in there)
    return both


def checked(content: Any) -> Layout:
    """A layout as the caller gives it.

    Raises:
        TypeError: no such nesting; a name or tag that is no str.
        ValueError: another kind of chart; no tags; a margin chart of other than three tags; text with surrogates.
    """
    if not isinstance(content, Mapping):
        raise TypeError(f"{WHERE}: layout: expected a dict such as {EXAMPLE}, got {given(content)}")
    charts: Layout = {}
    for category, members in content.items():
        where = f"{WHERE}: category {name(category, WHERE + ': category')!r}"
        if not isinstance(members, Mapping):
            raise TypeError(f"{where}: expected a dict of charts as in {EXAMPLE}, got {given(members)}")
        charts[category] = [chart(title, parts, where) for title, parts in members.items()]
    return charts


def chart(title: Any, parts: Any, where: str) -> Chart:
    where = f"{where}: chart {name(title, where + ': chart')!r}"
    if not isinstance(parts, (list, tuple)) or len(parts) != 2:
        raise TypeError(f"{where}: expected ['Multiline' or 'Margin', [tags]], got {given(parts)}")
    kind, tags = parts
    if kind not in ("Multiline", "Margin"):
        raise ValueError(f"{where}: expected the kind 'Multiline' or 'Margin', got {given(kind)}")
    if not isinstance(tags, (list, tuple)):
        raise TypeError(f"{where}: tags: expected a list of str, got {given(tags)}")
    names = tuple(name(tag, f"{where}: tag") for tag in tags)
    if kind == "Margin":
        if len(names) != 3:
            raise ValueError(
                f"{where}: a margin chart has the tags value, lower, upper; got {len(names)}: {list(names)}"
            )
        return Chart(title, kind, names)
    if not names:
        raise ValueError(f"{where}: tags: expected at least one, got none")
    return Chart(title, kind, tuple(map(expression, names)))


def name(text: Any, what: str) -> str:
    if not isinstance(text, str):
        raise TypeError(f"{what}: expected a str, got {given(text)}")
    utf8(text, what)
    return text


def expression(tag: str) -> str:
    """A regular expression, as TensorBoard takes the tags of a multiline chart; what is none stands for itself."""
    try:
        re.compile(tag)
    except re.error:
        return re.escape(tag)
    return re.escape(tag) if POSSESSIVE.search(tag) else tag
