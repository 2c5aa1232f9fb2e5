"""Runs are deleted to the trash and put back: on real files, through real links, killed in the middle, and by hostile hands."""

import errno
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from runchart import SummaryWriter
from runchart.server.parameters import BadRequestError
from runchart.server.run_files import RunFiles
from runchart.server.trash import Trash


def write(directory: Path, steps: int = 3) -> None:
    with SummaryWriter(str(directory)) as writer:
        for step in range(steps):
            writer.add_scalar("loss", 1.0, step)


def tree(directory: Path) -> dict[str, bytes]:
    """Every file below, what the board stores left out."""
    files = (path for path in sorted(directory.rglob("*")) if path.is_file() and ".runchart" not in path.parts)
    return {str(path.relative_to(directory)): path.read_bytes() for path in files}


@pytest.fixture
def logdir(tmp_path):
    for run in ("a", "b/inner", "b"):
        write(tmp_path / "logs" / run)
    (tmp_path / "logs" / "a" / "checkpoints").mkdir()
    (tmp_path / "logs" / "a" / "checkpoints" / "last.pt").write_bytes(b"weights")
    (tmp_path / "logs" / "b" / "notes.txt").write_text("mine")
    return tmp_path / "logs"


@pytest.fixture
def board(serve, logdir):
    with serve(logdir).loaded().client() as client:
        yield client


def delete(client, *runs, **options):
    return client.post("api/runs/delete", json={"runs": runs}, **options)


def restore(client, *folders):
    return client.post("api/runs/restore", json={"folders": folders})


def names(client) -> set[str]:
    return {run["name"] for run in client.get("api/runs").json()["runs"]}


def wait_for(client, runs: set[str]) -> None:
    """The reader looks as soon as something was deleted or put back."""
    for _ in range(200):
        if names(client) == runs:
            return
        time.sleep(0.05)
    assert names(client) == runs


def test_a_run_alone_in_its_directory_moves_with_it_and_comes_back(board, logdir):
    before = tree(logdir)
    said = board.post("api/runs/files", json={"runs": ["a"]}).json()["runs"][0]
    assert said["files"] == 2
    assert said["bytes"] == sum(len(data) for name, data in before.items() if name.startswith("a/"))
    assert said["whole"]
    assert said["live"]
    assert said["directory"] == str(logdir / "a")
    assert said["trash"] == str(logdir / ".runchart" / "trash")
    [entry] = delete(board, "a").json()["deleted"]
    assert not (logdir / "a").exists()
    assert (Path(entry["folder"]) / "0" / "checkpoints" / "last.pt").read_bytes() == b"weights"
    wait_for(board, {"b", "b/inner"})
    assert board.get("api/trash").json() == {"deleted": [entry]}
    assert restore(board, entry["folder"]).json() == {"restored": ["a"], "failed": []}
    wait_for(board, {"a", "b", "b/inner"})
    assert tree(logdir) == before
    assert list((logdir / ".runchart" / "trash").iterdir()) == []


def test_of_a_run_with_others_below_it_only_event_files_move(board, logdir):
    before = tree(logdir)
    said = board.post("api/runs/files", json={"runs": ["b"]}).json()["runs"][0]
    assert (said["files"], said["whole"]) == (1, False)
    [entry] = delete(board, "b").json()["deleted"]
    wait_for(board, {"a", "b/inner"})
    assert sorted(name for name in tree(logdir) if name.startswith("b/") and "inner" not in name) == ["b/notes.txt"]
    restore(board, entry["folder"])
    wait_for(board, {"a", "b", "b/inner"})
    assert tree(logdir) == before


def test_the_root_run_never_takes_the_logdir_with_it(serve, tmp_path):
    logdir = tmp_path / "logs"
    write(logdir)
    (logdir / "train.py").write_text("pass")
    with serve(logdir).loaded().client() as board:
        [entry] = delete(board, ".").json()["deleted"]
        wait_for(board, set())
        assert list(tree(logdir)) == ["train.py"]
        restore(board, entry["folder"])
        wait_for(board, {"."})


def test_children_of_add_scalars_go_with_their_run(serve, tmp_path):
    logdir = tmp_path / "logs"
    with SummaryWriter(str(logdir / "a")) as writer:
        writer.add_scalar("lr", 0.1, 0)
        writer.add_scalars("loss", {"train": 1.0, "val": 2.0}, 0)
    write(logdir / "a" / "other")
    before = tree(logdir)
    with serve(logdir).loaded().client() as board:
        everything = names(board)
        assert everything == {"a", "a/loss_train", "a/loss_val", "a/other"}
        [entry] = delete(board, "a").json()["deleted"]
        wait_for(board, {"a/other"})
        assert not (logdir / "a" / "loss_train").exists()
        restore(board, entry["folder"])
        wait_for(board, everything)
    assert tree(logdir) == before


