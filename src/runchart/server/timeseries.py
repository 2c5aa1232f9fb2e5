"""TensorBoard's routes below /data/plugin/timeseries, as TensorBoard 2.21 answers them, with every point. Wraps the board."""

from __future__ import annotations

import json
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from .answer import json_answer, number
from .board import Board, Point
from .descriptions import of_tags
from .form import read_form
from .media import histograms, image_places, image_type, picture, pictures, tags_of
from .routes import board_of

PLUGINS = ("scalars", "histograms", "images")


def tags(request: Request) -> Response:
    board = board_of(request)
    return json_answer(
        request,
        {
            "scalars": {"runTagInfo": _tags_of_runs(board, "scalars"), **_descriptions(board, "scalars")},
            "histograms": {"runTagInfo": _tags_of_runs(board, "histograms"), **_descriptions(board, "histograms")},
            "images": {"tagRunSampledInfo": _samples(board), **_descriptions(board, "images")},
        },
    )


def _tags_of_runs(board: Board, plugin: str) -> dict[str, list[str]]:
    names = board.reader.tags()
    runs = {run["name"]: sorted(names[tag] for tag in tags_of(run, plugin)) for run in board.reader.runs()}
    return {run: tags for run, tags in runs.items() if tags}


def _descriptions(board: Board, plugin: str) -> dict[str, dict[str, str]]:
    runs = board.reader.runs()
    tags = ((run["name"], run["id"], tag) for run in runs for tag in tags_of(run, plugin))
    return {"tagDescriptions": of_tags(board.reader, tags)}


def _samples(board: Board) -> dict[str, dict[str, dict[str, int]]]:
    """How many pictures a step has, as its last step says: to ask them all would be to read them all."""
    names = board.reader.tags()
    found: dict[str, dict[str, dict[str, int]]] = {}
    for run in board.reader.runs():
        for tag in tags_of(run, "images"):
            count = len(pictures(board.reader, run["id"], tag, -1))
            found.setdefault(names[tag], {})[run["name"]] = {"maxSamplesPerStep": count}
    return found


async def time_series(request: Request) -> Response:
    fields = await read_form(request) if request.method == "POST" else {}
    given = fields.get("requests", [request.query_params.get("requests", "")])[0]
    if not given:
        return _invalid("Missing 'requests' field")
    try:
        asked = json.loads(given)
    except (ValueError, RecursionError):
        return _invalid("Unable to parse 'requests' as JSON")
    if not isinstance(asked, list) or not all(isinstance(one, dict) for one in asked):
        return _invalid('\'requests\' must be a JSON array of objects such as {"plugin": "scalars", "tag": "loss"}')
    return await run_in_threadpool(_answers, request, asked)


def _answers(request: Request, asked: list[dict[str, Any]]) -> Response:
    return json_answer(request, [_answer_to(board_of(request), one) for one in asked])


def _answer_to(board: Board, asked: dict[str, Any]) -> dict[str, Any]:
    """One series request answered; what it asked for stands in its answer."""
    answer = {"plugin": asked.get("plugin"), "tag": asked.get("tag")}
    if isinstance(asked.get("run"), str):
        answer["run"] = asked["run"]
    if isinstance(asked.get("sample"), int):
        answer["sample"] = asked["sample"]
    if error := _error(asked):
        return {**answer, "error": error}
    return {**answer, "runToSeries": _series(board, asked)}


def _error(asked: dict[str, Any]) -> str:
    """What is wrong with a request, in TensorBoard's words."""
    plugin = asked.get("plugin")
    if not isinstance(asked.get("tag"), str):
        return "Missing tag"
    if plugin not in PLUGINS:
        return "Invalid plugin"
    if plugin != "scalars" and not isinstance(asked.get("run"), str):
        return "Missing run"
    if plugin == "images" and not isinstance(asked.get("sample"), int):
        return "Missing sample"
    return ""


def _series(board: Board, asked: dict[str, Any]) -> dict[str, Any]:
    """The points by name of the run."""
    if asked["plugin"] == "scalars":
        points = board.points(asked["tag"], {asked["run"]} if asked.get("run") else None)
        return {run: [_scalar(point) for point in of_run] for run, of_run in points.items()}
    found = {}
    for name, run, tag in board.media(asked["plugin"], asked["tag"], asked["run"]):
        if asked["plugin"] == "histograms":
            found[name] = histograms(board.reader, run, tag)
        elif series := image_places(board.reader, run, tag, asked["sample"]):
            found[name] = series
    return found


def _scalar(point: Point) -> dict[str, Any]:
    wall_time, step, value = point
    return {"wallTime": number(wall_time), "step": step, "value": number(value)}


def image_data(request: Request) -> Response:
    """One picture, by the imageId that timeSeries gave."""
    try:
        encoded = picture(board_of(request).reader, request.query_params.get("imageId", ""))
    except LookupError as error:
        return PlainTextResponse(f"Not found: {error.args[0]}", 404)
    return Response(encoded, media_type=image_type(encoded))


def _invalid(sentence: str) -> Response:
    return PlainTextResponse(f"Invalid argument: {sentence}", 400)


ROUTES = [
    Route("/plugin/timeseries/tags", tags, methods=["GET"]),
    Route("/plugin/timeseries/timeSeries", time_series, methods=["GET", "POST"]),
    Route("/plugin/timeseries/imageData", image_data, methods=["GET"]),
]
