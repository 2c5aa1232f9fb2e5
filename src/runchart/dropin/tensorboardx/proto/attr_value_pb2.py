"""Attributes of graph nodes."""

from typing import Any

from runchart.dropin.schema import declare
from runchart.dropin.tensorboardx.proto import tensor_pb2, tensor_shape_pb2, types_pb2

AttrValue: Any
NameAttrList: Any

MESSAGES = {
    "AttrValue": """
        2 s bytes in value
        3 i int64 in value
        4 f float in value
        5 b bool in value
        6 type DataType in value
        7 shape TensorShapeProto in value
        8 tensor TensorProto in value
        1 list AttrValue.ListValue in value
        10 func NameAttrList in value
        9 placeholder string in value
    """,
    "AttrValue.ListValue": """
        2 s bytes*
        3 i int64*
        4 f float*
        5 b bool*
        6 type DataType*
        7 shape TensorShapeProto*
        8 tensor TensorProto*
        9 func NameAttrList*
    """,
    "NameAttrList": """
        1 name string
        2 attr map<string,AttrValue>
    """,
}

declare(globals(), MESSAGES, {}, tensor_pb2, tensor_shape_pb2, types_pb2)
