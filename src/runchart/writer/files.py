"""The classes below SummaryWriter that scripts reach for: writers of whole events, of summaries and of bare records."""

from __future__ import annotations

import os
import time
from typing import IO, Any

from runchart import summary
from runchart._core import Draft, EventWriter, frame
from runchart.summary.given import given
from runchart.writer.ending import flush_before_exit


def encoded(message: Any, what: str) -> bytes:
    """The bytes of a protobuf message of any package, of a `Draft`, or bytes as they are.

    Raises:
        TypeError: none of these.
    """
    if isinstance(message, bytes):
        return message
    serialize = getattr(message, "SerializeToString", None)
    if not callable(serialize):
        raise TypeError(f"{what}: expected a protobuf message or its bytes, got {given(message)}")
    content = serialize()
    if not isinstance(content, bytes):
        raise TypeError(f"{what}: SerializeToString of {given(message)} gave no bytes but {given(content)}")
    return content


class EventFileWriter:
    """Appends events to an event file in `logdir`.

    Args:
        logdir: directory of the run, made if missing.
        max_queue_size: accepted for compatibility. There is no queue that fills and blocks.
        flush_secs: seconds between two syncs of the file to the disk.
        filename_suffix: end of the event file's name.
    """

    def __init__(
        self,
        logdir: str | os.PathLike[str],
        max_queue_size: int = 10,
        flush_secs: float = 120,
        filename_suffix: str = "",
    ) -> None:
        del max_queue_size
        self._logdir = os.fspath(logdir)
        self._writer = EventWriter()
        self._writer._open(
            self._logdir, suffix=filename_suffix, flush_secs=float(flush_secs), purge_step=None, strict=False
        )
        flush_before_exit()

    @classmethod
    def over(cls, writer: EventWriter, logdir: str) -> EventFileWriter:
        """One that writes to the file of `writer`."""
        self = cls.__new__(cls)
        self._logdir, self._writer = logdir, writer
        return self

    @property
    def _file_name(self) -> str:
        return self._writer.event_file() or ""

    @property
    def _ev_writer(self) -> EventFileWriter:
        """Itself: where tensorboardX and torch keep the writer of records."""
        return self

    def get_logdir(self) -> str:
        return self._logdir

    def add_event(self, event: Any) -> None:
        """Writes one event: a protobuf message of any package, or its bytes."""
        self._writer.write(encoded(event, "add_event"))

    def flush(self) -> None:
        self._writer.flush()

    def close(self) -> None:
        """Writes all and closes the file; a later event opens a new one."""
        self._writer.close()

    def reopen(self) -> None:
        """For compatibility: a closed writer opens a new file by itself."""


class FileWriter:
    """Writes summaries and events to an event file in `log_dir`. Arguments as for `EventFileWriter`."""

    def __init__(
        self, log_dir: str | os.PathLike[str], max_queue: int = 10, flush_secs: float = 120, filename_suffix: str = ""
    ) -> None:
        self.event_writer = EventFileWriter(log_dir, max_queue, flush_secs, filename_suffix)

    @classmethod
    def over(cls, writer: EventWriter, logdir: str) -> FileWriter:
        """One that writes to the file of `writer`."""
        self = cls.__new__(cls)
        self.event_writer = EventFileWriter.over(writer, logdir)
        return self

    def get_logdir(self) -> str:
        return self.event_writer.get_logdir()

    def add_event(self, event: Any, step: Any = None, walltime: float | None = None) -> None:
        """Writes one event with another time and, unless None, another step.

        Args:
            event: a protobuf Event of any package, or its bytes; it is not changed itself.
            step: the step.
            walltime: seconds since 1970. Default: now.
        """
        content = encoded(event, "add_event")
        content += summary.wire.double(1, time.time() if walltime is None else float(walltime))
        if step is not None:
            content += summary.wire.integer(2, int(step))
        self.event_writer._writer.write(content)

    def add_summary(self, summary: Any, global_step: Any = None, walltime: float | None = None) -> None:
        """Writes one summary: a protobuf Summary of any package, its bytes, or a `Draft`."""
        draft = summary if isinstance(summary, Draft) else Draft.summary(encoded(summary, "add_summary"))
        self.event_writer._writer.write_draft(draft, global_step, walltime)

    def add_graph(self, graph_profile: Any, walltime: float | None = None) -> None:
        """Writes a graph.

        Args:
            graph_profile: a GraphDef, or a pair of a GraphDef and RunMetadata; messages or bytes.
            walltime: seconds since 1970. Default: now.
        """
        graph, profile = graph_profile if isinstance(graph_profile, tuple) else (graph_profile, None)
        wire = summary.wire
        self.add_event(wire.message(4, encoded(graph, "add_graph")), walltime=walltime)
        if profile is not None:
            tagged = wire.text(1, "step1") + wire.message(2, encoded(profile, "add_graph"))
            self.add_event(wire.message(8, tagged), walltime=walltime)

    def add_onnx_graph(self, graph: Any, walltime: float | None = None) -> None:
        """Writes a GraphDef that was made from a file; a message or its bytes."""
        self.add_graph(graph, walltime)

    add_openvino_graph = add_onnx_graph

    def flush(self) -> None:
        self.event_writer.flush()

    def close(self) -> None:
        self.event_writer.close()

    def reopen(self) -> None:
        self.event_writer.reopen()


class RecordWriter:
    """Writes bare records, as event files hold them: length, checksum, bytes, checksum.

    Args:
        target: name of a file, which is replaced, or a file opened for writing bytes.
    """

    def __init__(self, target: str | os.PathLike[str] | IO[bytes]) -> None:
        self._file: IO[bytes] = open(target, "wb") if isinstance(target, (str, os.PathLike)) else target  # noqa: SIM115

    def write(self, data: bytes) -> None:
        """Writes one record. Raises TypeError for anything but bytes."""
        if not isinstance(data, (bytes, bytearray, memoryview)):
            raise TypeError(f"RecordWriter.write: expected bytes, got {given(data)}")
        self._file.write(frame(bytes(data)))

    def flush(self) -> None:
        self._file.flush()

    def close(self) -> None:
        self._file.close()

    @property
    def closed(self) -> bool:
        return self._file.closed
