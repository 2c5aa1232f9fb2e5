"""Files that the reference programs themselves wrote (tests/golden/make_*.py) give the answers that lie beside them.

Three readers are asked: `runchart.open`, the native `Reader`, and TensorBoard's accumulator where it keeps what the file holds.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from google.protobuf.json_format import MessageToDict
from tensorboard.backend.event_processing.plugin_event_accumulator import EventAccumulator
from tensorboard.plugins.hparams.plugin_data_pb2 import HParamsPluginData
from tensorboard.util.tensor_util import make_ndarray

import runchart
from runchart._core import Reader
from runchart.reader.session import START_TAG

GOLDEN = Path(__file__).parents[1] / "golden"
ANSWERS = {path.parent.name: json.loads(path.read_text())["runs"] for path in GOLDEN.glob("*/answers.json")}
RUNS = sorted((logdir, run) for logdir, runs in ANSWERS.items() for run in runs)
PROGRAMS = {
    *("catboost", "clu", "keras", "lightning", "restarts", "tensorboardX"),
    *("tensorflow1", "tensorflow2", "tensors", "torch"),
}
# TensorBoard's names of kinds that it makes up while it reads; the file has no plugin there.
KINDS = {"graph_tagged_run_metadata": "graph_run_metadata"}
# Bytes of messages, and JSON.
MESSAGES = {"graph_tagged_run_metadata", "graph_run_metadata_graph", "graph_keras_model"}
# What the file holds beyond TensorBoard's reader, which skips meta graphs.
OURS = {("tensorflow1", "summaries"): {"__meta_graph__"}}
WIDENED = {"float16": "float32", "bfloat16": "float32", "string": "object"}
UNREAD_BY_TENSORBOARD = {"bfloat16", "uint32", "uint64"}


def test_every_program_is_there() -> None:
    assert ANSWERS.keys() == PROGRAMS
    assert sum(path.stat().st_size for path in GOLDEN.rglob("*") if path.is_file()) < 2**20


def test_every_tensor_of_every_type_is_there() -> None:
    types = {answer["dtype"] for tags in ANSWERS["tensors"].values() for answer in tags.values()}
    assert len(types) == 16
    assert types > {"float16", "bfloat16", "complex64", "complex128", "string"}
    strings = {len(answer["shape"]) for answer in ANSWERS["tensors"]["proto"].values() if answer["dtype"] == "string"}
    assert strings == {0, 1, 2, 3}


@pytest.mark.parametrize(("logdir", "name"), RUNS)
def test_runchart_open(logdir: str, name: str) -> None:
    with runchart.open(GOLDEN / logdir, follow=False, fold=False) as log:
        assert log.damage == []
        assert log.runs.keys() == ANSWERS[logdir].keys()
        run = log.runs[name]
        entries = run.entries()
        assert entries.keys() - OURS.get((logdir, name), set()) == ANSWERS[logdir][name].keys()
        for tag, answer in ANSWERS[logdir][name].items():
            kind = answer["kind"]
            assert (tag, entries[tag].kind) == (tag, KINDS.get(kind, kind))
            assert (tag, entries[tag].points) == (tag, len(answer["steps"]) + answer.get("superseded", 0))
            if kind == "hparams" and tag == START_TAG:
                (session,) = log.hparams(name)
                assert session.hparams == answer["values"][0]["session_start_info"]["hparams"]
            elif kind == "graph_keras_model":
                assert run.keras_models(tag)[0]["config"]["layers"]
            elif kind != "hparams":
                steps, values = by_open(run, tag, kind)
                assert (tag, steps) == (tag, answer["steps"])
                assert (tag, values) == (tag, answer["values"])


@pytest.mark.parametrize(("logdir", "name"), RUNS)
def test_native_reader(logdir: str, name: str) -> None:
    reader = Reader(str(GOLDEN / logdir), follow=False)
    reader.refresh()
    tags = reader.tags()
    (run,) = (run for run in reader.runs() if run["name"] == name)
    for tag, answer in ANSWERS[logdir][name].items():
        number = tags.index(tag)
        if answer["kind"] == "scalars":
            steps, _, numbers = reader.scalars(run["id"], number)
            values = plain(numbers)
        else:
            places = reader.places(run["id"], number)
            steps = places["steps"]
            pairs = zip(places["files"], places["offsets"], strict=True)
            values = [native(reader.value(run["id"], number, int(file), int(offset)), answer) for file, offset in pairs]
        assert (tag, steps.tolist()) == (tag, answer["steps"])
        assert (tag, values) == (tag, answer["values"])


@pytest.mark.parametrize(("logdir", "name"), RUNS)
def test_tensorboard_agrees(logdir: str, name: str) -> None:
    """TensorBoard's accumulator, which applies session starts, has the same steps, and the same numbers and texts."""
    sizes = {"scalars": 0, "tensors": 0, "images": 0, "audio": 0, "histograms": 0}
    accumulator = EventAccumulator(
        str(GOLDEN / logdir / name), size_guidance=sizes, tensor_size_guidance=dict.fromkeys(PLUGINS, 0)
    )
    accumulator.Reload()
    for tag, answer in ANSWERS[logdir][name].items():
        if answer.get("dtype") in UNREAD_BY_TENSORBOARD:
            continue
        events = accumulator.Tensors(tag)
        assert (tag, [event.step for event in events]) == (tag, answer["steps"])
        if answer["kind"] not in {"hparams", "images", "audio"} | MESSAGES | {"graphs"}:
            assert (tag, [plain(make_ndarray(event.tensor_proto)) for event in events]) == (tag, answer["values"])


