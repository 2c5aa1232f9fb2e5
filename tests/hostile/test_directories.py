"""Directories that are no plain tree of runs: links in circles, names that are no text, what may not be read, too many files."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from nasty_files import good

import runchart


def test_links_in_circles(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "tfevents").write_bytes(good(0))
    (tmp_path / "a" / "up").symlink_to(tmp_path)
    (tmp_path / "self").symlink_to("self")
    (tmp_path / "b").symlink_to("a")
    with runchart.open(tmp_path, follow=False) as log:
        assert list(log.runs) == ["a", "b"]
        assert log.damage == []


def test_what_is_called_like_an_event_file_and_is_none(tmp_path: Path) -> None:
    (tmp_path / "tfevents.directory").mkdir()
    os.mkfifo(tmp_path / "tfevents.pipe")
    (tmp_path / "tfevents.nowhere").symlink_to("nowhere")
    (tmp_path / "tfevents.device").symlink_to("/dev/zero")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "tfevents.socket"))
        with runchart.open(tmp_path, follow=False) as log:
            assert list(log.runs) == []


def test_names_that_are_not_unicode(tmp_path: Path) -> None:
    run = os.fsencode(tmp_path) + b"/caf\xe9\n"
    os.mkdir(run)
    with open(run + b"/\xff.tfevents", "wb") as file:
        file.write(good(0) + b"rubbish, rather longer than a header")
    with runchart.open(tmp_path, follow=False) as log:
        assert list(log.runs) == ["caf\ufffd\n"]
        assert log.damage[0]["file"] == "\ufffd.tfevents"


def test_a_directory_and_a_file_without_permission(
    tmp_path: Path, as_nobody: Callable[[Callable[[], None]], None]
) -> None:
    for name in ("open", "closed", "files"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "tfevents").write_bytes(good(0))
    (tmp_path / "closed").chmod(0)
    (tmp_path / "files" / "tfevents").chmod(0)
    as_nobody(lambda: assert_refused(tmp_path))


def assert_refused(logdir: Path) -> None:
    with runchart.open(logdir, follow=False) as log:
        assert list(log.runs) == ["files", "open"]
        assert sorted((place["run"], place["file"]) for place in log.damage) == [("closed", ""), ("files", "tfevents")]
        assert all("cannot be read: Permission denied" in place["reason"] for place in log.damage)
        assert len(log.runs["open"]["loss"]) == 1


def test_more_files_than_descriptors(tmp_path: Path) -> None:
    for run in range(1_500):
        (tmp_path / f"{run}").mkdir()
        (tmp_path / f"{run}" / "tfevents").write_bytes(good(0, 1))
    with runchart.open(tmp_path) as log:
        assert len(log.runs) == 1_500
        assert len(os.listdir("/proc/self/fd")) < 256


def test_a_look_at_files_that_did_not_change_opens_and_reads_nothing(tmp_path: Path) -> None:
    for run in range(50):
        (tmp_path / f"{run}").mkdir()
        (tmp_path / f"{run}" / "tfevents").write_bytes(good(*range(100)))
    code = """
import sys
from runchart._core import Reader
def read():
    with open("/proc/self/io") as file:
        return int(file.readline().split()[1])
reader = Reader(sys.argv[1], follow=False)
reader.refresh()
before = read()
for _ in range(5):
    reader.refresh()
print(read() - before)
"""
    ended = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True)
    assert int(ended.stdout) < 1_000, "no more than the counter's own file"
