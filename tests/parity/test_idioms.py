"""What docs/reading.md shows beside each other gives the same: tbparse, EventAccumulator, EventMultiplexer, EventFileLoader, and us."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import tensorboardX
from PIL import Image
from tbparse import SummaryReader
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboard.backend.event_processing.event_file_loader import EventFileLoader
from tensorboard.backend.event_processing.event_multiplexer import EventMultiplexer
from tensorboard.compat.proto.event_pb2 import Event
from tensorboard.compat.proto.graph_pb2 import GraphDef
from tensorboard.summary.writer.event_file_writer import EventFileWriter
from tensorboard.util.tensor_util import make_ndarray

import runchart

PAGE = Path(__file__).parents[2] / "docs" / "reading.md"
SECTION = "## Coming from tbparse or TensorBoard's readers"


def rows(table: pd.DataFrame) -> list[tuple[Any, ...]]:
    """Run, tag, step and value of each row, whatever the columns are called."""
    table = table.rename(columns={"dir_name": "run"})
    columns = [name for name in ("run", "tag", "step", "wall_time", "value") if name in table]
    return sorted(table[columns].astype({"tag": str}).itertuples(index=False, name=None))


def wide(table: pd.DataFrame) -> dict[str, dict[int, float]]:
    table = table.set_index("step") if "step" in table else table
    return {str(tag): table[tag].dropna().to_dict() for tag in table}


def kinds(tags: dict[str, Any]) -> dict[str, list[str]]:
    """The kinds that both know; TensorBoard counts text and hyperparameters among the tensors."""
    return {kind: sorted(tags[kind]) for kind in ("scalars", "images", "audio", "histograms")}


def hparams(table: pd.DataFrame) -> dict[str, Any]:
    if "tag" in table:
        return dict(zip(table["tag"], table["value"], strict=True))
    return {name: table[name].item() for name in table if name in {"lr", "name"}}


def texts(table: pd.DataFrame | list[tuple[int, str]]) -> list[tuple[int, str]]:
    return table if isinstance(table, list) else list(zip(table["step"], table["value"], strict=True))


def arrays(values: Any) -> list[list[float]]:
    return [np.asarray(value, float).ravel().tolist() for value in values]


def as_list(values: Any) -> list[Any]:
    return list(values)


def once(value: Any) -> Any:
    return value


# Theirs, ours, and what makes the two answers comparable.
IDIOMS: list[tuple[str, str, Callable[[Any], Any]]] = [
    (
        'SummaryReader("logs/a").scalars',
        'log.scalars(runs="a").to_pandas()',
        lambda table: rows(table.drop(columns=["run", "wall_time"], errors="ignore")),
    ),
    ('SummaryReader("logs", extra_columns={"dir_name", "wall_time"}).scalars', "log.scalars().to_pandas()", rows),
    (
        'SummaryReader("logs/a", pivot=True).scalars',
        'log.scalars(runs="a").to_pandas().pivot_table(index="step", columns="tag", values="value")',
        wide,
    ),
    ('SummaryReader("logs/a").tags["scalars"]', 'log.runs["a"].tags', sorted),
    ('SummaryReader("logs").children', "log.runs", sorted),
    ('SummaryReader("logs/a").hparams', 'log.hparams("a").to_pandas()', hparams),
    (
        'SummaryReader("logs/a").text',
        '[(step, text.item()) for step, text in zip(run.text("said/text_summary").steps, run.text("said/text_summary"))]',
        texts,
    ),
    (
        'SummaryReader("logs/a").histograms["counts"]',
        '[histogram.counts for histogram in run.histograms("weights")]',
        lambda all_counts: [sum(counts) for counts in arrays(all_counts)],
    ),
    ("accumulator.Tags()", "run.kinds", kinds),
    ('[event.value for event in accumulator.Scalars("loss")]', 'run["loss"].values', as_list),
    ('[event.step for event in accumulator.Scalars("loss")]', 'run["loss"].steps', as_list),
    ('[event.wall_time for event in accumulator.Scalars("loss")]', 'run["loss"].wall_times', as_list),
    (
        'pd.DataFrame(accumulator.Scalars("loss"))',
        'run["loss"].to_pandas()',
        lambda table: sorted(table[["step", "wall_time", "value"]].itertuples(index=False, name=None)),
    ),
    ('accumulator.Images("picture")[0].encoded_image_string', 'run.images("picture").encoded(0)[0]', once),
    (
        'Image.open(io.BytesIO(accumulator.Images("picture")[0].encoded_image_string))',
        'run.images("picture")[0]',
        lambda picture: np.asarray(picture).tolist(),
    ),
    ('accumulator.Audio("sound")[0].encoded_audio_string', 'run.audio("sound")[0].encoded', once),
    ('accumulator.Histograms("weights")[0].histogram_value.sum', 'run.histograms("weights")[0].sum', once),
    (
        '[make_ndarray(event.tensor_proto) for event in accumulator.Tensors("curve")]',
        'list(run.tensors("curve"))',
        arrays,
    ),
    ('accumulator.SummaryMetadata("curve").plugin_data.plugin_name', 'run.entries()["curve"].kind', once),
    ("accumulator.Graph()", "GraphDef.FromString(run.graphs()[-1])", once),
    ("accumulator.FirstEventTimestamp()", "run.first_wall_time", once),
    ("multiplexer.Runs()", "log.runs", sorted),
    ('multiplexer.Scalars("b", "loss")[-1].value', 'log.runs["b"]["loss"].values[-1]', once),
    (
        '[make_ndarray(v.tensor).item() for e in EventFileLoader(file).Load() for v in e.summary.value if v.tag == "loss"]',
        'run["loss"].values',
        as_list,
    ),
]


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the expressions of the page refer to. `file` holds tensors only, as EventFileLoader makes of older values."""
    folder = tmp_path_factory.mktemp("idioms")
    logs = folder / "logs"
    for name in ("a", "b"):
        with tensorboardX.SummaryWriter(str(logs / name)) as writer:
            for step in range(5):
                writer.add_scalar("loss", 1 / (step + 1), step)
                writer.add_scalar("val/loss", step, step * 2)
            if name == "a":
                write_media(writer)
    event = Event(graph_def=GraphDef(versions={"producer": 22}).SerializeToString())
    graph = EventFileWriter(str(logs / "a"))
    graph.add_event(event)
    graph.close()
    accumulator = EventAccumulator(
        str(logs / "a"), size_guidance=dict.fromkeys(("scalars", "images", "audio", "histograms", "tensors"), 0)
    )
    accumulator.Reload()
    multiplexer = EventMultiplexer().AddRunsFromDirectory(str(logs))
    multiplexer.Reload()
    log = runchart.open(logs, follow=False)
    file = str(min((logs / "a").iterdir()))
    return {
        "logs": logs,
        "log": log,
        "run": log.runs["a"],
        "accumulator": accumulator,
        "multiplexer": multiplexer,
        "file": file,
    }


