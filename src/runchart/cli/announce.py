"""What the terminal says: where the board is, how to reach it over SSH, what was loaded and what was damaged."""

from __future__ import annotations

import getpass
import socket
import sys
import time
from collections.abc import Sequence
from threading import Event, Thread
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from runchart.logdirs import Logdirs
    from runchart.reader import Reader

REFRESH_SECONDS = 0.1
JOIN_SECONDS = 1.0
CLEAR_LINE = "\r\x1b[K"


class Announcement:
    """Says where the board is, then, from a thread of its own, what has been loaded."""

    def __init__(self, reader: Reader, logdir: Logdirs, started: float, lines: Sequence[str]) -> None:
        self.reader = reader
        self.logdir = logdir
        self.started = started
        self.lines = lines
        self._ended = Event()
        self._thread = Thread(target=self._report, name="runchart-announce", daemon=True)

    def __enter__(self) -> None:
        missing = "" if self.logdir.is_there else "  (not there yet: waiting for it)"
        print(f"runchart {self.logdir.shown}{missing}", *self.lines, sep="\n", flush=True)
        self._thread.start()

    def __exit__(self, *_exception: object) -> None:
        self._ended.set()
        # It may be walking a large logdir, which nobody waits for.
        self._thread.join(JOIN_SECONDS)

    def _report(self) -> None:
        terminal = sys.stdout.isatty()
        while self.reader.progress()["state"] == "loading":
            if terminal:
                print(f"{CLEAR_LINE}{loading_line(self.reader)}", end="", flush=True)
            if self._ended.wait(REFRESH_SECONDS):
                return
        seconds = time.monotonic() - self.started
        print(f"{CLEAR_LINE if terminal else ''}{loaded_line(self.reader, seconds)}", flush=True)
        if damage := damage_line(self.reader):
            print(damage, flush=True)
        self._report_other_tools()

    def _report_other_tools(self) -> None:
        from runchart.reader.other_tools import found_below

        for found in found_below(self.reader.directories()):
            print(found.line(), flush=True)


def address_lines(address: tuple[str, int], path: str, token: str | None, ssh: str) -> list[str]:
    """The URL, and over SSH how to reach it from the other end. `ssh` is $SSH_CONNECTION."""
    host, port = address[:2]
    query = f"?token={token}" if token else ""
    anywhere = host in {"0.0.0.0", "::"}  # noqa: S104
    name = socket.gethostname() if anywhere else f"[{host}]" if ":" in host else host
    lines = [f"  http://{name}:{port}{path}/{query}"]
    if ssh and not token:
        _, _, server, server_port = (*ssh.split(), "", "", "", "")[:4]
        options = "" if server_port in {"22", ""} else f"-p {server_port} "
        lines.append(f"  from your own machine:  ssh {options}-N -L {port}:{name}:{port} {getpass.getuser()}@{server}")
    lines.append("  Ctrl-C ends it")
    return lines


def loading_line(reader: Reader) -> str:
    """How far loading is, for a terminal that waits."""
    progress = reader.progress()
    return f"loading: {progress['files']} of {progress['files_total']} files, {short(progress['points'])} points"


def loaded_line(reader: Reader, seconds: float) -> str:
    """What there is, once all that was on disk has been read."""
    runs = sum(run["fold"] is None and bool(run["series"] or run["media"]) for run in reader.runs())
    progress = reader.progress()
    found = [count(runs, "run"), count(len(reader.tags()), "tag"), count(progress["points"], "point")]
    if progress["media"]:
        found.append(count(progress["media"], "media record"))
    return f"{', '.join(found)} ({seconds:.1f} s)"


def damage_line(reader: Reader) -> str:
    """How much could not be read, or nothing."""
    damage = reader.damage()
    if not damage:
        return ""
    files = {(place["run"], place["file"]) for place in damage}
    return f"{count(len(damage), 'damaged place')} in {count(len(files), 'file')}, skipped: the page says where"


def count(number: int, noun: str) -> str:
    """A number and its noun: 1 run, 12 runs, 1.2M points."""
    return f"{short(number)} {noun}" + ("" if number == 1 else "s")


def short(number: int) -> str:
    """A number in three digits and a unit, whole below 10,000."""
    if number < 10_000:
        return str(number)
    size = number / 1000
    for unit in "kM":
        if size < 999.5:
            return f"{size:.3g}{unit}"
        size /= 1000
    return f"{size:.3g}G"
