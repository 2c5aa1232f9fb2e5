"""Write, read, look at and diagnose training runs."""

from runchart._core import __version__
from runchart.reader import open  # noqa: A004
from runchart.writer import SummaryWriter

__all__ = ["SummaryWriter", "__version__", "open"]
