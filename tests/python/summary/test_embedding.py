"""Embeddings: the files of tensorboardX and torch, and what TensorBoard's projector answers about ours."""

from __future__ import annotations

import errno
import io
import logging
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import jax.numpy
import numpy as np
import pytest
import tensorboardX
import torch
from google.protobuf import text_format
from PIL import Image
from tensorboard.plugins.projector.projector_config_pb2 import ProjectorConfig
from torch.utils import tensorboard as torchs

from runchart import SummaryWriter
from runchart.summary.array import array
from runchart.summary.embedding import embedding, shrunk

POINTS = np.arange(15, dtype=np.float32).reshape(5, 3) / 7
LABELS = ["a", "b", "c", "d", "e"]
IMAGES = np.random.default_rng(0).random((5, 3, 8, 8), np.float32)


def config(run: Path) -> ProjectorConfig:
    return text_format.Parse((run / "projector_config.pbtxt").read_text(), ProjectorConfig())


def names(run: Path) -> list[str]:
    return [entry.tensor_name for entry in config(run).embeddings]


def tsv(run: Path, folder: str, name: str = "metadata.tsv") -> list[list[str]]:
    return [line.split("\t") for line in (run / folder / name).read_text(encoding="utf-8").split("\n")[:-1]]


def metadata(*arguments: Any, **options: Any) -> str:
    files = embedding(*arguments, **options).files
    (found,) = (draft for path, draft in files.items() if path.endswith("metadata.tsv"))
    return found.SerializeToString().decode()


def sprite(images: Any, **options: Any) -> Any:
    files = embedding(np.zeros((len(images), 2)), label_img=images, **options).files
    (found,) = (draft for path, draft in files.items() if path.endswith("sprite.png"))
    return np.asarray(Image.open(io.BytesIO(found.SerializeToString())))


@pytest.mark.parametrize("library", [tensorboardX.SummaryWriter, torchs.SummaryWriter])
def test_the_files_are_those_of_both_libraries(tmp_path: Path, library: type) -> None:
    arguments = [torch.tensor(POINTS), LABELS, torch.tensor(IMAGES), 12, "a/b%"]
    # tensorboardX multiplies memory that it has not set.
    with library(str(tmp_path / "theirs")) as writer, np.errstate(all="ignore"):
        writer.add_embedding(*arguments)
    with SummaryWriter(tmp_path / "ours") as writer:
        writer.add_embedding(*arguments)
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    files = {path.relative_to(theirs).as_posix() for path in theirs.rglob("*") if "tfevents" not in path.name}
    assert {path.relative_to(ours).as_posix() for path in ours.rglob("*") if "tfevents" not in path.name} == files
    folder = "00012/a%2fb%25"
    assert (ours / folder / "metadata.tsv").read_bytes() == (theirs / folder / "metadata.tsv").read_bytes()
    read = [np.array(tsv(run, folder, "tensors.tsv"), np.float64).astype(np.float32) for run in (ours, theirs)]
    assert np.array_equal(*read)
    pictures = [np.asarray(Image.open(run / folder / "sprite.png")).astype(int) for run in (ours, theirs)]
    assert pictures[0].shape == pictures[1].shape == (24, 24, 3)
    shown = [
        picture[:16].reshape(2, 8, 3, 8, 3).transpose(0, 2, 1, 3, 4).reshape(6, 8, 8, 3)[:5] for picture in pictures
    ]
    assert abs(shown[0] - shown[1]).max() <= 1
    (entry,) = config(ours).embeddings
    assert list(entry.tensor_shape) == [5, 3]
    entry.ClearField("tensor_shape")
    assert list(config(theirs).embeddings) == [entry]


@pytest.mark.parametrize(
    "make",
    [
        torch.tensor,
        lambda values: torch.tensor(values).to(torch.bfloat16),
        lambda values: torch.tensor(values, requires_grad=True),
        jax.numpy.asarray,
        lambda values: values.tolist(),
        lambda values: [torch.tensor(row) for row in values],
    ],
)
def test_arrays_of_any_library_are_taken(tmp_path: Path, make: Any) -> None:
    values = np.array([[0.5, -2.0], [1e30, 3.0], [0.0, 7.0]], np.float32)
    with SummaryWriter(tmp_path) as writer:
        writer.add_embedding(make(values))
    read = np.array(tsv(tmp_path, "00000/default", "tensors.tsv"), float)
    assert np.allclose(read, values, rtol=0.01)


