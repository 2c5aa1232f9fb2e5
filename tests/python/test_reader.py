"""runchart.open on files that tensorboardX, torch and runchart itself wrote."""

from __future__ import annotations

import gc
import re
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

import numpy as np
import pandas as pd
import polars
import pyarrow as pa
import pytest
import tensorboardX
from torch.utils.tensorboard import SummaryWriter as TorchWriter

import runchart
from runchart._core import Reader


@pytest.fixture
def logs(tmp_path: Path) -> Path:
    """Two runs of one tag each with add_scalars children, by both libraries."""
    for name, writer_class in (("x", tensorboardX.SummaryWriter), ("torch", TorchWriter)):
        with writer_class(str(tmp_path / name)) as writer:
            for step in range(100):
                writer.add_scalar("train/loss", 1 / (step + 1), step, walltime=1000 + step)
                writer.add_scalars("val/score", {"a": step, "b": -step}, step, walltime=1000 + step)
    return tmp_path


def test_a_series_is_three_arrays(logs: Path) -> None:
    with runchart.open(logs, follow=False) as log:
        series = log.runs["x"]["train/loss"]
        assert series.steps.dtype == np.int64
        assert series.wall_times.dtype == np.float64
        assert series.values.dtype == np.float32
        assert series.steps.tolist() == list(range(100))
        assert series.wall_times.tolist() == [1000 + step for step in range(100)]
        assert series.values.tolist() == [np.float32(1 / (step + 1)) for step in range(100)]
        assert (len(series), series.run, series.tag) == (100, "x", "train/loss")
        assert repr(series) == "<Series 'train/loss' of 'x': 100 points, steps 0 to 99, last value 0.01>"


def test_a_snapshot_is_ours_to_change(logs: Path) -> None:
    with runchart.open(logs, follow=False) as log:
        log.runs["x"]["train/loss"].values[:] = 0
        assert log.runs["x"]["train/loss"].values[0] == 1


def test_children_of_add_scalars_fold_into_their_parent(logs: Path) -> None:
    with runchart.open(logs, follow=False) as log:
        assert list(log.runs) == ["torch", "x"]
        for run in log.runs.values():
            assert run.tags == ["train/loss", "val/score/a", "val/score/b"]
            assert run["val/score/b"].values.tolist() == [-step for step in range(100)]


def test_raw_names_remain_without_folding(logs: Path) -> None:
    with runchart.open(logs, follow=False, fold=False) as log:
        children = ["torch/val_score_a", "torch/val_score_b", "x/val/score/a", "x/val/score/b"]
        assert sorted(log.runs) == sorted(["torch", "x", *children])
        assert log.runs["torch/val_score_a"].tags == log.runs["x/val/score/a"].tags == ["val/score"]


def test_a_child_whose_name_is_taken_stays_a_run(tmp_path: Path) -> None:
    with tensorboardX.SummaryWriter(str(tmp_path)) as writer:
        writer.add_scalar("loss/a", 1.0, 0)
        writer.add_scalars("loss", {"a": 2.0}, 0)
    with runchart.open(tmp_path, follow=False) as log:
        assert list(log.runs) == [tmp_path.name, "loss/a"]
        assert log.runs["."]["loss/a"].values.tolist() == [1.0]


def test_tables(logs: Path) -> None:
    with runchart.open(logs, follow=False) as log:
        table = log.runs["x"]["train/loss"].to_pandas()
        assert list(table.columns) == ["step", "wall_time", "value"]
        assert table["step"].tolist() == list(range(100))

        scalars = log.scalars(tags="val/*")
        assert [(series.run, series.tag) for series in scalars] == [
            ("torch", "val/score/a"),
            ("torch", "val/score/b"),
            ("x", "val/score/a"),
            ("x", "val/score/b"),
        ]
        table = scalars.to_pandas()
        assert list(table.columns) == ["run", "tag", "step", "wall_time", "value"]
        assert len(table) == 400
        assert table.groupby(["run", "tag"])["value"].sum()["x", "val/score/b"] == -4950
        assert repr(scalars) == "<Scalars: 4 series of 2 runs>"


