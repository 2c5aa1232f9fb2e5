"""The boards under test as processes: runchart and TensorBoard on a logdir, asked over HTTP."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import quote

from processes import ENVIRONMENT

PATIENCE = 300.0
HISTOGRAMS_SERVED = 51
"""TensorBoard answers with so many of a tag, however many it keeps."""


class Board:
    """A board that was started at `started` and answers on a port of its own, until the `with` ends."""

    command = ""
    loader = ""
    """The name of the process that loads, among those that the command starts."""
    pause = 0.02

    def arguments_for(self, _plugin: str) -> tuple[str, ...]:
        return ()

    def __init__(self, logdir: Path, plugin: str = "scalars") -> None:
        self.plugin = plugin
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        program = str(Path(sys.executable).with_name(self.command))
        line = [program, "--logdir", str(logdir), "--port", str(self.port), *self.arguments_for(plugin)]
        self.started = time.perf_counter()
        self.process = subprocess.Popen(
            line, env=ENVIRONMENT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )

    def __enter__(self) -> Board:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def ask(self, route: str, body: Any = None) -> bytes:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            if body is None:
                connection.request("GET", route)
            else:
                connection.request("POST", route, json.dumps(body), {"Content-Type": "application/json"})
            answer = connection.getresponse()
            content = answer.read()
        finally:
            connection.close()
        if answer.status != 200:
            raise ConnectionError(f"{route}: {answer.status} {content[:200]!r}")
        return content

    def wait_until_served(self, runs: int, tags: int, points: int) -> float:
        """Waits until every point of a logdir is served, and returns the seconds since the board was started."""
        deadline = self.started + PATIENCE
        while time.perf_counter() < deadline:
            if self.process.poll() is not None:
                raise SystemExit(f"{self.command} ended with {self.process.returncode}")
            try:
                if self.serves_all(runs, tags, points):
                    return time.perf_counter() - self.started
            except (OSError, http.client.HTTPException, KeyError):
                pass
            time.sleep(self.pause)
        raise SystemExit(f"{self.command} did not serve {runs} x {tags} x {points} points within {PATIENCE:.0f} s")

    def serves_all(self, runs: int, tags: int, points: int) -> bool:
        raise NotImplementedError

    def peak_mb(self) -> float:
        """The peak of resident memory, of the process and all that it started."""
        return sum(int(status.get("VmHWM", "0 kB").split()[0]) / 1024 for status, _ in self.processes())

    def loading_cpu_seconds(self) -> float:
        """CPU time so far of the process that loads."""
        ticks = 0
        for status, stat in self.processes():
            if status["Name"].strip().startswith(self.loader):
                user, system = stat.rpartition(")")[2].split()[11:13]
                ticks += int(user) + int(system)
        return ticks / os.sysconf("SC_CLK_TCK")

    def processes(self) -> Iterator[tuple[dict[str, str], str]]:
        """What /proc says in `status` and `stat` of the process and all that it started."""
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                if os.getsid(int(folder.name)) == self.process.pid:
                    lines = (folder / "status").read_text().splitlines()
                    yield dict(line.split(":", 1) for line in lines), (folder / "stat").read_text()
            except (ProcessLookupError, FileNotFoundError):
                continue


class Runchart(Board):
    command = "runchart"

    def serves_all(self, runs: int, tags: int, points: int) -> bool:
        health = json.loads(self.ask("/api/health"))
        if health["progress"]["state"] == "loading" or health["runs"] < runs:
            return False
        if self.plugin != "scalars":
            return True
        ids, names = self.ids()
        (steps, _), *_ = self.series([(ids[run_name(runs - 1, runs)], names.index(tag_name(tags - 1)))])
        return len(steps) == points

    def ids(self) -> tuple[dict[str, int], list[str]]:
        table = json.loads(self.ask("/api/runs?limit=1000000"))
        return {run["name"]: run["id"] for run in table["runs"]}, table["tags"]

    def series(self, wanted: list[tuple[int, int]]) -> list[tuple[memoryview, memoryview]]:
        """Every point of some series, as steps and values."""
        body = {"x": "step", "lo": None, "hi": None, "pixels": None, "series": wanted, "columns": ["x_first", "first"]}
        frame = memoryview(self.ask("/api/series", body))
        start = 4 + struct.unpack_from("<I", frame)[0]
        found = []
        for entry in json.loads(bytes(frame[4:start]))["series"]:
            (steps, values), count = entry["at"], entry["n"]
            width = 4 if entry["value"] == "f32" else 8
            first = frame[start + steps : start + steps + 8 * count].cast("d")
            found.append(
                (first, frame[start + values : start + values + width * count].cast("f" if width == 4 else "d"))
            )
        return found


class TensorBoardSampling(Board):
    command = "tensorboard"
    loader = "server"
    pause = 0.1
    probes = 41
    kept = 1000

    def __init__(self, logdir: Path, plugin: str = "scalars") -> None:
        self.pending: list[str] | None = None
        self.served = HISTOGRAMS_SERVED if plugin == "histograms" else self.kept
        super().__init__(logdir, plugin)

    def arguments_for(self, _plugin: str) -> tuple[str, ...]:
        return ("--load_fast=true",)

    def serves_all(self, runs: int, tags: int, points: int) -> bool:
        """There is no count to ask for: looks at the last tag of some runs, in order, each until it is whole."""
        listed = json.loads(self.ask(f"/data/plugin/{self.plugin}/tags"))
        if len(listed) < runs or any(len(found) < tags for found in listed.values()):
            return False
        if self.pending is None:
            stride = max(1, runs // self.probes)
            self.pending = [run_name(number, runs) for number in range(runs - 1, -1, -stride)]
        while self.pending:
            steps = self.steps(self.pending[0], tag_name(tags - 1))
            if len(steps) < min(points, self.kept, self.served) or steps[-1] != points - 1:
                return False
            self.pending.pop(0)
        return True

    def steps(self, run: str, tag: str) -> list[int]:
        if self.plugin == "scalars":
            return [step for _, step, _ in self.series(run, tag)]
        found = json.loads(
            self.ask(f"/data/plugin/{self.plugin}/{self.plugin}?run={quote(run)}&tag={quote(tag)}&sample=0")
        )
        return [one["step"] if isinstance(one, dict) else one[1] for one in found]

    def series(self, run: str, tag: str) -> list[tuple[float, int, float]]:
        found: list[tuple[float, int, float]] = json.loads(
            self.ask(f"/data/plugin/scalars/scalars?run={quote(run)}&tag={quote(tag)}")
        )
        return found


class TensorBoard(TensorBoardSampling):
    """Keeps every point, as runchart does: with scalars=0 its fast loader answers nothing."""

    kept = 1_000_000

    def arguments_for(self, plugin: str) -> tuple[str, ...]:
        return ("--load_fast=true", "--samples_per_plugin", f"{plugin}={self.kept}")


def run_name(number: int, runs: int) -> str:
    """The runs of a benchmark's logdir; a single one is the logdir itself."""
    return "." if runs == 1 else f"run_{number:04}"


def tag_name(number: int) -> str:
    return f"train/metric_{number:02}"
