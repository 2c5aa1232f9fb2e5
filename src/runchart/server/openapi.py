"""The OpenAPI 3.1 document of the server's answers, written by hand as data; a test holds it against real answers."""

from __future__ import annotations

from typing import Any

from .frame import COLUMNS

Schema = dict[str, Any]

COUNT: Schema = {"type": "integer", "minimum": 0}
STEP: Schema = {"type": "integer"}
TEXT: Schema = {"type": "string"}
FLAG: Schema = {"type": "boolean"}
NUMBER: Schema = {
    "description": "A number, or the name of one that JSON does not have.",
    "oneOf": [{"type": "number"}, {"enum": ["NaN", "Infinity", "-Infinity"]}],
}
WALL: Schema = {"type": ["number", "null"], "description": "Seconds since 1970; null while nothing has been read."}

PLAIN: Schema = {
    "description": "A value as it was logged; lists are JSON text, and integers beyond 2^53 are text.",
    "type": ["string", "number", "boolean", "null"],
}


def ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def fields(**properties: Schema) -> Schema:
    """An object with exactly these fields."""
    return {"type": "object", "properties": properties, "required": [*properties], "additionalProperties": False}


def listed(items: Schema, description: str = "") -> Schema:
    return {"type": "array", "items": items, **({"description": description} if description else {})}


def row(*items: Schema) -> Schema:
    """An array with a meaning for each place."""
    return {"type": "array", "prefixItems": [*items], "items": False, "minItems": len(items)}


def named(items: Schema) -> Schema:
    """An object with any names and one kind of value."""
    return {"type": "object", "additionalProperties": items}


NOTE_FIELDS: dict[str, Schema] = {
    "name": TEXT,
    "note": {**TEXT, "description": "Markdown."},
    "labels": listed(TEXT),
    "star": FLAG,
    "hidden": FLAG,
    "colour": {**TEXT, "pattern": "^#[0-9a-f]{6}$"},
}
NOTE_CHANGE: Schema = {
    "type": "object",
    "properties": {name: {"oneOf": [{"type": "null"}, schema]} for name, schema in NOTE_FIELDS.items()},
    "additionalProperties": False,
}
TAGS_OF_RUNS = named(listed(TEXT))
DESCRIPTIONS = {**named(TEXT), "description": "HTML by tag."}

