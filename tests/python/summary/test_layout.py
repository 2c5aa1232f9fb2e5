"""Layouts of custom scalars, seen in the CUSTOM SCALARS tab of TensorBoard, with its data server and without."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import tensorboardX.summary
from google.protobuf import text_format
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboard.compat.proto.summary_pb2 import Summary
from tensorboard.plugins.custom_scalar.layout_pb2 import Layout
from torch.utils.tensorboard.summary import custom_scalars as torch_custom_scalars

from runchart import SummaryWriter
from runchart.summary.layout import custom_scalars

LAYOUT = {
    "Taiwan": {"twse": ["Multiline", ["twse/0050", "twse/2330"]]},
    "USA": {
        "dow": ["Margin", ["dow/aaa", "dow/bbb", "dow/ccc"]],
        "nasdaq": ["Margin", ["nasdaq/aaa", "nasdaq/bbb", "nasdaq/ccc"]],
    },
}
RUNS = {"given", "added", "replaced", "escaped"}


def charts(layout: dict[str, Any]) -> dict[str, list[tuple[str, Any]]]:
    """Category to title and tags of each chart, of a Layout as TensorBoard sends it."""
    return {
        category["title"]: [
            (chart["title"], chart["multiline"]["tag"] if "multiline" in chart else chart["margin"]["series"])
            for chart in category["chart"]
        ]
        for category in layout["category"]
    }


@pytest.fixture(scope="module")
def logdir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    logdir = tmp_path_factory.mktemp("layout")
    with SummaryWriter(logdir / "given") as writer:
        writer.add_custom_scalars(LAYOUT)
    with SummaryWriter(logdir / "added") as writer:
        writer.add_custom_scalars({"First": {"one": ["Multiline", ["a"]]}})
        writer.add_custom_scalars_multilinechart(["b", "c"])
        writer.add_custom_scalars_multilinechart(["d"])
        writer.add_custom_scalars_multilinechart(["d"])
        writer.add_custom_scalars_marginchart(["v", "l", "u"], "First", "two")
    with SummaryWriter(logdir / "replaced") as writer:
        writer.add_custom_scalars_multilinechart(["x"], "Gone", "gone")
        writer.add_custom_scalars({"Stays": {"one": ["Multiline", ["y"]]}})
        writer.add_custom_scalars_multilinechart(["z"], "Stays", "two")
    with SummaryWriter(logdir / "escaped") as writer:
        writer.add_custom_scalars_multilinechart(["c++/loss", r"lr/\d"], "Tags", "escaped")
        for tag in ("c++/loss", "lr/0", "lr/1", "other"):
            writer.add_scalar(tag, 1, 1)
    return logdir


@pytest.fixture(scope="module", params=["data server", "python"])
def board(request: pytest.FixtureRequest, logdir: Path, tensorboard: Callable[..., Any]) -> Iterator[Any]:
    with tensorboard(logdir, request.param) as board:
        board.wait_for(lambda: len(board.get("/data/plugin/custom_scalars/layout").get("category", [])) >= 6)
        yield board


def margin(*tags: str) -> list[dict[str, str]]:
    return [dict(zip(("value", "lower", "upper"), tags, strict=True))]


def test_tensorboard_shows_every_chart(board: Any) -> None:
    """Both libraries overwrite the layout with each single chart."""
    assert charts(board.get("/data/plugin/custom_scalars/layout")) == {
        "Taiwan": [("twse", ["twse/0050", "twse/2330"])],
        "USA": [
            ("dow", margin("dow/aaa", "dow/bbb", "dow/ccc")),
            ("nasdaq", margin("nasdaq/aaa", "nasdaq/bbb", "nasdaq/ccc")),
        ],
        "First": [("one", ["a"]), ("two", margin("v", "l", "u"))],
        "default": [("untitled", ["b", "c"]), ("untitled", ["d"])],
        "Stays": [("one", ["y"]), ("two", ["z"])],
        "Tags": [("escaped", [r"c\+\+/loss", r"lr/\d"])],
    }


@pytest.mark.parametrize(("expression", "tags"), [(r"c\+\+/loss", {"c++/loss"}), (r"lr/\d", {"lr/0", "lr/1"})])
def test_the_tags_find_their_series(board: Any, expression: str, tags: set[str]) -> None:
    found = board.get("/data/plugin/custom_scalars/scalars", run="escaped", tag=expression)
    assert found["regex_valid"] is True
    assert set(found["tag_to_events"]) == tags


@pytest.mark.parametrize("theirs", [torch_custom_scalars, tensorboardX.summary.custom_scalars])
def test_the_summary_is_that_of_the_libraries(theirs: Callable[..., Any]) -> None:
    ours = Summary.FromString(custom_scalars(LAYOUT).SerializeToString())
    assert ours == Summary.FromString(theirs(LAYOUT).SerializeToString())


def test_the_bytes_are_those_that_tensorboardx_expects() -> None:
    expected = r"""value { tag: "custom_scalars__config__" tensor { dtype: DT_STRING tensor_shape { }
        string_val: "\022(\n\006Taiwan\022\036\n\004twse\022\026\n\ttwse/0050\n\ttwse/2330\022]\n\003USA\022$\n\003dow\032\035\n\033\n\007dow/aaa\022\007dow/bbb\032\007dow/ccc\0220\n\006nasdaq\032&\n$\n\nnasdaq/aaa\022\nnasdaq/bbb\032\nnasdaq/ccc"
        } metadata { plugin_data { plugin_name: "custom_scalars" } } }"""  # noqa: E501 - bytes
    assert Summary.FromString(custom_scalars(LAYOUT).SerializeToString()) == text_format.Parse(expected, Summary())


def test_the_last_layout_of_a_file_has_all_charts(tmp_path: Path) -> None:
    with SummaryWriter(tmp_path) as writer:
        for number in range(20):
            writer.add_custom_scalars_multilinechart([f"loss/{number}"], "losses", f"chart {number}")
    accumulator = EventAccumulator(str(tmp_path)).Reload()
    event = accumulator.Tensors("custom_scalars__config__")[-1]
    layout = Layout.FromString(event.tensor_proto.string_val[0])
    assert [chart.title for chart in layout.category[0].chart] == [f"chart {number}" for number in range(20)]


@pytest.mark.parametrize(
    ("layout", "error", "words"),
    [
        (["a"], TypeError, r"layout: expected a dict such as .* got list \['a'\]"),
        ({"c": ["Multiline", ["a"]]}, TypeError, r"category 'c': expected a dict of charts"),
        ({"c": {"t": ["a", "b", "c"]}}, TypeError, r"category 'c': chart 't': expected \['Multiline' or 'Margin'"),
        ({"c": {"t": "Multiline"}}, TypeError, r"chart 't': expected \['Multiline' or 'Margin', \[tags\]\], got str"),
        ({"c": {"t": ["Line", ["a"]]}}, ValueError, r"expected the kind 'Multiline' or 'Margin', got str 'Line'"),
        ({"c": {"t": ["Multiline", "loss"]}}, TypeError, r"tags: expected a list of str, got str 'loss'"),
        ({"c": {"t": ["Multiline", []]}}, ValueError, r"tags: expected at least one, got none"),
        ({"c": {"t": ["Multiline", ["a", 1]]}}, TypeError, r"chart 't': tag: expected a str, got int 1"),
        ({"c": {"t": ["Margin", ["a", "b"]]}}, ValueError, r"chart 't': a margin chart has .* got 2: \['a', 'b'\]"),
        ({"c": {1: ["Multiline", ["a"]]}}, TypeError, r"category 'c': chart: expected a str, got int 1"),
        ({1: {"t": ["Multiline", ["a"]]}}, TypeError, r"category: expected a str, got int 1"),
        ({"c": {"t": ["Multiline", ["\ud800"]]}}, ValueError, r"chart 't': tag: holds surrogates"),
    ],
)
def test_bad_input_is_told_and_leaves_nothing(tmp_path: Path, layout: Any, error: type[Exception], words: str) -> None:
    with SummaryWriter(tmp_path) as writer:
        with pytest.raises(error, match=words):
            writer.add_custom_scalars(layout)
        writer.add_custom_scalars_multilinechart(["a"])
    (event,) = EventAccumulator(str(tmp_path)).Reload().Tensors("custom_scalars__config__")
    assert [category.title for category in Layout.FromString(event.tensor_proto.string_val[0]).category] == ["default"]


def test_a_chart_that_is_refused_is_not_in_the_layout(tmp_path: Path) -> None:
    with SummaryWriter(tmp_path) as writer:
        with pytest.raises(ValueError, match="value, lower, upper"):
            writer.add_custom_scalars_marginchart(["a"], "bad", "bad")
        writer.add_custom_scalars_multilinechart(["a"])
    (event,) = EventAccumulator(str(tmp_path)).Reload().Tensors("custom_scalars__config__")
    assert [category.title for category in Layout.FromString(event.tensor_proto.string_val[0]).category] == ["default"]
