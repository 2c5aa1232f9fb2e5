"""What people change is stored whole, in the right place, and never lost to another board."""

import json
import os
import random
import subprocess
import sys
import threading

import pytest

from runchart.server.storage import Storage, StorageError


def test_a_change_lands_beside_the_logdir(tmp_path):
    document = Storage(str(tmp_path)).document("runs")
    assert document.read() == {}
    assert not (tmp_path / ".runchart").exists()
    document.update(lambda content: content.update(a=1))
    assert json.loads((tmp_path / ".runchart" / "runs.json").read_text()) == {"a": 1}
    assert sorted(path.name for path in (tmp_path / ".runchart").iterdir()) == ["lock", "runs.json"]


def test_several_logdirs_and_links_go_to_the_state_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    elsewhere, logdir = tmp_path / "elsewhere", tmp_path / "logs"
    elsewhere.mkdir(), logdir.mkdir()
    (logdir / ".runchart").symlink_to(elsewhere)
    folders = {Storage(name).folder for name in (str(logdir), "a=/x b=/y", "a=/x c=/y")}
    assert len(folders) == 3
    assert {folder.parent for folder in folders} == {tmp_path / "state" / "runchart"}
    Storage(str(logdir)).document("runs").update(lambda content: content.update(a=1))
    assert list(elsewhere.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_left_alone(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / ".runchart").write_text("a file of somebody")
    document = Storage(str(tmp_path / "logs")).document("runs")
    document.update(lambda content: content.update(a=1))
    assert document.path.is_relative_to(tmp_path / "state")
    assert (tmp_path / "logs" / ".runchart").read_text() == "a file of somebody"


def test_boards_of_several_processes_lose_nothing(tmp_path):
    script = """if True:
        import sys
        from runchart.server.storage import Storage
        document = Storage(sys.argv[1]).document("runs")
        for i in range(40):
            document.update(lambda content: content.update({f"{sys.argv[2]}-{i}": i}))
    """
    boards = [subprocess.Popen([sys.executable, "-c", script, str(tmp_path), str(board)]) for board in range(3)]
    assert [board.wait() for board in boards] == [0, 0, 0]
    assert len(Storage(str(tmp_path)).document("runs").read()) == 120


@pytest.mark.parametrize("text", ["{", "[]", "\xff"])
def test_a_file_that_is_no_json_is_told_and_kept(tmp_path, text):
    (tmp_path / ".runchart").mkdir()
    file = tmp_path / ".runchart" / "runs.json"
    file.write_text(text, "latin-1")
    document = Storage(str(tmp_path)).document("runs")
    for ask in (document.read, lambda: document.update(lambda content: None)):
        with pytest.raises(StorageError, match=r"runs\.json"):
            ask()
    assert file.read_text("latin-1") == text


def test_a_change_that_fails_leaves_the_file_as_it_was(tmp_path):
    document = Storage(str(tmp_path)).document("runs")
    document.update(lambda content: content.update(a=1))
    with pytest.raises(TypeError):
        document.update(lambda content: content.update(a=object()))
    assert document.read() == {"a": 1}
    assert sorted(path.name for path in (tmp_path / ".runchart").iterdir()) == ["lock", "runs.json"]


def test_the_version_grows_with_changes_of_others(tmp_path):
    mine, theirs = (Storage(str(tmp_path)).document("runs") for _ in range(2))
    before = mine.version()
    assert mine.version() == before
    theirs.update(lambda content: content.update(a=1))
    assert mine.version() > before


@pytest.mark.parametrize("unnamed", [True, False])
def test_a_file_is_replaced_whole_with_its_mode_and_nothing_beside_it(tmp_path, monkeypatch, unnamed):
    if not unnamed:  # as on file systems and systems that know no files without a name
        monkeypatch.delattr(os, "O_TMPFILE")
    document = Storage(str(tmp_path)).document("runs")
    document.update(lambda content: content.update(a=1))
    document.path.chmod(0o640)
    (document.path.parent / ".runs.json.new").write_text("left by a killed process")
    document.update(lambda content: content.update(b="x" * 100_000))
    assert document.read() == {"a": 1, "b": "x" * 100_000}
    assert document.path.stat().st_mode & 0o777 == 0o640
    left = {"lock", "runs.json"} | (set() if unnamed else {".runs.json.new"})
    assert {path.name for path in document.path.parent.iterdir()} == left


def test_a_process_that_is_killed_while_it_stores_leaves_the_old_or_the_new_and_nothing_else(tmp_path):
    code = f"""
from runchart.server.storage import Storage
document = Storage({str(tmp_path)!r}).document("runs")
while True:
    document.update(lambda content: content.update(a=content.get("a", 0) + 1, b="x" * 2_000_000))
    print(document.read()["a"], flush=True)
"""
    draw, told = random.Random(0), 0
    for _ in range(12):
        process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
        told = int(process.stdout.readline())
        threading.Event().wait(draw.uniform(0, 0.05))
        process.kill()
        told = max([told, *map(int, process.communicate()[0].split())])
        files = {path.name: path for path in (tmp_path / ".runchart").iterdir()}
        assert json.loads(files.pop("runs.json").read_text())["a"] in {told, told + 1}
        files.pop("lock")
        # Between getting its name and taking the file's place, which is one call, the new content is whole already.
        assert all(name == ".runs.json.new" and json.loads(path.read_text()) for name, path in files.items())
