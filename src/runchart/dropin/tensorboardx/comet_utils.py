"""Comet, which tensorboardX can log to besides: an importable name. runchart logs to event files only."""

from __future__ import annotations

from typing import Any


class CometLogger:
    """Takes every call and does nothing.

    Raises:
        NotImplementedError: the configuration asks for Comet.
    """

    def __init__(self, comet_config: dict[str, Any] | None = None) -> None:
        if not (comet_config or {"disabled": True}).get("disabled"):
            raise NotImplementedError(
                "comet_config: runchart does not log to Comet; leave it out or use comet_ml itself"
            )

    def __getattr__(self, name: str) -> Any:
        del name
        return ignored


def ignored(*arguments: object, **named: object) -> None:
    """What a disabled Comet does."""
