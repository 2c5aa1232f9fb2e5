"""Confusion matrices, a kind of runchart's own: rows are what things are, columns what they were taken for. Above `document`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from runchart._core import Draft
from runchart.summary.array import real
from runchart.summary.document import document
from runchart.summary.given import given, tag_text, utf8

KIND = "confusion_matrix"
MOST_CLASSES = 1000

Numbers = NDArray[Any]


def confusion_matrix(tag: str, matrix: Any, class_names: Sequence[str] | None = None) -> Draft:
    """Counts of actual by predicted classes.

    Args:
        tag: name of the series.
        matrix: the counts or shares, (classes, classes), rows actual and columns predicted, each at least 0; or a tuple
            ``(labels, predictions)`` of two lists of one length, of class numbers from 0 on, or of names out of `class_names`.
        class_names: a name for each class, in the order of rows and columns. Without, names in a pair are sorted, and
            numbers are their own names.

    Raises:
        TypeError: no numbers; names that are no str.
        ValueError: not square; nothing; negative, NaN or infinite; lists of different lengths; a class without a name; more than
            1,000 classes.
    """
    where = f"add_confusion_matrix({tag_text(tag)!r})"
    names = None if class_names is None else checked_names(class_names, where)
    if isinstance(matrix, tuple) and len(matrix) == 2:
        counts, names = counted(matrix[0], matrix[1], names, where)
    else:
        counts = checked_matrix(matrix, where)
    if names is not None and len(names) != len(counts):
        raise ValueError(f"{where}: class_names: expected {len(counts)}, one for each row, got {len(names)}")
    content = {
        "shape": list(counts.shape),
        "rows": "actual",
        "columns": "predicted",
        "class_names": names,
        "counts": counts.tolist(),
    }
    return document(tag, KIND, content, where)


def checked_names(class_names: Any, where: str) -> list[str]:
    names = [class_names] if isinstance(class_names, str) else list(class_names)
    for name in names:
        if not isinstance(name, str):
            raise TypeError(f"{where}: class_names: expected str only, got {given(name)} among them")
        utf8(name, f"{where}: class_names")
    if len(set(names)) < len(names):
        raise ValueError(f"{where}: class_names: expected each name once, got {given(names)}")
    return names


def checked_matrix(matrix: Any, where: str) -> Numbers:
    counts = real(matrix, f"{where}: matrix").numpy()
    if counts.ndim != 2 or counts.shape[0] != counts.shape[1] or not counts.size:
        raise ValueError(
            f"{where}: matrix: expected the shape (classes, classes), or a tuple (labels, predictions), got {given(matrix)}"
        )
    if len(counts) > MOST_CLASSES:
        raise ValueError(f"{where}: matrix: expected at most {MOST_CLASSES} classes, got {len(counts)}")
    if counts.dtype.kind == "f" and not np.isfinite(counts).all():
        raise ValueError(f"{where}: matrix: expected finite numbers, got NaN or infinities among them")
    if counts.min() < 0:
        raise ValueError(f"{where}: matrix: expected counts of at least 0, got {counts.min()}")
    return counts.astype(np.int64) if counts.dtype == np.bool_ else counts


def counted(labels: Any, predictions: Any, names: list[str] | None, where: str) -> tuple[Numbers, list[str] | None]:
    """The matrix of two lists, and the names of its classes."""
    what = (f"{where}: labels", f"{where}: predictions")
    pair = [names_or_numbers(data, said) for data, said in zip((labels, predictions), what, strict=True)]
    if len(pair[0]) != len(pair[1]) or not len(pair[0]):
        raise ValueError(
            f"{where}: expected labels and predictions of one length, got {len(pair[0])} and {len(pair[1])}"
        )
    if pair[0].dtype.kind == pair[1].dtype.kind == "U":
        names = names or sorted({str(name) for data in pair for name in data})
        pair = [place_of_names(data, names, said) for data, said in zip(pair, what, strict=True)]
    rows, columns = (class_numbers(data, said) for data, said in zip(pair, what, strict=True))
    most = int(max(rows.max(), columns.max()))
    if names is not None and most >= len(names):
        raise ValueError(
            f"{where}: class_names: there is class {most}, got {len(names)} names, for 0 to {len(names) - 1}"
        )
    size = most + 1 if names is None else len(names)
    if size > MOST_CLASSES:
        raise ValueError(f"{where}: expected at most {MOST_CLASSES} classes, got {size}")
    return np.bincount(rows * size + columns, minlength=size * size).reshape(size, size), names


def names_or_numbers(data: Any, what: str) -> Numbers:
    """One-dimensional classes: an array of text or of numbers."""
    items = data.tolist() if getattr(getattr(data, "dtype", None), "kind", None) in ("U", "O", "T") else data
    if isinstance(items, (list, tuple)) and any(isinstance(item, str) for item in items):
        if not all(isinstance(item, str) for item in items):
            raise TypeError(f"{what}: expected either names or class numbers, got both")
        return np.array(items)
    found = real(items, what).numpy()
    if found.ndim != 1:
        raise ValueError(f"{what}: expected one class for each, got {given(data)}; argmax(axis=1) finds it in scores")
    return found


def place_of_names(data: Numbers, names: list[str], what: str) -> NDArray[np.int64]:
    place = {name: number for number, name in enumerate(names)}
    missing = sorted({str(name) for name in data} - place.keys())
    if missing:
        raise ValueError(f"{what}: expected names out of {names}, got {missing} too")
    return np.array([place[str(name)] for name in data], np.int64)


def class_numbers(data: Numbers, what: str) -> NDArray[np.int64]:
    if data.dtype.kind == "U":
        raise TypeError(f"{what}: expected names in labels and predictions or class numbers in both, got one of each")
    with np.errstate(invalid="ignore"):
        numbers = data.astype(np.int64)
    if (numbers != data).any() or numbers.min() < 0:
        raise ValueError(f"{what}: expected class numbers 0, 1, 2, ..., got values from {data.min()} to {data.max()}")
    return numbers
