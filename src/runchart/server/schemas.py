"""The shapes of what the server is asked and answers, as JSON schemas; a test holds them against real answers."""

from __future__ import annotations

from .frame import COLUMNS
from .parameters import SCALES, X_AXES
from .schema import (
    ABOVE_NOUGHT,
    COUNT,
    FLAG,
    NUMBER,
    PLAIN,
    STEP,
    TEXT,
    WALL,
    Schema,
    fields,
    listed,
    named,
    ref,
    row,
)

X_AXIS: Schema = {"oneOf": [{"enum": [*X_AXES]}, fields(tag={**COUNT, "description": "Id of a tag."})]}

NOTE_FIELDS: dict[str, Schema] = {
    "name": TEXT,
    "note": {**TEXT, "description": "Markdown."},
    "labels": listed(TEXT),
    "star": FLAG,
    "hidden": FLAG,
    "colour": {**TEXT, "pattern": "^#[0-9a-f]{6}$"},
}
FAILED: Schema = listed(fields(what=TEXT, error=TEXT), "What did not go well, where several were asked for.")
NOTE_CHANGE: Schema = {
    "type": "object",
    "properties": {name: {"oneOf": [{"type": "null"}, schema]} for name, schema in NOTE_FIELDS.items()},
    "additionalProperties": False,
}
VIEW: Schema = {
    "type": "object",
    "properties": {
        "fragment": {**TEXT, "description": "The page's address after #."},
        "automatic": {**FLAG, "description": "It stands for an address that was too long, and is not listed."},
        "saved": {"type": "number", "description": "Seconds since 1970."},
    },
    "required": ["fragment"],
}
DEFAULT_VIEW: Schema = {"type": ["string", "null"], "description": "The view that opens where the address names none."}
VIEWS_CHANGE: Schema = {
    "type": "object",
    "properties": {"views": named({"oneOf": [{"type": "null"}, VIEW]}), "default": DEFAULT_VIEW},
    "additionalProperties": False,
}
TAGS_OF_RUNS = named(listed(TEXT))
DESCRIPTIONS = {**named(TEXT), "description": "HTML by tag."}

MEDIA: dict[str, Schema] = {
    "MediaQuery": fields(series=listed(row(COUNT, COUNT), "[run id, tag id] each.")),
    "Media": fields(
        boot=TEXT,
        seq=COUNT,
        series=listed(
            fields(
                run=COUNT,
                tag=COUNT,
                kind={"enum": ["image", "text", None]},
                description={**TEXT, "description": "Markdown."},
                superseded=COUNT,
                steps=listed(STEP),
                wall_times=listed(NUMBER),
                refs=listed(TEXT),
            ),
            "In the order of the query; steps, wall_times and refs have one element a point.",
        ),
    ),
    "Text": fields(boot=TEXT, shape=listed(COUNT), values=listed(TEXT, "Strings of the tensor in row-major order.")),
    "SamplesQuery": fields(refs=listed(TEXT, "At most 200.")),
    "Samples": fields(
        boot=TEXT,
        points=listed(
            fields(
                samples=listed(
                    fields(
                        type={"type": ["string", "null"], "description": "null: no picture that browsers know."},
                        bytes=COUNT,
                        width={"type": ["integer", "null"]},
                        height={"type": ["integer", "null"]},
                    )
                ),
                status={**COUNT, "description": "200, or what /api/media/blob answers for this reference."},
                error={"type": ["string", "null"]},
            )
        ),
    ),
}

