"""Drafts as protobuf messages, for those who want to look into a summary. Above `summary`; protobuf is optional."""

from __future__ import annotations

from typing import Any


def message(draft: Any) -> Any:
    """The draft as a protobuf Summary; where protobuf is not installed, the draft itself, which has `SerializeToString` too."""
    try:
        from runchart.dropin.tensorboardx.proto import summary_pb2
    except ImportError:
        return draft
    return summary_pb2.Summary.FromString(draft.SerializeToString())


def part(draft: Any, field: str) -> Any:
    """One field of the only value of a draft, such as its ``image``.

    Raises:
        ImportError: protobuf is not installed.
    """
    from runchart.dropin.tensorboardx.proto import summary_pb2

    return getattr(summary_pb2.Summary.FromString(draft.SerializeToString()).value[0], field)


def event(content: bytes) -> Any:
    """An encoded event as a protobuf Event.

    Raises:
        ImportError: protobuf is not installed.
    """
    from runchart.dropin.tensorboardx.proto import event_pb2

    return event_pb2.Event.FromString(content)
