"""A training loop: by how much do 20 scalars a step slow it down?

One process for each peer; blocks of steps that log alternate with blocks that do not, so that the machine's moods weigh on
both. The control logs into a list: what no writer can beat.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from processes import answer, sample
from report import Report, Table, Target, median, spread
from write import PEERS, writer_of

RIVALS = ["list", "runchart", "torch", "tensorboardX"]
TAGS = [f"train/metric_{number}" for number in range(20)]
STEP_MS = 1.5
STEPS_OF_A_BLOCK = 50


def run(quick: bool) -> Report:
    rounds, pairs = (1, 6) if quick else (5, 30)
    multiplications = round(sample(__file__, "calibrate")["multiplications"])
    slowdowns: dict[str, list[float]] = {peer: [] for peer in RIVALS}
    steps: list[float] = []
    for _ in range(rounds):
        for peer in RIVALS:
            found = sample(__file__, peer, multiplications, pairs)
            slowdowns[peer].append(found["slowdown_percent"])
            steps.append(found["step_ms"])
    table = Table(
        f"A training step of {median(steps):.2f} ms with 20 scalars",
        f"Wall time of logged against unlogged blocks of {STEPS_OF_A_BLOCK} numpy steps on one thread, in alternation: "
        f"the median of {pairs} pairs. {rounds} rounds.",
        ["peer", "slowdown"],
        [[PEERS[peer], spread(slowdowns[peer], "%")] for peer in RIVALS],
    )
    ours, control = median(slowdowns["runchart"]), median(slowdowns["list"])
    said = f"{ours:.2f} % (control {control:.2f} %)"
    return Report(
        [table],
        [Target(f"20 scalars in a {STEP_MS} ms step", "at most the control's + 1 point", said, ours <= control + 1)],
    )


def calibrate() -> dict[str, float]:
    """How many multiplications make a step, once processor and caches are warm."""
    step = Step(20)
    taken = []
    for _ in range(2_000):
        start = time.perf_counter()
        step()
        taken.append((time.perf_counter() - start) / 20)
    return {"multiplications": max(1, STEP_MS / 1000 / median(taken[1_000:]))}


class Step:
    """Work as a small network does it: multiplications of matrices, one after the other."""

    def __init__(self, multiplications: int) -> None:
        import numpy

        generator = numpy.random.default_rng(0)
        self.weights = generator.standard_normal((160, 160), dtype=numpy.float32) / 16
        self.activations = generator.standard_normal((160, 160), dtype=numpy.float32)
        self.multiplications = multiplications

    def __call__(self) -> float:
        activations = self.activations
        for _ in range(self.multiplications):
            activations = self.weights @ activations
        return float(activations[0, 0])


def worker(peer: str, multiplications: int, pairs: int) -> dict[str, float]:
    step = Step(multiplications)
    with tempfile.TemporaryDirectory() as folder:
        writer = writer_of(peer, Path(folder))
        logged, unlogged = [], []
        done = 0

        def block(log: bool) -> float:
            nonlocal done
            start = time.perf_counter()
            for _ in range(STEPS_OF_A_BLOCK):
                loss = step()
                if log:
                    for tag in TAGS:
                        writer.add_scalar(tag, loss, done)
                done += 1
            return time.perf_counter() - start

        block(True)
        for pair in range(pairs):
            for log in (True, False) if pair % 2 else (False, True):
                (logged if log else unlogged).append(block(log))
        writer.close()
    ratios = [with_log / without for with_log, without in zip(logged, unlogged, strict=True)]
    return {"slowdown_percent": 100 * (median(ratios) - 1), "step_ms": 1000 * median(unlogged) / STEPS_OF_A_BLOCK}


if __name__ == "__main__":
    answer(calibrate() if sys.argv[1] == "calibrate" else worker(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))
