"""Single numbers as summaries that are looked into or passed on; `add_scalar` writes its own, natively."""

from __future__ import annotations

from typing import Any

from runchart._core import Draft, number
from runchart.summary import wire
from runchart.summary.given import tag_text


def scalar(tag: str, value: Any, display_name: str = "", description: str = "") -> Draft:
    """A number as float32; see `SummaryWriter.add_scalar`."""
    data = wire.float32(2, number(value, f"add_scalar({tag_text(tag)!r}): scalar_value"))
    return Draft.summary(wire.value(tag, data, wire.metadata("", b"", display_name, description)))


def in_tensor(tag: str, value: Any, double_precision: bool) -> Draft:
    """A number as a tensor of one element, of float64 or float32: torch's `new_style`."""
    found = number(value, f"add_scalar({tag_text(tag)!r}): scalar_value")
    if double_precision:
        content = wire.integer(1, wire.DT_DOUBLE) + wire.doubles(6, [found])
    else:
        content = wire.integer(1, wire.DT_FLOAT) + wire.float32(5, found)
    return Draft.summary(wire.tensor(tag, content, "scalars"))
