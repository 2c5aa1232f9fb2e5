"""Scalars: a selection of series over several runs and tags, read when they are asked for. Wraps series and table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, overload

from numpy.typing import NDArray

from .series import Series
from .table import Table

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow


class Scalars(Sequence[Series]):
    """Series of several runs and tags, in order of run, then tag. Each is read when it is asked for, and not kept."""

    def __init__(self, names: list[tuple[str, str]], read: Callable[[str, str], Series]) -> None:
        self.names = names
        """Run and tag of each."""
        self._read = read

    @overload
    def __getitem__(self, index: int) -> Series: ...
    @overload
    def __getitem__(self, index: slice) -> Scalars: ...
    def __getitem__(self, index: int | slice) -> Series | Scalars:
        names = self.names[index]
        return Scalars(names, self._read) if isinstance(names, list) else self._read(*names)

    def __len__(self) -> int:
        """The number of series."""
        return len(self.names)

    def __repr__(self) -> str:
        return f"<Scalars: {len(self)} series of {len({run for run, _ in self.names})} runs>"

    def to_numpy(self) -> dict[str, NDArray[Any]]:
        """One element a point: run and tag (objects), step (int64), wall_time (seconds since 1970) and value (float64)."""
        return Table.of(self).to_numpy()

    def to_pandas(self) -> pandas.DataFrame:
        """One row a point: run and tag (categories), step, wall_time (seconds since 1970) and value (float64).

        Raises ImportError without pandas.
        """
        return Table.of(self).to_pandas()

    def to_polars(self) -> polars.DataFrame:
        """The same as a polars table; run and tag are of type Enum. Raises ImportError without polars."""
        return Table.of(self).to_polars()

    def to_arrow(self) -> pyarrow.Table:
        """The same as an Arrow table; run and tag are dictionary-encoded. Raises ImportError without pyarrow."""
        return Table.of(self).to_arrow()
