"""Meshes: tensorboardX's and torch's own messages, and what TensorBoard's mesh dashboard reads."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tensorboardX.summary
import torch
import torch.utils.tensorboard.summary
from tensorboard.backend.event_processing.event_file_loader import EventFileLoader
from tensorboard.compat.proto.summary_pb2 import Summary
from tensorboard.plugins.mesh.plugin_data_pb2 import MeshPluginData
from tensorboard.util.tensor_util import make_ndarray

from runchart import SummaryWriter
from runchart.summary.mesh import mesh
from runchart.summary.names import TENSORBOARDX

POINTS = np.array([[[1, 1, 1], [-1, -1, 1], [1, -1, -1], [-1, 1, -1]]], dtype=float)
COLORS = np.array([[[255, 0, 0], [0, 255, 0], [0, 0, 255], [255, 0, 255]]], dtype=int)
FACES = np.array([[[0, 2, 3], [0, 3, 1], [0, 1, 2], [1, 3, 2]]], dtype=int)
CONFIG = {"material": {"cls": "PointsMaterial", "size": 0.05}, "camera": {"cls": "PerspectiveCamera", "fov": 75}}

CASES = {
    "all": (POINTS, COLORS, FACES, None),
    "config": (POINTS, COLORS, FACES, CONFIG),
    "points": (POINTS, None, None, None),
    "colors": (POINTS, COLORS, None, None),
}


def read(*arguments: Any, **options: Any) -> Any:
    return Summary.FromString(mesh(*arguments, **options).SerializeToString())


@pytest.mark.parametrize("case", CASES)
def test_the_message_is_torchs(case: str) -> None:
    vertices, colors, faces, config = CASES[case]
    tensors = [None if part is None else torch.as_tensor(part) for part in (vertices, colors, faces)]
    theirs = torch.utils.tensorboard.summary.mesh("some/mesh", *tensors, config)
    assert read("some/mesh", *CASES[case]) == theirs


@pytest.mark.parametrize("case", CASES)
def test_the_message_is_tensorboardxs(case: str) -> None:
    theirs = tensorboardX.summary.mesh("my mesh", *CASES[case])
    assert str(read("my mesh", *CASES[case], names=TENSORBOARDX)) == str(theirs)


@pytest.mark.parametrize(
    "make",
    [
        np.float32,
        np.float16,
        torch.tensor,
        lambda values: torch.tensor(values).to(torch.bfloat16),
        lambda values: torch.tensor(values, requires_grad=True),
        lambda values: values.tolist(),
        lambda values: __import__("jax").numpy.asarray(values.astype(np.float32)),
    ],
)
def test_arrays_of_any_library_are_taken(make: Any) -> None:
    value = read("tag", make(POINTS)).value[0]
    assert np.array_equal(make_ndarray(value.tensor), POINTS)


def test_colors_outside_are_clipped_and_nan_vertices_kept() -> None:
    colors = [[[-5.0, 300.0, float("nan")], [0.5, 254.5, float("inf")]]]
    vertices = [[[float("nan"), 0.0, 1e300], [float("inf"), 1.0, 2.0]]]
    summary = read("tag", vertices, colors)
    assert np.array_equal(make_ndarray(summary.value[1].tensor), [[[0, 255, 0], [0.5, 254.5, 255]]])
    assert np.array_equal(
        make_ndarray(summary.value[0].tensor), [[[np.nan, 0, np.inf], [np.inf, 1, 2]]], equal_nan=True
    )


@pytest.mark.parametrize(
    ("arguments", "error", "words"),
    [
        ((3, POINTS), TypeError, "tag"),
        (("s", POINTS[0]), ValueError, r"add_mesh\('s'\): vertices: .*\(B, N, 3\).* got \(4, 3\); .* values\[None\]"),
        (("s", POINTS[..., :2]), ValueError, r"vertices: .* got \(1, 4, 2\)"),
        (("s", POINTS[:, :0]), ValueError, r"vertices: .* none of them 0, got \(1, 0, 3\)"),
        (("s", "points"), TypeError, r"add_mesh\('s'\): vertices"),
        (("s", None), TypeError, r"vertices.*None"),
        (("s", POINTS * 1j), TypeError, "real numbers"),
        (("s", POINTS, COLORS[:, :3]), ValueError, r"colors: .* shape \(1, 4, 3\), got \(1, 3, 3\)"),
        (("s", POINTS, None, FACES + 1), ValueError, r"faces: .* 0 to 3, got 4"),
        (("s", POINTS, None, FACES - 1), ValueError, r"faces: .* 0 to 3, got -1"),
        (("s", POINTS, None, FACES * 0.5), ValueError, r"faces: expected whole numbers"),
        (("s", POINTS, None, FACES * float("nan")), ValueError, r"faces: expected whole numbers"),
        (("s", POINTS, None, np.tile(FACES, (2, 1, 1))), ValueError, r"faces: .* each of the 1 meshes"),
        (("s", POINTS, None, None, "camera"), TypeError, r"config_dict: expected a dict"),
        (("s", POINTS, None, None, {"fov": float("nan")}), TypeError, r"config_dict: expected what JSON takes"),
        (("s", POINTS, None, None, {"fov": np.zeros(2)}), TypeError, r"config_dict: expected what JSON takes"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_written(
    tmp_path: Path, arguments: Any, error: type[Exception], words: str
) -> None:
    with SummaryWriter(tmp_path) as writer, pytest.raises(error, match=words):
        writer.add_mesh(*arguments)
    (file,) = tmp_path.iterdir()
    assert [event.WhichOneof("what") for event in EventFileLoader(str(file)).Load()] == ["file_version"]


@pytest.mark.parametrize("loader", ["data server", "python"])
@pytest.mark.parametrize("names", ["torch", "tensorboardX"])
def test_tensorboard_shows_it(
    tmp_path: Path, tensorboard: Any, loader: str, names: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if names == "tensorboardX":
        monkeypatch.setattr(SummaryWriter, "names", TENSORBOARDX)
    batch = np.concatenate([POINTS, POINTS + 1])
    with SummaryWriter(tmp_path / "run") as writer:
        writer.add_mesh("shape", batch, np.tile(COLORS, (2, 1, 1)), np.tile(FACES, (2, 1, 1)), CONFIG, 7, 12.5)
    with tensorboard(tmp_path, loader) as board:
        asked = {"run": "run", "tag": "shape"}
        tags = board.wait_for(lambda: board.get("/data/plugin/mesh/tags").get("run"))
        assert tags == {"shape": {"samples": 2}}
        parts = board.get("/data/plugin/mesh/meshes", **asked)
        data = {
            kind: board.client.get(
                "/data/plugin/mesh/data", params={**asked, "content_type": kind, "step": 7, "sample": 1}
            ).content
            for kind in ("VERTEX", "FACE", "COLOR")
        }
    assert sorted(part["content_type"] for part in parts) == [1, 2, 3]
    assert {(part["step"], part["wall_time"]) for part in parts} == {(7, 12.5)}
    assert [json.loads(part["config"]) for part in parts] == [CONFIG] * 3
    assert {part["components"] for part in parts} == {0b1110}
    assert np.array_equal(np.frombuffer(data["VERTEX"], np.float32).reshape(4, 3), POINTS[0] + 1)
    assert np.array_equal(np.frombuffer(data["FACE"], np.int32).reshape(4, 3), FACES[0])
    assert np.array_equal(np.frombuffer(data["COLOR"], np.uint8).reshape(4, 3), COLORS[0])


def test_the_metadata_is_tensorboards() -> None:
    content = read("shape", POINTS, COLORS, config_dict=CONFIG).value[1].metadata.plugin_data.content
    found = MeshPluginData.FromString(content)
    assert (found.version, found.name, found.content_type, list(found.shape)) == (0, "shape", 3, [1, 4, 3])
    assert json.loads(found.json_config) == CONFIG
