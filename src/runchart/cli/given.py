"""What the reading commands are given: logdirs and patterns of runs and tags, checked. Wraps `runchart.open`."""

from __future__ import annotations

import re
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Sequence
from typing import TYPE_CHECKING

from runchart import logdirs

from .wrong_use import WrongUseError

if TYPE_CHECKING:
    from runchart.reader import Log, Run
    from runchart.reader.pattern import Pattern


def parser_of(command: str, description: str) -> ArgumentParser:
    """A parser whose first arguments are the logdirs."""
    parser = ArgumentParser(f"runchart {command}", description=description, allow_abbrev=False)
    parser.add_argument(
        "logdirs",
        nargs="+",
        metavar="LOGDIR",
        help="the directory that holds the runs; several, named ones (a=logs1) and patterns ('exp-*') are read as one",
    )
    return parser


def existing(arguments: Sequence[str]) -> logdirs.Logdirs:
    """The logdirs, each of which is there."""
    try:
        return logdirs.existing(arguments)
    except (OSError, ValueError) as error:
        raise WrongUseError(str(error)) from None


def is_there(argument: str) -> bool:
    """Whether it is a logdir: a directory, or names or matches one."""
    try:
        return bool(logdirs.existing([argument]))
    except (OSError, ValueError):
        return False


def opened(arguments: Sequence[str]) -> Log:
    """The log of all these logdirs, read once."""
    from runchart.reader.log import Log

    found = existing(arguments)
    try:
        return Log(found, follow=False, fold=True)
    except OSError as error:
        raise WrongUseError(f"{found.shown} cannot be read: {error.strerror or error}") from None


def pattern(text: str) -> Pattern:
    """A regular expression where it stands between slashes, as on the board; else a shell pattern."""
    if len(text) < 3 or not (text.startswith("/") and text.endswith("/")):
        return text
    try:
        return re.compile(text[1:-1])
    except re.error as error:
        raise ArgumentTypeError(f"{text} is no regular expression: {error}") from None


def matching_runs(log: Log, text: str) -> list[Run]:
    """The runs whose name is the pattern, or else those that it matches; at least one."""
    from runchart.reader.pattern import nearest

    try:
        names = [text] if text in log.runs else log.runs.matching(pattern(text))
    except ArgumentTypeError as error:
        raise WrongUseError(str(error)) from None
    if not names:
        raise WrongUseError(f"no run matches {text!r} in {log.path}{nearest(text, log.runs)}")
    return [log.runs[name] for name in names]
