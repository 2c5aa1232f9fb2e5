"""The OpenAPI 3.1 document of the server's routes, written by hand as data; a test holds it against them. Wraps schemas."""

from __future__ import annotations

from typing import Any

from .schema import COUNT, TEXT, Schema, fields, listed, ref
from .schemas import SCHEMAS


def content(media_type: str, schema: Schema) -> Schema:
    return {media_type: {"schema": schema}}


def operation(summary: str, answer: dict[str, Any], *parameters: Schema, **more: Any) -> Schema:
    """One route. `answer` maps media types to what they hold; errors are the same everywhere below /api."""
    failed = {"description": "The request cannot be answered.", "content": content("application/json", ref("Error"))}
    return {
        "summary": summary,
        **({"parameters": [*parameters]} if parameters else {}),
        **more,
        "responses": {"200": {"description": "The answer.", "content": answer}, "4XX": failed},
    }


def answered(name: str) -> dict[str, Any]:
    return content("application/json", ref(name))


def query(name: str, schema: Schema, description: str, *, required: bool = False) -> Schema:
    return {"name": name, "in": "query", "required": required, "description": description, "schema": schema}


FRAME: Schema = {
    "description": "A frame: u32 little-endian, length of the JSON header (FrameHeader) with its padding; the header; "
    "the columns, little-endian, each at a multiple of 8. x_first, x_last, x_min, x_max are f64; first, last, min, "
    "max, mean, spike_min, spike_max are f32 or f64 as the header's value says; count, nan, pos_inf, neg_inf are u32.",
    "type": "string",
    "format": "binary",
}
SINCE = query("since", TEXT, "boot:seq of the last answer; the header Last-Event-ID goes before it.")
WAIT = query("wait", {"type": "number", "minimum": 0, "maximum": 30, "default": 0}, "Seconds to wait for a change.")
OFFSET = query("offset", {**COUNT, "default": 0}, "How many runs to leave out.")
RUN_ID = query("id", {**COUNT, "default": 0}, "The run's id, as /api/runs has it.")
LIMIT = query("limit", {**COUNT, "default": 1000}, "How many runs to list, at most 10,000.")
VIEW = query("name", TEXT, "Only the view of this name, which may be an automatic one.")
RUN = query("run", TEXT, "Name of the run; the root run is `.`.", required=True)
TAG = query("tag", TEXT, "Name of the tag.", required=True)
FORMAT = query("format", {"enum": ["json", "csv"], "default": "json"}, "Form of the answer.")
BINARY: Schema = {**TEXT, "format": "binary"}
REF = query("ref", TEXT, "As /api/media gave it in refs.", required=True)
SAMPLE = query("sample", {**COUNT, "default": 0}, "Which sample of the point, counted from 0.")

FORM: Schema = {
    "required": True,
    "content": content("application/x-www-form-urlencoded", fields(tag=TEXT, runs=listed(TEXT))),
}
REQUESTS = query(
    "requests",
    {**TEXT, "contentMediaType": "application/json"},
    'A JSON array of {"plugin": "scalars", "tag": "loss", "run": "a"}; images and histograms need a run, images a sample.',
    required=True,
)
IMAGE_ID = query("imageId", TEXT, "As timeSeries gave it.", required=True)
REQUESTS_FORM: Schema = {
    "required": True,
    "content": content("multipart/form-data", fields(requests={**TEXT, "contentMediaType": "application/json"})),
}
TABLE: Schema = {**TEXT, "description": "The columns run, tag, step, wall_time and value, a row a point."}


def body(name: str) -> Schema:
    return {"required": True, "content": content("application/json", ref(name))}


