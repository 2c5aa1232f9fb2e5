"""What is read is left as it was: no command and no route changes anything in a logdir, and a board that is killed leaves nothing."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import httpx
import numpy as np
import pytest

import runchart
from runchart import SummaryWriter

Trace = dict[str, tuple[int, ...]]


@pytest.fixture
def logdir(tmp_path: Path) -> Path:
    """Runs of every kind, one restarted and damaged, with a profile beside them."""
    logdir = tmp_path / "logs"
    for purge_step, steps in ((None, range(20)), (10, range(10, 15))):
        with SummaryWriter(logdir / "a" / "b", purge_step=purge_step) as writer:
            for step in steps:
                writer.add_scalar("loss", 1 / (step + 1), step)
                writer.add_scalars("both", {"x": step, "y": -step}, step)
            writer.add_image("picture", np.zeros((3, 200, 200), np.uint8), 0)
            writer.add_text("said", "words", 0)
            writer.add_histogram("weights", np.arange(10), 0)
            writer.add_hparams({"lr": 0.1}, {"loss": 0.5}, run_name=".")
    (logdir / "damaged").mkdir()
    (logdir / "damaged" / "events.out.tfevents.1").write_bytes(b"this is no event file")
    (logdir / "a" / "plugins" / "profile" / "now").mkdir(parents=True)
    return logdir


def trace(directory: Path) -> Trace:
    """Of every file and directory what changes when anything is written: kind and rights, inode, size, times."""
    found = {".": directory, **{str(path.relative_to(directory)): path for path in directory.rglob("*")}}
    stats = {name: path.lstat() for name, path in found.items()}
    return {name: (at.st_mode, at.st_ino, at.st_size, at.st_mtime_ns, at.st_ctime_ns) for name, at in stats.items()}


def command(logdir: Path, *arguments: object, status: int = 0) -> None:
    home = logdir.parent / "home"
    home.mkdir(exist_ok=True)
    places = {"HOME": str(home), "XDG_STATE_HOME": str(home / "state"), "TMPDIR": str(home)}
    ended = subprocess.run(
        [sys.executable, "-m", "runchart", *map(str, arguments)], capture_output=True, env={**os.environ, **places}
    )
    assert ended.returncode == status, ended.stderr
    assert list(home.iterdir()) == []


def test_no_command_writes_into_a_logdir(logdir: Path, tmp_path: Path) -> None:
    before = trace(logdir)
    command(logdir, "ls", logdir)
    command(logdir, "ls", logdir, "*", "--json")
    command(logdir, "cat", logdir, "a/b", "loss")
    for form in ("csv", "json", "parquet", "html"):
        command(logdir, "export", logdir, "--to", form, "-o", tmp_path / f"out.{form}")
    command(logdir, "check", logdir, status=1)
    command(logdir, "check", logdir, "--repair", tmp_path / "clean", status=1)
    assert trace(logdir) == before


def test_reading_in_python_writes_nothing(logdir: Path) -> None:
    before = trace(logdir)
    with runchart.open(logdir) as log:
        run = log.runs["a/b"]
        assert len(run.images("picture", superseded=True)) == 2
        assert run.images("picture")[0].shape == (200, 200, 3)
        assert len(log.scalars(superseded=True).to_pandas()) > 0
        assert log.other_tools()
        log.refresh()
    assert trace(logdir) == before


def ask_everything(client: httpx.Client) -> None:
    runs = client.get("api/runs").json()["runs"]
    series = [[run["id"], one[0]] for run in runs for one in run["series"]]
    for path in (
        "",
        "api/damage",
        "api/hparams",
        "api/layouts",
        "api/notes",
        "api/nearby",
        "api/other_tools",
        "data/runs",
    ):
        assert client.get(path).status_code == 200, path
    for path, body in (
        ("api/series", {"series": series}),
        ("api/statistics", {"series": series}),
        ("api/export", {"to": "csv", "series": series}),
        ("api/snapshot", {}),
    ):
        assert client.post(path, json=body).status_code == 200, path


@pytest.mark.parametrize("read_only", [False, True])
def test_a_board_writes_nothing_that_nobody_asked_it_to(
    logdir: Path, read_only: bool, serve, as_nobody: Callable[[Callable[[], None]], None]
) -> None:
    if read_only:
        for path in (logdir, *logdir.rglob("*")):
            path.chmod(path.stat().st_mode & ~0o222)
    before = trace(logdir)
    home = logdir.parent / "home"
    places = {"HOME": str(home), "XDG_STATE_HOME": str(home / "state"), "TMPDIR": str(home)}
    home.mkdir()
    board = serve(logdir, env=places).loaded()
    with board.client() as client:
        ask_everything(client)
        client.get("api/changes", params={"since": "0:0"})
    assert board.interrupt() == 0
    assert trace(logdir) == before
    assert list(home.iterdir()) == []
    if read_only:
        as_nobody(lambda: read_as_nobody(logdir))
        assert trace(logdir) == before


def read_as_nobody(logdir: Path) -> None:
    with runchart.open(logdir, follow=False) as log:
        assert len(log.runs["a/b"]["loss"]) > 0
        with pytest.raises(PermissionError):
            (logdir / "anything").touch()


def test_a_board_that_is_killed_at_any_moment_leaves_no_trace(logdir: Path, serve) -> None:
    """Killed while it starts, loads, answers, and while people change notes: what is there is whole, and nothing else is."""
    before = trace(logdir)
    home = logdir.parent / "home"
    home.mkdir()
    places = {"HOME": str(home), "XDG_STATE_HOME": str(home / "state"), "TMPDIR": str(home)}
    draw = random.Random(0)
    for _ in range(5):
        board = serve(logdir, env=places)
        threading.Event().wait(draw.uniform(0, 0.5))
        board.stop()
        assert trace(logdir) == before
    for _ in range(5):
        board = serve(logdir, env=places).loaded()
        with board.client() as client:
            killer = threading.Timer(draw.uniform(0, 0.1), board.process.kill)
            killer.start()
            told = change_until_killed(client)
        killer.join()
        board.stop()
        stored = json.loads((logdir / ".runchart" / "runs.json").read_text()) if told else {}
        assert stored.get("runs", {}).get("a/b", {}).get("note", told) in {told, f"{told}x"}
        assert {path.name for path in (logdir / ".runchart").glob("*")} <= {"lock", "runs.json"}
    assert {name: at[:4] for name, at in trace(logdir).items() if not name.startswith((".runchart", "."))} == {
        name: at[:4] for name, at in before.items() if name != "."
    }
    assert list(home.iterdir()) == []


def change_until_killed(client: httpx.Client) -> str:
    """The last note that the board said it had stored; each is the one before and an x."""
    told = ""
    try:
        while True:
            client.post("api/notes", json={"runs": {"a/b": {"note": f"{told}x"}}}).raise_for_status()
            told += "x"
    except httpx.TransportError:
        return told
