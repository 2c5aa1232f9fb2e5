"""The built page: its index, and assets whose names carry a hash of their content. Wraps Starlette's StaticFiles."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

PAGE = Path(__file__).parent.parent / "_ui"

NOT_BUILT = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>runchart</title>
<h1>The page has not been built</h1>
<p>The server is running and <a href="api/health">answers</a>, but this checkout holds no built page.
Run <code>make ui</code> and reload. (Wheels from <code>pip install runchart</code> come with it.)</p>
</html>
"""


class PageFiles(StaticFiles):
    """Says how long a browser may keep each file."""

    def file_response(self, full_path: Any, *arguments: Any, **named: Any) -> Response:
        response = super().file_response(full_path, *arguments, **named)
        hashed = Path(full_path).parent.name == "assets"
        response.headers["cache-control"] = "public, max-age=31536000, immutable" if hashed else "no-cache"
        return response


def page_routes(page: Path = PAGE) -> list[BaseRoute]:
    """The page at the root, or word of how to build it."""
    if not (page / "index.html").is_file():
        return [Route("/", _not_built, methods=["GET"])]
    return [Mount("/", GZipMiddleware(PageFiles(directory=page, html=True)))]


def _not_built(_request: Request) -> Response:
    return HTMLResponse(NOT_BUILT, headers={"cache-control": "no-cache"})
