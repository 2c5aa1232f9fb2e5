"""One run in full: where it lies, its files, its tags by kind, its configuration as it was logged, its damage. Wraps the board."""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from runchart.reader import Reader

from .answer import number
from .board import Board
from .hparams import LARGEST_WHOLE
from .parameters import BadRequestError

EVENT_FILE = "tfevents"


def run_in_full(board: Board, run_id: int) -> dict[str, Any]:
    """What /api/run says. Raises BadRequestError where there is no such run."""
    seq = board.reader.seq()
    runs = {info["id"]: info for info in board.reader.runs()}
    if run_id not in runs:
        raise BadRequestError(f"There is no run {run_id}. /api/runs lists the ids of those that are there.", 404)
    run = runs[run_id]
    children = [info for info in runs.values() if info["fold"] and info["fold"]["parent"] == run_id]
    directory = board.directory_of(run["name"])
    names = {run["name"], *(child["name"] for child in children)}
    return {
        **run_to_share(board, run, seq),
        "directory": directory,
        "files": event_files([directory, *(board.directory_of(child["name"]) for child in children)]),
        "damage": [place for place in board.reader.damage() if place["run"] in names],
    }


def run_to_share(board: Board, run: Any, seq: int) -> dict[str, Any]:
    """The same for a saved page: who gets it need not know where on this machine the run lies."""
    return {
        "boot": board.boot,
        "seq": seq,
        "id": run["id"],
        "directory": None,
        "files": [],
        "kinds": _kinds(board.reader, run),
        "config": _config(board.reader, run),
        "damage": [],
    }


def event_files(directories: Iterable[str | None]) -> list[dict[str, Any]]:
    """The event files right in these directories, by name. What is gone or cannot be read is left out."""
    found = []
    for directory in directories:
        with suppress(OSError), os.scandir(directory or "") as entries:
            for entry in entries:
                if EVENT_FILE in entry.name and entry.is_file():
                    about = entry.stat()
                    found.append({"path": entry.path, "bytes": about.st_size, "modified": about.st_mtime})
    return sorted(found, key=lambda file: file["path"])


def _kinds(reader: Reader, run: Any) -> dict[str, list[int]]:
    """Tag ids by kind: TensorBoard's name of the plugin, or the kind of a document of our own."""
    from runchart.reader.kind import PLUGIN, document_kind

    kinds: dict[str, list[int]] = {"scalars": [series[0] for series in run["series"]]} if run["series"] else {}
    for medium in run["media"]:
        kind = medium["plugin"]
        if kind == PLUGIN:
            with suppress(LookupError):
                kind = document_kind(reader.metadata(run["id"], medium["tag"])["content"])
        kinds.setdefault(kind, []).append(medium["tag"])
    return kinds


def _config(reader: Reader, run: Any) -> Any:
    from runchart.reader.config import CONFIG_TAG, configuration

    tags = reader.tags()
    tag = tags.index(CONFIG_TAG) if CONFIG_TAG in tags else -1
    there = any(medium["tag"] == tag for medium in run["media"])
    return _carried(configuration(reader, run["id"], tag)) if there else {}


def _carried(value: Any) -> Any:
    """The value as JSON carries it and JavaScript holds it."""
    if isinstance(value, dict):
        return {name: _carried(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_carried(inner) for inner in value]
    if isinstance(value, float):
        return number(value)
    large = isinstance(value, int) and not isinstance(value, bool) and abs(value) > LARGEST_WHOLE
    return str(value) if large else value
