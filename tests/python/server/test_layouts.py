"""The charts that runs asked for: of every writer, as one, the last of each run."""

from contextlib import closing
from pathlib import Path

import pytest
import tensorboardX
from tensorboard.compat.proto import summary_pb2, tensor_pb2, types_pb2
from tensorboard.plugins.custom_scalar import layout_pb2
from torch.utils import tensorboard as torch_tensorboard

from runchart import FileWriter, SummaryWriter
from runchart.reader import Reader
from runchart.reader.layouts import TAG, Margin, layout
from runchart.server.board import Board

LAYOUT = {
    "losses": {
        "both": ["Multiline", ["loss/train", "loss/val"]],
        "spread": ["Margin", ["loss", "loss/low", "loss/high"]],
    }
}
BOTH = {"title": "both", "lines": ("loss/train", "loss/val"), "margins": ()}
SPREAD = {"title": "spread", "lines": (), "margins": ({"value": "loss", "lower": "loss/low", "upper": "loss/high"},)}


def categories(logdir: Path, *runs: str) -> list:
    reader = Reader(str(logdir), follow=False)
    reader.refresh()
    ids = {run["id"] for run in reader.runs() if run["name"] in runs}
    return Board(reader, str(logdir), "0").layouts(ids if runs else None)["categories"]


@pytest.mark.parametrize("writer", [SummaryWriter, tensorboardX.SummaryWriter, torch_tensorboard.SummaryWriter])
def test_every_writers_layout_is_read(tmp_path, writer):
    with closing(writer(str(tmp_path))) as opened:
        opened.add_custom_scalars(LAYOUT)
    assert categories(tmp_path) == [{"title": "losses", "closed": False, "charts": (BOTH, SPREAD)}]


def test_layouts_of_runs_are_one_and_repeat_no_chart(tmp_path):
    more = {"rates": {"lr": ["Multiline", ["lr"]]}, "losses": {"both": ["Multiline", ["loss/train", "loss/val"]]}}
    for name, logged in (("b", LAYOUT), ("a", more)):
        with SummaryWriter(str(tmp_path / name)) as writer:
            writer.add_custom_scalars(logged)
    found = categories(tmp_path)
    assert [category["title"] for category in found] == ["rates", "losses"]
    assert found[1]["charts"] == (BOTH, SPREAD)
    assert [category["title"] for category in categories(tmp_path, "b")] == ["losses"]


def test_the_last_layout_of_a_run_counts(tmp_path):
    for title in ("first", "second"):
        with closing(tensorboardX.SummaryWriter(str(tmp_path), filename_suffix=title)) as writer:
            writer.add_custom_scalars_multilinechart(["a"], category="one", title=title)
    (category,) = categories(tmp_path)
    assert [chart["title"] for chart in category["charts"]] == ["second"]


def test_a_layout_that_cannot_be_read_is_left_out(tmp_path):
    with closing(FileWriter(str(tmp_path / "broken"))) as writer:
        tensor = tensor_pb2.TensorProto(dtype=types_pb2.DT_STRING, string_val=[b"\x12\x7f"])
        plugin = summary_pb2.SummaryMetadata.PluginData(plugin_name="custom_scalars")
        metadata = summary_pb2.SummaryMetadata(plugin_data=plugin)
        value = summary_pb2.Summary.Value(tag=TAG, tensor=tensor, metadata=metadata)
        writer.add_summary(summary_pb2.Summary(value=[value]))
    with SummaryWriter(str(tmp_path / "good")) as writer:
        writer.add_custom_scalars_marginchart(["a", "b", "c"], category="one", title="whole")
    (category,) = categories(tmp_path)
    assert category["title"] == "one"


def test_a_layout_with_several_margins_and_a_closed_category():
    series = [layout_pb2.MarginChartContent.Series(value=name, lower="l", upper="u") for name in "ab"]
    chart = layout_pb2.Chart(title="two", margin=layout_pb2.MarginChartContent(series=series))
    written = layout_pb2.Layout(category=[layout_pb2.Category(title="shut", closed=True, chart=[chart])])
    (category,) = layout(written.SerializeToString())
    assert category.closed
    assert category.charts[0].margins == (Margin("a", "l", "u"), Margin("b", "l", "u"))
    with pytest.raises(ValueError, match="protobuf"):
        layout(b"\x12\x7f")
