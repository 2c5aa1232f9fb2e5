"""What other tools left in a logdir and runchart does not show, with the command that opens it: profiles and debugger data."""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass

PROFILES = os.path.join("plugins", "profile")
OWN_FOLDER = ".runchart"
DEBUGGER_PREFIX, DEBUGGER_SUFFIX = "tfdbg_events.", ".metadata"


@dataclass(frozen=True)
class Found:
    """A directory of data for another tool."""

    kind: str
    """``profile`` or ``debugger``."""
    path: str
    command: str
    """What opens it."""

    def line(self) -> str:
        return f"{self.kind}: {self.path}\n  open it with  {self.command}"

    def entry(self) -> dict[str, str]:
        return asdict(self)


def found_below(directories: Iterable[str]) -> list[Found]:
    """Profiles and debugger data below the directories, in order of path. Links are not followed."""
    found = {one.path: one for directory in directories for one in _found(directory)}
    return [found[path] for path in sorted(found)]


def _found(logdir: str) -> Iterator[Found]:
    for path, directories, files in os.walk(logdir):
        if OWN_FOLDER in directories:
            directories.remove(OWN_FOLDER)
        if path.endswith(os.sep + PROFILES) and directories:
            run = path[: -len(PROFILES) - 1]
            yield Found(
                "profile", path, f"pip install tensorboard-plugin-profile && tensorboard --logdir {shlex.quote(run)}"
            )
            directories.clear()
        if any(name.startswith(DEBUGGER_PREFIX) and name.endswith(DEBUGGER_SUFFIX) for name in files):
            yield Found("debugger", path, f"tensorboard --logdir {shlex.quote(path)}  # tab Debugger V2")
