"""The writer to Visdom, which later versions of tensorboardX have no longer: an importable name."""

from __future__ import annotations


class VisdomWriter:
    def __init__(self, *arguments: object, **named: object) -> None:
        raise NotImplementedError("VisdomWriter: runchart does not write to Visdom; make a SummaryWriter instead")
