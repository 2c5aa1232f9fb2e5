"""What a request asks for, checked: query parameters and bodies. Wraps Starlette's request.

A value that cannot be used is refused with a sentence that says what was given, what is accepted and what to do.
"""

from __future__ import annotations

import json
import math
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from starlette.requests import ClientDisconnect, Request

from .frame import COLUMNS

X_AXES = ("step", "relative_step", "relative", "wall", "index")
SCALES = ("linear", "log", "symlog")
BODY_LIMIT = 4 * 1024 * 1024
MOST_PIXELS = 1_000_000
LONGEST_WAIT = 30.0


class BadRequestError(Exception):
    """The request cannot be answered; the text is the sentence to send."""

    def __init__(self, sentence: str, status: int = 400) -> None:
        super().__init__(sentence)
        self.status = status


@dataclass(frozen=True)
class SeriesQuery:
    """The body of POST /api/series, checked."""

    x: str | int
    """The name of an axis, or the id of a tag."""
    scale: str
    threshold: float
    lo: float | None
    hi: float | None
    pixels: int | None
    series: list[tuple[int, int]]
    columns: tuple[str, ...]
    superseded: bool
    median: float | None

    @classmethod
    def parse(cls, body: bytes) -> SeriesQuery:
        given = object_of(
            body,
            {
                "x": "step",
                "lo": None,
                "hi": None,
                "pixels": 300,
                "series": [[0, 0]],
                "columns": None,
                "superseded": None,
                "scale": None,
                "threshold": None,
                "median": None,
            },
        )
        query = cls(
            x=_x_axis(given.get("x", "step")),
            scale=choice("scale", given.get("scale", "linear"), SCALES),
            threshold=_above_nought("threshold", given.get("threshold", 1.0)),
            lo=_bound("lo", given.get("lo")),
            hi=_bound("hi", given.get("hi")),
            pixels=_pixels(given.get("pixels")),
            series=series_pairs(given.get("series")),
            columns=_columns(given.get("columns")),
            superseded=_flag("superseded", given.get("superseded", False)),
            median=None if given.get("median") is None else _above_nought("median", given["median"]),
        )
        if query.lo is not None and query.hi is not None and query.lo > query.hi:
            raise BadRequestError(f"lo is {query.lo:g} and hi is {query.hi:g}. lo must not be greater than hi.")
        return query


def object_of(body: bytes, example: dict[str, Any]) -> dict[str, Any]:
    """The JSON object that a body holds. `example` has all fields that are known."""
    shown = {name: value for name, value in example.items() if value is not None}
    try:
        given = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise BadRequestError(f"The body is not JSON ({error}). Send an object such as {json.dumps(shown)}.") from None
    if not isinstance(given, dict):
        raise BadRequestError(f"The body is a JSON {_kind(given)}. Send an object such as {json.dumps(shown)}.")
    unknown = sorted(given.keys() - example.keys())
    if unknown:
        raise BadRequestError(f"Unknown field {unknown[0]!r}. Known are {', '.join(example)}.")
    return given


async def read_body(request: Request) -> bytes:
    """The request's body, or a refusal before too much of it is held."""
    too_long = f"The body is longer than {BODY_LIMIT // 1024**2} MiB. Ask for fewer series at once."
    length = request.headers.get("content-length", "0")
    if length.isdigit() and int(length) > BODY_LIMIT:
        raise BadRequestError(too_long, 413)
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > BODY_LIMIT:
                raise BadRequestError(too_long, 413)
    except ClientDisconnect:
        raise BadRequestError("The connection ended before the body did.") from None
    return bytes(body)


def count_parameter(request: Request, name: str, default: int) -> int:
    """A query parameter that counts something."""
    text = request.query_params.get(name)
    if text is None:
        return default
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise BadRequestError(f"{name}={text!r} is not a count. Send a whole number of 0 or more.")
    return int(text)


def seconds_parameter(request: Request, name: str) -> float:
    """A query parameter that says how long to wait."""
    text = request.query_params.get(name, "0")
    try:
        seconds = float(text)
    except ValueError:
        seconds = math.nan
    if not 0 <= seconds <= LONGEST_WAIT:
        raise BadRequestError(f"{name}={text!r} is not a time to wait. Send seconds from 0 to {LONGEST_WAIT:g}.")
    return seconds


def choice(name: str, value: Any, choices: Collection[str]) -> str:
    """A field that is one of a few words."""
    if value not in choices:
        raise BadRequestError(f"{name} is {_show(value)}. It must be one of {', '.join(choices)}.")
    return str(value)


def _x_axis(value: Any) -> str | int:
    if isinstance(value, dict) and value.keys() == {"tag"}:
        tag = value["tag"]
        if type(tag) is int and 0 <= tag < 2**31:
            return tag
    elif isinstance(value, str) and value in X_AXES:
        return value
    raise BadRequestError(f'x is {_show(value)}. It must be one of {", ".join(X_AXES)}, or {{"tag": a tag id}}.')


def _above_nought(name: str, value: Any) -> float:
    if isinstance(value, (int, float)) and not isinstance(value, bool) and 0 < value <= 1e300:
        return float(value)
    raise BadRequestError(f"{name} is {_show(value)}. It must be a number above 0.")


def _bound(name: str, value: Any) -> float | None:
    if value is None:
        return None
    if isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) <= 1e300:
        return float(value)
    raise BadRequestError(f"{name} is {_show(value)}. It must be a finite number, or null for no bound.")


def _flag(name: str, value: object) -> bool:
    if not isinstance(value, bool):
        raise BadRequestError(f"{name} is {value!r}. Send true or false.")
    return value


def _pixels(value: Any) -> int | None:
    if value is None:
        return None
    if type(value) is int and 1 <= value <= MOST_PIXELS:
        return value
    raise BadRequestError(f"pixels is {_show(value)}. It must be a whole number from 1 to {MOST_PIXELS}, or null.")


def series_pairs(value: Any) -> list[tuple[int, int]]:
    """A field that names series by run id and tag id."""
    if not isinstance(value, list):
        raise BadRequestError(f"series is {_show(value)}. It must be a list of [run id, tag id].")
    for pair in value:
        whole = isinstance(pair, list) and len(pair) == 2 and all(type(part) is int for part in pair)
        if not whole or not all(0 <= part < 2**31 for part in pair):
            raise BadRequestError(f"series holds {_show(pair)}. Each entry must be [run id, tag id].")
    return [(run, tag) for run, tag in value]


def _columns(value: Any) -> tuple[str, ...]:
    if value is None:
        return COLUMNS
    if not isinstance(value, list) or not value:
        raise BadRequestError(f"columns is {_show(value)}. It must be a list of column names, or left out for all.")
    for name in value:
        if name not in COLUMNS:
            raise BadRequestError(f"columns holds {_show(name)}. Known columns are {', '.join(COLUMNS)}.")
    return tuple(value)


def _kind(value: Any) -> str:
    names = {list: "list", str: "string", bool: "boolean", int: "number", float: "number", type(None): "null"}
    return names.get(type(value), "value")


def _show(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else text[:57] + "..."
