"""The real TensorBoard, to compare answers with."""

from __future__ import annotations

import queue
import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import httpx
import pytest

PATIENCE = 90.0


@contextmanager
def _running_tensorboard(logdir: Path, runs: int) -> Iterator[httpx.Client]:
    """TensorBoard over a logdir, once it has read that many runs. It keeps 1,000 points of a series, fewer of other kinds."""
    command = [sys.executable, "-m", "tensorboard.main", "--logdir", str(logdir), "--port", "0"]
    process = subprocess.Popen(
        [*command, "--host", "127.0.0.1", "--load_fast=false"],
        stderr=subprocess.PIPE,
        text=True,
    )
    lines: queue.Queue[str] = queue.Queue()
    reading = threading.Thread(target=lambda: [lines.put(line) for line in process.stderr], daemon=True)
    reading.start()
    url = None
    while url is None:
        url = re.search(r"http://127\.0\.0\.1:\d+", lines.get(timeout=PATIENCE))
    with httpx.Client(base_url=url.group(), timeout=PATIENCE) as client:
        while len(client.get("data/plugin/scalars/tags").json()) < runs:
            time.sleep(0.2)
        yield client
    process.terminate()
    process.wait()
    reading.join()
    process.stderr.close()


@pytest.fixture(scope="session")
def tensorboard(sample_logdir: Path) -> Iterator[httpx.Client]:
    """TensorBoard over the sample logdir."""
    with _running_tensorboard(sample_logdir, runs=3) as client:
        yield client


@pytest.fixture(scope="session")
def running_tensorboard() -> Callable[..., AbstractContextManager[httpx.Client]]:
    """TensorBoard over any logdir: `running_tensorboard(logdir, runs=3)`, for a `with`."""
    return _running_tensorboard


@pytest.fixture(scope="session")
def same() -> Callable[[httpx.Response, httpx.Response], None]:
    """Holds our answer against TensorBoard's."""
    return _same


def _same(ours: httpx.Response, theirs: httpx.Response) -> None:
    assert ours.status_code == theirs.status_code
    assert ours.headers["content-type"] == theirs.headers["content-type"]
    if theirs.headers["content-type"] == "application/json":
        assert ours.json() == theirs.json()
    else:
        assert ours.text == theirs.text
