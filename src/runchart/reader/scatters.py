"""Scatter plots of one tag. Wraps documents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .documents import Documents


@dataclass(frozen=True, eq=False)
class Scatter:
    """Points in two or three dimensions."""

    points: NDArray[np.float32]
    """Shape (n, 2) or (n, 3)."""
    column_names: list[str]
    """A name for each axis."""
    labels: list[str] | NDArray[np.float64] | None
    """One a point: text, which are classes, or numbers of shape (n,). None without."""


class Scatters(Documents[Scatter]):
    """Scatter plots in order of their points."""

    kinds = ("scatter",)

    def _item(self, document: Any, rest: list[bytes]) -> Scatter:
        points = np.frombuffer(rest[0], "<f4").astype(np.float32).reshape(document["shape"])
        return Scatter(points, document["column_names"], _labels(document, rest))


def _labels(document: Any, rest: list[bytes]) -> list[str] | NDArray[np.float64] | None:
    if document["labels"] == "text":
        return [document["label_names"][place] for place in np.frombuffer(rest[1], "<u4").tolist()]
    return np.frombuffer(rest[1], "<f8").astype(np.float64) if document["labels"] == "number" else None
