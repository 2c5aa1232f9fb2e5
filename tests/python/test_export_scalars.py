"""`export_scalars_to_json` holds what this writer logged since the last export, as the real tensorboardX has it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tensorboardX

import runchart

Exported = dict[str, list[list[float]]]


def exported(writer: Any, path: Path) -> Exported:
    writer.export_scalars_to_json(path)
    found: Exported = json.loads(path.read_text())
    return found


def log(writer: Any, first: int) -> None:
    for step in range(first, first + 3):
        writer.add_scalars("loss/all", {"train": 0.25 * step, "val": np.float32(0.5)}, step, walltime=10.0 + step)
        writer.add_scalar("other", 1.0, step)
    writer.add_scalars("acc", {"train": True}, 7, walltime=5.5)


def test_as_tensorboardx_exports(tmp_path: Path) -> None:
    """Across two exports, a close in between, a step that goes back, and what an earlier writer left in the directory."""
    found: dict[str, list[Exported]] = {}
    for name, one in (("theirs", tensorboardX.SummaryWriter), ("ours", runchart.SummaryWriter)):
        logdir = str(tmp_path / name)
        code = (
            f"import runchart; w = runchart.SummaryWriter({logdir!r}); w.add_scalars('acc', {{'train': 9}}); w.close()"
        )
        subprocess.run([sys.executable, "-c", code], check=True)
        writer = one(logdir)
        log(writer, 0)
        exports = [exported(writer, tmp_path / "all.json")]
        exports.append(exported(writer, tmp_path / "all.json"))
        writer.add_scalars("acc", {"train": 3.0}, 2, walltime=6.5)
        writer.close()
        log(writer, 1)
        exports.append(exported(writer, tmp_path / "all.json"))
        writer.close()
        found[name] = [{plain(os.path.relpath(run, logdir)): points for run, points in one.items()} for one in exports]
    assert found["ours"] == found["theirs"]
    assert [len(one) for one in found["ours"]] == [3, 0, 3]
    assert found["ours"][2]["acc_train"] == [[6.5, 2, 3.0], [5.5, 7, 1.0]]


def plain(run: str) -> str:
    """The name of a child in either layout."""
    return run.replace(os.sep, "_")


def test_an_export_that_fails_loses_nothing(tmp_path: Path) -> None:
    with runchart.SummaryWriter(tmp_path / "logs") as writer:
        writer.add_scalars("loss", {"train": 1.0}, 0)
        with pytest.raises(FileNotFoundError):
            writer.export_scalars_to_json(tmp_path / "none" / "all.json")
        assert len(exported(writer, tmp_path / "all.json")) == 1


def test_a_later_writer_of_the_same_process_begins_anew(tmp_path: Path) -> None:
    for value in (1.0, 2.0):
        with runchart.SummaryWriter(tmp_path / "logs") as writer:
            writer.add_scalars("loss", {"train": value}, 0)
            (points,) = exported(writer, tmp_path / "all.json").values()
        assert [point[2] for point in points] == [value]


def test_a_fork_exports_what_it_logged_itself(tmp_path: Path) -> None:
    script = """
import os, runchart
writer = runchart.SummaryWriter("logs")
writer.add_scalars("loss", {"train": 1.0}, 0)
child = os.fork()
if child == 0:
    writer.add_scalars("loss", {"train": 2.0}, 1)
    writer.export_scalars_to_json("child.json")
    writer.close()
    os._exit(0)
assert os.waitpid(child, 0)[1] == 0
writer.export_scalars_to_json("parent.json")
"""
    subprocess.run([sys.executable, "-c", script], cwd=tmp_path, check=True)
    found = [json.loads((tmp_path / f"{name}.json").read_text()) for name in ("child", "parent")]
    assert [[point[1:] for point in points] for one in found for points in one.values()] == [[[1, 2.0]], [[0, 1.0]]]


def test_without_a_disk_there_is_nothing(tmp_path: Path) -> None:
    writer = runchart.SummaryWriter(tmp_path / "logs", write_to_disk=False)
    writer.add_scalars("loss", {"train": 1.0}, 0)
    assert exported(writer, tmp_path / "all.json") == {}
