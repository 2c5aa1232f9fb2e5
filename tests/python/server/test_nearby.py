"""Folders near an empty logdir: which are offered, which never are, and that looking for them ends."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from runchart import SummaryWriter
from runchart.server import nearby
from runchart.server.nearby import nearby_folders


def log_in(directory: Path) -> Path:
    with SummaryWriter(str(directory)) as writer:
        writer.add_scalar("loss", 1.0, 0)
    return directory


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A directory with an empty logdir in it, and the working directory somewhere else."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    (tmp_path / "home" / "empty").mkdir(parents=True)
    return tmp_path / "home"


def test_siblings_with_runs_in_them(home: Path) -> None:
    log_in(home / "single")
    log_in(home / "sweep" / "run1")
    log_in(home / "sweeps" / "a" / "b")
    log_in(home / "deep" / "a" / "b" / "c")
    (home / "notes").mkdir()
    (home / "events.out.tfevents.1").touch()
    assert nearby_folders(str(home / "empty")) == [str(home / name) for name in ("single", "sweep", "sweeps")]


def test_a_logdir_that_is_not_there_has_neighbours_too(home: Path) -> None:
    log_in(home / "runs")
    assert nearby_folders(str(home / "misspelt")) == [str(home / "runs")]
    assert nearby_folders(str(home / "nowhere" / "at" / "all")) == []


def test_the_working_directory_comes_first(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log_in(home / "a")
    work = home.parent / "work"
    for name in ("logs", "runs", "other"):
        log_in(work / name / "run")
    log_in(work)
    monkeypatch.chdir(work)
    expected = [str(work / "runs"), str(work / "logs"), str(work), str(home / "a")]
    assert nearby_folders(str(home / "empty")) == expected


def test_the_logdir_itself_and_what_is_in_it_are_not_offered(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log_in(home / "empty" / "runs" / "later")
    monkeypatch.chdir(home / "empty")
    assert nearby_folders(str(home / "empty")) == []


def test_no_folder_twice_and_at_most_five(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(9):
        log_in(home / f"run{number}")
    monkeypatch.chdir(home / "run3")
    assert nearby_folders(str(home / "empty")) == [str(home / f"run{number}") for number in (3, 0, 1, 2, 4)]


def test_links_are_not_followed(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    behind = log_in(home.parent / "secret" / "run")
    (home / "link").symlink_to(behind.parent)
    (home / "inside").mkdir()
    (home / "inside" / "link").symlink_to(behind)
    (home / "runs").symlink_to(behind)
    monkeypatch.chdir(home)
    assert nearby_folders(str(home / "empty")) == []


def test_a_directory_named_like_an_event_file_is_none(home: Path) -> None:
    (home / "a" / "tfevents").mkdir(parents=True)
    assert nearby_folders(str(home / "empty")) == []


def test_what_may_not_be_read_is_passed_over(home: Path, as_nobody: Callable[[Callable[[], None]], None]) -> None:
    closed = log_in(home / "closed")
    log_in(home / "open")
    closed.chmod(0)

    def look() -> None:
        assert nearby_folders(str(home / "empty")) == [str(home / "open")]

    try:
        as_nobody(look)
    finally:
        closed.chmod(0o700)


def test_a_working_directory_that_is_gone(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = home / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    log_in(home / "a")
    assert nearby_folders(str(home / "empty")) == [str(home / "a")]


def test_it_gives_up_in_time(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(30):
        folder = home / f"folder{number:02}"
        folder.mkdir()
        for name in range(100):
            (folder / f"file{name}").touch()
    log_in(home / "zz" / "run")
    assert nearby_folders(str(home / "empty")) == []
    monkeypatch.setattr(nearby, "MOST_ENTRIES", 10_000)
    assert nearby_folders(str(home / "empty")) == [str(home / "zz")]


def test_a_large_folder_hides_no_other(home: Path) -> None:
    for number in range(3000):
        (home / "images" / str(number)).mkdir(parents=True)
    log_in(home / "sweep" / "run")
    assert nearby_folders(str(home / "empty")) == [str(home / "sweep")]


def test_the_route(serve, home: Path) -> None:
    log_in(home / "runs" / "first")
    logdir = home / "empty"
    with serve(logdir).loaded().client() as client:
        assert client.get("api/nearby").json() == {"folders": [str(home / "runs")]}


def test_the_route_offers_nothing_where_there_are_runs(client) -> None:
    assert client.get("api/nearby").json() == {"folders": []}
