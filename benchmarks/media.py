"""Everything but scalars: what one call costs the training thread, what the process spends on it, when it is in the file.

Each sample is a process of its own in which one peer logs every kind of data in turn. Peers take turns within a round.
"""

from __future__ import annotations

import contextlib
import io
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from contents import WORKS, Content, Work, photograph
from encoding import compressed
from processes import answer, sample
from report import Report, Table, Target, median, number, spread, times
from write import PEERS, writer_of

RIVALS = ["runchart", "tensorboardX", "torch"]
PAUSE = 0.05
IMAGES = 10_000
KEYS = 50
NOTHING = -1.0

Figures = dict[tuple[str, str], list[dict[str, float]]]


def run(quick: bool) -> Report:
    works = [work for work in WORKS if not (quick and work.large)]
    figures: Figures = {}
    for _ in range(1 if quick else 3):
        for peer in RIVALS:
            found = sample(__file__, "calls", peer, int(quick))
            for work in works:
                of_work = {
                    name.split("/")[1]: value for name, value in found.items() if name.startswith(work.name + "/")
                }
                figures.setdefault((peer, work.name), []).append(of_work)
    png_table, png_target = compressed(quick)
    memory_table, memory_targets = growth(quick)
    tables = [caller(figures, works), whole(figures, works), png_table, memory_table]
    return Report(tables, [*call_targets(figures, quick), png_target, *memory_targets])


def cell(samples: list[dict[str, float]], name: str, unit: str) -> str:
    found = [sample[name] for sample in samples if name in sample]
    if not found:
        return "fails"
    return "writes nothing" if NOTHING in found else spread(found, unit)


def worst(samples: list[dict[str, float]]) -> str:
    found = [sample["worst_ms"] for sample in samples if sample.get("worst_ms", NOTHING) != NOTHING]
    return f"; {number(max(found))} at worst" if found else ""


def ratio(figures: Figures, work: str, name: str, peer: str = "tensorboardX") -> float:
    ours, theirs = ([sample.get(name, NOTHING) for sample in figures[who, work]] for who in ("runchart", peer))
    return median(theirs) / median(ours) if NOTHING not in theirs and median(ours) > 0 else NOTHING


def caller(figures: Figures, works: list[Work]) -> Table:
    table = Table(
        "Wall time in the calling thread, milliseconds a call",
        "Calls come 50 ms apart, as in training: their median, and the worst of all. The two calls before are not counted. "
        "tensorboardX refuses bfloat16 tensors; torch narrows them to float16, where what is beyond 65,504 is infinite. "
        "torch's add_video writes an event without data, since it asks for a module that moviepy 2 no longer has.",
        ["data", *(PEERS[peer] for peer in RIVALS), "times runchart: tensorboardX, torch"],
    )
    for work in works:
        cells = [cell(figures[peer, work.name], "call_ms", "ms") + worst(figures[peer, work.name]) for peer in RIVALS]
        table.rows.append([work.name, *cells, ratios(figures, work, "call_ms")])
    return table


def whole(figures: Figures, works: list[Work]) -> Table:
    table = Table(
        "CPU of all threads, and time until it is in the file, milliseconds a call",
        "Back to back, until the writer is closed. Bytes are those of all files of the run.",
        ["data", *(f"{PEERS[peer]}: CPU; in the file; bytes" for peer in RIVALS), "CPU, times runchart"],
    )
    for work in works:
        row = [work.name]
        for peer in RIVALS:
            samples = figures[peer, work.name]
            parts = [cell(samples, "cpu_ms", "ms"), cell(samples, "file_ms", "ms")]
            if parts[0][0].isdigit():
                parts.append(number(median([sample["bytes"] for sample in samples])))
            row.append("; ".join(dict.fromkeys(parts)))
        table.rows.append([*row, ratios(figures, work, "cpu_ms")])
    return table


def ratios(figures: Figures, work: Work, name: str) -> str:
    found = [ratio(figures, work.name, name, peer) for peer in RIVALS[1:]]
    return ", ".join(times(one) if one > 0 else "-" for one in found)


def call_targets(figures: Figures, quick: bool) -> list[Target]:
    def ours(work: str, name: str) -> float:
        return median([sample[name] for sample in figures["runchart", work]])

    histogram = ours("histogram, float32 10^6", "call_ms")
    image = max(ours(f"image, {dtype} 3x512x512", "call_ms") for dtype in ("uint8", "float32"))
    targets = [
        Target("add_histogram of 10^6 float32, in the caller", "<= 1 ms", f"{histogram:.2f} ms", histogram <= 1),
        Target("add_image 3x512x512, uint8 and float32, in the caller", "<= 0.2 ms", f"{image:.2f} ms", image <= 0.2),
    ]
    for kind, found in [
        ("add_audio of 10 s", ["audio, 10 s of 44.1 kHz"]),
        ("add_video 1x16x3x64x64", videos(figures)),
    ]:
        wall, cpu = (min(ratio(figures, work, name) for work in found) for name in ("call_ms", "cpu_ms"))
        said = f"{times(wall)}; by the CPU of all threads {times(cpu)}"
        targets.append(Target(f"{kind}, in the caller", ">= 20x tensorboardX", said, wall >= 20))
    if not quick:
        seconds = ours("embedding, 10,000x512 with labels", "file_ms") / 1000
        targets.append(Target("add_embedding 10,000x512 to its files", "<= 0.2 s", f"{seconds:.2f} s", seconds <= 0.2))
    return targets


