"""Confusion matrices of one tag. Wraps documents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .documents import Documents, real


@dataclass(frozen=True, eq=False)
class ConfusionMatrix:
    """How often what was in truth one class was taken for another."""

    counts: NDArray[np.int64 | np.float64]
    """Shape (classes, classes): a row is an actual class, a column a predicted one. Integers, or floats where shares were given."""
    class_names: list[str] | None
    """In order of the rows; None: the classes are 0, 1, 2, ..."""


class ConfusionMatrices(Documents[ConfusionMatrix]):
    """Confusion matrices in order of their points."""

    kinds = ("confusion_matrix",)

    def _item(self, document: Any, _rest: list[bytes]) -> ConfusionMatrix:
        counts = document["counts"]
        whole = all(isinstance(count, int) for row in counts for count in row)
        rows = counts if whole else [[real(count) for count in row] for row in counts]
        return ConfusionMatrix(np.array(rows, np.int64 if whole else np.float64), document["class_names"])
