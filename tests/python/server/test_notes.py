"""What people say about runs: checked, stored field by field, live, undoable, and closed to other origins."""

import json

import pytest

from runchart import SummaryWriter


@pytest.fixture
def logdir(tmp_path):
    with SummaryWriter(str(tmp_path / "logs" / "a")) as writer:
        writer.add_scalar("loss", 1.0, 0)
    return tmp_path / "logs"


@pytest.fixture
def board(serve, logdir):
    with serve(logdir).loaded().client() as client:
        yield client


def change(client, runs, **options):
    return client.post("api/notes", json={"runs": runs}, **options)


def test_fields_change_one_by_one_and_back(board, logdir):
    assert board.get("api/notes").json()["runs"] == {}
    first = change(board, {"a": {"name": "best", "labels": ["paper"], "star": True, "note": "# why"}}).json()
    assert first["before"] == {"a": {"name": None, "labels": None, "star": None, "note": None}}
    second = change(board, {"a": {"star": None, "colour": "#0a0b0c"}}).json()
    kept = {"name": "best", "labels": ["paper"], "note": "# why"}
    assert second["runs"] == {"a": {**kept, "colour": "#0a0b0c"}}
    assert change(board, second["before"]).json()["runs"] == {"a": {**kept, "star": True}}
    assert change(board, first["before"]).json()["runs"] == {}
    assert json.loads((logdir / ".runchart" / "runs.json").read_text()) == {"version": 1, "runs": {}}


def test_two_boards_keep_what_each_has_changed(serve, board, logdir):
    change(board, {"a": {"note": "mine"}})
    with serve(logdir).loaded().client() as other:
        assert other.get("api/notes").json()["runs"] == {"a": {"note": "mine"}}
        change(other, {"a": {"star": True}, "b": {"hidden": True}})
    change(board, {"a": {"labels": ["x"]}})
    assert board.get("api/notes").json()["runs"] == {
        "a": {"note": "mine", "star": True, "labels": ["x"]},
        "b": {"hidden": True},
    }


def test_a_change_is_told_to_other_pages(board):
    listing = board.get("api/runs").json()
    since = f"{listing['boot']}:{listing['seq']}"
    with board.stream("GET", "api/changes", params={"since": since}, headers={"accept": "text/event-stream"}) as stream:
        lines = stream.iter_lines()
        assert next(lines) == "retry: 1000"
        version = change(board, {"a": {"star": True}}).json()["version"]
        told = next(json.loads(line[5:]) for line in lines if line.startswith("data:"))
        assert told["stored"]["runs"] == version
        assert told["runs"] == []


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"[]",
        b'{"runs": []}',
        b'{"runs": {"a": 1}}',
        b'{"runs": {"a": {"size": 1}}}',
        b'{"runs": {"a": {"name": ""}}}',
        b'{"runs": {"a": {"star": 1}}}',
        b'{"runs": {"a": {"labels": [1]}}}',
        b'{"runs": {"a": {"colour": "red"}}}',
        b'{"runs": {}, "more": 1}',
    ],
)
def test_what_does_not_fit_is_refused(board, body):
    answer = board.post("api/notes", content=body, headers={"content-type": "application/json"})
    assert answer.status_code == 400
    assert answer.json()["error"].endswith(".")


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "cross-site", "origin": "http://127.0.0.1"},
        {"host": "evil.example", "origin": "http://evil.example"},
    ],
)
def test_other_origins_change_nothing(board, headers):
    assert change(board, {"a": {"star": True}}, headers=headers).status_code == 403
    assert board.get("api/notes").json()["runs"] == {}


def test_forms_change_nothing(board):
    for media_type in ("text/plain", "application/x-www-form-urlencoded", ""):
        answer = board.post("api/notes", content=b'{"runs": {}}', headers={"content-type": media_type})
        assert answer.status_code == 415


def test_the_own_page_may_change(board):
    own = str(board.base_url).rstrip("/")
    for headers in ({"origin": own}, {"sec-fetch-site": "same-origin", "origin": "https://proxy.example"}):
        assert change(board, {"a": {"star": True}}, headers=headers).status_code == 200


def test_a_file_that_is_no_json_is_told(board, logdir):
    (logdir / ".runchart").mkdir()
    (logdir / ".runchart" / "runs.json").write_text("{")
    assert board.get("api/notes").status_code == 507
    answer = change(board, {"a": {"star": True}})
    assert answer.status_code == 507
    assert "runs.json" in answer.json()["error"]
