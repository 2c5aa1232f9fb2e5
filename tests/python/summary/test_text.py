"""Text, as TensorBoard reads it."""

from __future__ import annotations

from pathlib import Path

import pytest
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboard.compat.proto.summary_pb2 import Summary
from torch.utils.tensorboard.summary import text as torch_text

from runchart import SummaryWriter
from runchart.summary.text import text


@pytest.mark.parametrize("content", ["", "# Title\n\n*é漢* \U0001f600", "a\0b"])
def test_bytes_are_those_of_torch(content: str) -> None:
    ours = Summary.FromString(text("note/a", content).SerializeToString())
    assert ours == Summary.FromString(torch_text("note/a", content).SerializeToString())


def test_ten_megabytes(tmp_path: Path) -> None:
    content = "line é\n" * 1_250_000
    with SummaryWriter(tmp_path) as writer:
        writer.add_text("long", content, 3, walltime=5.0)
    accumulator = EventAccumulator(str(tmp_path))
    accumulator.Reload()
    event = accumulator.Tensors("long/text_summary")[0]
    assert (event.step, event.wall_time) == (3, 5.0)
    assert event.tensor_proto.string_val[0].decode() == content
    assert len(event.tensor_proto.string_val[0]) == 10_000_000


@pytest.mark.parametrize("content", [None, 5, b"bytes", ["a"]])
def test_what_is_no_text(content: object) -> None:
    with pytest.raises(TypeError, match=r"add_text\('note'\): text_string: expected a str, got "):
        text("note", content)  # type: ignore[arg-type]


def test_surrogates() -> None:
    with pytest.raises(ValueError, match=r"add_text\('note'\): text_string: holds surrogates at 1"):
        text("note", "a\ud800")
    with pytest.raises(ValueError, match="tag: holds surrogates"):
        text("\udfff", "a")
    with pytest.raises(TypeError, match="tag: expected a str"):
        text(3, "a")  # type: ignore[arg-type]
