"""Tables: rows of values, pictures and text under named columns that have types. Above `columns` and `cell`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from runchart._core import Draft
from runchart.summary.cell import encoded
from runchart.summary.columns import Columns, named_columns
from runchart.summary.document import document
from runchart.summary.given import given, tag_text
from runchart.summary.plain import UnfitError

CELLS = "str, numbers, bool, None, dates, images, or lists and dicts of these"


def table(tag: str, rows: Any, columns: Sequence[str] | None = None) -> Draft:
    """One table.

    Args:
        tag: name of the series.
        rows: a DataFrame of pandas or polars, a Table of pyarrow, a list of dicts (all their keys, in the order of first
            sight), a dict of columns, a list of lists, or a 2-D array. An index of pandas is written if it has a name or labels
            that are no integers.
        columns: names for lists of lists and arrays; of the others, which columns and in which order.

    Raises:
        TypeError: `rows` is none of these; a cell of a type that no table has. The complaint names row and column.
        ValueError: rows or columns of different lengths, two columns of one name, text with surrogates.
    """
    tag = tag_text(tag)
    where = f"add_table({tag!r})"
    named = named_columns(rows, columns, where)
    length = len(next(iter(named.values()), ()))
    content = [described(name, values, where) for name, values in named.items()]
    try:
        return document(tag, "table", {"rows": length, "columns": content}, where)
    except ValueError:
        find_surrogates(named, where)
        raise


def described(name: str, values: Sequence[Any], where: str) -> dict[str, Any]:
    """One column of the document."""
    try:
        kind, forms = encoded(values)
    except UnfitError as unfit:
        place = f"{where}: row {unfit.row}, column {name!r}{unfit.place}"
        raise TypeError(f"{place}: expected {CELLS}, got {given(unfit.value)}; str() makes text of it") from None
    except RecursionError:
        raise ValueError(f"{where}: column {name!r}: a cell holds itself, or is nested too deeply") from None
    except ValueError as error:
        raise ValueError(f"{where}: column {name!r}: {error}") from None
    return {"name": name, "type": kind, "values": forms}


def find_surrogates(named: Columns, where: str) -> None:
    """Raises for the first cell of text that UTF-8 has no form for."""
    for name, values in named.items():
        for row, value in enumerate(values):
            try:
                str(value).encode() if isinstance(value, str) else None
            except UnicodeEncodeError as error:
                raise ValueError(
                    f"{where}: row {row}, column {name!r}: holds surrogates at {error.start}, which no UTF-8 file can: "
                    "take them out"
                ) from None
