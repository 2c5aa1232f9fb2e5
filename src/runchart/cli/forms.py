"""The forms of an exported table: CSV, JSON and Parquet. Each is written series by series."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from types import TracebackType
from typing import TYPE_CHECKING, Any, BinaryIO, Protocol

from .layout import finite
from .wrong_use import WrongUseError

if TYPE_CHECKING:
    from typing_extensions import Self

    from runchart.reader import Series

COLUMNS = ("run", "tag", "step", "wall_time", "value")
# Rows that become text, or a row group of Parquet, at a time.
ROWS = 1 << 16
GROUP_ROWS = 1 << 20


class Form(Protocol):
    """A table that is being written."""

    def __init__(self, out: BinaryIO) -> None: ...
    def write(self, series: Series) -> None:
        """Adds the points of a series."""

    def __enter__(self) -> Self: ...
    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None: ...


class Csv:
    """A head and a line a point, as RFC 4180 says; NaN and infinities are `nan`, `inf` and `-inf`, which float() reads."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out

    def __enter__(self) -> Self:
        self._out.write((",".join(COLUMNS) + "\n").encode())
        return self

    def write(self, series: Series) -> None:
        names = io.StringIO()
        csv.writer(names, lineterminator="\n").writerow((series.run, series.tag))
        head = names.getvalue()[:-1]
        for rows in _rows(series):
            lines = "".join(f"{head},{step},{wall_time},{value}\n" for step, wall_time, value in rows)
            self._out.write(lines.encode("utf-8", "replace"))

    def __exit__(self, *_exception: object) -> None:
        self._out.flush()


class Json:
    """One array with an object a line; NaN and infinities are the strings "NaN", "Infinity" and "-Infinity"."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self._before = "[\n"

    def __enter__(self) -> Self:
        return self

    def write(self, series: Series) -> None:
        run, tag = json.dumps(series.run, ensure_ascii=False), json.dumps(series.tag, ensure_ascii=False)
        for rows in _rows(series):
            lines = (
                f'{{"run":{run},"tag":{tag},"step":{step},"wall_time":{_json(wall_time)},"value":{_json(value)}}}'
                for step, wall_time, value in rows
            )
            self._out.write((self._before + ",\n".join(lines)).encode("utf-8", "replace"))
            self._before = ",\n"

    def __exit__(self, kind: type[BaseException] | None, *_exception: object) -> None:
        if kind is None:
            self._out.write(b"\n]\n" if self._before == ",\n" else b"[]\n")
            self._out.flush()


class Parquet:
    """Five columns, run and tag dictionary-encoded, in groups of about a million rows."""

    def __init__(self, out: BinaryIO) -> None:
        try:
            import pyarrow.parquet
        except ImportError:
            raise WrongUseError(
                "to write parquet pyarrow is needed: pip install pyarrow. csv and json need nothing"
            ) from None
        self._parquet = pyarrow.parquet
        self._out = out
        self._writer: Any = None
        self._waiting: list[Series] = []
        self._rows = 0

    def __enter__(self) -> Self:
        return self

    def write(self, series: Series) -> None:
        self._waiting.append(series)
        self._rows += len(series)
        if self._rows >= GROUP_ROWS:
            self._write_group()

    def __exit__(self, kind: type[BaseException] | None, *_exception: object) -> None:
        if kind is None:
            self._write_group()
        if self._writer is not None:
            self._writer.close()

    def _write_group(self) -> None:
        from runchart.reader.table import Table

        group = Table.of(self._waiting).to_arrow()
        self._waiting, self._rows = [], 0
        if self._writer is None:
            self._writer = self._parquet.ParquetWriter(self._out, group.schema)
        self._writer.write_table(group)


FORMS: dict[str, type[Form]] = {"csv": Csv, "json": Json, "parquet": Parquet}


def _rows(series: Series) -> Iterator[Iterator[tuple[int, float, float]]]:
    for start in range(0, len(series), ROWS):
        part = slice(start, start + ROWS)
        columns = (series.steps, series.wall_times, series.values)
        yield zip(*(column[part].tolist() for column in columns), strict=True)


def _json(value: float) -> str:
    return repr(value) if value - value == 0 else f'"{finite(value)}"'