def test_labels_cannot_break_the_rows() -> None:
    labels = ["tab\tbed", "two\nlines", "\r\n", "", "a\x0bb\x85c\u2028d"]
    assert metadata(POINTS, labels) == "tab bed\ntwo lines\n(empty)\n(empty)\na b c d\n"
    rows = [[label, 1] for label in labels]
    assert metadata(POINTS, rows, metadata_header=["a\tb", "n"]).split("\n")[:4] == [
        "a b\tn",
        "tab bed\t1",
        "two lines\t1",
        "  \t1",
    ]


def test_labels_are_numbers_tensors_or_anything() -> None:
    assert metadata(POINTS, torch.tensor([1, 2, 3, 4, 5])) == "1\n2\n3\n4\n5\n"
    assert metadata(POINTS, [torch.tensor(0.1), np.float32(0.1), 0.1, None, (1, 2)]) == "0.1\n0.1\n0.1\nNone\n(1, 2)\n"
    assert metadata(POINTS, np.array(LABELS)) == "a\nb\nc\nd\ne\n"
    pairs = list(zip(torch.arange(5), LABELS, strict=True))
    assert metadata(POINTS, pairs, metadata_header=["digit", "letter"]).startswith("digit\tletter\n0\ta\n1\tb\n")


def test_a_header_of_one_column_is_left_out() -> None:
    assert metadata(POINTS, LABELS, metadata_header=["letter"]) == "a\nb\nc\nd\ne\n"
    assert metadata(POINTS, [[label] for label in LABELS], metadata_header=["letter"]) == "a\nb\nc\nd\ne\n"


def test_sprites_are_square_and_of_any_type() -> None:
    images = (IMAGES * 255).round().astype(np.uint8)
    whole = sprite(images)
    assert whole.shape == (24, 24, 3)
    assert np.array_equal(whole[:8, 8:16], images[1].transpose(1, 2, 0))
    assert np.array_equal(whole[8:16, :8], images[3].transpose(1, 2, 0))
    assert not whole[16:].any()
    assert np.abs(sprite(torch.tensor(IMAGES).to(torch.bfloat16)).astype(int) - whole).max() <= 2
    assert np.array_equal(sprite(list(torch.tensor(images))), whole)
    assert sprite(images[:, :1]).shape[:2] == (24, 24)
    assert sprite(np.zeros((4, 4, 2, 2), np.uint8)).shape == (4, 4, 4)


def test_complaint_26_thumbnails_are_shrunk_to_what_tensorboard_takes(caplog: pytest.LogCaptureFixture) -> None:
    images = np.zeros((5, 1, 3000, 3000), np.uint8)
    images[1, :, :1500] = 200
    whole = sprite(images)
    assert whole.shape[:2] == (8190, 8190)
    first = whole.reshape(8190, 8190, -1)[:2730, 2730:5460, 0]
    assert (first[:1364] == 200).all()
    assert (first[1366:] == 0).all()
    (record,) = [record for record in caplog.records if record.name == "runchart"]
    assert record.levelno == logging.WARNING
    assert "add_embedding('default'): label_img: 5 pictures of 3000 pixels" in record.message
    assert "shrunk to 2730 pixels" in record.message


@pytest.mark.parametrize("dtype", [torch.uint8, torch.float16, torch.bfloat16, torch.float64])
def test_shrinking_keeps_means_in_any_type(dtype: torch.dtype) -> None:
    images = torch.randint(0, 256, (2, 3, 10, 10), generator=torch.Generator().manual_seed(1)).to(dtype)
    small = shrunk(array(images, "images"), 4).numpy()
    parts = images.double().numpy()
    mean = [[parts[:, :, top:bottom, left:right].mean(axis=(2, 3)) for left, right in SPANS] for top, bottom in SPANS]
    assert np.abs(small - np.array(mean).transpose(2, 3, 0, 1)).max() <= (0.5 if dtype == torch.uint8 else 1e-4)


SPANS = [(0, 2), (2, 5), (5, 7), (7, 10)]


