"""Tensors."""

from typing import Any

from runchart.dropin.schema import declare
from runchart.dropin.tensorboardx.proto import resource_handle_pb2, tensor_shape_pb2, types_pb2

TensorProto: Any

MESSAGES = {
    "TensorProto": """
        1 dtype DataType
        2 tensor_shape TensorShapeProto
        3 version_number int32
        4 tensor_content bytes
        13 half_val int32*
        5 float_val float*
        6 double_val double*
        7 int_val int32*
        8 string_val bytes*
        9 scomplex_val float*
        10 int64_val int64*
        11 bool_val bool*
        12 dcomplex_val double*
        14 resource_handle_val ResourceHandleProto*
        16 uint32_val uint32*
        17 uint64_val uint64*
    """,
}

declare(globals(), MESSAGES, {}, resource_handle_pb2, tensor_shape_pb2, types_pb2)
