"""What is to be read: one logdir, or several read as one, each below a name of its own: `a=logs1 b=logs2 'exp-*'`."""

from __future__ import annotations

import glob
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path, PurePath

from runchart._core import directories

NAMED = re.compile(r"(?P<name>[^/=]+)=(?P<path>.+)", re.DOTALL)


@dataclass(frozen=True)
class Logdirs:
    """Directories to read."""

    given: str | list[tuple[str, str, bool]]
    """As the native `Reader` takes them: one path, or name, path and whether it is a pattern, for each."""
    shown: str
    """For people: the absolute path, or all of them with their names."""
    is_there: bool
    """Whether there is anything to read yet."""

    def directory_of(self, run: str) -> str | None:
        """The absolute path of the run of this name; None where it is not, or not any more, below any of these."""
        if isinstance(self.given, str):
            return os.path.normpath(os.path.join(self.given, run))
        for root in self.given:
            for directory in directories([root]):
                if (inside := _below(_name_of(root, directory), run)) is not None:
                    path = os.path.normpath(os.path.join(directory, inside))
                    if os.path.isdir(path):
                        return path
        return None


def logdirs(arguments: Sequence[str]) -> Logdirs:
    """The directories that the arguments name, at least one.

    Raises NotADirectoryError for a file, FileNotFoundError where one of several is not there and has no name, ValueError where two
    have the same name.
    """
    roots = [_root(argument, alone=len(arguments) == 1) for argument in arguments]
    if len(roots) == 1 and roots[0][0] == "" and not roots[0][2]:
        path = roots[0][1]
        return Logdirs(path, path, os.path.isdir(path))
    _refuse_doubles(roots)
    shown = " ".join(f"{name}={path}" if name else path for name, path, _ in roots)
    return Logdirs(roots, shown, any(is_pattern or os.path.isdir(path) for _, path, is_pattern in roots))


def _name_of(root: tuple[str, str, bool], directory: str) -> str:
    """What the runs of a directory are named below: where a pattern found it, its path from the pattern's first such part on."""
    name, path, is_pattern = root
    if not is_pattern:
        return name
    fixed = Path(*takewhile(lambda part: not glob.has_magic(part), Path(path).parts))
    return (PurePath(name) / Path(directory).relative_to(fixed)).as_posix()


def _below(name: str, run: str) -> str | None:
    """The rest of the run's name, or None."""
    if name in {"", run}:
        return run if name == "" else "."
    return run[len(name) + 1 :] if run.startswith(name + "/") else None


def existing(arguments: Sequence[str]) -> Logdirs:
    """The same where all must be there now, and a pattern must match something. Raises FileNotFoundError otherwise."""
    found = logdirs(arguments)
    roots = [("", found.given, False)] if isinstance(found.given, str) else found.given
    for argument, root in zip(arguments, roots, strict=True):
        if not any(map(os.path.isdir, directories([root]))):
            what = "directory matches" if root[2] else "directory"
            raise FileNotFoundError(f"there is no {what} {argument}. Give the directory that holds the runs")
    return found


def _root(argument: str, *, alone: bool) -> tuple[str, str, bool]:
    """Name, absolute path, and whether it is a pattern. What is a directory is neither pattern nor named."""
    there = os.path.isdir(os.path.expanduser(argument))
    named = None if there else NAMED.fullmatch(argument)
    path = os.path.abspath(os.path.expanduser(named["path"] if named else argument))
    if os.path.isfile(path):
        raise NotADirectoryError(
            f"{path} is a file. Give the directory that holds the runs, such as {os.path.dirname(path)}"
        )
    is_pattern = not there and not os.path.isdir(path) and glob.has_magic(path)
    if named or is_pattern or alone:
        return (named["name"] if named else "", path, is_pattern)
    if not there:
        raise FileNotFoundError(
            f"there is no directory {argument}. Of several logdirs each must be there, or named: a={argument}"
        )
    return (os.path.basename(path), path, False)


def _refuse_doubles(roots: list[tuple[str, str, bool]]) -> None:
    names = [name for name, *_ in roots if name]
    for name in names:
        if names.count(name) > 1:
            raise ValueError(f"two logdirs are called {name}. Give each a name of its own, as in a=logs1 b=logs2")
