"""`log`: many values in one call, all or none of them."""

from __future__ import annotations

import decimal
import fractions
import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import jax.numpy
import matplotlib.figure
import numpy as np
import pandas
import plotly.graph_objects as go
import pytest
import torch
from PIL import Image
from tensorboard.backend.event_processing.event_file_loader import RawEventFileLoader
from tensorboard.compat.proto.event_pb2 import Event
from tensorboard.compat.proto.summary_pb2 import Summary

from runchart import SummaryWriter
from runchart.summary.log import entries
from runchart.summary.names import TENSORBOARDX, TORCH


def values_in(run: Path) -> list[tuple[int, float, Summary.Value]]:
    """Step, time and value of all that was logged, in the order of the file."""
    (file,) = run.iterdir()
    events = [Event.FromString(record) for record in RawEventFileLoader(str(file)).Load()]
    return [(event.step, event.wall_time, value) for event in events for value in event.summary.value]


def kind_of(value: Summary.Value) -> str:
    """What the value is: one of the fields of Summary.Value, for tensors the name of the plugin, for ours the kind."""
    data = value.metadata.plugin_data
    if data.plugin_name == "runchart":
        return json.loads(data.content)["kind"]
    return data.plugin_name or value.WhichOneof("value")


PIXELS = np.random.default_rng(1).integers(0, 256, (5, 7, 3), dtype=np.uint8)

RULES = [
    (
        "simple_value",
        [0.5, 1, True, np.float32(2), np.array(3), np.array([[4]]), [5], torch.tensor(1.5), torch.ones(1, 1)],
    ),
    ("simple_value", [torch.ones(1, dtype=torch.bfloat16, requires_grad=True), jax.numpy.float32(1)]),
    ("simple_value", [decimal.Decimal("0.5"), fractions.Fraction(1, 2), float("nan"), np.uint8(7), np.array([True])]),
    ("text", ["", "note", "1.5", np.str_("é")]),
    ("plotly", [go.Figure()]),
    ("table", [pandas.DataFrame({"a": [1]})]),
    ("image", [matplotlib.figure.Figure(figsize=(1, 1)), Image.fromarray(PIXELS), Image.new("P", (2, 2))]),
    ("image", [PIXELS, PIXELS[:, :, 0], PIXELS.transpose(2, 0, 1), torch.from_numpy(PIXELS)]),
    ("image", [np.stack([PIXELS, PIXELS]), np.stack([PIXELS, PIXELS]).transpose(0, 3, 1, 2)]),
    ("histo", [np.zeros(3), torch.zeros(2, 3, requires_grad=True), [1, 2.5], (1, 2), jax.numpy.ones((5, 7, 3))]),
    ("histo", [np.zeros(3, np.uint8), np.zeros((5, 7, 2), np.uint8), torch.ones(2, dtype=torch.bfloat16)]),
    ("histo", [np.array([True, False]), [torch.ones(2), torch.zeros(2)], np.array([np.nan, np.inf])]),
]


def name(value: Any) -> str:
    return value if isinstance(value, str) else f"{type(value).__name__}{tuple(getattr(value, 'shape', ()))}"


@pytest.mark.parametrize(("kind", "value"), [(kind, value) for kind, values in RULES for value in values], ids=name)
def test_the_rule_that_is_taken(kind: str, value: Any, tmp_path: Path) -> None:
    with SummaryWriter(tmp_path) as writer:
        writer.log({"a": {"b": value}}, 3, 5.0)
    ((step, walltime, found),) = values_in(tmp_path)
    assert (step, walltime) == (3, 5.0)
    assert found.tag == ("a/b/text_summary" if kind == "text" else "a/b")
    assert kind_of(found) == kind


@pytest.mark.parametrize(
    "given",
    [PIXELS, PIXELS.transpose(2, 0, 1), torch.from_numpy(PIXELS), Image.fromarray(PIXELS)],
    ids=["HWC", "CHW", "torch", "PIL"],
)
def test_pixels(given: Any, tmp_path: Path) -> None:
    with SummaryWriter(tmp_path) as writer:
        writer.log({"sample": given})
    ((_, _, value),) = values_in(tmp_path)
    np.testing.assert_array_equal(np.asarray(Image.open(io.BytesIO(value.image.encoded_image_string))), PIXELS)


def test_nested_names_and_none(tmp_path: Path) -> None:
    with SummaryWriter(tmp_path) as writer:
        writer.log(
            {"train": {"loss": 0.3, "acc": {"top1": 0.9, "top5": None}}, "layers": {0: 1.0, 1: 2.0}, "empty": {}}, 7
        )
    found = [(value.tag, step, value.simple_value) for step, _, value in values_in(tmp_path)]
    expected = [("train/loss", 0.3), ("train/acc/top1", 0.9), ("layers/0", 1.0), ("layers/1", 2.0)]
    assert [(tag, step) for tag, step, _ in found] == [(tag, 7) for tag, _ in expected]
    np.testing.assert_allclose([value for *_, value in found], [value for _, value in expected], rtol=1e-7)