WRONG = [
    ({"mat": POINTS[0]}, ValueError, r"add_embedding\('t'\): mat: expected the shape \(N, D\).*got \(3,\)"),
    ({"mat": POINTS[:0]}, ValueError, r"mat: .* got \(0, 3\)"),
    ({"mat": "mat"}, TypeError, r"add_embedding\('t'\): mat"),
    ({"mat": None}, TypeError, r"mat"),
    ({"mat": [[1, 2], [3]]}, ValueError, r"mat: expected numbers in lists of the same length"),
    ({"mat": POINTS + 1j}, TypeError, r"mat: expected real numbers"),
    ({"mat": [[1.0, 2.0], [float("nan"), 1.0]]}, ValueError, r"mat: expected finite .* in 1 rows, the first is row 1"),
    ({"metadata": LABELS[:4]}, ValueError, r"metadata: expected 5 labels, one for each row of mat, got 4"),
    ({"metadata": "abcde"}, TypeError, r"metadata: expected a list, got str 'abcde'"),
    ({"metadata": 5}, TypeError, r"metadata: expected a list, got int 5"),
    ({"metadata": ["\udc00"] * 5}, ValueError, r"metadata: holds surrogates"),
    (
        {"metadata": [[1, 2]] * 5, "metadata_header": ["a", "b", "c"]},
        ValueError,
        r"expected 3 columns.* got 2 in row 0",
    ),
    ({"metadata": [[1, 2], [1]] * 2 + [[1]], "metadata_header": ["a", "b"]}, ValueError, r"got 1 in row 1"),
    ({"metadata": LABELS, "metadata_header": "ab"}, TypeError, r"metadata_header: expected a list"),
    ({"label_img": IMAGES[:4]}, ValueError, r"label_img: expected 5 pictures, .* got the shape \(4, 3, 8, 8\)"),
    ({"label_img": IMAGES[..., :4]}, ValueError, r"label_img: .* square pictures .* got \(5, 3, 8, 4\)"),
    ({"label_img": IMAGES[0]}, ValueError, r"label_img: .* got \(3, 8, 8\)"),
    ({"label_img": np.zeros((5, 5, 8, 8))}, ValueError, r"1 to 4 channels, got \(5, 5, 8, 8\)"),
    ({"tag": 5}, TypeError, r"tag: expected a str"),
    ({"tag": ""}, ValueError, r"tag: expected 1 to 255 bytes"),
    ({"tag": "t" * 256}, ValueError, r"tag: expected 1 to 255 bytes, .* got 256"),
    ({"tag": "\ud800"}, ValueError, r"tag: holds surrogates"),
    ({"global_step": "x"}, TypeError, r"add_embedding\(str 't'\): global_step: expected a whole number, got str 'x'"),
]


@pytest.mark.parametrize(("changed", "error", "words"), WRONG)
def test_what_cannot_be_is_said_and_nothing_is_written(
    tmp_path: Path, changed: dict[str, Any], error: type[Exception], words: str
) -> None:
    arguments = {"mat": POINTS, "tag": "t", **changed}
    with SummaryWriter(tmp_path) as writer, pytest.raises(error, match=words):
        writer.add_embedding(**arguments)
    assert [path for path in tmp_path.rglob("*") if "tfevents" not in path.name] == []


def test_what_does_not_fit_is_an_assertion_error_as_in_both_libraries(tmp_path: Path) -> None:
    with SummaryWriter(tmp_path) as writer, pytest.raises(AssertionError):
        writer.add_embedding(POINTS, label_img=IMAGES[..., :4])


@pytest.mark.parametrize("tag", ["..", ".", "a/../b", "\x00", "é" * 100])
def test_a_tag_names_one_directory_below_the_step(tmp_path: Path, tag: str) -> None:
    with SummaryWriter(tmp_path / "run") as writer:
        writer.add_embedding(POINTS, tag=tag)
    (entry,) = config(tmp_path / "run").embeddings
    assert entry.tensor_name == f"{tag}:00000"
    assert len(Path(entry.tensor_path).parts) == 3
    assert (tmp_path / "run" / entry.tensor_path).is_file()
    assert [path.name for path in tmp_path.iterdir()] == ["run"]


def test_entries_of_earlier_writers_are_kept_and_the_same_one_is_replaced(tmp_path: Path) -> None:
    for library in (tensorboardX.SummaryWriter, tensorboardX.SummaryWriter, SummaryWriter, SummaryWriter):
        with library(str(tmp_path)) as writer:
            writer.add_embedding(POINTS, global_step=1, tag=f"by {library.__module__}")
            writer.add_embedding(POINTS, LABELS, global_step=1)
    assert names(tmp_path) == ["by tensorboardX.writer:00001"] * 2 + [names(tmp_path)[2], "default:00001"]
    assert [entry.metadata_path for entry in config(tmp_path).embeddings][-1] == "00001/default/metadata.tsv"
    assert not list(tmp_path.rglob("*.part"))


def test_a_configuration_that_cannot_be_read_is_kept_aside(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "projector_config.pbtxt").write_text("embeddings {")
    with SummaryWriter(tmp_path) as writer:
        writer.add_embedding(POINTS)
    assert names(tmp_path) == ["default:00000"]
    assert (tmp_path / "projector_config.pbtxt.broken").read_text() == "embeddings {"
    assert any("cannot be read (it ends inside an entry)" in record.message for record in caplog.records)


