"""A table: the points of many series, one row each, in the five columns run, tag, step, wall_time and value.

Names are stored once and each row refers to them by number: pandas, polars and Arrow have a type for that.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from .series import Series

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow


@dataclass(frozen=True, eq=False)
class Names:
    """A column of names: the name of row `i` is ``names[codes[i]]``."""

    names: list[str]
    codes: NDArray[np.int32]

    @classmethod
    def repeated(cls, names: list[str], counts: list[int]) -> Names:
        """Each of `names` as often as `counts` says."""
        there = {name: code for code, name in enumerate(dict.fromkeys(names))}
        return cls([*there], np.repeat(np.array([there[name] for name in names], np.int32), counts))

    def to_numpy(self) -> NDArray[np.object_]:
        return np.array(self.names, dtype=object)[self.codes]

    def to_pandas(self) -> pandas.Categorical:
        import pandas as pd

        return pd.Categorical.from_codes(self.codes, categories=pd.Index(self.names, dtype="str"))

    def to_polars(self) -> polars.Series:
        import polars as pl

        return pl.Series(self.names, dtype=pl.Enum(self.names)).gather(self.codes)

    def to_arrow(self) -> pyarrow.DictionaryArray:
        import pyarrow as pa

        return pa.DictionaryArray.from_arrays(pa.array(self.codes), pa.array(self.names, pa.string()))


@dataclass(frozen=True, eq=False)
class Table:
    """Five columns of one length, ordered as the series were."""

    run: Names
    tag: Names
    step: NDArray[np.int64]
    wall_time: NDArray[np.float64]
    value: NDArray[np.float64]

    @classmethod
    def of(cls, series: Iterable[Series]) -> Table:
        """The points of all of `series`."""
        parts = list(series)
        counts = [len(part) for part in parts]
        return cls(
            Names.repeated([part.run for part in parts], counts),
            Names.repeated([part.tag for part in parts], counts),
            _joined([part.steps for part in parts], np.int64),
            _joined([part.wall_times for part in parts], np.float64),
            _joined([part.values for part in parts], np.float64),
        )

    def to_numpy(self) -> dict[str, NDArray[Any]]:
        return {"run": self.run.to_numpy(), "tag": self.tag.to_numpy(), **self._numbers()}

    def to_pandas(self) -> pandas.DataFrame:
        import pandas as pd

        return pd.DataFrame({"run": self.run.to_pandas(), "tag": self.tag.to_pandas(), **self._numbers()})

    def to_polars(self) -> polars.DataFrame:
        import polars as pl

        return pl.DataFrame({"run": self.run.to_polars(), "tag": self.tag.to_polars(), **self._numbers()})

    def to_arrow(self) -> pyarrow.Table:
        import pyarrow as pa

        return pa.table({"run": self.run.to_arrow(), "tag": self.tag.to_arrow(), **self._numbers()})

    def _numbers(self) -> dict[str, NDArray[Any]]:
        return {"step": self.step, "wall_time": self.wall_time, "value": self.value}


def _joined(parts: list[NDArray[Any]], dtype: type) -> NDArray[Any]:
    return np.concatenate(parts, dtype=dtype) if parts else np.empty(0, dtype)
