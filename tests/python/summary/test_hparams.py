"""add_hparams, seen in the HPARAMS tab of TensorBoard, with its data server and without."""

from __future__ import annotations

import argparse
import collections
import dataclasses
import enum
import math
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import ml_dtypes
import numpy as np
import pytest
import tensorboardX.summary
import torch
from google.protobuf import text_format
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboard.backend.event_processing.event_file_loader import LegacyEventFileLoader
from tensorboard.compat.proto.summary_pb2 import Summary
from tensorboard.plugins.hparams import plugin_data_pb2
from torch.utils.tensorboard.summary import hparams as torch_hparams

from runchart import SummaryWriter
from runchart.summary.hparams import hparams, values

EVERY_STATUS = ["STATUS_UNKNOWN", "STATUS_SUCCESS", "STATUS_FAILURE", "STATUS_RUNNING"]

FIVE = {
    "a": ({"lr": 0.1, "mixed": True}, {"acc": 0.5}),
    "b": ({"lr": 0.2, "mixed": "big", "optimizer": "adam"}, {"acc": 0.6, "f1": 0.7}),
    "c": ({"batch": 32, "mixed": 3}, {}),
    "d": ({"lr": np.float32(0.25), "amp": np.bool_(True), "sizes": [1, 2]}, {"acc": torch.tensor(0.75)}),
    "e": ({"lr": torch.tensor(3), "model": {"depth": {"max": 4}}}, {"loss": 2.0}),
}


class Color(enum.Enum):
    RED = 1


class Level(enum.IntEnum):
    HIGH = 3


@dataclasses.dataclass
class Config:
    lr: float = 0.5
    name: str = "net"


@pytest.fixture(scope="module")
def logdir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Five runs of different keys; three sessions in one writer; two writers in one directory; metrics at other steps."""
    logdir = tmp_path_factory.mktemp("hparams")
    for run, (given, metrics) in FIVE.items():
        with SummaryWriter(logdir / run) as writer:
            writer.add_hparams(given, metrics)
            for step in range(5):
                writer.add_scalar("curve", step * 10, step)
    with SummaryWriter(logdir / "three") as writer:
        for number in range(3):
            writer.add_hparams({"lr": number}, {"acc": number / 4})
        writer.add_hparams({"lr": 1}, {"f1": 0.25}, global_step=9)
    with SummaryWriter(logdir / "two") as first, SummaryWriter(logdir / "two") as second:
        first.add_hparams({"lr": 7}, {"acc": 0.125})
        second.add_hparams({"dropout": 0.5}, {"acc": 0.875})
    with SummaryWriter(logdir / "named") as writer:
        writer.add_hparams({"lr": 1}, {"acc": 1}, run_name="trial")
        writer.add_hparams({"lr": 2}, {"acc": 0.5}, run_name="trial")
    with SummaryWriter(logdir / "goes on") as writer:
        for step in range(100):
            writer.add_scalar("val/acc", step / 100, step)
        writer.add_hparams({"lr": 1}, {"val/acc": 2, "best": 3})
    return logdir


SESSIONS = 5 + 3 + 2 + 2 + 1


@pytest.fixture(scope="module", params=["data server", "python"])
def tab(request: pytest.FixtureRequest, logdir: Path, tensorboard: Callable[..., Any]) -> Iterator[dict[str, Any]]:
    """What the HPARAMS tab gets: columns, metrics, and rows by name."""
    with tensorboard(logdir, request.param) as board:
        found = board.wait_for(lambda: tab_of(board, SESSIONS))
        yield {**found, "val/acc": board.get("/data/plugin/scalars/scalars", run="goes on", tag="val/acc")}


def tab_of(board: Any, sessions: int) -> dict[str, Any] | None:
    experiment = board.post("/data/plugin/hparams/experiment", {})
    asked = {"allowedStatuses": EVERY_STATUS, "startIndex": 0, "sliceSize": 100, "aggregationType": "AGGREGATION_AVG"}
    groups = board.post("/data/plugin/hparams/session_groups", asked).get("sessionGroups", [])
    rows = {
        group["name"]: (
            group["hparams"],
            {metric["name"]["tag"]: (metric["value"], int(metric["trainingStep"])) for metric in group["metricValues"]},
        )
        for group in groups
    }
    if len(rows) < sessions or any("curve" not in metrics for row, (_, metrics) in rows.items() if row in FIVE):
        return None
    return {
        "columns": {info["name"]: info["type"] for info in experiment["hparamInfos"]},
        "metrics": {info["name"]["tag"] for info in experiment["metricInfos"]},
        "rows": rows,
    }


def test_the_keys_of_all_runs_are_columns(tab: dict[str, Any]) -> None:
    """pytorch#39250, tensorboardX#670: the keys of one session hid those of all others."""
    assert tab["columns"] == {
        "lr": "DATA_TYPE_FLOAT64",
        "mixed": "DATA_TYPE_STRING",
        "optimizer": "DATA_TYPE_STRING",
        "batch": "DATA_TYPE_FLOAT64",
        "amp": "DATA_TYPE_BOOL",
        "sizes": "DATA_TYPE_STRING",
        "model/depth/max": "DATA_TYPE_FLOAT64",
        "dropout": "DATA_TYPE_FLOAT64",
    }


