"""Logdirs that are hard to load: many tiny runs, histograms, pictures; and what is done with many scalars once they are loaded.

The files are written anew for each run of the benchmark and are in the page cache.
"""

from __future__ import annotations

import random
import resource
import struct
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from boards import Runchart, TensorBoard, run_name, tag_name
from contents import photograph, weights
from processes import answer, sample
from report import Report, Table, Target, median, spread, times

START = 1_700_000_000.0
QUERIES = 200
PIXELS = 2_000


@dataclass(frozen=True)
class Shape:
    """A logdir: runs x tags x steps of one kind of data, the plugin that TensorBoard keeps it under, and what is to be reached."""

    name: str
    runs: int
    tags: int
    steps: int
    plugin: str
    seconds: float
    memory_mb: float | None

    @property
    def total(self) -> int:
        return self.runs * self.tags * self.steps


SHAPES = [
    Shape("10,000 tiny runs", 10_000, 1, 10, "scalars", 0.6, None),
    Shape("400,000 histograms", 20, 200, 100, "histograms", 1.5, 500),
    Shape("50,000 images", 50, 20, 50, "images", 0.5, None),
]
QUICK = [
    Shape("100 tiny runs", 100, 1, 10, "scalars", 0.6, None),
    Shape("400 histograms", 2, 20, 10, "histograms", 1.5, 500),
    Shape("200 images", 2, 10, 10, "images", 0.5, None),
]
BOARDS = {"runchart": Runchart, "tensorboard, all kept": TensorBoard}


def run(quick: bool) -> Report:
    report = Report([], [])
    for shape in QUICK if quick else SHAPES:
        with tempfile.TemporaryDirectory() as name:
            sample(__file__, "write", name, shape.plugin, shape.runs, shape.tags, shape.steps)
            add(report, loaded(Path(name), shape, rounds=1 if quick else 3))
    with tempfile.TemporaryDirectory() as name:
        add(report, many_scalars(Path(name), runs=20 if quick else 1_000, few=2 if quick else 20))
    with tempfile.TemporaryDirectory() as name:
        points = 100_000 if quick else 10_000_000
        sample(__file__, "write", name, "scalars", 1, 1, points)
        add(report, queried(name, points))
    return report


def add(report: Report, part: tuple[Table, list[Target]]) -> None:
    report.tables.append(part[0])
    report.targets += part[1]


def loaded(logdir: Path, shape: Shape, rounds: int) -> tuple[Table, list[Target]]:
    size = sum(file.stat().st_size for file in logdir.rglob("*tfevents*"))
    figures: dict[str, dict[str, list[float]]] = {name: {"served": [], "cpu": [], "memory": []} for name in BOARDS}
    alone = []
    for _ in range(rounds):
        for name, board in BOARDS.items():
            with board(logdir, shape.plugin) as started:
                figures[name]["served"].append(started.wait_until_served(shape.runs, shape.tags, shape.steps))
                if name != "runchart":
                    figures[name]["cpu"].append(started.loading_cpu_seconds())
                figures[name]["memory"].append(started.peak_mb())
        alone += [sample(__file__, "load", logdir, shape.total) for _ in range(3)]
    figures["runchart"]["cpu"] = [one["cpu"] for one in alone]
    seconds = median([one["seconds"] for one in alone])
    memory = median([one["peak_mb"] for one in alone])
    table = Table(
        f"Loading {shape.name}",
        f"{shape.runs:,} runs x {shape.tags} tags x {shape.steps} steps, {size / 1e6:,.0f} MB, {rounds} rounds. runchart's loading alone: "
        f"{spread([one['seconds'] for one in alone], 's')}, {memory:.0f} MB at most in that process. CPU seconds are those of loading: "
        "of runchart's reader, of TensorBoard's data server.",
        ["board", "start to all served", "CPU seconds of loading", "peak memory", "times runchart: time, CPU"],
    )
    ours = {key: median(values) for key, values in figures["runchart"].items()}
    for name, found in figures.items():
        ratios = f"{times(median(found['served']) / ours['served'])}, {times(median(found['cpu']) / ours['cpu'])}"
        table.rows.append(
            [name, spread(found["served"], "s"), spread(found["cpu"], "s"), spread(found["memory"], "MB"), ratios]
        )
    saved = median(figures["tensorboard, all kept"]["cpu"]) / ours["cpu"]
    targets = [
        Target(f"{shape.name}: loading", f"<= {shape.seconds:g} s", f"{seconds:.2f} s", seconds <= shape.seconds),
        Target(f"{shape.name}: CPU of loading", "<= 1/8 of the data server's", f"1/{saved:.1f}", saved >= 8),
    ]
    if shape.memory_mb is not None:
        targets.append(
            Target(f"{shape.name}: memory", f"<= {shape.memory_mb:g} MB", f"{memory:.0f} MB", memory <= shape.memory_mb)
        )
    return table, targets