def test_several_logdirs_have_a_trash_each(serve, tmp_path):
    write(tmp_path / "one" / "x")
    write(tmp_path / "two" / "x")
    with serve(f"a={tmp_path / 'one'}", f"b={tmp_path / 'two'}").loaded().client() as board:
        deleted = delete(board, "a/x", "b/x").json()["deleted"]
        assert {entry["folder"].rpartition("/.runchart")[0] for entry in deleted} == {
            str(tmp_path / "one"),
            str(tmp_path / "two"),
        }
        assert {entry["run"] for entry in board.get("api/trash").json()["deleted"]} == {"a/x", "b/x"}
        restore(board, *(entry["folder"] for entry in deleted))
        wait_for(board, {"a/x", "b/x"})


def test_of_several_each_counts_for_itself(board):
    answer = delete(board, "a", "nowhere").json()
    assert [entry["run"] for entry in answer["deleted"]] == ["a"]
    assert answer["failed"][0]["what"] == "nowhere"
    assert "There is no run 'nowhere'" in answer["failed"][0]["error"]


@pytest.mark.parametrize("run", ["..", "../outside", "/etc", "b/../a", "a/", "", "a\x00", "./a", ".runchart"])
def test_names_that_are_no_run_delete_nothing(board, logdir, run):
    (logdir.parent / "outside").mkdir()
    write(logdir.parent / "outside")
    before = tree(logdir.parent)
    assert delete(board, run).status_code == 404
    assert tree(logdir.parent) == before


@pytest.mark.parametrize("folder", ["..", "/etc", "20200101-000000-0", "/tmp/x/.runchart/trash/20200101-000000-0"])
def test_folders_that_are_no_entry_restore_nothing(board, folder):
    assert restore(board, folder).status_code == 404


def test_linked_runs_are_refused(serve, tmp_path):
    logdir = tmp_path / "logs"
    write(tmp_path / "elsewhere" / "deep")
    logdir.mkdir()
    (logdir / "linked").symlink_to(tmp_path / "elsewhere")
    before = tree(tmp_path)
    with serve(logdir).loaded().client() as board:
        assert names(board) == {"linked/deep"}
        answer = delete(board, "linked/deep")
        assert answer.status_code == 409
        assert f"{logdir / 'linked'} is a symbolic link" in answer.json()["error"]
    assert tree(tmp_path) == before


@pytest.mark.parametrize("name", [".runchart", ".runchart/trash"])
def test_a_trash_that_is_a_link_is_refused(board, logdir, tmp_path, name):
    (tmp_path / "aside").mkdir()
    (logdir / name).parent.mkdir(exist_ok=True)
    (logdir / name).symlink_to(tmp_path / "aside")
    answer = delete(board, "a")
    assert answer.status_code == 507
    assert "symbolic link" in answer.json()["error"]
    assert (logdir / "a").is_dir()
    assert list((tmp_path / "aside").iterdir()) == []


def test_a_link_that_comes_after_the_look_leads_nowhere(logdir, tmp_path):
    found = RunFiles("b/inner", str(logdir), str(logdir / "b" / "inner"), ["b/inner"])
    shutil.move(logdir / "b", tmp_path / "moved")
    (logdir / "b").symlink_to(tmp_path / "moved")
    with pytest.raises(BadRequestError, match="symbolic link"):
        Trash().delete(found)
    assert (tmp_path / "moved" / "inner").is_dir()
    assert list((logdir / ".runchart" / "trash").iterdir()) == []


def test_what_is_there_again_is_not_overwritten(board, logdir):
    [entry] = delete(board, "a").json()["deleted"]
    write(logdir / "a", 9)
    before = tree(logdir)
    answer = restore(board, entry["folder"])
    assert answer.status_code == 409
    assert f"{logdir / 'a'} is there again" in answer.json()["error"]
    assert tree(logdir) == before
    assert board.get("api/trash").json()["deleted"] == [entry]


KILLED = """
import os, signal, sys
from runchart.server.run_files import RunFiles
from runchart.server.trash import Entry, Trash
real, left = os.rename, int(sys.argv[3])
def rename(*arguments, **options):
    global left
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    left -= 1
    real(*arguments, **options)
os.rename = rename
root, paths = sys.argv[1], sys.argv[4:]
trash = Trash()
if sys.argv[2] == "delete":
    trash.delete(RunFiles("a", root, root + "/a", paths))
else:
    trash.restore(trash.entries(root)[0])
"""


def killed(logdir: Path, what: str, after: int, *paths: str) -> None:
    command = [sys.executable, "-c", KILLED, str(logdir), what, str(after), *paths]
    assert subprocess.run(command, check=False).returncode == -signal.SIGKILL