def test_names_of_tensorboardx() -> None:
    given = {"a b": [1.0, 2.0], "c d": PIXELS}
    tags = {}
    for names in (TORCH, TENSORBOARDX):
        drafts = [draft for _, draft in entries(given, names) if not isinstance(draft, float)]
        tags[names] = [Summary.FromString(draft.SerializeToString()).value[0].tag for draft in drafts]
    assert tags == {TORCH: ["a b", "c d"], TENSORBOARDX: ["a_b", "c_d"]}


def test_what_the_script_changes_afterwards_is_not_logged(tmp_path: Path) -> None:
    weights = np.full(1000, 3.0)
    with SummaryWriter(tmp_path) as writer:
        writer.log({"weights": weights})
        weights[:] = 9
    ((_, _, value),) = values_in(tmp_path)
    assert (value.histo.min, value.histo.max) == (3, 3)


CYCLE: dict[str, Any] = {}
CYCLE["again"] = CYCLE


@pytest.mark.parametrize(
    ("value", "error", "words"),
    [
        (object(), TypeError, "log: 'bad': expected numbers, arrays, str.*there is an add_.* method, got object"),
        ({"deep": {1, 2}}, TypeError, "log: 'bad/deep': expected numbers.*got set"),
        (float, TypeError, "log: 'bad': .*got type"),
        (b"raw", TypeError, "log: 'bad': .*got bytes"),
        (1j, TypeError, "log: 'bad': .*got complex"),
        (["x", "y"], TypeError, "log: 'bad': .*got list"),
        ([{"a": 1}], TypeError, "log: 'bad': .*got list"),
        (np.array([1, None]), TypeError, "log: 'bad': .*got ndarray"),
        (torch.zeros(2, dtype=torch.complex64), TypeError, "log: 'bad': .*got Tensor"),
        (torch.zeros(3, device="meta"), ValueError, "log: 'bad': .*'meta'"),
        ([], ValueError, "log: 'bad': expected numbers, got list.*no elements"),
        (torch.zeros(0), ValueError, "log: 'bad': .*no elements"),
        ([[1], [1, 2]], ValueError, "log: 'bad': .*lists of the same length"),
        (10**400, ValueError, "log: 'bad': .*too large"),
        (pandas.DataFrame({"a": [object()]}), TypeError, r"add_table\('bad'\): row 0, column 'a'"),
        ("a\ud800", ValueError, r"add_text\('bad'\): .*surrogates"),
        ({(1, 2): 3}, TypeError, "log: a key of 'bad': expected a str or an int, got tuple"),
        ({True: 3}, TypeError, "log: a key of 'bad': .*got bool"),
        ({"\ud800": 3}, ValueError, "tag: holds surrogates"),
        (CYCLE, ValueError, "holds itself"),
    ],
)
def test_all_or_nothing(value: Any, error: type[Exception], words: str, tmp_path: Path) -> None:
    with SummaryWriter(tmp_path) as writer, pytest.raises(error, match=f"(?s){words}"):
        writer.log({"good": 0.5, "weights": np.zeros(3), "bad": value, "text": "a"})
    assert values_in(tmp_path) == []


def test_bad_calls_write_nothing(tmp_path: Path) -> None:
    with SummaryWriter(tmp_path) as writer:
        with pytest.raises(TypeError, match=r"log: expected a dict such as .*got float 0.5"):
            writer.log(0.5)  # type: ignore[arg-type]
        with pytest.raises(ValueError, match="log: two values under the tag 'a/b'"):
            writer.log({"a/b": 1, "a": {"b": 2}})
        with pytest.raises((TypeError, ValueError), match="global_step"):
            writer.log({"a": 1}, "three")
    assert values_in(tmp_path) == []


def test_numbers_load_no_library(tmp_path: Path) -> None:
    code = (
        "import sys, runchart\n"
        "with runchart.SummaryWriter(sys.argv[1]) as writer: writer.log({'a': 1.0, 'b': [1, 2], 'c': 'text'})\n"
        "print(sorted({'torch', 'pandas', 'matplotlib', 'PIL', 'plotly'} & set(sys.modules)))\n"
    )
    ended = subprocess.run([sys.executable, "-c", code, tmp_path], capture_output=True, text=True, check=True)
    assert ended.stdout.strip() == "[]"
