"""`runchart export LOGDIR... --to csv|json|parquet|html`: all points in one long table, or the board as one file. Wraps reader and server.

One series is in memory at a time. Forms that can hold no half table are written beside the file and renamed at the end.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from typing import TYPE_CHECKING, BinaryIO

from runchart.reader.forms import FORMS

from .given import opened, parser_of, pattern
from .progress import Progress
from .wrong_use import WrongUseError

if TYPE_CHECKING:
    from argparse import Namespace

    from runchart.reader import Log, Series

DESCRIPTION = """\
Writes every point of every series that matches, one row each: run, tag, step, wall_time (seconds since 1970), value. Patterns
are those of a shell, where * also matches /, or regular expressions between slashes, and each flag may be given several times."""


def main(arguments: Sequence[str]) -> int:
    """Exports; 2 where nothing matches or the output cannot be written. Returns the exit status."""
    parser = parser_of("export", DESCRIPTION)
    parser.add_argument(
        "--to", choices=[*FORMS, "html"], required=True, help="form of the table; html: the board as one page"
    )
    for flag, what in (("--run", "runs"), ("--tag", "tags")):
        parser.add_argument(
            flag, action="append", type=pattern, metavar="PATTERN", help=f"{what} to export (default: all)"
        )
    parser.add_argument("-o", dest="file", metavar="FILE", help="where to (default: the terminal's output)")
    flags = parser.parse_args(arguments)
    if flags.file is None and flags.to == "parquet" and sys.stdout.isatty():
        raise WrongUseError("parquet is no text: name a file with -o FILE")
    with opened(flags.logdirs) as log:
        if flags.file is None:
            _write(log, flags, sys.stdout.buffer)
        else:
            _write_file(log, flags)
    return 0


def _write_file(log: Log, flags: Namespace) -> None:
    part = f"{flags.file}.part"
    try:
        with ExitStack() as undo:
            with open(part, "wb") as out:
                undo.callback(os.unlink, part)
                _write(log, flags, out)
            os.replace(part, flags.file)
            undo.pop_all()
    except OSError as error:
        raise WrongUseError(f"{flags.file} cannot be written: {error.strerror or error}") from None


def _write_page(log: Log, flags: Namespace, out: BinaryIO) -> None:
    from runchart._core import __version__
    from runchart.reader.pattern import matching
    from runchart.server.board import Board
    from runchart.server.snapshot import SnapshotError, snapshot

    board = Board(log._reader, log.path, __version__)
    names = [log.runs[name].name_on_disk for name in log.runs.matching(flags.run or "*")]
    try:
        page = snapshot(board, names, matching(log._reader.tags(), flags.tag or "*"))
    except SnapshotError as error:
        raise WrongUseError(str(error)) from None
    out.write(page)


def _write(log: Log, flags: Namespace, out: BinaryIO) -> None:
    if flags.to == "html":
        _write_page(log, flags, out)
        return
    scalars = log.scalars(flags.tag or "*", flags.run or "*")
    if not len(scalars):
        raise WrongUseError(_nothing(log, flags))
    total = sum(log.runs[run].entries()[tag].points for run, tag in scalars.names)
    shown = flags.file is not None or not sys.stdout.isatty()
    with Progress("points", total, shown=shown) as progress:
        try:
            pieces = FORMS[flags.to](_counted(scalars, progress))
        except ImportError as error:
            raise WrongUseError(str(error)) from None
        for piece in pieces:
            out.write(piece)
        out.flush()


def _nothing(log: Log, flags: Namespace) -> str:
    """The complaint that nothing matches, with what is spelled nearly so."""
    from runchart.reader.pattern import nearest

    runs = log.runs.matching(flags.run or "*")
    tags = {tag for run in runs for tag in log.runs[run].tags}
    wrong, there = (flags.tag, tags) if runs else (flags.run, set(log.runs))
    given = [str(getattr(one, "pattern", one)) for one in wrong or ()]
    if not given:
        return f"there are no scalars in {log.path}; runchart ls {log.path} shows what there is"
    what, named = "tag" if runs else "run", " or ".join(map(repr, given))
    return f"no scalars in {log.path}: no {what} matches {named}{nearest(given[0], there)}"


def _counted(scalars: Iterable[Series], progress: Progress) -> Iterator[Series]:
    for series in scalars:
        yield series
        progress.add(len(series))
