"""PR curves of one tag: precision against recall at rising thresholds. Wraps media."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from .media import Media

if TYPE_CHECKING:
    from runchart._core import Value

ROWS = 6


@dataclass(frozen=True, eq=False)
class PrCurve:
    """One curve: seven arrays with an element a threshold, shape (n,), float32."""

    thresholds: NDArray[np.float32]
    """From 0 to 1, equally far apart."""
    precision: NDArray[np.float32]
    recall: NDArray[np.float32]
    tp: NDArray[np.float32]
    """True positives: how many, or their weight."""
    fp: NDArray[np.float32]
    tn: NDArray[np.float32]
    fn: NDArray[np.float32]


class PrCurves(Media[PrCurve]):
    """PR curves in order of their points."""

    kinds = ("pr_curves",)

    def _decode(self, value: Value) -> PrCurve:
        if value["kind"] != "tensor":
            raise self._other(value)
        rows = value["array"]
        if rows.ndim != 2 or len(rows) != ROWS:
            raise ValueError(
                f"{self.tag!r} in run {self.run!r} is no PR curve: its shape is {rows.shape}, not (6, thresholds)"
            )
        tp, fp, tn, fn, precision, recall = rows
        thresholds = np.linspace(0, 1, rows.shape[1], dtype=np.float32)
        return PrCurve(thresholds, precision, recall, tp, fp, tn, fn)
