"""Titles and descriptions of tags, against the real TensorBoard over the same logdir: the same but for markdown."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from tensorboard.compat.proto.event_pb2 import Event
from tensorboard.compat.proto.summary_pb2 import Summary
from tensorboard.plugins.histogram.summary_v2 import histogram_pb
from tensorboard.plugins.image.metadata import create_summary_metadata as image_metadata
from tensorboard.plugins.scalar.metadata import create_summary_metadata as scalar_metadata
from tensorboard.summary.writer.event_file_writer import EventFileWriter
from tensorboard.util.tensor_util import make_tensor_proto

from runchart.server.descriptions import paragraphs

SAID = {"a": "What < it & is\n\nand is not", "b": "What < it & is\n\nand is not", "c": "else", "d": ""}
TAGS = "data/plugin/scalars/tags"
TIME_SERIES = "data/plugin/timeseries/tags"


def write(logdir: Path) -> None:
    for run, said in SAID.items():
        writer = EventFileWriter(str(logdir / run))
        summary = Summary()
        titled = scalar_metadata("A title", said)
        summary.value.add(tag="titled", tensor=make_tensor_proto(np.float32(1)), metadata=titled)
        summary.value.add(tag="untitled", tensor=make_tensor_proto(np.float32(1)), metadata=scalar_metadata("", ""))
        summary.value.add(tag="old", simple_value=1.0)
        summary.value.add(tag="one <b>", simple_value=1.0, metadata={"display_name": "One", "summary_description": run})
        summary.MergeFrom(histogram_pb("counts", [1.0, 2.0], 2, said))
        picture = make_tensor_proto(np.array([b"1", b"1", b"\x89PNG"], object))
        metadata = image_metadata("", "a picture", converted_to_tensor=True)
        summary.value.add(tag="picture", tensor=picture, metadata=metadata)
        writer.add_event(Event(step=1, wall_time=1000.0, summary=summary))
        writer.close()


def test_as_tensorboard_sends_them(serve, running_tensorboard, tmp_path) -> None:
    write(tmp_path)
    board = serve(tmp_path).loaded()
    with board.client() as ours, running_tensorboard(tmp_path, runs=len(SAID)) as theirs:
        found, expected = ours.get(TIME_SERIES).json(), theirs.get(TIME_SERIES).json()
        tags, expected_tags = ours.get(TAGS).json(), theirs.get(TAGS).json()
    for kind in ("scalars", "histograms", "images"):
        assert found[kind]["tagDescriptions"] == expected[kind]["tagDescriptions"]
    assert set(found["scalars"]["tagDescriptions"]) == {"titled", "one <b>"}
    for run, described in expected_tags.items():
        # A title that TensorBoard leaves empty is the tag.
        assert tags[run] == {tag: {**one, "displayName": one["displayName"] or tag} for tag, one in described.items()}
    assert tags["a"]["titled"]["displayName"] == "A title"


def test_nothing_in_a_description_is_markup() -> None:
    assert (
        paragraphs("<script>alert(1)</script>\n \n*b*\nc")
        == "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n<p>*b*\nc</p>"
    )
    assert paragraphs(" \n\n") == ""
