"""Shapes of tensors."""

from typing import Any

from runchart.dropin.schema import declare

TensorShapeProto: Any

MESSAGES = {
    "TensorShapeProto": """
        2 dim TensorShapeProto.Dim*
        3 unknown_rank bool
    """,
    "TensorShapeProto.Dim": """
        1 size int64
        2 name string
    """,
}

declare(globals(), MESSAGES, {})
