"""Precision and recall, equal to both libraries' and seen in the PR CURVES tab of TensorBoard."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import jax.numpy
import numpy as np
import pytest
import tensorboardX.summary
import torch
from numpy.typing import NDArray
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboard.compat.proto.summary_pb2 import Summary
from tensorboard.util.tensor_util import make_ndarray
from torch.utils.tensorboard import summary as torch_summary

from runchart import SummaryWriter
from runchart.summary.pr_curve import pr_curve, pr_curve_raw

RANDOM = np.random.default_rng(0)
LABELS = RANDOM.integers(0, 2, 5000)
PREDICTIONS = RANDOM.random(5000)
WEIGHTS = RANDOM.random(5000) * 3

RAW = {
    "true_positive_counts": [75, 64, 21, 5, 0],
    "false_positive_counts": [150, 105, 18, 0, 0],
    "true_negative_counts": [0, 45, 132, 150, 150],
    "false_negative_counts": [0, 11, 54, 70, 75],
    "precision": [0.3333333, 0.3786982, 0.5384616, 1.0, 0.0],
    "recall": [1.0, 0.8533334, 0.28, 0.0666667, 0.0],
}


def numbers(summary: bytes) -> NDArray[np.float32]:
    (value,) = Summary.FromString(summary).value
    return make_ndarray(value.tensor)


def decoded(draft: Any) -> NDArray[np.float32]:
    return numbers(draft.SerializeToString())


LIBRARIES = pytest.mark.parametrize("library", [torch_summary, tensorboardX.summary], ids=["torch", "tensorboardX"])


@LIBRARIES
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("weights", [None, WEIGHTS], ids=["equal", "weighted"])
@pytest.mark.parametrize("thresholds", [1, 2, 10, 127])
def test_the_numbers_are_those_of_the_libraries(library: Any, dtype: Any, weights: Any, thresholds: int) -> None:
    predictions = np.concatenate([PREDICTIONS.astype(dtype), np.array([0, 1, 0.5], dtype)])
    labels = np.concatenate([LABELS, [0, 1, 1]])
    weights = None if weights is None else np.concatenate([weights, [1, 2, 3]])
    ours = pr_curve("tag", labels, predictions, thresholds, weights).SerializeToString()
    theirs = library.pr_curve("tag", labels, predictions, thresholds, weights).SerializeToString()
    if weights is None:
        assert Summary.FromString(ours) == Summary.FromString(theirs)
    else:  # sums of floats in another order
        np.testing.assert_allclose(numbers(ours), numbers(theirs), rtol=1e-6, atol=1e-3)


@LIBRARIES
def test_raw_numbers_are_those_of_the_libraries(library: Any) -> None:
    ours = pr_curve_raw("tag", *RAW.values(), 5).SerializeToString()
    assert Summary.FromString(ours) == Summary.FromString(
        library.pr_curve_raw("tag", *RAW.values(), 5).SerializeToString()
    )


@pytest.mark.parametrize(
    "labels",
    [
        LABELS.astype(bool),
        LABELS.astype(np.float32),
        LABELS.tolist(),
        LABELS.reshape(50, 100),
        torch.from_numpy(LABELS),
        torch.from_numpy(LABELS).to(torch.bfloat16),
        jax.numpy.asarray(LABELS),
    ],
    ids=lambda labels: f"{type(labels).__name__} {getattr(labels, 'dtype', '')}",
)
def test_labels_of_any_kind(labels: Any) -> None:
    expected = decoded(pr_curve("tag", LABELS, PREDICTIONS))
    np.testing.assert_array_equal(decoded(pr_curve("tag", labels, PREDICTIONS)), expected)


def test_predictions_of_half_precision() -> None:
    half = torch.from_numpy(PREDICTIONS).to(torch.bfloat16)
    expected = decoded(pr_curve("tag", LABELS, half.float().numpy()))
    np.testing.assert_array_equal(decoded(pr_curve("tag", LABELS, half)), expected)
    assert decoded(pr_curve("tag", [0, 1], np.array([0, 1], np.float16)))[0, -1] == 1


def test_integer_predictions() -> None:
    counts = decoded(pr_curve("tag", [0, 1, 1], [0, 1, 0], 3))
    assert counts[:4].tolist() == [[2, 1, 1], [1, 0, 0], [0, 1, 1], [0, 1, 1]]


def test_one_weight_for_all() -> None:
    counts = decoded(pr_curve("tag", LABELS, PREDICTIONS, 10))
    np.testing.assert_allclose(decoded(pr_curve("tag", LABELS, PREDICTIONS, 10, 2.0))[:4], counts[:4] * 2)


def test_the_nan_of_nothing_found_is_0() -> None:
    precision = [0.3333333, 0.3786982, 0.5384616, 1.0, np.nan]
    assert decoded(pr_curve_raw("tag", *[*RAW.values()][:4], precision, RAW["recall"]))[4, -1] == 0


# In TensorBoard


@pytest.fixture(scope="module", params=["data server", "python"])
def board(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, tensorboard: Callable[..., Any]
) -> Iterator[Any]:
    logdir = tmp_path_factory.mktemp("curves")
    with SummaryWriter(logdir / "run") as writer:
        for step in range(3):
            writer.add_pr_curve("many", LABELS, PREDICTIONS, step, num_thresholds=501, walltime=1000 + step)
        writer.add_pr_curve_raw("raw", *RAW.values(), global_step=7)
    with tensorboard(logdir, request.param) as board:
        board.wait_for(lambda: len(board.get("/data/plugin/pr_curves/tags").get("run", {})) == 2)
        board.wait_for(lambda: len(board.get(ROUTE, run="run", tag="many")["run"]) == 3)
        yield board


ROUTE = "/data/plugin/pr_curves/pr_curves"


def test_tensorboard_shows_more_than_127_thresholds(board: Any) -> None:
    """Both libraries silently stop at 127."""
    curves = board.get(ROUTE, run="run", tag="many")["run"]
    assert [(curve["step"], curve["wall_time"]) for curve in curves] == [(0, 1000), (1, 1001), (2, 1002)]
    for curve in curves:
        shown = len(curve["thresholds"])
        assert 495 <= shown <= 501  # TensorBoard cuts off the end where nothing is positive
        np.testing.assert_allclose(curve["thresholds"], np.linspace(0, 1, 501)[:shown])
        positive = [int(LABELS[place <= PREDICTIONS * 500].sum()) for place in range(shown)]
        assert curve["true_positives"] == positive


def test_tensorboard_shows_raw_curves(board: Any) -> None:
    (curve,) = board.get(ROUTE, run="run", tag="raw")["run"]
    assert curve["step"] == 7
    assert curve["true_positives"] == [75, 64, 21, 5]
    assert curve["false_negatives"] == [0, 11, 54, 70]
    np.testing.assert_allclose(curve["precision"], RAW["precision"][:4], rtol=1e-6)


# Bad input


@pytest.mark.parametrize(
    ("arguments", "error", "words"),
    [
        ((["a"], [0.5]), TypeError, r"add_pr_curve\('tag'\): labels: expected numbers"),
        (([], []), ValueError, r"labels: expected at least one, got none"),
        (([0, 2], [0.1, 0.5]), ValueError, r"labels: expected 0 and 1 only, got 2 among them"),
        (([0, np.nan], [0.1, 0.5]), ValueError, r"labels: expected 0 and 1 only, got nan among them"),
        (([0, 1], [0.1, 0.5, 0.6]), ValueError, r"as many predictions as labels are needed, got 3 and 2"),
        (([0, 1], [-3.0, 5.5]), ValueError, r"predictions: .*within \[0, 1\].* got values from -3.0 to 5.5"),
        (([0, 1, 1], [0.25, np.nan, 0.5]), ValueError, r"got values from 0.25 to 0.5 and 1 NaN"),
        (([0, 1], [np.nan, np.nan]), ValueError, r"got no number and 2 NaN"),
        (([0, 1], [np.inf, 0]), ValueError, r"got values from 0.0 to inf"),
        (([0, 1], [0, 1], 0, 0), ValueError, r"num_thresholds: expected 1 to 1,000,000, got 0"),
        (([0, 1], [0, 1], 0, 10**9), ValueError, r"num_thresholds: expected 1 to 1,000,000, got 1000000000"),
        (([0, 1], [0, 1], 0, 1.5), TypeError, r"num_thresholds: expected an int, got float 1.5"),
        (([0, 1], [0, 1], 0, 9, [1, 2, 3]), ValueError, r"weights: expected 2, one for each prediction"),
        (([0, 1], [0, 1], 0, 9, [-1, 2]), ValueError, r"weights: .*of at least 0.* from -1.0 to 2.0"),
    ],
)
def test_bad_input_is_told_and_leaves_nothing(
    tmp_path: Path, arguments: tuple[Any, ...], error: type[Exception], words: str
) -> None:
    with SummaryWriter(tmp_path) as writer, pytest.raises(error, match=words):
        writer.add_pr_curve("tag", *arguments)
    assert EventAccumulator(str(tmp_path)).Reload().Tags()["tensors"] == []


@pytest.mark.parametrize(
    ("changed", "error", "words"),
    [
        ({"recall": [0.1] * 4}, ValueError, r"add_pr_curve_raw\('tag'\): .*six lists of one length.* recall \(4,\)"),
        ({name: [] for name in RAW}, ValueError, r"six lists of one length"),
        ({"true_positive_counts": [1, 2, -1, 0, 0]}, ValueError, r"true positives: .*at least 0.* from -1.0 to 2.0"),
        ({"false_negative_counts": [0, np.nan, 0, 0, 0]}, ValueError, r"false negatives: .* and 1 NaN"),
        ({"precision": [0, 0, 0, 0, 1.5]}, ValueError, r"precision: .*within \[0, 1\]"),
        ({"recall": "abcde"}, TypeError, r"recall: expected numbers, got str 'abcde'"),
    ],
)
def test_bad_raw_input_is_told(changed: dict[str, Any], error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        pr_curve_raw("tag", *{**RAW, **changed}.values())


@pytest.mark.parametrize(("tag", "error"), [(7, TypeError), ("\ud800", ValueError)])
def test_bad_tags(tag: Any, error: type[Exception]) -> None:
    with pytest.raises(error, match="tag"):
        pr_curve(tag, [1], [1])
