"""Precision and recall over thresholds, as TensorBoard's PR CURVES tab reads them. Above `array` and `wire`."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from runchart._core import Draft
from runchart.summary import wire
from runchart.summary.array import real
from runchart.summary.given import given, tag_text

PLUGIN = "pr_curves"
ROWS = ("true positives", "false positives", "true negatives", "false negatives", "precision", "recall")
LEAST = 1e-7
"""What a count is taken for where it is divided by and is 0."""

MOST_THRESHOLDS = 1_000_000
LARGEST = float(np.finfo(np.float32).max)

Numbers = NDArray[Any]


def pr_curve(tag: str, labels: Any, predictions: Any, num_thresholds: int = 127, weights: Any = None) -> Draft:
    """A curve from labels and predictions.

    Args:
        tag: name of the series.
        labels: bool, int or float, each 0 or 1.
        predictions: as many numbers within [0, 1], the probability of 1.
        num_thresholds: thresholds, evenly from 0 to 1.
        weights: as many numbers of at least 0, or one for all. Default: 1.

    Raises:
        TypeError: no numbers; `num_thresholds` is no int.
        ValueError: nothing; different lengths; a value out of its range, or NaN.
    """
    where = f"add_pr_curve({tag_text(tag)!r})"
    thresholds = count(num_thresholds, where)
    positive = binary(labels, f"{where}: labels")
    scores = probabilities(predictions, f"{where}: predictions")
    if positive.size != scores.size:
        raise ValueError(f"{where}: as many predictions as labels are needed, got {scores.size} and {positive.size}")
    heavy = None if weights is None else weighting(weights, scores.size, f"{where}: weights")
    return draft(tag, curve(positive, scores, thresholds, heavy), thresholds)


def pr_curve_raw(
    tag: str,
    true_positive_counts: Any,
    false_positive_counts: Any,
    true_negative_counts: Any,
    false_negative_counts: Any,
    precision: Any,
    recall: Any,
    num_thresholds: int = 127,
) -> Draft:
    """A curve that is there already: six lists of one length, an element for each threshold, evenly from 0 to 1.

    Args:
        tag: name of the series.
        true_positive_counts, false_positive_counts, true_negative_counts, false_negative_counts: at least 0.
        precision, recall: within [0, 1]; NaN, which 0 / 0 gives, is written as 0.
        num_thresholds: kept as a remark; what is shown goes by the length.

    Raises:
        TypeError: no numbers.
        ValueError: nothing; different lengths; a value out of its range.
    """
    where = f"add_pr_curve_raw({tag_text(tag)!r})"
    given_rows = (
        true_positive_counts,
        false_positive_counts,
        true_negative_counts,
        false_negative_counts,
        precision,
        recall,
    )
    return draft(tag, stacked(given_rows, where), count(num_thresholds, where))


def stacked(given_rows: tuple[Any, ...], where: str) -> Numbers:
    """The (6, thresholds) array of six lists."""
    rows = [
        real(row, f"{where}: {name}").numpy().astype(np.float64) for name, row in zip(ROWS, given_rows, strict=True)
    ]
    shapes = [row.shape for row in rows]
    if len(set(shapes)) > 1 or len(shapes[0]) != 1 or not rows[0].size:
        said = ", ".join(f"{name} {shape}" for name, shape in zip(ROWS, shapes, strict=True))
        raise ValueError(f"{where}: expected six lists of one length, got the shapes {said}")
    rows[4:] = [np.nan_to_num(row, nan=0.0, posinf=np.inf, neginf=-np.inf) for row in rows[4:]]
    for name, row in zip(ROWS, rows, strict=True):
        within(row, f"{where}: {name}", LARGEST if name in ROWS[:4] else 1)
    return np.stack(rows)


def draft(tag: str, data: Numbers, thresholds: int) -> Draft:
    """The summary of a (6, thresholds) array."""
    tensor = wire.integer(1, wire.DT_FLOAT) + wire.message(2, wire.shape(data.shape))
    tensor += wire.message(5, np.ascontiguousarray(data, "<f4").tobytes())
    return Draft.summary(wire.tensor(tag, tensor, PLUGIN, wire.integer(2, thresholds)))


def curve(positive: NDArray[np.bool_], scores: Numbers, thresholds: int, weights: Numbers | None) -> Numbers:
    """The (6, thresholds) array: what counts as positive at each threshold is what scores at least that much."""
    place = (scores * (thresholds - 1)).astype(np.intp)
    place += thresholds * positive
    counts = np.bincount(place, weights, 2 * thresholds).astype(np.float64).reshape(2, thresholds)
    fp, tp = np.cumsum(counts[:, ::-1], axis=1)[:, ::-1]
    tn, fn = fp[0] - fp, tp[0] - tp
    precision = tp / np.maximum(LEAST, tp + fp)
    recall = tp / np.maximum(LEAST, tp + fn)
    return np.stack((tp, fp, tn, fn, precision, recall))


def binary(labels: Any, what: str) -> NDArray[np.bool_]:
    """Labels as a flat array of bool."""
    data = real(labels, what).numpy().reshape(-1)
    if not data.size:
        raise ValueError(f"{what}: expected at least one, got none")
    if data.dtype == np.bool_:
        return data
    positive = data == 1
    if np.count_nonzero(positive) + np.count_nonzero(data == 0) < data.size:
        other = data[~positive & (data != 0)][0]
        raise ValueError(f"{what}: expected 0 and 1 only, got {other} among them; several classes need a curve each")
    return np.asarray(positive)


def probabilities(predictions: Any, what: str) -> Numbers:
    """Predictions as a flat array of float32 or float64."""
    data = real(predictions, what).numpy().reshape(-1)
    if data.dtype not in (np.float32, np.float64):
        data = data.astype(np.float32 if data.dtype == np.float16 else np.float64)
    return within(data, what, 1)


def weighting(weights: Any, size: int, what: str) -> Numbers:
    data = real(weights, what).numpy().astype(np.float64).reshape(-1)
    if data.size not in {1, size}:
        raise ValueError(f"{what}: expected {size}, one for each prediction, or one for all, got {given(weights)}")
    return np.broadcast_to(within(data, what, LARGEST), (size,))


def within(data: Numbers, what: str, most: float) -> Numbers:
    """`data`, if all of it is in [0, most]."""
    if data.size and not (data.min() >= 0 and data.max() <= most):
        finite = data[~np.isnan(data)]
        nans = data.size - finite.size
        seen = f"values from {finite.min()} to {finite.max()}" if finite.size else "no number"
        wanted = (
            "within [0, 1]; a sigmoid makes probabilities of logits" if most == 1 else "of at least 0, none infinite"
        )
        raise ValueError(f"{what}: expected numbers {wanted}; got {seen}" + (f" and {nans} NaN" if nans else ""))
    return data


def count(num_thresholds: Any, where: str) -> int:
    if isinstance(num_thresholds, bool) or not hasattr(num_thresholds, "__index__"):
        raise TypeError(f"{where}: num_thresholds: expected an int, got {given(num_thresholds)}")
    number = int(num_thresholds)
    if not 1 <= number <= MOST_THRESHOLDS:
        raise ValueError(f"{where}: num_thresholds: expected 1 to {MOST_THRESHOLDS:,}, got {number}")
    return number