def test_every_row_has_its_values(tab: dict[str, Any]) -> None:
    rows = {name: given for name, (given, _) in tab["rows"].items()}
    assert {name: rows[name] for name in FIVE} == {
        "a": {"lr": 0.1, "mixed": True},
        "b": {"lr": 0.2, "mixed": "big", "optimizer": "adam"},
        "c": {"batch": 32, "mixed": 3},
        "d": {"lr": 0.25, "amp": True, "sizes": "[1, 2]"},
        "e": {"lr": 3, "model/depth/max": 4},
    }
    assert rows["a"]["mixed"] is True
    assert rows["d"]["amp"] is True


def test_metric_columns_are_filled(tab: dict[str, Any]) -> None:
    """pytorch#184078: a metric's column without values."""
    metrics = {name: found for name, (_, found) in tab["rows"].items()}
    assert tab["metrics"] == {"acc", "f1", "loss", "curve", "val/acc", "best"}
    assert metrics["a"] == {"acc": (0.5, 0), "curve": (40, 4)}
    assert metrics["b"] == {"acc": (pytest.approx(0.6), 0), "f1": (pytest.approx(0.7), 0), "curve": (40, 4)}
    assert metrics["c"] == {"curve": (40, 4)}
    assert metrics["e"] == {"loss": (2.0, 0), "curve": (40, 4)}


def test_sessions_of_one_writer_are_rows(tab: dict[str, Any]) -> None:
    rows = {name: row for name, row in tab["rows"].items() if name.startswith("three")}
    assert rows == {
        "three": ({"lr": 0}, {"acc": (0, 0)}),
        "three/hparams_2": ({"lr": 1}, {"acc": (0.25, 0), "f1": (0.25, 9)}),
        "three/hparams_3": ({"lr": 2}, {"acc": (0.5, 0)}),
    }


def test_two_writers_of_one_directory_are_two_rows(tab: dict[str, Any]) -> None:
    rows = {name: row for name, row in tab["rows"].items() if name.startswith("two")}
    assert rows == {
        "two": ({"lr": 7}, {"acc": (0.125, 0)}),
        "two/hparams_2": ({"dropout": 0.5}, {"acc": (0.875, 0)}),
    }


def test_a_name_used_twice_clobbers_nothing(tab: dict[str, Any]) -> None:
    rows = {name: row for name, row in tab["rows"].items() if name.startswith("named")}
    assert rows == {"named/trial": ({"lr": 1}, {"acc": (1, 0)}), "named/trial_2": ({"lr": 2}, {"acc": (0.5, 0)})}


def test_a_curve_goes_on_with_the_metric(tab: dict[str, Any]) -> None:
    """At step 0 the metric would take the curve away: the data server drops what stands at later steps."""
    assert tab["rows"]["goes on"][1] == {"val/acc": (2, 99), "best": (3, 0)}
    steps = [step for _, step, _ in tab["val/acc"]]
    assert steps[:99] == list(range(99))
    assert tab["val/acc"][-1][1:] == [99, 2]


@pytest.mark.parametrize("loader", ["data server", "python"])
def test_hyperparameters_of_a_run_that_is_the_logdir(
    tmp_path: Path, tensorboard: Callable[..., Any], loader: str
) -> None:
    """TensorBoard looks for the metrics of such a run, and for no other's, in a run named ``./.``: docs/kinds/hparams.md says so."""
    with SummaryWriter(tmp_path) as writer:
        writer.add_hparams({"lr": 1, "b": True}, {"acc": 1})
    with tensorboard(tmp_path, loader) as board:
        tab = board.wait_for(lambda: tab_of(board, 1))
    assert tab["columns"] == {"lr": "DATA_TYPE_FLOAT64", "b": "DATA_TYPE_BOOL"}
    assert tab["rows"]["."][0] == {"lr": 1, "b": True}


