"""What a golden logdir must give, as TensorBoard's own reader has it: one JSON object, made where the files are made.

Nothing of runchart is in it. A run is a directory with event files; each tag has the plugin of its first metadata, its steps, and a value
a point: a number; nested lists; or what `form` says for pictures, sounds, graphs and hyperparameters.
"""

from __future__ import annotations

import hashlib
import json
import math
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from google.protobuf.json_format import MessageToDict
from tensorboard.backend.event_processing.event_file_loader import EventFileLoader
from tensorboard.plugins.hparams import plugin_data_pb2
from tensorboard.util.tensor_util import make_ndarray

GOLDEN = Path(__file__).parent
GRAPHS = {"graphs", "graph_run_metadata", "graph_run_metadata_graph", "graph_keras_model", "graph_tagged_run_metadata"}


def emptied(name: str) -> Path:
    """The golden logdir `name`, new."""
    shutil.rmtree(GOLDEN / name, ignore_errors=True)
    (GOLDEN / name).mkdir()
    return GOLDEN / name


def finish(logdir: Path, versions: dict[str, str], known: dict[str, Any] | None = None) -> None:
    """Renames the event files, so that no host is in their names, and writes the answers beside them.

    `known` is what TensorBoard's reader does not say or says otherwise: runs, of tags, of answers.
    """
    for directory in sorted({path.parent for path in logdir.rglob("*tfevents*")}):
        for number, path in enumerate(sorted(directory.glob("*tfevents*"))):
            path.rename(
                directory / f"events.out.tfevents.{1_700_000_000 + number}.golden{path.suffix * (path.suffix == '.v2')}"
            )
    runs = read(logdir)
    for run, tags in (known or {}).items():
        runs.setdefault(run, {}).update(tags)
    (logdir / "answers.json").write_text(lines({"made_by": versions, "runs": runs}))
    print(logdir.name, sum(path.stat().st_size for path in logdir.rglob("*") if path.is_file()), "bytes")


def lines(answers: dict[str, Any]) -> str:
    """JSON with a line a tag, in order of name."""
    runs = (
        f"  {json.dumps(run)}: {{\n"
        + ",\n".join(f"   {json.dumps(tag)}: {json.dumps(tags[tag])}" for tag in sorted(tags))
        + "\n  }"
        for run, tags in sorted(answers["runs"].items())
    )
    return f'{{\n "made_by": {json.dumps(answers["made_by"])},\n "runs": {{\n' + ",\n".join(runs) + "\n }\n}\n"


def read(logdir: Path) -> dict[str, dict[str, Any]]:
    """The runs of `logdir`, by TensorBoard's EventFileLoader."""
    runs: dict[str, dict[str, Any]] = {}
    for path in sorted(logdir.rglob("*tfevents*")):
        tags = runs.setdefault(str(path.parent.relative_to(logdir)), {})
        for tag, step, value, metadata in values(path):
            answer = tags.setdefault(tag, {"kind": metadata.plugin_data.plugin_name, "steps": [], "values": []})
            answer["steps"].append(step)
            answer["values"].append(form(answer["kind"], value, metadata))
    return runs


def values(path: Path) -> Iterator[tuple[str, int, Any, Any]]:
    """Tag, step, value and metadata of every value in one file; metadata is the first that the tag had."""
    first: dict[str, Any] = {}
    for event in EventFileLoader(str(path)).Load():
        for value in event.summary.value:
            yield value.tag, event.step, value, first.setdefault(value.tag, value.metadata)


def form(kind: str, value: Any, metadata: Any) -> Any:
    """The answer for one point."""
    if kind == "hparams":
        data = plugin_data_pb2.HParamsPluginData.FromString(metadata.plugin_data.content)
        return MessageToDict(data, preserving_proto_field_name=True)
    try:
        array = make_ndarray(value.tensor)
    except TypeError:
        print(f"TensorBoard cannot read {value.tag} of dtype {value.tensor.dtype}")
        return None
    if kind in GRAPHS:
        return [digest(item) for item in array.ravel()]
    if kind == "images":
        width, height, *encoded = array.tolist()
        return {"width": int(width), "height": int(height), "encoded": [digest(item) for item in encoded]}
    if kind == "audio":
        encoded = array[:, 0] if array.ndim == 2 else array.ravel()
        return {"encoded": [digest(item) for item in encoded]}
    return plain(array)


def digest(data: bytes) -> str:
    """Length and SHA-256 of bytes that are too long for a page of JSON."""
    return f"{len(data)} {hashlib.sha256(data).hexdigest()}"


def plain(array: Any) -> Any:
    """Nested lists of what JSON has; bytes as text, complex numbers as pairs, NaN and infinities as their names."""
    return _plain(array.tolist())


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, bytes):
        return value.decode("utf-8", "backslashreplace")
    if isinstance(value, complex):
        return [_plain(value.real), _plain(value.imag)]
    return str(value) if isinstance(value, float) and not math.isfinite(value) else value
