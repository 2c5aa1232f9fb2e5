"""Checkpoints of one tag: where states of the model were saved, and how good they were. Wraps documents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .documents import Documents, real


@dataclass(frozen=True)
class Checkpoint:
    """What was known of one checkpoint when it was logged; None is not known."""

    path: str
    """Absolute on the machine that logged it, or a URL."""
    relative: str | None
    """From the run's directory, with ``/``: it stays true when logs and checkpoints are moved together."""
    exists: bool | None
    directory: bool | None
    bytes: int | None
    """Size; of a directory, of all files below it."""
    modified: float | None
    """Seconds since 1970."""
    metrics: dict[str, float]


class Checkpoints(Documents[Checkpoint]):
    """Checkpoints in order of their points."""

    kinds = ("checkpoint",)

    def _item(self, document: Any, _rest: list[bytes]) -> Checkpoint:
        metrics = {name: real(value) for name, value in document["metrics"].items()}
        known = ("path", "relative", "exists", "directory", "bytes", "modified")
        return Checkpoint(**{name: document[name] for name in known}, metrics=metrics)