@pytest.mark.parametrize("loader", ["data server", "python"])
def test_several_sessions_below_a_run_that_is_the_logdir(
    tmp_path: Path, tensorboard: Callable[..., Any], loader: str
) -> None:
    with SummaryWriter(tmp_path) as writer:
        writer.add_hparams({"lr": 1, "b": True}, {"acc": 1})
        writer.add_hparams({"lr": 2}, {"acc": 0.5})
    with tensorboard(tmp_path, loader) as board:
        tab = board.wait_for(lambda: tab_of(board, 2))
    assert tab["columns"] == {"lr": "DATA_TYPE_FLOAT64", "b": "DATA_TYPE_BOOL"}
    assert tab["rows"] == {
        ".": ({"lr": 1, "b": True}, {"acc": (1, 0)}),
        "hparams_2": ({"lr": 2}, {"acc": (0.5, 0)}),
    }


# What is on disk


def tags(run: Path) -> set[str]:
    events = [event for file in run.glob("*tfevents*") for event in LegacyEventFileLoader(str(file)).Load()]
    return {value.tag for event in events for value in event.summary.value}


def directories(run: Path) -> list[str]:
    return sorted(found.name for found in run.iterdir() if found.is_dir())


def test_no_directory_is_made_unless_asked_for(tmp_path: Path) -> None:
    """tensorboardX#519, pytorch#32651: a directory named by the time for each call."""
    with SummaryWriter(tmp_path) as writer:
        writer.add_hparams({"lr": 1})
        writer.add_hparams({"lr": 1}, {"acc": 1})
    assert directories(tmp_path) == []
    assert tags(tmp_path) == {"_hparams_/session_start_info", "_hparams_/session_end_info", "acc"}


def test_a_session_without_metrics_goes_on(tmp_path: Path) -> None:
    with SummaryWriter(tmp_path) as writer:
        writer.add_hparams({"lr": 1})
    assert tags(tmp_path) == {"_hparams_/session_start_info"}


def test_a_run_name_makes_a_directory(tmp_path: Path) -> None:
    with SummaryWriter(tmp_path / "run") as writer:
        writer.add_hparams({"lr": 1}, {"acc": 1}, run_name="trial/one", global_step=3)
        assert tags(tmp_path / "run" / "trial" / "one") >= {"_hparams_/session_start_info", "acc"}
    assert tags(tmp_path / "run") == set()


@pytest.mark.parametrize("name", [".", "../run", "{run}"])
def test_a_run_name_of_the_run_itself_makes_none(tmp_path: Path, name: str) -> None:
    run = tmp_path / "run"
    with SummaryWriter(run) as writer:
        writer.add_hparams({"lr": 1}, run_name=name.format(run=run))
    assert len(list(run.iterdir())) == 1
    assert tags(run) == {"_hparams_/session_start_info"}


def test_a_class_may_say_always_a_sub_run(tmp_path: Path) -> None:
    class Compatible(SummaryWriter):
        hparams_sub_run = True

    before = time.time()
    with Compatible(tmp_path) as writer:
        writer.add_hparams({"lr": 1}, {"acc": 1})
        writer.add_hparams({"lr": 1}, {"acc": 2})
        writer.add_hparams({"lr": 1}, {"acc": 3}, "mine", 7)
    *timed, mine = directories(tmp_path)
    assert mine == "mine"
    assert len(timed) == 2
    assert all(before <= float(name) <= time.time() for name in timed)
    accumulator = EventAccumulator(str(tmp_path / "mine")).Reload()
    assert [(event.step, event.value) for event in accumulator.Scalars("acc")] == [(7, 3)]


def test_torch_order(tmp_path: Path) -> None:
    with SummaryWriter(tmp_path) as writer:
        writer.add_hparams({"lr": 1}, {"acc": 3}, {"lr": [1, 2]}, "mine", 7)
    accumulator = EventAccumulator(str(tmp_path / "mine")).Reload()
    assert [(event.step, event.value) for event in accumulator.Scalars("acc")] == [(7, 3)]


def test_steps_of_use_metadata(tmp_path: Path) -> None:
    with SummaryWriter(tmp_path) as writer:
        writer.add_scalar("acc", 1, 3)
        with writer.use_metadata(global_step=8):
            writer.add_hparams({"lr": 1}, {"acc": 2})
    accumulator = EventAccumulator(str(tmp_path)).Reload()
    assert [(event.step, event.value) for event in accumulator.Scalars("acc")] == [(3, 1), (8, 2)]