def write_media(writer: tensorboardX.SummaryWriter) -> None:
    for step in range(2):
        writer.add_image("picture", np.arange(48, dtype=np.uint8).reshape(3, 4, 4) + step, step)
        writer.add_audio("sound", np.sin(np.arange(100)), step, sample_rate=8000)
        writer.add_histogram("weights", np.arange(100) + step, step)
        writer.add_text("said", f"at {step}", step)
    writer.add_pr_curve("curve", np.array([0, 1, 1]), np.array([0.1, 0.9, 0.6]), 0)
    writer.file_writer.add_summary(tensorboardX.summary.hparams({"lr": 0.1, "name": "adam"}, {"accuracy": 0.5})[1])


def expressions() -> list[tuple[str, str]]:
    """The rows of the page's tables."""
    section = PAGE.read_text().split(SECTION)[1].split("\n## ")[0]
    found = re.findall(r"^\| `([^`]+)` \| `([^`]+)` \|$", section, re.MULTILINE)
    return [(theirs.replace("\\|", "|"), ours.replace("\\|", "|")) for theirs, ours in found]


def test_the_page_shows_what_is_compared() -> None:
    assert expressions() == [(theirs, ours) for theirs, ours, _ in IDIOMS]


@pytest.mark.parametrize(("theirs", "ours", "comparable"), IDIOMS, ids=[theirs for theirs, *_ in IDIOMS])
def test_an_idiom(
    theirs: str, ours: str, comparable: Callable[[Any], Any], names: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(names["logs"].parent)
    known = {
        **names,
        **{tool.__name__: tool for tool in (SummaryReader, EventFileLoader, GraphDef, make_ndarray)},
        "Image": Image, "io": io, "pd": pd,
    }  # fmt: skip
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # tbparse's own
        expected = comparable(eval(theirs, known))
    assert expected is not None
    assert comparable(eval(ours, known)) == expected
