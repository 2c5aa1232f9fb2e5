"""Scatter plots, read back through TensorBoard's own loader and decoded as docs/event-files.md says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

from runchart import SummaryWriter


def written(run: Path, points: Any, labels: Any = None, names: Any = None) -> tuple[dict[str, Any], list[bytes]]:
    """The head, and the strings behind it."""
    with SummaryWriter(run) as writer:
        writer.add_scatter("points", points, labels, column_names=names)
    accumulator = EventAccumulator(str(run)).Reload()
    about = accumulator.SummaryMetadata("points").plugin_data
    assert (about.plugin_name, about.content) == ("runchart", b'{"kind":"scatter","version":1}')
    tensor = accumulator.Tensors("points")[-1].tensor_proto
    assert [dim.size for dim in tensor.tensor_shape.dim] == [len(tensor.string_val)]
    head, *rest = tensor.string_val
    return json.loads(head, parse_constant=pytest.fail), rest


def test_points(tmp_path: Path) -> None:
    points = np.random.default_rng(0).normal(size=(100, 3))
    head, (content,) = written(tmp_path, points)
    assert head == {"shape": [100, 3], "column_names": ["x", "y", "z"], "labels": None, "label_names": None}
    np.testing.assert_array_equal(np.frombuffer(content, "<f4").reshape(100, 3), points.astype(np.float32))


@pytest.mark.parametrize(
    "points",
    [
        [[1, 2], [3, 4]],
        torch.tensor([[1, 2], [3, 4]], dtype=torch.bfloat16),
        np.asfortranarray([[1, 2], [3, 4]]),
        np.array([[1, 2], [3, 4]], ">f8"),
        [torch.tensor([1, 2]), torch.tensor([3, 4])],
    ],
)
def test_points_of_any_kind(tmp_path: Path, points: Any) -> None:
    head, (content,) = written(tmp_path, points)
    assert head["shape"] == [2, 2]
    assert np.frombuffer(content, "<f4").tolist() == [1, 2, 3, 4]


def test_text_labels(tmp_path: Path) -> None:
    head, (_, content) = written(tmp_path, np.zeros((4, 2)), ["b", "猫", "b", "a"], ["first", "second"])
    assert head == {
        "shape": [4, 2],
        "column_names": ["first", "second"],
        "labels": "text",
        "label_names": ["b", "猫", "a"],
    }
    assert np.frombuffer(content, "<u4").tolist() == [0, 1, 0, 2]


@pytest.mark.parametrize("labels", [np.array(["x", "y"]), np.array(["x", "y"], object), ("x", "y")])
def test_text_labels_of_any_kind(tmp_path: Path, labels: Any) -> None:
    assert written(tmp_path, np.zeros((2, 2)), labels)[0]["label_names"] == ["x", "y"]


@pytest.mark.parametrize(
    "labels", [[0.5, 2**53], np.array([0.5, 2**53]), torch.tensor([0.5, 2**53], dtype=torch.float64)]
)
def test_number_labels(tmp_path: Path, labels: Any) -> None:
    head, (_, content) = written(tmp_path, np.zeros((2, 2)), labels)
    assert (head["labels"], head["label_names"]) == ("number", None)
    assert np.frombuffer(content, "<f8").tolist() == [0.5, 2**53]


def test_nan_and_infinities_are_kept(tmp_path: Path) -> None:
    _, (content,) = written(tmp_path, [[np.nan, np.inf], [-np.inf, 0]])
    np.testing.assert_array_equal(np.frombuffer(content, "<f4"), [np.nan, np.inf, -np.inf, 0])


def test_the_step_and_time(tmp_path: Path) -> None:
    with SummaryWriter(tmp_path) as writer:
        writer.add_scatter("points", [[1, 2]], global_step=7, walltime=1000.5)
    (event,) = EventAccumulator(str(tmp_path)).Reload().Tensors("points")
    assert (event.step, event.wall_time) == (7, 1000.5)


@pytest.mark.parametrize(
    ("arguments", "error", "words"),
    [
        (([1, 2],), ValueError, r"add_scatter\('points'\): points: expected the shape .* got list \[1, 2\]"),
        ((np.zeros((3, 4)),), ValueError, r"\(N, 2\) or \(N, 3\) .* got ndarray of shape \(3, 4\)"),
        ((np.zeros((0, 2)),), ValueError, r"at least one point"),
        (([["a", "b"]],), TypeError, r"points: expected numbers"),
        (([[1, 2], [3]],), ValueError, r"lists of the same length"),
        (([[1j, 2]],), TypeError, r"points: expected real numbers"),
        (([[1e300, 2]],), ValueError, r"float32 holds, up to 3.4e38, got 1e\+300"),
        (([[1, 2]], ["a", "b"]), ValueError, r"labels: expected 1, one for each point, got 2"),
        (([[1, 2]], [[1]]), ValueError, r"labels: expected 1, one for each point, got list \[\[1\]\]"),
        (([[1, 2], [3, 4]], ["a", 1]), TypeError, r"labels: expected either str or numbers, got both"),
        (([[1, 2]], "a"), TypeError, r"labels: expected numbers, got str 'a'"),
        (([[1, 2]], ["\ud800"]), ValueError, r"labels: holds surrogates"),
        (([[1, 2]], None, ["a"]), ValueError, r"column_names: expected 2, one for each column"),
        (([[1, 2]], None, ["a", 1]), TypeError, r"column_names: expected str only, got int 1"),
    ],
)
def test_bad_input_is_told_and_leaves_nothing(
    tmp_path: Path, arguments: tuple[Any, ...], error: type[Exception], words: str
) -> None:
    with pytest.raises(error, match=words):
        written(tmp_path, *arguments)
    assert EventAccumulator(str(tmp_path)).Reload().Tags()["tensors"] == []
