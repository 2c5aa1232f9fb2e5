"""Tensors of one tag, whatever plugin they were written for. Wraps media."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from .media import Media

if TYPE_CHECKING:
    from runchart._core import Value


class Tensors(Media["NDArray[Any]"]):
    """Arrays in order of their points; of strings, arrays of bytes objects.

    Half and bfloat16 come as float32, which holds them exactly.
    """

    def _decode(self, value: Value) -> NDArray[Any]:
        if value["kind"] == "tensor":
            return value["array"]
        if value["kind"] == "strings":
            return np.array(value["values"], dtype=object).reshape(value["shape"])
        raise self._other(value)
