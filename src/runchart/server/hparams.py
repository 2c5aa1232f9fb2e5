"""What runs were started with: hyperparameters, configuration and session, as they were logged. Wraps the reader.

Records are read when they are asked for first, and again only where a run has got more of them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from threading import Lock
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from runchart.reader import Reader

from .answer import number

CONFIG_TAG = "_runchart/config"
LARGEST_WHOLE = 2**53
"""Integers beyond are sent as text: JavaScript would round them."""

Value = str | float | int | bool | None
Marks = tuple[int, ...]
"""How many records of each kind a run had when they were read."""


class HParams:
    """The hyperparameters of all runs, kept from one request to the next."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._lock = Lock()
        self._marks: dict[int, Marks] = {}
        self._entries: dict[int, dict[str, Any]] = {}
        self._changed: dict[int, int] = {}

    def since(self, seq: int) -> dict[str, Any]:
        """Those of the runs of which something was logged after `seq` that belongs here."""
        from runchart.reader.session import END_TAG, START_TAG

        with self._lock:
            now = self._reader.seq()
            tags = self._reader.tags()
            places = {
                tags.index(tag): place for place, tag in enumerate((START_TAG, END_TAG, CONFIG_TAG)) if tag in tags
            }
            looked = self._reader.runs(seq)
            for run in looked:
                self._look(run, places, now)
            if seq == 0:  # then those that are gone are not told
                there = {run["id"] for run in looked}
                for gone in self._entries.keys() - there:
                    self._forget(gone)
            changed = [run for run, at in self._changed.items() if at > seq or seq == 0]
            return {"seq": now, "runs": [self._entries[run] for run in sorted(changed)]}

    def _look(self, run: Mapping[str, Any], places: Mapping[int, int], now: int) -> None:
        """Reads what a run has got since the last look."""
        found = [(-1, 0)] * 3
        for medium in run["media"]:
            if medium["tag"] in places:
                found[places[medium["tag"]]] = (medium["tag"], medium["points"])
        marks = tuple(points for _, points in found)
        if run["removed"]:
            self._forget(run["id"])
        elif self._marks.get(run["id"], (0, 0, 0)) != marks:
            self._entries[run["id"]] = self._read(run["id"], *(tag if points else -1 for tag, points in found))
            self._marks[run["id"]] = marks
            self._changed[run["id"]] = now

    def _forget(self, run: int) -> None:
        for kept in (self._marks, self._entries, self._changed):
            kept.pop(run, None)

    def _read(self, run: int, start_tag: int, end_tag: int, config_tag: int) -> dict[str, Any]:
        from runchart.reader.session import SessionEnd, SessionStart, session_end, session_start

        start, end = SessionStart(), SessionEnd("running")
        with suppress(LookupError, ValueError):
            if start_tag >= 0:
                start = session_start(self._reader.metadata(run, start_tag)["content"])
        with suppress(LookupError, ValueError):
            if end_tag >= 0:
                end = session_end(self._reader.metadata(run, end_tag)["content"])
        logged = start_tag >= 0 or end_tag >= 0
        session = {
            "status": end.status,
            "group": start.group,
            "start": start.time,
            "end": end.time,
        }
        return {
            "id": run,
            "hparams": {name: _plain(value) for name, value in start.hparams.items()},
            "config": dict(_flat(configuration(self._reader, run, config_tag))) if config_tag >= 0 else {},
            "session": session if logged else None,
        }


def configuration(reader: Reader, run: int, tag: int) -> dict[str, Any]:
    """All documents of a run merged. What is damaged is left out: it is reported with the damage of its file."""
    merged: dict[str, Any] = {}
    places = reader.places(run, tag, superseded=True)
    for file, offset in zip(places["files"].tolist(), places["offsets"].tolist(), strict=True):
        with suppress(LookupError, ValueError, OSError, RecursionError):
            value = reader.value(run, tag, file, offset)
            document = json.loads(value["values"][0]) if value["kind"] == "strings" else None
            values = document.get("values") if isinstance(document, dict) else None
            _merge(merged, values if isinstance(values, dict) else {})
    return merged


def _merge(into: dict[str, Any], values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        if isinstance(value, dict) and isinstance(into.get(name), dict):
            _merge(into[name], value)
        else:
            into[name] = value


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
