"""Kinds of runchart's own beside ordinary series: TensorBoard loads them, shows none, and misses nothing else."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tensorboard.backend.event_processing.event_multiplexer import EventMultiplexer
from torch.utils.tensorboard import SummaryWriter as TorchWriter

from runchart import SummaryWriter

STEPS = range(10)
OWN = {
    "report": "html",
    "figure": "plotly",
    "samples": "table",
    "checkpoint": "checkpoint",
    "_runchart/config": "config",
}


def log_ordinary(writer: Any, step: int) -> None:
    writer.add_scalar("train/loss", 1 / (step + 1), step, walltime=1e9 + step)
    writer.add_text("note", f"*step* {step}", step, walltime=1e9 + step)


def log_own(writer: SummaryWriter, step: int) -> None:
    writer.add_html("report", f"<p>{step}</p>", step)
    writer.add_plotly("figure", {"data": [{"y": [step]}]}, step)
    writer.add_table("samples", [{"step": step, "text": "é" * 1000}], global_step=step)
    writer.add_checkpoint("model.pt", {"loss": step}, step)
    writer.add_config({"step": step})


@pytest.fixture(scope="module")
def logdir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Run ``plain`` was written by torch; ``mixed`` has the same series, and every kind of our own in between."""
    folder = tmp_path_factory.mktemp("kinds")
    with TorchWriter(str(folder / "plain")) as plain, SummaryWriter(folder / "mixed") as mixed:
        for step in STEPS:
            log_ordinary(plain, step)
            log_own(mixed, step)
            log_ordinary(mixed, step)
    return folder


def test_the_loader_in_python(logdir: Path) -> None:
    multiplexer = EventMultiplexer(size_guidance={"scalars": 0, "tensors": 0})
    multiplexer.AddRunsFromDirectory(str(logdir))
    multiplexer.Reload()
    assert sorted(multiplexer.Runs()) == ["mixed", "plain"]
    mixed = {run: set(tags["tensors"]) | set(tags["scalars"]) for run, tags in multiplexer.Runs().items()}
    assert mixed["mixed"] - mixed["plain"] == set(OWN)
    assert multiplexer.Scalars("mixed", "train/loss") == multiplexer.Scalars("plain", "train/loss")
    assert multiplexer.Tensors("mixed", "note/text_summary") == multiplexer.Tensors("plain", "note/text_summary")
    for tag, kind in OWN.items():
        metadata = multiplexer.SummaryMetadata("mixed", tag)
        assert (metadata.plugin_data.plugin_name, json.loads(metadata.plugin_data.content)["kind"]) == (
            "runchart",
            kind,
        )
        assert len(multiplexer.Tensors("mixed", tag)) == len(STEPS)


def all_of(board: Any, path: str, **series: str) -> Any:
    """The points of a series, once all are loaded."""
    return board.wait_for(lambda: len(points := board.get(path, **series)) == len(STEPS) and points)


@pytest.mark.parametrize("loader", ["data server", "python"])
def test_the_page_of_tensorboard(loader: str, logdir: Path, tensorboard: Callable[[Path, str], Any]) -> None:
    with tensorboard(logdir, loader) as board:
        assert sorted(board.runs(2)) == ["mixed", "plain"]
        tags = board.wait_for(lambda: (found := board.get("/data/plugin/scalars/tags")) and len(found) == 2 and found)
        assert list(tags["mixed"]) == list(tags["plain"]) == ["train/loss"]
        both = {run: all_of(board, "/data/plugin/scalars/scalars", run=run, tag="train/loss") for run in tags}
        assert both["mixed"] == both["plain"]
        texts = board.get("/data/plugin/text/tags")
        assert texts["mixed"] == texts["plain"] == ["note/text_summary"]
        both = {run: all_of(board, "/data/plugin/text/text", run=run, tag="note/text_summary") for run in tags}
        assert both["mixed"] == both["plain"]
        active = {name for name, plugin in board.get("/data/plugins_listing").items() if plugin["enabled"]}
        assert {"scalars", "text"} <= active
        assert "runchart" not in active
