"""TensorBoard's routes below /data, answered as TensorBoard 2.21 answers them, with every point. Wraps the board."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Mapping
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Mount, Route

from .answer import json_answer, number
from .board import Point
from .descriptions import names_and_description
from .form import read_form
from .routes import board_of
from .timeseries import ROUTES as TIMESERIES_ROUTES

# Clients ask the version to learn which answers to expect: it is that of the TensorBoard answered for.
VERSION = "2.21.0"

SCALARS_PLUGIN = {
    "disable_reload": False,
    "enabled": True,
    "remove_dom": False,
    "tab_name": "scalars",
    "loading_mechanism": {"type": "CUSTOM_ELEMENT", "element_name": "tf-scalar-dashboard"},
}
TIMESERIES_PLUGIN = {
    "disable_reload": False,
    "enabled": True,
    "remove_dom": False,
    "tab_name": "Time Series",
    "loading_mechanism": {"type": "NG_COMPONENT"},
}


def runs(request: Request) -> Response:
    return json_answer(request, [run["name"] for run in sorted(board_of(request).reader.runs(), key=_start)])


def environment(request: Request) -> Response:
    empty = {"window_title": "", "experiment_name": "", "experiment_description": "", "creation_time": 0}
    return json_answer(request, {"version": VERSION, "data_location": board_of(request).logdir, **empty})


def plugins_listing(request: Request) -> Response:
    enabled = any(run["series"] for run in board_of(request).reader.runs())
    plugins = {"scalars": SCALARS_PLUGIN, "timeseries": TIMESERIES_PLUGIN}
    return json_answer(request, {name: {**plugin, "enabled": enabled} for name, plugin in plugins.items()})


def tags(request: Request) -> Response:
    reader = board_of(request).reader
    runs = [run for run in reader.runs() if run["series"]]
    names = reader.tags()
    return json_answer(
        request,
        {
            run["name"]: {
                names[tag]: names_and_description(reader, run["id"], tag, names[tag]) for tag, *_ in run["series"]
            }
            for run in runs
        },
    )


def scalars(request: Request) -> Response:
    run, tag = request.query_params.get("run"), request.query_params.get("tag")
    if run is None or tag is None:
        return _invalid(f"Both run and tag must be specified: tag={tag!r}, run={run!r}")
    points = board_of(request).points(tag, {run}).get(run)
    if points is None:
        return PlainTextResponse(f"Not found: No scalar data for run={run!r}, tag={tag!r}", 404)
    if request.query_params.get("format") == "csv":
        return Response(_csv(points), media_type="text/csv")
    return json_answer(request, _json(points))


async def scalars_multirun(request: Request) -> Response:
    form = await read_form(request)
    if len(form.get("tag", [])) != 1:
        return _invalid("tag must be specified exactly once")
    return await run_in_threadpool(_multirun, request, set(form.get("runs", [])), form["tag"][0])


def _multirun(request: Request, runs: set[str], tag: str) -> Response:
    points = board_of(request).points(tag, runs)
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
        *TIMESERIES_ROUTES,
    ],
)


def _start(run: Mapping[str, Any]) -> tuple[float, str]:
    first_wall = run["first_wall"]
    return (first_wall if math.isfinite(first_wall) else math.inf, run["name"])


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
