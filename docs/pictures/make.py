"""Makes the pictures of docs/kinds: runs each page's own example, then photographs TensorBoard's card of what it logged. What
TensorBoard has no card for is drawn from the event file by `stored.py`; runchart's own board is photographed by `board.py`.

    python docs/pictures/make.py [page ...]
"""

from __future__ import annotations

import io
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from board import BOARD, board
from PIL import Image, ImageChops, ImageOps
from playwright.sync_api import Browser, Page, sync_playwright
from stored import STORED

HERE = Path(__file__).resolve().parent
KINDS = HERE.parent / "kinds"
CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--enable-unsafe-swiftshader",  # the mesh and projector dashboards draw with WebGL
]
LARGEST = 80_000
"""Bytes of one picture."""
MARGIN = 24
"""Pixels of plain ground around what is shown."""
BLOCK = re.compile(r"^```python\n(.*?)^```", re.DOTALL | re.MULTILINE)


def run_example(page: str, folder: Path) -> None:
    """Runs the Python of a page in `folder`."""
    code = "\n".join(BLOCK.findall((KINDS / f"{page}.md").read_text()))
    subprocess.run([sys.executable, "-c", code], cwd=folder, check=True)


@contextmanager
def tensorboard(logdir: Path) -> Iterator[str]:
    """The address of a TensorBoard that has read all of `logdir`."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "tensorboard.main", f"--logdir={logdir}", "--host=127.0.0.1", f"--port={port}"]
    log = logdir / "tensorboard.log"
    with log.open("w") as said:
        board = subprocess.Popen([*command, "--load_fast=false"], stderr=said)
    try:
        address = f"http://127.0.0.1:{port}"
        wait_for(lambda: urllib.request.urlopen(f"{address}/data/runs").read() not in {b"", b"[]"}, log)
        time.sleep(2)
        yield address
    finally:
        board.terminate()
        board.wait()


def wait_for(happens: Callable[[], bool], log: Path) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        try:
            if happens():
                return
        except urllib.error.URLError:
            pass
        time.sleep(0.3)
    raise TimeoutError(f"TensorBoard does not answer: {log.read_text()}")


def opened(browser: Browser, width: int = 1280, height: int = 1000, scale: float = 2) -> Page:
    return browser.new_page(
        viewport={"width": width, "height": height},
        device_scale_factor=scale,
        color_scheme="light",
        reduced_motion="reduce",
    )


def around(page: Page, selector: str, most: int = 6, more: float = 12) -> dict[str, float]:
    """The rectangle that holds all visible elements of `selector`, and `more` pixels on each side."""
    page.locator(selector).first.wait_for(timeout=20_000)
    boxes = [
        box for box in (item.bounding_box() for item in page.locator(selector).all()[:most]) if box and box["height"]
    ]
    left, top = min(box["x"] for box in boxes), min(box["y"] for box in boxes)
    right, bottom = max(box["x"] + box["width"] for box in boxes), max(box["y"] + box["height"] for box in boxes)
    return {"x": left - more, "y": top - more, "width": right - left + 2 * more, "height": bottom - top + 2 * more}


def cards(
    tab: str, selector: str, width: int = 1280, height: int = 1000, most: int = 6, more: float = 12
) -> Callable[[Browser, str], bytes]:
    """A picture of the cards of one dashboard."""

    def photograph(browser: Browser, address: str) -> bytes:
        page = opened(browser, width, height)
        page.goto(f"{address}/#{tab}")
        page.locator(selector).first.wait_for(timeout=20_000)
        page.wait_for_timeout(2500)
        return page.screenshot(clip=around(page, selector, most, more), animations="disabled")

    return photograph


def time_series(browser: Browser, address: str) -> bytes:
    """A picture of the TIME SERIES dashboard without its settings."""
    page = opened(browser, 1500, 1400)
    page.goto(f"{address}/#timeseries")
    page.locator("card-view").first.wait_for(timeout=20_000)
    page.locator("button.settings-button").first.click()
    page.wait_for_timeout(2500)
    return page.screenshot(clip=around(page, "metrics-card-groups card-view"), animations="disabled")


def graph(browser: Browser, address: str) -> bytes:
    """A picture of the GRAPHS dashboard with its largest scope opened."""
    page = opened(browser, 1280, 800)
    page.goto(f"{address}/#graphs")
    scope = page.locator('g.node[data-name="Sequential"] .nodeshape').first
    scope.wait_for(timeout=20_000)
    page.wait_for_timeout(2500)
    scope.dblclick(force=True)
    page.wait_for_timeout(1500)
    page.locator("tf-graph-scene #svg").click(position={"x": 20, "y": 500})  # nothing is selected
    page.wait_for_timeout(1500)
    return page.screenshot(clip=around(page, "tf-graph-scene #svg", more=-16), animations="disabled")


def embedding(browser: Browser, address: str) -> bytes:
    """A picture of the points in the PROJECTOR dashboard, which is a frame of its own."""
    page = opened(browser, 1280, 760)
    page.goto(f"{address}/#projector")
    points = page.frame_locator("iframe").frame_locator("iframe").locator("#scatter")
    points.wait_for(timeout=20_000)
    page.wait_for_timeout(4000)
    area = points.bounding_box()
    if area is None:
        raise ValueError("the projector shows no points")
    cut = 30  # half of a button
    return page.screenshot(clip=area | {"y": area["y"] + cut, "height": area["height"] - cut}, animations="disabled")


TENSORBOARD: dict[str, Callable[[Browser, str], bytes]] = {
    "audio": cards("audio", "tf-audio-loader"),
    "custom-scalars": cards(
        "custom_scalars", "tf-custom-scalar-multi-line-chart-card, tf-custom-scalar-margin-chart-card", 1700
    ),
    "embedding": embedding,
    "figure": cards("images", "tf-image-loader"),
    "graph": graph,
    "histogram": cards("histograms", "tf-histogram-loader, vz-histogram-timeseries"),
    "hparams": cards("hparams", "tf-hparams-table-view", 1280, 500, more=-10),
    "image": cards("images", "tf-image-loader", 1600),
    "log": time_series,
    "mesh": cards("mesh", "tf-mesh-loader", 900, 900, most=1),
    "pr-curve": cards("pr_curves", "tf-pr-curve-card"),
    "scalars": time_series,
    "text": cards("text", "tf-text-loader", 900),
    "video": cards("images", "tf-image-loader"),
}


def cropped(png: bytes) -> Image.Image:
    """The picture with an even margin of the plain ground around it."""
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    ground = picture.getpixel((0, 0))
    shown = ImageChops.difference(picture, Image.new("RGB", picture.size, ground)).getbbox()
    if shown is None:
        raise ValueError("the picture is empty")
    return ImageOps.expand(picture.crop(shown), MARGIN, ground)


def small(picture: Image.Image) -> bytes:
    """A PNG of a palette that is not too large: first with fewer colours, then with fewer pixels."""
    while True:
        for colors in (256, 128, 64):
            palette = picture.quantize(colors)
            white = [255 if part > 249 else part for part in palette.getpalette() or []]  # what is white stays so
            palette.putpalette(white)
            out = io.BytesIO()
            picture.quantize(palette=palette, dither=Image.Dither.FLOYDSTEINBERG).save(out, "PNG", optimize=True)
            if out.tell() <= LARGEST:
                return out.getvalue()
        picture = picture.resize((picture.width * 4 // 5, picture.height * 4 // 5), Image.Resampling.LANCZOS)


def photograph(browser: Browser, page: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        if page in BOARD:
            with board(Path(folder)) as address:
                seen = opened(browser, 1280, 800, scale=1)
                seen.goto(address)
                content = BOARD[page](seen)  # all its colours: lines are thin
                keep(page, Image.open(io.BytesIO(content)), content)
            return
        run_example(page, Path(folder))
        logdir = Path(folder) / "logs"
        if page in STORED:
            shown = STORED[page](logdir, lambda: opened(browser, 900, 700))
        else:
            with tensorboard(logdir) as address:
                shown = TENSORBOARD[page](browser, address)
    picture = cropped(shown)
    keep(page, picture, small(picture))


def keep(page: str, picture: Image.Image, content: bytes) -> None:
    (HERE / f"{page}.png").write_bytes(content)
    print(f"{page}: {picture.width} x {picture.height}, {len(content)} bytes")


def main() -> None:
    known = sorted([*TENSORBOARD, *STORED, *BOARD])
    asked = sys.argv[1:] or known
    if unknown := sorted({*asked} - {*known}):
        sys.exit(f"no such page: {unknown}; there are {known}")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for page in asked:
            photograph(browser, page)
        browser.close()


if __name__ == "__main__":
    main()
