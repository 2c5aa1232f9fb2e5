"""Histograms: how the values of an array are distributed."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from runchart._core import Draft
from runchart.summary import wire
from runchart.summary.array import Array, real
from runchart.summary.given import given, tag_text

Edges = NDArray[np.float64]

MOST_BINS = 100_000
"""Rules such as 'auto' ask for billions of bins where one value is far out."""


def histogram(tag: str, values: Any, bins: str | int | Sequence[float], max_bins: int | None = None) -> Draft:
    """The distribution of `values`; see `SummaryWriter.add_histogram`."""
    where = f"add_histogram({tag_text(tag)!r})"
    default = isinstance(bins, str) and bins == "tensorflow"
    if default and max_bins is None and on_device(values):
        return counted_on_device(tag, values, where)
    found = real(values, f"{where}: values")
    if found.data.size == 0:
        raise ValueError(f"{where}: values: expected at least one number, got {given(values)}")
    edges = None if default else edges_of(found, bins, where)
    if max_bins is not None:
        edges = fewer(default_edges() if edges is None else edges, max_bins, where)
    return Draft.histogram(tag, found.data, found.dtype, edges)


def edges_of(found: Array, bins: str | int | Sequence[float], where: str) -> Edges:
    """Ascending edges, as numpy makes them, of the finite values."""
    values = found.numpy().reshape(-1)
    values = values[np.isfinite(values)].astype(np.float64)
    if values.size == 0:
        values = np.zeros(1)
    if isinstance(bins, str) and too_many(values):
        bins = MOST_BINS
    try:
        edges = np.histogram_bin_edges(values, bins).astype(np.float64)
    except (TypeError, ValueError) as error:
        raise ValueError(
            f"{where}: bins: expected 'tensorflow', a name that numpy.histogram_bin_edges knows, a number of bins or ascending "
            f"edges, got {given(bins)}: {error}"
        ) from None
    if edges.size < 2 or not np.isfinite(edges).all():
        raise ValueError(f"{where}: bins: at least two finite edges make a bin, got {given(bins)}")
    return edges


def too_many(values: Edges) -> bool:
    """Whether bins as wide as the middle of the values asks for would be beyond all use."""
    low, high = np.percentile(values, [25, 75])
    width = 2 * (high - low) / np.cbrt(values.size)
    return bool(width > 0 and np.ptp(values) / width > MOST_BINS)


def fewer(edges: Edges, max_bins: int, where: str) -> Edges:
    """Every so manieth edge, and the last."""
    if max_bins < 1:
        raise ValueError(f"{where}: max_bins is {max_bins!r}: give 1 or more")
    every = max(1, (edges.size - 1) // max_bins)
    return np.append(edges[:-1:every], edges[-1])


@cache
def default_edges() -> Edges:
    """Edges that grow by a tenth from 1e-12 to 1e20, for both signs, around 0."""
    growing = np.multiply.accumulate(np.concatenate([[1e-12], np.full(1000, 1.1)]))
    growing = growing[growing < 1e20]
    return np.concatenate([-growing[::-1], [0.0], growing])


def on_device(values: Any) -> bool:
    """Whether it is a torch tensor that is not in this machine's memory."""
    torch = sys.modules.get("torch")
    return torch is not None and isinstance(values, torch.Tensor) and values.device.type not in {"cpu", "meta"}


def counted_on_device(tag: str, tensor: Any, where: str) -> Draft:
    """As `histogram` with the default bins; the device counts, and only its counts travel."""
    import torch

    if tensor.numel() == 0 or tensor.is_complex():
        raise ValueError(f"{where}: values: expected at least one real number, got {given(tensor)}")
    with torch.no_grad():
        values = tensor.detach().reshape(-1).to(torch.float32)
        finite = values[torch.isfinite(values)]
        edges = torch.from_numpy(rounded_up(default_edges())).to(values.device)
        places = torch.bucketize(finite, edges, right=True)
        counts = torch.bincount(places, minlength=edges.numel() + 1)
        wide = finite.double() if values.device.type != "mps" else finite
        sums = torch.stack([wide.sum(), (wide * wide).sum()]) if finite.numel() else torch.zeros(2)
        ends = torch.stack([finite.min(), finite.max()]) if finite.numel() else torch.zeros(2)
        others = torch.stack([values.isnan().sum(), values.isposinf().sum(), values.isneginf().sum()])
    low, high = ends.tolist()
    total, squares = sums.tolist()
    limits, inner = trimmed(counts.cpu().numpy(), low, high)
    content = message((low, high, int(finite.numel()), total, squares), limits, inner)
    content += b"".join(wire.integer(101 + i, count) for i, count in enumerate(others.tolist()) if count)
    return Draft.summary(wire.value(tag, wire.message(5, content)))


def rounded_up(edges: Edges) -> NDArray[np.float32]:
    """The least float32 that is not below each edge: float32 values then fall on the same side of it."""
    narrow = edges.astype(np.float32)
    return np.where(narrow < edges, np.nextafter(narrow, np.float32(np.inf)), narrow)


def trimmed(counts: NDArray[np.int64], low: float, high: float) -> tuple[Edges, NDArray[np.int64]]:
    """Right edges and counts of the buckets from the first to the last that holds something, and an empty one to the left.

    `counts` has one element below the first edge and one from the last edge on.
    """
    edges = default_edges()
    used = np.flatnonzero(counts)
    if used.size == 0:
        return np.zeros(1), np.zeros(1, np.int64)
    rights = np.append(edges, max(high, edges[-1]))
    first, last = int(used[0]), int(used[-1])
    if first == 0:
        return np.concatenate([[low], rights[: last + 1]]), np.concatenate([[0], counts[: last + 1]])
    return rights[first - 1 : last + 1], np.concatenate([[0], counts[first : last + 1]])


def raw(tag: str, numbers: tuple[float, float, int, float, float], limits: Any, counts: Any) -> Draft:
    """A histogram that was counted elsewhere; see `SummaryWriter.add_histogram_raw`."""
    where = f"add_histogram_raw({tag_text(tag)!r})"
    rights = real(limits, f"{where}: bucket_limits").numpy().astype(np.float64)
    inner = real(counts, f"{where}: bucket_counts").numpy().astype(np.float64)
    if rights.ndim != 1 or rights.shape != inner.shape or rights.size == 0:
        raise ValueError(
            f"{where}: bucket_limits are the right edges of the buckets, one for each of bucket_counts: got "
            f"{rights.shape} and {inner.shape}"
        )
    if not (inner >= 0).all():
        raise ValueError(f"{where}: bucket_counts: expected 0 or more in each, got {inner.min()}")
    if not (np.diff(rights) >= 0).all():
        raise ValueError(f"{where}: bucket_limits: expected ascending edges")
    return Draft.summary(wire.value(tag, wire.message(5, message(numbers, rights, inner))))


def message(numbers: tuple[float, float, int, float, float], limits: NDArray[Any], counts: NDArray[Any]) -> bytes:
    """A HistogramProto."""
    head = b"".join(wire.double(field, float(number)) for field, number in enumerate(numbers, start=1))
    return head + wire.doubles(6, limits.tolist()) + wire.doubles(7, counts.tolist())
