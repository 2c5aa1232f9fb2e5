"""Embeddings of every form, and configurations that name what is not to be opened."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
import tensorboardX
from google.protobuf import text_format
from google.protobuf.message import Message as Proto
from PIL import Image
from tensorboard.plugins.projector.projector_config_pb2 import ProjectorConfig

import runchart
from runchart.reader.projector import FILE, Embedding
from runchart.reader.text_format import message

ESCAPED = 'a "b" \\ \n ü \x7f'


def opened(logdir: Path, config: str) -> dict[str, Embedding]:
    """The embeddings of the run `logdir/run`, whose configuration is this."""
    (logdir / "run").mkdir(parents=True, exist_ok=True)
    with runchart.SummaryWriter(logdir / "run") as writer:
        writer.add_scalar("loss", 1.0, 0)
    (logdir / "run" / FILE).write_text(config, "utf-8")
    with runchart.open(logdir, follow=False) as log:
        return log.runs["run"].embeddings()


def entry(**fields: object) -> str:
    config = ProjectorConfig()
    config.embeddings.add(**fields)  # type: ignore[arg-type]
    return text_format.MessageToString(config)


def test_bytes_are_read_by_their_shape(tmp_path: Path) -> None:
    points = np.random.default_rng(0).normal(size=(5, 3)).astype("<f4")
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "points.bytes").write_bytes(points.tobytes())
    found = opened(tmp_path, entry(tensor_name="a", tensor_path="points.bytes", tensor_shape=[5, 3]))["a"]
    assert found.to_numpy().tolist() == points.tolist()
    other = opened(tmp_path, entry(tensor_name="a", tensor_path="points.bytes", tensor_shape=[5, 4]))["a"]
    with pytest.raises(ValueError, match=r"points.bytes of embedding 'a' is no table of numbers"):
        other.to_numpy()


def test_columns_and_lines_of_labels(tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "labels.tsv").write_text("name\tplace\r\nOslo\tNO\r\n\r\nRoma\r\n")
    found = opened(tmp_path, entry(tensor_name="a", metadata_path="labels.tsv"))["a"]
    assert found.metadata() == {"name": ["Oslo", "Roma"], "place": ["NO", ""]}
    assert found.thumbnails() is None
    with pytest.raises(ValueError, match="the points of embedding 'a' are in a checkpoint of TensorFlow"):
        found.to_numpy()


def test_thumbnails_of_two_sizes(tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    Image.fromarray(np.arange(48, dtype=np.uint8).reshape(6, 8)).save(tmp_path / "run" / "sprite.png")
    config = entry(tensor_name="a", sprite={"image_path": "sprite.png", "single_image_dim": [4, 3]})
    thumbnails = opened(tmp_path, config)["a"].thumbnails()
    assert thumbnails is not None
    assert thumbnails.shape == (4, 3, 4, 1)
    assert thumbnails[3, 0, 0, 0] == 28


def test_after_a_restart_the_last_of_a_name_counts(tmp_path: Path) -> None:
    for number in (1.0, 2.0):
        with tensorboardX.SummaryWriter(str(tmp_path)) as writer:
            writer.add_embedding(np.full((2, 2), number), global_step=3, tag="words")
    with runchart.open(tmp_path, follow=False) as log:
        (found,) = log.runs["."].embeddings().values()
    assert (found.name, found.to_numpy().tolist()) == ("words:00003", [[2.0, 2.0]] * 2)
    assert repr(found) == f"<Embedding 'words:00003' in {tmp_path}>"


@pytest.mark.parametrize("path", ["/etc/hostname", "../../secret.tsv", "link.tsv"])
def test_nothing_outside_the_logdir_is_opened(tmp_path: Path, path: str) -> None:
    logdir = tmp_path / "logs"
    (logdir / "run").mkdir(parents=True)
    (tmp_path / "secret.tsv").write_text("1\t2\n")
    os.symlink(tmp_path / "secret.tsv", logdir / "run" / "link.tsv")
    config = entry(
        tensor_name="a", tensor_path=path, metadata_path=path, sprite={"image_path": path, "single_image_dim": [1, 1]}
    )
    found = opened(logdir, config)["a"]
    for read in (found.to_numpy, found.metadata, found.thumbnails):
        with pytest.raises(
            PermissionError, match=r"of embedding 'a' leads out of the logdir, to .*, and is not opened"
        ):
            read()


def test_a_configuration_outside_is_not_opened(tmp_path: Path) -> None:
    logdir = tmp_path / "logs"
    opened(logdir, "")
    (tmp_path / "other.pbtxt").write_text(entry(tensor_name="a"))
    (logdir / "run" / FILE).unlink()
    os.symlink(tmp_path / "other.pbtxt", logdir / "run" / FILE)
    with runchart.open(logdir, follow=False) as log, pytest.raises(PermissionError):
        log.runs["run"].embeddings()


def test_what_another_run_holds_may_be_shared(tmp_path: Path) -> None:
    (tmp_path / "shared.tsv").write_text("1\t2\n3\t4\n")
    found = opened(tmp_path, entry(tensor_name="a", tensor_path="../shared.tsv"))["a"]
    assert found.to_numpy().tolist() == [[1, 2], [3, 4]]


def test_pipes_and_missing_files_block_nobody(tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    os.mkfifo(tmp_path / "run" / "pipe.tsv")
    for path in ("pipe.tsv", "gone.tsv", "."):
        with pytest.raises(FileNotFoundError, match=f"{path} of embedding 'a' is not there"):
            opened(tmp_path, entry(tensor_name="a", tensor_path=path))["a"].to_numpy()


@pytest.mark.parametrize(
    "config", ["embeddings {", "embeddings { tensor_name: }", "}", "embeddings: [", 'a: "open', "a: {", "a {" * 100_000]
)
def test_what_is_no_configuration_is_said(tmp_path: Path, config: str) -> None:
    with pytest.raises(ValueError, match=f"{FILE} is no configuration of the projector: .+"):
        opened(tmp_path, config)


@pytest.mark.parametrize("single_line", [False, True])
def test_the_text_format_is_read_as_protobuf_reads_it(single_line: bool) -> None:
    config = ProjectorConfig(model_checkpoint_path=ESCAPED)
    config.embeddings.add(tensor_name="a", tensor_shape=[3, 4], sprite={"image_path": "x", "single_image_dim": [1, 2]})
    config.embeddings.add(tensor_name="b" * 3, metadata_path="dir/file-1.tsv")
    for text in (
        text_format.MessageToString(config, as_one_line=single_line),
        text_format.MessageToString(config, pointy_brackets=True, use_short_repeated_primitives=True),
        text_format.MessageToString(config, as_utf8=True, print_unknown_fields=True) + " # the end",
        text_format.MessageToString(config)
        .replace("{", ": {")
        .replace("\n", ";\n")
        .replace("{;", "{")
        .replace('"a"', "'a'"),
    ):
        text_format.Parse(text, ProjectorConfig())
        assert message(text) == plain(config)


def plain(proto: Proto) -> dict[str, list[object]]:
    read: dict[str, list[object]] = {}
    for field, value in proto.ListFields():
        several = list(value) if hasattr(value, "__len__") and not isinstance(value, str) else [value]
        read[field.name] = [plain(one) if isinstance(one, Proto) else str(one) for one in several]
    return read
