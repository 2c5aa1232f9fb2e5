"""One run in full: files, kinds, configuration as it was logged, damage; and where runs of several logdirs lie."""

import os

import pytest

from runchart import SummaryWriter
from runchart.logdirs import logdirs
from runchart.reader import Reader
from runchart.server.board import Board
from runchart.server.parameters import BadRequestError
from runchart.server.run import run_in_full


def board_over(*arguments) -> Board:
    given = logdirs([str(argument) for argument in arguments])
    reader = Reader(given.given, follow=False)
    reader.refresh()
    return Board(reader, given.shown, "0", given.directory_of)


def full(board: Board, name: str):
    return run_in_full(board, next(run["id"] for run in board.reader.runs() if run["name"] == name))


def test_it_says_where_the_run_lies_and_what_it_holds(tmp_path):
    with SummaryWriter(str(tmp_path / "a" / "b")) as writer:
        writer.add_scalar("loss", 1.0, 0)
        writer.add_text("note", "hello", 0)
        writer.add_table("rows", {"x": [1]}, 0)
        writer.add_config({"model": {"layers": [2, 2], "width": 64}, "seed": 2**63, "limit": float("inf"), "empty": {}})
        writer.add_config({"model": {"width": 128}})
    board = board_over(tmp_path)
    found = full(board, "a/b")
    assert found["directory"] == str(tmp_path / "a" / "b")
    (file,) = found["files"]
    assert file["bytes"] == os.path.getsize(file["path"])
    tags = board.reader.tags()
    kinds = {kind: [tags[tag] for tag in ids] for kind, ids in found["kinds"].items()}
    assert kinds["scalars"] == ["loss"]
    assert kinds["table"] == ["rows"]
    assert kinds["config"] == ["_runchart/config"]
    assert kinds["text"] == ["note/text_summary"]
    assert found["config"] == {
        "model": {"layers": [2, 2], "width": 128},
        "seed": str(2**63),
        "limit": "Infinity",
        "empty": {},
    }
    assert found["damage"] == []


def test_files_and_damage_of_folded_children_are_the_runs(tmp_path):
    with SummaryWriter(str(tmp_path / "run")) as writer:
        for step in range(3):
            writer.add_scalars("loss", {"train": 1.0, "val": 2.0}, step)
    child = next(path for path in (tmp_path / "run").iterdir() if path.is_dir())
    (events,) = child.glob("*tfevents*")
    whole = bytearray(events.read_bytes())
    whole[-6] ^= 1
    events.write_bytes(whole)
    found = full(board_over(tmp_path), "run")
    assert len(found["files"]) == len(list((tmp_path / "run").rglob("*tfevents*")))
    assert [place["run"] for place in found["damage"]] == [f"run/{child.name}"]
    assert found["damage"][0]["offset"] > 0


def test_a_run_that_is_not_there_is_refused_with_what_to_do(tmp_path):
    with pytest.raises(BadRequestError, match=r"no run 7\. /api/runs lists") as refused:
        run_in_full(board_over(tmp_path), 7)
    assert refused.value.status == 404


def test_runs_of_several_logdirs_are_found_by_their_names(tmp_path):
    for path in ("one/x", "two/x", "exp-1/logs/y", "exp-2/logs"):
        with SummaryWriter(str(tmp_path / path)) as writer:
            writer.add_scalar("loss", 1.0, 0)
    board = board_over(f"a={tmp_path / 'one'}", tmp_path / "two", tmp_path / "exp-*" / "logs")
    where = {run["name"]: board.directory_of(run["name"]) for run in board.reader.runs()}
    assert where == {
        "a/x": str(tmp_path / "one" / "x"),
        "two/x": str(tmp_path / "two" / "x"),
        "exp-1/logs/y": str(tmp_path / "exp-1" / "logs" / "y"),
        "exp-2/logs": str(tmp_path / "exp-2" / "logs"),
    }
    assert board.directory_of("b/x") is None


def test_the_root_run_lies_in_the_logdir_itself(tmp_path):
    with SummaryWriter(str(tmp_path)) as writer:
        writer.add_scalar("loss", 1.0, 0)
    assert full(board_over(tmp_path), ".")["directory"] == str(tmp_path)
