"""Logs to judge the page on: sweeps with seeds and learning rates, thousands of runs, a million points with one spike.

python tests/browser/logs.py sweep DIRECTORY 200       writes one for a person to look at
"""

from __future__ import annotations

import math
import random
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from runchart import SummaryWriter

RATES = (3e-4, 1e-3, 3e-3, 1e-2, 3e-2)
POINTS = 1_000_000
SPIKE = 81_234


def losses(rate: float, seed: int, steps: int) -> Iterator[tuple[float, float]]:
    """Training and validation loss of each step: best at a rate of 1e-3, noisy, overfitting a little."""
    noise = random.Random(f"{rate} {seed}")
    floor = 0.2 + 0.15 * abs(math.log10(rate / 1e-3)) + noise.uniform(-0.01, 0.01)
    for step in range(steps):
        fall = math.exp(-5 * step / steps)
        train = floor + 2 * fall + noise.gauss(0, 0.03)
        yield train, floor * 1.1 + 1.9 * fall + 0.1 * (step / steps) ** 2 + noise.gauss(0, 0.01)


def sweep(logdir: Path, runs: int, steps: int = 60) -> list[str]:
    """Runs named lr<rate>/seed<n>, with their hyperparameters, losses and learning rate; returns their names."""
    names = []
    for number in range(runs):
        rate, seed = RATES[number % len(RATES)], number // len(RATES)
        names.append(f"lr{rate:g}/seed{seed}")
        with SummaryWriter(str(logdir / names[-1])) as writer:
            writer.add_hparams({"lr": rate, "seed": seed, "optimizer": "adam" if seed % 2 else "sgd"}, {})
            for step, (train, val) in enumerate(losses(rate, seed, steps)):
                writer.add_scalar("train/loss", train, step)
                writer.add_scalar("val/loss", val, step)
                writer.add_scalar("train/lr", rate * (1 - step / steps), step)
    return names


def described(logdir: Path) -> list[str]:
    """Three runs with a configuration, machine metrics and hyperparameters, the last damaged; returns their names."""
    names = ["base", "deeper", "sweep/wide"]
    for number, name in enumerate(names):
        with SummaryWriter(str(logdir / name)) as writer:
            metrics = {"best": 0.3} if number == 0 else {}
            writer.add_hparams({"lr": 10.0 ** -(number + 2), "optimizer": {"name": "adam", "eps": 1e-8}}, metrics)
            model = {"name": "gpt", "layers": 12 * (number + 1), "betas": [0.9, 0.95]}
            config = {"model": model, "data": {"path": "/data/text", "shuffle": True}, "seed": 2**63, "resume": None}
            if number == 1:
                config["model"]["dropout"] = 0.1
                del config["data"]["shuffle"]
            writer.add_config(config)
            noise, start = random.Random(name), time.time()
            for step, (train, val) in enumerate(losses(1e-3, number, 200)):
                writer.add_scalar("train/loss", train, step, start + step)
                writer.add_scalar("val/loss", val, step, start + step)
                if number != 1:
                    writer.add_scalar("system/gpu", 80 + noise.gauss(0, 5), step, start + step)
                    writer.add_scalar("system/memory", step / 10, step, start + step)
            writer.add_text("notes", "*markdown*", 0)
    (events,) = (logdir / names[-1]).glob("*tfevents*")
    damaged = bytearray(events.read_bytes())
    damaged[len(damaged) // 2] ^= 0xFF
    events.write_bytes(damaged)
    return names


def seeds(logdir: Path, steps: int = 600) -> None:
    """Three learning rates with five seeds each, which lie apart. Seed 3 logs at steps of its own, one run ends early, one diverges."""
    for rate in (1e-3, 3e-3, 1e-2):
        for seed in range(5):
            level = 0.8 + 0.1 * seed
            every = 7 if seed == 3 else 5
            last = steps // 2 if (rate, seed) == (3e-3, 4) else steps
            with SummaryWriter(str(logdir / f"lr{rate:g}" / f"seed{seed}")) as writer:
                writer.add_hparams({"lr": rate, "seed": seed, "depth": 4}, {})
                for step, (train, val) in enumerate(losses(rate, seed, steps)):
                    if step % every == 0 and step <= last:
                        lost = (rate, seed) == (1e-2, 2) and step > steps * 0.7
                        writer.add_scalar("train/loss", math.nan if lost else level * train, step)
                        writer.add_scalar("val/loss", math.nan if lost else level * val, step)
                        writer.add_scalar("val/accuracy", 1 / (1 + level * val), step)


def million(logdir: Path) -> None:
    """One run of a million points, of which one stands out."""
    noise = random.Random(0)
    with SummaryWriter(str(logdir / "run")) as writer:
        for step in range(POINTS):
            writer.add_scalar("loss", 9.0 if step == SPIKE else 2 + noise.random(), step)


def tiny(logdir: Path, runs: int) -> None:
    """Very many runs of five points."""
    for number in range(runs):
        with SummaryWriter(str(logdir / f"run{number:05}")) as writer:
            for step in range(5):
                writer.add_scalar("loss", math.sin(number + step), step)


def scene(width: int, height: int, turn: float) -> np.ndarray:
    """A picture that changes with every turn: a disc on a slope of colours, 0 to 255."""
    y, x = np.mgrid[0 : 1 : height * 1j, 0 : 1 : width * 1j]
    picture = np.stack([x, y, np.full_like(x, 0.4 + 0.3 * math.sin(turn))], axis=-1)
    disc = np.hypot(x - 0.5 - 0.3 * math.cos(turn), y - 0.5 - 0.3 * math.sin(turn)) < 0.15
    picture[disc] = (1, 0.85, 0.2)
    return (255 * picture).astype(np.uint8)


def pictures(logdir: Path, runs: int = 3) -> None:
    """Runs named run0, run1, ... with a loss and pictures of several sizes at every tenth step; odd runs lack every other picture."""
    for number in range(runs):
        with SummaryWriter(str(logdir / f"run{number}")) as writer:
            for step in range(0, 60, 10):
                writer.add_scalar("val/loss", 1 / (1 + step + number), step, walltime=1e9 + step)
                if number % 2 == 0 or step % 20 == 0:
                    turn = step / 10 + number / 2
                    writer.add_image(
                        "val/prediction", scene(96, 64, turn), step, walltime=1e9 + step, dataformats="HWC"
                    )
                    digits = np.stack([scene(28, 28, turn + digit)[:, :, :1] for digit in range(8)])
                    writer.add_images("val/digits", digits, step, walltime=1e9 + step, dataformats="NHWC")
            frames = np.stack([scene(64, 48, frame / 3 + number) for frame in range(12)]).transpose(0, 3, 1, 2)
            writer.add_video("rollout", frames[None], 50, fps=8, walltime=1e9 + 50)


def main() -> None:
    kind, logdir, *count = sys.argv[1:]
    makers = {
        "sweep": sweep,
        "described": described,
        "seeds": seeds,
        "million": million,
        "tiny": tiny,
        "pictures": pictures,
    }
    makers[kind](Path(logdir), *map(int, count))


if __name__ == "__main__":
    main()
