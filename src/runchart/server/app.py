"""The application: routes, guard and errors put together. Wraps everything else in this package."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Collection
from contextlib import asynccontextmanager
from importlib import import_module
from threading import Thread
from typing import TYPE_CHECKING, Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route

if TYPE_CHECKING:
    from runchart.reader import Reader

from . import compat, routes
from .answer import error_answer
from .board import Board
from .live import Live
from .parameters import BadRequestError
from .security import Guard
from .static import page_routes
from .storage import StorageError


def create_app(
    reader: Reader,
    logdir: str,
    *,
    version: str,
    path_prefix: str = "",
    token: str | None = None,
    allowed_hosts: Collection[str] = (),
    directory_of: Callable[[str], str | None] | None = None,
) -> Starlette:
    """The board over this reader as an ASGI application. `app.state.live.end()` ends its open streams. `directory_of` says where the
    run of a name lies, of several logdirs."""
    board = Board(reader, logdir, version, directory_of)
    live = Live(board)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        live.start()
        # Queries answer in numpy arrays: it is imported while the first page is on its way.
        Thread(target=import_module, args=("numpy",)).start()
        try:
            yield
        finally:
            await run_in_threadpool(live.join)

    app = Starlette(
        routes=_below(path_prefix, [routes.ROUTES, compat.ROUTES, *page_routes()]),
        middleware=[Middleware(Guard, token=token, allowed_hosts=allowed_hosts, path_prefix=path_prefix)],
        exception_handlers=ERRORS,
        lifespan=lifespan,
    )
    app.state.board = board
    app.state.live = live
    return app


def _below(path_prefix: str, routes: list[BaseRoute]) -> list[BaseRoute]:
    if not path_prefix:
        return routes

    def to_page(_request: Request) -> Response:
        # Relative, because a proxy in front may use another name.
        return RedirectResponse(path_prefix.rpartition("/")[2] + "/")

    return [Route(path_prefix, to_page, methods=["GET"]), Mount(path_prefix, routes=routes)]


def _bad_request(_request: Request, error: BadRequestError) -> Response:
    return error_answer(str(error), error.status)


def _storage_error(_request: Request, error: StorageError) -> Response:
    return error_answer(str(error), 507)


def _http_error(request: Request, error: HTTPException) -> Response:
    headers = dict(error.headers or {})
    path = request.url.path[:200]
    if error.status_code == 404:
        sentence = f"There is nothing at {path}. The routes are listed in api/openapi.json."
    elif error.status_code == 405:
        sentence = f"{path} does not answer {request.method}. It answers {headers.get('Allow', 'other methods')}."
    else:
        sentence = error.detail
    answer = error_answer(sentence, error.status_code)
    answer.headers.update(headers)
    return answer


def _fault(_request: Request, _error: Exception) -> Response:
    return error_answer("The server failed on this request. The terminal in which it runs shows why.", 500)


ERRORS: dict[Any, Any] = {
    BadRequestError: _bad_request,
    StorageError: _storage_error,
    HTTPException: _http_error,
    Exception: _fault,
}
