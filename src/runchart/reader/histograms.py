"""Histograms of one tag. Wraps media."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from .media import Media

if TYPE_CHECKING:
    from runchart._core import Value


@dataclass(frozen=True, eq=False)
class Histogram:
    """One histogram: three arrays with an element a bucket. What only older files tell is None in newer ones."""

    left: NDArray[np.float64]
    right: NDArray[np.float64]
    counts: NDArray[np.float64]
    min: float | None
    max: float | None
    num: float | None
    sum: float | None
    sum_squares: float | None
    nan: int
    pos_inf: int
    neg_inf: int


class Histograms(Media[Histogram]):
    """Histograms in order of their points."""

    kinds = ("histograms",)

    def _decode(self, value: Value) -> Histogram:
        if value["kind"] != "histogram":
            raise self._other(value)
        return Histogram(
            value["left"],
            value["right"],
            value["counts"],
            value["min"],
            value["max"],
            value["num"],
            value["sum"],
            value["sum_squares"],
            value["nan"],
            value["pos_inf"],
            value["neg_inf"],
        )
