"""SummaryWriter, read back by TensorBoard's own EventAccumulator. What ends a process is tried in real processes."""

from __future__ import annotations

import decimal
import os
import signal
import struct
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboard.backend.event_processing.event_file_loader import LegacyEventFileLoader

from runchart import SummaryWriter
from runchart._core import EventWriter


def scalars(run: Path | str, tag: str) -> list[tuple[int, float]]:
    accumulator = EventAccumulator(str(run), size_guidance={"scalars": 0, "tensors": 0})
    accumulator.Reload()
    if tag in accumulator.Tags()["scalars"]:
        return [(event.step, event.value) for event in accumulator.Scalars(tag)]
    if tag in accumulator.Tags()["tensors"]:
        return [(e.step, float(_number(e.tensor_proto))) for e in accumulator.Tensors(tag)]
    return []


def _number(proto: object) -> float:
    from tensorboard.util.tensor_util import make_ndarray

    return float(make_ndarray(proto))


def event_files(run: Path) -> list[Path]:
    return sorted(run.glob("*tfevents*"))


def raw_events(run: Path) -> list[object]:
    return [event for file in event_files(run) for event in LegacyEventFileLoader(str(file)).Load()]


def run_script(body: str, *arguments: object, check: bool = True) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", textwrap.dedent(body), *map(str, arguments)]
    result = subprocess.run(command, capture_output=True, text=True, timeout=100)
    assert not check or result.returncode == 0, result.stderr
    return result


def test_scalars_are_read_back_by_tensorboard(tmp_path: Path) -> None:
    with SummaryWriter(tmp_path) as writer:
        for step in range(1000):
            writer.add_scalar("train/loss", step / 8, step)
    assert scalars(tmp_path, "train/loss") == [(step, step / 8) for step in range(1000)]


ACCEPTED = [
    (True, 1.0),
    (3, 3.0),
    ("1.5", 1.5),
    (decimal.Decimal("0.25"), 0.25),
    ([2.5], 2.5),
    (np.float16(0.5), 0.5),
    (np.float32(0.5), 0.5),
    (np.int64(7), 7.0),
    (np.bool_(True), 1.0),
    (np.array(0.5), 0.5),
    (np.array([[0.5]]), 0.5),
    (torch.tensor(0.5), 0.5),
    (torch.tensor([0.5], requires_grad=True), 0.5),
    (torch.tensor(0.5, dtype=torch.float16), 0.5),
    (torch.tensor(2.0, dtype=torch.float8_e4m3fn), 2.0),
    (torch.tensor(3), 3.0),
]


@pytest.mark.parametrize(("given", "stored"), ACCEPTED, ids=lambda value: repr(value)[:40])
def test_accepts_one_number_from_anywhere(tmp_path: Path, given: object, stored: float) -> None:
    with SummaryWriter(tmp_path) as writer:
        writer.add_scalar("loss", given, 1)
    assert scalars(tmp_path, "loss") == [(1, stored)]


def test_bfloat16_keeps_its_range(tmp_path: Path) -> None:
    with SummaryWriter(tmp_path) as writer:
        writer.add_scalar("loss", torch.tensor(1e30, dtype=torch.bfloat16), 1)
    assert scalars(tmp_path, "loss")[0][1] == pytest.approx(1e30, rel=0.01)


REFUSED = [
    (None, TypeError),
    (1j, TypeError),
    (object(), TypeError),
    ({"a": 1}, TypeError),
    ("high", ValueError),
    (10**400, ValueError),
    ([1, 2], ValueError),
    ([], ValueError),
    (np.zeros(3), ValueError),
    (np.array("x"), TypeError),
    (torch.zeros(2), ValueError),
    (torch.tensor(1 + 1j), TypeError),
]


@pytest.mark.parametrize(("given", "error"), REFUSED, ids=lambda value: repr(value)[:40])
def test_refuses_with_one_error_that_names_tag_and_type(tmp_path: Path, given: object, error: type[Exception]) -> None:
    with SummaryWriter(tmp_path) as writer:
        with pytest.raises(
            error, match=r"add_scalar\(\"val/loss\"\): scalar_value: expected one real number, got"
        ) as caught:
            writer.add_scalar("val/loss", given, 1)
        assert type(given).__name__ in str(caught.value) or given is None
    assert scalars(tmp_path, "val/loss") == []


