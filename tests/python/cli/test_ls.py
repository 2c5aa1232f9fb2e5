"""runchart ls and cat: what is there, and what is in it."""

from __future__ import annotations

import json
import math
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

import runchart
from runchart.cli.layout import age, columns, printable


def command(*arguments: object, status: int = 0) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, "-m", "runchart", *map(str, arguments)], capture_output=True, text=True, timeout=60
    )
    assert done.returncode == status, done.stderr + done.stdout
    assert "Traceback" not in done.stderr
    return done


@pytest.fixture(scope="module")
def logdir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    logdir = tmp_path_factory.mktemp("ls") / "logs"
    for run in ("lr1", "lr2", "other"):
        with runchart.SummaryWriter(logdir / run) as writer:
            for step in range(10):
                writer.add_scalar("train/loss", 0.1 * step, step, walltime=time.time() - 7200)
            writer.add_scalar("odd", math.nan, 3, walltime=1e9)
    return logdir


def test_runs(logdir: Path) -> None:
    head, *rows = command("ls", logdir).stdout.splitlines()
    assert head.split() == ["run", "holds", "points", "last", "step", "last", "event"]
    assert [row.split()[:5] for row in rows] == [[run, "2", "scalars", "11", "9"] for run in ("lr1", "lr2", "other")]
    assert all(row.endswith(" ago") for row in rows)


def test_tags_of_the_runs_that_match(logdir: Path) -> None:
    rows = [row.split() for row in command("ls", logdir, "lr*").stdout.splitlines()[1:]]
    odd, loss = ["odd", "scalars", "1", "3", "NaN"], ["train/loss", "scalars", "10", "9", "0.9"]
    assert [row[:6] for row in rows] == [["lr1", *odd], ["lr1", *loss], ["lr2", *odd], ["lr2", *loss]]
    assert rows[1][6:] == ["2", "h", "ago"]
    assert [row.split()[:6] for row in command("ls", logdir, "/lr[12]$/").stdout.splitlines()[1:]] == [
        row[:6] for row in rows
    ]


def test_runs_stand_in_natural_order(tmp_path: Path) -> None:
    names = ["a", "a/2", "a/10", "a-1", "run2", "run10"]
    for name in reversed(names):
        (tmp_path / name).mkdir(parents=True, exist_ok=True)
        (tmp_path / name / "tfevents").touch()
    listing = json.loads(command("ls", tmp_path, "--json").stdout)
    assert [run["run"] for run in listing["runs"]] == names


def test_json(logdir: Path) -> None:
    listing = json.loads(command("ls", logdir, "--json").stdout)
    assert [run["run"] for run in listing["runs"]] == ["lr1", "lr2", "other"]
    assert listing["runs"][0]["kinds"] == {"scalars": 2}
    assert listing["other_tools"] == []
    odd, loss = json.loads(command("ls", logdir, "other", "--json").stdout)["tags"]
    assert (odd["last_value"], odd["last_wall_time"]) == ("NaN", 1e9)
    assert (loss["tag"], loss["kind"], loss["points"], loss["last_step"]) == ("train/loss", "scalars", 10, 9)


@pytest.fixture(scope="module")
def media(tmp_path_factory: pytest.TempPathFactory) -> Path:
    logdir = tmp_path_factory.mktemp("media")
    with runchart.SummaryWriter(logdir / "run") as writer:
        for step in range(3):
            writer.add_scalar("loss", step, step)
            writer.add_image("picture", np.zeros((3, 4, 4), np.uint8), step)
            writer.add_text("said", f"at *{step}*\n世界", step)
    return logdir


def test_all_kinds_are_listed(media: Path) -> None:
    assert "1 scalars, 1 images, 1 text" in command("ls", media).stdout
    rows = [row.split()[1:5] for row in command("ls", media, "run").stdout.splitlines()[1:]]
    assert rows == [
        ["loss", "scalars", "3", "2"],
        ["picture", "images", "3", "2"],
        ["said/text_summary", "text", "3", "2"],
    ]