SCHEMAS: dict[str, Schema] = {
    "Error": fields(error={**TEXT, "description": "What was given, what is accepted and what to do."}),
    "Progress": fields(
        state={"enum": ["loading", "following"]},
        files=COUNT,
        files_total=COUNT,
        bytes=COUNT,
        bytes_total=COUNT,
        points=COUNT,
        media=COUNT,
    ),
    "Line": fields(tag=COUNT, key=TEXT),
    "Fold": fields(parent=COUNT, line={"oneOf": [{"type": "null"}, ref("Line")]}),
    "Series": {
        **row(COUNT, COUNT, STEP, STEP, COUNT),
        "description": "Tag id, points, first step, last step, flags: 1 = steps are no useful x, "
        "2 = some points are superseded.",
    },
    "Medium": {
        **row(COUNT, {"enum": ["image", "text"]}, COUNT, STEP, STEP),
        "description": "Tag id, kind, points (those that a restart replaced too), first step, last step.",
    },
    "Run": fields(
        id=COUNT,
        name=TEXT,
        first_wall=WALL,
        last_wall=WALL,
        damage=COUNT,
        superseded={"oneOf": [{"type": "null"}, fields(points=COUNT, media=COUNT)]},
        fold={"oneOf": [{"type": "null"}, ref("Fold")]},
        series=listed(ref("Series")),
        media=listed(ref("Medium")),
    ),
    **MEDIA,
    "RunInFull": fields(
        boot=TEXT,
        seq=COUNT,
        id=COUNT,
        directory={
            "type": ["string", "null"],
            "description": "Its absolute path; null where it is not known any more.",
        },
        files=listed(
            fields(path=TEXT, bytes=COUNT, modified={"type": "number"}), "Event files, those of folded child runs too."
        ),
        kinds={**named(listed(COUNT)), "description": "Tag ids by kind: TensorBoard's plugin, or a kind of our own."},
        config={"type": "object", "description": "As add_config logged it, all its calls merged."},
        damage=listed(ref("Place")),
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
        stored={
            **named(COUNT),
            "description": "Versions of what people have stored: `runs` of /api/notes, `views` of /api/views.",
        },
        tags_from=COUNT,
        tags=listed(TEXT, "Extends the tag table from id tags_from."),
        runs=listed(ref("Run"), "New and changed runs."),
        removed=listed(COUNT, "Ids of runs that are gone."),
    ),
    "SeriesQuery": {
        "type": "object",
        "properties": {
            "x": {**X_AXIS, "default": "step"},
            "scale": {"enum": [*SCALES], "default": "linear", "description": "Of x: on it buckets are equally wide."},
            "threshold": {**ABOVE_NOUGHT, "default": 1, "description": "Below it symlog is linear."},
            "lo": {"type": ["number", "null"]},
            "hi": {"type": ["number", "null"]},
            "pixels": {"type": ["integer", "null"], "minimum": 1, "description": "null asks for every point."},
            "series": listed(row(COUNT, COUNT), "[run id, tag id]"),
            "columns": listed({"enum": [*COLUMNS]}, "All when left out."),
            "superseded": {**FLAG, "default": False, "description": "The points that a restart replaced, instead."},
            "median": {
                **ABOVE_NOUGHT,
                "type": ["number", "null"],
                "description": "Adds a column: the median of all points at most this far away.",
            },
        },
        "required": ["series"],
        "additionalProperties": False,
    },
    "StatisticsQuery": fields(series=listed(row(COUNT, COUNT), "[run id, tag id]")),
    "Statistics": fields(
        boot=TEXT,
        seq=COUNT,
        points=listed(COUNT, "In the order of the series that were asked for; 0 where there is none."),
        last=listed(NUMBER),
        min=listed(NUMBER, "Over finite values, as max and mean are."),
        max=listed(NUMBER),
        mean=listed(NUMBER),
    ),
    "SnapshotQuery": {
        "type": "object",
        "properties": {"runs": {"type": ["array", "null"], "items": TEXT}, "fragment": TEXT},
        "additionalProperties": False,
    },
    "ExportQuery": fields(
        to={"enum": ["csv", "json", "parquet"]},
        series=listed(row(COUNT, COUNT), "[run id, tag id]"),
    ),
    "FrameHeader": fields(
        boot=TEXT,
        seq=COUNT,
        x=X_AXIS,
        columns=listed({"enum": [*COLUMNS, "median"]}),
        series=listed(
            fields(
                run=COUNT,
                tag=COUNT,
                n=COUNT,
                points=COUNT,
                superseded=COUNT,
                restarts=listed(row({"type": "number"}, STEP), "x and step of the first point after each restart."),
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
    "Layouts": fields(boot=TEXT, seq=COUNT, categories=listed(ref("Category"))),
    "Category": fields(title=TEXT, closed=FLAG, charts=listed(ref("Chart"))),
    "Chart": fields(
        title=TEXT,
        lines=listed(TEXT, "Regular expressions; a tag that begins with a match is drawn."),
        margins=listed(fields(value=TEXT, lower=TEXT, upper=TEXT), "Tags of a line and of the ends of its band."),
    ),
    "Notes": fields(version=COUNT, runs=named(ref("Note"))),
    "ChangedNotes": fields(
        version=COUNT,
        runs=named(ref("Note")),
        before={**named(NOTE_CHANGE), "description": "What was there before; sent back, it undoes the change."},
    ),
    "RunNames": fields(runs=listed(TEXT, "Names of runs.")),
    "RunFiles": fields(
        runs=listed(
            fields(
                run=TEXT,
                directory={**TEXT, "description": "Absolute."},
                trash={**TEXT, "description": "The folder to which it would be moved."},
                whole={
                    **FLAG,
                    "description": "Whole directories move, with all that is in them; else event files alone.",
                },
                files=COUNT,
                bytes=COUNT,
                modified={"type": "number", "description": "When an event file changed last."},
                live={**FLAG, "description": "That was within 10 minutes: the run may still be written."},
            )
        ),
        failed=FAILED,
    ),
    "Deleted": fields(deleted=listed(ref("DeletedRun")), failed=FAILED),
    "Trash": fields(deleted=listed(ref("DeletedRun"), "The last deleted first.")),
    "DeletedRun": fields(folder=TEXT, run=TEXT, deleted={"type": "number"}, files=COUNT, bytes=COUNT),
    "TrashFolders": fields(folders=listed(TEXT, "As /api/trash has them.")),
    "Restored": fields(restored=listed(TEXT, "Names of runs."), failed=FAILED),
    "Note": {"type": "object", "properties": NOTE_FIELDS},
    "NoteChange": fields(runs=named(NOTE_CHANGE)),
    "Views": fields(version=COUNT, views=named(VIEW), default=DEFAULT_VIEW),
    "ChangedViews": fields(
        version=COUNT,
        views=named(VIEW),
        default=DEFAULT_VIEW,
        before={**VIEWS_CHANGE, "description": "What was there before; sent back, it undoes the change."},
    ),
    "ViewsChange": VIEWS_CHANGE,
    "Place": fields(run=TEXT, file=TEXT, offset=COUNT, length=COUNT, reason=TEXT),
    "Damage": fields(
        damage=listed(ref("Place")),
        superseded=listed(
            fields(run=TEXT, points=COUNT, media=COUNT), "Values that a restart replaced; they are kept."
        ),
    ),
    "Nearby": fields(folders=listed(TEXT, "Absolute paths, at most 5.")),
    "OtherTools": fields(found=listed(fields(kind={"enum": ["profile", "debugger"]}, path=TEXT, command=TEXT))),
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