@pytest.mark.parametrize("tag", [None, 3, b"loss", "\ud800"])
def test_refuses_a_tag_that_is_no_text(tmp_path: Path, tag: object) -> None:
    with SummaryWriter(tmp_path) as writer, pytest.raises((TypeError, ValueError), match="tag"):
        writer.add_scalar(tag, 1.0, 1)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("given", "stored"),
    [(None, 0), (1.9, 1), ("3", 3), (np.int32(4), 4), (torch.tensor(5), 5), (-2, -2), (2**62, 2**62)],
)
def test_steps_are_what_int_makes_of_them(tmp_path: Path, given: object, stored: int) -> None:
    with SummaryWriter(tmp_path) as writer:
        writer.add_scalar("loss", 1.0, given)
    assert scalars(tmp_path, "loss") == [(stored, 1.0)]


@pytest.mark.parametrize("step", [float("nan"), 2**70, "three", [1, 2]])
def test_refuses_a_step_that_is_no_integer(tmp_path: Path, step: object) -> None:
    with SummaryWriter(tmp_path) as writer, pytest.raises((TypeError, ValueError), match="global_step"):
        writer.add_scalar("loss", 1.0, step)


def test_the_wall_time_is_now_or_the_one_given(tmp_path: Path) -> None:
    before = time.time()
    with SummaryWriter(tmp_path) as writer:
        writer.add_scalar("loss", 1.0, 1)
        writer.add_scalar("loss", 1.0, 2, 1234.5)
    times = [event.wall_time for event in raw_events(tmp_path) if event.HasField("summary")]  # type: ignore[attr-defined]
    assert before - 1 <= times[0] <= time.time() + 1
    assert times[1] == 1234.5


def test_the_fifth_and_sixth_argument_mean_what_either_library_means(tmp_path: Path) -> None:
    with SummaryWriter(tmp_path) as writer:
        writer.add_scalar("torch/new", 0.5, 1, None, True)
        writer.add_scalar("torch/double", 1 + 1e-12, 1, None, True, True)
        writer.add_scalar("tbx/named", 0.5, 1, None, "Loss", "about *loss*")
        writer.add_scalar("keyword", 0.5, 1, display_name="Loss", summary_description="about *loss*")
        writer.add_scalar("keyword/double", 1 + 1e-12, 1, double_precision=True)
    values = {v.tag: v for event in raw_events(tmp_path) for v in event.summary.value}  # type: ignore[attr-defined]
    assert values["torch/new"].tensor.float_val == [0.5]
    assert values["torch/new"].metadata.plugin_data.plugin_name == "scalars"
    assert values["torch/double"].tensor.double_val == [1 + 1e-12]
    assert values["keyword/double"].tensor.double_val == [1 + 1e-12]
    for tag in ("tbx/named", "keyword"):
        assert (values[tag].simple_value, values[tag].metadata.display_name) == (0.5, "Loss")
        assert values[tag].metadata.summary_description == "about *loss*"
    assert scalars(tmp_path, "torch/double") == [(1, 1 + 1e-12)]


def test_add_scalars_makes_torchs_runs_and_no_threads(tmp_path: Path) -> None:
    before = threading.active_count(), len(os.listdir("/proc/self/task"))
    with SummaryWriter(tmp_path) as writer:
        writer.add_scalars("perf/all", {f"key{k}": k for k in range(50)}, 3)
        writer.add_scalars("perf/all", {"key0": 0.5}, 4)
        assert threading.active_count() == before[0]
        assert len(os.listdir("/proc/self/task")) <= before[1] + 2
    assert scalars(tmp_path / "perf_all_key0", "perf/all") == [(3, 0.0), (4, 0.5)]
    assert scalars(tmp_path / "perf_all_key49", "perf/all") == [(3, 49.0)]


def test_add_scalars_refuses_what_is_no_dict(tmp_path: Path) -> None:
    with SummaryWriter(tmp_path) as writer, pytest.raises(TypeError, match="expected a dict"):
        writer.add_scalars("perf", [1, 2], 1)  # type: ignore[arg-type]


def test_purge_step_writes_the_marker_once(tmp_path: Path) -> None:
    writer = SummaryWriter(tmp_path, purge_step=5)
    writer.add_scalar("loss", 1.0, 5)
    writer.close()
    writer.add_scalar("loss", 2.0, 6)
    writer.close()
    starts = [event.step for event in raw_events(tmp_path) if event.HasField("session_log")]  # type: ignore[attr-defined]
    assert starts == [5]
    assert scalars(tmp_path, "loss") == [(5, 1.0), (6, 2.0)]


