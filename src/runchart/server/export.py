"""Series as a table to take away: every point of what a chart shows, as CSV, JSON or Parquet. Wraps the reader's forms."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from .board import Board
from .parameters import BadRequestError, choice, object_of, read_body, series_pairs

if TYPE_CHECKING:
    from runchart.reader import Reader, Series

MEDIA_TYPES = {"csv": "text/csv", "json": "application/json", "parquet": "application/vnd.apache.parquet"}
EXAMPLE = {"to": "csv", "series": [[0, 0]]}


@dataclass(frozen=True)
class ExportQuery:
    """The body of POST /api/export, checked."""

    to: str
    series: list[tuple[int, int]]

    @classmethod
    def parse(cls, body: bytes) -> ExportQuery:
        given = object_of(body, EXAMPLE)
        return cls(choice("to", given.get("to"), MEDIA_TYPES), series_pairs(given.get("series")))


async def export(request: Request) -> Response:
    query = ExportQuery.parse(await read_body(request))
    return await run_in_threadpool(_answer, request.app.state.board, query)


def _answer(board: Board, query: ExportQuery) -> Response:
    from runchart.reader.forms import FORMS

    names = named_series(board.reader, query.series)
    if not names:
        raise BadRequestError("None of these series is there. /api/runs lists run ids and tag ids.", 404)
    try:
        pieces = FORMS[query.to](_read(board.reader, names))
    except ImportError as error:
        raise BadRequestError(f"{error}.", 501) from None
    file = f"{file_name({tag for *_, tag in names})}.{query.to}"
    headers = {"cache-control": "no-store", "content-disposition": f'attachment; filename="{file}"'}
    return StreamingResponse(pieces, headers=headers, media_type=MEDIA_TYPES[query.to])


def named_series(reader: Reader, wanted: Sequence[tuple[int, int]]) -> list[tuple[int, int, str, str]]:
    """Run id, tag id, and the names of run and tag as `runchart.open` has them, of those series that are there."""
    from runchart.reader.index import index_of

    names = {
        (entry.run, entry.tag): (run, tag)
        for run, index in index_of(reader, fold=True).items()
        for tag, entry in index.scalars.items()
    }
    return [(*one, *names[one]) for one in dict.fromkeys(wanted) if one in names]


def file_name(tags: set[str]) -> str:
    """What to call a file that holds these tags: letters, digits and what no shell or disk minds."""
    name = re.sub(r"[^\w.-]+", "-", tags.pop(), flags=re.ASCII).strip("-.")[:80] if len(tags) == 1 else ""
    return name or "scalars"


def _read(reader: Reader, names: Sequence[tuple[int, int, str, str]]) -> Iterator[Series]:
    from runchart.reader import Series

    for run, tag, run_name, tag_name in names:
        yield Series(run_name, tag_name, *reader.scalars(run, tag))
