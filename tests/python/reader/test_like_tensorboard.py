"""PR curves, meshes, layouts and embeddings by torch, tensorboardX, TensorFlow and runchart, as TensorBoard's own server has them."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import runchart
from runchart.reader import Chart, Log, Margin, PrCurve, Run
from runchart.summary.wire import string

GOLDEN = Path(__file__).parents[2] / "golden"
WRITERS = ["torch", "tensorboardX", "ours"]
VERTICES, FACES, COLORS = 1, 2, 3
PARTS = {VERTICES: "VERTEX", FACES: "FACE", COLORS: "COLOR"}


@pytest.fixture(scope="module")
def logdir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """torch/main and tensorboardX/main by these libraries, tensorflow2/plugins by TensorBoard's plugins, and ours/main."""
    logdir = tmp_path_factory.mktemp("like") / "logs"
    for library in ("torch", "tensorboardX", "tensorflow2"):
        shutil.copytree(GOLDEN / library, logdir / library)
    random = np.random.default_rng(0)
    with runchart.SummaryWriter(logdir / "ours" / "main") as writer:
        for step in (0, 3, 4):
            writer.add_pr_curve("curve", random.integers(0, 2, 40), random.uniform(size=40), step, num_thresholds=11)
            vertices, faces = random.uniform(size=(1, 4, 3)), np.array([[[0, 1, 2], [1, 2, 3]]])
            writer.add_mesh("mesh", vertices, random.integers(0, 256, (1, 4, 3)), faces, {"camera": {"fov": 75}}, step)
            writer.add_mesh("cloud", vertices, global_step=step)
        writer.add_custom_scalars(
            {
                "losses": {
                    "both": ["Multiline", ["loss/train", "loss/val"]],
                    "band": ["Margin", ["loss/mean", "loss/low", "loss/high"]],
                }
            }
        )
        writer.add_embedding(
            random.normal(size=(4, 3)), ["a", "b", "c", "d"], random.uniform(size=(4, 3, 6, 6)), 0, "points"
        )
    return logdir


@pytest.fixture(scope="module")
def board(logdir: Path, tensorboard: Callable[[Path, str], Any]) -> Iterator[Any]:
    with tensorboard(logdir, "python") as board:
        board.wait_for(lambda: len(board.get("/data/plugin/pr_curves/tags")) >= 4)
        board.wait_for(lambda: len(board.get("/data/plugin/mesh/tags")) >= 4)
        yield board


@pytest.fixture(scope="module")
def log(logdir: Path) -> Log:
    with runchart.open(logdir, follow=False) as log:
        return log


def test_pr_curves(board: Any, log: Log) -> None:
    tags = board.get("/data/plugin/pr_curves/tags")
    assert {run: sorted(there) for run, there in tags.items()} == {
        name: run.kinds["pr_curves"] for name, run in log.runs.items() if "pr_curves" in run.kinds
    }
    for run in tags:
        for tag in tags[run]:
            theirs = board.get("/data/plugin/pr_curves/pr_curves", run=run, tag=tag)[run]
            ours = log.runs[run].pr_curves(tag)
            assert ours.steps.tolist() == [curve["step"] for curve in theirs]
            assert ours.wall_times.tolist() == [curve["wall_time"] for curve in theirs]
            for curve, expected in zip(map(without_end, ours), theirs, strict=True):
                assert curve.thresholds == pytest.approx(expected["thresholds"], abs=1e-6)
                assert curve.precision.tolist() == expected["precision"]
                assert curve.recall.tolist() == expected["recall"]
                counts = (curve.tp, curve.fp, curve.tn, curve.fn)
                names = ("true_positives", "false_positives", "true_negatives", "false_negatives")
                assert [count.astype(int).tolist() for count in counts] == [
                    expected[name][: len(curve.tp)] for name in names
                ]
    assert len(log.pr_curves()) == sum(map(len, tags.values())) >= 5


def without_end(curve: PrCurve) -> PrCurve:
    """TensorBoard leaves out the last thresholds, at which nothing is taken for positive, and the fractions of counts."""
    end = int(np.flatnonzero(curve.tp.astype(int) + curve.fp.astype(int))[-1]) + 1
    return PrCurve(**{name: column[:end] for name, column in vars(curve).items()})


