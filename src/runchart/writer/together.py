"""GlobalSummaryWriter: one file for a process and the children that it forks, with steps that count by themselves."""

from __future__ import annotations

import os
from typing import Any, ClassVar

from runchart._core import Counters
from runchart.writer import SummaryWriter
from runchart.writer.files import FileWriter


class TogetherWriter(SummaryWriter):
    """A SummaryWriter whose forked children append to the same file."""

    _shared = True


class GlobalSummaryWriter:
    """Writes what a process and the children that it forks log to one event file, whole events under the file's lock.

    There is no step to give: each tag counts its own from 0, over all processes. A process that is spawned knows nothing of
    this writer. The arguments are those of `SummaryWriter`.
    """

    _last: GlobalSummaryWriter | None = None
    _made: ClassVar[type[SummaryWriter]] = TogetherWriter

    def __init__(
        self,
        logdir: str | os.PathLike[str] | None = None,
        *arguments: Any,
        coalesce_process: bool = True,
        **options: Any,
    ) -> None:
        del coalesce_process
        self._writer = self._made(logdir, *arguments, **options)
        self._steps = Counters()
        GlobalSummaryWriter._last = self

    @staticmethod
    def getSummaryWriter() -> GlobalSummaryWriter:  # noqa: N802 - tensorboardX's name
        """The writer that was made last, or a new one."""
        return GlobalSummaryWriter._last or GlobalSummaryWriter()

    @property
    def file_writer(self) -> FileWriter | None:
        return self._writer.file_writer

    def add_scalar(self, tag: str, scalar_value: Any, walltime: float | None = None) -> None:
        """Logs one number, as `SummaryWriter.add_scalar`."""
        self._writer.add_scalar(tag, scalar_value, self._steps.next(tag), walltime)

    def add_image(self, tag: str, img_tensor: Any, walltime: float | None = None, dataformats: str = "CHW") -> None:
        """Logs one image, as `SummaryWriter.add_image`."""
        self._writer.add_image(tag, img_tensor, self._steps.next(tag), walltime, dataformats)

    def add_text(self, tag: str, text_string: str, walltime: float | None = None) -> None:
        """Logs one text, as `SummaryWriter.add_text`."""
        self._writer.add_text(tag, text_string, self._steps.next(tag), walltime)

    def flush(self) -> None:
        self._writer.flush()

    def close(self) -> None:
        self._writer.close()
