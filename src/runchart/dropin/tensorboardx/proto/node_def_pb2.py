"""Nodes of graphs."""

from typing import Any

from runchart.dropin.schema import declare
from runchart.dropin.tensorboardx.proto import attr_value_pb2

NodeDef: Any

MESSAGES = {
    "NodeDef": """
        1 name string
        2 op string
        3 input string*
        4 device string
        5 attr map<string,AttrValue>
    """,
}

declare(globals(), MESSAGES, {}, attr_value_pb2)
