"""Scatter plots, a kind of runchart's own: points in two or three dimensions, with a label each. Above `document`.

docs/event-files.md has the encoding to the byte.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from runchart._core import Draft
from runchart.summary import wire
from runchart.summary.array import real
from runchart.summary.document import PLUGIN, VERSION, text
from runchart.summary.given import given, tag_text, utf8

KIND = "scatter"
AXES = ("x", "y", "z")


def scatter(tag: str, points: Any, labels: Any = None, column_names: Sequence[str] | None = None) -> Draft:
    """Points, and what each of them is.

    Args:
        tag: name of the series.
        points: (N, 2) or (N, 3) real numbers, kept as float32, NaN and infinities too.
        labels: N str, which are classes, or N numbers, kept as float64. Default: none.
        column_names: a name for each axis. Default: x, y, z.

    Raises:
        TypeError: no numbers; labels that are neither all str nor all numbers; names that are no str.
        ValueError: another shape; no points; a number beyond float32; other than N labels; other than 2 or 3 names.
    """
    where = f"add_scatter({tag_text(tag)!r})"
    data = checked_points(points, f"{where}: points")
    names = column_titles(column_names, data.shape[1], f"{where}: column_names")
    kind, label_names, label_bytes = encoded_labels(labels, len(data), f"{where}: labels")
    head = {"shape": list(data.shape), "column_names": names, "labels": kind, "label_names": label_names}
    parts = [utf8(text(head), where), data.tobytes()]
    if kind is not None:
        parts.append(label_bytes)
    about = text({"kind": KIND, "version": VERSION}).encode()
    return Draft.summary(wire.tensor(tag, wire.strings(parts, [len(parts)]), PLUGIN, about))


def checked_points(points: Any, what: str) -> NDArray[np.float32]:
    data = real(points, what).numpy()
    if data.ndim != 2 or data.shape[1] not in {2, 3} or not len(data):
        raise ValueError(f"{what}: expected the shape (N, 2) or (N, 3) with at least one point, got {given(points)}")
    with np.errstate(over="ignore"):
        narrow = np.ascontiguousarray(data, "<f4")
    if data.dtype == np.float64 and (np.isinf(narrow) & np.isfinite(data)).any():
        raise ValueError(f"{what}: expected numbers that float32 holds, up to 3.4e38, got {np.abs(data).max()}")
    return narrow


def column_titles(column_names: Any, size: int, what: str) -> list[str]:
    if column_names is None:
        return list(AXES[:size])
    names = [column_names] if isinstance(column_names, str) else list(column_names)
    if len(names) != size:
        raise ValueError(f"{what}: expected {size}, one for each column of the points, got {given(column_names)}")
    for name in names:
        if not isinstance(name, str):
            raise TypeError(f"{what}: expected str only, got {given(name)} among them")
        utf8(name, what)
    return names


def encoded_labels(labels: Any, size: int, what: str) -> tuple[str | None, list[str] | None, bytes]:
    """The kind of labels, the names that occur in the order of their first point, and the bytes that say which point has which."""
    if labels is None:
        return None, None, b""
    items = labels.tolist() if getattr(getattr(labels, "dtype", None), "kind", "") in ("U", "O", "T") else labels
    if hasattr(items, "__len__") and len(items) != size:
        raise ValueError(f"{what}: expected {size}, one for each point, got {len(items)}")
    if isinstance(items, (list, tuple)) and any(isinstance(item, str) for item in items):
        if not all(isinstance(item, str) for item in items):
            raise TypeError(f"{what}: expected either str or numbers, got both; str() makes text of numbers")
        names = list(dict.fromkeys(items))
        place = {name: number for number, name in enumerate(names)}
        for name in names:
            utf8(name, what)
        return "text", names, np.array([place[item] for item in items], "<u4").tobytes()
    numbers = real(items, what).numpy()
    if numbers.shape != (size,):
        raise ValueError(f"{what}: expected {size}, one for each point, got {given(labels)}")
    return "number", None, numbers.astype("<f8").tobytes()
