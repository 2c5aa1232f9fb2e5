"""What runs were started with: hyperparameters, configuration and session, as they were logged. Wraps the reader.

Records are read when they are asked for first, and again only where a run has got more of them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from runchart.reader import Reader

from .answer import number

LARGEST_WHOLE = 2**53
"""Integers beyond are sent as text: JavaScript would round them."""

Value = str | float | int | bool | None


@dataclass(frozen=True)
class Logged:
    """What a run has logged that belongs here."""

    run: int
    row: int
    """The run under which it is told: itself, or the parent of which it is the session."""
    tags: tuple[int | None, ...]
    """Of start, end and configuration."""
    points: tuple[int, ...]


class HParams:
    """The hyperparameters of all runs, kept from one request to the next."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._lock = Lock()
        self._logged: dict[int, Logged] = {}
        self._rows: dict[int, set[int]] = {}
        """The runs that are told under each row."""
        self._entries: dict[int, dict[str, Any]] = {}
        self._changed: dict[int, int] = {}

    def since(self, seq: int) -> dict[str, Any]:
        """Those of the runs of which something was logged after `seq` that belongs here. Where all that was told of a run is told
        under another now, or is gone, its entry is empty."""
        with self._lock:
            now = self._reader.seq()
            places = self._places()
            logged = {run["id"]: _logged(run, places) for run in self._reader.runs(seq)}
            if seq == 0:  # then those that are gone are not told
                logged |= dict.fromkeys(self._logged.keys() - logged.keys())
            changed = {row for run, one in logged.items() for row in self._put(run, one)}
            for row in changed:
                members = sorted(self._rows[row], key=lambda run: run != row)
                self._entries[row] = self._read(row, [self._logged[run] for run in members])
                self._changed[row] = now
            told = [row for row, at in self._changed.items() if (self._rows[row] if seq == 0 else at > seq)]
            return {"seq": now, "runs": [self._entries[row] for row in sorted(told)]}

    def _places(self) -> dict[int, int]:
        """By tag id: which of the three tags it is."""
        from runchart.reader.config import CONFIG_TAG
        from runchart.reader.session import END_TAG, START_TAG

        tags = self._reader.tags()
        return {tags.index(tag): place for place, tag in enumerate((START_TAG, END_TAG, CONFIG_TAG)) if tag in tags}

    def _put(self, run: int, logged: Logged | None) -> set[int]:
        """Takes note of what a run has logged now. Answers the rows that are to be read anew."""
        before = self._logged.get(run)
        if logged == before:
            return set()
        if before is not None:
            self._rows[before.row].discard(run)
            del self._logged[run]
        if logged is not None:
            self._rows.setdefault(logged.row, set()).add(run)
            self._logged[run] = logged
        return {one.row for one in (before, logged) if one is not None}

    def _read(self, row: int, members: list[Logged]) -> dict[str, Any]:
        from runchart.reader.config import configuration
        from runchart.reader.session import SessionEnd, SessionStart, session_end, session_start

        start, end, config = SessionStart(), SessionEnd("running"), dict[str, Any]()
        session = None
        for member in members:
            start_tag, end_tag, config_tag = member.tags
            with suppress(LookupError, ValueError):
                if start_tag is not None:
                    start = session_start(self._reader.metadata(member.run, start_tag)["content"])
            with suppress(LookupError, ValueError):
                if end_tag is not None:
                    end = session_end(self._reader.metadata(member.run, end_tag)["content"])
            if start_tag is not None or end_tag is not None:
                session = {"status": end.status, "group": start.group, "start": start.time, "end": end.time}
            if config_tag is not None:
                config = dict(_flat(configuration(self._reader, member.run, config_tag)))
        hparams = {name: _plain(value) for name, value in start.hparams.items()}
        return {"id": row, "hparams": hparams, "config": config, "session": session}


def _logged(run: Mapping[str, Any], places: Mapping[int, int]) -> Logged | None:
    """None where it has logged nothing of the three."""
    tags: list[int | None] = [None] * 3
    points = [0] * 3
    for medium in run["media"]:
        if medium["tag"] in places:
            place = places[medium["tag"]]
            tags[place], points[place] = medium["tag"], medium["points"]
    fold = run["fold"]
    row = fold["parent"] if fold and fold["line"] is None else run["id"]
    return Logged(run["id"], row, tuple(tags), tuple(points)) if any(points) and not run["removed"] else None


def _flat(values: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Value]]:
    """Keys of mappings inside joined with dots."""
    for name, value in values.items():
        if isinstance(value, dict) and value:
            yield from _flat(value, f"{above}{name}.")
        else:
            yield above + name, _plain(value)


def _plain(value: Any) -> Value:
    """The value as JSON carries it and JavaScript holds it."""
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return value
    if isinstance(value, int):
        return value if abs(value) <= LARGEST_WHOLE else str(value)
    return number(value) if isinstance(value, float) else json.dumps(value, ensure_ascii=False)
