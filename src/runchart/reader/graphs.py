"""Graphs of one tag. Wraps media."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .media import Media

if TYPE_CHECKING:
    from runchart._core import Value


class Graphs(Media[bytes]):
    """Graphs in order of their points, each an encoded GraphDef: ``GraphDef.FromString(graphs[-1])`` of any protobuf binding."""

    plugin = "graphs"

    def _decode(self, value: Value) -> bytes:
        if value["kind"] != "bytes":
            raise self._other(value)
        return value["data"]
