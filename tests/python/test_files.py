"""FileWriter, EventFileWriter and RecordWriter: whole events, summaries and bare records of other makers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import tensorboardX.proto.event_pb2
import tensorboardX.proto.summary_pb2
from tensorboard.backend.event_processing.event_file_loader import LegacyEventFileLoader
from tensorboard.compat.proto.event_pb2 import Event
from tensorboard.compat.proto.summary_pb2 import Summary
from tensorboard.compat.tensorflow_stub.errors import OutOfRangeError
from tensorboard.compat.tensorflow_stub.pywrap_tensorflow import PyRecordReader_New

from runchart import EventFileWriter, FileWriter, RecordWriter


def events(directory: Path) -> list[Event]:
    files = sorted(directory.glob("*tfevents*"))
    found = [event for file in files for event in LegacyEventFileLoader(str(file)).Load()]
    return [event for event in found if not event.file_version]


def points(directory: Path, tag: str) -> list[tuple[int, float]]:
    return [(e.step, v.simple_value) for e in events(directory) for v in e.summary.value if v.tag == tag]


@pytest.mark.parametrize("package", ["tensorboard", "tensorboardX", "bytes", "object"])
def test_a_file_writer_takes_messages_of_every_package(tmp_path: Path, package: str) -> None:
    """tensorboardX and torch each refuse the protobuf classes of the other."""
    summary = Summary(value=[Summary.Value(tag="loss", simple_value=0.5)])
    event = Event(step=3, summary=summary)
    given: tuple[Any, Any] = (summary, event)
    if package == "tensorboardX":
        of_x = tensorboardX.proto
        given = (of_x.summary_pb2.Summary(), of_x.event_pb2.Event())
        given[0].ParseFromString(summary.SerializeToString())
        given[1].ParseFromString(event.SerializeToString())
    elif package == "bytes":
        given = (summary.SerializeToString(), event.SerializeToString())
    elif package == "object":
        given = (Serializable(summary), Serializable(event))
    writer = FileWriter(str(tmp_path))
    writer.add_summary(given[0], 1)
    writer.add_event(given[1], step=2, walltime=4.0)
    writer.add_event(given[1])
    with pytest.raises(TypeError, match="expected a protobuf message or its bytes, got str"):
        writer.add_summary("loss")
    writer.close()
    assert points(tmp_path, "loss") == [(1, 0.5), (2, 0.5), (3, 0.5)]
    assert events(tmp_path)[1].wall_time == 4.0


class Serializable:
    def __init__(self, message: Any) -> None:
        self.message = message

    def SerializeToString(self) -> bytes:  # noqa: N802 - as protobuf's messages have it
        return self.message.SerializeToString()


def test_a_closed_file_writer_goes_on_in_a_new_file(tmp_path: Path) -> None:
    """tensorboardX drops what follows close(); its reopen() sets the queue to None, and torch has none."""
    event = Event(step=1, summary=Summary(value=[Summary.Value(tag="loss", simple_value=0.5)]))
    for writer in (FileWriter(tmp_path / "a"), EventFileWriter(tmp_path / "b")):
        writer.add_event(event)
        writer.close()
        writer.add_event(event)
        writer.close()
        writer.reopen()
        writer.add_event(event)
        writer.flush()
        assert len(points(Path(writer.get_logdir()), "loss")) == 3
        writer.close()


RECORDS = [b"", b"one", bytes(range(256)) * 1000]


@pytest.mark.parametrize("target", ["path", "str", "file"])
def test_records_are_framed_as_tensorboard_reads_them(tmp_path: Path, target: str) -> None:
    """tensorboardX's RecordWriter takes a path, torch's an open file."""
    file = tmp_path / "records"
    writer = RecordWriter(file.open("wb") if target == "file" else file if target == "path" else str(file))
    for record in RECORDS:
        writer.write(record)
    writer.flush()
    assert not writer.closed
    writer.close()
    assert writer.closed
    reader, found = PyRecordReader_New(str(file)), []
    for _ in RECORDS:
        reader.GetNext()
        found.append(reader.record())
    with pytest.raises(OutOfRangeError):
        reader.GetNext()
    assert found == RECORDS
