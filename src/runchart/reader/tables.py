"""Tables of one tag: rows of values under named columns, as `add_table` logged them. Wraps documents."""

from __future__ import annotations

import base64
import datetime
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .documents import Documents, real

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow


@dataclass(frozen=True, eq=False)
class LoggedTable:
    """One table."""

    columns: dict[str, list[Any]]
    """By name, in order: str, bool, int, float, date, time, datetime and timedelta (to microseconds), bytes of a PNG, or lists and
    dicts; None where there is no value."""
    types: dict[str, str]
    """The type of each column, as docs/event-files.md has them: ``str``, ``int``, ``image``, ..., ``mixed``."""

    def __len__(self) -> int:
        """The number of rows."""
        return len(next(iter(self.columns.values()), ()))

    def rows(self) -> list[dict[str, Any]]:
        """A dict a row."""
        return [dict(zip(self.columns, row, strict=True)) for row in zip(*self.columns.values(), strict=True)]

    def to_pandas(self) -> pandas.DataFrame:
        """The same as a table of pandas. Raises ImportError without pandas."""
        import pandas as pd

        return pd.DataFrame(self.columns)

    def to_polars(self) -> polars.DataFrame:
        """The same as a table of polars; values that differ in type within a column are objects. Raises ImportError
        without polars, and TypeError for integers beyond 64 bits."""
        import polars as pl

        mixed = {name: pl.Object for name, kind in self.types.items() if kind in {"mixed", "json"}}
        return pl.DataFrame({name: pl.Series(name, column, mixed.get(name)) for name, column in self.columns.items()})

    def to_arrow(self) -> pyarrow.Table:
        """The same as a table of Arrow. Raises ImportError without pyarrow, pyarrow's ArrowInvalid for a column whose values
        differ in type, and OverflowError for integers beyond 64 bits."""
        import pyarrow as pa

        return pa.table(self.columns)

    def __repr__(self) -> str:
        return f"<LoggedTable: {len(self)} rows of {', '.join(map(repr, self.columns)) or 'no columns'}>"


class Tables(Documents[LoggedTable]):
    """Tables in order of their points."""

    kinds = ("table",)

    def _item(self, document: Any, _rest: list[bytes]) -> LoggedTable:
        columns, types = {}, {}
        for column in document["columns"]:
            types[column["name"]] = column["type"]
            columns[column["name"]] = [_value(column["type"], form) for form in column["values"]]
        return LoggedTable(columns, types)


def _value(kind: str, form: Any) -> Any:
    if form is None:
        return None
    if kind == "mixed":
        return _value(*form)
    return VALUES[kind](form) if kind in VALUES else form


def _moment(of: Callable[[str], Any]) -> Callable[[str], Any]:
    """A moment to microseconds. Python before 3.11 reads fractions of 3 or 6 digits alone."""

    def read(form: str) -> Any:
        fraction = re.search(r"\.\d+", form)
        digits = fraction[0][:7].ljust(7, "0") if fraction else ""
        return of(form.replace(fraction[0], digits) if fraction else form)

    return read


VALUES: dict[str, Callable[[Any], Any]] = {
    "int": int,
    "float": real,
    "date": datetime.date.fromisoformat,
    "time": _moment(datetime.time.fromisoformat),
    "datetime": _moment(datetime.datetime.fromisoformat),
    "duration": lambda seconds: datetime.timedelta(seconds=real(seconds)),
    "image": base64.b64decode,
}
