"""Plotly figures, a kind of runchart's own."""

from __future__ import annotations

import base64
import datetime
import json
import subprocess
import sys
from typing import Any

import numpy as np
import pandas
import plotly.graph_objects as go
import pytest
import torch
from tensorboard.compat.proto.summary_pb2 import Summary

from runchart.summary.plotly import plotly

MOMENT = datetime.datetime(2026, 1, 2, 3, 4, 5)


def figure_of(given: Any) -> dict[str, Any]:
    """The figure that is written, read by a reader that takes no NaN."""
    (value,) = Summary.FromString(plotly("loss surface", given).SerializeToString()).value
    assert value.tag == "loss surface"
    assert value.metadata.plugin_data.content == b'{"kind":"plotly","version":1}'
    document = json.loads(value.tensor.string_val[0], parse_constant=pytest.fail)
    assert list(document) == ["figure"]
    return document["figure"]


def test_the_data_of_a_figure_is_there() -> None:
    x, y = np.linspace(0, 1, 50), np.random.default_rng(1).normal(size=50).astype(np.float32)
    figure = figure_of(go.Figure(go.Scatter(x=x, y=y), layout={"title": {"text": "é漢"}}))
    (trace,) = figure["data"]
    for axis, values in {"x": x, "y": y}.items():
        stored = np.frombuffer(base64.b64decode(trace[axis]["bdata"]), "<" + trace[axis]["dtype"])
        np.testing.assert_array_equal(stored, values)
    assert figure["layout"]["title"]["text"] == "é漢"
    assert figure == json.loads(go.Figure(go.Scatter(x=x, y=y), layout={"title": {"text": "é漢"}}).to_json())


def test_dates_and_gaps_of_a_figure() -> None:
    (trace,) = figure_of(go.Figure(go.Scatter(x=[MOMENT, None], y=[float("nan"), 2.0])))["data"]
    assert trace["x"] == ["2026-01-02T03:04:05", None]
    assert trace["y"] == [None, 2.0]


def test_a_dict_with_arrays_of_every_library() -> None:
    figure = figure_of(
        {
            "data": [
                {"x": np.array(["2026-01-02"], "M8[D]"), "y": np.array([1.0, np.nan, -np.inf])},
                {"x": [MOMENT], "y": torch.tensor([1, 2])},
                {"x": pandas.Series(["a", "b"]), "y": pandas.Series([1.5, 2.5]), "size": np.float32(0.5)},
                go.Bar(y=[3]),
            ],
            "layout": {"showlegend": True, "width": 2**60},
        }
    )
    assert figure["data"] == [
        {"x": ["2026-01-02"], "y": [1.0, None, None]},
        {"x": ["2026-01-02T03:04:05"], "y": [1, 2]},
        {"x": ["a", "b"], "y": [1.5, 2.5], "size": 0.5},
        {"type": "bar", "y": [3]},
    ]
    assert figure["layout"] == {"showlegend": True, "width": 2**60}


def test_json_as_text() -> None:
    figure = go.Figure(go.Scatter(y=np.arange(3.0)))
    assert figure_of(figure.to_json()) == figure_of(figure)
    assert figure_of('{"data": [{"y": [NaN, 1]}]}') == {"data": [{"y": [None, 1]}]}


CYCLE: dict[str, Any] = {"data": []}
CYCLE["data"].append(CYCLE)


@pytest.mark.parametrize(
    ("given", "error", "words"),
    [
        (None, TypeError, "expected a plotly figure, a dict with 'data', or JSON, got None"),
        (pandas.DataFrame({"a": [1]}), TypeError, "got DataFrame"),
        ("fig", ValueError, "a str has to be a figure's JSON"),
        ("[1]", ValueError, "expected a JSON object with 'data'"),
        ({"layout": {}}, ValueError, r"expected a list of traces in 'data', got the keys \['layout'\]"),
        ({"data": {"y": [1]}}, ValueError, "expected a list of traces"),
        ({"data": [{"y": [1, object()]}]}, TypeError, r"figure\['data'\]\[0\]\['y'\]\[1\]: expected .* got object"),
        ({"data": [{"name": "\ud800"}]}, ValueError, "surrogates"),
        (CYCLE, ValueError, "holds itself"),
    ],
)
def test_what_is_no_figure(given: Any, error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=rf"(?s)add_plotly\('a'\): .*{words}"):
        plotly("a", given)


def test_plotly_is_not_imported() -> None:
    code = "import sys; from runchart.summary.plotly import plotly; plotly('a', {'data': []}); print('plotly' in sys.modules)"
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ended.stdout.strip() == "False"