def test_tables_of_other_libraries_hold_the_same(logs: Path) -> None:
    with runchart.open(logs, follow=False) as log:
        scalars = log.scalars()
        expected = scalars.to_pandas()
        assert isinstance(expected["run"].dtype, pd.CategoricalDtype)
        assert expected["run"].cat.categories.tolist() == ["torch", "x"]
        assert (expected["step"].dtype, expected["wall_time"].dtype, expected["value"].dtype) == ("i8", "f8", "f8")
        polars_table, arrow, columns = scalars.to_polars(), scalars.to_arrow(), scalars.to_numpy()
    assert isinstance(polars_table.schema["run"], polars.Enum)
    assert pa.types.is_dictionary(arrow.schema.field("tag").type)
    with runchart.open(logs, follow=False) as log:
        rows = [
            (run, tag, *point)
            for run, of_run in sorted(log.runs.items())
            for tag, series in of_run.items()
            for point in zip(series.steps.tolist(), series.wall_times.tolist(), series.values.tolist(), strict=True)
        ]
    assert len(rows) == 600
    assert list(expected.itertuples(index=False, name=None)) == rows
    assert polars_table.rows() == rows
    assert list(zip(*arrow.to_pydict().values(), strict=True)) == rows
    assert list(zip(*(column.tolist() for column in columns.values()), strict=True)) == rows


def test_tables_without_rows(logs: Path) -> None:
    with runchart.open(logs, follow=False) as log:
        nothing = log.scalars("nothing")
        assert len(nothing.to_polars()) == len(nothing.to_arrow()) == len(nothing.to_pandas()) == 0
        assert [len(column) for column in nothing.to_numpy().values()] == [0] * 5


def test_selection_by_regular_expression(logs: Path) -> None:
    with runchart.open(logs, follow=False) as log:
        assert {tag for _, tag in log.scalars(re.compile("score/[ab]$")).names} == {"val/score/a", "val/score/b"}
        assert {run for run, _ in log.scalars(runs=[re.compile("^t"), "nothing"]).names} == {"torch"}
        assert len(log.scalars(re.compile("^loss"))) == 0


def test_a_selection_reads_when_it_is_asked(tmp_path: Path) -> None:
    with runchart.SummaryWriter(tmp_path) as writer:
        writer.add_scalar("loss", 1.0, 0)
        writer.flush()
        log = runchart.open(tmp_path, follow=False)
        scalars = log.scalars()
        (before,) = scalars
        writer.add_scalar("loss", 2.0, 1)
        writer.flush()
        log.refresh()
        assert len(before) == 1
        assert len(scalars[0]) == len(scalars[:1][0]) == 2
        log.close()


def test_selection_takes_one_pattern_or_several(logs: Path) -> None:
    with runchart.open(logs, follow=False) as log:
        assert len(log.scalars()) == 6
        assert len(log.scalars(tags=["train/*", "*/a"], runs="x")) == 2
        assert len(log.scalars(runs=["x", "t*"])) == 6
        nothing = log.scalars(tags="TRAIN/*")
        assert len(nothing) == 0
        assert nothing.to_pandas().empty


def test_what_is_not_there_is_named_with_what_is_near(logs: Path) -> None:
    with runchart.open(logs, follow=False) as log:
        with pytest.raises(KeyError, match=r"no run 'torsh' in .*; there is 'torch'"):
            log.runs["torsh"]
        with pytest.raises(KeyError, match="no scalars of tag 'train/los' in run 'x'; there is 'train/loss'"):
            log.runs["x"]["train/los"]
        assert "y" not in log.runs
        assert log.runs.get("y") is None
        assert "train/loss" in log.runs["x"]


def test_a_path_that_is_no_directory(logs: Path) -> None:
    with pytest.raises(FileNotFoundError, match=f"there is no directory {logs}/nowhere"):
        runchart.open(logs / "nowhere")
    file = next((logs / "x").glob("*tfevents*"))
    with pytest.raises(NotADirectoryError, match=r"is a file\. Give the directory that holds the runs"):
        runchart.open(file)


def test_doubles_stay_doubles(tmp_path: Path) -> None:
    with TorchWriter(str(tmp_path)) as writer:
        writer.add_scalar("double", 0.1, 0, new_style=True, double_precision=True)
        writer.add_scalar("double", 0.2, 1, new_style=True, double_precision=True)
        writer.add_scalar("single", 0.1, 0, new_style=True)
    with runchart.open(tmp_path, follow=False) as log:
        series = log.runs["."]["double"]
        assert series.values.dtype == np.float64
        assert series.values.tolist() == [0.1, 0.2]
        assert log.runs["."]["single"].values.tolist() == [np.float32(0.1)]


def test_a_log_follows(tmp_path: Path) -> None:
    with runchart.open(tmp_path) as log, runchart.SummaryWriter(tmp_path / "a") as writer:
        assert len(log.runs) == 0
        writer.add_scalar("loss", 1.0, 0)
        writer.flush()
        log.refresh()
        assert log.runs["a"]["loss"].values.tolist() == [1.0]
        writer.add_scalar("loss", 2.0, 1)
        deadline = time.monotonic() + 20
        while len(log.runs["a"]["loss"]) < 2 and time.monotonic() < deadline:
            time.sleep(0.01)
        assert log.runs["a"]["loss"].values.tolist() == [1.0, 2.0]


