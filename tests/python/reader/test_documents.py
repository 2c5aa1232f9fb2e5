"""Documents that `SummaryWriter` wrote come back as what was given."""

from __future__ import annotations

import datetime
import io
import json
import math
import re
from pathlib import Path

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest
from PIL import Image

import runchart
from runchart.reader import Run
from runchart.summary.wire import string

NEVER = datetime.datetime(2026, 11, 25, 12, 30, 0, 250_000, datetime.timezone.utc)
PICTURE = np.arange(12, dtype=np.uint8).reshape(2, 2, 3)
ROWS = [
    {"prompt": "Why?", "reward": 0.5, "seed": 7, "right": True, "at": NEVER, "day": NEVER.date(), "shown": PICTURE},
    {"prompt": None, "reward": math.inf, "seed": 2**60, "right": None, "at": None, "day": None, "shown": PICTURE},
]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    logdir = tmp_path_factory.mktemp("documents")
    with runchart.SummaryWriter(logdir / "a") as writer:
        writer.add_config({"lr": 0.1, "model": {"layers": [2, 2]}})
        writer.add_config({"model": {"width": 64}})
        writer.add_table("answers", ROWS, 3)
        writer.add_table(
            "odd", {"mixed": [2**64, "a", None], "took": [datetime.timedelta(seconds=1.5)] * 3, "all": [[1], {}, []]}
        )
        writer.add_table("empty", {"a": []})
        writer.add_confusion_matrix("classes", ([0, 1, 1], [0, 1, 0]), 2, class_names=["cat", "dog"])
        writer.add_scatter(
            "points", [[0, 1], [2, 3], [4, math.nan]], ["a", "b", "a"], 1, column_names=["width", "height"]
        )
        writer.add_scatter("solid", np.eye(3), [1.5, 2.5, 3.5])
        writer.add_plotly("figure", go.Figure(go.Scatter(y=[1, 2])), 5)
        writer.add_html("report", "<p>ü</p>", 6)
        (logdir / "a" / "model.pt").write_bytes(b"1234")
        writer.add_checkpoint(logdir / "a" / "model.pt", {"val/loss": 0.25, "worst": math.nan}, global_step=9)
    with runchart.open(logdir, follow=False) as log:
        return log.runs["a"]


def test_kinds_have_names_of_their_own(run: Run) -> None:
    assert run.kinds == {
        "config": ["_runchart/config"],
        "table": ["answers", "empty", "odd"],
        "confusion_matrix": ["classes"],
        "scatter": ["points", "solid"],
        "plotly": ["figure"],
        "html": ["report"],
        "checkpoint": ["checkpoint"],
    }


def test_config(run: Run) -> None:
    assert run.config() == {"lr": 0.1, "model": {"layers": [2, 2], "width": 64}}


def test_tables(run: Run) -> None:
    tables = run.tables("answers")
    assert tables.steps.tolist() == [3]
    (table,) = tables
    assert (len(table), table.types["at"], table.types["shown"]) == (2, "datetime", "image")
    for row, given in zip(table.rows(), ROWS, strict=True):
        assert {name: value for name, value in row.items() if name != "shown"} == {
            name: value for name, value in given.items() if name != "shown"
        }
        assert np.asarray(Image.open(io.BytesIO(row["shown"]))).tolist() == PICTURE.tolist()
    frame = table.to_pandas()
    assert frame["reward"].tolist() == [0.5, math.inf]
    assert table.to_polars()["prompt"].to_list() == table.to_arrow().to_pydict()["prompt"] == ["Why?", None]
    assert repr(table).startswith("<LoggedTable: 2 rows of 'prompt', 'reward', ")
    assert (len(run.tables("empty")[0]), run.tables("empty")[0].rows()) == (0, [])


def test_tables_whose_values_differ_in_type(run: Run) -> None:
    (table,) = run.tables("odd")
    assert table.columns == {
        "mixed": [2**64, "a", None],
        "took": [datetime.timedelta(seconds=1.5)] * 3,
        "all": [[1], {}, []],
    }
    assert table.to_polars()["mixed"].to_list() == table.to_pandas()["mixed"].tolist() == [2**64, "a", None]


