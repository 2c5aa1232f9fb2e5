"""add_scalar: what one call costs the training thread, and when 200,000 of them are in the file.

Each sample is a process of its own: one peer, one kind of value, ten tags in turn. Peers take turns within a round.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from processes import sample
from report import Report, Table, Target, median, spread, times

TAGS = [f"train/metric_{number}" for number in range(10)]
KINDS = {"float": "Python float", "numpy": "numpy.float32", "tensor": "torch 0-d tensor"}
PEERS = {
    "c": "C",
    "c_method": "C behind a Python method",
    "list": "list.append (control)",
    "runchart": "runchart",
    "tensorboardX": "tensorboardX",
    "torch": "torch.utils.tensorboard",
}
CALLS = {"tensorboardX": 20_000, "torch": 20_000}
DURABLE = 200_000


def run(quick: bool) -> Report:
    rounds = 2 if quick else 7
    figures: dict[tuple[str, str], list[dict[str, float]]] = {}
    for _ in range(rounds):
        for kind in KINDS:
            for peer in PEERS:
                calls = CALLS.get(peer, DURABLE) // (10 if quick else 1)
                figures.setdefault((peer, kind), []).append(sample(__file__, peer, kind, calls))
    calls_table, targets = per_call(figures)
    tables = [calls_table]
    if not quick:
        durable_table, durable_target = durable()
        tables.append(durable_table)
        targets.append(durable_target)
    return Report(tables, targets)


def per_call(figures: dict[tuple[str, str], list[dict[str, float]]]) -> tuple[Table, list[Target]]:
    wall = {key: [found["call_us"] for found in samples] for key, samples in figures.items()}
    table = Table(
        "add_scalar, wall time in the calling thread",
        "Back to back, ten tags in turn. The list keeps what it is given, so that Python's collector goes through it.",
        ["peer", *KINDS.values(), "times runchart (float)"],
    )
    ours = median(wall["runchart", "float"])
    for peer, name in PEERS.items():
        ratio = median(wall[peer, "float"]) / ours
        table.rows.append([name, *(spread(wall[peer, kind], "us") for kind in KINDS), times(ratio)])
    floor = ours / median(wall["c_method", "float"])
    rival = median(wall["tensorboardX", "float"]) / ours
    tensor = median(wall["runchart", "tensor"])
    return table, [
        Target("add_scalar(str, float, int)", "<= 0.3 us", f"{ours:.3f} us", ours <= 0.3),
        Target("the same against C behind a Python method", "<= 2.5x", times(floor), floor <= 2.5),
        Target("the same against tensorboardX", ">= 150x", times(rival), rival >= 150),
        Target("add_scalar of a torch 0-d tensor", "<= 0.6 us", f"{tensor:.3f} us", tensor <= 0.6),
    ]


def durable() -> tuple[Table, Target]:
    peers = ["c_method", "runchart", "tensorboardX", "torch"]
    seconds: dict[str, list[float]] = {peer: [] for peer in peers}
    size = dict.fromkeys(peers, 0.0)
    for _ in range(3):
        for peer in peers:
            found = sample(__file__, peer, "float", DURABLE)
            seconds[peer].append(found["durable_s"])
            size[peer] = found["bytes"] / DURABLE
    ours = median(seconds["runchart"])
    table = Table(
        f"{DURABLE:,} scalars to durable file",
        "From the first call until the writer is closed and the file is synced to the disk. Three rounds.",
        ["peer", "seconds", "bytes a scalar", "times runchart"],
    )
    for peer in peers:
        ratio = times(median(seconds[peer]) / ours)
        table.rows.append([PEERS[peer], spread(seconds[peer], "s"), f"{size[peer]:.1f}", ratio])
    rival = median(seconds["tensorboardX"]) / ours
    return table, Target(f"{DURABLE:,} scalars to durable file", ">= 100x tensorboardX", times(rival), rival >= 100)


def writer_of(peer: str, folder: Path) -> Any:
    if peer == "runchart":
        from runchart import SummaryWriter
    elif peer == "tensorboardX":
        from tensorboardX import SummaryWriter
    elif peer == "torch":
        from torch.utils.tensorboard import SummaryWriter
    elif peer == "list":
        return ListWriter()
    else:
        return c_writer(peer, str(folder / "events.out.tfevents.0.c"))
    return SummaryWriter(str(folder))


def c_writer(peer: str, path: str) -> Any:
    from c_writer import Writer

    class SummaryWriter:
        def __init__(self) -> None:
            self.writer = Writer(path)

        def add_scalar(self, tag: str, value: Any, step: int) -> None:
            self.writer.add_scalar(tag, value, step)

        def close(self) -> None:
            self.writer.close()

    return SummaryWriter() if peer == "c_method" else Writer(path)


class ListWriter:
    """The least that logging can do from Python: keep the arguments."""

    def __init__(self) -> None:
        self.kept: list[tuple[str, Any, int]] = []

    def add_scalar(self, tag: str, value: Any, step: int) -> None:
        self.kept.append((tag, value, step))

    def close(self) -> None:
        pass


def values_of(kind: str, count: int) -> list[Any]:
    if kind == "tensor":
        import torch

        return list(torch.linspace(0, 1, count))
    if kind == "numpy":
        import numpy

        return list(numpy.linspace(0, 1, count, dtype=numpy.float32))
    return [step / count for step in range(count)]


def worker(peer: str, kind: str, calls: int) -> dict[str, float]:
    values = values_of(kind, calls // len(TAGS))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        writer = writer_of(peer, folder)
        add_scalar = writer.add_scalar
        add_scalar(TAGS[0], values[0], 0)
        start = time.perf_counter()
        for step, value in enumerate(values, 1):
            for tag in TAGS:
                add_scalar(tag, value, step)
        called = time.perf_counter()
        writer.close()
        files = list(folder.iterdir())
        for file in files:
            descriptor = os.open(file, os.O_RDONLY)
            os.fsync(descriptor)
            os.close(descriptor)
        durable = time.perf_counter()
        size = sum(file.stat().st_size for file in files)
    if peer != "list" and size < 40 * calls:
        raise SystemExit(f"{peer} wrote {size} bytes for {calls} scalars: something is lost")
    return {"call_us": 1e6 * (called - start) / calls, "durable_s": durable - start, "bytes": size}


if __name__ == "__main__":
    from processes import answer

    answer(worker(sys.argv[1], sys.argv[2], int(sys.argv[3])))
