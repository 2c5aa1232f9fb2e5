"""What runs were started with: as it was logged, read once, and told again only when there is more."""

from contextlib import closing

import pytest
import tensorboardX
import torch.utils.tensorboard
from tensorboard.compat.proto import summary_pb2
from tensorboard.plugins.hparams import api_pb2, plugin_data_pb2

from runchart import FileWriter, SummaryWriter
from runchart.reader import Reader
from runchart.server.board import Board, Cursor


def board_over(logdir) -> Board:
    reader = Reader(str(logdir), follow=False)
    reader.refresh()
    return Board(reader, str(logdir), "0")


def by_name(board: Board, answer) -> dict:
    names = {run["id"]: run["name"] for run in board.reader.runs()}
    return {names[entry["id"]]: entry for entry in answer["runs"]}


def test_values_keep_their_types(tmp_path):
    with SummaryWriter(str(tmp_path / "a")) as writer:
        writer.add_hparams({"lr": 1e-3, "amp": True, "optimizer": {"name": "adam"}, "nothing": None}, {"best": 0.5})
        writer.add_config(
            {"model": {"layers": [2, 2], "width": 64}, "none": None, "seed": 2**63, "empty": {}, "limit": float("inf")}
        )
        writer.add_config({"model": {"width": 128}})
    with SummaryWriter(str(tmp_path / "b")) as writer:
        writer.add_scalar("loss", 1.0, 0)
    board = board_over(tmp_path)
    answer = by_name(board, board.hparams(None))
    assert list(answer) == ["a"]
    assert answer["a"]["hparams"] == {"lr": 1e-3, "amp": True, "optimizer/name": "adam"}
    assert answer["a"]["hparams"]["amp"] is True
    assert answer["a"]["config"] == {
        "model.layers": "[2, 2]",
        "model.width": 128,
        "none": None,
        "seed": str(2**63),
        "empty": "{}",
        "limit": "Infinity",
    }
    assert answer["a"]["session"] == {"status": "success", "group": "", "start": None, "end": None}


def test_an_open_session_is_running(tmp_path):
    with SummaryWriter(str(tmp_path)) as writer:
        writer.add_hparams({"lr": 0.1})
    board = board_over(tmp_path)
    assert board.hparams(None)["runs"][0]["session"]["status"] == "running"
    assert board.hparams(None)["runs"][0]["session"]["end"] is None


def test_configuration_alone_is_no_session(tmp_path):
    with SummaryWriter(str(tmp_path)) as writer:
        writer.add_config({"lr": 0.1})
    (entry,) = board_over(tmp_path).hparams(None)["runs"]
    assert (entry["config"], entry["hparams"], entry["session"]) == ({"lr": 0.1}, {}, None)


@pytest.mark.parametrize("library", [tensorboardX, torch.utils.tensorboard])
def test_the_session_of_other_libraries_is_that_of_the_run_above(tmp_path, library):
    with library.SummaryWriter(str(tmp_path / "a")) as writer:
        writer.add_scalar("loss", 0.5, 1)
        writer.add_hparams({"lr": 0.1, "name": "adam"}, {"best": 0.5})
    with SummaryWriter(str(tmp_path / "a")) as writer:
        writer.add_config({"seed": 1})
    board = board_over(tmp_path)
    (entry,) = board.hparams(None)["runs"]
    assert by_name(board, {"runs": [entry]}) == {"a": entry}
    assert (entry["hparams"], entry["config"]) == ({"lr": 0.1, "name": "adam"}, {"seed": 1})
    assert entry["session"]["status"] == "success"


def test_several_sessions_below_a_run_are_trials(tmp_path):
    """As in the example of torch's documentation."""
    writer = torch.utils.tensorboard.SummaryWriter(str(tmp_path / "a"))
    writer.add_hparams({"lr": 0.1}, {"best": 0.5}, run_name="0")
    board = board_over(tmp_path)
    before = board.hparams(None)
    assert [*by_name(board, before)] == ["a"]
    writer.add_hparams({"lr": 0.2}, {"best": 0.25}, run_name="1")
    writer.close()
    board.reader.refresh()
    news = by_name(board, board.hparams(Cursor(before["boot"], before["seq"])))
    assert {name: entry["hparams"] for name, entry in news.items()} == {"a": {}, "a/0": {"lr": 0.1}, "a/1": {"lr": 0.2}}
    assert news["a"]["session"] is None
    assert sorted(by_name(board, board.hparams(None))) == ["a/0", "a/1"]


def test_times_and_failure_of_a_session_are_told(tmp_path):
    start = plugin_data_pb2.SessionStartInfo(group_name="sweep", start_time_secs=5.5)
    start.hparams["lr"].number_value = 0.1
    end = plugin_data_pb2.SessionEndInfo(status=api_pb2.STATUS_FAILURE, end_time_secs=7.0)
    with closing(FileWriter(str(tmp_path))) as writer:
        for tag, field in (("start", {"session_start_info": start}), ("end", {"session_end_info": end})):
            content = plugin_data_pb2.HParamsPluginData(**field).SerializeToString()
            data = summary_pb2.SummaryMetadata.PluginData(plugin_name="hparams", content=content)
            summary = summary_pb2.Summary()
            summary.value.add(
                tag=f"_hparams_/session_{tag}_info", metadata=summary_pb2.SummaryMetadata(plugin_data=data)
            )
            writer.add_summary(summary)
    (entry,) = board_over(tmp_path).hparams(None)["runs"]
    assert entry["hparams"] == {"lr": 0.1}
    assert entry["session"] == {"status": "failure", "group": "sweep", "start": 5.5, "end": 7.0}


def test_only_what_is_new_is_told_after_a_cursor(tmp_path):
    first = SummaryWriter(str(tmp_path / "a"))
    first.add_config({"lr": 0.1})
    second = SummaryWriter(str(tmp_path / "b"))
    second.add_hparams({"lr": 0.2})
    first.flush(), second.flush()
    board = board_over(tmp_path)
    whole = board.hparams(None)
    assert (len(whole["runs"]), whole["reload"]) == (2, True)
    cursor = Cursor(whole["boot"], whole["seq"])
    assert board.hparams(cursor) == {**whole, "reload": False, "runs": []}
    first.add_config({"warmup": 10})
    second.add_scalar("loss", 1.0, 0)
    first.close(), second.close()
    board.reader.refresh()
    news = board.hparams(cursor)
    assert [entry["config"] for entry in news["runs"]] == [{"lr": 0.1, "warmup": 10}]
    assert len(board.hparams(Cursor("other", 0))["runs"]) == 2


def test_a_run_that_is_gone_is_forgotten(tmp_path):
    with SummaryWriter(str(tmp_path / "a")) as writer:
        writer.add_config({"lr": 0.1})
    board = board_over(tmp_path)
    assert len(board.hparams(None)["runs"]) == 1
    for file in (tmp_path / "a").iterdir():
        file.unlink()
    (tmp_path / "a").rmdir()
    board.reader.refresh()
    assert board.hparams(None)["runs"] == []


def test_damaged_configuration_costs_only_itself(tmp_path):
    with SummaryWriter(str(tmp_path)) as writer:
        writer.add_config({"lr": 0.1})
        writer.add_config({"warmup": 10})
    (file,) = tmp_path.iterdir()
    board = board_over(tmp_path)
    content = bytearray(file.read_bytes())
    content[content.index(b"warmup")] = ord("W")
    file.write_bytes(content)
    (entry,) = board.hparams(None)["runs"]
    assert entry["config"] == {"lr": 0.1}
