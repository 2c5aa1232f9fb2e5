"""What the reading commands are given: a logdir and patterns of runs and tags, checked. Wraps `runchart.open`."""

from __future__ import annotations

import os
from argparse import ArgumentParser
from typing import TYPE_CHECKING

from .wrong_use import WrongUseError

if TYPE_CHECKING:
    from runchart.reader import Log, Run


def parser_of(command: str, description: str) -> ArgumentParser:
    """A parser whose first argument is the logdir."""
    parser = ArgumentParser(f"runchart {command}", description=description, allow_abbrev=False)
    parser.add_argument("logdir", metavar="LOGDIR", help="the directory that holds the runs")
    return parser


def directory(logdir: str) -> str:
    """The logdir as a path that is a directory."""
    path = os.path.expanduser(logdir)
    if os.path.isfile(path):
        raise WrongUseError(
            f"{logdir} is a file. Give the directory that holds the runs, such as {os.path.dirname(logdir) or '.'}"
        )
    if not os.path.isdir(path):
        raise WrongUseError(f"there is no directory {logdir}. Give the directory that holds the runs")
    return path


def opened(logdir: str) -> Log:
    """The log, read once."""
    from runchart.reader import open as open_log

    try:
        return open_log(directory(logdir), follow=False)
    except OSError as error:
        raise WrongUseError(f"{logdir} cannot be read: {error.strerror or error}") from None


def matching_runs(log: Log, pattern: str) -> list[Run]:
    """The runs whose name is the pattern, or else those that it matches; at least one."""
    from runchart.reader.pattern import matching, nearest

    names = [pattern] if pattern in log.runs else matching(log.runs, pattern)
    if not names:
        raise WrongUseError(f"no run matches {pattern!r} in {log.path}{nearest(pattern, log.runs)}")
    return [log.runs[name] for name in names]
