"""The configuration of a run: all documents of `add_config`, merged. Wraps the native `Reader`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from runchart._core import Reader

CONFIG_TAG = "_runchart/config"


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