def test_cat_text_and_what_is_no_text(media: Path) -> None:
    shown = command("cat", media, "run", "said/text_summary").stdout
    assert shown == "".join(f"step {step}\nat *{step}*\n世界\n" for step in range(3))
    said = command("cat", media, "run", "picture", status=2).stderr
    assert "holds images, 3 points" in said
    assert ".runs['run'].images('picture')" in said


def test_what_matches_nothing_is_said(logdir: Path, tmp_path: Path) -> None:
    assert "no run matches 'lr3'" in command("ls", logdir, "lr3", status=2).stderr
    assert "'lr1'" in command("ls", logdir, "lr3", status=2).stderr
    assert command("ls", tmp_path).stdout.startswith("no runs")
    assert "there is no directory" in command("ls", tmp_path / "nowhere", status=2).stderr


def test_cat_scalars(logdir: Path) -> None:
    rows = [line.split("\t") for line in command("cat", logdir, "lr1", "train/loss").stdout.splitlines()]
    assert [(int(step), value) for step, _, value in rows] == [(step, f"{0.1 * step:.1f}") for step in range(10)]
    assert all(abs(time.time() - 7200 - float(wall)) < 600 for _, wall, _ in rows)
    assert command("cat", logdir, "lr1", "odd").stdout == "3\t1000000000.0\tnan\n"


def test_cat_of_what_is_not_there(logdir: Path) -> None:
    assert "there is 'train/loss'" in command("cat", logdir, "lr1", "train/los", status=2).stderr
    assert "there is 'other'" in command("cat", logdir, "othr", "odd", status=2).stderr


def test_a_reader_that_has_seen_enough_ends_it(logdir: Path) -> None:
    shell = f"set -o pipefail; {sys.executable} -m runchart export {logdir} --to csv | head -1"
    done = subprocess.run(["bash", "-c", shell], capture_output=True, text=True, timeout=60)
    assert (done.stdout, done.stderr, done.returncode) == ("run,tag,step,wall_time,value\n", "", 0)


def test_help_lists_the_commands() -> None:
    shown = command("--help").stdout
    assert all(f"runchart {name} logs" in shown for name in ("ls", "cat", "export", "check"))
    for name in ("ls", "cat", "export", "check"):
        assert f"usage: runchart {name}" in command(name, "--help").stdout


def test_layout() -> None:
    assert columns([["a", "1"], ["bcd", "10"]], right=(1,)) == ["a     1", "bcd  10"]
    assert [age(seconds) for seconds in (-5, 0, 59, 60, 7199, 86400 * 3, math.nan)] == [
        "0 s ago", "0 s ago", "59 s ago", "1 min ago", "1 h ago", "3 d ago", "",
    ]  # fmt: skip
    assert printable("a\x1b[2J\n中") == "a\\x1b[2J\\n中"


def test_several_logdirs(logdir: Path, media: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(logdir)
    rows = command("ls", "a=lr1", f"m={media}", "lr[2]").stdout.splitlines()[1:]
    assert [row.split()[0] for row in rows] == ["a", "lr2", "m/run"]
    for run in (["m/*"], ["--run", "m/*"]):
        tags = json.loads(command("ls", "a=lr1", f"m={media}", *run, "--json").stdout)["tags"]
        assert {(tag["run"], tag["tag"]) for tag in tags} == {
            ("m/run", "loss"), ("m/run", "picture"), ("m/run", "said/text_summary"),
        }  # fmt: skip
    assert command("cat", "a=lr1", "lr2", "a", "odd").stdout == "3\t1000000000.0\tnan\n"
    table = command("export", "a=lr1", "b=lr2", "--to", "csv", "--tag", "odd").stdout.splitlines()
    assert table[1:] == ["a,odd,3,1000000000.0,nan", "b,odd,3,1000000000.0,nan"]
    assert "no directory matches none-" in command("ls", "none-*", status=2).stderr
    assert "two logdirs are called a" in command("export", "a=lr1", "a=lr2", "--to", "csv", status=2).stderr
