"""Graphs of ONNX models, as tensorboardX offers them. Above `summary.onnx`."""

from __future__ import annotations

from typing import Any

from runchart import summary


def load_onnx_graph(fname: Any) -> Any:
    """The GraphDef of the model in a file, as a protobuf message."""
    from runchart.dropin.tensorboardx.proto import graph_pb2

    return graph_pb2.GraphDef.FromString(summary.onnx.onnx(fname))