def test_two_writers_in_one_directory_in_one_second_have_a_file_each(tmp_path: Path) -> None:
    first, second = SummaryWriter(tmp_path), SummaryWriter(tmp_path)
    for step in range(5):
        first.add_scalar("a", 1.0, step)
        second.add_scalar("b", 1.0, step)
    first.close()
    second.close()
    assert len(event_files(tmp_path)) == 2
    found = {v.tag for event in raw_events(tmp_path) for v in event.summary.value}  # type: ignore[attr-defined]
    assert found == {"a", "b"}
    assert sum(len(event.summary.value) for event in raw_events(tmp_path)) == 10  # type: ignore[attr-defined]


def test_the_default_directory_and_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with SummaryWriter(comment="_lr3") as writer:
        assert writer.log_dir == writer.logdir == writer.get_logdir()
        assert Path(writer.log_dir).parent == Path("runs")
        assert writer.log_dir.endswith("_lr3")
    with SummaryWriter("one", logdir="two", filename_suffix=".mine") as writer:
        assert writer.log_dir == "two"
    assert event_files(tmp_path / "two")[0].name.endswith(".mine")


def test_a_comment_beside_a_directory_warns(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    SummaryWriter(tmp_path, comment="_x").close()
    assert "comment" in caplog.text


@pytest.mark.parametrize("given", ["", "s3://bucket/logs"])
def test_refuses_a_directory_that_is_none(given: str) -> None:
    with pytest.raises(ValueError, match="log_dir"):
        SummaryWriter(given)


def test_a_directory_that_cannot_be_made_is_an_os_error_that_names_it(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(NotADirectoryError, match="file/run"):
        SummaryWriter(tmp_path / "file" / "run")


def test_write_to_disk_false_checks_and_writes_nothing(tmp_path: Path) -> None:
    with SummaryWriter(tmp_path / "run", write_to_disk=False) as writer:
        writer.add_scalar("loss", 1.0, 1)
        writer.add_scalars("all", {"a": 1.0}, 1)
        with pytest.raises(TypeError):
            writer.add_scalar("loss", None, 1)
    assert not (tmp_path / "run").exists()


def test_a_writer_that_never_opened_says_so() -> None:
    with pytest.raises(RuntimeError, match="not open"):
        EventWriter().add_scalar("loss", 1.0)


def test_eight_threads_lose_nothing(tmp_path: Path) -> None:
    with SummaryWriter(tmp_path) as writer:

        def log(tag: str) -> None:
            for step in range(2000):
                writer.add_scalar(tag, step, step)

        threads = [threading.Thread(target=log, args=(f"thread{n}",)) for n in range(8)]
        [thread.start() for thread in threads]
        [thread.join() for thread in threads]
    for n in range(8):
        assert scalars(tmp_path, f"thread{n}") == [(step, float(step)) for step in range(2000)]


def test_kill_loses_at_most_the_last_fifth_of_a_second(tmp_path: Path) -> None:
    script = """
        import sys, time
        from runchart import SummaryWriter
        writer = SummaryWriter(sys.argv[1])
        step = 0
        while True:
            step += 1
            writer.add_scalar("loss", step, step)
            print(step, time.time(), flush=True)
            time.sleep(0.001)
    """
    command = [sys.executable, "-c", textwrap.dedent(script), str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        logged = [child.stdout.readline() for _ in range(1000)]
        child.send_signal(signal.SIGKILL)
        logged += child.stdout.readlines()
    times = [float(line.split()[1]) for line in logged if line.endswith("\n")]
    kept = len(scalars(tmp_path, "loss"))
    promised = sum(when < times[-1] - 0.2 for when in times)
    print(f"{len(times)} logged, {kept} kept, {promised} promised")
    assert kept >= promised > 500


ENDINGS = {
    "end": "",
    "exit": "sys.exit(0)",
    "exception": "raise RuntimeError('uncaught')",
    "thread": "import threading; t = threading.Thread(target=writer.add_scalar, args=('late', 1.0, 1)); t.start()",
    "atexit": "import atexit; atexit.register(lambda: writer.add_scalar('late', 1.0, 1))",
    "deleted": "del writer",
    "leaked": "import ctypes; ctypes.pythonapi.Py_IncRef(ctypes.py_object(writer))",
    "finalizer": "class Late:\n  def __del__(self): self.w.add_scalar('late', 1.0, 1)\nlate = Late(); late.w = writer",
}


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_process_that_ends_without_close_loses_nothing(tmp_path: Path, ending: str) -> None:
    script = (
        "import sys, time\nfrom runchart import SummaryWriter\nwriter = SummaryWriter(sys.argv[1])\n"
        "writer.add_scalar('loss', 0, 0)\n"
        # The writing thread has just had its turn, so the rest is still in memory when the process ends.
        "time.sleep(0.02)\n"
        f"for step in range(1, 5): writer.add_scalar('loss', step, step)\n{ENDINGS[ending]}\n"
    )
    run_script(script, tmp_path, check=ending != "exception")
    assert scalars(tmp_path, "loss") == [(step, float(step)) for step in range(5)]
    if "late" in ENDINGS[ending]:
        assert scalars(tmp_path, "late") == [(1, 1.0)]


FORKS = {
    "os.fork, exit": """
        pid = os.fork()
        if pid == 0:
            log("child")
            sys.exit(0)
        log("parent")
        assert os.waitpid(pid, 0)[1] == 0
    """,
    "os.fork, parent busy": """
        stop = threading.Event()
        def spin():
            while not stop.is_set(): writer.add_scalar("noise", 1.0, 1)
        threads = [threading.Thread(target=spin) for _ in range(4)]
        [t.start() for t in threads]
        pid = os.fork()
        if pid == 0:
            log("child")
            writer.flush()
            os._exit(0)
        assert os.waitpid(pid, 0)[1] == 0
        stop.set()
        [t.join() for t in threads]
        log("parent")
    """,
    "multiprocessing fork": """
        child = multiprocessing.get_context("fork").Process(target=log, args=("child",))
        child.start(); log("parent"); child.join()
        assert child.exitcode == 0
    """,
    "pool": """
        with multiprocessing.get_context("fork").Pool(1) as pool:
            pool.map(log, ["child"])
            pool.close(); pool.join()
        log("parent")
    """,
}


@pytest.mark.parametrize("way", FORKS)
def test_a_forked_child_has_its_own_file_and_loses_nothing(tmp_path: Path, way: str) -> None:
    head = """
        import multiprocessing, os, sys, threading
        from runchart import SummaryWriter
        writer = SummaryWriter(sys.argv[1])
        writer.add_scalar("before", 1.0, 1)
        def log(tag):
            for step in range(100): writer.add_scalar(tag, step, step)
    """
    run_script(textwrap.dedent(head) + textwrap.dedent(FORKS[way]), tmp_path)
    assert len(event_files(tmp_path)) == 2
    found: dict[str, list[int]] = {}
    for event in raw_events(tmp_path):
        for value in event.summary.value:  # type: ignore[attr-defined]
            found.setdefault(value.tag, []).append(event.step)  # type: ignore[attr-defined]
    assert found["before"] == [1]
    assert found["child"] == found["parent"] == list(range(100))


def test_a_spawned_child_loses_nothing(tmp_path: Path) -> None:
    (tmp_path / "work.py").write_text(
        "from runchart import SummaryWriter\n"
        "def work(directory):\n"
        "    writer = SummaryWriter(directory)\n"
        "    for step in range(5): writer.add_scalar('loss', step, step)\n"
    )
    script = """
        import multiprocessing, sys
        sys.path.insert(0, sys.argv[1])
        import work
        child = multiprocessing.get_context("spawn").Process(target=work.work, args=(sys.argv[2],))
        child.start(); child.join()
        assert child.exitcode == 0
    """
    run_script(script, tmp_path, tmp_path / "run")
    assert len(scalars(tmp_path / "run", "loss")) == 5


FULL = """
    import logging, resource, sys
    from runchart import SummaryWriter
    logging.basicConfig(format="%(name)s %(levelname)s %(message)s")
    resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, resource.RLIM_INFINITY))
    writer = SummaryWriter(sys.argv[1])
    for step in range(2000):
        writer.add_scalar("loss", step, step)
        if step % 500 == 499:
            writer.flush()
"""


def test_a_full_disk_warns_once_and_training_goes_on(tmp_path: Path) -> None:
    result = run_script(FULL + "    writer.close(timeout=0.1)\n    print('trained')\n", tmp_path)
    assert result.stdout == "trained\n"
    assert result.stderr.count("cannot write events") == 1
    assert "File too large" in result.stderr
    kept = len(scalars(tmp_path, "loss"))
    lost = int(result.stderr.split(" events are lost")[0].split()[-1])
    assert kept + lost == 2000
    assert whole_records(event_files(tmp_path)[0])


def test_a_disk_that_has_room_again_gets_everything(tmp_path: Path) -> None:
    more = "    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))\n"
    run_script(FULL + more + "    writer.close()\n", tmp_path)
    assert scalars(tmp_path, "loss") == [(step, float(step)) for step in range(2000)]


def test_what_is_dropped_is_counted_in_the_file(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    script = """
        import resource, sys
        from runchart._core import EventWriter
        resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, resource.RLIM_INFINITY))
        writer = EventWriter()
        writer._open(sys.argv[1], suffix="", flush_secs=120, purge_step=None, strict=False, capacity=20_000)
        for step in range(2000):
            writer.add_scalar("loss", step, step)
            if step % 100 == 99: writer.flush()
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        writer.close()
    """
    result = run_script(script, tmp_path)
    dropped = scalars_of_plugin(tmp_path, "_runchart/dropped")
    kept = scalars(tmp_path, "loss")
    assert 0 < dropped == 2000 - len(kept)
    assert f"{dropped} were dropped" in result.stderr


def scalars_of_plugin(run: Path, tag: str) -> int:
    values = [v for event in raw_events(run) for v in event.summary.value if v.tag == tag]  # type: ignore[attr-defined]
    assert [value.metadata.plugin_data.plugin_name for value in values] == ["runchart"]
    return int(values[0].tensor.double_val[0])


def test_strict_raises_where_otherwise_a_warning_is_logged(tmp_path: Path) -> None:
    script = FULL.replace("SummaryWriter(sys.argv[1])", "SummaryWriter(sys.argv[1], strict=True)")
    result = run_script(script, tmp_path, check=False)
    assert result.returncode == 1
    assert "OSError: cannot write events" in result.stderr


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    disk = tmp_path / "disk"
    disk.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(disk)]
    if subprocess.run(command, capture_output=True).returncode != 0:
        pytest.skip("mounting a tmpfs needs root")
    yield disk
    subprocess.run(["umount", "-l", str(disk)], check=True)


def test_a_full_file_system_is_survived_and_recovered_from(small_disk: Path, caplog: pytest.LogCaptureFixture) -> None:
    ballast = small_disk / "ballast"
    ballast.write_bytes(b"x" * 40_000)
    writer = SummaryWriter(small_disk / "run")
    for step in range(1000):
        writer.add_scalar("loss", step, step)
        if step % 250 == 249:
            writer.flush()
    assert caplog.text.count("No space left on device") == 1
    ballast.unlink()
    for step in range(1000, 1100):
        writer.add_scalar("loss", step, step)
    writer.close()
    assert scalars(small_disk / "run", "loss") == [(step, float(step)) for step in range(1100)]


def test_a_deleted_file_is_followed_by_a_new_one(tmp_path: Path) -> None:
    writer = SummaryWriter(tmp_path)
    writer.add_scalar("loss", 1.0, 1)
    writer.flush()
    event_files(tmp_path)[0].unlink()
    writer.add_scalar("loss", 2.0, 2)
    writer.close()
    assert scalars(tmp_path, "loss") == [(2, 2.0)]


def test_logging_leaves_multiprocessing_and_torch_alone(tmp_path: Path) -> None:
    script = """
        import sys
        import runchart
        writer = runchart.SummaryWriter(sys.argv[1])
        writer.add_scalar("loss", 1.0, 1)
        heavy = {
            "torch", "tensorflow", "starlette", "uvicorn", "pandas", "google", "multiprocessing", "asyncio", "numpy",
            "matplotlib", "PIL", "jax", "xml",
        }
        print(sorted(heavy & {name.partition(".")[0] for name in sys.modules}))
    """
    assert run_script(script, tmp_path).stdout == "[]\n"


def whole_records(file: Path) -> bool:
    data, at = file.read_bytes(), 0
    while at < len(data):
        (length,) = struct.unpack_from("<Q", data, at)
        at += 16 + length
    return at == len(data)
