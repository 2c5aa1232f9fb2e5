"""Plotly figures: the figure's own JSON, which the page draws with plotly.js. plotly itself is never imported."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any

from runchart._core import Draft
from runchart.summary.document import document, encoded
from runchart.summary.given import given, tag_text, utf8
from runchart.summary.plain import UnfitError, plain


def plotly(tag: str, figure: Any) -> Draft:
    """One figure.

    Args:
        tag: name of the series.
        figure: a ``plotly.graph_objects.Figure`` (or anything with its ``to_json`` and ``to_plotly_json``), or its JSON as a
            str, or a dict such as ``{"data": [{"type": "bar", "y": [1, 2]}], "layout": {...}}`` that may hold arrays and
            dates. NaN and infinities are gaps (``null``), as plotly writes them.

    Raises:
        TypeError: `tag` is no str, or `figure` is none of these.
        ValueError: a str that is no JSON, or JSON without a list ``data``.
    """
    tag = tag_text(tag)
    where = f"add_plotly({tag!r})"
    if is_figure(figure):
        return encoded(tag, "plotly", b'{"figure":' + utf8(figure.to_json(), where) + b"}")
    if isinstance(figure, str):
        figure = parsed(figure, where)
    elif not isinstance(figure, Mapping):
        raise TypeError(f"{where}: figure: expected a plotly figure, a dict with 'data', or JSON, got {given(figure)}")
    if not isinstance(figure.get("data"), (list, tuple)):
        raise ValueError(
            f"{where}: figure: expected a list of traces in 'data', got the keys {sorted(map(str, figure))[:10]}; "
            "a figure is {'data': [{'type': 'scatter', 'y': [...]}], 'layout': {...}}"
        )
    try:
        content = plain(figure, trace, gap)
    except UnfitError as unfit:
        raise TypeError(
            f"{where}: figure{unfit.place}: expected numbers, text, dates, lists and dicts, got {given(unfit.value)}"
        ) from None
    except RecursionError:
        raise ValueError(f"{where}: figure: holds itself, or is nested too deeply") from None
    return document(tag, "plotly", {"figure": content}, where)


def is_figure(value: Any) -> bool:
    """Whether it is a figure of plotly, known by its methods."""
    return callable(getattr(value, "to_plotly_json", None)) and callable(getattr(value, "to_json", None))


def parsed(text: str, where: str) -> Mapping[str, Any]:
    try:
        figure = json.loads(text)
    except ValueError as error:
        raise ValueError(
            f"{where}: figure: a str has to be a figure's JSON, as fig.to_json() gives it: {error}"
        ) from None
    if not isinstance(figure, dict):
        raise ValueError(f"{where}: figure: expected a JSON object with 'data', got {given(figure)}")
    return figure


def trace(value: Any) -> Any:
    """What plotly's objects inside a dict hold."""
    if callable(getattr(value, "to_plotly_json", None)):
        return plain(value.to_plotly_json(), trace, gap)
    if type(value).__module__.partition(".")[0] in {"pandas", "polars"} and hasattr(value, "to_list"):
        return plain(value.to_list(), trace, gap)
    raise UnfitError(value)


def gap(value: int | float) -> int | float | None:
    return value if isinstance(value, int) or math.isfinite(value) else None
