"""The charts that runs asked for: all logged layouts as one, in order of the runs' names. Wraps the reader.

A run's layout is read when it is asked for first, and again only where the run has logged another.
"""

from __future__ import annotations

from collections.abc import Container
from contextlib import suppress
from dataclasses import asdict
from threading import Lock
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from runchart.reader import Reader
    from runchart.reader.layouts import Layout


class Layouts:
    """The layouts of all runs, kept from one request to the next."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._lock = Lock()
        self._read: dict[int, tuple[int, Layout]] = {}
        """By run: how many layouts it had logged, and the last of them."""

    def categories(self, runs: Container[int] | None) -> list[dict[str, Any]]:
        """Those of these runs, of all by default. Of a run that logged several, the last one counts, as in TensorBoard."""
        from runchart.reader.layouts import TAG, merged

        with self._lock:
            tags = self._reader.tags()
            tag = tags.index(TAG) if TAG in tags else -1
            found: list[tuple[str, int, int]] = []
            for run in self._reader.runs() if tag >= 0 else []:
                points = next((medium["points"] for medium in run["media"] if medium["tag"] == tag), 0)
                if points and not run["removed"]:
                    found.append((run["name"], run["id"], points))
            self._read = {run: self._layout(run, tag, points) for _, run, points in found}
            wanted = [run for _, run, _ in sorted(found) if runs is None or run in runs]
            return [asdict(category) for category in merged(self._read[run][1] for run in wanted)]

    def _layout(self, run: int, tag: int, points: int) -> tuple[int, Layout]:
        """What is damaged is left out: it is reported with the damage of its file."""
        from runchart.reader.layouts import layout

        known = self._read.get(run)
        if known and known[0] == points:
            return known
        with suppress(LookupError, ValueError, OSError):
            places = self._reader.places(run, tag, superseded=True)
            value = self._reader.value(run, tag, int(places["files"][-1]), int(places["offsets"][-1]))
            return points, layout(value["values"][0] if value["kind"] == "strings" else b"")
        return points, ()
