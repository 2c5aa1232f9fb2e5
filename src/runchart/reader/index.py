"""The index: which runs there are by name, and what each holds by tag, child runs folded into their parents.

Wraps the native `Reader`'s run list.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .kind import PLUGIN, document_kind

if TYPE_CHECKING:
    from runchart._core import Reader, RunInfo

SCALARS = "scalars"
ROOT = "."
"""What TensorBoard calls the run of the logdir itself."""


@dataclass(frozen=True)
class Entry:
    """What the run list says of one tag of one run."""

    run: int
    """Number of the run on disk."""
    tag: int
    """Number of the tag on disk."""
    kind: str
    """``scalars``, ``images``, ``audio``, ``histograms``, ``text``, ...: the plugin of TensorBoard; of runchart's own documents
    ``table``, ``config``, ...; ``""`` if unknown."""
    points: int
    """How many there are, superseded ones included."""
    first_step: int
    last_step: int
    last_value: float | None
    """None where the kind has no number."""


@dataclass(frozen=True)
class RunIndex:
    """The tags of one run."""

    on_disk: str
    """The name of the run as TensorBoard has it."""
    first_wall: float
    last_wall: float
    """Seconds since 1970; NaN while nothing has been read."""
    scalars: dict[str, Entry] = field(default_factory=dict)
    media: dict[str, Entry] = field(default_factory=dict)

    def entries(self) -> Iterator[tuple[str, Entry]]:
        """All tags and what is known of them, sorted by tag."""
        yield from sorted([*self.scalars.items(), *self.media.items()], key=lambda entry: entry[0])


def index_of(reader: Reader, *, fold: bool, root: str = ROOT) -> dict[str, RunIndex]:
    """The index as it is now. With `fold` children are parts of their parents, and the run of the logdir itself is called
    `root`, unless another run is."""
    infos = {info["id"]: info for info in reader.runs()}
    tags = reader.tags()
    runs = {number: _run_index(info, tags, reader) for number, info in infos.items()}
    if not fold:
        return {infos[number]["name"]: run for number, run in runs.items()}
    for info in infos.values():
        if _fold(info, infos, tags, runs):
            del runs[info["id"]]
    free = all(run.on_disk != root for run in runs.values())
    return {root if free and run.on_disk == ROOT else run.on_disk: run for run in runs.values()}


def _run_index(info: RunInfo, tags: list[str], reader: Reader) -> RunIndex:
    run = RunIndex(info["name"], info["first_wall"], info["last_wall"])
    for tag, points, first, last, value, _ in info["series"]:
        run.scalars[tags[tag]] = Entry(info["id"], tag, SCALARS, points, first, last, value)
    for medium in info["media"]:
        kind, steps = medium["plugin"], (medium["first_step"], medium["last_step"])
        if kind == PLUGIN:
            kind = document_kind(reader.metadata(info["id"], medium["tag"])["content"])
        run.media[tags[medium["tag"]]] = Entry(info["id"], medium["tag"], kind, medium["points"], *steps, None)
    return run


def _fold(info: RunInfo, infos: dict[int, RunInfo], tags: list[str], runs: dict[int, RunIndex]) -> bool:
    """Puts what a child run holds into its parent. Answers whether it is one."""
    folded = info["fold"]
    parent = infos.get(folded["parent"]) if folded else None
    if folded is None or parent is None or parent["fold"]:
        return False
    child, into = runs[info["id"]], runs[parent["id"]]
    line = folded["line"]
    if line is None:
        into.scalars.update({tag: entry for tag, entry in child.scalars.items() if tag not in into.scalars})
        into.media.update(child.media)
        return True
    entry = child.scalars[tags[line["tag"]]]
    return into.scalars.setdefault(f"{tags[line['tag']]}/{line['key']}", entry) is entry
