"""Saved views: stored one by one beside the logdir or in the state folder, undoable, live, and closed to other origins."""

import json
import os
from concurrent.futures import ThreadPoolExecutor

import pytest

from runchart import SummaryWriter
from runchart.server.storage import Storage
from runchart.server.views import MOST_AUTOMATIC, MOST_VIEWS, Views


@pytest.fixture
def logdir(tmp_path):
    with SummaryWriter(str(tmp_path / "logs" / "a")) as writer:
        writer.add_scalar("loss", 1.0, 0)
    return tmp_path / "logs"


@pytest.fixture
def board(serve, logdir):
    with serve(logdir).loaded().client() as client:
        yield client


def change(client, views, **more):
    headers = more.pop("headers", None)
    return client.post("api/views", json={"views": views, **more}, headers=headers)


def fragments(answer):
    return {name: view["fragment"] for name, view in answer.json()["views"].items()}


def test_views_are_stored_one_by_one_and_taken_back(board, logdir):
    first = board.get("api/views").json()
    assert (first["views"], first["default"]) == ({}, None)
    change(board, {"losses": {"fragment": "y=log"}})
    second = change(board, {"自 b/c": {"fragment": "show=a"}}, default="losses")
    assert fragments(second) == {"losses": "y=log", "自 b/c": "show=a"}
    assert second.json()["default"] == "losses"
    gone = change(board, {"losses": None})
    assert fragments(gone) == {"自 b/c": "show=a"}
    assert gone.json()["default"] is None
    back = board.post("api/views", json=gone.json()["before"])
    assert fragments(back) == {"losses": "y=log", "自 b/c": "show=a"}
    assert back.json()["default"] == "losses"
    assert back.json()["views"]["losses"]["saved"] == second.json()["views"]["losses"]["saved"]
    assert json.loads((logdir / ".runchart" / "views.json").read_text())["version"] == 1


def test_an_automatic_view_is_found_by_its_name_alone(board):
    change(board, {"3f2a": {"fragment": "show=a,b", "automatic": True}})
    assert fragments(board.get("api/views")) == {}
    assert fragments(board.get("api/views", params={"name": "3f2a"})) == {"3f2a": "show=a,b"}
    assert fragments(board.get("api/views", params={"name": "none"})) == {}


def test_two_boards_keep_what_each_has_stored(logdir):
    """Sixteen writers at once, each with a storage of its own, as boards of several processes have."""

    def store(number):
        Views(Storage(str(logdir))).change({"views": {f"view{number}": {"fragment": f"x={number}"}}})

    with ThreadPoolExecutor(16) as pool:
        list(pool.map(store, range(16)))
    assert set(Views(Storage(str(logdir))).all()["views"]) == {f"view{number}" for number in range(16)}


def test_a_read_only_logdir_keeps_them_in_the_state_folder(serve, logdir, tmp_path, monkeypatch):
    if os.geteuid() == 0:
        # Root may write anywhere: several logdirs have no folder of their own either.
        arguments = [f"a={logdir}", f"b={logdir}"]
    else:
        logdir.chmod(0o555)
        arguments = [str(logdir)]
    with serve(*arguments, env={"XDG_STATE_HOME": str(tmp_path / "state")}).loaded().client() as client:
        assert change(client, {"mine": {"fragment": "y=log"}}).status_code == 200
        assert fragments(client.get("api/views")) == {"mine": "y=log"}
    logdir.chmod(0o755)
    assert not (logdir / ".runchart").exists()
    assert list((tmp_path / "state" / "runchart").glob("*/views.json"))


def test_old_automatic_views_make_room_and_named_ones_do_not(tmp_path):
    views = Views(Storage(str(tmp_path)))
    automatic = {f"auto{number}": {"fragment": "", "automatic": True} for number in range(MOST_AUTOMATIC + 1)}
    views.change({"views": {"mine": {"fragment": "y=log"}, **automatic}})
    assert views.one("auto0")["views"] == {}
    assert set(views.one(f"auto{MOST_AUTOMATIC}")["views"]) == {f"auto{MOST_AUTOMATIC}"}
    assert set(views.all()["views"]) == {"mine"}


def test_more_views_than_are_kept_are_refused(board):
    answer = change(board, {f"view{number}": {"fragment": ""} for number in range(MOST_VIEWS + 1)})
    assert answer.status_code == 400
    assert "1001 views" in answer.json()["error"]
    assert fragments(board.get("api/views")) == {}


def test_a_change_is_told_to_other_pages(board):
    listing = board.get("api/runs").json()
    since = f"{listing['boot']}:{listing['seq']}"
    with board.stream("GET", "api/changes", params={"since": since}, headers={"accept": "text/event-stream"}) as stream:
        lines = stream.iter_lines()
        assert next(lines) == "retry: 1000"
        version = change(board, {"a": {"fragment": "y=log"}}).json()["version"]
        told = next(json.loads(line[5:]) for line in lines if line.startswith("data:"))
        assert told["stored"]["views"] == version


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"[]",
        b'{"views": []}',
        b'{"views": {"": {"fragment": ""}}}',
        b'{"views": {"a": 1}}',
        b'{"views": {"a": {}}}',
        b'{"views": {"a": {"fragment": 1}}}',
        b'{"views": {"a": {"fragment": "", "size": 1}}}',
        b'{"views": {"a": {"fragment": "", "automatic": 1}}}',
        b'{"views": {"a": {"fragment": "", "saved": "now"}}}',
        b'{"views": {}, "default": 1}',
        b'{"views": {}, "more": 1}',
        b'{"views": {"%s": {"fragment": ""}}}' % (b"x" * 201),
        b'{"views": {"a": {"fragment": "%s"}}}' % (b"x" * 262_145),
    ],
)
def test_what_does_not_fit_is_refused(board, body):
    answer = board.post("api/views", content=body, headers={"content-type": "application/json"})
    assert answer.status_code == 400
    assert answer.json()["error"].endswith((".", "}."))


def test_other_origins_and_forms_store_nothing(board):
    for headers in ({"origin": "http://evil.example"}, {"sec-fetch-site": "cross-site"}):
        assert change(board, {"a": {"fragment": ""}}, headers=headers).status_code == 403
    form = board.post("api/views", content=b'{"views": {}}', headers={"content-type": "text/plain"})
    assert form.status_code == 415
    assert fragments(board.get("api/views")) == {}


def test_a_file_that_is_no_json_is_told(board, logdir):
    (logdir / ".runchart").mkdir()
    (logdir / ".runchart" / "views.json").write_text("{")
    answer = change(board, {"a": {"fragment": ""}})
    assert answer.status_code == board.get("api/views").status_code == 507
    assert "views.json" in answer.json()["error"]
