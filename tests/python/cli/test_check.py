"""runchart check: every nasty file is reported as the reader reports it, and its repaired copy is clean to every reader."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import nasty_files
import pytest
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

import runchart
from runchart.cli import main
from runchart.reader.other_tools import found_below

Check = Callable[..., "pytest.CaptureResult[str]"]


@pytest.fixture
def check(capfd: pytest.CaptureFixture[str]) -> Check:
    """The command, which must end with `status`; what it printed."""

    def run(*arguments: object, status: int = 0) -> pytest.CaptureResult[str]:
        try:
            ended = main(["check", *map(str, arguments)])
        except SystemExit as ending:  # argparse's way
            ended = int(ending.code or 0)
        printed = capfd.readouterr()
        assert ended == status, printed
        return printed

    return run


def contents(directory: Path) -> dict[str, bytes]:
    return {str(path.relative_to(directory)): path.read_bytes() for path in directory.rglob("*") if path.is_file()}


@pytest.fixture
def logdir(tmp_path: Path) -> Path:
    """A good run, and one with a damaged record in the middle and half a record at the end."""
    bad = bytearray(nasty_files.good(1))
    bad[-1] ^= 1
    for run, content in (
        ("good", nasty_files.good(0, 1, 2)),
        ("a/bad", nasty_files.good(0) + bad + nasty_files.good(2) + nasty_files.good(3)[:-5]),
    ):
        (tmp_path / "logs" / run).mkdir(parents=True)
        (tmp_path / "logs" / run / "events.out.tfevents.1").write_bytes(content)
    return tmp_path / "logs"


def test_damage_is_listed_and_is_the_exit_status(check: Check, logdir: Path) -> None:
    shown = check(logdir, status=1).out
    first, size = len(nasty_files.good(0)), len(nasty_files.good(1))
    assert f"a/bad/events.out.tfevents.1 at {first}, {size} bytes: checksum of the data does not match" in shown
    assert f"a/bad/events.out.tfevents.1 at {first + 2 * size}: the last record is not finished" in shown
    assert "2 runs, 2 files, 5 records" in shown
    assert check(logdir / "good").out == f"1 run, 1 file, 3 records, {first + 2 * size} bytes: nothing is damaged\n"


def test_json(check: Check, logdir: Path) -> None:
    report = json.loads(check(logdir, "--json", status=1).out)
    first, size = len(nasty_files.good(0)), len(nasty_files.good(1))
    assert report["damage"] == [
        {
            "run": "a/bad",
            "file": "events.out.tfevents.1",
            "offset": first,
            "length": size,
            "reason": "checksum of the data does not match",
        }
    ]
    assert report["unfinished"] == [{"run": "a/bad", "file": "events.out.tfevents.1", "offset": first + 2 * size}]
    assert (report["runs"], report["files"], report["records"], report["damaged"]) == (2, 2, 5, 1)


def test_repair_copies_what_is_intact_and_leaves_the_logdir_alone(check: Check, logdir: Path, tmp_path: Path) -> None:
    before = contents(logdir)
    check(logdir, "--repair", tmp_path / "new" / "clean", status=1)
    assert contents(logdir) == before
    assert contents(tmp_path / "new" / "clean") == {
        "good/events.out.tfevents.1": nasty_files.good(0, 1, 2),
        "a/bad/events.out.tfevents.1": nasty_files.good(0, 2),
    }
    check(tmp_path / "new" / "clean")


@pytest.mark.parametrize("place", ["inside", "itself", "link", "full", "file"])
def test_repair_refuses(check: Check, place: str, logdir: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(logdir)
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "something").touch()
    (tmp_path / "file").touch()
    target = {"inside": logdir / "clean", "itself": logdir, "link": tmp_path / "link" / "clean"}
    before = contents(tmp_path)
    said = check(logdir, "--repair", target.get(place, tmp_path / place), status=2).err
    assert "Give --repair a directory" in said
    assert contents(tmp_path) == before


def test_wrong_use(check: Check, tmp_path: Path) -> None:
    assert "there is no directory" in check(tmp_path / "nowhere", status=2).err
    (tmp_path / "file").touch()
    assert "is a file" in check(tmp_path / "file", status=2).err
    assert "LOGDIR" in check(status=2).err
    assert "--json" in check("--help").out


# TensorBoard cannot decode what these hold, or takes it for no scalar; we leave it alone until it is asked for.
NOT_FOR_TENSORBOARD = {
    *("tensor_of_exabytes", "nested_a_thousand_deep"),
    *("pictures_with_random_bytes_in_their_messages", "integer_with_a_double_in_it"),
}


@pytest.mark.parametrize("name", nasty_files.CASES)
def test_a_nasty_file_and_its_clean_copy(check: Check, name: str, tmp_path: Path) -> None:
    content, steps, damaged = nasty_files.CASES[name]()
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "events.out.tfevents.1").write_bytes(content)
    done = check(tmp_path / "logs", "--json", "--repair", tmp_path / "clean", status=1 if damaged else 0)
    assert damaged in (json.loads(done.out)["damaged"], -1)  # -1: any number
    assert json.loads(check(tmp_path / "clean", "--json").out)["damaged"] == 0
    with runchart.open(tmp_path / "clean", follow=False) as log:
        run = log.runs["."]
        assert (run["loss"].steps.tolist() if "loss" in run else []) == steps
    if name not in NOT_FOR_TENSORBOARD:
        accumulator = EventAccumulator(str(tmp_path / "clean"), purge_orphaned_data=False, size_guidance={"scalars": 0})
        accumulator.Reload()
        read = [event.step for event in accumulator.Scalars("loss")] if "loss" in accumulator.Tags()["scalars"] else []
        assert read == steps


def test_a_large_record_is_verified_to_its_end(check: Check, tmp_path: Path) -> None:
    """The reader looks at the head of a large record only; a check reads it all."""
    event = nasty_files.Event(step=1, wall_time=1.0)
    event.summary.value.add(tag="picture").image.encoded_image_string = bytes(3_000_000)
    large = bytearray(nasty_files.record(event.SerializeToString()))
    large[2_000_000] ^= 1
    (tmp_path / "tfevents").write_bytes(nasty_files.good(0) + large + nasty_files.good(2))
    report = json.loads(check(tmp_path, "--json", status=1).out)
    assert [(place["offset"], place["length"]) for place in report["damage"]] == [
        (len(nasty_files.good(0)), len(large))
    ]


def test_what_may_not_be_read_is_damage(tmp_path: Path) -> None:
    for run in ("file", "directory"):
        (tmp_path / run).mkdir()
        (tmp_path / run / "tfevents").write_bytes(nasty_files.good(0))
    (tmp_path / "file" / "tfevents").chmod(0)
    (tmp_path / "directory").chmod(0)
    for path in (tmp_path, *tmp_path.parents[:2]):
        path.chmod(0o755)
    script = (
        "import os, sys; from runchart.cli.check import checked; from runchart.logdirs import logdirs\n"
        "if os.geteuid() == 0: os.seteuid(65534)\n"  # Root would be refused nothing.
        "for place in checked(logdirs(sys.argv[1:]), None).damage: print(place['run'], place['file'], place['reason'])"
    )
    done = subprocess.run([sys.executable, "-c", script, str(tmp_path)], capture_output=True, text=True, timeout=60)
    assert done.stderr == ""
    assert sorted(done.stdout.splitlines()) == [
        "directory  cannot be read: Permission denied (os error 13)",
        "file tfevents cannot be read: Permission denied",
    ]


def test_names_that_are_not_unicode(check: Check, tmp_path: Path) -> None:
    directory = os.fsencode(tmp_path) + b"/logs/caf\xe9\n"
    os.makedirs(directory)
    with open(directory + b"/\xff.tfevents", "wb") as file:
        file.write(nasty_files.good(0) + b"rubbish, rather longer than a header")
    shown = check(tmp_path / "logs", "--repair", tmp_path / "clean", status=1).out
    assert "caf\ufffd\\n/\ufffd.tfevents at" in shown
    with open(os.fsencode(tmp_path) + b"/clean/caf\xe9\n/\xff.tfevents", "rb") as file:
        assert file.read() == nasty_files.good(0)


def test_data_of_other_tools_is_named(check: Check, tmp_path: Path) -> None:
    (tmp_path / "a b" / "plugins" / "profile" / "2026_11_23").mkdir(parents=True)
    (tmp_path / "a b" / "plugins" / "profile" / "2026_11_23" / "host.xplane.pb").touch()
    (tmp_path / "debug").mkdir()
    (tmp_path / "debug" / "tfdbg_events.1700000000.host.metadata").touch()
    (tmp_path / ".runchart" / "trash" / "1" / "plugins" / "profile" / "2026_11_23").mkdir(parents=True)
    profile, debugger = found_below([str(tmp_path)])
    assert (profile.kind, debugger.kind) == ("profile", "debugger")
    assert f"tensorboard --logdir '{tmp_path}/a b'" in profile.command
    assert f"tensorboard --logdir {tmp_path}/debug" in debugger.command
    assert profile.command in check(tmp_path).out


def test_several_logdirs_are_checked_and_repaired_as_one(check: Check, tmp_path: Path) -> None:
    for run in ("logs1/x", "exp-1", "exp-2/y"):
        (tmp_path / run).mkdir(parents=True)
        (tmp_path / run / "events.tfevents").write_bytes(nasty_files.good(0) + b"rubbish, rather longer than a header")
    given = (f"a={tmp_path}/logs1", f"{tmp_path}/exp-*")
    shown = check(*given, "--repair", tmp_path / "clean", status=1).out
    for run in ("a/x", "exp-1", "exp-2/y"):
        assert f"{run}/events.tfevents at" in shown
        assert (tmp_path / "clean" / run / "events.tfevents").read_bytes() == nasty_files.good(0)
    assert "lies inside" in check(*given, "--repair", tmp_path / "exp-2" / "clean", status=2).err


def test_what_a_restart_replaced_is_said_and_is_no_damage(check: Check, tmp_path: Path) -> None:
    for purge_step, steps in ((None, range(4)), (2, range(2, 3))):
        with runchart.SummaryWriter(tmp_path / "a", purge_step=purge_step) as writer:
            for step in steps:
                writer.add_scalar("loss", step, step)
                writer.add_text("said", "words", step)
    shown = check(tmp_path).out
    assert "a: a restart replaced 2 points and 2 other values, which are kept (no damage)" in shown
    report = json.loads(check(tmp_path, "--json").out)
    assert report["superseded"] == [{"run": "a", "points": 2, "media": 2}]
    assert report["damaged"] == 0


def test_a_compressed_file_is_checked_and_copied_as_a_plain_one(check: Check, tmp_path: Path) -> None:
    bad = bytearray(nasty_files.good(1))
    bad[-1] ^= 1
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "tfevents.1.gz").write_bytes(gzip.compress(nasty_files.good(0) + bad + nasty_files.good(2)))
    check(tmp_path / "logs", "--repair", tmp_path / "clean", status=1)
    assert contents(tmp_path / "clean") == {"tfevents.1": nasty_files.good(0, 2)}