PATHS: dict[str, dict[str, Schema]] = {
    "/api/runs": {"get": operation("The runs of the logdir, a page at a time.", answered("Runs"), OFFSET, LIMIT)},
    "/api/run": {"get": operation("One run in full.", answered("RunInFull"), RUN_ID)},
    "/api/runs/files": {
        "post": operation("What deleting runs would move.", answered("RunFiles"), requestBody=body("RunNames"))
    },
    "/api/runs/delete": {
        "post": operation("Moves runs to the trash.", answered("Deleted"), requestBody=body("RunNames"))
    },
    "/api/runs/restore": {
        "post": operation("Puts deleted runs back.", answered("Restored"), requestBody=body("TrashFolders"))
    },
    "/api/trash": {"get": operation("The deleted runs.", answered("Trash"))},
    "/api/series": {
        "post": operation(
            "Series as columns, in one binary frame.",
            content("application/octet-stream", FRAME),
            requestBody=body("SeriesQuery"),
        )
    },
    "/api/statistics": {
        "post": operation(
            "What all points of series come to.", answered("Statistics"), requestBody=body("StatisticsQuery")
        )
    },
    "/api/snapshot": {
        "post": operation(
            "The board as one HTML file that opens without a server.",
            content("text/html", TEXT),
            requestBody=body("SnapshotQuery"),
        )
    },
    "/api/export": {
        "post": operation(
            "Every point of series as one table.",
            {"text/csv": {"schema": TABLE}, "application/vnd.apache.parquet": {"schema": TABLE}},
            requestBody=body("ExportQuery"),
        )
    },
    "/api/media": {"post": operation("The points of media series.", answered("Media"), requestBody=body("MediaQuery"))},
    "/api/media/samples": {
        "post": operation("What points of media hold.", answered("Samples"), requestBody=body("SamplesQuery"))
    },
    "/api/media/blob": {
        "get": operation(
            "The bytes of one sample of one point. 410: the reference does not hold any more.",
            {
                "image/*": {"schema": BINARY},
                "video/mp4": {"schema": BINARY},
                "application/octet-stream": {"schema": BINARY},
            },
            REF,
            SAMPLE,
        )
    },
    "/api/media/text": {
        "get": operation("The text of one point. 410: the reference does not hold any more.", answered("Text"), REF)
    },
    "/api/changes": {
        "get": operation(
            "What changed after a cursor, at once, after waiting, or as a stream of events.",
            {**answered("Changes"), **content("text/event-stream", {**TEXT, "description": "Changes as data."})},
            SINCE,
            WAIT,
        )
    },
    "/api/hparams": {
        "get": operation("What runs were started with.", answered("HParams"), {**SINCE, "required": False})
    },
    "/api/layouts": {"get": operation("The charts that runs asked for.", answered("Layouts"))},
    "/api/notes": {
        "get": operation("What people say about runs.", answered("Notes")),
        "post": operation(
            "Changes what people say about runs; null takes a field away.",
            answered("ChangedNotes"),
            requestBody={"required": True, "content": content("application/json", ref("NoteChange"))},
        ),
    },
    "/api/views": {
        "get": operation("Saved views of the page.", answered("Views"), VIEW),
        "post": operation(
            "Stores or takes away saved views; null takes one away.",
            answered("ChangedViews"),
            requestBody=body("ViewsChange"),
        ),
    },
    "/api/damage": {"get": operation("The places in the files that could not be read.", answered("Damage"))},
    "/api/nearby": {"get": operation("Folders near a logdir without runs that hold event files.", answered("Nearby"))},
    "/api/other_tools": {"get": operation("Profiles and debugger data, and what opens them.", answered("OtherTools"))},
    "/api/health": {"get": operation("That the server answers, and how much it holds.", answered("Health"))},
    "/api/openapi.json": {"get": operation("This document.", answered("Document"))},
    "/data/runs": {"get": operation("TensorBoard: names of the runs.", answered("TensorBoardRuns"))},
    "/data/environment": {"get": operation("TensorBoard: what is shown.", answered("TensorBoardEnvironment"))},
    "/data/plugins_listing": {"get": operation("TensorBoard: kinds of data.", answered("TensorBoardPlugins"))},
    "/data/plugin/scalars/tags": {"get": operation("TensorBoard: tags of the runs.", answered("TensorBoardTags"))},
    "/data/plugin/scalars/scalars": {
        "get": operation(
            "TensorBoard: every point of one series.",
            {**answered("TensorBoardScalars"), **content("text/csv", TEXT)},
            RUN,
            TAG,
            FORMAT,
        )
    },
    "/data/plugin/timeseries/tags": {
        "get": operation("TensorBoard: tags by kind and run.", answered("TensorBoardTimeSeriesTags"))
    },
    "/data/plugin/timeseries/timeSeries": {
        "get": operation("TensorBoard: points of several series.", answered("TensorBoardTimeSeries"), REQUESTS),
        "post": operation(
            "TensorBoard: points of several series.", answered("TensorBoardTimeSeries"), requestBody=REQUESTS_FORM
        ),
    },
    "/data/plugin/timeseries/imageData": {
        "get": operation("TensorBoard: one picture.", {"image/*": {"schema": BINARY}}, IMAGE_ID)
    },
    "/data/plugin/scalars/scalars_multirun": {
        "post": operation(
            "TensorBoard: every point of one tag in several runs.",
            answered("TensorBoardScalarsOfRuns"),
            requestBody=FORM,
        )
    },
}


def document(version: str) -> Schema:
    """The whole document."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "runchart", "version": version, "description": "What the board's server answers."},
        "paths": PATHS,
        "components": {"schemas": SCHEMAS},
    }
