"""The session of a run: what `add_hparams` says of its start and its end. Wraps the wire format.

TensorBoard keeps both as metadata of tags of their own, in its message HParamsPluginData.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

from .wire import fields

START_TAG = "_hparams_/session_start_info"
END_TAG = "_hparams_/session_end_info"
START_FIELD, END_FIELD = 3, 4

HParam: TypeAlias = "float | str | bool | None"

STATUSES = ("unknown", "success", "failure", "running")


@dataclass(frozen=True)
class SessionStart:
    """What was known when the run began."""

    hparams: dict[str, HParam] = field(default_factory=dict)
    """In order of name; numbers are float, as TensorBoard stores them."""
    group: str = ""
    """TensorBoard's name of the group of runs, often empty."""
    time: float | None = None
    """Seconds since 1970, where it was logged."""


@dataclass(frozen=True)
class SessionEnd:
    """What was said when the run ended."""

    status: str = STATUSES[0]
    """One of `STATUSES`."""
    time: float | None = None
    """Seconds since 1970, where it was logged."""


def session_start(content: bytes) -> SessionStart:
    """The start that the metadata of `START_TAG` holds. ValueError if it cannot be read."""
    hparams: dict[str, HParam] = {}
    group, time = "", None
    for number, value in fields(_message(_field(content, START_FIELD))):
        if number == 1:
            pair = dict(fields(_message(value)))
            hparams[_message(pair.get(1, b"")).decode()] = _value(_message(pair.get(2, b"")))
        elif number == 4:
            group = _message(value).decode()
        elif number == 5 and isinstance(value, float):
            time = value or None
    return SessionStart(dict(sorted(hparams.items())), group, time)


def session_end(content: bytes) -> SessionEnd:
    """The end that the metadata of `END_TAG` holds. ValueError if it cannot be read."""
    found = dict(fields(_message(_field(content, END_FIELD))))
    status, time = found.get(1, 0), found.get(2)
    known = isinstance(status, int) and status < len(STATUSES)
    return SessionEnd(
        STATUSES[int(status)] if known else STATUSES[0], time or None if isinstance(time, float) else None
    )


def _field(content: bytes, wanted: int) -> int | float | bytes:
    return next((value for number, value in fields(content) if number == wanted), b"")


def _message(value: float | bytes) -> bytes:
    if not isinstance(value, bytes):
        raise ValueError(f"not a protobuf message: {value!r} where bytes should be")
    return value


def _value(message: bytes) -> HParam:
    """A google.protobuf.Value: null, number, text or truth; lists and objects, which no writer logs, are None."""
    for number, value in fields(message):
        if number == 2 and isinstance(value, float):
            return value
        if number == 3:
            return _message(value).decode()
        if number == 4:
            return bool(value)
    return None
