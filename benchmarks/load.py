"""From the start of a board's process until every point of a logdir is served over HTTP, and the memory that it takes.

The files are written anew for each run of the benchmark and are in the page cache.
"""

from __future__ import annotations

import os
import resource
import sys
import tempfile
import time
from pathlib import Path

from boards import Runchart, TensorBoard, TensorBoardSampling, run_name, tag_name
from processes import answer, sample
from report import Report, Table, Target, median, spread, times

BOARDS = {
    "runchart": Runchart,
    "tensorboard, every point kept": TensorBoard,
    "tensorboard, 1,000 points a series kept": TensorBoardSampling,
}


def run(quick: bool) -> Report:
    shapes = [(1, 10, 50_000), (100, 20, 500)] if quick else [(1, 10, 500_000), (1_000, 20, 500)]
    report = Report([], [])
    for runs, tags, points in shapes:
        with tempfile.TemporaryDirectory() as name:
            sample(__file__, "write", name, runs, tags, points)
            table, targets = measure(Path(name), runs, tags, points, rounds=1 if quick else 3)
        report.tables.append(table)
        report.targets += targets
    return report


def measure(logdir: Path, runs: int, tags: int, points: int, rounds: int) -> tuple[Table, list[Target]]:
    total = runs * tags * points
    served: dict[str, list[float]] = {name: [] for name in BOARDS}
    memory: dict[str, list[float]] = {name: [] for name in BOARDS}
    loading, one_core = [], []
    for _ in range(rounds):
        for name, board in BOARDS.items():
            with board(logdir) as started:
                served[name].append(started.wait_until_served(runs, tags, points))
                memory[name].append(started.peak_mb())
        loading += [sample(__file__, "load", logdir, total, 0)["seconds"] for _ in range(3)]
        one_core += [sample(__file__, "load", logdir, total, 1)["seconds"] for _ in range(3)]
    what = f"{total:,} scalars in {runs:,} run{'s' if runs > 1 else ''}"
    size = sum(file.stat().st_size for file in logdir.rglob("*") if file.is_file()) / 1e6
    table = Table(
        f"Loading {what}",
        f"{runs:,} x {tags} tags x {points:,} points, {size:.0f} MB, {rounds} rounds. TensorBoard shows no count of points: "
        "it is asked for the last tag of up to 42 runs until these are whole, and the last answer is part of its time. "
        f"runchart's loading alone: {spread(loading, 's')}; on one core {spread(one_core, 's')}, "
        f"{total / median(one_core) / 1e6:.1f} million events/s.",
        ["board", "start to all served", "peak memory", "times runchart"],
    )
    ours = median(served["runchart"])
    for name in BOARDS:
        ratio = times(median(served[name]) / ours)
        table.rows.append([name, spread(served[name], "s"), spread(memory[name], "MB"), ratio])
    return table, targets_of(what, runs, ours, median(loading), median(memory["runchart"]), total / median(one_core))


def targets_of(what: str, runs: int, served: float, loading: float, memory: float, rate: float) -> list[Target]:
    if runs > 1:
        return [Target(f"{what}: loading", "<= 0.6 s", f"{loading:.2f} s", loading <= 0.6)]
    return [
        Target(f"{what}: start to all served", "<= 0.8 s", f"{served:.2f} s", served <= 0.8),
        Target(f"{what}: loading", "<= 0.35 s", f"{loading:.2f} s", loading <= 0.35),
        Target(f"{what}: peak memory", "<= 150 MB", f"{memory:.0f} MB", memory <= 150),
        Target("reading scalar events, one core", ">= 15 million/s", f"{rate / 1e6:.1f} million/s", rate >= 15e6),
    ]


def write(logdir: Path, runs: int, tags: int, points: int) -> dict[str, float]:
    """Losses that fall noisily, tag after tag in each step, as a training loop logs them."""
    import numpy

    from runchart import SummaryWriter

    names = [tag_name(number) for number in range(tags)]
    generator = numpy.random.default_rng(0)
    start = time.perf_counter()
    for number in range(runs):
        values = numpy.geomspace(4, 0.1, points)[:, None] * generator.lognormal(0, 0.1, (points, tags))
        with SummaryWriter(logdir / run_name(number, runs)) as writer:
            for step, row in enumerate(values.tolist()):
                for name, value in zip(names, row, strict=True):
                    writer.add_scalar(name, value, step)
    return {"seconds": time.perf_counter() - start}


def load(logdir: str, expected: int, cores: int) -> dict[str, float]:
    """Loads with the native reader alone; `cores` 0 takes all there are."""
    if cores:
        os.sched_setaffinity(0, range(cores))
    from runchart._core import Reader

    start = time.perf_counter()
    reader = Reader(logdir, follow=False)
    reader.refresh()
    seconds = time.perf_counter() - start
    points = reader.progress()["points"]
    if points != expected:
        raise SystemExit(f"{points} points were read, {expected} are in the files")
    return {
        "seconds": seconds,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


if __name__ == "__main__":
    if sys.argv[1] == "write":
        answer(write(Path(sys.argv[2]), *(int(number) for number in sys.argv[3:])))
    else:
        answer(load(sys.argv[2], int(sys.argv[3]), int(sys.argv[4])))
