"""What a running board takes to answer: pixels of many series, every point of one, and a point that was just logged."""

from __future__ import annotations

import json
import random
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from boards import Runchart, TensorBoard, run_name, tag_name
from processes import sample
from report import Report, Table, Target, median, spread, times

PIXELS = 2_000


def run(quick: bool) -> Report:
    repeats = 3 if quick else 15
    report = Report([], [])
    for part in (many_series, full_series, latency):
        table, targets = part(quick, repeats)
        report.tables.append(table)
        report.targets += targets
    return report


def timed(act: Callable[[], object], repeats: int) -> list[float]:
    """Milliseconds of each repetition, after one that does not count."""
    act()
    taken = []
    for _ in range(repeats):
        start = time.perf_counter()
        act()
        taken.append(1000 * (time.perf_counter() - start))
    return taken


def many_series(quick: bool, repeats: int) -> tuple[Table, list[Target]]:
    runs, tags, points = 10, 20, 2_500 if quick else 25_000
    with tempfile.TemporaryDirectory() as name:
        sample(str(Path(__file__).with_name("load.py")), "write", name, runs, tags, points)
        with Runchart(Path(name)) as board:
            board.wait_until_served(runs, tags, points)
            ids, names = board.ids()
            wanted = [
                (ids[run_name(run, runs)], names.index(tag_name(tag))) for run in range(runs) for tag in range(tags)
            ]
            body = {"x": "step", "lo": None, "hi": None, "pixels": PIXELS, "series": wanted}
            line = {**body, "columns": ["x_first", "x_last", "min", "max", "mean", "count"]}
            every = timed(lambda: board.ask("/api/series", body), repeats)
            drawn = timed(lambda: board.ask("/api/series", line), repeats)
            sizes = [len(board.ask("/api/series", asked)) / 1e6 for asked in (body, line)]
    table = Table(
        f"{runs * tags} series of {points:,} points at {PIXELS:,} pixels",
        f"One request for all, over HTTP on this machine; {repeats} repetitions.",
        ["columns", "ms", "MB"],
        [
            ["all 13", spread(every, "ms"), f"{sizes[0]:.1f}"],
            ["6, for a line and its band", spread(drawn, "ms"), f"{sizes[1]:.1f}"],
        ],
    )
    return table, []


def full_series(quick: bool, repeats: int) -> tuple[Table, list[Target]]:
    tags, points = 10, 50_000 if quick else 500_000
    with tempfile.TemporaryDirectory() as name:
        sample(str(Path(__file__).with_name("load.py")), "write", name, 1, tags, points)
        with Runchart(Path(name)) as ours, TensorBoard(Path(name)) as theirs:
            ours.wait_until_served(1, tags, points)
            theirs.wait_until_served(1, tags, points)
            ids, names = ours.ids()
            wanted = [(ids["."], names.index(tag_name(0)))]
            route = f"/data/plugin/scalars/scalars?run=.&tag={tag_name(0)}"
            frame, json_ours, json_theirs = [], [], []
            for _ in range(max(3, repeats // 3)):
                frame += timed(lambda: ours.series(wanted), 3)
                json_ours += timed(lambda: ours.ask(route), 1)
                json_theirs += timed(lambda: theirs.ask(route), 1)
    table = Table(
        f"Every point of a series of {points:,}",
        "Over HTTP on this machine. The frame holds steps and values, the JSON wall times as well.",
        ["board", "ms", "times runchart's frame"],
    )
    rows = {"runchart, frame": frame, "runchart, TensorBoard's route": json_ours, "tensorboard": json_theirs}
    for board, taken in rows.items():
        table.rows.append([board, spread(taken, "ms"), times(median(taken) / median(frame))])
    found = median(frame)
    return table, [Target("a full series of 500,000 points over HTTP", "<= 50 ms", f"{found:.1f} ms", found <= 50)]


def latency(quick: bool, repeats: int) -> tuple[Table, list[Target]]:
    from torch.utils.tensorboard import SummaryWriter as TorchWriter

    from runchart import SummaryWriter

    with tempfile.TemporaryDirectory() as name:
        with Runchart(Path(name)) as board, SummaryWriter(name) as writer:
            ours = [until_served(board, writer, step) for step in range(2 * repeats)][1:]
        theirs = []
        with TensorBoard(Path(name) / "torch") as rival, TorchWriter(f"{name}/torch") as flushed:
            for step in range(3 if quick else 8):
                theirs.append(until_served_by_tensorboard(rival, flushed, step))
    table = Table(
        "add_scalar to served",
        "A point is logged at a random moment into a run that is on the board; the time until the board's answer holds it. "
        "torch's writer is flushed after the call (by itself it waits up to 120 s); TensorBoard reads every 5 s.",
        ["writer and board", "s"],
        [
            ["runchart", spread(ours, "s")],
            ["torch.utils.tensorboard, flushed, and tensorboard", spread(theirs[1:], "s")],
        ],
    )
    said = f"{median(ours):.2f} s, at most {max(ours):.2f} s"
    return table, [Target("add_scalar to served", "< 0.5 s to the screen", said, max(ours) < 0.5)]


def until_served(board: Runchart, writer: object, step: int) -> float:
    time.sleep(random.uniform(0.3, 0.6))
    start = time.perf_counter()
    writer.add_scalar("loss", float(step), step)  # type: ignore[attr-defined]
    while time.perf_counter() - start < 30:
        try:
            table = json.loads(board.ask("/api/runs"))
        except OSError:
            time.sleep(0.02)
            continue
        if table["runs"] and "loss" in table["tags"]:
            steps, values = board.series([(table["runs"][0]["id"], table["tags"].index("loss"))])[0]
            if len(steps) == step + 1 and values[-1] == step:
                return time.perf_counter() - start
        board.ask(f"/api/changes?since={table['boot']}:{table['seq']}&wait=10")
    raise SystemExit(f"runchart did not show step {step} within 30 s")


def until_served_by_tensorboard(board: TensorBoard, writer: object, step: int) -> float:
    time.sleep(random.uniform(0.3, 5))
    start = time.perf_counter()
    writer.add_scalar("loss", float(step), step)  # type: ignore[attr-defined]
    writer.flush()  # type: ignore[attr-defined]
    while time.perf_counter() - start < 60:
        try:
            if board.series(".", "loss")[-1][1] == step:
                return time.perf_counter() - start
        except (OSError, IndexError, ValueError):
            pass
        time.sleep(0.05)
    raise SystemExit(f"tensorboard did not show step {step} within 60 s")
