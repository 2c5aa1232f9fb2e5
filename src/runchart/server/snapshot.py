"""A board as one HTML file that opens without a server: the page's script and style, and what it would ask for.

Wraps the board. Each series is in it as buckets with first, last, least, greatest and mean value and counts, as fine as fits.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import html
import re
import time
from collections.abc import Collection
from functools import partial
from pathlib import Path
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from .answer import encode
from .board import Board
from .frame import COLUMNS, encode_frame
from .parameters import BadRequestError, object_of, read_body
from .run import run_to_share

PAGE = Path(__file__).parent.parent / "_ui" / "static"
LARGEST = 32_000_000
"""Bytes of a file."""
MOST_BUCKETS, LEAST_BUCKETS = 1000, 50
# What all buckets together may take before they are packed, and what one of them takes on both axes.
ROOM = 24_000_000
BUCKET_BYTES = 2 * 52
NO_USEFUL_STEPS, SOME_SUPERSEDED = 1, 2
KEPT_COLUMNS = tuple(column for column in COLUMNS if column not in {"x_min", "x_max"})


class SnapshotError(Exception):
    """The file cannot be made; the text says why and what to do."""


def snapshot(
    board: Board, runs: Collection[str] | None = None, tags: Collection[str] | None = None, fragment: str = ""
) -> bytes:
    """The file. `runs` and `tags` are names of what is in it, all by default; `fragment` is the view, as in the address.

    Raises:
        SnapshotError: there is no page, nothing to show, or more than fits into 32 MB.
    """
    try:
        script, style = (PAGE / "board.js").read_text("utf-8"), (PAGE / "board.css").read_text("utf-8")
    except FileNotFoundError:
        raise SnapshotError("this checkout holds no built page: run `make ui`") from None
    answer = _runs(board, runs, tags)
    if not any(run["series"] for run in answer["runs"]):
        raise SnapshotError("there are no scalars in these runs, so there is nothing to show")
    ids = {run["id"] for run in answer["runs"]}
    hparams = board.hparams(None)
    hparams["runs"] = [run for run in hparams["runs"] if run["id"] in ids]
    notes, names = board.notes.all(), {run["name"] for run in answer["runs"]}
    notes["runs"] = {name: fields for name, fields in notes["runs"].items() if name in names}
    answers = {
        "api/runs": answer,
        "api/hparams": hparams,
        "api/layouts": board.layouts(ids),
        "api/notes": notes,
        "api/views": {**board.views.all(), "default": None},
        "api/damage": {"damage": [], "superseded": []},
        "api/nearby": {"folders": []},
    }
    for run in board.reader.runs():
        if run["id"] in ids:
            answers[f"api/run?id={run['id']}"] = run_to_share(board, run, answer["seq"])
    everything = [(run["id"], entry[0]) for run in answer["runs"] for entry in run["series"]]
    statistics = {"series": everything, **board.statistics(everything)}
    data = {"saved": time.time(), "fragment": fragment, "answers": answers, "statistics": statistics}
    page = _page(board, answer, script, style, encode(data).decode())
    if len(page) > LARGEST:
        raise SnapshotError(
            f"the page would have {len(page) / 1e6:.0f} MB, more than {LARGEST / 1e6:.0f} MB; choose fewer runs"
        )
    return page


async def save(request: Request) -> Response:
    """POST /api/snapshot."""
    given = object_of(await read_body(request), {"runs": ["lr3e-4"], "fragment": "y=log"})
    runs, fragment = given.get("runs"), given.get("fragment", "")
    if runs is not None and not (isinstance(runs, list) and all(isinstance(name, str) for name in runs)):
        raise BadRequestError("runs must be a list of names of runs, or null for all.")
    if not isinstance(fragment, str):
        raise BadRequestError("fragment must be the part of the page's address after #, as a string.")
    try:
        page = await run_in_threadpool(snapshot, request.app.state.board, runs, None, fragment)
    except SnapshotError as error:
        raise BadRequestError(f"It cannot be saved: {error}.", 422) from None
    # An attachment: opened in place it would run under the board's own address.
    headers = {"cache-control": "no-store", "content-disposition": 'attachment; filename="board.html"'}
    return Response(page, headers=headers, media_type="text/html")


def _runs(board: Board, names: Collection[str] | None, tags: Collection[str] | None) -> dict[str, Any]:
    """/api/runs of these runs and of the children that are folded into them."""
    answer = board.runs(0, 10**9)
    if tags is not None:
        kept = {place for place, tag in enumerate(answer["tags"]) if tag in tags}
        answer["runs"] = [{**run, "series": [one for one in run["series"] if one[0] in kept]} for run in answer["runs"]]
    chosen = {run["id"] for run in answer["runs"] if names is None or run["name"] in names}
    listed = [run for run in answer["runs"] if run["id"] in chosen or (run["fold"] or {}).get("parent") in chosen]
    progress = {**answer["progress"], "state": "following"}
    # Who gets the file need not know where on this machine the logdir lies.
    logdir = Path(answer["logdir"]).name
    # Pictures stay in the event files.
    listed = [{**run, "media": []} for run in listed]
    return {**answer, "logdir": logdir, "progress": progress, "damaged": 0, "total": len(listed), "runs": listed}


def _page(board: Board, answer: dict[str, Any], script: str, style: str, data: str) -> bytes:
    series = [(run["id"], entry[0], entry[4]) for run in answer["runs"] for entry in run["series"]]
    pixels = max(LEAST_BUCKETS, min(MOST_BUCKETS, ROOM // (BUCKET_BYTES * len(series))))
    everything = [(run, tag) for run, tag, _ in series]
    frames = {
        "step": everything,
        "relative": everything,
        "index": [(run, tag) for run, tag, flags in series if flags & NO_USEFUL_STEPS],
    }
    replaced = {(run, tag) for run, tag, flags in series if flags & SOME_SUPERSEDED}
    script = re.sub(r"<(/script|!--)", r"<\\\1", script, flags=re.IGNORECASE)
    title = html.escape(f"{answer['logdir']} · runchart")
    parts = [
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{_policy(script, style)}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="color-scheme" content="light dark">',
        f"<title>{title}</title>\n<style>{style}</style>\n</head>\n<body>",
        f'<script type="application/json" id="runchart-answers">{_harmless(data)}</script>',
        *(_frame(board, axis, pairs, pixels) for axis, pairs in frames.items()),
        *(_frame(board, axis, [*replaced.intersection(pairs)], pixels, True) for axis, pairs in frames.items()),
        f'<script type="module">{script}</script>\n</body>\n</html>\n',
    ]
    return "\n".join(parts).encode("utf-8", "replace")


def _frame(board: Board, axis: str, pairs: list[tuple[int, int]], pixels: int, superseded: bool = False) -> str:
    head = {"boot": board.boot, "seq": board.reader.seq(), "x": axis}
    by_tag: dict[int, list[tuple[int, int]]] = {}
    for run, tag in pairs:
        by_tag.setdefault(tag, []).append((run, tag))
    # One request is one grid: what shares a chart shares it, and long tags do not coarsen short ones.
    query = partial(board.reader.query, x=axis, lo=None, hi=None, pixels=pixels, superseded=superseded)
    buckets = [one for group in by_tag.values() for one in query(group)]
    ordered = [pair for group in by_tag.values() for pair in group]
    packed = gzip.compress(encode_frame(head, ordered, buckets, KEPT_COLUMNS), 6, mtime=0)
    text = base64.b64encode(packed).decode()
    name = f"{axis}-superseded" if superseded else axis
    return f'<script type="application/octet-stream" id="runchart-frame-{name}">{text}</script>'


def _harmless(data: str) -> str:
    """JSON in which no logged name can end the element around it or begin a comment."""
    return data.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _policy(script: str, style: str) -> str:
    """Only what is in the file runs, and nothing is loaded from anywhere."""
    return (
        f"default-src 'none'; script-src {_hash(script)}; style-src {_hash(style)}; font-src data:; "
        "img-src data: blob:; connect-src 'none'; base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode('utf-8', 'replace')).digest()).decode()}'"
