"""`runchart cat LOGDIR... RUN TAG`: what one tag of one run holds, as text. Wraps the reader."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from .given import opened, parser_of
from .wrong_use import WrongUseError

if TYPE_CHECKING:
    from runchart.reader import Run

DESCRIPTION = """\
Prints what one tag of one run holds. Scalars are lines of step, wall time and value with tabs between; text is text. Values
have the shortest digits that read back as the same number. The run of the logdir itself is called like the logdir, or "."."""


def main(arguments: Sequence[str]) -> int:
    """Prints; 2 where there is no such tag, or its data is no text. Returns the exit status."""
    parser = parser_of("cat", DESCRIPTION)
    parser.add_argument("run", metavar="RUN", help="name of the run")
    parser.add_argument("tag", metavar="TAG", help="name of the tag")
    flags = parser.parse_args(arguments)
    with opened(flags.logdirs) as log:
        try:
            run = log.runs[flags.run]
            entry = None if flags.tag in run else run.entries().get(flags.tag)
            lines = _scalars(run, flags.tag) if entry is None else _text(run, flags.tag, entry.kind)
            sys.stdout.writelines(lines)
        except KeyError as error:
            raise WrongUseError(error.args[0]) from None
    return 0


def _scalars(run: Run, tag: str) -> Iterator[str]:
    series = run[tag]
    for step, wall_time, value in zip(series.steps, series.wall_times, series.values, strict=True):
        yield f"{step}\t{wall_time}\t{value!s}\n"


def _text(run: Run, tag: str, kind: str) -> Iterator[str]:
    from runchart.reader.kind import call_for

    if kind != "text":
        raise WrongUseError(
            f"{tag!r} in run {run.name!r} holds {kind or 'data of an unknown kind'}, {run.entries()[tag].points:,} points, "
            f"which is no text. In Python: runchart.open(logdir).runs[{run.name!r}].{call_for(kind, tag)}"
        )
    texts = run.text(tag)
    for step, text in zip(texts.steps, texts, strict=True):
        yield f"step {step}\n{text if isinstance(text, str) else chr(10).join(map(str, text.ravel()))}\n"
