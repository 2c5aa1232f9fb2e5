"""`runchart ls LOGDIR... [RUN]`: the runs of a logdir, or the tags of those that match. Wraps the reader's index."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from runchart.reader.natural import natural
from runchart.reader.other_tools import Found

from .given import is_there, matching_runs, opened, parser_of
from .layout import age, columns, finite, print_json, printable

if TYPE_CHECKING:
    from runchart.reader import Log, Run

DESCRIPTION = """\
Lists the runs of a logdir; with --run the tags of those runs, and what each holds. The last argument is RUN too where it is
neither a directory nor names or matches one: runchart ls logs 'lr*'."""


def main(arguments: Sequence[str]) -> int:
    """Lists; 2 where no run matches. Returns the exit status."""
    parser = parser_of("ls", DESCRIPTION)
    parser.add_argument("--run", metavar="RUN", help="list the tags of this run, or of those a pattern matches")
    parser.add_argument("--json", action="store_true", help="print JSON")
    flags = parser.parse_args(arguments)
    if flags.run is None and len(flags.logdirs) > 1 and not is_there(flags.logdirs[-1]):
        flags.run = flags.logdirs.pop()
    with opened(flags.logdirs) as log:
        if flags.run is not None:
            listing = {"tags": _tags(log, flags.run)}
        else:
            listing = {"runs": _runs(log), "other_tools": [found.entry() for found in log.other_tools()]}
    if flags.json:
        print_json(listing)
    else:
        print(*(_tag_lines(listing["tags"]) if flags.run is not None else _run_lines(listing)), sep="\n")
    return 0


def _runs(log: Log) -> list[dict[str, Any]]:
    return [
        {
            "run": name,
            "kinds": dict(Counter(entry.kind for entry in run.entries().values())),
            "points": sum(entry.points for entry in run.entries().values()),
            "last_step": max((entry.last_step for entry in run.entries().values()), default=None),
            "last_wall_time": finite(run.last_wall_time),
        }
        for name, run in sorted(log.runs.items(), key=lambda item: natural(item[0]))
    ]


def _tags(log: Log, pattern: str) -> list[dict[str, Any]]:
    return [_tag(run, tag) for run in matching_runs(log, pattern) for tag in run.entries()]


def _tag(run: Run, tag: str) -> dict[str, Any]:
    entry = run.entries()[tag]
    walls = run[tag].wall_times if tag in run else run.tensors(tag).wall_times
    return {
        "run": run.name,
        "tag": tag,
        "kind": entry.kind,
        "points": entry.points,
        "last_step": entry.last_step,
        "last_value": finite(entry.last_value),
        "last_wall_time": finite(float(walls[-1])) if len(walls) else None,
    }


def _run_lines(listing: dict[str, Any]) -> list[str]:
    runs, other = listing["runs"], listing["other_tools"]
    head = ["run", "holds", "points", "last step", "last event"]
    rows = [
        [
            printable(run["run"]),
            ", ".join(f"{number} {kind or 'unknown'}" for kind, number in run["kinds"].items()),
            f"{run['points']:,}",
            "" if run["last_step"] is None else str(run["last_step"]),
            _ago(run["last_wall_time"]),
        ]
        for run in runs
    ]
    lines = columns([head, *rows], right=(2, 3)) if runs else ["no runs: no file below has tfevents in its name"]
    return [*lines, *(Found(**found).line() for found in other)]


def _tag_lines(tags: list[dict[str, Any]]) -> list[str]:
    head = ["run", "tag", "kind", "points", "last step", "last value", "last event"]
    rows = [
        [
            printable(tag["run"]),
            printable(tag["tag"]),
            tag["kind"] or "unknown",
            f"{tag['points']:,}",
            str(tag["last_step"]),
            _value(tag["last_value"]),
            _ago(tag["last_wall_time"]),
        ]
        for tag in tags
    ]
    return columns([head, *rows], right=(3, 4, 5))


def _value(value: float | str | None) -> str:
    return value if isinstance(value, str) else "" if value is None else f"{value:.6g}"


def _ago(wall_time: float | str | None) -> str:
    return age(time.time() - wall_time) if isinstance(wall_time, float) else ""