SCHEMAS: dict[str, Schema] = {
    "Error": fields(error={**TEXT, "description": "What was given, what is accepted and what to do."}),
    "Progress": fields(
        state={"enum": ["loading", "following"]},
        files=COUNT,
        files_total=COUNT,
        bytes=COUNT,
        bytes_total=COUNT,
        points=COUNT,
    ),
    "Fold": fields(parent=COUNT, tag=COUNT, key=TEXT),
    "Series": {
        **row(COUNT, COUNT, STEP, STEP, NUMBER, COUNT),
        "description": "Tag id, points, first step, last step, last value, flags: 1 = steps are no useful x, "
        "2 = some points are superseded.",
    },
    "Run": fields(
        id=COUNT,
        name=TEXT,
        first_wall=WALL,
        last_wall=WALL,
        damage=COUNT,
        fold={"oneOf": [{"type": "null"}, ref("Fold")]},
        series=listed(ref("Series")),
    ),
    "Runs": fields(
        boot=TEXT,
        seq=COUNT,
        logdir=TEXT,
        progress=ref("Progress"),
        damaged=COUNT,
        tags=listed(TEXT, "The tag table; an id is a place in it."),
        total=COUNT,
        offset=COUNT,
        runs=listed(ref("Run")),
    ),
    "Changes": fields(
        boot=TEXT,
        seq=COUNT,
        reload={**FLAG, "description": "Fetch /api/runs again; runs, tags and removed are empty."},
        progress=ref("Progress"),
        damaged=COUNT,
        stored={**named(COUNT), "description": "Versions of what people have stored: `runs` is that of /api/notes."},
        tags_from=COUNT,
        tags=listed(TEXT, "Extends the tag table from id tags_from."),
        runs=listed(ref("Run"), "New and changed runs."),
        removed=listed(COUNT, "Ids of runs that are gone."),
    ),
    "SeriesQuery": {
        "type": "object",
        "properties": {
            "x": {"enum": ["step", "relative", "wall", "index"], "default": "step"},
            "lo": {"type": ["number", "null"]},
            "hi": {"type": ["number", "null"]},
            "pixels": {"type": ["integer", "null"], "minimum": 1, "description": "null asks for every point."},
            "series": listed(row(COUNT, COUNT), "[run id, tag id]"),
            "columns": listed({"enum": [*COLUMNS]}, "All when left out."),
        },
        "required": ["series"],
        "additionalProperties": False,
    },
    "ExportQuery": fields(
        to={"enum": ["csv", "json", "parquet"]},
        series=listed(row(COUNT, COUNT), "[run id, tag id]"),
    ),
    "SnapshotQuery": {
        "type": "object",
        "properties": {"runs": {"type": ["array", "null"], "items": TEXT}, "fragment": TEXT},
        "additionalProperties": False,
    },
    "FrameHeader": fields(
        boot=TEXT,
        seq=COUNT,
        x={"enum": ["step", "relative", "wall", "index"]},
        columns=listed({"enum": [*COLUMNS]}),
        series=listed(
            fields(
                run=COUNT,
                tag=COUNT,
                n=COUNT,
                points=COUNT,
                superseded=COUNT,
                width={"type": "number"},
                value={"enum": ["f32", "f64"]},
                at=listed(COUNT, "Where each column starts, in bytes from the start of the columns."),
            )
        ),
    ),
    "HParams": fields(
        boot=TEXT,
        seq=COUNT,
        reload={**FLAG, "description": "These are all; what was told earlier is to be forgotten."},
        runs=listed(ref("HParamsOfRun")),
    ),
    "HParamsOfRun": fields(
        id=COUNT,
        hparams={**named(PLAIN), "description": "As add_hparams logged them."},
        config={
            **named(PLAIN),
            "description": "As add_config logged it; keys of mappings inside are joined with dots.",
        },
        session={"oneOf": [{"type": "null"}, ref("Session")]},
    ),
    "Session": fields(
        status={"enum": ["unknown", "success", "failure", "running"]},
        group=TEXT,
        start=WALL,
        end=WALL,
    ),
    "Notes": fields(version=COUNT, runs=named(ref("Note"))),
    "ChangedNotes": fields(
        version=COUNT,
        runs=named(ref("Note")),
        before={**named(NOTE_CHANGE), "description": "What was there before; sent back, it undoes the change."},
    ),
    "Note": {"type": "object", "properties": NOTE_FIELDS},
    "NoteChange": fields(runs=named(NOTE_CHANGE)),
    "Damage": fields(damage=listed(fields(run=TEXT, file=TEXT, offset=COUNT, length=COUNT, reason=TEXT))),
    "Nearby": fields(folders=listed(TEXT, "Absolute paths, at most 5.")),
    "Health": fields(
        status={"const": "ok"}, version=TEXT, progress=ref("Progress"), runs=COUNT, series=COUNT, points=COUNT
    ),
    "Document": {"type": "object"},
    "TensorBoardRuns": listed(TEXT, "By the time of their first event."),
    "TensorBoardEnvironment": fields(
        version=TEXT,
        data_location=TEXT,
        window_title=TEXT,
        experiment_name=TEXT,
        experiment_description=TEXT,
        creation_time={"type": "number"},
    ),
    "TensorBoardPlugins": {
        "type": "object",
        "additionalProperties": fields(
            disable_reload=FLAG,
            enabled=FLAG,
            remove_dom=FLAG,
            tab_name=TEXT,
            loading_mechanism={"type": "object"},
        ),
    },
    "TensorBoardTags": {
        "type": "object",
        "additionalProperties": {
            "type": "object",
            "additionalProperties": fields(displayName=TEXT, description=TEXT),
        },
    },
    "TensorBoardScalars": listed(row({"type": "number"}, STEP, NUMBER), "Wall time, step, value."),
    "TensorBoardTimeSeriesTags": fields(
        scalars=fields(runTagInfo=TAGS_OF_RUNS, tagDescriptions=DESCRIPTIONS),
        histograms=fields(runTagInfo=TAGS_OF_RUNS, tagDescriptions=DESCRIPTIONS),
        images=fields(
            tagRunSampledInfo=named(named(fields(maxSamplesPerStep=COUNT))),
            tagDescriptions=DESCRIPTIONS,
        ),
    ),
    "TensorBoardTimeSeries": listed(
        {
            "type": "object",
            "properties": {
                "plugin": {},
                "tag": {},
                "run": TEXT,
                "sample": STEP,
                "error": TEXT,
                "runToSeries": named(listed(ref("TensorBoardPoint"))),
            },
            "required": ["plugin", "tag"],
            "additionalProperties": False,
        },
        "An answer for each request, in their order.",
    ),
    "TensorBoardPoint": {
        "oneOf": [
            fields(wallTime=NUMBER, step=STEP, value=NUMBER),
            fields(wallTime=NUMBER, step=STEP, imageId=TEXT),
            fields(wallTime=NUMBER, step=STEP, bins=listed(fields(min=NUMBER, max=NUMBER, count=NUMBER))),
        ]
    },
    "TensorBoardScalarsOfRuns": {"type": "object", "additionalProperties": ref("TensorBoardScalars")},
}


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
    "max, mean are f32 or f64 as the header's value says; count, nan, pos_inf, neg_inf are u32.",
    "type": "string",
    "format": "binary",
}
SINCE = query("since", TEXT, "boot:seq of the last answer; the header Last-Event-ID goes before it.")
WAIT = query("wait", {"type": "number", "minimum": 0, "maximum": 30, "default": 0}, "Seconds to wait for a change.")
OFFSET = query("offset", {**COUNT, "default": 0}, "How many runs to leave out.")
LIMIT = query("limit", {**COUNT, "default": 1000}, "How many runs to list, at most 10,000.")
RUN = query("run", TEXT, "Name of the run; the root run is `.`.", required=True)
TAG = query("tag", TEXT, "Name of the tag.", required=True)
FORMAT = query("format", {"enum": ["json", "csv"], "default": "json"}, "Form of the answer.")

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
    "/api/series": {
        "post": operation(
            "Series as columns, in one binary frame.",
            content("application/octet-stream", FRAME),
            requestBody=body("SeriesQuery"),
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
    "/api/notes": {
        "get": operation("What people say about runs.", answered("Notes")),
        "post": operation(
            "Changes what people say about runs; null takes a field away.",
            answered("ChangedNotes"),
            requestBody={"required": True, "content": content("application/json", ref("NoteChange"))},
        ),
    },
    "/api/damage": {"get": operation("The places in the files that could not be read.", answered("Damage"))},
    "/api/nearby": {"get": operation("Folders near a logdir without runs that hold event files.", answered("Nearby"))},
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
        "get": operation("TensorBoard: one picture.", {"image/*": {"schema": {**TEXT, "format": "binary"}}}, IMAGE_ID)
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
