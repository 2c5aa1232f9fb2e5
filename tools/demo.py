"""`make demo`: trains examples/train_cnn.py below runs/ with the live board beside it.

With HEADLESS=1 it trains one epoch, asks the board over HTTP for every series that was logged, compares each value with
what the script handed to the writer, and says so with its exit status.
"""

import json
import os
import signal
import socket
import struct
import subprocess
import sys
import time
import urllib.error
import urllib.request
import webbrowser
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).resolve().parent.parent
EXAMPLE = REPOSITORY / "examples" / "train_cnn.py"
LOGDIR = REPOSITORY / "runs"
PORT = 6006
EPOCHS = 30
PATIENCE = 60.0
DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))

Series = dict[tuple[str, str], list[tuple[int, float]]]
"""What was logged: (run, tag) -> (step, value) in order."""


def main() -> int:
    run = time.strftime("digits-%Y%m%d-%H%M%S")
    if os.environ.get("HEADLESS", "0") not in {"", "0"}:
        return headless(run)
    training = start([sys.executable, str(EXAMPLE), "--logdir", str(LOGDIR / run), "--epochs", str(EPOCHS)])
    board = start_board(PORT)
    try:
        if os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY") or sys.platform == "darwin":
            wait_for_board(PORT, board)
            webbrowser.open(f"http://127.0.0.1:{PORT}")
        return board.wait()
    except KeyboardInterrupt:
        return 0
    finally:
        stop(training, signal.SIGTERM)
        stop(board)


def headless(run: str) -> int:
    port = free_port()
    board = start_board(port)
    try:
        wait_for_board(port, board)
        logged = train(run)
        wrong = differences(port, logged)
        for line in wrong:
            print(f"demo: {line}", file=sys.stderr)
        for (name, tag), points in logged.items():
            step, value = points[-1]
            print(f"{name:45} {tag:20} {len(points):5} points, last {value:.4f} at step {step}")
        print(f"demo: {len(logged)} series, {'the board differs' if wrong else 'the board serves every value logged'}")
    finally:
        ended = stop(board)
    if ended:
        print(f"demo: the board did not end cleanly but with {ended}", file=sys.stderr)
    return 1 if wrong or ended else 0


def train(run: str) -> Series:
    """Trains one epoch in this process and returns what the script handed to its writer."""
    sys.path.insert(0, str(EXAMPLE.parent))
    import train_cnn  # type: ignore[import-not-found]

    logged: Series = {}

    class RecordingWriter(train_cnn.SummaryWriter):  # type: ignore[misc]
        def add_scalar(self, tag: str, value: float, step: int) -> None:
            logged.setdefault((run, tag), []).append((step, value))
            super().add_scalar(tag, value, step)

        def add_scalars(self, tag: str, values: dict[str, float], step: int) -> None:
            for key, value in values.items():
                logged.setdefault((f"{run}/{tag}_{key}", tag), []).append((step, value))
            super().add_scalars(tag, values, step)

    train_cnn.SummaryWriter = RecordingWriter
    train_cnn.train(str(LOGDIR / run), epochs=1)
    return logged


def differences(port: int, logged: Series) -> list[str]:
    """What the board shows other than it was logged, once it has caught up or `PATIENCE` is over."""
    deadline = time.monotonic() + PATIENCE
    while True:
        wrong = [line for (run, tag), points in logged.items() for line in compare(port, run, tag, points)]
        if not wrong or time.monotonic() > deadline:
            return wrong if logged else ["nothing was logged"]
        time.sleep(0.2)


def compare(port: int, run: str, tag: str, logged: list[tuple[int, float]]) -> list[str]:
    served = serve_series(port, run, tag)
    if served is None:
        return [f"{run} {tag}: not on the board"]
    if len(served) != len(logged):
        return [f"{run} {tag}: {len(logged)} points were logged, the board has {len(served)}"]
    expected = [(step, struct.unpack("<f", struct.pack("<f", value))[0]) for step, value in logged]
    return [f"{run} {tag}: logged {was}, served {now}" for was, now in zip(expected, served, strict=True) if was != now]


def serve_series(port: int, run: str, tag: str) -> list[tuple[float, float]] | None:
    """Every point of one series as the board serves it: (step, value); None where it has none."""
    table = json.loads(ask(port, "/api/runs?limit=100000"))
    ids = {entry["name"]: entry for entry in table["runs"]}
    if run not in ids or tag not in table["tags"]:
        return None
    wanted = {"x": "step", "lo": None, "hi": None, "pixels": None, "columns": ["x_first", "first"]}
    wanted["series"] = [[ids[run]["id"], table["tags"].index(tag)]]
    frame = ask(port, "/api/series", wanted)
    length = struct.unpack_from("<I", frame)[0]
    entry = json.loads(frame[4 : 4 + length])["series"][0]
    count, (steps_at, values_at) = entry["n"], entry["at"]
    steps = struct.unpack_from(f"<{count}d", frame, 4 + length + steps_at)
    values = struct.unpack_from(f"<{count}{'f' if entry['value'] == 'f32' else 'd'}", frame, 4 + length + values_at)
    return list(zip(steps, values, strict=True))


def ask(port: int, route: str, body: Any = None) -> bytes:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(f"http://127.0.0.1:{port}{route}", data, {"Content-Type": "application/json"})
    with DIRECT.open(request, timeout=10) as answer:
        return bytes(answer.read())


def wait_for_board(port: int, board: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and board.poll() is None:
        try:
            ask(port, "/api/health")
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
        else:
            return
    raise SystemExit(f"demo: the board does not answer on port {port}")


def start_board(port: int) -> subprocess.Popen[bytes]:
    LOGDIR.mkdir(exist_ok=True)
    return start([str(Path(sys.executable).with_name("runchart")), "serve", str(LOGDIR), "--port", str(port)])


def start(command: list[str]) -> subprocess.Popen[bytes]:
    """Starts a process in a session of its own, so that Ctrl-C reaches only this script, which then ends the process."""
    return subprocess.Popen(command, cwd=REPOSITORY, start_new_session=True)


def stop(process: subprocess.Popen[bytes], how: signal.Signals = signal.SIGINT) -> int:
    """Ends a process, by default as Ctrl-C would, and returns its exit status."""
    if process.poll() is None:
        process.send_signal(how)
    try:
        return process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()
        return process.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    sys.exit(main())
