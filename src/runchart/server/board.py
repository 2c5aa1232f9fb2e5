"""The board's state: one reader, which start of the server this is, and what its cursors mean. Wraps the reader."""

from __future__ import annotations

import math
import os
import secrets
from bisect import bisect_right
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from runchart.reader import Reader

from .answer import number
from .hparams import HParams
from .layouts import Layouts
from .notes import Notes
from .parameters import BadRequestError
from .storage import Storage
from .trash import Trash
from .views import Views

# More changed runs than this are not listed: the page fetches the run list again, in pages.
LISTED_CHANGES = 2000

KINDS = {"images": "image", "text": "text"}
"""What the board shows besides scalars: the kind, by TensorBoard's name of its plugin."""

Point = tuple[float, int, float]
"""Wall time, step and value of a scalar."""


@dataclass(frozen=True)
class Cursor:
    """A place in the history of what was read: `boot:seq`."""

    boot: str
    seq: int

    def __str__(self) -> str:
        return f"{self.boot}:{self.seq}"

    @classmethod
    def parse(cls, text: str) -> Cursor:
        boot, colon, seq = text.partition(":")
        if not (boot and colon and seq.isascii() and seq.isdigit() and len(seq) <= 18):
            raise BadRequestError(
                f"since={text!r} is not a cursor. A cursor is boot:seq, for example 9f3c1a:412, "
                "as /api/runs and /api/changes send them in boot and seq."
            )
        return cls(boot, int(seq))


