"""The index: which runs there are by name, and what each holds by tag, child runs folded into their parents.

Wraps the native `Reader`'s run list.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from runchart._core import Reader, RunInfo

SCALARS = "scalars"


@dataclass(frozen=True)
class Entry:
    """What the run list says of one tag of one run."""

    run: int
    """Number of the run on disk."""
    tag: int
    """Number of the tag on disk."""
    kind: str
    """``scalars``, ``images``, ``audio``, ``histograms``, ``text``, ...: the plugin of TensorBoard; ``""`` if unknown."""
    points: int
    """How many there are, superseded ones included."""
    first_step: int
    last_step: int
    last_value: float | None
    """None where the kind has no number."""


@dataclass(frozen=True)
class RunIndex:
    """The tags of one run."""

    first_wall: float
    last_wall: float
    """Seconds since 1970; NaN while nothing has been read."""
    scalars: dict[str, Entry] = field(default_factory=dict)
    media: dict[str, Entry] = field(default_factory=dict)

    def entries(self) -> Iterator[tuple[str, Entry]]:
        """All tags and what is known of them, sorted by tag."""
        yield from sorted([*self.scalars.items(), *self.media.items()], key=lambda entry: entry[0])


def index_of(reader: Reader, *, fold: bool) -> dict[str, RunIndex]:
    """The index as it is now."""
    infos = {info["id"]: info for info in reader.runs()}
    tags = reader.tags()
    index = {info["name"]: _run_index(info, tags) for info in infos.values()}
    for info in infos.values() if fold else ():
        _fold(info, infos, tags, index)
    return index


def _run_index(info: RunInfo, tags: list[str]) -> RunIndex:
    run = RunIndex(info["first_wall"], info["last_wall"])
    for tag, points, first, last, value, _ in info["series"]:
        run.scalars[tags[tag]] = Entry(info["id"], tag, SCALARS, points, first, last, value)
    for medium in info["media"]:
        steps = medium["first_step"], medium["last_step"]
        run.media[tags[medium["tag"]]] = Entry(
            info["id"], medium["tag"], medium["plugin"], medium["points"], *steps, None
        )
    return run


def _fold(info: RunInfo, infos: dict[int, RunInfo], tags: list[str], index: dict[str, RunIndex]) -> None:
    folded = info["fold"]
    parent = infos.get(folded["parent"]) if folded else None
    if folded is None or parent is None or parent["fold"]:
        return
    into, name = index[parent["name"]].scalars, f"{tags[folded['tag']]}/{folded['key']}"
    if name not in into:
        into[name] = index[info["name"]].scalars[tags[folded["tag"]]]
        del index[info["name"]]
