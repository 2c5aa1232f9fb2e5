"""Child runs that the real torch and tensorboardX made are parts of their parents in Python and in the terminal; TensorBoard's
routes and `fold=False` have them as they are on disk."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import tensorboardX
import torch.utils.tensorboard
from tensorboard.compat.proto.summary_pb2 import Summary, SummaryMetadata
from tensorboard.plugins.hparams import plugin_data_pb2, summary_v2

import runchart
from runchart.reader.session import END_TAG

GOLDEN = Path(__file__).parents[1] / "golden"
LIBRARIES = pytest.mark.parametrize("library", [torch.utils.tensorboard, tensorboardX])


@pytest.mark.parametrize(("logdir", "run"), [("torch", "main"), ("tensorboardX", "main"), ("clu", "torch")])
def test_golden_sessions_fold(logdir: str, run: str) -> None:
    """clu's torch writer names the child by the time, the others name it `hparams`."""
    with runchart.open(GOLDEN / logdir, follow=False) as folded, runchart.open(GOLDEN / logdir, fold=False) as raw:
        (child,) = (name for name in raw.runs if name.startswith(f"{run}/") and raw.hparams(name))
        assert child not in folded.runs
        (session,) = folded.hparams(run)
        assert session.run == run
        assert session.hparams == raw.hparams(child)[0].hparams != {}
        assert {tag: folded.runs[run][tag].values.tolist() for tag in raw.runs[child].tags} == {
            tag: series.values.tolist() for tag, series in raw.runs[child].items()
        }
        assert session.metrics.keys() > raw.runs[child].keys()


@LIBRARIES
def test_one_row_a_training(tmp_path: Path, library: object) -> None:
    for run, rate in (("a", 0.1), ("b", 0.2)):
        with library.SummaryWriter(str(tmp_path / run)) as writer:  # type: ignore[attr-defined]
            for step in range(3):
                writer.add_scalar("val/loss", rate * step, step)
            writer.add_hparams({"lr": rate}, {"val/loss": 9.0, "best": rate})
    with runchart.open(tmp_path, follow=False) as log:
        assert list(log.runs) == ["a", "b"]
        rows = log.hparams().to_pandas().set_index("run")
        assert rows.columns.tolist() == ["lr", "best", "val/loss"]
        assert rows.loc["b"].round(6).tolist() == [0.2, 0.2, 0.4]
        assert len(log.runs["b"]["val/loss"]) == 3, "what the run itself logged stands"
        assert log.runs["b"].kinds["hparams"] == [
            *(f"_hparams_/{what}" for what in ("experiment", "session_end_info", "session_start_info"))
        ]


@LIBRARIES
def test_calls_below_one_writer_are_trials(tmp_path: Path, library: object) -> None:
    """The example of torch's documentation."""
    with library.SummaryWriter(str(tmp_path / "a")) as writer:  # type: ignore[attr-defined]
        for trial in range(3):
            named = {"run_name" if library is torch.utils.tensorboard else "name": str(trial)}
            writer.add_hparams({"lr": 0.1 * trial}, {"hparam/accuracy": 10 * trial}, **named)
    with runchart.open(tmp_path, follow=False) as log:
        assert sorted(log.runs) == ["a", "a/0", "a/1", "a/2"]
        assert [session.metrics for session in log.hparams()] == [{"hparam/accuracy": 10 * trial} for trial in range(3)]


def test_runs_of_tensorboards_tutorial_stay_runs(tmp_path: Path) -> None:
    """An experiment in the logdir, and below it a run with a session by the API that Keras uses."""
    end = plugin_data_pb2.HParamsPluginData(session_end_info=plugin_data_pb2.SessionEndInfo(status="STATUS_SUCCESS"))
    data = SummaryMetadata.PluginData(plugin_name="hparams", content=end.SerializeToString())
    ended = Summary(value=[Summary.Value(tag=END_TAG, metadata=SummaryMetadata(plugin_data=data))])
    tutorial = {".": [summary_v2.hparams_config_pb([summary_v2.HParam("lr")], [summary_v2.Metric("loss")])]}
    for run, summaries in {**tutorial, "run-0": [summary_v2.hparams_pb({"lr": 0.1}), ended]}.items():
        with closing(runchart.FileWriter(str(tmp_path / run))) as writer:
            for summary in summaries:
                writer.add_summary(summary)
    with runchart.open(tmp_path, follow=False) as log:
        assert sorted(log.runs) == sorted([tmp_path.name, "run-0"])
        assert [session.run for session in log.hparams()] == ["run-0"]


def test_tensorboards_routes_have_the_names_on_disk(serve: Callable[..., Any]) -> None:
    with serve(GOLDEN / "torch").loaded().client() as client:
        assert {"main", "main/hparams", "main/group_a", "restarted"} <= set(client.get("data/runs").json())


def test_the_root_run_bears_the_logdirs_name(tmp_path: Path) -> None:
    logdir = tmp_path / "mnist"
    for run, value in ((".", 1.0), ("b", 2.0)):
        with runchart.SummaryWriter(logdir / run) as writer:
            writer.add_scalar("loss", value, 0)
    with runchart.open(logdir, follow=False) as log:
        assert sorted(log.runs) == ["b", "mnist"]
        assert log.runs["mnist"].name == log.runs["."].name == "mnist"
        assert log.scalars(runs="mnist").to_pandas()["value"].tolist() == [1.0]
        assert "mnist" in log.runs
        assert log.scalars(runs=".").names == [("mnist", "loss")]
        assert log.runs.matching([".", re.compile("^b")]) == ["b", "mnist"]
    with runchart.open(logdir, follow=False, fold=False) as log:
        assert sorted(log.runs) == [".", "b"]
    said = subprocess.run(
        [sys.executable, "-m", "runchart", "ls", logdir, "--json"], capture_output=True, text=True, check=True
    ).stdout
    assert [run["run"] for run in json.loads(said)["runs"]] == ["b", "mnist"]
    with runchart.SummaryWriter(logdir / "mnist") as writer:
        writer.add_scalar("loss", 3.0, 0)
    with runchart.open(logdir, follow=False) as log:
        assert sorted(log.runs) == [".", "b", "mnist"], "another run has that name"
        assert (log.runs["."]["loss"].values[0], log.runs["mnist"]["loss"].values[0]) == (1.0, 3.0)
