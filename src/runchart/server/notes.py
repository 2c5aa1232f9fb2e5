"""What people say about runs: another name, a note, labels, a star, hidden or not, a colour. Kept by name of the run.

Wraps storage: the document `runs.json`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from .parameters import BadRequestError
from .storage import Content, Storage

MOST_RUNS = 10_000
LONGEST_NAME = 200
LONGEST_NOTE = 65_536
MOST_LABELS = 50

Change = dict[str, dict[str, Any]]
"""New values of fields by name of run; None takes a field away."""


def _name(value: Any) -> bool:
    return isinstance(value, str) and len(value.strip()) > 0 and len(value) <= LONGEST_NAME


FIELDS: dict[str, tuple[Callable[[Any], bool], str]] = {
    "name": (_name, f"text of 1 to {LONGEST_NAME} characters"),
    "note": (
        lambda value: isinstance(value, str) and len(value) <= LONGEST_NOTE,
        f"text of at most {LONGEST_NOTE} characters",
    ),
    "labels": (
        lambda value: isinstance(value, list) and len(value) <= MOST_LABELS and all(map(_name, value)),
        f"a list of at most {MOST_LABELS} texts",
    ),
    "star": (lambda value: isinstance(value, bool), "true or false"),
    "hidden": (lambda value: isinstance(value, bool), "true or false"),
    "colour": (lambda value: isinstance(value, str) and re.fullmatch(r"#[0-9a-f]{6}", value) is not None, "#rrggbb"),
}


class Notes:
    """The notes of one logdir."""

    def __init__(self, storage: Storage) -> None:
        self._document = storage.document("runs")

    def all(self) -> dict[str, Any]:
        """The version, and the fields by name of run. Raises StorageError."""
        version = self._document.version()
        return {"version": version, "runs": _runs(self._document.read())}

    def change(self, change: Change) -> dict[str, Any]:
        """Stores new values, field by field: what others have changed meanwhile stays. Says what was there before."""
        before: Change = {}

        def apply(content: Content) -> None:
            content["version"] = 1
            runs = content["runs"] = _runs(content)
            for run, values in change.items():
                fields = dict(runs.get(run, {}))
                before[run] = {field: fields.get(field) for field in values}
                fields.update(values)
                kept = {field: value for field, value in fields.items() if value is not None}
                if kept:
                    runs[run] = kept
                else:
                    runs.pop(run, None)

        content = self._document.update(apply)
        return {"version": self._document.version(), "runs": _runs(content), "before": before}


def _runs(content: Content) -> dict[str, Any]:
    runs = content.get("runs")
    if not isinstance(runs, dict):
        return {}
    return {run: fields for run, fields in runs.items() if isinstance(fields, dict)}


def parse_change(body: bytes) -> Change:
    """The body of POST /api/notes, checked."""
    try:
        given = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise BadRequestError(f'The body is not JSON ({error}). Send {{"runs": {{"a": {{"star": true}}}}}}.') from None
    runs = given.get("runs") if isinstance(given, dict) and given.keys() == {"runs"} else None
    if not isinstance(runs, dict) or not all(isinstance(fields, dict) for fields in runs.values()):
        raise BadRequestError('The body must be {"runs": {"name of a run": {"field": value}}}.')
    if len(runs) > MOST_RUNS:
        raise BadRequestError(f"{len(runs)} runs are too many for one change. Send at most {MOST_RUNS}.")
    for run, fields in runs.items():
        for field, value in fields.items():
            if field not in FIELDS:
                raise BadRequestError(f"Unknown field {field!r} of run {run!r}. Known are {', '.join(FIELDS)}.")
            fits, accepted = FIELDS[field]
            if value is not None and not fits(value):
                raise BadRequestError(
                    f"{field} of run {run!r} is {json.dumps(value)[:60]}. It must be {accepted}, or null."
                )
    return runs