class Board:
    """What every route answers from."""

    def __init__(
        self, reader: Reader, logdir: str, version: str, directory_of: Callable[[str], str | None] | None = None
    ) -> None:
        self.reader = reader
        self.logdir = logdir
        self.directory_of = directory_of or (lambda run: os.path.normpath(os.path.join(logdir, run)))
        """Where the run of this name lies; of one logdir, below it."""
        self.version = version
        self.boot = secrets.token_hex(4)
        self.storage = Storage(logdir)
        self.notes = Notes(self.storage)
        self.trash = Trash()
        self.views = Views(self.storage)
        self._hparams = HParams(reader)
        self._layouts = Layouts(reader)
        self._lock = Lock()
        # How many tags were there at which seq: a cursor alone must tell which tags its holder lacks.
        self._tag_marks: list[tuple[int, int]] = [(0, 0)]

    def runs(self, offset: int, limit: int) -> dict[str, Any]:
        """One page of /api/runs."""
        seq = self.reader.seq()
        runs = self.reader.runs()
        tags = self.reader.tags()
        self._mark_tags(seq, len(tags))
        return {
            "boot": self.boot,
            "seq": seq,
            "logdir": self.logdir,
            "progress": self.reader.progress(),
            "damaged": self.damaged(),
            "tags": tags,
            "total": len(runs),
            "offset": offset,
            "runs": [run_entry(run) for run in runs[offset : offset + limit]],
        }

    def changes(self, since: Cursor) -> dict[str, Any]:
        """What /api/changes says: everything read after the cursor."""
        seq = self.reader.seq()
        known = since.boot == self.boot and since.seq <= seq
        changed = self.reader.runs(since.seq) if known and since.seq < seq else []
        reload = not known or len(changed) > LISTED_CHANGES
        if reload:
            changed = []
        tags_from = self._tags_at(since.seq) if known else 0
        tags = [] if reload else self.reader.tags(tags_from)
        if not reload:
            self._mark_tags(seq, tags_from + len(tags))
        return {
            "boot": self.boot,
            "seq": seq,
            "reload": reload,
            "progress": self.reader.progress(),
            "damaged": self.damaged(),
            "stored": self.storage.versions(),
            "tags_from": tags_from,
            "tags": tags,
            "runs": [run_entry(run) for run in changed if not run["removed"]],
            "removed": [run["id"] for run in changed if run["removed"]],
        }

    def hparams(self, since: Cursor | None) -> dict[str, Any]:
        """What /api/hparams says: of all runs, or of those that got some after the cursor."""
        known = since is not None and since.boot == self.boot
        return {"boot": self.boot, "reload": not known, **self._hparams.since(since.seq if since and known else 0)}

    def layouts(self, runs: Container[int] | None = None) -> dict[str, Any]:
        """What /api/layouts says: of these runs, or of all."""
        seq = self.reader.seq()
        return {"boot": self.boot, "seq": seq, "categories": self._layouts.categories(runs)}

    def statistics(self, series: Sequence[tuple[int, int]]) -> dict[str, Any]:
        """What /api/statistics says."""
        seq = self.reader.seq()
        found = self.reader.statistics(series)
        columns = {"last": found["last"], "min": found["min"], "max": found["max"], "mean": found["mean"]}
        named = {name: [number(value) for value in column] for name, column in columns.items()}
        return {"boot": self.boot, "seq": seq, "points": found["points"], **named}

    def health(self) -> dict[str, Any]:
        """What /api/health says."""
        runs = self.reader.runs()
        progress = self.reader.progress()
        return {
            "status": "ok",
            "version": self.version,
            "progress": progress,
            "runs": len(runs),
            "series": sum(len(run["series"]) for run in runs),
            "points": progress["points"],
        }

    def points(self, tag: str, runs: Container[str] | None = None) -> dict[str, list[Point]]:
        """Every point of the scalars called `tag`, in all runs or in those of `runs` that have it."""
        tags = self.reader.tags()
        if tag not in tags:
            return {}
        tag_id = tags.index(tag)
        found = {}
        for run in self.reader.runs():
            if (runs is None or run["name"] in runs) and any(series[0] == tag_id for series in run["series"]):
                steps, walls, values = self.reader.scalars(run["id"], tag_id)
                found[run["name"]] = list(zip(walls.tolist(), steps.tolist(), values.tolist(), strict=True))
        return found

    def media(self, plugin: str, tag: str, run: str = "") -> list[tuple[str, int, int]]:
        """Name, id and tag id of the runs, or of the one called `run`, that hold data for this plugin under `tag`."""
        tags = self.reader.tags()
        tag_id = tags.index(tag) if tag in tags else -1
        return [
            (info["name"], info["id"], tag_id)
            for info in self.reader.runs()
            if run in {"", info["name"]}
            and any(medium["tag"] == tag_id and medium["plugin"] == plugin for medium in info["media"])
        ]

    def damaged(self) -> int:
        """How many places in the files could not be read."""
        return self.reader.damage_count()

    def damage(self) -> dict[str, Any]:
        """What /api/damage says."""
        runs = self.reader.runs()
        superseded = [{"run": run["name"], **counts} for run in runs if (counts := superseded_of(run))]
        return {"damage": self.reader.damage(), "superseded": superseded}

    def _mark_tags(self, seq: int, count: int) -> None:
        with self._lock:
            last_seq, last_count = self._tag_marks[-1]
            if seq > last_seq and count > last_count:
                self._tag_marks.append((seq, count))

    def _tags_at(self, seq: int) -> int:
        """At least this many tags were sent to everyone who holds a cursor with this seq."""
        with self._lock:
            place = bisect_right(self._tag_marks, seq, key=lambda mark: mark[0])
            return self._tag_marks[place - 1][1]


def run_entry(run: Mapping[str, Any]) -> dict[str, Any]:
    """A run as /api/runs and /api/changes list it."""
    return {
        "id": run["id"],
        "name": run["name"],
        "first_wall": _time(run["first_wall"]),
        "last_wall": _time(run["last_wall"]),
        "damage": run["damage"],
        "superseded": superseded_of(run),
        "fold": run["fold"],
        "series": [(tag, points, first, last, flags) for tag, points, first, last, _value, flags in run["series"]],
        "media": [
            (medium["tag"], KINDS[medium["plugin"]], medium["points"], medium["first_step"], medium["last_step"])
            for medium in run["media"]
            if medium["plugin"] in KINDS
        ],
    }


def superseded_of(run: Mapping[str, Any]) -> dict[str, int] | None:
    """What a restart replaced in a run, where it replaced anything."""
    points, media = run["superseded"]
    return {"points": points, "media": media} if points or media else None


def _time(wall: float) -> float | None:
    """None while nothing has been read of the run."""
    return wall if math.isfinite(wall) else None
