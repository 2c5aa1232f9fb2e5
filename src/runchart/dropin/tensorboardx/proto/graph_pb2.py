"""Graphs of models."""

from typing import Any

from runchart.dropin.schema import declare
from runchart.dropin.tensorboardx.proto import node_def_pb2, versions_pb2

GraphDef: Any

MESSAGES = {
    "GraphDef": """
        1 node NodeDef*
        4 versions VersionDef
        3 version int32
    """,
}

declare(globals(), MESSAGES, {}, node_def_pb2, versions_pb2)
