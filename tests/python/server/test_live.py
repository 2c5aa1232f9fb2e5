"""What changed, over all three carriers, while another process writes."""

import json
import shutil
import time
from collections.abc import Iterator

import pytest

from runchart import SummaryWriter
from runchart.reader import Reader
from runchart.server import live as live_module
from runchart.server.board import Board, Cursor

STREAM = {"accept": "text/event-stream"}


@pytest.fixture
def writer(tmp_path):
    with SummaryWriter(str(tmp_path / "first")) as writer:
        writer.add_scalar("loss", 1.0, 0)
        writer.flush()
        yield writer


@pytest.fixture
def board(serve, tmp_path, writer):
    return serve(tmp_path).loaded()


@pytest.fixture
def live(board):
    with board.client() as client:
        yield client


def cursor(client) -> str:
    listing = client.get("api/runs").json()
    return f"{listing['boot']}:{listing['seq']}"


def append(writer, step: int, tag: str = "loss") -> None:
    writer.add_scalar(tag, float(step), step)
    writer.flush()


def polls(client, since: str):
    """Long polls one after the other, each from where the last one ended."""
    while True:
        answer = client.get("api/changes", params={"since": since, "wait": 20}).json()
        yield answer
        since = f"{answer['boot']}:{answer['seq']}"


def points(answer) -> int:
    """Points in the first series of the first run that changed."""
    return answer["runs"][0]["series"][0][1] if answer["runs"] and answer["runs"][0]["series"] else 0


def events(lines: Iterator[str]):
    """The events of a stream, as (id, data); comments are passed over."""
    name = None
    for line in lines:
        field, _, value = line.partition(": ")
        if field == "id":
            name = value
        elif field == "data":
            yield name, json.loads(value)


def test_nothing_new_is_an_empty_answer(live):
    since = cursor(live)
    answer = live.get("api/changes", params={"since": since}).json()
    assert (answer["reload"], answer["runs"], answer["tags"], answer["removed"]) == (False, [], [], [])
    assert f"{answer['boot']}:{answer['seq']}" == since
    assert answer["progress"]["state"] == "following"


def test_a_poll_that_waits_is_answered_by_an_append(live, writer):
    since = cursor(live)
    append(writer, 7)
    answer = next(answer for answer in polls(live, since) if points(answer) == 2)
    (run,) = answer["runs"]
    assert run["name"] == "first"
    assert run["series"][0][1:4] == [2, 0, 7]
    assert answer["seq"] > int(since.partition(":")[2])


def test_a_poll_that_waits_ends_without_a_change(live):
    answer = live.get("api/changes", params={"since": cursor(live), "wait": 0.2}).json()
    assert answer["runs"] == []


def test_new_tags_and_runs_are_told_once(live, writer, tmp_path):
    since = cursor(live)
    append(writer, 1, "lr")
    answer = next(answer for answer in polls(live, since) if answer["tags"])
    assert (answer["tags_from"], answer["tags"]) == (1, ["lr"])
    with SummaryWriter(str(tmp_path / "second")) as second:
        second.add_scalar("acc", 0.5, 3)
    names = set()
    for later in polls(live, f"{answer['boot']}:{answer['seq']}"):
        assert later["reload"] is False
        names |= {run["name"] for run in later["runs"]}
        if later["tags"]:
            assert (later["tags_from"], later["tags"]) == (2, ["acc"])
            break
    assert "second" in names


def test_a_foreign_cursor_means_reload(live):
    since = cursor(live)
    boot, _, seq = since.partition(":")
    for foreign in ("0123abcd:1", f"{boot}:{int(seq) + 1000}"):
        answer = live.get("api/changes", params={"since": foreign, "wait": 20}).json()
        assert (answer["reload"], answer["runs"], answer["tags"], answer["removed"]) == (True, [], [], [])
        assert answer["boot"] == boot


def test_a_run_that_is_gone(live, tmp_path):
    since = cursor(live)
    with SummaryWriter(str(tmp_path / "gone")) as gone:
        gone.add_scalar("loss", 1.0, 1)
    answer = next(answer for answer in polls(live, since) if points(answer) == 1)
    (run,) = answer["runs"]
    shutil.rmtree(tmp_path / "gone")
    since = f"{answer['boot']}:{answer['seq']}"
    answer = next(answer for answer in polls(live, since) if answer["removed"])
    assert answer["removed"] == [run["id"]]
    assert [run["name"] for run in live.get("api/runs").json()["runs"]] == ["first"]


def test_a_stream_begins_with_a_comment_and_carries_appends(live, writer):
    since = cursor(live)
    with live.stream("GET", "api/changes", params={"since": since}, headers=STREAM) as response:
        assert response.headers["content-type"].startswith("text/event-stream")
        assert "content-encoding" not in response.headers
        lines = response.iter_lines()
        assert next(lines).startswith("retry:")
        assert next(lines).startswith(":")
        append(writer, 1)
        name, data = next((name, data) for name, data in events(lines) if points(data) == 2)
        assert name == f"{data['boot']}:{data['seq']}"


def test_a_stream_goes_on_from_the_last_event(live, writer):
    since = cursor(live)
    append(writer, 1)
    headers = {**STREAM, "last-event-id": since}
    with live.stream("GET", "api/changes?since=old:0", headers=headers) as response:
        data = next(data for _, data in events(response.iter_lines()) if points(data) == 2)
    assert data["reload"] is False


def test_a_stream_with_a_foreign_cursor_says_reload_and_goes_on(live, writer):
    with live.stream("GET", "api/changes?since=old:0", headers=STREAM) as response:
        stream = events(response.iter_lines())
        _, first = next(stream)
        assert first["reload"] is True
        append(writer, 1)
        second = next(data for _, data in stream if points(data) == 2)
        assert second["reload"] is False


def test_a_busy_logdir_is_told_in_few_events(live, writer):
    since = cursor(live)
    with live.stream("GET", "api/changes", params={"since": since}, headers=STREAM) as response:
        for step in range(1, 2001):
            writer.add_scalar("loss", float(step), step)
            if step % 10 == 0:
                writer.flush()
        told = []
        for _, data in events(response.iter_lines()):
            told.append(points(data))
            if told[-1] == 2001:
                break
    assert len(told) < 200


def test_ctrl_c_ends_open_streams_and_the_command(board, live):
    with live.stream("GET", "api/changes?since=old:0", headers=STREAM) as response:
        stream = events(response.iter_lines())
        next(stream)
        assert board.interrupt() == 0
        assert list(stream) == []


@pytest.mark.anyio
@pytest.mark.parametrize("anyio_backend", ["asyncio"])
async def test_large_events_are_rare(tmp_path, writer, monkeypatch, anyio_backend):
    monkeypatch.setattr(live_module, "BYTES_PER_SECOND", 500)
    reader = Reader(str(tmp_path))
    reader.refresh()
    board = Board(reader, str(tmp_path), "0")
    live = live_module.Live(board)
    live.start()
    parts = live_module.stream(live, Cursor(board.boot, 0))
    assert (await anext(parts)).startswith(b"retry:")
    event = await anext(parts)
    append(writer, 1)
    resumed = time.monotonic()
    later = await anext(parts)
    assert b'"runs":[{' in later
    assert time.monotonic() - resumed >= len(event) / 500
    live.end()
    assert [part async for part in parts] == []
    live.join()
    reader.close()