def test_nothing_is_written_where_nothing_is_to_be(tmp_path: Path) -> None:
    """tensorboardX wrote hyperparameters in spite of write_to_disk=False."""
    with SummaryWriter(tmp_path / "run", write_to_disk=False) as writer:
        writer.add_hparams({"lr": 1}, {"acc": 1}, run_name="trial")
    assert not (tmp_path / "run").exists()


# The three summaries


def decoded(summary: bytes) -> tuple[str, Any]:
    (value,) = Summary.FromString(summary).value
    assert value.metadata.plugin_data.plugin_name == "hparams"
    return value.tag, plugin_data_pb2.HParamsPluginData.FromString(value.metadata.plugin_data.content)


GIVEN = {"lr": 0.1, "layers": 4, "name": "é" * 200, "empty": ""}


@pytest.mark.parametrize("theirs", [torch_hparams, tensorboardX.summary.hparams])
def test_the_summaries_are_those_of_the_libraries(theirs: Callable[..., Any]) -> None:
    metrics = {"acc": 1.0, "val/loss": 2.0}
    for our, their in zip(hparams(GIVEN, metrics), theirs(GIVEN, metrics), strict=True):
        assert decoded(our.SerializeToString()) == decoded(their.SerializeToString())


EXPECTED = {
    "hparams": (
        {"lr": 0.1},
        r'"\022\026\"\006\n\002lr \003*\014\n\n\022\010accuracy"',
        r'"\032\021\n\017\n\002lr\022\t\021\232\231\231\231\231\231\271?"',
    ),
    "hparams_bool": (
        {"bool_var": True},
        r'"\022\034\"\014\n\010bool_var \002*\014\n\n\022\010accuracy"',
        r'"\032\020\n\016\n\010bool_var\022\002 \001"',
    ),
    "hparams_string": (
        {"string_var": "hi"},
        r'"\022\036\"\016\n\nstring_var \001*\014\n\n\022\010accuracy"',
        r'"\032\024\n\022\n\nstring_var\022\004\032\002hi"',
    ),
}


@pytest.mark.parametrize("case", EXPECTED)
def test_the_bytes_are_those_that_tensorboardx_expects(case: str) -> None:
    given, experiment, start = EXPECTED[case]
    names = ("experiment", "session_start_info", "session_end_info")
    for name, content, our in zip(
        names, (experiment, start, r'"\"\002\010\001"'), hparams(given, {"accuracy": 0.1}), strict=True
    ):
        expected = text_format.Parse(
            f'value {{ tag: "_hparams_/{name}" metadata {{ plugin_data {{ plugin_name: "hparams" content: {content} }} }} }}',
            Summary(),
        )
        assert Summary.FromString(our.SerializeToString()) == expected


def test_a_domain_is_told_as_torch_tells_it() -> None:
    domain = {"lr": [0.1, 0.2], "name": ["a", "b"]}
    ours, *_ = hparams({"lr": 0.1, "name": "a"}, {}, domain)
    theirs, *_ = torch_hparams({"lr": 0.1, "name": "a"}, {}, domain)
    assert decoded(ours.SerializeToString()) == decoded(theirs.SerializeToString())


def test_bools_stay_bools() -> None:
    """torch writes a bool as a number."""
    _, start = decoded(hparams({"amp": True}, {})[1].SerializeToString())
    assert start.session_start_info.hparams["amp"].WhichOneof("kind") == "bool_value"
    assert start.session_start_info.hparams["amp"].bool_value is True


# Values


