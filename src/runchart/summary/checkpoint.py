"""Checkpoints: where a state of the model was saved, and how good it was. The file is neither read nor copied."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from runchart._core import Draft, number
from runchart.summary.document import document
from runchart.summary.given import given, tag_text
from runchart.summary.plain import number as form


@dataclass(frozen=True)
class Saved:
    """What the file system says of a path when it is logged; None is not known."""

    path: str
    """Absolute, or a URL."""
    relative: str | None = None
    """From the directory of the run, with ``/`` between names."""
    exists: bool | None = None
    directory: bool | None = None
    size: int | None = None
    """Bytes; of a directory, of all files below it."""
    modified: float | None = None
    """Seconds since 1970."""


def checkpoint(tag: str, saved: Saved, metrics: Mapping[str, Any] | None = None) -> Draft:
    """One checkpoint.

    Args:
        tag: name of the series of checkpoints.
        saved: the file or directory.
        metrics: numbers that tell how good this checkpoint is, by name.

    Raises:
        TypeError: `metrics` is no mapping, or holds something that is no number.
        ValueError: a metric has more than one element; a path with surrogates.
    """
    tag = tag_text(tag)
    where = f"add_checkpoint({saved.path!r})"
    if metrics is not None and not isinstance(metrics, Mapping):
        raise TypeError(f"{where}: metrics: expected a dict such as {{'val/loss': 0.3}}, got {given(metrics)}")
    content = {
        "path": saved.path,
        "relative": saved.relative,
        "exists": saved.exists,
        "directory": saved.directory,
        "bytes": saved.size,
        "modified": saved.modified,
        "metrics": {
            str(name): form(number(value, f"{where}: metrics[{name!r}]")) for name, value in (metrics or {}).items()
        },
    }
    return document(tag, "checkpoint", content, where)