PLUGINS = {answer["kind"] for runs in ANSWERS.values() for tags in runs.values() for answer in tags.values()}


def by_open(run: runchart.reader.Run, tag: str, kind: str) -> tuple[list[int], list[Any]]:
    """Steps and values in the form of the answers, by the call of the kind."""
    if kind == "scalars":
        return run[tag].steps.tolist(), plain(run[tag].values)
    if kind == "images":
        images = run.images(tag)
        encoded = [images.encoded(number) for number in range(len(images))]
        shapes = [image.shape[-3:-1] if image.ndim > 2 else image.shape for image in images]
        values: list[Any] = [
            {"width": width, "height": height, "encoded": [digest(one) for one in several]}
            for (height, width), several in zip(shapes, encoded, strict=True)
        ]
        return images.steps.tolist(), values
    if kind == "audio":
        sounds = run.audio(tag)
        return sounds.steps.tolist(), [
            {"encoded": [digest(one) for one in every_sound(run, tag, i)]} for i in range(len(sounds))
        ]
    if kind == "histograms":
        histograms = run.histograms(tag)
        return histograms.steps.tolist(), [buckets(vars(histogram)) for histogram in histograms]
    if kind == "graphs" or kind in MESSAGES:
        graphs = run.graphs(tag) if kind == "graphs" else run.run_metadata(tag)
        return graphs.steps.tolist(), [[digest(graph)] for graph in graphs]
    items = run.text(tag) if kind == "text" else run.tensors(tag)
    return items.steps.tolist(), [plain(item) for item in items]


def every_sound(run: runchart.reader.Run, tag: str, index: int) -> list[bytes]:
    """The sounds of one point, sample after sample."""
    found: list[bytes] = []
    while True:
        try:
            found.append(run.audio(tag, len(found))[index].encoded)
        except IndexError:
            return found


def native(value: Any, answer: dict[str, Any]) -> Any:
    """One value of the native reader in the form of the answers."""
    if "dtype" in answer and value["kind"] == "tensor":
        assert value["array"].dtype == WIDENED.get(answer["dtype"], answer["dtype"])
        assert value["array"].shape == tuple(answer["shape"])
    if answer["kind"] in MESSAGES and value["kind"] == "strings":
        return [digest(one) for one in value["values"]]
    return NATIVE[value["kind"]](value)


NATIVE: dict[str, Callable[[Any], Any]] = {
    "image": lambda value: {
        "width": value["width"],
        "height": value["height"],
        "encoded": [digest(one) for one in value["encoded"]],
    },
    "audio": lambda value: {"encoded": [digest(one) for one in value["encoded"]]},
    "histogram": lambda value: buckets(dict(value)),
    "bytes": lambda value: [digest(value["data"])],
    "metadata": lambda value: MessageToDict(
        HParamsPluginData.FromString(value["content"]), preserving_proto_field_name=True
    ),
    "tensor": lambda value: plain(value["array"]),
    "strings": lambda value: plain(np.array(value["values"], object).reshape(value["shape"])),
}


def buckets(histogram: dict[str, Any]) -> Any:
    """Rows of left, right, count. TensorBoard makes float32 of histograms of the first version, which alone have a sum."""
    rows = np.stack([histogram["left"], histogram["right"], histogram["counts"]], axis=1)
    return plain(rows if histogram["sum"] is None else rows.astype(np.float32))


def digest(data: bytes) -> str:
    return f"{len(data)} {hashlib.sha256(data).hexdigest()}"


def plain(value: Any) -> Any:
    """What JSON has, as tests/golden/answers.py makes it."""
    if isinstance(value, np.ndarray):
        return plain(value.tolist())
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, bytes):
        return value.decode("utf-8", "backslashreplace")
    if isinstance(value, complex):
        return [plain(value.real), plain(value.imag)]
    return str(value) if isinstance(value, float) and not math.isfinite(value) else value
