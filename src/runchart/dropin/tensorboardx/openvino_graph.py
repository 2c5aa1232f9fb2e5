"""Graphs of OpenVINO models, as tensorboardX offers them. Above `summary.openvino`."""

from __future__ import annotations

from typing import Any

from runchart import summary


def load_openvino_graph(fname: Any) -> Any:
    """The GraphDef of the model in an XML file, as a protobuf message."""
    from runchart.dropin.tensorboardx.proto import graph_pb2

    return graph_pb2.GraphDef.FromString(summary.openvino.openvino(fname))
