"""Histograms as counts: equal to tensorboardX's where it is right, and right where it fails."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import tensorboardX.summary
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from numpy.typing import NDArray
from tensorboard.compat.proto.summary_pb2 import Summary

from runchart import SummaryWriter, summary
from runchart._core import Draft

RANDOM = np.random.default_rng(0)
EDGES = summary.histogram.default_edges()


def message(draft: Draft) -> Any:
    (value,) = Summary.FromString(draft.SerializeToString()).value
    return value.histo


def ours(values: Any, bins: Any = "tensorflow", max_bins: int | None = None) -> Any:
    return message(summary.histogram.histogram("tag", values, bins, max_bins))


def columns(histogram: Any) -> tuple[list[float], list[float]]:
    return list(histogram.bucket_limit), list(histogram.bucket)


def assert_equal(found: Any, expected: Any) -> None:
    assert columns(found) == columns(expected)
    assert (found.min, found.max, found.num) == (expected.min, expected.max, expected.num)
    rounding = 1e-9 * (expected.num * expected.sum_squares) ** 0.5
    assert found.sum == pytest.approx(expected.sum, abs=rounding)
    assert found.sum_squares == pytest.approx(expected.sum_squares, rel=1e-9)


VALUES = {
    "float32": RANDOM.normal(size=100_000).astype(np.float32),
    "float64": RANDOM.normal(size=1000),
    "float16": RANDOM.normal(size=1000).astype(np.float16),
    "one": np.array([3.0]),
    "equal": np.ones(10),
    "zeros": np.zeros(5),
    "negative": -RANDOM.random(100),
    "wide": np.exp(RANDOM.uniform(-60, 45, size=1000)),
    "int8": RANDOM.integers(-128, 128, 1000, dtype=np.int8),
    "uint8": RANDOM.integers(0, 256, 1000, dtype=np.uint8),
    "int64": np.arange(-5000, 5000),
    "bool": RANDOM.random(100) > 0.5,
    "on edges": EDGES[::7].copy(),
    "beside edges": np.concatenate([np.nextafter(EDGES[:-1], 9e99), np.nextafter(EDGES[1:], -9e99)]),
    "small and large": np.array([1e-12, 1.1e-12, -1e-12, 0.0, 1e-13, 9e19]),
    "rank 4": RANDOM.normal(size=(4, 3, 2, 5)),
    "counted in place": RANDOM.normal(size=2_200_000).astype(np.float32),
    "above a million": RANDOM.normal(size=1_200_000).astype(np.float32),
}


@pytest.mark.parametrize("name", VALUES)
def test_counts_are_those_of_tensorboardx(name: str) -> None:
    values = VALUES[name]
    wide = values.astype(np.float64)
    assert_equal(ours(values), tensorboardX.summary.histogram("tag", wide, EDGES.tolist()).value[0].histo)


@given(arrays.arrays(np.float32, st.integers(1, 50), elements=st.floats(-(2.0**66), 2.0**66, width=32)))
def test_counts_of_any_float32_are_those_of_numpy(values: NDArray[np.float32]) -> None:
    found = ours(values)
    counts, _ = np.histogram(values.astype(np.float64), EDGES)
    assert [count for count in found.bucket if count] == [count for count in counts if count]
    assert sum(found.bucket) == found.num == values.size


@pytest.mark.parametrize("bins", ["auto", "fd", "sturges", 10, [0.0, 0.5, 2.0], np.linspace(-1, 1, 7)])
@pytest.mark.parametrize("max_bins", [None, 4])
def test_other_bins_are_those_of_numpy(bins: Any, max_bins: int | None) -> None:
    values = RANDOM.normal(size=1000)
    found, expected = ours(values, bins, max_bins), tensorboardX.summary.histogram("tag", values, bins, max_bins)
    if max_bins is None:
        assert_equal(found, expected.value[0].histo)
    else:
        edges = np.histogram_bin_edges(values, bins)
        assert sum(found.bucket) == ((values >= edges[0]) & (values <= edges[-1])).sum()
        assert len(found.bucket) <= 2 * max_bins + 1


def test_nan_and_infinities_are_counted_apart_where_the_libraries_fail() -> None:
    values = np.array([np.nan, np.inf, np.inf, -np.inf, 1.0, 2.0], np.float32)
    draft = summary.histogram.histogram("tag", values, "tensorflow")
    found = message(draft)
    assert (found.min, found.max, found.num, found.sum) == (1.0, 2.0, 2, 3.0)
    assert sum(found.bucket) == 2
    assert own_fields(draft) == {101: 1, 102: 2, 103: 1}
    with pytest.raises(ValueError, match="histogram is empty"):
        tensorboardX.summary.histogram("tag", np.array([np.nan]), EDGES.tolist())
    assert (ours([float("nan")]).num, list(ours([float("nan")]).bucket)) == (0, [0])


def own_fields(draft: Draft) -> dict[int, int]:
    """The fields that other readers skip."""
    from google.protobuf.unknown_fields import UnknownFieldSet

    return {field.field_number: field.data for field in UnknownFieldSet(message(draft))}


def test_values_beyond_the_edges_have_a_bucket_of_their_own() -> None:
    found = ours([1e30, -1e30, 1.0])
    assert sum(found.bucket) == found.num == 3
    assert (found.bucket_limit[0], found.bucket_limit[-1]) == (-1e30, 1e30)


def test_bfloat16_keeps_its_range_and_float8_is_taken() -> None:
    found = ours(torch.tensor([1e30, 1e-9], dtype=torch.bfloat16))
    assert found.max == pytest.approx(1e30, rel=0.01)
    assert found.min == pytest.approx(1e-9, rel=0.01)
    values = RANDOM.normal(size=5000).astype(np.float32)
    tensor = torch.from_numpy(values).to(torch.bfloat16)
    assert_equal(ours(tensor), ours(tensor.double().numpy()))
    small = torch.from_numpy(values).to(torch.float8_e4m3fn)
    assert_equal(ours(small), ours(small.to(torch.float32)))


@pytest.mark.parametrize("name", [name for name in VALUES if name not in {"bool", "on edges", "beside edges"}])
def test_counting_on_a_device_gives_the_same(name: str) -> None:
    tensor = torch.from_numpy(VALUES[name].astype(np.float32))
    found = message(summary.histogram.counted_on_device("tag", tensor, "here"))
    assert_equal(found, ours(tensor))


def test_counting_on_a_device_of_what_is_not_finite_or_beyond_gives_the_same() -> None:
    tensor = torch.tensor([float("nan"), float("inf"), 1e30, -1e30, 1.0, -1e-30])
    draft = summary.histogram.counted_on_device("tag", tensor, "here")
    assert_equal(message(draft), ours(tensor))
    assert own_fields(draft) == {101: 1, 102: 1}
    nothing = torch.tensor([float("nan")])
    assert_equal(message(summary.histogram.counted_on_device("tag", nothing, "here")), ours(nothing))


def test_one_value_far_out_does_not_make_a_billion_bins() -> None:
    values = np.append(RANDOM.normal(size=10_000), 1e12)
    assert len(ours(values, "fd").bucket) <= summary.histogram.MOST_BINS + 1


@pytest.mark.parametrize(
    ("values", "bins", "error"),
    [
        ([], "tensorflow", ValueError),
        ([1.0], "no such rule", ValueError),
        ([1.0], [3.0, 2.0, 1.0], ValueError),
        ([1.0], [1.0], ValueError),
        ([1.0], 0, ValueError),
        ([1.0], None, ValueError),
        (["a"], "tensorflow", TypeError),
        (None, "tensorflow", TypeError),
        (np.ones(3, complex), "tensorflow", TypeError),
        (np.array([object()]), "tensorflow", TypeError),
        ([[1.0], [1.0, 2.0]], "tensorflow", ValueError),
    ],
)
def test_what_cannot_be_counted_is_refused(values: Any, bins: Any, error: type[Exception]) -> None:
    with pytest.raises(error, match=r"add_histogram\('weights'\)"):
        summary.histogram.histogram("weights", values, bins)


def test_raw_histograms_are_stored_as_given() -> None:
    numbers = (0.0, 2.0, 3, 4.0, 6.0)
    found = message(summary.histogram.raw("tag", numbers, [1.0, 2.0], torch.tensor([1, 2])))
    expected = tensorboardX.summary.histogram_raw("tag", *numbers, [1.0, 2.0], [1, 2]).value[0].histo
    assert_equal(found, expected)
    for limits, counts in (([1.0], [1, 2]), ([], []), ([2.0, 1.0], [1, 2]), ([1.0, 2.0], [1, -1])):
        with pytest.raises(ValueError, match=r"add_histogram_raw\('weights'\)"):
            summary.histogram.raw("weights", numbers, limits, counts)


def test_the_writer_puts_histograms_into_the_file(tmp_path: Any) -> None:
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    with SummaryWriter(tmp_path) as writer:
        for step in range(20):
            writer.add_histogram("weights", RANDOM.normal(size=100) + step, step)
        writer.add_histogram_raw("raw", 0, 2, 3, 4, 6, [1, 2], [1, 2], 5)
    accumulator = EventAccumulator(str(tmp_path), size_guidance={"histograms": 0})
    accumulator.Reload()
    found = accumulator.Histograms("weights")
    assert [event.step for event in found] == list(range(20))
    assert all(event.histogram_value.num == 100 for event in found)
    assert accumulator.Histograms("raw")[0].histogram_value.bucket == [1, 2]