def test_tables_of_pandas_come_back(tmp_path: Path) -> None:
    frame = pd.DataFrame({"a": [1, 2], "b": [0.1, math.nan], "c": ["x", "y"], "at": pd.to_datetime([0, 1], unit="ns")})
    with runchart.SummaryWriter(tmp_path) as writer:
        writer.add_table("frame", frame)
    with runchart.open(tmp_path, follow=False) as log:
        back = log.runs["."].tables("frame")[0].to_pandas()
    assert back[["a", "b", "c"]].equals(frame[["a", "b", "c"]])
    assert back["at"].tolist() == [pd.Timestamp(0), pd.Timestamp(0)], "nanoseconds are cut off"


def test_confusion_matrices(run: Run) -> None:
    (matrix,) = run.confusion_matrices("classes")
    assert (matrix.counts.tolist(), matrix.counts.dtype) == ([[1, 0], [1, 1]], np.int64)
    assert matrix.class_names == ["cat", "dog"]


def test_scatters(run: Run) -> None:
    (scatter,) = run.scatters("points")
    assert scatter.points.dtype == np.float32
    assert scatter.points[:2].tolist() == [[0, 1], [2, 3]]
    assert math.isnan(scatter.points[2, 1])
    assert (scatter.labels, scatter.column_names) == (["a", "b", "a"], ["width", "height"])
    (solid,) = run.scatters("solid")
    assert (solid.points.tolist(), solid.column_names) == (np.eye(3).tolist(), ["x", "y", "z"])
    assert isinstance(solid.labels, np.ndarray)
    assert solid.labels.tolist() == [1.5, 2.5, 3.5]


def test_pages_and_figures(run: Run) -> None:
    assert (list(run.html("report")), run.html("report").steps.tolist()) == (["<p>ü</p>"], [6])
    (figure,) = run.plotly("figure")
    assert list(go.Figure(figure).data[0].y) == [1, 2]


def test_checkpoints(run: Run) -> None:
    (checkpoint,) = run.checkpoints()
    assert (checkpoint.relative, checkpoint.exists, checkpoint.directory, checkpoint.bytes) == (
        "model.pt",
        True,
        False,
        4,
    )
    assert Path(checkpoint.path).name == "model.pt"
    assert checkpoint.metrics["val/loss"] == 0.25
    assert math.isnan(checkpoint.metrics["worst"])


def test_a_table_of_a_later_version_is_refused(tmp_path: Path) -> None:
    about = json.dumps({"kind": "table", "version": 2}).encode()
    with runchart.SummaryWriter(tmp_path) as writer:
        writer.file_writer.add_summary(string("new", b"{}", (), "runchart", about), 0)
    with runchart.open(tmp_path, follow=False) as log:
        run = log.runs["."]
        with pytest.raises(
            ValueError, match=re.escape(f"'new' in run {run.name!r} was written by a newer runchart (version 2")
        ):
            run.tables("new")[0]


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b'{"columns": [{"name": 1}]}', b"[" * 100_000, b"\xff"])
def test_what_is_no_document_is_said(tmp_path: Path, content: bytes) -> None:
    about = json.dumps({"kind": "table", "version": 1}).encode()
    with runchart.SummaryWriter(tmp_path) as writer:
        writer.file_writer.add_summary(string("bad", content, (), "runchart", about), 0)
    with runchart.open(tmp_path, follow=False) as log:
        tables = log.runs["."].tables("bad")
    with pytest.raises(ValueError, match=r"'bad' in run .* holds a document that cannot be read"):
        tables[0]


def test_selections_of_several_runs(tmp_path: Path) -> None:
    for name in ("lr1", "lr2", "other"):
        with runchart.SummaryWriter(tmp_path / name) as writer:
            writer.add_text("said", name, 0)
            writer.add_image("val/a", PICTURE, 0, dataformats="HWC")
            writer.add_image("train/a", PICTURE, 0, dataformats="HWC")
            writer.add_table("rows", {"a": [name]})
    with runchart.open(tmp_path, follow=False) as log:
        assert [(one.run, one.tag) for one in log.images("val/*", "lr*")] == [("lr1", "val/a"), ("lr2", "val/a")]
        assert [one.tag for one in log.images(re.compile("^val"), ["other"])] == ["val/a"]
        assert [one[0] for one in log.text(runs=re.compile(r"\d$"))] == ["lr1", "lr2"]
        assert [one[0].columns["a"] for one in log.tables()] == [["lr1"], ["lr2"], ["other"]]
        assert log.histograms() == log.audio() == log.scatters() == log.checkpoints() == log.confusion_matrices() == []