def videos(figures: Figures) -> list[str]:
    return sorted({work for _, work in figures if work.startswith("video")})


def growth(quick: bool) -> tuple[Table, list[Target]]:
    table = Table(
        "What stays in the process",
        f"Resident memory after the first quarter of {IMAGES:,} images 3x128x128, a millisecond apart, and a flush, and after all of "
        f"them: what waits for the disk is bounded, and is not what is meant. Threads and descriptors that one add_scalars of {KEYS} "
        "keys opens.",
        ["peer", "after the first quarter", "after all", "threads", "descriptors"],
    )
    found = {peer: sample(__file__, "memory", peer, int(quick)) for peer in RIVALS}
    for peer, figures in found.items():
        before, after = (f"{figures[name]:,.0f} MB" for name in ("before_mb", "after_mb"))
        before, after = ("-", "-") if figures["before_mb"] == NOTHING else (before, after)
        table.rows.append([PEERS[peer], before, after, f"{figures['threads']:.0f}", f"{figures['descriptors']:.0f}"])
    ours = found["runchart"]
    grown = ours["after_mb"] - ours["before_mb"]
    return table, [
        Target(f"{IMAGES:,} images: growth of the process", "<= 4 MB", f"{grown:.1f} MB", grown <= 4),
        Target(f"add_scalars of {KEYS} keys: threads", "none", f"{ours['threads']:.0f}", ours["threads"] == 0),
    ]


def calls_worker(peer: str, quick: bool) -> dict[str, float]:
    figures: dict[str, float] = {}
    for work in WORKS:
        if not (quick and work.large):
            with tempfile.TemporaryDirectory() as name:
                of_work = measured(peer, work, Path(name), 0.05 if quick else 0.6)
            figures.update({f"{work.name}/{figure}": value for figure, value in of_work.items()})
    return figures


def measured(peer: str, work: Work, folder: Path, seconds: float) -> dict[str, float]:
    """One kind of data: empty where the peer refuses it, NOTHING where no data reaches the file."""
    writer = writer_of(peer, folder)
    content = work.content()
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            figures = of_calls(lambda step: work.log(writer, content, step), writer, seconds)
    except TypeError:
        writer.close()
        return {}
    figures["bytes"] = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / figures.pop("calls")
    return figures if figures["bytes"] >= work.least else dict.fromkeys(figures, NOTHING)


def of_calls(log: Callable[[int], None], writer: Any, seconds: float) -> dict[str, float]:
    """Spaced calls, then as many back to back as the time allows, until the writer is closed: not all flushes wait."""
    for step in (0, 1):
        start = time.perf_counter()
        log(step)
        once = time.perf_counter() - start
    taken = []
    for step in range(2, 2 + max(2, int(seconds / (PAUSE + once)))):
        time.sleep(PAUSE)
        start = time.perf_counter()
        log(step)
        taken.append(time.perf_counter() - start)
    writer.flush()
    time.sleep(4 * PAUSE)
    calls = max(1, min(20, int(seconds / 2 / once)))
    cpu, start = cpu_seconds(), time.perf_counter()
    for step in range(1000, 1000 + calls):
        log(step)
    writer.close()
    wall, cpu = time.perf_counter() - start, cpu_seconds() - cpu
    spaced = {"call_ms": 1000 * median(taken), "worst_ms": 1000 * max(taken)}
    whole = {"cpu_ms": 1000 * cpu / calls, "file_ms": 1000 * wall / calls}
    return {**spaced, **whole, "calls": 2 + len(taken) + calls}


def cpu_seconds() -> float:
    """Of all threads, and of the programs that were started and have ended."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def memory_worker(peer: str, quick: bool) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as name:
        writer = writer_of(peer, Path(name))
        before, after = NOTHING, NOTHING
        if peer == "runchart":
            images = IMAGES // (20 if quick else 1)
            picture = photograph(128, 128)
            before = resident_mb(writer, picture, images // 4)
            after = resident_mb(writer, picture, images - images // 4)
        writer.add_scalar("loss", 1.0, 0)
        opened = [len(os.listdir(f"/proc/self/{what}")) for what in ("task", "fd")]
        writer.add_scalars("losses", {f"line {key}": key / KEYS for key in range(KEYS)}, 0)
        writer.flush()
        threads, descriptors = (
            len(os.listdir(f"/proc/self/{what}")) - before for what, before in zip(("task", "fd"), opened, strict=True)
        )
        writer.close()
    return {"before_mb": before, "after_mb": after, "threads": threads, "descriptors": descriptors}


def resident_mb(writer: Any, picture: Content, images: int) -> float:
    """After so many images more."""
    for step in range(images):
        writer.add_image("a", picture, step)
        time.sleep(0.001)
    writer.flush()
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20


if __name__ == "__main__":
    worker = {"calls": calls_worker, "memory": memory_worker}[sys.argv[1]]
    answer(worker(sys.argv[2], bool(int(sys.argv[3]))))
