"""The points of media series, what each holds, and the bytes of one sample, read from its file when asked. Wraps the board.

A point is asked for by a reference that the server made: it names no path, holds only for this start of the server, and is
answered with 410 once the file that it leads into is another.
"""

from __future__ import annotations

import json
import re
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from .answer import json_answer, number
from .board import KINDS, Board
from .parameters import BadRequestError, count_parameter, object_of, read_body, series_pairs
from .picture import SVG, picture_of

MOST_REFERENCES = 200
REFERENCE = re.compile(r"([0-9a-f]{1,32})\.(\d{1,9})\.(\d{1,9})\.(\d{1,9})\.(\d{1,19})", re.ASCII)
NO_PICTURE = "application/octet-stream"
HEADERS = {
    # Bytes behind a reference never change, and a sandbox without scripts is all that they get where they are opened as a page.
    "cache-control": "private, max-age=31536000, immutable",
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox",
}


async def points(request: Request) -> Response:
    """POST /api/media."""
    given = object_of(await read_body(request), {"series": [[0, 0]]})
    wanted = series_pairs(given.get("series"))
    return json_answer(request, await run_in_threadpool(_points, request.app.state.board, wanted))


def _points(board: Board, wanted: list[tuple[int, int]]) -> dict[str, Any]:
    seq = board.reader.seq()
    media = {(run["id"], medium["tag"]): medium for run in board.reader.runs() for medium in run["media"]}
    return {"boot": board.boot, "seq": seq, "series": [_series(board, *one, media.get(one)) for one in wanted]}


def _series(board: Board, run: int, tag: int, medium: Any) -> dict[str, Any]:
    """One series in columns; one that is not there, or of a kind that the board does not show, has no points."""
    series = {"run": run, "tag": tag, "kind": None, "description": "", "superseded": 0}
    kind = KINDS.get(medium["plugin"]) if medium else None
    if kind is None:
        return {**series, "steps": [], "wall_times": [], "refs": []}
    places = board.reader.places(run, tag)
    stem = f"{board.boot}.{run}.{tag}"
    refs = zip(places["files"].tolist(), places["offsets"].tolist(), strict=True)
    return {
        **series,
        "kind": kind,
        "description": board.reader.metadata(run, tag)["description"],
        "superseded": medium["superseded"],
        "steps": places["steps"].tolist(),
        "wall_times": [number(wall_time) for wall_time in places["wall_times"].tolist()],
        "refs": [f"{stem}.{file}.{offset}" for file, offset in refs],
    }


async def samples(request: Request) -> Response:
    """POST /api/media/samples."""
    refs = object_of(await read_body(request), {"refs": ["9f3c1a.0.3.0.1024"]}).get("refs")
    if not (isinstance(refs, list) and all(isinstance(ref, str) for ref in refs) and len(refs) <= MOST_REFERENCES):
        shown = json.dumps(refs)[:60]
        raise BadRequestError(
            f"refs is {shown}. Send a list of at most {MOST_REFERENCES} of what /api/media gave as refs."
        )
    return json_answer(request, await run_in_threadpool(_points_held, request.app.state.board, refs))


def _points_held(board: Board, refs: list[str]) -> dict[str, Any]:
    return {"boot": board.boot, "points": [_held(board, ref) for ref in refs]}


def _held(board: Board, ref: str) -> dict[str, Any]:
    """The samples of one point, or why they cannot be told: the others of the request are answered all the same."""
    try:
        value = _value(board, ref)
    except BadRequestError as refusal:
        return {"samples": [], "status": refusal.status, "error": str(refusal)}
    found = []
    for encoded in value["encoded"]:
        kind, width, height = picture_of(encoded)
        if kind == SVG:
            width, height = value["width"] or None, value["height"] or None
        found.append({"type": kind, "bytes": len(encoded), "width": width, "height": height})
    return {"samples": found, "status": 200, "error": None}


def blob(request: Request) -> Response:
    """GET /api/media/blob."""
    board: Board = request.app.state.board
    ref, sample = request.query_params.get("ref", ""), count_parameter(request, "sample", 0)
    tag = f'"{ref}.{sample}"'
    known = request.headers.get("if-none-match") == tag and ref.startswith(f"{board.boot}.")
    if known and REFERENCE.fullmatch(ref):
        return Response(status_code=304, headers={**HEADERS, "etag": tag})
    encoded = _value(board, ref)["encoded"]
    if sample >= len(encoded):
        raise BadRequestError(f"There is no sample {sample}: this point has {len(encoded)}, counted from 0.", 404)
    kind = picture_of(encoded[sample]).type
    headers = {**HEADERS, "etag": tag}
    if kind is None or kind == SVG:
        headers["content-disposition"] = "attachment"
    return Response(encoded[sample], headers=headers, media_type=kind or NO_PICTURE)


def text(request: Request) -> Response:
    """GET /api/media/text. Bytes that are no UTF-8 are replaced, as every reader does."""
    board: Board = request.app.state.board
    value = _value(board, request.query_params.get("ref", ""), "strings")
    values = [one.decode("utf-8", "replace") for one in value["values"]]
    answer = json_answer(request, {"boot": board.boot, "shape": list(value["shape"]), "values": values})
    answer.headers["cache-control"] = HEADERS["cache-control"]
    return answer


def _value(board: Board, ref: str, kind: str = "image") -> Any:
    """What is behind a reference, read and verified now. Raises BadRequestError, also where it is of another kind."""
    parts = REFERENCE.fullmatch(ref)
    if not parts:
        raise BadRequestError(f"ref={ref[:60]!r} is no reference. Send one of those that POST /api/media gave in refs.")
    gone = BadRequestError(
        "What this reference led to is not there any more. Ask POST /api/media for the points again.", 410
    )
    if parts[1] != board.boot:
        raise gone
    try:
        value = board.reader.value(*map(int, parts.groups()[1:]))
    except ValueError as error:
        raise BadRequestError(f"This point cannot be read: {error}.", 422) from None
    except (LookupError, OSError, OverflowError):
        raise gone from None
    if value["kind"] != kind:
        raise BadRequestError(f"This point is stored as {value['kind']}, and was asked for as {kind}.", 422)
    return value
