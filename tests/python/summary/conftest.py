"""A real TensorBoard, asked over HTTP as its page asks."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

PATIENCE = 60.0
LOADERS = {"data server": "true", "python": "false"}


class TensorBoard:
    """A running `tensorboard` command and a client to it."""

    def __init__(self, process: subprocess.Popen[str], url: str) -> None:
        self.process = process
        self.client = httpx.Client(base_url=url, timeout=PATIENCE)

    def get(self, path: str, **parameters: Any) -> Any:
        answer = self.client.get(path, params=parameters)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def post(self, path: str, body: dict[str, Any]) -> Any:
        answer = self.client.post(path, json=body)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def wait_for(self, ask: Callable[[], Any]) -> Any:
        """What `ask` answers, once that is something."""
        until = time.monotonic() + PATIENCE
        while not (found := ask()):
            assert time.monotonic() < until, f"TensorBoard went on answering {found!r}"
            time.sleep(0.05)
        return found

    def runs(self, number: int) -> list[str]:
        """The names of the runs, once there are this many and all is loaded."""
        return self.wait_for(lambda: (runs := self.get("/data/runs")) and len(runs) >= number and runs)


@contextmanager
def running(logdir: Path, loader: str) -> Iterator[TensorBoard]:
    command = [sys.executable, "-m", "tensorboard.main", "--logdir", str(logdir), "--host", "127.0.0.1", "--port", "0"]
    command += ["--reload_interval", "1", f"--load_fast={LOADERS[loader]}"]
    environment = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3", "PYTHONWARNINGS": "ignore"}
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, env=environment)
    lines = []
    try:
        for line in process.stderr:
            lines.append(line)
            if found := re.search(r"TensorBoard \S+ at (\S+)", line):
                board = TensorBoard(process, found[1])
                break
        else:
            raise AssertionError(f"tensorboard ended: {''.join(lines)}")
        with board.client:
            yield board
    finally:
        process.kill()
        process.wait()
        process.stderr.close()


@pytest.fixture(scope="module")
def tensorboard() -> Callable[[Path, str], Any]:
    """`with tensorboard(logdir, loader) as board`, where `loader` is "data server" or "python"."""
    return running
