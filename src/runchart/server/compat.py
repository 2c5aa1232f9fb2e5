"""TensorBoard's routes below /data, answered as TensorBoard 2.21 answers them, with every point. Wraps the board."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Mapping
from email import message_from_bytes, policy
from typing import Any
from urllib.parse import parse_qs

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Mount, Route

from .answer import json_answer, number
from .board import Board
from .parameters import read_body
from .routes import board_of

# Clients ask the version to learn which answers to expect: it is that of the TensorBoard answered for.
VERSION = "2.21.0"

SCALARS_PLUGIN = {
    "disable_reload": False,
    "enabled": True,
    "remove_dom": False,
    "tab_name": "scalars",
    "loading_mechanism": {"type": "CUSTOM_ELEMENT", "element_name": "tf-scalar-dashboard"},
}

Point = tuple[float, int, float]


def runs(request: Request) -> Response:
    return json_answer(request, [run["name"] for run in sorted(board_of(request).reader.runs(), key=_start)])


def environment(request: Request) -> Response:
    empty = {"window_title": "", "experiment_name": "", "experiment_description": "", "creation_time": 0}
    return json_answer(request, {"version": VERSION, "data_location": board_of(request).logdir, **empty})


def plugins_listing(request: Request) -> Response:
    enabled = any(run["series"] for run in board_of(request).reader.runs())
    return json_answer(request, {"scalars": {**SCALARS_PLUGIN, "enabled": enabled}})


def tags(request: Request) -> Response:
    reader = board_of(request).reader
    runs = [run for run in reader.runs() if run["series"]]
    described = [{"displayName": name, "description": ""} for name in reader.tags()]
    return json_answer(
        request,
        {run["name"]: {described[tag]["displayName"]: described[tag] for tag, *_ in run["series"]} for run in runs},
    )


def scalars(request: Request) -> Response:
    run, tag = request.query_params.get("run"), request.query_params.get("tag")
    if run is None or tag is None:
        return _invalid(f"Both run and tag must be specified: tag={tag!r}, run={run!r}")
    points = _points(board_of(request), {run}, tag).get(run)
    if points is None:
        return PlainTextResponse(f"Not found: No scalar data for run={run!r}, tag={tag!r}", 404)
    if request.query_params.get("format") == "csv":
        return Response(_csv(points), media_type="text/csv")
    return json_answer(request, _json(points))


async def scalars_multirun(request: Request) -> Response:
    form = _form(request.headers.get("content-type", ""), await read_body(request))
    if len(form.get("tag", [])) != 1:
        return _invalid("tag must be specified exactly once")
    return await run_in_threadpool(_multirun, request, set(form.get("runs", [])), form["tag"][0])


def _multirun(request: Request, runs: set[str], tag: str) -> Response:
    points = _points(board_of(request), runs, tag)
    return json_answer(request, {run: _json(of_run) for run, of_run in points.items()})


ROUTES = Mount(
    "/data",
    routes=[
        Route("/runs", runs, methods=["GET"]),
        Route("/environment", environment, methods=["GET"]),
        Route("/plugins_listing", plugins_listing, methods=["GET"]),
        Route("/plugin/scalars/tags", tags, methods=["GET"]),
        Route("/plugin/scalars/scalars", scalars, methods=["GET"]),
        Route("/plugin/scalars/scalars_multirun", scalars_multirun, methods=["POST"]),
    ],
)


def _start(run: Mapping[str, Any]) -> tuple[float, str]:
    first_wall = run["first_wall"]
    return (first_wall if math.isfinite(first_wall) else math.inf, run["name"])


def _points(board: Board, runs: set[str], tag: str) -> dict[str, list[Point]]:
    """Every point of this tag in those of the runs that have it."""
    names = board.reader.tags()
    if tag not in names:
        return {}
    tag_id = names.index(tag)
    found = {}
    for run in board.reader.runs():
        if run["name"] in runs and any(series[0] == tag_id for series in run["series"]):
            steps, walls, values = board.reader.scalars(run["id"], tag_id)
            found[run["name"]] = list(zip(walls.tolist(), steps.tolist(), values.tolist(), strict=True))
    return found


def _json(points: list[Point]) -> list[Any]:
    return [(wall, step, value if value - value == 0 else number(value)) for wall, step, value in points]


def _csv(points: list[Point]) -> str:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(("Wall time", "Step", "Value"))
    writer.writerows(points)
    return text.getvalue()


def _invalid(sentence: str) -> Response:
    return PlainTextResponse(f"Invalid argument: {sentence}", 400)


def _form(content_type: str, body: bytes) -> dict[str, list[str]]:
    """The fields of a form; a browser's FormData sends multipart, scripts mostly the other kind."""
    if not content_type.lower().startswith("multipart/form-data"):
        return parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True)
    message = message_from_bytes(
        b"Content-Type: %s\r\n\r\n%s" % (content_type.encode("latin-1"), body), policy=policy.HTTP
    )
    fields: dict[str, list[str]] = {}
    for part in message.iter_parts():
        name = part.get_param("name", header="content-disposition")
        payload = part.get_payload(decode=True)
        if isinstance(name, str) and isinstance(payload, bytes):
            fields.setdefault(name, []).append(payload.decode("utf-8", "replace"))
    return fields
