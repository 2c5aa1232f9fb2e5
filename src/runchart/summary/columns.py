"""What people hold tables in, as named columns of Python values. pandas, polars and pyarrow are never imported."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from runchart.summary.array import array
from runchart.summary.given import given

Columns = dict[str, Sequence[Any]]

ACCEPTED = (
    "a DataFrame of pandas or polars, a Table of pyarrow, a list of dicts, a dict of columns, "
    "or a list of lists or a 2-D array with columns=[...]"
)


def named_columns(data: Any, names: Sequence[str] | None, where: str) -> Columns:
    """The columns of a table, all of one length; with `names` only these, in this order.

    Raises:
        TypeError: `data` is no table.
        ValueError: rows or columns of different lengths; a name twice; a name that is not there.
    """
    wanted = None if names is None else distinct(names, f"{where}: columns")
    frame = of_frame(data, where)
    if frame is not None:
        return selected(frame, wanted, where)
    if isinstance(data, Mapping):
        return selected(of_mapping(data, where), wanted, where)
    if isinstance(data, (list, tuple)):
        if data and isinstance(data[0], Mapping):
            return of_records(data, wanted, where)
        return of_rows(data, wanted, where)
    if len(getattr(data, "shape", ())) == 2 and hasattr(data, "__array__"):
        return of_rows(values(data, where), wanted, where, np.shape(data)[1])
    raise TypeError(f"{where}: expected {ACCEPTED}, got {given(data)}")


def is_frame(data: Any) -> bool:
    """Whether it is a DataFrame of pandas or polars, or a Table or RecordBatch of pyarrow."""
    kinds = {"pandas": ("DataFrame",), "polars": ("DataFrame",), "pyarrow": ("Table", "RecordBatch")}
    loaded = {library: sys.modules.get(library) for library in kinds}
    return any(
        isinstance(data, getattr(module, name, ()))
        for library, module in loaded.items()
        if module is not None
        for name in kinds[library]
    )


def of_frame(data: Any, where: str) -> Columns | None:
    if not is_frame(data):
        return None
    if hasattr(data, "to_pylist"):  # pyarrow
        pairs = [(name, column.to_pylist()) for name, column in zip(data.schema.names, data.columns, strict=True)]
    elif hasattr(data, "iloc"):  # pandas
        pairs = [*index_of(data), *((name, of_series(data.iloc[:, place])) for place, name in enumerate(data.columns))]
    else:
        pairs = [(name, data.get_column(name).to_list()) for name in data.columns]
    names = distinct([name_text(name) for name, _ in pairs], where)
    return dict(zip(names, (column for _, column in pairs), strict=True))


def index_of(frame: Any) -> Iterable[tuple[Any, list[Any]]]:
    """The index of a pandas DataFrame, if it says something: it has a name, or labels that are no integers."""
    index = frame.index
    if index.nlevels == 1 and index.name is None and index.dtype.kind in "iu":
        return
    for level, name in enumerate(index.names):
        ending = f" {level}" if index.nlevels > 1 else ""
        yield f"index{ending}" if name is None else name, of_series(index.get_level_values(level).to_series())


def of_series(series: Any) -> list[Any]:
    """A column of pandas: NaN of floats stays NaN, what is missing elsewhere is None."""
    found: list[Any] = series.tolist()
    if isinstance(series.dtype, np.dtype) and series.dtype.kind in "fiub":
        return found
    missing = series.isna().tolist()
    return [None if gone else value for value, gone in zip(found, missing, strict=True)] if any(missing) else found


def of_mapping(data: Mapping[Any, Any], where: str) -> Columns:
    names = distinct([name_text(name) for name in data], where)
    columns = {
        name: values(column, f"{where}: column {name!r}") for name, column in zip(names, data.values(), strict=True)
    }
    lengths = {name: len(column) for name, column in columns.items()}
    if len(set(lengths.values())) > 1:
        raise ValueError(f"{where}: expected columns of one length, got {lengths}")
    return columns


def of_records(data: Sequence[Any], wanted: list[str] | None, where: str) -> Columns:
    """Rows that are dicts: all keys in the order in which they are first seen; what a row lacks is None."""
    keys: dict[Any, None] = {}
    for row, record in enumerate(data):
        if not isinstance(record, Mapping):
            raise TypeError(f"{where}: row {row}: expected a dict as in row 0, got {given(record)}")
        keys.update(dict.fromkeys(record))
    names = distinct([name_text(key) for key in keys], where)
    columns: Columns = {name: [record.get(key) for record in data] for name, key in zip(names, keys, strict=True)}
    return selected(columns, wanted, where)


def of_rows(data: Sequence[Any], wanted: list[str] | None, where: str, width: int = 0) -> Columns:
    """Rows that are lists; without names, columns are called by their number."""
    table = [
        row if type(row) in {list, tuple} else values(row, f"{where}: row {place}") for place, row in enumerate(data)
    ]
    names = wanted if wanted is not None else [str(place) for place in range(len(table[0]) if table else width)]
    for place, row in enumerate(table):
        if len(row) != len(names):
            said = f"the {len(names)} columns {names}" if wanted is not None else f"{len(names)} cells as in row 0"
            raise ValueError(f"{where}: row {place}: expected {said}, got {len(row)} cells")
    cells = zip(*table, strict=True) if table else [() for _ in names]
    return dict(zip(names, cells, strict=True))


def values(column: Any, where: str) -> Sequence[Any]:
    """A row, a column or an array of rows as a sequence of Python values."""
    if isinstance(column, Sequence) and not isinstance(column, (str, bytes)):
        return column
    if hasattr(column, "isna") and hasattr(column, "tolist"):
        return of_series(column)
    if callable(getattr(column, "to_list", None)):
        return column.to_list()  # type: ignore[no-any-return]
    if isinstance(column, np.ndarray) and column.dtype.kind not in "biuf":
        return list(column)
    if len(getattr(column, "shape", ())) > 0:
        return array(column, where).numpy().tolist()  # type: ignore[no-any-return]
    raise TypeError(f"{where}: expected its values in a list or an array, got {given(column)}")


def selected(columns: Columns, wanted: list[str] | None, where: str) -> Columns:
    if wanted is None:
        return columns
    missing = [name for name in wanted if name not in columns]
    if missing and columns:
        raise ValueError(f"{where}: columns: {missing} are not there; there are {list(columns)}")
    return {name: columns.get(name, []) for name in wanted}


def name_text(name: Any) -> str:
    """The name of a column: levels of pandas are joined with ``/``."""
    return "/".join(map(str, name)) if isinstance(name, tuple) else str(name)


def distinct(names: Sequence[Any], where: str) -> list[str]:
    if isinstance(names, str) or any(not isinstance(name, str) for name in names):
        raise TypeError(f"{where}: expected names as a list of str, got {given(names)}")
    twice = sorted({name for name in names if list(names).count(name) > 1})
    if twice:
        raise ValueError(f"{where}: the columns {twice} are there twice; names have to differ")
    return list(names)
