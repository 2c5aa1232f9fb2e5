"""Tensors, read back by TensorBoard's own `make_ndarray`, and arrays of any library."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from tensorboard.compat.proto.summary_pb2 import Summary
from tensorboard.util.tensor_util import make_ndarray

from runchart import summary
from runchart.summary.array import array, real

TYPES = [
    "bool", "uint8", "int8", "uint16", "int16", "uint32", "int32", "uint64", "int64",
    "float16", "float32", "float64", "complex64", "complex128",
]  # fmt: skip


@pytest.mark.parametrize("dtype", TYPES)
@pytest.mark.parametrize("shape", [(), (3,), (2, 3, 4), (2, 0)])
def test_tensorboard_reads_back_what_was_given(dtype: str, shape: tuple[int, ...]) -> None:
    if shape == (2, 0) and dtype in {"uint32", "uint64"}:
        return  # TensorBoard reads no empty array of these
    values = np.arange(np.prod(shape, dtype=int)).reshape(shape).astype(dtype)
    (value,) = Summary.FromString(summary.tensor.tensor("tag", values).SerializeToString()).value
    assert value.metadata.plugin_data.plugin_name == "tensor"
    found = make_ndarray(value.tensor)
    assert found.dtype == values.dtype
    assert np.array_equal(found, values)


def test_bfloat16_is_stored_by_its_bits() -> None:
    values = torch.tensor([1.0, -2.5, 1e30], dtype=torch.bfloat16)
    (value,) = Summary.FromString(summary.tensor.tensor("tag", values).SerializeToString()).value
    assert value.tensor.dtype == 14
    bits = np.frombuffer(value.tensor.tensor_content, np.uint16)
    assert np.array_equal(bits, values.view(torch.int16).numpy().view(np.uint16))


@pytest.mark.filterwarnings("ignore:ComplexHalf support is experimental")
def test_half_precision_complex_numbers_widen() -> None:
    values = torch.tensor([1 + 2j]).to(torch.complex32)
    assert array(values, "here").data.tolist() == [1 + 2j]


def anywhere() -> dict[str, Any]:
    import jax.numpy as jnp
    import ml_dtypes
    import pandas as pd

    class Exporting:
        def __array__(self, dtype: Any = None, copy: Any = None) -> Any:
            return np.array([1.0, 2.0], dtype)

    class Capsule:
        tensor = torch.tensor([1.0, 2.0])

        def __dlpack__(self, **options: Any) -> Any:
            return self.tensor.__dlpack__(**options)

        def __dlpack_device__(self) -> Any:
            return self.tensor.__dlpack_device__()

    plain = torch.tensor([1.0, 2.0])
    return {
        "list": [1, 2],
        "tuple of 0-d": (plain[0], plain[1]),
        "numpy": np.array([1.0, 2.0]),
        "big endian": np.array([1.0, 2.0], ">f4"),
        "strided": np.array([1.0, 9.0, 2.0])[::2],
        "longdouble": np.array([1.0, 2.0], np.longdouble),
        "torch": plain,
        "requires_grad": plain.clone().requires_grad_(),
        "float8": plain.to(torch.float8_e5m2),
        "bfloat16": plain.bfloat16(),
        "sparse": plain.to_sparse(),
        "negative view": torch.complex(-plain, -plain).conj().imag,
        "parameter": torch.nn.Parameter(plain),
        "jax": jnp.array([1.0, 2.0]),
        "jax bfloat16": jnp.array([1.0, 2.0], jnp.bfloat16),
        "ml_dtypes float8": np.array([1.0, 2.0], ml_dtypes.float8_e4m3fn),
        "pandas": pd.Series([1.0, 2.0]),
        "__array__": Exporting(),
        "DLPack": Capsule(),
    }


ANYWHERE = anywhere()


@pytest.mark.parametrize("name", ANYWHERE)
def test_the_same_numbers_from_anywhere(name: str) -> None:
    found = real(ANYWHERE[name], "here")
    assert found.numpy().tolist() == [1.0, 2.0]
    assert found.data.flags.c_contiguous


class Elsewhere:
    """As an array of cupy, which does not come to this memory by itself."""

    def __array__(self, dtype: Any = None, copy: Any = None) -> Any:
        raise TypeError("Implicit conversion to a NumPy array is not allowed")


@pytest.mark.parametrize(
    ("given", "error"),
    [
        (None, TypeError),
        ("text", TypeError),
        (["a", "b"], TypeError),
        ([object()], TypeError),
        (np.array(["2020-01-01"], "datetime64[D]"), TypeError),
        ([[1], [1, 2]], ValueError),
        ([np.ones(2), np.ones(3)], ValueError),
        (torch.ones(2, device="meta"), ValueError),
        ({"a": 1}, TypeError),
        (Elsewhere(), TypeError),
    ],
)
def test_what_holds_no_numbers_is_refused(given: Any, error: type[Exception]) -> None:
    with pytest.raises(error, match="here"):
        array(given, "here")


def test_tensors_in_memory_are_not_counted_on_a_device() -> None:
    assert not summary.histogram.on_device(torch.ones(2))
    assert not summary.histogram.on_device(np.ones(2))
    assert not summary.histogram.on_device(torch.ones(2, device="meta"))
