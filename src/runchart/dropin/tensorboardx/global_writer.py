"""tensorboardX's GlobalSummaryWriter: that of `runchart.writer`, with its names."""

from __future__ import annotations

from runchart.dropin.tensorboardx.writer import SummaryWriter
from runchart.writer import together


class TogetherWriter(SummaryWriter):
    """A SummaryWriter whose forked children append to the same file."""

    _shared = True


class GlobalSummaryWriter(together.GlobalSummaryWriter):
    _made = TogetherWriter

    @staticmethod
    def getSummaryWriter() -> together.GlobalSummaryWriter:  # noqa: N802 - tensorboardX's name
        """The writer that was made last, or a new one."""
        return together.GlobalSummaryWriter._last or GlobalSummaryWriter()

    @property
    def smw(self) -> SummaryWriter | None:
        """The writer below."""
        return self._writer if isinstance(self._writer, SummaryWriter) else None
