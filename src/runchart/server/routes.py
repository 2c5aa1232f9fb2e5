"""The routes below /api: each parses its request, asks the board, and answers. Wraps board, frame, live and nearby."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Mount, Route

from . import blobs, deletion
from .answer import frame_answer, json_answer
from .board import Board, Cursor
from .export import export
from .frame import encode_frame
from .live import STREAM_HEADERS, Live, long_poll, stream
from .nearby import nearby_folders
from .notes import parse_change
from .openapi import document
from .parameters import (
    SeriesQuery,
    count_parameter,
    object_of,
    read_body,
    seconds_parameter,
    series_pairs,
)
from .run import run_in_full
from .security import refuse_foreign
from .snapshot import save
from .views import parse_views_change

MOST_RUNS = 10_000


def board_of(request: Request) -> Board:
    """The board of the application that got this request."""
    board: Board = request.app.state.board
    return board


def runs(request: Request) -> Response:
    offset = count_parameter(request, "offset", 0)
    limit = count_parameter(request, "limit", 1000)
    return json_answer(request, board_of(request).runs(offset, min(limit, MOST_RUNS)))


def run(request: Request) -> Response:
    return json_answer(request, run_in_full(board_of(request), count_parameter(request, "id", 0)))


async def series(request: Request) -> Response:
    query = SeriesQuery.parse(await read_body(request))
    return await run_in_threadpool(_series_answer, request, query)


def _series_answer(request: Request, query: SeriesQuery) -> Response:
    board = board_of(request)
    x = query.x if isinstance(query.x, str) else {"tag": query.x}
    head = {"boot": board.boot, "seq": board.reader.seq(), "x": x}
    buckets = board.reader.query(
        query.series,
        query.x,
        query.lo,
        query.hi,
        query.pixels,
        superseded=query.superseded,
        scale=query.scale,
        threshold=query.threshold,
        median=query.median,
    )
    columns = query.columns if query.median is None else (*query.columns, "median")
    return frame_answer(request, encode_frame(head, query.series, buckets, columns))


async def statistics(request: Request) -> Response:
    wanted = series_pairs(object_of(await read_body(request), {"series": [[0, 0]]}).get("series"))
    return json_answer(request, await run_in_threadpool(board_of(request).statistics, wanted))


async def changes(request: Request) -> Response:
    live: Live = request.app.state.live
    since = Cursor.parse(request.headers.get("last-event-id") or request.query_params.get("since", ""))
    if "text/event-stream" in request.headers.get("accept", ""):
        return StreamingResponse(stream(live, since), headers=STREAM_HEADERS, media_type="text/event-stream")
    data = await long_poll(live, since, seconds_parameter(request, "wait"))
    return await run_in_threadpool(json_answer, request, data)


def hparams(request: Request) -> Response:
    since = request.query_params.get("since")
    return json_answer(request, board_of(request).hparams(Cursor.parse(since) if since else None))


def layouts(request: Request) -> Response:
    return json_answer(request, board_of(request).layouts())


def notes(request: Request) -> Response:
    return json_answer(request, board_of(request).notes.all())


async def change_notes(request: Request) -> Response:
    refuse_foreign(request)
    change = parse_change(await read_body(request))
    answer = await run_in_threadpool(board_of(request).notes.change, change)
    request.app.state.live.wake()
    return json_answer(request, answer)


def views(request: Request) -> Response:
    name = request.query_params.get("name")
    stored = board_of(request).views
    return json_answer(request, stored.all() if name is None else stored.one(name))


async def change_views(request: Request) -> Response:
    refuse_foreign(request)
    change = parse_views_change(await read_body(request))
    answer = await run_in_threadpool(board_of(request).views.change, change)
    request.app.state.live.wake()
    return json_answer(request, answer)


def damage(request: Request) -> Response:
    return json_answer(request, board_of(request).damage())


def nearby(request: Request) -> Response:
    board = board_of(request)
    folders = [] if board.reader.runs() else nearby_folders(board.logdir)
    return json_answer(request, {"folders": folders})


def other_tools(request: Request) -> Response:
    from runchart.reader.other_tools import found_below

    found = found_below(board_of(request).reader.directories())
    return json_answer(request, {"found": [one.entry() for one in found]})


def health(request: Request) -> Response:
    return json_answer(request, board_of(request).health())


def openapi(request: Request) -> Response:
    return json_answer(request, document(board_of(request).version))


ROUTES = Mount(
    "/api",
    routes=[
        Route("/runs", runs, methods=["GET"]),
        Route("/run", run, methods=["GET"]),
        Route("/runs/files", deletion.files, methods=["POST"]),
        Route("/runs/delete", deletion.delete, methods=["POST"]),
        Route("/runs/restore", deletion.restore, methods=["POST"]),
        Route("/trash", deletion.deleted, methods=["GET"]),
        Route("/series", series, methods=["POST"]),
        Route("/statistics", statistics, methods=["POST"]),
        Route("/export", export, methods=["POST"]),
        Route("/snapshot", save, methods=["POST"]),
        Route("/media", blobs.points, methods=["POST"]),
        Route("/media/samples", blobs.samples, methods=["POST"]),
        Route("/media/blob", blobs.blob, methods=["GET"]),
        Route("/media/text", blobs.text, methods=["GET"]),
        Route("/changes", changes, methods=["GET"]),
        Route("/hparams", hparams, methods=["GET"]),
        Route("/layouts", layouts, methods=["GET"]),
        Route("/notes", notes, methods=["GET"]),
        Route("/notes", change_notes, methods=["POST"]),
        Route("/views", views, methods=["GET"]),
        Route("/views", change_views, methods=["POST"]),
        Route("/damage", damage, methods=["GET"]),
        Route("/nearby", nearby, methods=["GET"]),
        Route("/other_tools", other_tools, methods=["GET"]),
        Route("/health", health, methods=["GET"]),
        Route("/openapi.json", openapi, methods=["GET"]),
    ],
)