@pytest.mark.parametrize("run", [f"{name}/main" for name in WRITERS] + ["tensorflow2/plugins"])
def test_meshes(board: Any, log: Log, run: str) -> None:
    """tensorboardX does not say which components a mesh has."""
    assert sorted(board.get("/data/plugin/mesh/tags")[run]) == ["cloud", "mesh"]
    for tag in ("cloud", "mesh"):
        meshes = log.runs[run].meshes(tag)
        parts = board.get("/data/plugin/mesh/meshes", run=run, tag=tag)
        vertices = [part for part in parts if part["content_type"] == VERTICES]
        assert meshes.steps.tolist() == [part["step"] for part in vertices]
        assert meshes.wall_times.tolist() == [part["wall_time"] for part in vertices]
        for place, mesh in enumerate(meshes):
            assert mesh.config == (json.loads(parts[0]["config"]) or {})
            for kind, data, dtype in (
                (VERTICES, mesh.vertices, np.float32),
                (FACES, mesh.faces, np.int32),
                (COLORS, mesh.colors, np.uint8),
            ):
                logged = [part for part in parts if part["content_type"] == kind]
                assert (data is not None) == bool(logged)
                if data is not None:
                    asked = {
                        "run": run,
                        "tag": tag,
                        "content_type": PARTS[kind],
                        "sample": 0,
                        "step": meshes.steps[place],
                    }
                    sent = board.client.get("/data/plugin/mesh/data", params=asked).content
                    assert data.dtype == dtype
                    assert data[0].tolist() == np.frombuffer(sent, dtype).reshape(-1, 3).tolist()
    assert meshes.config == {"camera": {"fov": 75}}
    assert log.runs[run].meshes("cloud")[0].faces is None
    assert len(meshes[1:]) == len(meshes) - 1
    assert repr(meshes).startswith(f"<Meshes 'mesh' of {run!r}: {len(meshes)} points, steps ")


def test_parts_of_a_mesh_belong_together_by_step(tmp_path: Path) -> None:
    corners = np.arange(12.0).reshape(1, 4, 3)
    with runchart.SummaryWriter(tmp_path) as writer:
        writer.add_mesh("mesh", corners, faces=np.array([[[0, 1, 2]]]), global_step=0)
        writer.add_mesh("mesh", corners + 1, global_step=1)
        writer.add_mesh("mesh", corners + 2, faces=np.array([[[1, 2, 3]]]), global_step=2)
    with runchart.open(tmp_path, follow=False) as log:
        faces = [mesh.faces if mesh.faces is None else mesh.faces.tolist() for mesh in log.runs["."].meshes("mesh")]
    assert faces == [[[[0, 1, 2]]], None, [[[1, 2, 3]]]]


@pytest.mark.parametrize("name", WRITERS)
def test_layouts(board: Any, log: Log, name: str) -> None:
    (category,) = log.runs[f"{name}/main"].layout()
    assert (category.title, category.closed) == ("losses", False)
    assert category.charts == (
        Chart("both", ("loss/train", "loss/val"), ()),
        Chart("band", (), (Margin("loss/mean", "loss/low", "loss/high"),)),
    )
    assert log.layout("*/main") == (category,)
    theirs = board.get("/data/plugin/custom_scalars/layout")["category"]
    assert [chart["title"] for one in theirs if one["title"] == "losses" for chart in one["chart"]][:2] == [
        "both",
        "band",
    ]


@pytest.mark.parametrize("name", WRITERS)
def test_embeddings(board: Any, log: Log, name: str) -> None:
    run: Run = log.runs[f"{name}/main"]
    (embedding,) = run.embeddings().values()
    asked = {"run": f"{name}/main", "name": "points:00000"}

    def sent(what: str) -> bytes:
        answer = board.client.get(f"/data/plugin/projector/{what}", params=asked)
        assert answer.status_code == 200, answer.text
        return bytes(answer.content)

    assert embedding.name == asked["name"]
    assert embedding.to_numpy().tobytes() == sent("tensor")
    assert embedding.to_numpy().shape == (4, 3)
    assert embedding.metadata() == {"label": sent("metadata").decode().split()}
    thumbnails = embedding.thumbnails()
    assert thumbnails is not None
    assert thumbnails.shape[:3] == (4, 6, 6)
    sprite = run._log.runs[f"{name}/main"].embeddings()["points:00000"]
    assert Path(sprite.directory, sprite.sprite_path).read_bytes() == sent("sprite_image")


def test_a_mesh_that_cannot_be_read_hides_no_other(tmp_path: Path) -> None:
    with runchart.SummaryWriter(tmp_path) as writer:
        for content in (b"\xff\xff", b"\x2a\x01[", b"\x12\x01\xff"):
            writer.file_writer.add_summary(string(content.hex(), b"", (), "mesh", content), 0)
        writer.add_mesh("mesh", np.eye(3)[None])
    with runchart.open(tmp_path, follow=False) as log:
        assert len(log.runs["."].meshes("mesh")) == 1


def test_runs_without_any(log: Log) -> None:
    run = log.runs["torch/restarted"]
    assert (run.layout(), run.embeddings(), run.config(), run.hparams()) == ((), {}, {}, {})
    with pytest.raises(KeyError, match="no meshes of tag 'mesh' in run 'torch/restarted'; there is none"):
        run.meshes("mesh")
    with pytest.raises(KeyError, match="no meshes of tag 'mess' in run 'torch/main'; there is 'mesh'"):
        log.runs["torch/main"].meshes("mess")
    with pytest.raises(KeyError, match=r"holds mesh, not pr_curves; run.tensors\('mesh_FACE'\) reads it"):
        log.runs["torch/main"].pr_curves("mesh_FACE")
    with pytest.raises(KeyError, match=r"holds custom_scalars, not images; run.layout\(\) reads it"):
        log.runs["torch/main"].images("custom_scalars__config__")
