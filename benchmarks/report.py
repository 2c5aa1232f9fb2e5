"""What a family of benchmarks hands to run.py: tables of medians, and the targets that they speak to."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass
class Table:
    """One table of a page of results; `about` says in a sentence or two what was done."""

    title: str
    about: str
    columns: Sequence[str]
    rows: list[Sequence[str]] = field(default_factory=list)

    def __str__(self) -> str:
        lines = [self.columns, ["---"] * len(self.columns), *self.rows]
        return f"### {self.title}\n\n{self.about}\n\n" + "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


@dataclass
class Target:
    """One line of the first table: a number to reach, what was measured, and whether that reaches it."""

    work: str
    target: str
    measured: str
    reached: bool


@dataclass
class Report:
    tables: list[Table]
    targets: list[Target]


def median(samples: Sequence[float]) -> float:
    return statistics.median(samples)


def spread(samples: Sequence[float], unit: str) -> str:
    """The median, and the least and greatest of the samples: `0.21 us (0.20 to 0.24)`."""
    return f"{number(median(samples))} {unit} ({number(min(samples))} to {number(max(samples))})"


def number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def times(ratio: float) -> str:
    return f"{ratio:.0f}x" if ratio >= 10 else f"{ratio:.2g}x"
