"""A SummaryWriter for those who watch tensorboardX's and torch's by replacing their `EventFileWriter` (wandb, mocks).

Where that class or its `add_event` is another than ours when a writer is made, every event goes through it, as a protobuf
message and at the pace of Python. Otherwise none does. Above `runchart.writer`.
"""

from __future__ import annotations

import sys
import time
from typing import Any, ClassVar

from runchart import summary, writer
from runchart.dropin import messages
from runchart.summary import wire
from runchart.writer import files

OURS = files.EventFileWriter
ADD_EVENT = OURS.add_event
SESSION_START = wire.message(7, wire.integer(1, 1))


class FileWriter(files.FileWriter):
    """Writes through the `EventFileWriter` that is given."""

    def __init__(self, event_writer: Any) -> None:
        self.event_writer = event_writer


class Passing(writer.SummaryWriter):
    """What both facades share."""

    watched: ClassVar[str]
    """The module in which `EventFileWriter` may be replaced."""
    _through: Any = None
    """The replaced `EventFileWriter` of this run."""

    @property
    def file_writer(self) -> files.FileWriter | None:
        """Writes events and summaries of other makers to the same file. None after `close`."""
        if self._through is not None:
            return FileWriter(self._through)
        if self.write_to_disk and self.event_file() is None:
            super().flush()
            if self.event_file() is None:
                return None
        return self._get_file_writer()

    @property
    def default_bins(self) -> list[float]:
        """The edges that `add_histogram` counts between."""
        return [float(edge) for edge in summary.histogram.default_edges()]

    def write_draft(self, draft: Any, global_step: Any = None, walltime: float | None = None) -> None:
        if self._through is None:
            super().write_draft(draft, global_step, walltime)
        else:
            self._pass(wire.message(5, draft.SerializeToString()), global_step, walltime)

    def write(self, event: bytes) -> None:
        if self._through is None:
            super().write(event)
        else:
            self._through.add_event(messages.event(event))

    def flush(self, timeout: float = 30.0) -> None:
        """Hands everything logged so far to the kernel, waiting at most `timeout` seconds."""
        super().flush(timeout)
        if self._through is not None:
            self._through.flush()

    def close(self, timeout: float = 30.0) -> None:
        """Writes everything, waiting at most `timeout` seconds, and closes the file."""
        super().close(timeout)
        if self._through is not None:
            self._through.close()

    def _get_file_writer(self) -> files.FileWriter:
        return files.FileWriter.over(self, self.log_dir)

    def _start(self, writer: Any, directory: str) -> None:
        maker = vars(sys.modules[self.watched])["EventFileWriter"]
        if writer is not self or not self.write_to_disk or (maker is OURS and maker.add_event is ADD_EVENT):
            super()._start(writer, directory)
            return
        self._open(None, suffix="", flush_secs=float(self.flush_secs), purge_step=None, strict=self.strict)
        self._through = maker(directory, self.max_queue, self.flush_secs, self.filename_suffix)
        vars(self)["add_scalar"] = self._pass_scalar
        if self.purge_step is not None:
            self._pass(wire.text(3, "brain.Event:2"), self.purge_step)
            self._pass(SESSION_START, self.purge_step)

    def _pass(self, content: bytes, global_step: Any = None, walltime: float | None = None) -> None:
        step, moment = self._metadata()
        step = step if global_step is None else int(global_step)
        moment = moment if walltime is None else float(walltime)
        content += wire.double(1, time.time() if moment is None else moment)
        self._through.add_event(messages.event(content + (wire.integer(2, step) if step else b"")))

    def _pass_scalar(
        self,
        tag: str,
        scalar_value: Any,
        global_step: Any = None,
        walltime: float | None = None,
        *style: Any,
        **named: Any,
    ) -> None:
        """`add_scalar`; what it says about titles and precision does not pass."""
        del style, named
        self.write_draft(summary.scalar.scalar(self.names.tag(tag), scalar_value), global_step, walltime)
