"""The built page: what a browser may keep, and what is said where there is none."""

from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette

from runchart.server.static import page_routes

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def page(tmp_path) -> Path:
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text("<!doctype html><title>board</title>")
    (tmp_path / "assets" / "main-1a2b3c.js").write_text("export const board = 1\n" * 200)
    (tmp_path.parent / "secret.txt").write_text("secret")
    (tmp_path / "assets" / "link.txt").symlink_to(tmp_path.parent / "secret.txt")
    return tmp_path


def ask(page: Path) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(Starlette(routes=page_routes(page)))
    return httpx.AsyncClient(transport=transport, base_url="http://localhost")


async def test_the_index_is_asked_for_again_and_assets_are_kept(page):
    async with ask(page) as client:
        index = await client.get("/")
        assert "board" in index.text
        assert index.headers["content-type"].startswith("text/html")
        assert index.headers["cache-control"] == "no-cache"
        again = await client.get("/", headers={"if-none-match": index.headers["etag"]})
        assert again.status_code == 304
        script = await client.get("/assets/main-1a2b3c.js")
        assert "immutable" in script.headers["cache-control"]
        assert "javascript" in script.headers["content-type"]
        assert script.headers["content-encoding"] == "gzip"


async def test_a_link_out_of_the_page_is_not_followed(page):
    async with ask(page) as client:
        assert (await client.get("/assets/link.txt")).status_code == 404
        assert (await client.get("/assets/nothing.js")).status_code == 404


async def test_without_a_page_it_says_how_to_build_one(tmp_path):
    async with ask(tmp_path / "nothing") as client:
        answer = await client.get("/")
        assert answer.status_code == 200
        assert "make ui" in answer.text