def test_without_follow_only_refresh_reads_on(tmp_path: Path) -> None:
    with runchart.SummaryWriter(tmp_path) as writer:
        writer.add_scalar("loss", 1.0, 0)
        writer.flush()
        log = runchart.open(tmp_path, follow=False)
        writer.add_scalar("loss", 2.0, 1)
        writer.flush()
        assert len(log.runs["."]["loss"]) == 1
        log.refresh()
        assert len(log.runs["."]["loss"]) == 2
        log.close()
        assert len(log.runs["."]["loss"]) == 2, "what has been read stays"


def test_a_restart_with_purge_step_hides_what_it_replaced(tmp_path: Path) -> None:
    for purge_step, steps in ((None, range(10)), (5, range(5, 8))):
        with TorchWriter(str(tmp_path), purge_step=purge_step) as writer:
            for step in steps:
                writer.add_scalar("loss", step + (purge_step or 0), step)
    with runchart.open(tmp_path, follow=False) as log:
        assert log.runs["."]["loss"].steps.tolist() == list(range(8))
        assert log.runs["."]["loss"].values.tolist() == [0, 1, 2, 3, 4, 10, 11, 12]
    reader = Reader(str(tmp_path), follow=False)
    reader.refresh()
    ((tag, points, first, last, value, flags),) = reader.runs()[0]["series"]
    assert (reader.tags()[tag], points, first, last, value, flags) == ("loss", 13, 0, 7, 12.0, 2)
    assert len(reader.scalars(0, tag, superseded=True)[0]) == 13
    for x, expected in (("step", [5, 6, 7, 8, 9]), ("index", [5, 6, 7, 8, 9])):
        (replaced,) = reader.query([(0, tag)], x, None, None, None, superseded=True)
        assert (replaced["x_first"].tolist(), replaced["first"].tolist()) == (expected, [5, 6, 7, 8, 9])
        assert replaced["superseded"] == 5
    with runchart.open(tmp_path, follow=False) as log:
        assert log.scalars(superseded=True)[0].steps.tolist() == [*range(10), *range(5, 8)]


def test_pictures_that_a_restart_replaced_are_shown_when_asked_for(tmp_path: Path) -> None:
    for purge_step, steps in ((None, range(4)), (2, range(2, 3))):
        with runchart.SummaryWriter(tmp_path, purge_step=purge_step) as writer:
            for step in steps:
                writer.add_image("picture", np.full((3, 2, 2), step + 10 * (purge_step or 0), np.uint8), step)
    with runchart.open(tmp_path, follow=False) as log:
        run = log.runs["."]
        assert run.images("picture").steps.tolist() == [0, 1, 2]
        pictures = run.images("picture", superseded=True)
        assert pictures.steps.tolist() == [0, 1, 2, 3, 2]
        assert [int(picture[0, 0, 0]) for picture in pictures] == [0, 1, 2, 3, 22]


def test_queries_answer_while_others_load_and_write(tmp_path: Path) -> None:
    """Many threads ask and refresh while a writer writes: every answer is a whole one."""
    reader = Reader(str(tmp_path))
    failures: list[BaseException] = []
    done = threading.Event()

    def ask() -> None:
        try:
            while not done.is_set():
                for info in reader.runs():
                    for tag, points, *_ in info["series"]:
                        (buckets,) = reader.query([(info["id"], tag)], "step", None, None, 50)
                        assert buckets["count"].sum() >= points
                        assert buckets["max"].max() == buckets["x_last"].max()
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    with runchart.SummaryWriter(tmp_path / "a") as writer:
        for step in range(20_000):
            writer.add_scalar("step", step, step)
            if step % 2_000 == 0:
                writer.flush()
                reader.refresh()
    reader.refresh()
    done.set()
    for thread in threads:
        thread.join()
    assert not failures
    assert reader.runs()[0]["series"][0][1] == 20_000


def test_changes_are_counted_and_waited_for(tmp_path: Path) -> None:
    reader = Reader(str(tmp_path))
    reader.refresh()
    seq = reader.seq()
    assert reader.wait(seq, 0.01) == seq
    with runchart.SummaryWriter(tmp_path / "a") as writer:
        writer.add_scalar("loss", 1.0, 0)
    while not reader.runs() or not reader.runs()[0]["series"]:
        seq = reader.wait(seq, 20)
    assert [info["name"] for info in reader.runs(since=0)] == ["a"]
    assert reader.runs(since=reader.seq()) == []
    assert reader.progress()["points"] == 1
    assert reader.progress()["state"] == "following"


