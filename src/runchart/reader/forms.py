"""The forms in which the points of series leave as one long table: CSV, JSON and Parquet. Wraps series and table.

A form takes series and gives pieces of bytes: only the series at hand is in memory.
"""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Callable, Iterable, Iterator

from .series import Series
from .table import Table

COLUMNS = ("run", "tag", "step", "wall_time", "value")
# Rows that become text, or a row group of Parquet, at a time.
ROWS = 1 << 16
GROUP_ROWS = 1 << 20

Form = Callable[[Iterable[Series]], Iterator[bytes]]


def as_csv(series: Iterable[Series]) -> Iterator[bytes]:
    """A head and a line a point, as RFC 4180 says; NaN and infinities are `nan`, `inf` and `-inf`, which float() reads."""
    yield (",".join(COLUMNS) + "\n").encode()
    for one in series:
        names = io.StringIO()
        csv.writer(names, lineterminator="\n").writerow((one.run, one.tag))
        head = names.getvalue()[:-1]
        for rows in _rows(one):
            lines = "".join(f"{head},{step},{wall_time},{value}\n" for step, wall_time, value in rows)
            yield lines.encode("utf-8", "replace")


def as_json(series: Iterable[Series]) -> Iterator[bytes]:
    """One array with an object a line; NaN and infinities are the strings "NaN", "Infinity" and "-Infinity"."""
    before = "[\n"
    for one in series:
        run, tag = json.dumps(one.run, ensure_ascii=False), json.dumps(one.tag, ensure_ascii=False)
        for rows in _rows(one):
            lines = (
                f'{{"run":{run},"tag":{tag},"step":{step},"wall_time":{_json(wall_time)},"value":{_json(value)}}}'
                for step, wall_time, value in rows
            )
            yield (before + ",\n".join(lines)).encode("utf-8", "replace")
            before = ",\n"
    yield b"\n]\n" if before == ",\n" else b"[]\n"


def as_parquet(series: Iterable[Series]) -> Iterator[bytes]:
    """Five columns, run and tag dictionary-encoded, in groups of about a million rows.

    Raises ImportError, before anything is read, where pyarrow is not there.
    """
    try:
        import pyarrow.parquet  # noqa: F401
    except ImportError:
        raise ImportError(
            "to write parquet pyarrow is needed: pip install 'runchart[parquet]'. csv and json need nothing"
        ) from None
    return _parquet(series)


FORMS: dict[str, Form] = {"csv": as_csv, "json": as_json, "parquet": as_parquet}


class Pieces(io.RawIOBase):
    """A file that keeps what is written until it is taken away."""

    def __init__(self) -> None:
        self._written = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        self._written += data
        return len(data)

    def take(self) -> bytes:
        taken = bytes(self._written)
        self._written.clear()
        return taken


def _parquet(series: Iterable[Series]) -> Iterator[bytes]:
    from pyarrow.parquet import ParquetWriter

    out = Pieces()
    writer = None
    for group in _groups(series):
        table = Table.of(group).to_arrow()
        writer = writer or ParquetWriter(out, table.schema)
        writer.write_table(table)
        yield out.take()
    if writer is not None:
        writer.close()
    yield out.take()


def _groups(series: Iterable[Series]) -> Iterator[list[Series]]:
    """Series until they have enough rows for a group; one group at least."""
    group: list[Series] = []
    for one in series:
        group.append(one)
        if sum(map(len, group)) >= GROUP_ROWS:
            yield group
            group = []
    yield group


def _rows(series: Series) -> Iterator[Iterator[tuple[int, float, float]]]:
    for start in range(0, len(series), ROWS):
        part = slice(start, start + ROWS)
        columns = (series.steps, series.wall_times, series.values)
        yield zip(*(column[part].tolist() for column in columns), strict=True)


def _json(value: float) -> str:
    if math.isfinite(value):
        return repr(value)
    return '"NaN"' if math.isnan(value) else '"Infinity"' if value > 0 else '"-Infinity"'