class Model:
    def __call__(self) -> None: ...

    def __repr__(self) -> str:
        return "a callable"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (True, True),
        (np.bool_(False), False),
        (torch.tensor(True), True),
        (np.array([True]), True),
        (3, 3.0),
        (np.int64(3), 3.0),
        (np.float32(0.25), 0.25),
        (np.array(0.25), 0.25),
        (np.array([[7]], np.uint8), 7.0),
        (torch.tensor([2.5], dtype=torch.bfloat16), 2.5),
        (torch.tensor(1.5, requires_grad=True), 1.5),
        (ml_dtypes.bfloat16(1.5), 1.5),
        (2**53, 2.0**53),
        (2**53 + 1, "9007199254740993"),
        (10**400, "1" + "0" * 400),
        (math.inf, "inf"),
        (-math.inf, "-inf"),
        (math.nan, "nan"),
        ("text", "text"),
        (np.str_("text"), "text"),
        (Color.RED, "RED"),
        (Level.HIGH, "HIGH"),
        ([64, "a", None, np.float32(0.5), [True]], "[64, 'a', None, 0.5, [True]]"),
        ((1, 2), "[1, 2]"),
        ({"b", "a"}, "['a', 'b']"),
        (np.arange(3), "[0, 1, 2]"),
        (torch.zeros(300, 2), "Tensor of shape (300, 2) and dtype torch.float32"),
        (Path("data/train"), "data/train"),
        (math.sqrt, "sqrt"),
        (torch.nn.ReLU, "ReLU"),
        (Model(), "a callable"),
        (torch.float16, "torch.float16"),
        (torch.device("cpu"), "cpu"),
        (2 + 1j, "(2+1j)"),
        ([{"a": 1}], "[{'a': 1}]"),
        ({}, "{}"),
    ],
    ids=repr,
)
def test_values(given: Any, kept: Any) -> None:
    """pytorch#49076, tensorboardX#478 and #544."""
    found = values({"key": given})
    assert found == {"key": kept}
    assert type(found["key"]) is type(kept)


def test_none_is_an_empty_cell() -> None:
    assert values({"a": None, "b": 1}) == {"b": 1.0}


@pytest.mark.parametrize(
    "given",
    [
        collections.OrderedDict(lr=0.5, name="net"),
        argparse.Namespace(lr=0.5, name="net"),
        Config(),
        collections.ChainMap({"lr": 0.5}, {"name": "net"}),
    ],
    ids=lambda given: type(given).__name__,
)
def test_any_mapping(given: Any) -> None:
    """Both libraries took nothing but dict."""
    assert values(given) == {"lr": 0.5, "name": "net"}


def test_mappings_inside_are_flattened() -> None:
    given = {"optimizer": {"lr": 0.1, "betas": (0.9, 0.99)}, "data": argparse.Namespace(size=3), 5: {Color.RED: 1}}
    assert values(given) == {"optimizer/lr": 0.1, "optimizer/betas": "[0.9, 0.99]", "data/size": 3.0, "5/RED": 1.0}


@pytest.mark.parametrize(
    ("arguments", "error", "words"),
    [
        (([1],), TypeError, r"hparam_dict: expected a dict such as \{'lr': 0.1\}, got list \[1\]"),
        ((None,), TypeError, "hparam_dict: expected a dict .* got None"),
        ((Model(),), TypeError, "hparam_dict: .* vars"),
        (({"a/b": 1, "a": {"b": 2}},), ValueError, "two keys have the name 'a/b'"),
        (({"a": "\ud800"},), ValueError, r"hparam_dict\['a'\]: holds surrogates"),
        (({"\ud800": 1},), ValueError, "holds surrogates"),
        (({"a": 1}, [2]), TypeError, "metric_dict: expected a dict"),
        (({"a": 1}, {"acc": None}), TypeError, r"metric_dict\['acc'\]: expected a number, got None"),
        (({"a": 1}, {"acc": "good"}), TypeError, r"metric_dict\['acc'\]: expected a number, got str 'good'"),
        (({"a": 1}, {"acc": np.ones(3)}), ValueError, r"metric_dict\['acc'\]: expected one number, got .*\(3,\)"),
        (({"a": 1}, {"acc": 1, "\ud800": 1}), ValueError, "holds surrogates"),
        (({"a": 1}, {}, {"b": [1]}), TypeError, r"domain_discrete\['b'\]: hparam_dict has no such key, it has \['a'\]"),
        (({"a": 1}, {}, {"a": 1}), TypeError, r"domain_discrete\['a'\]: expected a list of values, got int 1"),
        (({"a": 1}, {}, {"a": ["x"]}), TypeError, r"domain_discrete\['a'\]: expected values of one type"),
        (({"a": 1}, {"acc": 1}, None, "trial", "ten"), TypeError, "global_step: expected an int, got str 'ten'"),
        (({"a": 1}, {"acc": 1}, None, None, "ten"), TypeError, "global_step: expected an int, got str 'ten'"),
    ],
)
def test_bad_input_is_told_and_leaves_nothing(
    tmp_path: Path, arguments: tuple[Any, ...], error: type[Exception], words: str
) -> None:
    with SummaryWriter(tmp_path) as writer, pytest.raises(error, match=words):
        writer.add_hparams(*arguments)
    assert directories(tmp_path) == []
    assert tags(tmp_path) == set()
