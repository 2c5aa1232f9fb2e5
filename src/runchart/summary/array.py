"""Arrays of any library as contiguous numpy memory, with the names of element types that the core knows.

torch and jax are never imported: their arrays are recognised by what they offer.
"""

from __future__ import annotations

import sys
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from runchart.summary.given import given

NATIVE = frozenset(
    ["bool", "uint8", "int8", "uint16", "int16", "uint32", "int32", "uint64", "int64", "float16", "bfloat16", "float32", "float64"]
)  # fmt: skip
"""Element types that the core reads in place."""

NAMES = {np.dtype(name): name for name in NATIVE if name != "bfloat16"}
"""Those of numpy, in this machine's byte order. Looking a name up takes a tenth of the time that numpy takes to spell it."""


class Array(NamedTuple):
    """Numbers in row-major order. Where `dtype` is ``bfloat16``, `data` holds its bits as uint16: numpy has no such type."""

    data: NDArray[Any]
    dtype: str

    @property
    def shape(self) -> tuple[int, ...]:
        return self.data.shape

    def numpy(self) -> NDArray[Any]:
        """The values in a type that numpy computes with: bfloat16 becomes float32, which holds each of its values."""
        if self.dtype != "bfloat16":
            return self.data
        return (self.data.astype(np.uint32) << 16).view(np.float32)

    def reshaped(self, shape: tuple[int, ...]) -> Array:
        return Array(self.data.reshape(shape), self.dtype)


def array(values: Any, what: str) -> Array:
    """The numbers in `values`: a Python number or (nested) list, a numpy array, a torch tensor of any device and type, a jax
    array, a PIL image, or anything with ``__array__`` or DLPack. Not copied where its memory can be read as it is.

    float8 widens to float32, quantized and sparse tensors become dense, longdouble narrows to float64.

    Raises:
        TypeError: no numbers: None, strings, objects, dates.
        ValueError: lists of different lengths; a tensor without data (device "meta").
    """
    torch = sys.modules.get("torch")
    if torch is not None and isinstance(values, torch.Tensor):
        return of_tensor(values, torch, what)
    return of_numpy(as_numpy(values, what), values, what)


def plain(values: Any) -> str | None:
    """The element type's name if `values` is a numpy array that the core reads as it is: the shortest way to a draft."""
    return NAMES.get(values.dtype) if type(values) is np.ndarray and values.flags.c_contiguous else None


def of_tensor(tensor: Any, torch: Any, what: str) -> Array:
    """A torch tensor; one on a device is read here."""
    tensor = tensor.detach()
    if tensor.device.type == "meta":
        raise ValueError(f"{what}: the tensor is on the device 'meta' and has no data")
    if tensor.is_quantized:
        tensor = tensor.dequantize()
    if tensor.layout != torch.strided:
        tensor = tensor.to_dense()
    tensor = tensor.cpu().resolve_conj().resolve_neg().contiguous()
    if tensor.dtype == torch.bfloat16:
        return Array(tensor.view(torch.int16).numpy().view(np.uint16), "bfloat16")
    if tensor.element_size() == 1 and tensor.is_floating_point():
        tensor = tensor.to(torch.float32)
    if tensor.dtype == torch.complex32:
        tensor = tensor.to(torch.complex64)
    return of_numpy(tensor.numpy(), tensor, what)


def as_numpy(values: Any, what: str) -> NDArray[Any]:
    if isinstance(values, (list, tuple)) and any(hasattr(item, "__array__") for item in values):
        items = [array(item, what).numpy() for item in values]
        shapes = sorted({item.shape for item in items})
        if len(shapes) > 1:
            raise ValueError(f"{what}: a list of arrays of one shape is accepted, got the shapes {shapes}")
        return np.stack(items)
    try:
        if not hasattr(values, "__array__") and hasattr(values, "__dlpack__"):
            return np.from_dlpack(values)
        return np.asarray(values)
    except ValueError as error:
        raise ValueError(
            f"{what}: expected numbers in lists of the same length, got {given(values)}: {error}"
        ) from error
    except (BufferError, RuntimeError, TypeError) as error:
        raise TypeError(
            f"{what}: {given(values)} cannot be read as an array: {error}. Copy it to this machine's memory first"
        ) from error


def of_numpy(data: NDArray[Any], values: Any, what: str) -> Array:
    known = NAMES.get(data.dtype)
    if known is not None and data.flags.c_contiguous:
        return Array(data, known)
    name = data.dtype.name
    if name == "bfloat16":
        return Array(np.ascontiguousarray(data).reshape(data.shape).view(np.uint16), name)
    if name.startswith(("float8", "float4")):
        data = data.astype(np.float32)
    if data.dtype.kind == "f" and data.dtype.itemsize > 8:
        data = data.astype(np.float64)
    if data.dtype.kind not in "biufc":
        elements = f", which has elements of type {data.dtype}" if data.ndim else ""
        raise TypeError(f"{what}: expected numbers, got {given(values)}{elements}")
    data = data.astype(data.dtype.newbyteorder("="), copy=False)
    return Array(np.ascontiguousarray(data).reshape(data.shape), data.dtype.name)


def real(values: Any, what: str) -> Array:
    """As `array`, of real numbers that the core reads in place."""
    found = array(values, what)
    if found.dtype not in NATIVE:
        raise TypeError(f"{what}: expected real numbers, got {given(values)} with elements of type {found.dtype}")
    return found
