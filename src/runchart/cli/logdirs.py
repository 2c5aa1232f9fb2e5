"""What the board is to show: one logdir, or several read as one, each below a name of its own: `a=logs1 b=logs2 'exp-*'`."""

from __future__ import annotations

import glob
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass

from .wrong_use import WrongUseError

DEFAULT = ("runs", "logs")
NAMED = re.compile(r"(?P<name>[^/=]+)=(?P<path>.+)", re.DOTALL)


@dataclass(frozen=True)
class Logdirs:
    """Directories to read."""

    given: str | list[tuple[str, str, bool]]
    """As the native `Reader` takes them: one path, or name, path and whether it is a pattern, for each."""
    shown: str
    """For people."""
    is_there: bool
    """Whether there is anything to read yet."""


def logdirs(arguments: Sequence[str]) -> Logdirs:
    """The directories that the command line names; without any, the first of the usual ones that is there."""
    named = list(arguments) or [next(filter(os.path.isdir, DEFAULT), "")]
    if named == [""]:
        raise WrongUseError("no logdir was given, and there is no runs/ or logs/ here. Say which: runchart LOGDIR")
    roots = [_root(argument, alone=len(named) == 1) for argument in named]
    if len(named) == 1 and roots[0][0] == "" and not roots[0][2]:
        path = roots[0][1]
        return Logdirs(path, path, os.path.isdir(path))
    _refuse_doubles(roots)
    shown = " ".join(f"{name}={path}" if name else path for name, path, _ in roots)
    return Logdirs(roots, shown, any(is_pattern or os.path.isdir(path) for _, path, is_pattern in roots))


def _root(argument: str, *, alone: bool) -> tuple[str, str, bool]:
    """Name, absolute path, and whether it is a pattern. What is a directory is neither pattern nor named."""
    there = os.path.isdir(os.path.expanduser(argument))
    named = None if there else NAMED.fullmatch(argument)
    path = os.path.abspath(os.path.expanduser(named["path"] if named else argument))
    if os.path.isfile(path):
        raise WrongUseError(
            f"{path} is a file. Give the directory that holds the runs, such as {os.path.dirname(path)}"
        )
    is_pattern = not there and not os.path.isdir(path) and glob.has_magic(path)
    if named or is_pattern or alone:
        return (named["name"] if named else "", path, is_pattern)
    if not there:
        raise WrongUseError(
            f"there is no directory {argument}. Of several logdirs each must be there, or named: a={argument}"
        )
    return (os.path.basename(path), path, False)


def _refuse_doubles(roots: list[tuple[str, str, bool]]) -> None:
    names = [name for name, *_ in roots if name]
    for name in names:
        if names.count(name) > 1:
            raise WrongUseError(f"two logdirs are called {name}. Give each a name of its own, as in a=logs1 b=logs2")
