"""The page in a browser: until it shows something, and how it feels in the hand. All times are the browser's own entries."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from boards import Runchart, TensorBoardSampling
from chromium import TWO_FRAMES, chromium, heap_mb, longest_task, now, opened, transferred
from processes import ENVIRONMENT, sample
from report import Report, Table, Target, median, number, spread

# What an hour's updates are logged in.
RUNS, TAGS = 10, 8
# From the event to the end of what it started: Svelte works in microtasks.
HOVER = """async count => {
  const surface = document.querySelector("[data-testid=card] canvas").parentElement;
  const box = surface.getBoundingClientRect();
  const taken = [];
  for (let i = 0; i < count; i++) {
    const x = box.left + 70 + ((i * 7) % (box.width - 100)), y = box.top + 60 + (i % 80);
    const event = new PointerEvent('pointermove', {clientX: x, clientY: y, bubbles: true, pointerType: 'mouse', pointerId: 1});
    const start = performance.now();
    surface.dispatchEvent(event);
    await new Promise(done => queueMicrotask(done));
    taken.push(performance.now() - start);
    await new Promise(done => requestAnimationFrame(done));
  }
  return taken;
}"""


def run(quick: bool) -> Report:
    runs, tags, points = (30, 20, 100) if quick else (1_000, 20, 500)
    rounds = 2 if quick else 7
    report = Report([], [])
    with chromium() as browser:
        with logged(runs, tags, points) as logdir, Runchart(logdir) as board:
            board.wait_until_served(runs, tags, points)
            add(report, first_screen(browser, board, logdir, (runs, tags, points), rounds))
            add(report, in_the_hand(browser, board, 40 if quick else 400))
        with logged(200 if quick else 10_000, 1, 3) as logdir, Runchart(logdir) as board:
            board.wait_until_served(200 if quick else 10_000, 1, 3)
            add(report, many_runs(browser, board, quick))
            add(report, in_the_table(browser, board, quick))
        add(report, an_hour(browser, 20 if quick else 3_600))
    return report


def add(report: Report, part: tuple[Table, list[Target]]) -> None:
    report.tables.append(part[0])
    report.targets += part[1]


@contextmanager
def logged(runs: int, tags: int, points: int) -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as name:
        sample(str(Path(__file__).with_name("load.py")), "write", name, runs, tags, points)
        yield Path(name)


def address(board: Any) -> str:
    return f"http://127.0.0.1:{board.port}/"


def first_screen(
    browser: Any, board: Runchart, logdir: Path, shape: tuple[int, int, int], rounds: int
) -> tuple[Table, list[Target]]:
    """Ours at two sizes of window, and TensorBoard until its first and last data of charts have come."""
    runs, tags, points = shape
    table = Table(
        f"The first screen of {runs:,} runs x {tags} tags x {points:,} points of noise",
        f"From navigation with an empty cache; {rounds} times. Ours is drawn; of TensorBoard it is the arrival of the first "
        "and of the last series before its network rests for half a second.",
        ["board, window", "first chart", "whole screen", "data", "all with the page", "longest task"],
    )
    targets = []
    for width, height in ((1280, 900), (1920, 1080)):
        first, whole, task = [], [], []
        for _ in range(rounds):
            with opened(browser, address(board), width=width, height=height) as page:
                seen = page.evaluate("seen")
                first.append(seen["firstChart"])
                whole.append(seen["firstScreen"])
                data, every = transferred(page, seen["firstScreen"])
                page.wait_for_timeout(500)
                task.append(longest_task(page))
        cells = [spread(first, "ms"), spread(whole, "ms"), f"{data / 1e3:.0f} kB", f"{every / 1e3:.0f} kB"]
        table.rows.append([f"runchart, {width} x {height}", *cells, spread(task, "ms")])
        what = f"first screen of {runs:,} runs at {width}"
        targets += [
            Target(what, "< 1 s", f"{median(whole) / 1e3:.2f} s", median(whole) < 1_000),
            Target(f"{what}: data", "< 250 kB", f"{data / 1e3:.0f} kB", data < 250_000),
            Target(f"{what}: longest task", "<= 100 ms", f"{median(task):.0f} ms", median(task) <= 100),
        ]
    with TensorBoardSampling(logdir) as theirs:
        theirs.wait_until_served(runs, tags, points)
        first, last, size = [], [], 0
        for _ in range(max(1, rounds // 3)):
            with opened(browser, address(theirs), ours=False) as page:
                page.wait_for_load_state("networkidle")
                came = page.evaluate(
                    "performance.getEntriesByType('resource').filter(entry => /timeSeries|scalars_multirun/.test(entry.name))"
                    ".map(entry => [entry.responseEnd, entry.transferSize])"
                )
                first.append(min(end for end, _ in came))
                last.append(max(end for end, _ in came))
                size = sum(size for _, size in came)
                _, every = transferred(page, max(last))
        cells = [spread(first, "ms"), spread(last, "ms"), f"{size / 1e3:.0f} kB", f"{every / 1e3:.0f} kB", ""]
        table.rows.append(["tensorboard, 1280 x 900", *cells])
    return table, targets


def in_the_hand(browser: Any, board: Runchart, moves: int) -> tuple[Table, list[Target]]:
    """Hover, zoom, a run toggled, the slider, and all cards of a section."""
    table = Table(
        "In the hand",
        f"On the first screen of the same logs. Hover is script alone, {moves} moves; the others last until the next frame but one.",
        ["what", "time", "longest task"],
    )
    with opened(browser, address(board)) as page:
        hover = sorted(page.evaluate(HOVER, moves))
        p95 = hover[int(0.95 * len(hover))]
        table.rows.append(["hover", f"{spread(hover, 'ms')}, 95 % {number(p95)} ms", ""])
        for what, act in ACTIONS.items():
            start = now(page)
            act(page)
            page.evaluate(TWO_FRAMES)
            taken = now(page) - start
            page.wait_for_function(SETTLED)
            table.rows.append([what, f"{number(taken)} ms", f"{longest_task(page, start):.0f} ms"])
    return table, [
        Target("hover: script", "< 2 ms", f"{median(hover):.2f} ms, 95 % {p95:.2f} ms", p95 < 2),
    ]


SETTLED = """() => {
  const cards = [...document.querySelectorAll('[data-testid=card]')];
  return cards.filter(card => card.getBoundingClientRect().top < innerHeight && card.querySelector('canvas'))
    .every(card => card.dataset.state === 'ready');
}"""


def zoom(page: Any) -> None:
    box = page.locator("[data-testid=card] canvas").first.bounding_box()
    page.mouse.move(box["x"] + 100, box["y"] + 90)
    page.mouse.down()
    page.mouse.move(box["x"] + 200, box["y"] + 90, steps=3)
    page.mouse.up()


def toggle(page: Any) -> None:
    page.get_by_test_id("run-row").first.get_by_role("switch").click()


def slide(page: Any) -> None:
    page.locator("input[type=range]").first.fill("0.5")


def show_all(page: Any) -> None:
    page.get_by_role("button", name="Show all", exact=False).last.click()


ACTIONS = {"zoom": zoom, "toggle a run": toggle, "smoothing": slide, "all cards of a section": show_all}


def many_runs(browser: Any, board: Runchart, quick: bool) -> tuple[Table, list[Target]]:
    """The run list of 10,000 runs, scrolled from end to end."""
    with opened(browser, address(board)) as page:
        runs = 200 if quick else 10_000
        rows = page.get_by_test_id("run-row").first
        rows.hover()
        start = now(page)
        for _ in range(10 if quick else 120):
            page.mouse.wheel(0, 2_400)
            page.evaluate(TWO_FRAMES)
        task = longest_task(page, start)
        loading = longest_task(page)
        showing = now(page)
        page.get_by_role("button", name="Show all").first.click()
        page.wait_for_function(SETTLED)
        all_shown = longest_task(page, showing)
    table = Table(
        f"{runs:,} runs in the list",
        "The longest task that the browser reports, which begins at 50 ms; 0 is none.",
        ["what", "longest task"],
        [["load", f"{loading:.0f} ms"], ["scroll", f"{task:.0f} ms"], ["Show all in one chart", f"{all_shown:.0f} ms"]],
    )
    return table, [Target(f"scrolling {runs:,} runs: longest task", "<= 100 ms", f"{task:.0f} ms", task <= 100)]


def in_the_table(browser: Any, board: Runchart, quick: bool) -> tuple[Table, list[Target]]:
    """The run table of 10,000 runs: scrolled from end to end, sorted by name and by a metric, and as a tree."""
    runs = 200 if quick else 10_000
    tasks: dict[str, float] = {}
    with opened(browser, address(board) + "#table=open&cols=run.state,run.age,run.steps,run.path") as page:
        page.get_by_test_id("table-row").first.wait_for()
        page.wait_for_function(SETTLED)
        page.get_by_test_id("table-row").first.hover()
        start = now(page)
        for _ in range(10 if quick else 120):
            page.mouse.wheel(0, 2_400)
            page.evaluate(TWO_FRAMES)
        tasks["scroll"] = longest_task(page, start)
        for what, column in (("sort by name", "run.name"), ("sort by age", "run.age"), ("sort by path", "run.path")):
            head = page.locator(f"[data-column='{column}'][role=columnheader]")
            start = now(page)
            head.click()
            page.locator(f"[data-column='{column}'][role=columnheader][aria-sort=ascending]").wait_for()
            page.evaluate(TWO_FRAMES)
            tasks[what] = longest_task(page, start)
        start = now(page)
        page.get_by_role("button", name="Tree", exact=True).click()
        page.evaluate(TWO_FRAMES)
        tasks["tree"] = longest_task(page, start)
    table = Table(
        f"{runs:,} runs in the table",
        "The longest task that the browser reports, which begins at 50 ms; 0 is none.",
        ["what", "longest task"],
        [[what, f"{task:.0f} ms"] for what, task in tasks.items()],
    )
    return table, [
        Target(f"{runs:,} runs in the table, {what}: longest task", "<= 100 ms", f"{task:.0f} ms", task <= 100)
        for what, task in tasks.items()
    ]


def an_hour(browser: Any, updates: int) -> tuple[Table, list[Target]]:
    """As many updates as an hour of one a second brings, as fast as they come."""
    with tempfile.TemporaryDirectory() as name:
        line = [sys.executable, str(Path(__file__)), "write", name, str(updates)]
        with (
            subprocess.Popen(line, env=ENVIRONMENT, stdin=subprocess.PIPE, text=True) as writer,
            Runchart(Path(name)) as board,
        ):
            wait_for_points(board, RUNS * TAGS)
            with opened(browser, address(board)) as page:
                before = heap_mb(page)
                assert writer.stdin is not None
                writer.stdin.write("go\n")
                writer.stdin.flush()
                writer.wait()
                page.wait_for_timeout(2_000)
                task = longest_task(page)
                after = heap_mb(page)
    table = Table(
        f"{updates:,} live updates of {RUNS} runs with {TAGS} tags",
        "An hour's updates of one a second, 20 a second. Heap of the page after a collection of garbage.",
        ["heap before", "heap after", "longest task"],
        [[f"{before:.1f} MB", f"{after:.1f} MB", f"{task:.0f} ms"]],
    )
    return table, [
        Target("heap that an hour of live updates adds", "<= 20 MB", f"{after - before:.1f} MB", after - before <= 20)
    ]


def wait_for_points(board: Runchart, points: int) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        with suppress(OSError):
            if json.loads(board.ask("/api/health"))["points"] >= points:
                return
        time.sleep(0.05)
    raise SystemExit(f"{points} points were not served within 30 s")


def write(logdir: Path, updates: int) -> None:
    """A point of each tag at once; the others when told, 20 times a second."""
    from runchart import SummaryWriter

    writers = [SummaryWriter(logdir / f"run{place}") for place in range(RUNS)]
    for step in range(updates + 1):
        for place, writer in enumerate(writers):
            for tag in range(TAGS):
                writer.add_scalar(f"train/metric{tag}", 1 / (step + 1) + place, step)
            writer.flush()
        if step == 0:
            sys.stdin.readline()
        time.sleep(0.05)
    for writer in writers:
        writer.close()


if __name__ == "__main__":
    write(Path(sys.argv[2]), int(sys.argv[3]))