@pytest.mark.parametrize("after", [0, 1, 2])
def test_killed_while_it_deletes_or_restores_nothing_is_lost(logdir, after):
    (logdir / "a" / "tfevents.2").write_text("2")
    (logdir / "a" / "tfevents.3").write_text("3")
    before = tree(logdir)
    paths = sorted(f"a/{path.name}" for path in (logdir / "a").iterdir() if "tfevents" in path.name)
    killed(logdir, "delete", after, *paths)
    assert len(tree(logdir)) == len(before) - after
    entries = Trash().entries(str(logdir))
    assert len(entries) == (after > 0)
    for entry in entries:
        if after == 2:
            killed(logdir, "restore", 1)
        Trash().restore(entry)
    assert tree(logdir) == before
    assert Trash().entries(str(logdir)) == []


@contextmanager
def nobody() -> Iterator[None]:
    """Root may write everywhere: it must be somebody else."""
    user = os.geteuid()
    if user == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(user)


def test_a_logdir_that_cannot_be_written_is_told():
    with tempfile.TemporaryDirectory(dir="/tmp") as place:
        logdir = Path(place) / "logs"
        (logdir / "a").mkdir(parents=True)
        os.chmod(place, 0o755)
        os.chmod(logdir, 0o555)
        said = f"Permission denied. Make {logdir} and what is in it writable for who runs the board."
        with nobody(), pytest.raises(BadRequestError, match=re.escape(said)):
            Trash().delete(RunFiles("a", str(logdir), str(logdir / "a"), ["a"]))
        assert (logdir / "a").is_dir()
        os.chmod(logdir, 0o755)


def test_another_file_system_is_told_and_all_is_where_it_was(logdir, monkeypatch):
    before, real = tree(logdir), os.rename

    def rename(source, destination, **options):
        # A second file system needs a mount, which tests may not do.
        if destination == "1":
            raise OSError(errno.EXDEV, "Invalid cross-device link")
        real(source, destination, **options)

    monkeypatch.setattr(os, "rename", rename)
    paths = [f"a/{path.name}" for path in (logdir / "a").iterdir()]
    assert len(paths) == 2
    with pytest.raises(BadRequestError, match=r"another file system than .*trash. Move it by hand"):
        Trash().delete(RunFiles("a", str(logdir), str(logdir / "a"), paths))
    assert tree(logdir) == before
    assert list((logdir / ".runchart" / "trash").iterdir()) == []


@pytest.mark.parametrize(
    "manifest",
    [
        b"{",
        b"[]",
        b'{"run": "a", "deleted": 0, "files": 1, "bytes": 1, "paths": ["../outside"]}',
        b'{"run": "a", "deleted": 0, "files": 1, "bytes": 1, "paths": ["/etc/passwd"]}',
        b'{"run": "a", "deleted": 0, "files": 1, "bytes": 1, "paths": ["a/../../x"]}',
        b'{"run": "a", "deleted": 0, "files": 1, "bytes": 1, "paths": [1]}',
        b'{"run": 1, "deleted": 0, "files": 1, "bytes": 1, "paths": ["a"]}',
        b'{"run": "a", "deleted": 1e999, "files": 1e999, "bytes": 1, "paths": ["a"]}',
    ],
)
def test_manifests_of_others_are_left_alone(board, logdir, manifest):
    folder = logdir / ".runchart" / "trash" / "20200101-000000-0"
    (folder / "0").mkdir(parents=True)
    (folder / "manifest.json").write_bytes(manifest)
    assert board.get("api/trash").json() == {"deleted": []}
    assert restore(board, str(folder)).status_code == 404
    assert (folder / "0").is_dir()


def test_names_that_are_no_unicode_come_back_as_they_were(logdir):
    name = os.fsdecode(b"caf\xe9")
    (logdir / name).mkdir()
    trash = Trash()
    trash.delete(RunFiles("café", str(logdir), str(logdir / name), [name]))
    assert not (logdir / name).exists()
    trash.restore(trash.entries(str(logdir))[0])
    assert (logdir / name).is_dir()


@pytest.mark.parametrize("route", ["delete", "restore"])
def test_other_origins_and_forms_change_nothing(board, logdir, route):
    body = {"runs": ["a"]} if route == "delete" else {"folders": ["x"]}
    foreign = board.post(f"api/runs/{route}", json=body, headers={"origin": "http://evil.example"})
    assert foreign.status_code == 403
    form = board.post(f"api/runs/{route}", content=json.dumps(body), headers={"content-type": "text/plain"})
    assert form.status_code == 415
    assert (logdir / "a").is_dir()


@pytest.mark.parametrize(
    "body", ["{", "[]", '{"runs": []}', '{"runs": "a"}', '{"runs": [1]}', '{"runs": ["a"], "more": 1}']
)
def test_what_does_not_fit_is_refused(board, body):
    answer = board.post("api/runs/delete", content=body, headers={"content-type": "application/json"})
    assert answer.status_code == 400
    assert answer.json()["error"].endswith(".")


def test_a_quiet_run_is_not_live(board, logdir):
    for path in (logdir / "a").iterdir():
        if "tfevents" in path.name:
            os.utime(path, (1e9, 1e9))
    assert not board.post("api/runs/files", json={"runs": ["a"]}).json()["runs"][0]["live"]
