"""Samples are taken in processes of their own, so that one peer's threads and imports never weigh on another's."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

BENCHMARKS = Path(__file__).resolve().parent
BUILT_PEERS = BENCHMARKS / ".venv" / "peers"

# One thread of arithmetic: the second core is for what the writers do behind the caller.
ENVIRONMENT = {
    **os.environ,
    "PYTHONPATH": os.pathsep.join(filter(None, [str(BENCHMARKS), str(BUILT_PEERS), os.environ.get("PYTHONPATH")])),
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "PYTHONWARNINGS": "ignore",
}


def sample(family: str, *arguments: Any) -> dict[str, float]:
    """Runs a family's worker in a fresh process and returns the figures that it answers."""
    command = [sys.executable, family, *(str(argument) for argument in arguments)]
    ended = subprocess.run(command, env=ENVIRONMENT, capture_output=True, text=True, check=False)
    if ended.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {ended.returncode}:\n{ended.stderr}")
    figures: dict[str, float] = json.loads(ended.stdout.splitlines()[-1])
    return figures


def answer(figures: dict[str, float]) -> None:
    print(json.dumps(figures))
