"""TorchVis, which later versions of tensorboardX have no longer: an importable name."""

from __future__ import annotations


class TorchVis:
    def __init__(self, *arguments: object, **named: object) -> None:
        raise NotImplementedError("TorchVis: runchart writes event files; make a SummaryWriter instead")
