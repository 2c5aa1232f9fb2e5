"""One logdir in which runchart, tensorboardX and torch.utils.tensorboard have made the same calls.

Each library has a pair of folders, `<library>/ours` and `<library>/theirs`: in `ours` runchart wrote under the names of that
library. In both are the run `main` with all kinds of data, and a run for each graph, of which TensorBoard keeps one a run.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import matplotlib
import numpy as np
import onnx
import pytest
import tensorboardX
import torch
from matplotlib.figure import Figure
from onnx import TensorProto, helper
from torch.utils.tensorboard import SummaryWriter as TorchWriter

from runchart import SummaryWriter
from runchart.summary.names import TENSORBOARDX

STEPS = (0, 1, 7)
NUMBERS = (2**24 + 1, -1e-30, 0.1)
FAR = {"scalar/odd": (float("nan"), float("inf"), -float("inf")), "scalar/long": (2**30, True, np.float16(0.1))}


class NamedAsTensorboardX(SummaryWriter):
    """runchart under the names of tensorboardX."""

    names = TENSORBOARDX


WRITERS: dict[str, dict[str, Callable[[str], Any]]] = {
    "torch": {"ours": SummaryWriter, "theirs": TorchWriter},
    "tensorboardX": {"ours": NamedAsTensorboardX, "theirs": tensorboardX.SummaryWriter},
}


def scalar(writer: Any, step: int, moment: float, random: np.random.Generator) -> None:
    writer.add_scalar("scalar/loss", NUMBERS[STEPS.index(step)], step, moment)
    writer.add_scalar("scalar/tensor", torch.tensor(step / 3), torch.tensor(step), moment)
    for tag, values in FAR.items():
        writer.add_scalar(tag, values[STEPS.index(step)], step, moment)


def tensor_scalar(writer: Any, step: int, moment: float, random: np.random.Generator) -> None:
    writer.add_scalar("scalar/new style", step / 3, step, moment, new_style=True)
    writer.add_scalar("scalar/double", 2**53 - step, step, moment, new_style=True, double_precision=True)


def described_scalar(writer: Any, step: int, moment: float, random: np.random.Generator) -> None:
    writer.add_scalar("scalar/described", step, step, moment, "A name", "*What* it is")


def scalars(writer: Any, step: int, moment: float, random: np.random.Generator) -> None:
    writer.add_scalars("group/losses", {"train": step / 3, "val/a": step, "test": np.float32(0.1)}, step, moment)


def histogram(writer: Any, step: int, moment: float, random: np.random.Generator) -> None:
    writer.add_histogram("histogram/normal", random.normal(size=4000).astype(np.float32), step, "tensorflow", moment)
    writer.add_histogram("histogram/tensor", torch.from_numpy(random.normal(step, 9, (4, 25))), step, walltime=moment)
    writer.add_histogram("histogram/whole", random.integers(-9, 9, 100), step, "auto", moment)
    writer.add_histogram("histogram/ten", random.uniform(size=100), step, 10, moment)
    writer.add_histogram("histogram/few", random.normal(size=500), step, walltime=moment, max_bins=8)
    writer.add_histogram("histogram/same", np.full(9, 0.5), step, walltime=moment)


def histogram_raw(writer: Any, step: int, moment: float, random: np.random.Generator) -> None:
    counted = (-1.5, 2.5, 7, 3.5, 12.25, [-1.0, 0.0, 2.0, 3.0], [1, 0, 2, 4])
    writer.add_histogram_raw("histogram/raw", *counted, step, moment)


def image(writer: Any, step: int, moment: float, random: np.random.Generator) -> None:
    rgb = random.integers(0, 256, (3, 12, 9), np.uint8)
    writer.add_image("image/bytes", rgb, step, moment)
    writer.add_image("image/float", torch.from_numpy(random.uniform(size=(3, 7, 5))), step, moment)
    writer.add_image("image/HW", random.uniform(size=(6, 4)).astype(np.float32), step, moment, "HW")
    writer.add_image("image/gray", random.uniform(size=(1, 6, 4)), step, moment)
    writer.add_image("image/HWC", random.integers(0, 256, (8, 9, 4), np.uint8), step, moment, "hwc")
    writer.add_image("image/NCHW", random.uniform(size=(3, 3, 5, 4)), step, moment, "NCHW")


def images(writer: Any, step: int, moment: float, random: np.random.Generator) -> None:
    writer.add_images("images/ten", random.uniform(size=(10, 3, 4, 6)), step, moment)
    writer.add_images("images/NHWC", random.integers(0, 256, (2, 5, 4, 1), np.uint8), step, moment, "NHWC")


def boxes(writer: Any, step: int, moment: float, random: np.random.Generator) -> None:
    picture = random.integers(0, 256, (3, 40, 50), np.uint8)
    edges = np.array([[2, 3, 20, 30], [10, 5, 45, 35]])
    writer.add_image_with_boxes("boxes/plain", picture, edges, step, moment)
    writer.add_image_with_boxes("boxes/labels", picture, edges, step, moment, labels=["cat", "dog"])


def figure(writer: Any, step: int, moment: float, random: np.random.Generator) -> None:
    drawn = [Figure(figsize=(2, 1), dpi=50) for _ in range(2)]
    for number, one in enumerate(drawn):
        one.add_subplot().plot([step, number, 2], "r")
    writer.add_figure("figure/one", drawn[0], step, False, moment)
    writer.add_figure("figure/two", drawn, step, False, moment)


def video(writer: Any, step: int, moment: float, random: np.random.Generator) -> None:
    gray = np.repeat(random.integers(0, 256, (2, 4, 1, 8, 8), np.uint8), 3, axis=2)
    writer.add_video("video", gray, step, 5, moment)


def audio(writer: Any, step: int, moment: float, random: np.random.Generator) -> None:
    writer.add_audio("audio/noise", random.uniform(-1.2, 1.2, 800).astype(np.float32), step, 8000, moment)
    writer.add_audio("audio/tensor", torch.sin(torch.arange(500) / (step + 5)), step, 22050, moment)


def text(writer: Any, step: int, moment: float, random: np.random.Generator) -> None:
    writer.add_text("text/words", f"**step** {step}, `código`\n\n| a | b |\n|---|---|\n| 1 | 漢字 |", step, moment)
    writer.add_text("text/empty", "", step, moment)


def pr_curve(writer: Any, step: int, moment: float, random: np.random.Generator) -> None:
    labels, predictions = random.integers(0, 2, 200), random.uniform(size=200)
    writer.add_pr_curve("curve/plain", labels, predictions, step, walltime=moment)
    writer.add_pr_curve("curve/weighted", labels, predictions, step, 21, random.uniform(size=200), moment)


def pr_curve_raw(writer: Any, step: int, moment: float, random: np.random.Generator) -> None:
    rows = ([4, 3, 1], [5, 1, 0], [0, 4, 5], [0, 1, 3], [0.4, 0.75, 1.0], [1.0, 0.75, 0.25])
    writer.add_pr_curve_raw("curve/raw", *rows, step, 3, walltime=moment)


def mesh(writer: Any, step: int, moment: float, random: np.random.Generator) -> None:
    points = torch.from_numpy(random.normal(size=(2, 4, 3)).astype(np.float32))
    colors = torch.from_numpy(random.integers(0, 256, (2, 4, 3)))
    faces = torch.tensor([[[0, 1, 2], [1, 2, 3]]] * 2)
    camera = {"camera": {"cls": "PerspectiveCamera", "fov": 75}}
    writer.add_mesh("mesh/full", points, colors, faces, camera, step, moment)
    writer.add_mesh("mesh/cloud", points, global_step=step, walltime=moment)


def embedding(writer: Any, step: int, moment: float, random: np.random.Generator) -> None:
    points, pictures = random.normal(size=(5, 3)).astype(np.float32), random.uniform(size=(5, 3, 8, 8))
    writer.add_embedding(torch.from_numpy(points), list("abcde"), torch.from_numpy(pictures), step, "letters")
    rows = [[letter, str(number)] for number, letter in enumerate("abcde")]
    writer.add_embedding(torch.from_numpy(points), rows, None, step, "a/table", ["letter", "number"])


def custom_scalars(writer: Any, step: int, moment: float, random: np.random.Generator) -> None:
    # One layout for the whole logdir is what TensorBoard makes of those of all runs: the directory keeps them apart.
    owner = "/".join(Path(writer.logdir if hasattr(writer, "logdir") else writer.log_dir).parts[-3:-1])
    charts = {"both": ["Multiline", ["scalar/loss", "scalar/l.*"]], "band": ["Margin", ["a", "b", "c"]]}
    writer.add_custom_scalars({owner: charts, f"{owner}, more": {"one": ["Multiline", ["scalar/tensor"]]}})


def tensor(writer: Any, step: int, moment: float, random: np.random.Generator) -> None:
    values = random.normal(size=(2, 3))
    for kind in (
        torch.float32,
        torch.float64,
        torch.int8,
        torch.int16,
        torch.int32,
        torch.int64,
        torch.uint8,
        torch.bool,
    ):
        writer.add_tensor(f"tensor/{kind}", torch.from_numpy(values).to(kind), step, moment)


def wrong_in_theirs(writer: Any, step: int, moment: float, random: np.random.Generator) -> None:
    """What at least one of the two libraries gets wrong."""
    writer.add_image("wrong/float", np.full((3, 2, 2), 1.5), step, moment)
    writer.add_image("wrong/int32", np.full((3, 2, 2), 200, np.int32), step, moment)


def half_tensor(writer: Any, step: int, moment: float, random: np.random.Generator) -> None:
    writer.add_tensor("wrong/half", torch.tensor([0.5, -2.0], dtype=torch.float16), step, moment)


KINDS = [scalar, scalars, histogram, histogram_raw, image, images, boxes, figure, audio, text, pr_curve, pr_curve_raw]
KINDS += [mesh, embedding, custom_scalars, wrong_in_theirs]
ONLY = {"torch": [tensor_scalar, tensor, half_tensor], "tensorboardX": [described_scalar, video]}
HPARAMS = {"lr": 0.1, "batch": 32, "name": "sgd", "amp": True}


class Flattened(torch.nn.Module):
    """A small network of convolutions."""

    def __init__(self) -> None:
        super().__init__()
        self.features = torch.nn.Sequential(torch.nn.Conv2d(1, 2, 3), torch.nn.ReLU(), torch.nn.MaxPool2d(2))
        self.head = torch.nn.Linear(2 * 3 * 3, 4)

    def forward(self, pictures: torch.Tensor) -> torch.Tensor:
        return self.head(self.features(pictures).flatten(1))


def onnx_file(folder: Path) -> str:
    made = helper.make_node("Gemm", ["x", "w"], ["y"], name="gemm")
    ends = [helper.make_tensor_value_info(name, TensorProto.FLOAT, [2, 2]) for name in "xy"]
    weights = helper.make_tensor("w", TensorProto.FLOAT, [2, 2], [1, 2, 3, 4])
    onnx.save(helper.make_model(helper.make_graph([made], "graph", ends[:1], ends[1:], [weights])), folder / "m.onnx")
    return str(folder / "m.onnx")


def add_mlp(writer: Any) -> None:
    layers = torch.nn.Sequential(torch.nn.Linear(3, 4), torch.nn.ReLU(), torch.nn.Linear(4, 2))
    writer.add_graph(layers, torch.zeros(5, 3))


def add_cnn(writer: Any) -> None:
    writer.add_graph(Flattened(), torch.zeros(2, 1, 8, 8))


def log_all(library: str, folder: Path, opened: Callable[[str], Any], model: str) -> None:
    with opened(str(folder / "main")) as writer:
        for step in STEPS:
            for kind in KINDS + ONLY[library]:
                kind(writer, step, 1000.5 + step, np.random.default_rng(step))
        sub_run = {"run_name" if library == "torch" else "name": "trial"}
        writer.add_hparams(HPARAMS, {"accuracy": 0.75, "loss": 0.5}, **sub_run)
        writer.flush()
        writer.add_scalar("end", 1, 1, 1.0)
    for run, add in {"mlp": add_mlp, "cnn": add_cnn, "onnx": lambda writer: writer.add_onnx_graph(model)}.items():
        with opened(str(folder / run)) as writer:
            add(writer)
            writer.flush()
            writer.add_scalar("end", 1, 1, 1.0)


@pytest.fixture(scope="package")
def logdir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All that the libraries have written, `<library>/<ours or theirs>/<run>`."""
    logdir = tmp_path_factory.mktemp("written")
    model = onnx_file(tmp_path_factory.mktemp("onnx"))
    matplotlib.use("Agg")
    for library, sides in WRITERS.items():
        log_all(library, logdir / library / "ours", sides["ours"], model)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            log_all(library, logdir / library / "theirs", sides["theirs"], model)
    return logdir
