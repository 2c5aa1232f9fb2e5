"""Graphs, what running them took, and models of Keras. Wraps media."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from .media import Media

if TYPE_CHECKING:
    from runchart._core import Value


class Graphs(Media[bytes]):
    """Graphs in order of their points, each an encoded GraphDef: ``GraphDef.FromString(graphs[-1])`` of any protobuf binding."""

    kinds = ("graphs",)

    def _decode(self, value: Value) -> bytes:
        if value["kind"] != "bytes":
            raise self._other(value)
        return value["data"]


class RunMetadata(Media[bytes]):
    """What running a graph took, in order of its points, each an encoded RunMetadata: ``RunMetadata.FromString(...)``."""

    kinds = ("graph_run_metadata", "graph_run_metadata_graph")

    def _decode(self, value: Value) -> bytes:
        if value["kind"] != "bytes":
            raise self._other(value)
        return value["data"]


class KerasModels(Media[dict[str, Any]]):
    """Models of Keras in order of their points, each as ``model.to_json()`` described it, read from JSON."""

    kinds = ("graph_keras_model",)

    def _decode(self, value: Value) -> dict[str, Any]:
        if value["kind"] != "bytes":
            raise self._other(value)
        model: dict[str, Any] = json.loads(value["data"])
        return model
