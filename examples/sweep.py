"""A sweep over hyperparameters: many short runs of a logistic regression, each with its settings and its curves.

python examples/sweep.py logs/sweep --runs 60
runchart logs/sweep          # and open the HParams tab
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from runchart import SummaryWriter

STEPS = 40
OPTIMIZERS = ("sgd", "momentum", "adam")


def settings_of(run: int, random: np.random.Generator) -> dict[str, object]:
    """What one run is started with. Only some runs warm up: keys differ from run to run."""
    settings: dict[str, object] = {
        "lr": float(np.round(10 ** random.uniform(-4, 0.5), 6)),
        "batch_size": int(random.choice([16, 32, 64, 128])),
        "optimizer": OPTIMIZERS[run % len(OPTIMIZERS)],
        "weight_decay": float(np.round(10 ** random.uniform(-6, -1), 8)),
        "amp": bool(random.integers(2)),
    }
    if run % 4 == 0:
        settings["warmup"] = int(random.integers(1, 10))
    return settings


def train(writer: SummaryWriter, settings: dict[str, object], random: np.random.Generator) -> None:
    """Fits a plane that divides two clouds of points, and logs loss and accuracy on points that were held out."""
    points = random.normal(size=(400, 8))
    labels = (points @ np.arange(1.0, 9.0) + random.normal(size=400) > 0).astype(float)
    weights, moment, square = np.zeros(8), np.zeros(8), np.zeros(8)
    lr, batch, decay = float(settings["lr"]), int(settings["batch_size"]), float(settings["weight_decay"])
    for step in range(STEPS):
        chosen = random.integers(0, 300, batch)
        rate = lr * min(1.0, (step + 1) / float(settings.get("warmup", 1)))
        error = 1 / (1 + np.exp(-np.clip(points[chosen] @ weights, -50, 50))) - labels[chosen]
        gradient = points[chosen].T @ error / batch + decay * weights
        moment = 0.9 * moment + gradient
        square = 0.99 * square + 0.01 * gradient**2
        move = {"sgd": gradient, "momentum": moment, "adam": 0.1 * moment / (np.sqrt(square) + 1e-8)}
        weights = weights - rate * move[str(settings["optimizer"])]
        likely = np.clip(1 / (1 + np.exp(-np.clip(points[300:] @ weights, -50, 50))), 1e-7, 1 - 1e-7)
        loss = -np.mean(labels[300:] * np.log(likely) + (1 - labels[300:]) * np.log(1 - likely))
        writer.add_scalar("val/loss", loss, step)
        writer.add_scalar("val/accuracy", np.mean((likely > 0.5) == labels[300:]), step)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("logdir", type=Path)
    parser.add_argument("--runs", type=int, default=60)
    given = parser.parse_args()
    random = np.random.default_rng(0)
    for run in range(given.runs):
        settings = settings_of(run, random)
        with SummaryWriter(str(given.logdir / f"run{run:04d}")) as writer:
            writer.add_hparams(settings)
            train(writer, settings, random)


if __name__ == "__main__":
    main()
