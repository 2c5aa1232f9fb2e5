"""Fixtures for everything that talks to a board: real event files, and the real commands, `runchart` and `tensorboard`, each in a
process of its own."""

from __future__ import annotations

import os
import queue
import re
import signal
import subprocess
import sys
import threading
import time
import traceback
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from tensorboardX import SummaryWriter

NOBODY = 65534
PATIENCE = 30.0
PATIENCE_WITH_TENSORBOARD = 60.0
LOADERS = {"data server": "true", "python": "false"}


class Served:
    """A running `runchart` command: its process, its URL, and the lines it printed."""

    def __init__(self, *arguments: str, env: dict[str, str] | None = None, cwd: Path | None = None) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-u", "-m", "runchart", *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env={**os.environ, "SSH_CONNECTION": "", **(env or {})},
            cwd=cwd,
        )
        self.lines: list[str] = []
        self._queue: queue.Queue[str | None] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def line(self, part: str) -> str:
        """The first line with this in it, waited for."""
        seen = next((line for line in self.lines if part in line), None)
        while seen is None:
            line = self._queue.get(timeout=PATIENCE)
            assert line is not None, f"the command ended without a line with {part!r}: {self.lines}"
            self.lines.append(line)
            seen = line if part in line else None
        return seen

    @property
    def url(self) -> str:
        return self.line("  http://").strip()

    def loaded(self) -> Served:
        self.line(" s)")
        return self

    def client(self, **options: object) -> httpx.Client:
        return httpx.Client(base_url=self.url, timeout=PATIENCE, **options)

    def interrupt(self) -> int:
        """Ctrl-C; the exit status."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(PATIENCE)

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self.process.stdout.close()

    def _read(self) -> None:
        try:
            for line in self.process.stdout:
                self._queue.put(line.rstrip("\n"))
        except ValueError:  # closed by stop
            pass
        self._queue.put(None)


@pytest.fixture
def as_nobody(tmp_path: Path) -> Callable[[Callable[[], None]], None]:
    """Runs a check as a user to whom the file system may refuse something: a child without root's rights, where tests run as root."""

    def run(check: Callable[[], None]) -> None:
        if os.geteuid() != 0:
            check()
            return
        for path in (tmp_path, *tmp_path.parents[:2]):
            path.chmod(path.stat().st_mode | 0o055)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # jax says that forks are dangerous where another test has imported it
            child = os.fork()
        if child == 0:
            os._exit(_ended_well(check))
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0

    return run


def _ended_well(check: Callable[[], None]) -> int:
    try:
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)
        check()
    except BaseException:
        traceback.print_exc()
        return 1
    return 0


@pytest.fixture(scope="module")
def served() -> Iterator[Callable[[Path], Served]]:
    """Boards that live as long as the tests of one file: `served(logdir)`, loaded."""
    started: list[Served] = []

    def start(logdir: Path) -> Served:
        started.append(Served(str(logdir), "--port", "0"))
        return started[-1].loaded()

    yield start
    for board in started:
        board.stop()


@pytest.fixture
def serve() -> Iterator[Callable[..., Served]]:
    """Starts boards: `serve(logdir, *flags)`, on any free port unless `port` is None. They end with the test."""
    started: list[Served] = []

    def start(*arguments: object, port: int | None = 0, **options: object) -> Served:
        flags = [] if port is None else ["--port", str(port)]
        started.append(Served(*map(str, arguments), *flags, **options))
        return started[-1]

    yield start
    for served in started:
        served.stop()


@pytest.fixture(scope="session")
def sample_logdir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three runs written by tensorboardX: b before a before c/d, with NaN and infinities in `odd`."""
    logdir = tmp_path_factory.mktemp("sample") / "logs"
    for number, run in enumerate(("b", "a", "c/d")):
        with SummaryWriter(str(logdir / run)) as writer:
            for step in range(100):
                writer.add_scalar("train/loss", 1 / (step + 1) + number, step)
                writer.add_scalar("odd", (1.5, float("nan"), float("inf"), -float("inf"))[step % 4], step * 10)
    return logdir


@pytest.fixture(scope="session")
def sample(sample_logdir: Path) -> Iterator[Served]:
    """A board over the sample logdir, loaded."""
    served = Served(str(sample_logdir), "--port", "0").loaded()
    yield served
    served.stop()


@pytest.fixture(scope="session")
def client(sample: Served) -> Iterator[httpx.Client]:
    """Asks the board over the sample logdir."""
    with sample.client() as client:
        yield client


class TensorBoard:
    """A running `tensorboard` command and a client to it."""

    def __init__(self, process: subprocess.Popen[str], url: str) -> None:
        self.process = process
        self.client = httpx.Client(base_url=url, timeout=PATIENCE_WITH_TENSORBOARD)

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
        until = time.monotonic() + PATIENCE_WITH_TENSORBOARD
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
