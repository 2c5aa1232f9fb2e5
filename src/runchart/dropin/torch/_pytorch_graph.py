"""Graphs of torch models, as torch offers them. Above `summary.graph`."""

from __future__ import annotations

from typing import Any

from runchart import summary


def graph(model: Any, args: Any, verbose: bool = False, use_strict_trace: bool = True) -> tuple[Any, Any]:
    """The GraphDef of a model and its RunMetadata, which name the processor and measure nothing, as protobuf messages."""
    from runchart.dropin.tensorboardx.proto import graph_pb2, step_stats_pb2

    made = graph_pb2.GraphDef.FromString(summary.graph.graph(model, args, verbose, use_strict_trace))
    stats = step_stats_pb2.StepStats(dev_stats=[step_stats_pb2.DeviceStepStats(device="/device:CPU:0")])
    return made, step_stats_pb2.RunMetadata(step_stats=stats)
