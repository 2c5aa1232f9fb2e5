"""What people complain about in tensorboardX and torch.utils.tensorboard cannot happen here.

docs/complaints.md lists every complaint with the test that shows it. Those that no other file tests are tested here: what has to
do with processes, threads, files and what is installed. Each docstring names the thread.
"""

from __future__ import annotations

import io
import logging
import subprocess
import sys
import textwrap
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tensorboard.backend.event_processing.event_file_loader import LegacyEventFileLoader
from tensorboard.compat.proto.event_pb2 import Event

from runchart import GlobalSummaryWriter, SummaryWriter


def event_files(directory: Path) -> list[Path]:
    return sorted(directory.glob("*tfevents*"))


def events(directory: Path) -> list[Event]:
    """The events of all files, as they are on disk at this moment."""
    found = [event for file in event_files(directory) for event in LegacyEventFileLoader(str(file)).Load()]
    return [event for event in found if not event.file_version]


def points(directory: Path, tag: str) -> list[tuple[int, float]]:
    return [(e.step, v.simple_value) for e in events(directory) for v in e.summary.value if v.tag == tag]


def run_script(script: str, *arguments: object, **options: Any) -> subprocess.CompletedProcess[str]:
    """The script in a process of its own, which has to end well."""
    command = [sys.executable, "-c", textwrap.dedent(script), *map(str, arguments)]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60, **options)
    assert ended.returncode == 0, ended.stderr
    return ended


