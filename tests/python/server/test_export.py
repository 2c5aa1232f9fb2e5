"""POST /api/export: every point of what a chart shows, read back by other programs."""

from __future__ import annotations

import io
import json
import math
import os

import httpx
import pandas as pd
import pytest

import runchart
from runchart.server.export import file_name

PAIRS = [[0, 0], [1, 0]]


@pytest.fixture(scope="module")
def board(served, tmp_path_factory):
    logdir = tmp_path_factory.mktemp("take") / "logs"
    for run in ("a", "b"):
        with runchart.SummaryWriter(logdir / run) as writer:
            for step in range(3000):
                writer.add_scalar('loss, "quoted"/中', step / 3, step, walltime=1.5e9 + step / 7)
            writer.add_scalars("both", {"train": 1.0, "val": 2.0}, 5)
            for step, value in enumerate((math.nan, math.inf, -math.inf)):
                writer.add_scalar("odd", value, step)
    return served(logdir), logdir


def ids(client: httpx.Client) -> list[list[int]]:
    """Run id and tag id of every series."""
    return [[run["id"], series[0]] for run in client.get("api/runs").json()["runs"] for series in run["series"]]


def table(answer: httpx.Response, to: str) -> pd.DataFrame:
    assert answer.status_code == 200, answer.text
    data = io.BytesIO(answer.content)
    forms = {"csv": pd.read_csv, "json": lambda file: pd.DataFrame(json.load(file)), "parquet": pd.read_parquet}
    read = forms[to](data)
    read["value"] = read["value"].astype(float)
    return read.astype({"run": str, "tag": str}).sort_values(["run", "tag", "step"], ignore_index=True)


@pytest.mark.parametrize("to", ["csv", "json", "parquet"])
def test_every_point_of_every_series_arrives(board, to):
    served, logdir = board
    with served.client() as client:
        got = table(client.post("api/export", json={"to": to, "series": ids(client)}), to)
    with runchart.open(logdir, follow=False) as log:
        logged = log.scalars().to_pandas().astype({"run": str, "tag": str})
    logged = logged.sort_values(["run", "tag", "step"], ignore_index=True)
    assert len(got) == 2 * (3000 + 2 + 3)
    assert {"both/train", "both/val"} < set(got["tag"])
    pd.testing.assert_frame_equal(got, logged)


def test_only_what_was_asked_for(board):
    served, _ = board
    with served.client() as client:
        answer = client.post("api/export", json={"to": "csv", "series": [[0, 0], [0, 0], [99, 99]]})
    assert answer.headers["content-disposition"] == 'attachment; filename="loss-quoted.csv"'
    assert answer.headers["content-type"].startswith("text/csv")
    assert table(answer, "csv")["run"].nunique() == 1
    assert len(table(answer, "csv")) == 3000


@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        ({"to": "xlsx", "series": PAIRS}, 400, "csv, json, parquet"),
        ({"to": "csv", "series": [[0, 0, 0]]}, 400, "[run id, tag id]"),
        ({"to": "csv", "series": [], "runs": []}, 400, "Unknown field 'runs'"),
        ({"to": "csv", "series": [[99, 99]]}, 404, "/api/runs"),
    ],
)
def test_what_cannot_be_answered_is_said(board, body, status, said):
    served, _ = board
    with served.client() as client:
        answer = client.post("api/export", json=body)
    assert answer.status_code == status
    assert said in answer.json()["error"]


def test_without_pyarrow_it_says_what_to_install(board, serve, tmp_path):
    (tmp_path / "pyarrow.py").write_text("raise ImportError")
    path = os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")])
    with serve(board[1], env={"PYTHONPATH": path}).loaded().client() as client:
        answer = client.post("api/export", json={"to": "parquet", "series": PAIRS})
    assert answer.status_code == 501
    assert "pip install 'runchart[parquet]'" in answer.json()["error"]


@pytest.mark.parametrize(
    ("tags", "name"),
    [
        ({"train/loss"}, "train-loss"),
        ({"a", "b"}, "scalars"),
        ({"../../etc"}, "etc"),
        ({"中"}, "scalars"),
        ({'a"\n'}, "a"),
    ],
)
def test_names_of_files_are_plain(tags, name):
    assert file_name(tags) == name