def many_scalars(logdir: Path, runs: int, few: int) -> tuple[Table, list[Target]]:
    """All scalars as one pandas table, the CPU of loading them, and checking every byte."""
    tags, steps = 20, 500
    small = logdir / "few"
    sample(__file__, "write", small, "scalars", few, tags, steps)
    sample(__file__, "write", logdir / "all", "scalars", runs, tags, steps)
    tables = {name: [] for name in ("runchart", "tbparse")}
    for _ in range(3):
        tables["runchart"].append(sample(__file__, "table", logdir / "all", "runchart")["events_per_second"])
        tables["tbparse"].append(sample(__file__, "table", small, "tbparse")["events_per_second"])
    checks = [sample(__file__, "check", logdir / "all")["mb_per_second"] for _ in range(3)]
    cpu = {name: [] for name in BOARDS}
    for _ in range(3):
        cpu["runchart"].append(sample(__file__, "load", logdir / "all", runs * tags * steps)["cpu"])
        with TensorBoard(logdir / "all", "scalars") as board:
            board.wait_until_served(runs, tags, steps)
            cpu["tensorboard, all kept"].append(board.loading_cpu_seconds())
    total = runs * tags * steps
    ratio = median(tables["runchart"]) / median(tables["tbparse"])
    saved = median(cpu["tensorboard, all kept"]) / median(cpu["runchart"])
    table = Table(
        f"What is done with {total:,} scalars in {runs:,} runs",
        f"tbparse is asked for {few * tags * steps:,} of them, since it would take minutes for all. runchart check read "
        f"{spread(checks, 'MB/s')}, every checksum verified. CPU of loading is that of the reader for runchart, of the data server "
        "for TensorBoard.",
        ["program", "events/s into a pandas table", "CPU seconds of loading"],
    )
    ours, theirs = spread(tables["runchart"], "a second"), spread(tables["tbparse"], "a second")
    table.rows.append(["runchart", ours, spread(cpu["runchart"], "s")])
    table.rows.append(["tbparse", theirs, "-"])
    table.rows.append(["tensorboard, all kept", "-", spread(cpu["tensorboard, all kept"], "s")])
    return table, [
        Target(f"scalars().to_pandas() of {total:,}", ">= 20x tbparse", times(ratio), ratio >= 20),
        Target(f"CPU of loading {total:,} scalars", "<= 1/8 of the data server's", f"1/{saved:.1f}", saved >= 8),
    ]


def queried(logdir: str, points: int) -> tuple[Table, list[Target]]:
    figures = sample(__file__, "query", logdir, points)
    table = Table(
        f"One series of {points:,} points to {PIXELS:,} buckets",
        f"{QUERIES} ranges of x of every width, places drawn at random, all columns; milliseconds of the reader's query alone.",
        ["x", "median", "longest"],
    )
    for axis in ("step", "wall"):
        table.rows.append([axis, f"{figures[f'{axis}/median']:.2f} ms", f"{figures[f'{axis}/longest']:.2f} ms"])
    worst = figures["step/longest"]
    return table, [
        Target(f"{points:,} points to {PIXELS:,} buckets, any range", "<= 5 ms", f"{worst:.1f} ms at most", worst <= 5)
    ]


