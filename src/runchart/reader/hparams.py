"""Hyperparameters: what `add_hparams` logged in each run, beside the last value of each of its scalars.

Wraps the native `Reader`'s metadata, where TensorBoard keeps hyperparameters, and the session's message.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, overload

from .index import RunIndex
from .session import START_TAG, HParam, session_start

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow

    from runchart._core import Reader


@dataclass(frozen=True)
class Session:
    """The hyperparameters of one run."""

    run: str
    """Name of the run."""
    hparams: dict[str, HParam]
    """Numbers are float, as TensorBoard stores them."""
    metrics: dict[str, float]
    """The last value of each scalar of the run, by tag."""
    group: str
    """TensorBoard's name of the group of runs, often empty."""


class HParams(Sequence[Session]):
    """The runs that logged hyperparameters, in order of name."""

    def __init__(self, sessions: list[Session]) -> None:
        self._sessions = sessions

    @property
    def names(self) -> list[str]:
        """The hyperparameters that any of the runs has, in order of first sight."""
        return [*dict.fromkeys(name for session in self for name in session.hparams)]

    @property
    def metrics(self) -> list[str]:
        """The scalars that any of the runs has, in order of first sight."""
        return [*dict.fromkeys(tag for session in self for tag in session.metrics)]

    @overload
    def __getitem__(self, index: int) -> Session: ...
    @overload
    def __getitem__(self, index: slice) -> HParams: ...
    def __getitem__(self, index: int | slice) -> Session | HParams:
        return HParams(self._sessions[index]) if isinstance(index, slice) else self._sessions[index]

    def __len__(self) -> int:
        """The number of runs."""
        return len(self._sessions)

    def __repr__(self) -> str:
        return f"<HParams: {len(self)} runs, {len(self.names)} hyperparameters, {len(self.metrics)} metrics>"

    def columns(self) -> dict[str, list[HParam]]:
        """One element a run: its name as ``run``, each hyperparameter and each metric; None where a run lacks it.

        Where a metric or a hyperparameter has a name that is taken, it is called ``metric/<name>`` or ``hparam/<name>``.
        """
        columns: dict[str, list[HParam]] = {"run": [session.run for session in self]}
        for name in self.names:
            columns[_free(name, "hparam/", columns)] = [session.hparams.get(name) for session in self]
        for name in self.metrics:
            columns[_free(name, "metric/", columns)] = [session.metrics.get(name) for session in self]
        return columns

    def to_pandas(self) -> pandas.DataFrame:
        """A row a run, with the columns of `columns`. Raises ImportError without pandas."""
        import pandas as pd

        return pd.DataFrame(self.columns())

    def to_polars(self) -> polars.DataFrame:
        """The same as a polars table. Columns that hold text in one run and numbers in another are text."""
        import polars as pl

        return pl.DataFrame(self._uniform())

    def to_arrow(self) -> pyarrow.Table:
        """The same as an Arrow table. Columns that hold text in one run and numbers in another are text."""
        import pyarrow as pa

        return pa.table(self._uniform())

    def _uniform(self) -> dict[str, list[HParam]]:
        return {name: _of_one_type(column) for name, column in self.columns().items()}


def read_hparams(reader: Reader, runs: Mapping[str, RunIndex]) -> HParams:
    """The hyperparameters of those of `runs` that have some."""
    tags = {name: run.media[START_TAG] for name, run in runs.items() if START_TAG in run.media}
    sessions = []
    for name, entry in tags.items():
        try:
            start = session_start(reader.metadata(entry.run, entry.tag)["content"])
        except ValueError as error:
            raise ValueError(f"the hyperparameters of run {name!r} cannot be read: {error}") from None
        metrics = {tag: series.last_value for tag, series in sorted(runs[name].scalars.items())}
        known = {tag: value for tag, value in metrics.items() if value is not None}
        sessions.append(Session(name, start.hparams, known, start.group))
    return HParams(sessions)


def _free(name: str, prefix: str, taken: Mapping[str, object]) -> str:
    while name in taken:
        name = prefix + name
    return name


def _of_one_type(column: list[HParam]) -> list[HParam]:
    types = {type(value) for value in column if value is not None}
    return column if len(types) < 2 else [None if value is None else str(value) for value in column]
