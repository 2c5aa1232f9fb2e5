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

from .given import opened, parser_of
from .progress import Progress
from .wrong_use import WrongUseError

if TYPE_CHECKING:
    from argparse import Namespace

    from runchart.reader import Log, Series

DESCRIPTION = """\
Writes every point of every series that matches, one row each: run, tag, step, wall_time (seconds since 1970), value. Patterns
are those of a shell, * also matches /, and each flag may be given several times."""


def main(arguments: Sequence[str]) -> int:
    """Exports; 2 where nothing matches or the output cannot be written. Returns the exit status."""
    parser = parser_of("export", DESCRIPTION)
    parser.add_argument(
        "--to", choices=[*FORMS, "html"], required=True, help="form of the table; html: the board as one page"
    )
    parser.add_argument("--run", action="append", metavar="GLOB", help="runs to export (default: all)")
    parser.add_argument("--tag", action="append", metavar="GLOB", help="tags to export (default: all)")
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
    names = [run["name"] for run in log._reader.runs()]
    try:
        page = snapshot(board, matching(names, flags.run or "*"), matching(log._reader.tags(), flags.tag or "*"))
    except SnapshotError as error:
        raise WrongUseError(str(error)) from None
    out.write(page)


def _write(log: Log, flags: Namespace, out: BinaryIO) -> None:
    if flags.to == "html":
        _write_page(log, flags, out)
        return
    scalars = log.scalars(flags.tag or "*", flags.run or "*")
    if not len(scalars):
        raise WrongUseError(
            f"no scalars in {log.path} match --run {' '.join(flags.run or '*')} --tag {' '.join(flags.tag or '*')}; "
            f"runchart ls {log.path} shows what there is"
        )
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


def _counted(scalars: Iterable[Series], progress: Progress) -> Iterator[Series]:
    for series in scalars:
        yield series
        progress.add(len(series))
