"""Which directories and event files there are, and whether they are intact."""

from collections.abc import Sequence
from typing import TypeAlias, TypedDict

Logdir: TypeAlias = str | Sequence[tuple[str, str, bool]]
"""A directory, or an event file; or several read as one: name, below which runs are named, path and whether that is a shell pattern."""

def directories(logdir: Logdir) -> list[str]:
    """The directories that ``logdir`` names now, patterns expanded."""

def event_files(logdir: Logdir) -> tuple[list[tuple[str, str, list[str]]], list[Damage]]:
    """The event files: name of the run, its path below ``logdir``, paths of its files; and the directories that cannot be read."""

class Damage(TypedDict):
    """One place in one file that could not be read, and what was skipped."""

    run: str
    file: str
    offset: int
    length: int
    reason: str

class Checked(TypedDict):
    """What `check_file` found. ``unfinished``: where a record begins that the end of the file cuts off, or None."""

    records: int
    bytes: int
    unfinished: int | None
    damaged: int
    damage: list[Damage]

def check_file(run: str, path: str, copy: str | None = None) -> Checked:
    """Reads a file from end to end and verifies every checksum and event. Copies the intact records to the new file ``copy``.
    ``damaged`` counts the places that cannot be read; ``damage`` lists them up to a bound. Raises OSError."""
