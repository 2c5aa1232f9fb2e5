"""`runchart check LOGDIR...`: reads every event file from end to end and says what is damaged. Wraps the native check.

With `--repair OUT` what is intact is copied to another directory, file by file; the logdir itself is never written to.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from runchart._core import Reader, check_file, directories, event_files
from runchart.reader.other_tools import found_below

from .announce import count
from .given import existing, parser_of
from .layout import print_json, printable
from .progress import Progress
from .wrong_use import WrongUseError

if TYPE_CHECKING:
    from runchart._core import Checked, Damage
    from runchart.logdirs import Logdirs

DESCRIPTION = """\
Reads every event file below LOGDIR from end to end, verifies every checksum and event, and lists what is damaged. The exit
status is 1 if anything is, 0 if nothing is, 2 if the command was not understood."""


@dataclass
class Report:
    """What was found in all files."""

    runs: int = 0
    files: int = 0
    records: int = 0
    bytes: int = 0
    damaged: int = 0
    damage: list[Damage] = field(default_factory=list)
    superseded: list[dict[str, Any]] = field(default_factory=list)
    """What a restart replaced in which runs: `points` of scalars and `media`, all else. It is kept, and is no damage."""
    unfinished: list[dict[str, Any]] = field(default_factory=list)

    def add(self, run: str, path: str, checked: Checked) -> None:
        """Takes over what was found in one file."""
        self.files += 1
        self.records += checked["records"]
        self.bytes += checked["bytes"]
        self.damaged += checked["damaged"]
        self.damage += checked["damage"]
        if checked["unfinished"] is not None:
            self.unfinished.append({"run": run, "file": os.path.basename(path), "offset": checked["unfinished"]})


def main(arguments: Sequence[str]) -> int:
    """Checks and reports. Returns the exit status."""
    parser = parser_of("check", DESCRIPTION)
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--repair", metavar="OUT", help="copy all intact records to this directory, new or empty")
    flags = parser.parse_args(arguments)
    logdirs = existing(flags.logdirs)
    below = directories(logdirs.given)
    if flags.repair is not None:
        _check_target(below, flags.repair)
    report = checked(logdirs, flags.repair)
    report.superseded = list(_superseded(logdirs))
    other_tools = found_below(below)
    if flags.json:
        found = [found.entry() for found in other_tools]
        print_json({"logdir": logdirs.shown, "repaired": flags.repair, **vars(report), "other_tools": found})
    else:
        print(*_lines(report, flags.repair), *(found.line() for found in other_tools), sep="\n")
    return 1 if report.damaged else 0


def checked(logdirs: Logdirs, copy: str | None) -> Report:
    """Checks every file, and copies what is intact below `copy`."""
    runs, unreadable = event_files(logdirs.given)
    files = [(run, below, path) for run, below, paths in runs for path in paths]
    report = Report(runs=len(runs), damaged=len(unreadable), damage=unreadable)

    def check(file: tuple[str, str, str]) -> Checked:
        run, below, path = file
        return _check(run, path, None if copy is None else os.path.join(copy, below, _copied(path)))

    with ThreadPoolExecutor() as pool, Progress("files", len(files)) as progress:
        for (run, _, path), found in zip(files, pool.map(check, files), strict=True):
            report.add(run, path, found)
            progress.add(1)
    return report


def _superseded(logdirs: Logdirs) -> Iterator[dict[str, Any]]:
    """Only all files of a run together tell what a restart replaced."""
    reader = Reader(logdirs.given, follow=False)
    reader.refresh()
    for run in reader.runs():
        points, media = run["superseded"]
        if points or media:
            yield {"run": run["name"], "points": points, "media": media}


def _copied(path: str) -> str:
    """The name of a file's copy, which is not compressed."""
    return os.path.basename(path).removesuffix(".gz")


def _check(run: str, path: str, copy: str | None) -> Checked:
    """A file that cannot be read is damage; a copy that cannot be written is not."""
    if copy is not None:
        os.makedirs(os.path.dirname(copy), exist_ok=True)
    try:
        return check_file(run, path, copy)
    except OSError as error:
        if copy is not None and error.filename == copy:
            raise WrongUseError(f"{copy} cannot be written: {error.strerror or error}") from None
        reason = f"cannot be read: {error.strerror or error}"
        file = os.path.basename(path).encode("utf-8", "replace").decode()
        place: Damage = {"run": run, "file": file, "offset": 0, "length": 0, "reason": reason}
        return {"records": 0, "bytes": 0, "unfinished": None, "damaged": 1, "damage": [place]}


def _check_target(logdirs: list[str], target: str) -> None:
    """Refuses a target that holds something, or that is or lies inside one of the logdirs."""
    real = os.path.realpath(target)
    for logdir in logdirs:
        if os.path.commonpath([real, inside := os.path.realpath(logdir)]) == inside:
            raise WrongUseError(
                f"{target} lies inside {logdir}, which is only read. Give --repair a directory elsewhere"
            )
    if os.path.exists(target) and not os.path.isdir(target):
        raise WrongUseError(f"{target} is a file. Give --repair a directory that is new or empty")
    if os.path.isdir(target) and os.listdir(target):
        raise WrongUseError(f"{target} is not empty. Give --repair a directory that is new or empty")


def _lines(report: Report, repaired: str | None) -> Iterator[str]:
    for place in report.damage:
        where = f"{place['run']}/{place['file']}" if place["file"] else place["run"]
        at = f" at {place['offset']}, {place['length']} bytes" if place["length"] else ""
        yield f"{printable(where)}{at}: {place['reason']}"
    for cut in report.unfinished:
        where = printable(f"{cut['run']}/{cut['file']}")
        yield f"{where} at {cut['offset']}: the last record is not finished (no damage if it is being written)"
    for replaced in report.superseded:
        values = [count(replaced["points"], "point")] * bool(replaced["points"])
        values += [count(replaced["media"], "other value")] * bool(replaced["media"])
        yield f"{printable(replaced['run'])}: a restart replaced {' and '.join(values)}, which are kept (no damage)"
    said = count(report.damaged, "damaged place") if report.damaged else "nothing is damaged"
    of = f"{count(report.runs, 'run')}, {count(report.files, 'file')}, {count(report.records, 'record')}"
    yield f"{of}, {report.bytes:,} bytes: {said}"
    if repaired is not None:
        yield f"what is intact is in {repaired}"
