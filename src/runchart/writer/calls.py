"""What the families of calls share: the run that they write to and how it names things."""

from __future__ import annotations

from typing import ClassVar

from runchart._core import EventWriter
from runchart.summary.names import TORCH, Names


class Calls(EventWriter):
    """A family of `add_*` calls."""

    names: ClassVar[Names] = TORCH
    """How tags and child runs are named, where tensorboardX and torch differ."""
    log_dir: str
    """The directory of the run."""
