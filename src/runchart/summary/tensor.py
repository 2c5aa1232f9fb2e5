"""Tensors: arrays as they are."""

from __future__ import annotations

from typing import Any

from runchart._core import Draft
from runchart.summary.array import array
from runchart.summary.given import given, tag_text

DATA_TYPES = {
    "float32": 1,
    "float64": 2,
    "int32": 3,
    "uint8": 4,
    "int16": 5,
    "int8": 6,
    "complex64": 8,
    "int64": 9,
    "bool": 10,
    "bfloat16": 14,
    "uint16": 17,
    "complex128": 18,
    "float16": 19,
    "uint32": 22,
    "uint64": 23,
}
"""TensorFlow's numbers of the element types."""
LIMIT = 1 << 31


def tensor(tag: str, values: Any) -> Draft:
    """One tensor; see `SummaryWriter.add_tensor`."""
    where = f"add_tensor({tag_text(tag)!r}): tensor"
    found = array(values, where)
    if found.data.nbytes >= LIMIT:
        raise ValueError(f"{where}: {given(values)} takes {found.data.nbytes} bytes: an event holds less than 2 GiB")
    return Draft.tensor(tag, found.data, DATA_TYPES[found.dtype], "tensor")
