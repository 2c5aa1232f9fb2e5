"""The smaller modules of both libraries, called as scripts call them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboard.backend.event_processing.event_file_loader import RawEventFileLoader
from tensorboard.compat.proto.event_pb2 import Event

MODEL = Path(__file__).resolve().parents[2] / "parity" / "tensorboardx" / "openvino.xml"


def test_graphs_as_messages(answer: Any, tmp_path: Path) -> None:
    script = f"""
import torch
from tensorboardX.openvino_graph import load_openvino_graph
from torch.utils.tensorboard import FileWriter
from torch.utils.tensorboard._pytorch_graph import graph
network = load_openvino_graph({str(MODEL)!r})
traced, stats = graph(torch.nn.Linear(3, 5), torch.zeros(1, 3))
with_graph = FileWriter("run")
with_graph.add_graph((traced, stats))
with_graph.close()
answer = [
    sorted(node.name for node in network.node), len(traced.node) > 2, stats.step_stats.dev_stats[0].device,
    type(traced).DESCRIPTOR.full_name,
]
"""
    names = ["input", "output", "relu"]
    assert answer(script) == [names, True, "/device:CPU:0", "runchart.tensorboard.GraphDef"]
    assert len(EventAccumulator(str(tmp_path / "run")).Reload().Graph().node) > 2


def test_files_of_embeddings(answer: Any, tmp_path: Path) -> None:
    script = """
import numpy as np
from tensorboardX.embedding import make_mat, make_sprite, make_tsv
from torch.utils.tensorboard import _embedding
make_mat([[1, 2.5], [3, 4]], ".")
make_tsv(["a", "b"], ".")
make_sprite(np.zeros((2, 3, 4, 4)), ".")
answer = _embedding.make_mat is make_mat
"""
    assert answer(script) is True
    assert (tmp_path / "metadata.tsv").read_text() == "a\nb\n"
    numbers = [line.split("\t") for line in (tmp_path / "tensors.tsv").read_text().splitlines()]
    assert [[float(number) for number in row] for row in numbers] == [[1, 2.5], [3, 4]]
    assert (tmp_path / "sprite.png").read_bytes().startswith(b"\x89PNG")


def test_events_and_records(answer: Any, tmp_path: Path) -> None:
    script = """
import os
from tensorboardX import RecordWriter
from tensorboardX.crc32c import crc32c
from tensorboardX.event_file_writer import EventsWriter
from tensorboardX.proto.event_pb2 import Event
from torch.utils.tensorboard import RecordWriter as TorchRecordWriter
events = EventsWriter("run/events", ".end") if os.makedirs("run") is None else None
events.write_event(Event(step=3))
events.close()
ours = RecordWriter("records")
ours.write(b"abcd")
ours.flush()
ours.close()
theirs = TorchRecordWriter(open("other", "wb"))
theirs.write(b"abcd")
theirs.close()
answer = [crc32c(b"abcd"), open("records", "rb").read() == open("other", "rb").read()]
"""
    assert answer(script) == [0x92C80A31, True]
    (file,) = (tmp_path / "run").iterdir()
    assert file.suffix == ".end"
    found = [Event.FromString(record) for record in RawEventFileLoader(str(file)).Load()]
    assert [(event.file_version, event.step) for event in found] == [("brain.Event:2", 0), ("", 3)]


def test_a_writer_that_writes_nothing(answer: Any, tmp_path: Path) -> None:
    script = """
import os
from tensorboardX import SummaryWriter
from tensorboardX.writer import DummyFileWriter
with SummaryWriter("run", write_to_disk=False) as writer:
    writer.add_scalars("a", {"b": 1})
    writer.add_hparams({"lr": 1}, {"m": 1})
    writer.file_writer.flush()
DummyFileWriter("run").add_summary(b"")
answer = os.path.exists("run")
"""
    assert answer(script) is False