@contextmanager
def silent(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Nothing is printed or logged meanwhile."""
    with redirect_stdout(io.StringIO()) as out, redirect_stderr(io.StringIO()) as err:
        yield
    assert (out.getvalue(), err.getvalue(), caplog.text) == ("", "", "")


def test_images_are_encoded_by_native_threads_not_by_the_caller(tmp_path: Path) -> None:
    """tensorboardX#372: images and histograms block the training loop. Counted in ticks of CPU, by thread."""
    script = """
        import os, sys
        import numpy as np
        from runchart import SummaryWriter

        def ticks(thread):
            with open(f"/proc/self/task/{thread}/stat") as file:
                return sum(map(int, file.read().rpartition(")")[2].split()[11:13]))

        image = np.random.default_rng(0).integers(0, 256, (3, 512, 512), np.uint8)
        main = os.getpid()
        with SummaryWriter(sys.argv[1]) as writer:
            before = ticks(main)
            for step in range(160):
                writer.add_image("noise", image, step)
                if step % 40 == 39:  # the pool never fills
                    writer.flush()
            caller = ticks(main) - before
            print(caller, sum(ticks(t) for t in os.listdir("/proc/self/task") if int(t) != main))
    """
    caller, native = map(int, run_script(script, tmp_path).stdout.split())
    assert native > 5
    assert caller < native / 2
    assert [event.step for event in events(tmp_path)] == list(range(160))


def test_a_scalar_is_native_and_makes_no_objects(tmp_path: Path) -> None:
    """pytorch#35188: creating one scalar summary is slow."""
    assert type(SummaryWriter.add_scalar).__name__ == "method_descriptor", "no Python between the call and the record"
    with SummaryWriter(tmp_path) as writer:
        writer.add_scalar("loss", 0.5, 1)
        blocks = sys.getallocatedblocks()
        for step in range(2000):
            writer.add_scalar("loss", 0.5, step)
        assert sys.getallocatedblocks() - blocks < 100


def test_events_are_written_in_batches(tmp_path: Path) -> None:
    """pytorch#49284: a write per scalar, unreasonably slow where the directory is far away."""
    script = """
        import sys
        from runchart import SummaryWriter

        def writes():
            with open("/proc/self/io") as file:
                return int(dict(line.split(": ") for line in file)["syscw"])

        writer = SummaryWriter(sys.argv[1])
        before = writes()
        for step in range(20_000):
            writer.add_scalar("loss", step, step)
        writer.flush()
        print(writes() - before)
    """
    assert int(run_script(script, tmp_path).stdout) < 500
    assert len(points(tmp_path, "loss")) == 20_000


def test_add_scalars_keeps_no_values_in_memory(tmp_path: Path) -> None:
    """tensorboardX#204: 4,000 values are kept after 2,000 calls, even after close."""
    with SummaryWriter(tmp_path) as writer:
        writer.add_scalars("loss", {"train": 1.0, "val": 2.0}, 0)
        tracemalloc.start()
        for step in range(1, 2000):
            writer.add_scalars("loss", {"train": 1.0, "val": 2.0}, step)
        grown = tracemalloc.get_traced_memory()[0]
        tracemalloc.stop()
    assert grown < 20_000
    writer.export_scalars_to_json(tmp_path / "all.json")
    assert (tmp_path / "all.json").read_text().count("[[") == 2


def test_more_keys_than_the_process_may_open_files_lose_nothing(tmp_path: Path) -> None:
    """tensorboardX#366: the files of `add_scalars` stay open until there are no descriptors left."""
    script = """
        import os, resource, sys
        resource.setrlimit(resource.RLIMIT_NOFILE, (200, 200))
        from runchart import SummaryWriter
        writer = SummaryWriter(sys.argv[1])
        for step in range(3):
            writer.add_scalars("group", {f"key{key}": key for key in range(400)}, step)
            writer.flush()
        print(len(os.listdir("/proc/self/fd")))
    """
    assert int(run_script(script, tmp_path).stdout) < 100
    assert [len(points(tmp_path / f"group_key{key}", "group")) for key in range(400)] == [3] * 400


def test_fifty_keys_open_no_thread_and_one_file_each(tmp_path: Path) -> None:
    """tensorboardX#366: a writer per key: for 50 keys, 101 threads and 153 descriptors."""
    script = """
        import os, sys
        from runchart import SummaryWriter

        def count():
            return len(os.listdir("/proc/self/task")), len(os.listdir("/proc/self/fd"))

        writer = SummaryWriter(sys.argv[1])
        writer.add_scalar("loss", 1.0, 1)
        writer.flush()
        threads, files = count()
        for step in range(3):
            writer.add_scalars("group", {f"key{key}": key for key in range(50)}, step)
            writer.flush()
        more_threads, more_files = count()
        writer.close()
        closed_threads, closed_files = count()
        print(more_threads - threads, more_files - files, closed_files - files)
    """
    more_threads, more_files, after_close = map(int, run_script(script, tmp_path).stdout.split())
    assert more_threads == 0
    assert more_files <= 50
    assert after_close <= 0


EVERYTHING_LIGHT = """
    import sys
    import numpy as np

    class Refused:
        def find_spec(self, name, path=None, target=None):
            if name.partition(".")[0] in BLOCKED or name in BLOCKED:
                raise ImportError(f"{name} is not installed here")

    BLOCKED = set(sys.argv[2].split(","))
    sys.meta_path.insert(0, Refused())
    from runchart import SummaryWriter

    with SummaryWriter(sys.argv[1]) as writer:
        writer.add_scalar("scalar", 1.0, 1)
        writer.add_scalar("double", 1.0, 1, double_precision=True)
        writer.add_scalars("scalars", {"a": 1.0}, 1)
        writer.add_histogram("histogram", np.arange(9.0), 1)
        writer.add_histogram_raw("raw", 0, 1, 2, 1, 1, [0.5, 1.5], [1, 1], 1)
        writer.add_image("image", np.zeros((3, 8, 8), np.uint8), 1)
        writer.add_images("images", np.zeros((2, 3, 8, 8), np.uint8), 1)
        writer.add_video("video", np.zeros((1, 3, 3, 8, 8), np.uint8), 1)
        writer.add_audio("audio", np.zeros(100, np.float32), 1)
        writer.add_tensor("tensor", np.zeros(3), 1)
        writer.add_text("text", "words", 1)
        writer.add_pr_curve("curve", [0, 1], [0.1, 0.9], 1)
        writer.add_mesh("mesh", np.zeros((1, 3, 3), np.float32), global_step=1)
        writer.add_embedding(np.zeros((4, 2)), list("abcd"), np.zeros((4, 3, 2, 2)))
        writer.add_hparams({"lr": 0.1, "on": True}, {"accuracy": 0.5})
        writer.add_custom_scalars({"all": {"one": ["Multiline", ["scalar"]]}})
        writer.add_table("table", [{"a": 1}])
        writer.add_config({"lr": 0.1})
        writer.add_html("html", "<b>x</b>")
        writer.add_confusion_matrix("matrix", [[1, 2], [3, 4]])
        writer.add_scatter("scatter", [[1, 2]])
        writer.log({"loss": 0.5}, 2)
    assert not BLOCKED & set(sys.modules)
"""


@pytest.mark.parametrize(
    "missing",
    ["google,google.protobuf,tensorboard,tensorflow", "moviepy,imageio,PIL,soundfile", "torch,jax,matplotlib,onnx"],
)
def test_nothing_but_numpy_is_needed(tmp_path: Path, missing: str) -> None:
    """tensorboardX#663, tensorboard#5708: a protobuf of another version breaks the import.
    pytorch#147317: add_video breaks, or silently writes nothing, without moviepy of one version."""
    run_script(EVERYTHING_LIGHT, tmp_path, missing)
    values = {value.tag: value for event in events(tmp_path) for value in event.summary.value}
    assert len(values) >= 18
    assert values["video"].image.encoded_image_string.startswith(b"GIF89a")
    assert values["audio"].audio.encoded_audio_string.startswith(b"RIFF")
    assert values["image"].image.encoded_image_string.startswith(b"\x89PNG")


@pytest.mark.parametrize("kind", sorted({np.dtype(code).name for code in np.typecodes["AllInteger"] + "?efdg"}))
def test_scalars_of_every_type_of_numpy(tmp_path: Path, kind: str) -> None:
    """tensorboard#6874: names that NumPy 2 removed break add_scalar."""
    with SummaryWriter(tmp_path) as writer:
        writer.add_scalar("loss", np.dtype(kind).type(1), 1)
        writer.add_scalar("loss", np.ones((1, 1), kind), np.int64(2))
    assert points(tmp_path, "loss") == [(1, 1.0), (2, 1.0)]


def test_nan_is_logged_without_a_word(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """tensorboardX#604, #377: an anonymous "NaN or Inf found in input tensor" for every call."""
    with silent(caplog), SummaryWriter(tmp_path) as writer:
        for step in range(3):
            writer.add_scalar("loss", float("nan"), step)
            writer.add_scalar("loss", np.float32("inf"), step)
            writer.add_histogram("weights", np.array([np.nan, 1.0]), step)
            writer.add_image("image", np.full((3, 2, 2), np.nan), step)
    assert len(points(tmp_path, "loss")) == 6


@pytest.mark.parametrize("kind", ["SummaryWriter", "GlobalSummaryWriter"])
def test_a_writer_leaves_the_start_method_of_multiprocessing_open(tmp_path: Path, kind: str) -> None:
    """tensorboardX#559: "context has already been set". GlobalSummaryWriter there starts five processes."""
    script = f"""
        import multiprocessing, os, sys
        import runchart
        writer = runchart.{kind}(sys.argv[1])
        writer.add_scalar("loss", 1.0)
        multiprocessing.set_start_method("spawn")
        with open(f"/proc/self/task/{{os.getpid()}}/children") as file:
            assert file.read() == "", "no process was started"
    """
    run_script(script, tmp_path)


def test_ranks_may_make_the_directory_together(tmp_path: Path) -> None:
    """tensorboardX#546, #534, ReAgent#214: FileExistsError when ranks make the directory at the same moment."""
    script = """
        import multiprocessing, os, sys
        from runchart import SummaryWriter

        def log(directory, barrier):
            barrier.wait()
            with SummaryWriter(directory) as writer:
                writer.add_scalar("rank", os.getpid(), 1)

        context = multiprocessing.get_context("fork")
        for attempt in range(5):
            barrier = context.Barrier(6)
            ranks = [context.Process(target=log, args=(f"{sys.argv[1]}/{attempt}/deep/run", barrier)) for _ in range(6)]
            for rank in ranks: rank.start()
            for rank in ranks: rank.join()
            assert [rank.exitcode for rank in ranks] == [0] * 6
    """
    run_script(script, tmp_path)
    for attempt in range(5):
        assert len(event_files(tmp_path / f"{attempt}" / "deep" / "run")) == 6
        assert len(points(tmp_path / f"{attempt}" / "deep" / "run", "rank")) == 6


def test_what_follows_close_in_the_same_second_replaces_no_file(tmp_path: Path) -> None:
    """tensorboardX#776: files are named by the second, and opening one empties it."""
    writer = SummaryWriter(tmp_path)
    for step in range(5):
        writer.add_scalar("loss", step, step)
        writer.close()
    assert points(tmp_path, "loss") == [(step, float(step)) for step in range(5)]
    assert len(event_files(tmp_path)) == 5


def test_flush_hands_over_all_that_was_logged(tmp_path: Path) -> None:
    """tensorboardX#116, #558, #609: flush() does not drain the queue, 9 scalars are incomplete in 20 of 20 trials."""
    with SummaryWriter(tmp_path) as writer:
        for trial in range(20):
            for step in range(9):
                writer.add_scalar(f"{trial}", step, step)
            writer.add_image("image", np.zeros((3, 64, 64), np.uint8), trial)
            writer.flush()
            assert len(points(tmp_path, f"{trial}")) == 9
            assert len(points(tmp_path, "image")) == trial + 1


def test_a_thread_that_logs_while_the_process_ends_does_no_harm(tmp_path: Path) -> None:
    """detectron2#121, fairseq#2357, tensorboardX#532, tensorboard#6167: a hang or EOFError at the end of the process."""
    script = """
        import sys, threading
        import numpy as np
        from runchart import SummaryWriter
        writer = SummaryWriter(sys.argv[1])
        def log():
            step = 0
            while True:
                writer.add_scalar("noise", 1.0, step)
                writer.add_histogram("weights", np.ones(100), step)
                step += 1
        started = [threading.Thread(target=log, daemon=True) for _ in range(3)]
        for thread in started: thread.start()
        writer.add_scalar("main", 1.0, 1)
        sys.exit(0)
    """
    assert run_script(script, tmp_path).stderr == ""
    assert points(tmp_path, "main") == [(1, 1.0)]


def test_doubles_stay_doubles_with_one_argument(tmp_path: Path) -> None:
    """pytorch#59435: float32 only; double_precision there does nothing unless new_style is given too."""
    with SummaryWriter(tmp_path) as writer:
        writer.add_scalar("loss", 2**53 - 1, 1, double_precision=True)
        writer.add_scalar("loss", 1e39, 2, double_precision=True)
    stored = [value.tensor.double_val[0] for event in events(tmp_path) for value in event.summary.value]
    assert stored == [2.0**53 - 1, 1e39]


def test_only_one_rank_logs_by_an_argument(tmp_path: Path) -> None:
    """tensorboardX#395: log on rank 0 only. write_to_disk=False there still writes hparams and embeddings."""
    with SummaryWriter(tmp_path / "run", write_to_disk=False) as writer:
        writer.add_scalar("loss", 1.0, 1)
        writer.add_scalars("group", {"a": 1.0}, 1)
        writer.add_hparams({"lr": 1}, {"accuracy": 0.5})
        writer.add_hparams({"lr": 1}, {"accuracy": 0.5}, run_name="trial")
        writer.add_embedding(np.zeros((4, 2)))
        writer.add_image("image", np.zeros((3, 2, 2)), 1)
        writer.add_openvino_graph  # noqa: B018 - their writer for nothing lacks it
    assert not (tmp_path / "run").exists()


def test_a_steady_flood_loses_nothing(tmp_path: Path) -> None:
    """tensorboardX#201: losses at high rates."""
    with SummaryWriter(tmp_path) as writer:
        for step in range(100_000):
            writer.add_scalar("loss", 1.0, step)
    assert sum(file.stat().st_size for file in event_files(tmp_path)) > 100_000 * 23
    assert [step for step, _ in points(tmp_path, "loss")] == list(range(100_000))


@pytest.mark.parametrize("scheme", ["s3", "gs", "hdfs", "memory"])
def test_a_remote_path_is_refused_and_makes_no_local_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, scheme: str
) -> None:
    """pytorch#36056: hdfs://x silently becomes a local directory named "hdfs:"."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ValueError, match=f"{scheme}:// is not supported"):
        SummaryWriter(f"{scheme}://bucket/logs")
    assert list(tmp_path.iterdir()) == []


def test_use_metadata_with_a_step_alone_keeps_the_clock(tmp_path: Path) -> None:
    """tensorboardX writer.py:141: with a step alone, wall times are 0.0."""
    with SummaryWriter(tmp_path) as writer, writer.use_metadata(global_step=7):
        writer.add_scalar("loss", 1.0)
        writer.add_text("note", "a")
        writer.add_scalars("group", {"a": 1.0})
    assert [event.step for event in events(tmp_path)] == [7, 7]
    assert all(event.wall_time > 1e9 for event in events(tmp_path))
    (child,) = events(tmp_path / "group_a")
    assert child.step == 7, "their children of add_scalars know nothing of it"
    assert child.wall_time > 1e9


def test_use_metadata_ends_with_an_exception_and_may_be_nested(tmp_path: Path) -> None:
    """tensorboardX writer.py:248: an exception inside leaves it set, and the next use is an AssertionError."""
    with SummaryWriter(tmp_path) as writer:
        with pytest.raises(RuntimeError, match="inside"), writer.use_metadata(global_step=1, walltime=5.0):
            raise RuntimeError("inside")
        writer.add_scalar("after", 1.0)
        with writer.use_metadata(global_step=2, walltime=6.0):
            with writer.use_metadata(global_step=3):
                writer.add_scalar("inner", 1.0)
            writer.add_scalar("outer", 1.0)
    found = {value.tag: (event.step, event.wall_time) for event in events(tmp_path) for value in event.summary.value}
    assert found["inner"] == (3, 6.0)
    assert found["outer"] == (2, 6.0)
    assert found["after"][0] == 0
    assert found["after"][1] > 1e9


def test_global_steps_count_by_themselves_without_a_process(tmp_path: Path) -> None:
    """tensorboardX's GlobalSummaryWriter counts in five `multiprocessing.Manager` processes, and drops its options."""
    writer = GlobalSummaryWriter(str(tmp_path), filename_suffix=".mine")
    for value in (1.0, 2.0):
        writer.add_scalar("loss", value)
        writer.add_scalar("accuracy", value)
    writer.close()
    assert points(tmp_path, "loss") == points(tmp_path, "accuracy") == [(0, 1.0), (1, 2.0)]
    assert event_files(tmp_path)[0].name.endswith(".mine")
    assert GlobalSummaryWriter.getSummaryWriter() is writer


def test_boxes_are_recorded_with_the_size_they_have(tmp_path: Path) -> None:
    """With rescale, tensorboardX and torch record the height and width from before."""
    with SummaryWriter(tmp_path) as writer:
        writer.add_image_with_boxes("b", np.zeros((3, 10, 20), np.uint8), np.array([[1, 1, 5, 5]]), 1, rescale=2)
    (image,) = [value.image for event in events(tmp_path) for value in event.summary.value]
    assert (image.height, image.width) == (20, 40)
    assert int.from_bytes(image.encoded_image_string[16:20], "big") == 40


def test_the_log_is_told_once_of_what_is_without_effect(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """pytorch#23771: a comment beside log_dir is ignored in silence."""
    SummaryWriter(tmp_path, comment="_lr3").close()
    (record,) = [record for record in caplog.records if record.name == "runchart"]
    assert record.levelno == logging.WARNING
    assert "comment='_lr3' is without effect where log_dir is given" in record.message
