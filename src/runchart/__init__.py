"""Write, read, look at and diagnose training runs."""

import importlib
from typing import TYPE_CHECKING, Any

from runchart._core import __version__
from runchart.writer import SummaryWriter

if TYPE_CHECKING:
    from runchart.reader import open  # noqa: A004
    from runchart.writer.files import EventFileWriter, FileWriter, RecordWriter
    from runchart.writer.together import GlobalSummaryWriter

__all__ = [
    "EventFileWriter",
    "FileWriter",
    "GlobalSummaryWriter",
    "RecordWriter",
    "SummaryWriter",
    "__version__",
    "open",
]

ROOMS = {
    "EventFileWriter": "writer.files",
    "FileWriter": "writer.files",
    "GlobalSummaryWriter": "writer.together",
    "RecordWriter": "writer.files",
    "open": "reader",
}


def __getattr__(name: str) -> Any:
    """Imports a room when it is first asked for: neither training nor the board's start waits for what it does not use."""
    if name in ROOMS:
        return getattr(importlib.import_module(f"runchart.{ROOMS[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
