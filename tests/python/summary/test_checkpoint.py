"""Checkpoints, a kind of runchart's own."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

from runchart import SummaryWriter

NOT_KNOWN = {"directory": None, "bytes": None, "modified": None, "metrics": {}}


def documents(run: Path, tag: str = "checkpoint") -> list[dict[str, Any]]:
    accumulator = EventAccumulator(str(run))
    accumulator.Reload()
    assert accumulator.SummaryMetadata(tag).plugin_data.content == b'{"kind":"checkpoint","version":1}'
    events = accumulator.Tensors(tag)
    return [json.loads(event.tensor_proto.string_val[0], parse_constant=pytest.fail) for event in events]


def test_a_file(tmp_path: Path) -> None:
    file = tmp_path / "saved" / "model é.pt"
    file.parent.mkdir()
    file.write_bytes(b"x" * 1234)
    os.utime(file, (5, 1.7e9 + 0.25))
    with SummaryWriter(tmp_path / "run") as writer:
        metrics = {"loss": np.float32(0.5), "acc": torch.tensor([0.25]), "worst": float("inf"), "epoch": 3}
        writer.add_checkpoint(file, metrics, 7)
    assert documents(tmp_path / "run") == [
        {
            "path": str(file),
            "relative": "../saved/model é.pt",
            "exists": True,
            "directory": False,
            "bytes": 1234,
            "modified": 1.7e9 + 0.25,
            "metrics": {"loss": 0.5, "acc": 0.25, "worst": "Infinity", "epoch": 3.0},
        }
    ]


def test_a_path_from_the_working_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("run").mkdir()
    Path("run/model.pt").touch()
    with SummaryWriter("run") as writer:
        writer.add_checkpoint("run/model.pt", tag="best")
    (found,) = documents(Path("run"), "best")
    assert (found["path"], found["relative"], found["bytes"]) == (str(tmp_path / "run" / "model.pt"), "model.pt", 0)


def test_a_directory_has_the_size_of_its_files(tmp_path: Path) -> None:
    shards = tmp_path / "checkpoint-500"
    (shards / "optimizer").mkdir(parents=True)
    (shards / "a.bin").write_bytes(b"x" * 10)
    (shards / "optimizer" / "b.bin").write_bytes(b"x" * 32)
    (shards / "latest").symlink_to(tmp_path)
    with SummaryWriter(tmp_path / "run") as writer:
        writer.add_checkpoint(shards)
    (found,) = documents(tmp_path / "run")
    links = len(os.readlink(shards / "latest"))
    assert (found["directory"], found["bytes"]) == (True, 42 + links)


@pytest.mark.parametrize("name", ["nowhere/model.pt", "file/model.pt"])
def test_a_path_that_is_not_there_is_recorded(name: str, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with SummaryWriter(tmp_path / "run") as writer:
        writer.add_checkpoint(tmp_path / name)
    relative = {"relative": f"../{name}", "exists": False}
    assert documents(tmp_path / "run") == [{"path": str(tmp_path / name), **relative, **NOT_KNOWN}]


def test_a_url_is_not_looked_at(tmp_path: Path) -> None:
    with SummaryWriter(tmp_path) as writer:
        writer.add_checkpoint("s3://bucket/model.pt")
    assert documents(tmp_path) == [{"path": "s3://bucket/model.pt", "relative": None, "exists": None, **NOT_KNOWN}]


@pytest.mark.parametrize(
    ("arguments", "error", "words"),
    [
        ((5,), TypeError, "add_checkpoint: path: expected a str or a path"),
        ((None,), TypeError, "add_checkpoint: path: expected a str or a path"),
        (("",), TypeError, "add_checkpoint: path: expected a str or a path"),
        (("a", 0.5), TypeError, r"metrics: expected a dict such as {'val/loss': 0.3}, got float 0.5"),
        (("a", {"loss": "low"}), ValueError, r"metrics\['loss'\]: expected one real number, got str 'low'"),
        (("a", {"loss": None}), TypeError, r"metrics\['loss'\]"),
        (("a", {"loss": [1, 2]}), ValueError, r"metrics\['loss'\].*it has 2 elements"),
        (("a\udc80",), ValueError, "surrogates"),
    ],
)
def test_bad_arguments_write_nothing(
    arguments: tuple[Any, ...], error: type[Exception], words: str, tmp_path: Path
) -> None:
    with SummaryWriter(tmp_path) as writer, pytest.raises(error, match=words):
        writer.add_checkpoint(*arguments)
    accumulator = EventAccumulator(str(tmp_path))
    accumulator.Reload()
    assert accumulator.Tags()["tensors"] == []
