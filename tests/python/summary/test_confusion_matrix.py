"""Confusion matrices, read back through TensorBoard's own loader."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import sklearn.metrics
import torch
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

from runchart import SummaryWriter


def logged(run: Path, tag: str = "matrix") -> dict[str, Any]:
    accumulator = EventAccumulator(str(run)).Reload()
    about = accumulator.SummaryMetadata(tag).plugin_data
    assert (about.plugin_name, about.content) == ("runchart", b'{"kind":"confusion_matrix","version":1}')
    event = accumulator.Tensors(tag)[-1]
    assert event.tensor_proto.tensor_shape.dim == []
    (content,) = event.tensor_proto.string_val
    return json.loads(content, parse_constant=pytest.fail)


def written(run: Path, matrix: Any, class_names: Any = None) -> dict[str, Any]:
    with SummaryWriter(run) as writer:
        writer.add_confusion_matrix("matrix", matrix, class_names=class_names)
    return logged(run)


def test_a_matrix(tmp_path: Path) -> None:
    assert written(tmp_path, [[5, 1], [2, 9]], ["猫", "dog"]) == {
        "shape": [2, 2],
        "rows": "actual",
        "columns": "predicted",
        "class_names": ["猫", "dog"],
        "counts": [[5, 1], [2, 9]],
    }


def test_the_step_and_time(tmp_path: Path) -> None:
    with SummaryWriter(tmp_path) as writer:
        writer.add_confusion_matrix("matrix", [[1]], 7, 1000.5)
    (event,) = EventAccumulator(str(tmp_path)).Reload().Tensors("matrix")
    assert (event.step, event.wall_time) == (7, 1000.5)


@pytest.mark.parametrize(
    "matrix",
    [
        torch.tensor([[5, 1], [2, 9]]),
        np.array([[5, 1], [2, 9]], np.uint8),
        np.array([[5, 1], [2, 9]], np.float64),
        np.asfortranarray([[5, 1], [2, 9]]),
    ],
)
def test_matrices_of_any_kind(tmp_path: Path, matrix: Any) -> None:
    assert written(tmp_path, matrix)["counts"] == [[5, 1], [2, 9]]


def test_shares(tmp_path: Path) -> None:
    assert written(tmp_path, np.array([[0.1, 0.9], [1, 0]]))["counts"] == [[0.1, 0.9], [1, 0]]


def test_labels_and_predictions(tmp_path: Path) -> None:
    found = written(tmp_path, ([0, 0, 2, 2], torch.tensor([0, 1, 2, 0])))
    assert found["counts"] == [[1, 1, 0], [0, 0, 0], [1, 0, 1]]
    assert found["class_names"] is None


def test_rows_are_what_things_are_as_scikit_learn_has_it(tmp_path: Path) -> None:
    labels, predictions = np.random.default_rng(0).integers(0, 7, (2, 500))
    expected = sklearn.metrics.confusion_matrix(labels, predictions)
    assert written(tmp_path, (labels, predictions))["counts"] == expected.tolist()


def test_classes_that_do_not_occur(tmp_path: Path) -> None:
    assert written(tmp_path, ([0, 1], [0, 1]), ["a", "b", "c"])["shape"] == [3, 3]


def test_labels_that_are_names(tmp_path: Path) -> None:
    found = written(tmp_path, (["dog", "cat", "dog"], np.array(["dog", "dog", "dog"])))
    assert found["class_names"] == ["cat", "dog"]
    assert found["counts"] == [[0, 1], [0, 2]]
    assert written(tmp_path, (["dog"], ["cat"]), ["dog", "cat"])["counts"] == [[0, 1], [0, 0]]


@pytest.mark.parametrize(
    ("arguments", "error", "words"),
    [
        (([[1, 2, 3], [4, 5, 6]],), ValueError, r"add_confusion_matrix\('matrix'\): matrix: expected the shape"),
        (([1, 2],), ValueError, r"expected the shape \(classes, classes\), or a tuple .* got list \[1, 2\]"),
        ((np.zeros((0, 0)),), ValueError, r"expected the shape"),
        (([[1, 2], [3]],), ValueError, r"lists of the same length"),
        (([[1, -2], [3, 4]],), ValueError, r"counts of at least 0, got -2"),
        (([[1, np.nan], [3, 4]],), ValueError, r"finite"),
        (([["a", "b"], ["c", "d"]],), TypeError, r"expected numbers"),
        ((np.zeros((1001, 1001)),), ValueError, r"at most 1000 classes, got 1001"),
        (([[1]], ["a", "b"]), ValueError, r"class_names: expected 1, one for each row, got 2"),
        (([[1]], [1]), TypeError, r"class_names: expected str only, got int 1"),
        (([[1, 0], [0, 1]], ["a", "a"]), ValueError, r"class_names: expected each name once"),
        ((([0, 1], [0]),), ValueError, r"labels and predictions of one length, got 2 and 1"),
        ((([], []),), ValueError, r"labels and predictions of one length, got 0 and 0"),
        ((([0, 1], [[0.2, 0.8], [0.5, 0.5]]),), ValueError, r"argmax"),
        ((([0, 1.5], [0, 1]),), ValueError, r"labels: expected class numbers .* from 0.0 to 1.5"),
        ((([0, -1], [0, 1]),), ValueError, r"labels: expected class numbers"),
        ((([0, 2**40], [0, 1]),), ValueError, r"at most 1000 classes"),
        ((([0, 2], [0, 1]), ["a", "b"]), ValueError, r"there is class 2, got 2 names"),
        (
            ((["a", "x"], ["a", "b"]), ["a", "b"]),
            ValueError,
            r"labels: expected names out of \['a', 'b'\], got \['x'\]",
        ),
        (((["a"], [0]),), TypeError, r"labels: expected names in .* or class numbers in both"),
        ((([0], ["a"]),), TypeError, r"predictions: expected names in .* or class numbers in both"),
        (((["a", 1], ["a", "b"]),), TypeError, r"labels: expected either names or class numbers, got both"),
        ((([0, np.nan], [0, 1]),), ValueError, r"labels: expected class numbers"),
    ],
)
def test_bad_input_is_told_and_leaves_nothing(
    tmp_path: Path, arguments: tuple[Any, ...], error: type[Exception], words: str
) -> None:
    with pytest.raises(error, match=words):
        written(tmp_path, *arguments)
    assert EventAccumulator(str(tmp_path)).Reload().Tags()["tensors"] == []