TEN = """
import sys
from threading import Thread
from runchart import SummaryWriter

def ten(tag):
    for step in range(10):
        writer.add_embedding([[1, 2]], global_step=step, tag=tag)

with SummaryWriter(sys.argv[1]) as writer:
    threads = [Thread(target=ten, args=(tag,)) for tag in sys.argv[2]]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
"""


def test_no_entry_of_another_thread_or_process_is_lost(tmp_path: Path) -> None:
    others = [subprocess.Popen([sys.executable, "-c", TEN, str(tmp_path), tags]) for tags in ("ab", "c")]
    assert [other.wait() for other in others] == [0, 0]
    assert sorted(names(tmp_path)) == [f"{name}:{step:05d}" for name in "abc" for step in range(10)]


def test_the_step_may_come_from_use_metadata_and_be_a_number_of_any_kind(tmp_path: Path) -> None:
    with SummaryWriter(tmp_path) as writer:
        with writer.use_metadata(global_step=3):
            writer.add_embedding(POINTS)
            writer.add_embedding(POINTS, global_step=torch.tensor(4))
        writer.add_embedding(POINTS)
    assert names(tmp_path) == ["default:00003", "default:00004", "default:00000"]


def test_without_a_disk_arguments_are_checked_and_nothing_is_written(tmp_path: Path) -> None:
    writer = SummaryWriter(tmp_path / "run", write_to_disk=False)
    writer.add_embedding(POINTS)
    with pytest.raises(ValueError, match="mat"):
        writer.add_embedding(POINTS[0])
    writer.close()
    assert list(tmp_path.iterdir()) == []


def test_what_the_disk_refuses_does_not_end_the_training(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "projector_config.pbtxt").mkdir()
    with SummaryWriter(tmp_path) as writer:
        writer.add_embedding(POINTS)
    assert any("add_embedding('default'): the projector will not show it" in one.message for one in caplog.records)
    with SummaryWriter(tmp_path, strict=True) as writer, pytest.raises(IsADirectoryError):
        writer.add_embedding(POINTS)


def test_a_full_disk_leaves_the_configuration_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(source: str, target: str) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", target)

    with SummaryWriter(tmp_path) as writer:
        writer.add_embedding(POINTS, tag="first")
        monkeypatch.setattr(os, "replace", full)
        writer.add_embedding(POINTS, tag="second")
    assert names(tmp_path) == ["first:00000"]
    assert not list(tmp_path.rglob("*.part"))


def test_the_script_may_change_its_arrays_at_once(tmp_path: Path) -> None:
    points = np.ones((2000, 50))
    images = np.ones((2000, 1, 4, 4), np.uint8)
    with SummaryWriter(tmp_path) as writer:
        writer.add_embedding(points, label_img=images)
        points[:] = 2
        images[:] = 200
    assert (np.array(tsv(tmp_path, "00000/default", "tensors.tsv"), float) == 1).all()
    assert np.asarray(Image.open(tmp_path / "00000/default/sprite.png")).max() == 1


@pytest.mark.parametrize("loader", ["data server", "python"])
def test_tensorboard_shows_it(tmp_path: Path, tensorboard: Any, loader: str) -> None:
    rows = [[label, index] for index, label in enumerate(LABELS)]
    with SummaryWriter(tmp_path / "run") as writer:
        writer.add_embedding(POINTS, rows, IMAGES, 3, "words/é", ["letter", "index"])
        writer.add_embedding(POINTS * 2, LABELS, tag="two")
    route = "/data/plugin/projector"
    with tensorboard(tmp_path, loader) as board:
        assert board.wait_for(lambda: board.get(f"{route}/runs")) == ["run"]
        entries = board.get(f"{route}/info", run="run")["embeddings"]
        asked = {"run": "run", "name": "words/é:00003"}
        points = board.client.get(f"{route}/tensor", params=asked).content
        labels = board.client.get(f"{route}/metadata", params=asked).text
        picture = board.client.get(f"{route}/sprite_image", params=asked)
        second = board.client.get(f"{route}/metadata", params={"run": "run", "name": "two:00000"}).text
    assert [(entry["tensorName"], entry["tensorShape"]) for entry in entries] == [
        ("words/é:00003", [5, 3]),
        ("two:00000", [5, 3]),
    ]
    assert entries[0]["sprite"]["singleImageDim"] == [8, 8]
    assert np.array_equal(np.frombuffer(points, np.float32).reshape(5, 3), POINTS)
    assert labels == "letter\tindex\na\t0\nb\t1\nc\t2\nd\t3\ne\t4\n"
    assert second == "a\nb\nc\nd\ne\n"
    assert picture.headers["content-type"] == "image/png"
    assert Image.open(io.BytesIO(picture.content)).size == (24, 24)
