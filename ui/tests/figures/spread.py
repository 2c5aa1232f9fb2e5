"""What numpy and scipy say of the groups in tests/spread.test.ts: python ui/tests/figures/spread.py > ui/tests/figures/spread.json

Bootstrap intervals three times: of all resamples, where there are few; of the 1,000 resamples that the page draws, drawn again
here; and scipy's own of 100,000, which the page's must be near.
"""

from __future__ import annotations

import itertools
import json
import sys

import numpy as np
from scipy import stats

ALL_UNTIL, RESAMPLES = 5, 1_000
SAMPLES = [
    [0.25],
    [0.25, 0.75],
    [0.31, 0.34, 0.29],
    [1.0, 1.0, 1.0, 4.0],
    [0.312, 0.331, 0.298, 0.345, 0.307],
    [-3.5, 2.25, 1e-3, 7.0, 7.0, -1.25],
    [2.1, 2.3, 1.9, 2.0, 2.2, 2.4, 1.8, 2.05],
    list(np.random.default_rng(0).normal(5, 2, 40)),
]


def mulberry32(seed: int):
    """The page's generator: numbers in [0, 1)."""
    state, mask = seed, 0xFFFFFFFF
    while True:
        state = (state + 0x6D2B79F5) & mask
        mixed = ((state ^ (state >> 15)) * (1 | state)) & mask
        mixed = ((mixed + (((mixed ^ (mixed >> 7)) * (61 | mixed)) & mask)) & mask) ^ mixed
        yield (mixed ^ (mixed >> 14)) / 2**32


def resamples(values: np.ndarray) -> np.ndarray:
    n = len(values)
    if n <= ALL_UNTIL:
        return values[np.array(list(itertools.product(range(n), repeat=n)))]
    random = mulberry32(n)
    picks = [[int(next(random) * n) for _ in range(n)] for _ in range(RESAMPLES)]
    return values[np.array(picks)]


def interval(values: np.ndarray) -> list[float]:
    """Of all resamples the quantiles of their distribution; of some, numpy's percentiles, interpolated as scipy does."""
    means = resamples(values).mean(axis=1)
    if len(values) > ALL_UNTIL:
        return np.percentile(means, [2.5, 97.5]).tolist()
    return [np.percentile(means, 2.5, method="inverted_cdf"), -np.percentile(-means, 2.5, method="inverted_cdf")]


def figures(sample: list[float]) -> dict[str, object]:
    values = np.sort(np.array(sample))
    several = len(values) > 1
    near = (
        several
        and stats.bootstrap(
            (values,), np.mean, n_resamples=100_000, method="percentile", rng=np.random.default_rng(1)
        ).confidence_interval
    )
    return {
        "values": values.tolist(),
        "mean": values.mean(),
        "median": np.median(values),
        "sd": values.std(ddof=1) if several else None,
        "se": stats.sem(values) if several else None,
        "ci": interval(values) if several else None,
        "scipy_ci": [near.low, near.high] if several else None,
    }


json.dump([figures(sample) for sample in SAMPLES], sys.stdout, indent=1)
print()
