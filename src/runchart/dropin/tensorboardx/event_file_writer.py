"""Writers of whole events, as tensorboardX offers them: those of `runchart.writer`."""

from __future__ import annotations

import os
import socket
import time
from typing import Any

from runchart.dropin.tensorboardx.record_writer import RecordWriter, directory_check
from runchart.summary import wire
from runchart.writer.files import EventFileWriter, encoded

__all__ = ["EventFileWriter", "EventsWriter", "RecordWriter", "directory_check"]


class EventsWriter:
    """Writes events to ``<file_prefix>.out.tfevents.<time>.<host>.<process><suffix>``, which may be in an object store."""

    def __init__(self, file_prefix: str, filename_suffix: str = "") -> None:
        moment = time.time()
        host = socket.gethostname()
        self._file_name = f"{file_prefix}.out.tfevents.{int(moment):010d}.{host}.{os.getpid()}{filename_suffix}"
        self._records = RecordWriter(self._file_name)
        self.write_event(wire.double(1, moment) + wire.text(3, "brain.Event:2"))

    def write_event(self, event: Any) -> None:
        """Writes one event: a protobuf message of any package, or its bytes."""
        self._records.write(encoded(event, "write_event"))

    def flush(self) -> bool:
        self._records.flush()
        return True

    def close(self) -> bool:
        self._records.flush()
        self._records.close()
        return True