def test_queries_that_make_no_sense_are_refused(logs: Path) -> None:
    reader = Reader(str(logs), follow=False)
    reader.refresh()
    with pytest.raises(ValueError, match=r"x must be 'step', .* or the id of a tag, not .time."):
        reader.query([(0, 0)], "time", None, None, 100)
    with pytest.raises(ValueError, match="pixels must be 1 or more"):
        reader.query([(0, 0)], "step", None, None, 0)
    with pytest.raises(ValueError, match="lo and hi must be numbers or None"):
        reader.query([(0, 0)], "step", float("nan"), None, 100)
    with pytest.raises(KeyError, match="run 99 has no scalars of tag 0"):
        reader.scalars(99, 0)
    (missing,) = reader.query([(99, 99)], "step", None, None, 100)
    assert len(missing["count"]) == missing["points"] == 0


def test_an_abandoned_reader_ends_its_threads(logs: Path) -> None:
    def threads() -> int:
        return sum(name(task).startswith("runchart-reader") for task in Path("/proc/self/task").iterdir())

    def name(task: Path) -> str:
        with suppress(FileNotFoundError):  # a thread that has just ended
            return task.joinpath("comm").read_text()
        return ""

    gc.collect()
    before = threads()
    log = runchart.open(logs)
    assert threads() == before + 1
    del log
    deadline = time.monotonic() + 10
    while threads() > before and time.monotonic() < deadline:
        time.sleep(0.01)  # The kernel lists a thread for a moment after it was joined.
    assert threads() == before


def test_where_each_bucket_is_a_point_columns_are_shared(logs: Path) -> None:
    reader = Reader(str(logs), follow=False)
    reader.refresh()
    (buckets,) = reader.query([(0, 0)], "step", None, None, None)
    assert buckets["width"] == 0
    assert buckets["x_first"].tolist() == list(range(100))
    assert buckets["x_first"] is buckets["x_last"] is buckets["x_min"] is buckets["x_max"]
    assert buckets["first"] is buckets["last"] is buckets["min"] is buckets["max"] is buckets["mean"]
    assert len(buckets["first"]) == len(buckets["count"]) == 100


def test_ctrl_c_ends_a_wait(tmp_path: Path) -> None:
    script = f"from runchart._core import Reader; print('waits', flush=True); Reader({str(tmp_path)!r}).wait(99, 60)"
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as waiting:
        assert waiting.stdout is not None
        assert waiting.stderr is not None
        waiting.stdout.readline()
        time.sleep(0.3)
        waiting.send_signal(signal.SIGINT)
        assert waiting.wait(timeout=20) != 0
        assert b"KeyboardInterrupt" in waiting.stderr.read()


@pytest.fixture
def several(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Runs in four directories beside each other, and one of them as the working directory's child."""
    for run in ("logs1/x", "logs2", "exp-1/x", "exp-2"):
        with runchart.SummaryWriter(tmp_path / run) as writer:
            writer.add_scalar("loss", 1.0, 1)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_several_logdirs_are_one_log(several: Path) -> None:
    names = ["a/x", "exp-1/x", "exp-2", "logs2"]
    with runchart.open("a=logs1", several / "logs2", "exp-*") as log:
        assert sorted(log.runs) == names
        assert log.path == f"a={several}/logs1 logs2={several}/logs2 {several}/exp-*"
        with runchart.SummaryWriter(several / "exp-3") as writer:
            writer.add_scalar("loss", 3.0, 1)
        log.refresh()
        assert log.runs["exp-3"]["loss"].values.tolist() == [3.0]
    with runchart.open(["logs2"], follow=False) as log:
        assert [*log.runs] == ["logs2"]
        assert log.path == str(several / "logs2")


@pytest.mark.parametrize(
    ("paths", "error", "said"),
    [
        ([], TypeError, "no logdir was given"),
        (["nowhere-*"], FileNotFoundError, "no directory matches nowhere-"),
        (["a=nowhere"], FileNotFoundError, "no directory a=nowhere"),
        (["logs1", "nowhere"], FileNotFoundError, "no directory nowhere"),
        (["x=logs1", "x=logs2"], ValueError, "two logdirs are called x"),
    ],
)
def test_logdirs_that_are_not_there(several: Path, paths: list[str], error: type[Exception], said: str) -> None:
    with pytest.raises(error, match=said):
        runchart.open(paths)
