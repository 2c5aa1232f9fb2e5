"""What a writer is opened with, checked before a file is made."""

from __future__ import annotations

from typing import Any

from runchart.summary.given import given


def seconds(value: Any, what: str) -> float:
    """A number of seconds; `what` names the option in the complaint."""
    try:
        return float(value)
    except (TypeError, ValueError):
        raise TypeError(f"{what}: expected a number of seconds, got {given(value)}") from None


def suffix(value: Any) -> str:
    """The end of event files' names."""
    if not isinstance(value, str):
        raise TypeError(f"filename_suffix: expected a str such as '.eval', got {given(value)}")
    if "/" in value or "\0" in value:
        raise ValueError(f"filename_suffix: expected a part of a file's name, got {given(value)}")
    return value
