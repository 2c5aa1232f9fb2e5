"""Drafts on their way through the pool: what a process writes that ends, forks, or meets a full disk."""

from __future__ import annotations

import struct
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from tensorboard.compat.proto.event_pb2 import Event

from runchart import SummaryWriter
from runchart._core import Draft


def events(file: Path) -> Iterator[Event]:
    """All events of a file, which is whole. TensorBoard's own loader takes seconds for the checksums of these."""
    data, at = file.read_bytes(), 0
    while at < len(data):
        (length,) = struct.unpack_from("<Q", data, at)
        yield Event.FromString(data[at + 12 : at + 12 + length])
        at += length + 16
    assert at == len(data)


def steps(run: Path, tag: str = "big") -> list[list[int]]:
    """The steps of a tag in each file of the run, in order."""
    found = []
    for file in sorted(run.glob("*tfevents*")):
        found.append([event.step for event in events(file) for value in event.summary.value if value.tag == tag])
    return found


def run_script(body: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    head = """
        import multiprocessing, os, resource, sys, threading
        import numpy as np
        from runchart import SummaryWriter
        big = np.arange(1 << 18, dtype=np.float32)
        writer = SummaryWriter(sys.argv[1])
        def log(count, tag="big"):
            for step in range(1, count + 1): writer.add_tensor(tag, big, step)
    """
    command = [sys.executable, "-c", textwrap.dedent(head) + textwrap.dedent(body), *map(str, arguments)]
    result = subprocess.run(command, capture_output=True, text=True, timeout=100)
    assert result.returncode == 0, result.stderr
    return result


@pytest.mark.parametrize("ending", ["", "sys.exit(0)", "del writer", "writer.close()", "writer.flush(); os._exit(0)"])
def test_a_process_that_ends_writes_what_the_pool_still_holds(tmp_path: Path, ending: str) -> None:
    result = run_script(f"log(50)\n{ending}\n", tmp_path)
    assert steps(tmp_path) == [list(range(1, 51))]
    assert result.stderr == ""


FORKS = {
    "os.fork": """
        log(20)
        pid = os.fork()
        log(20, "child" if pid == 0 else "parent")
        if pid == 0: sys.exit(0)
        assert os.waitpid(pid, 0)[1] == 0
    """,
    "multiprocessing": """
        log(20)
        child = multiprocessing.get_context("fork").Process(target=log, args=(20, "child"))
        child.start(); log(20, "parent"); child.join()
        assert child.exitcode == 0
    """,
}


@pytest.mark.parametrize("way", FORKS)
def test_a_fork_with_drafts_under_way_loses_and_repeats_nothing(tmp_path: Path, way: str) -> None:
    run_script(FORKS[way], tmp_path)
    whole = list(range(1, 21))
    assert sorted(steps(tmp_path)) == [[], whole]
    assert sorted(steps(tmp_path, "child")) == [[], whole]
    assert sorted(steps(tmp_path, "parent")) == [[], whole]


def test_drafts_that_a_full_disk_does_not_take_are_counted_and_others_are_written(tmp_path: Path) -> None:
    script = """
        resource.setrlimit(resource.RLIMIT_FSIZE, (3_000_000, resource.RLIM_INFINITY))
        other = SummaryWriter(sys.argv[2])
        log(500)
        for step in range(1, 11): other.add_tensor("big", big[:1000], step)
        other.close()
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        writer.close()
    """
    result = run_script(script, tmp_path / "full", tmp_path / "other")
    (kept,) = steps(tmp_path / "full")
    assert kept == sorted(set(kept))
    assert len(kept) == 500 or f"{500 - len(kept)} were dropped" in result.stderr, result.stderr
    assert steps(tmp_path / "other") == [list(range(1, 11))]


def test_logging_does_not_grow_the_process(tmp_path: Path) -> None:
    script = """
        def resident():
            with open("/proc/self/statm") as file: return int(file.read().split()[1]) * 4096
        log(1000); writer.flush()
        before = resident()
        log(3000); writer.flush()
        print((resident() - before) >> 20)
    """
    assert int(run_script(script, tmp_path).stdout) < 100, "MiB more after 3 GiB were logged"


def test_a_draft_is_of_the_moment_of_the_call(tmp_path: Path) -> None:
    values = np.zeros(1 << 18, np.float32)
    with SummaryWriter(tmp_path) as writer:
        for step in range(20):
            values[:] = step
            writer.add_tensor("big", values, step)
    (file,) = tmp_path.glob("*tfevents*")
    found = [value for event in events(file) for value in event.summary.value]
    firsts = [np.frombuffer(value.tensor.tensor_content, np.float32)[[0, -1]].tolist() for value in found]
    assert firsts == [[step, step] for step in range(20)]


def test_a_draft_may_be_written_twice_and_read_at_once(tmp_path: Path) -> None:
    draft = Draft.summary(b"\n\x08\n\x01a\x15\x00\x00\x80?")
    with SummaryWriter(tmp_path) as writer:
        writer.write_draft(draft, 1)
        writer.write_draft(draft, 2)
    assert steps(tmp_path, "a") == [[1, 2]]
    assert draft.SerializeToString().startswith(b"\n\x08\n\x01a")
