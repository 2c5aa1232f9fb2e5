"""The routes that delete runs and put them back: what would move, moving it, and the list of the trash. Wraps run_files and trash."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from .answer import json_answer
from .board import Board
from .parameters import BadRequestError, object_of, read_body
from .run_files import Finder, RunFiles
from .security import refuse_foreign
from .trash import Entry, trash_folder

MOST = 10_000


async def files(request: Request) -> Response:
    """POST /api/runs/files: what deleting these runs would move."""
    names = _texts(await read_body(request), "runs", ["lr3e-4"])
    return json_answer(request, await run_in_threadpool(_files, request.app.state.board, names))


async def delete(request: Request) -> Response:
    """POST /api/runs/delete."""
    refuse_foreign(request)
    names = _texts(await read_body(request), "runs", ["lr3e-4"])
    return await _change(request, _delete, names)


async def restore(request: Request) -> Response:
    """POST /api/runs/restore."""
    refuse_foreign(request)
    folders = _texts(await read_body(request), "folders", ["/logs/.runchart/trash/20261125-143000-0"])
    return await _change(request, _restore, folders)


def deleted(request: Request) -> Response:
    """GET /api/trash."""
    return json_answer(request, {"deleted": [_entry(entry) for entry in _entries(request.app.state.board)]})


async def _change(request: Request, change: Callable[[Board, list[str]], dict[str, Any]], what: list[str]) -> Response:
    board: Board = request.app.state.board
    answer = json_answer(request, await run_in_threadpool(change, board, what))
    # The reader looks now, not when it would have come round to it; nobody waits, because it may still be loading.
    answer.background = BackgroundTask(board.reader.refresh)
    return answer


def _files(board: Board, names: list[str]) -> dict[str, Any]:
    found, failed = _each(names, Finder(board.reader, board.directory_of).find)
    return {"runs": [_run(one) for one in found], "failed": failed}


def _delete(board: Board, names: list[str]) -> dict[str, Any]:
    finder = Finder(board.reader, board.directory_of)
    found, failed = _each(names, lambda name: board.trash.delete(finder.find(name)))
    return {"deleted": [_entry(entry) for entry in found], "failed": failed}


def _restore(board: Board, folders: list[str]) -> dict[str, Any]:
    known = {entry.folder: entry for entry in _entries(board)}

    def restore_one(folder: str) -> str:
        if folder not in known:
            raise BadRequestError(
                f"No deleted run lies in {folder[:200]!r}. /api/trash lists those that there are.", 404
            )
        board.trash.restore(known[folder])
        return known[folder].run

    found, failed = _each(folders, restore_one)
    return {"restored": found, "failed": failed}


def _each(what: list[str], act: Callable[[str], Any]) -> tuple[list[Any], list[dict[str, str]]]:
    """What came of each, and what did not go well; where none went well, the error of the first."""
    done, failed = [], []
    for one in what:
        try:
            done.append(act(one))
        except BadRequestError as error:
            if len(what) == 1:
                raise
            failed.append({"what": one, "error": str(error)})
    return done, failed


def _entries(board: Board) -> list[Entry]:
    found = [entry for root in board.reader.directories() for entry in board.trash.entries(root)]
    return sorted(found, key=lambda entry: entry.deleted, reverse=True)


def _run(found: RunFiles) -> dict[str, Any]:
    return {
        "run": found.run,
        "directory": found.directory,
        "trash": trash_folder(found.root),
        "whole": found.whole,
        "files": found.files,
        "bytes": found.bytes,
        "modified": found.modified,
        "live": found.live,
    }


def _entry(entry: Entry) -> dict[str, Any]:
    return {
        "folder": entry.folder,
        "run": entry.run,
        "deleted": entry.deleted,
        "files": entry.files,
        "bytes": entry.bytes,
    }


def _texts(body: bytes, field: str, example: list[str]) -> list[str]:
    given = object_of(body, {field: example}).get(field)
    if not isinstance(given, list) or not given or not all(isinstance(one, str) for one in given) or len(given) > MOST:
        raise BadRequestError(f"{field} must be a list of 1 to {MOST} texts.")
    return list(dict.fromkeys(given))