def write(logdir: Path, plugin: str, runs: int, tags: int, steps: int) -> dict[str, float]:
    """Every event is encoded once for each tag; what differs after that is step and time."""
    from runchart import SummaryWriter

    names = [tag_name(number) for number in range(tags)]
    summaries = None if plugin == "scalars" else [ENCODED[plugin](name) for name in names]
    start = time.perf_counter()
    for number in range(runs):
        with SummaryWriter(str(logdir / run_name(number, runs))) as writer:
            for step in range(steps):
                if summaries is None:
                    for name in names:
                        writer.add_scalar(name, 1.0 / (step + 1), step, START + step * 0.01)
                else:
                    for summary in summaries:
                        writer.write(event(step, summary))
    return {"seconds": time.perf_counter() - start}


def histogram(tag: str) -> bytes:
    """About 9 kB, as of a layer of 10,000 weights."""
    from runchart._core import Draft

    return Draft.histogram(tag, weights(10_000), "float32").SerializeToString()


def image(tag: str) -> bytes:
    """About 9 kB of PNG."""
    from runchart._core import Draft

    return Draft.image(tag, photograph(56, 56), "uint8", "CHW").SerializeToString()


ENCODED: dict[str, Callable[[str], bytes]] = {"histograms": histogram, "images": image}


def event(step: int, summary: bytes) -> bytes:
    """An Event message: time, step, summary."""
    return (
        b"\x09"
        + struct.pack("<d", START + step * 0.01)
        + b"\x10"
        + varint(step)
        + b"\x2a"
        + varint(len(summary))
        + summary
    )


def varint(number: int) -> bytes:
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*out, number])


def load(logdir: str, expected: int) -> dict[str, float]:
    """Loads with the native reader alone."""
    from runchart._core import Reader

    cpu, start = time.process_time(), time.perf_counter()
    reader = Reader(logdir, follow=False)
    reader.refresh()
    seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    found = sum(points_of(run) for run in reader.runs())
    if found != expected:
        raise SystemExit(f"{found} values were read, {expected} are in the files")
    return {"seconds": seconds, "cpu": cpu, "peak_mb": peak_mb}


def points_of(run: Any) -> int:
    return sum(series[1] for series in run["series"]) + sum(medium["points"] for medium in run["media"])


def table(logdir: str, program: str) -> dict[str, float]:
    start = time.perf_counter()
    if program == "tbparse":
        from tbparse import SummaryReader

        rows = len(SummaryReader(logdir, extra_columns={"dir_name", "wall_time"}).scalars)
    else:
        import runchart

        with runchart.open(logdir, follow=False) as log:
            rows = len(log.scalars().to_pandas())
    return {"events_per_second": rows / (time.perf_counter() - start)}


def check(logdir: str) -> dict[str, float]:
    from runchart._core import check_file, event_files

    start, total = time.perf_counter(), 0
    for run, _, paths in event_files(logdir)[0]:
        for path in paths:
            total += check_file(run, path)["bytes"]
    return {"mb_per_second": total / 1e6 / (time.perf_counter() - start)}


def query(logdir: str, points: int) -> dict[str, float]:
    from runchart._core import Reader

    reader = Reader(logdir, follow=False)
    reader.refresh()
    (run,) = reader.runs()
    series = [(run["id"], run["series"][0][0])]
    figures = {}
    for axis, first, last in (("step", 0.0, points - 1.0), ("wall", START, START + points * 0.01)):
        draw = random.Random(0)
        spent = []
        reader.query(series, axis, None, None, PIXELS)
        for _ in range(QUERIES):
            width = (last - first) * 10 ** draw.uniform(-4, 0)
            low = draw.uniform(first, last - width)
            start = time.perf_counter()
            reader.query(series, axis, low, low + width, PIXELS)
            spent.append((time.perf_counter() - start) * 1000)
        figures |= {f"{axis}/median": median(spent), f"{axis}/longest": max(spent)}
    return figures


WORKERS: dict[str, Callable[..., dict[str, float]]] = {
    "load": lambda logdir, expected: load(logdir, int(expected)),
    "table": table,
    "check": check,
    "query": lambda logdir, points: query(logdir, int(points)),
    "write": lambda logdir, plugin, *sizes: write(Path(logdir), plugin, *map(int, sizes)),
}

if __name__ == "__main__":
    answer(WORKERS[sys.argv[1]](*sys.argv[2:]))
