"""What `import` costs a training script, and what it pulls in. Files are in the page cache; each sample is a fresh process."""

from __future__ import annotations

import importlib
import resource
import sys
import time

from processes import answer, sample
from report import Report, Table, Target, median, spread

MODULES = ["numpy", "runchart", "tensorboardX", "tensorboard.summary", "torch", "torch.utils.tensorboard"]
HEAVY = ["torch", "google.protobuf", "tensorboard", "tensorflow", "starlette", "uvicorn", "asyncio", "pandas"]


def run(quick: bool) -> Report:
    rounds = 2 if quick else 7
    figures: dict[str, list[dict[str, float]]] = {module: [] for module in MODULES}
    for _ in range(rounds):
        for module in MODULES:
            figures[module].append(sample(__file__, module))
    table = Table(
        "import",
        "`over numpy` is what is added where numpy is imported already, as it is in any training script. The environment "
        "has torch installed, which tensorboardX imports where it can.",
        ["module", "ms", "ms over numpy", "resident MB", "modules"],
    )
    for module, samples in figures.items():
        row = {key: [found[key] for found in samples] for key in samples[0]}
        alone, over = spread(row["alone_ms"], "ms"), spread(row["over_numpy_ms"], "ms")
        table.rows.append([f"`{module}`", alone, over, f"{median(row['rss_mb']):.0f}", f"{median(row['modules']):.0f}"])
    over = median([found["over_numpy_ms"] for found in figures["runchart"]])
    heavy = max(found["heavy"] for found in figures["runchart"])
    said = f"{over:.1f} ms, {heavy:.0f} heavy modules"
    return Report(
        [table],
        [Target("import runchart", "<= 50 ms over numpy; no torch, server, protobuf", said, over <= 50 and not heavy)],
    )


def worker(module: str) -> dict[str, float]:
    start = time.perf_counter()
    import numpy  # noqa: F401

    numpy_done = time.perf_counter()
    importlib.import_module(module)
    done = time.perf_counter()
    return {
        "alone_ms": 1000 * (done - start),
        "over_numpy_ms": 1000 * (done - numpy_done),
        "rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "modules": len(sys.modules),
        "heavy": sum(name in sys.modules for name in HEAVY),
    }


if __name__ == "__main__":
    answer(worker(sys.argv[1]))
