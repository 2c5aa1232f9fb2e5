"""The board as one file: opened from the disk in a browser that has no network, looked at, and used."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import expect

import runchart

# How many pixels of a canvas, and how many of its columns, are of a saturated colour, as only lines are.
COLOURED = """canvas => {
  const {width, height} = canvas;
  const copy = new OffscreenCanvas(width, height).getContext('2d', {willReadFrequently: true});
  copy.drawImage(canvas, 0, 0);
  const {data} = copy.getImageData(0, 0, width, height);
  const columns = new Set();
  let top = height, pixels = 0;
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) {
    const at = 4 * (y * width + x);
    const most = Math.max(data[at], data[at + 1], data[at + 2]);
    const least = Math.min(data[at], data[at + 1], data[at + 2]);
    if (data[at + 3] > 128 && most - least > 60) { pixels++; columns.add(x); top = Math.min(top, y); }
  }
  return {pixels, columns: columns.size, top, width, height};
}"""

HOSTILE = "</script><script>document.title='broken'</script><!--"
LARGEST = 32_000_000


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("saved")
    for number in range(3):
        with runchart.SummaryWriter(folder / "logs" / f"lr{number}") as writer:
            for step in range(20_000):
                writer.add_scalar("train/loss", 1 / (step + 1) + number, step)
            writer.add_scalar(f"{HOSTILE}/x", 1.0, 0)
            writer.add_scalars("both", {"a": 1.0, "b": 2.0}, 0)
    command = [sys.executable, "-m", "runchart", "export", folder / "logs", "--to", "html", "-o", folder / "board.html"]
    subprocess.run(command, check=True, timeout=60)
    return folder / "board.html"


def test_it_opens_without_a_server_and_without_network(file, open_page, complaints, screenshots):
    assert file.stat().st_size < LARGEST
    asked: list[str] = []
    page = open_page("about:blank", offline=True)
    page.on("request", lambda request: asked.append(request.url))
    page.goto(file.as_uri())
    card = page.locator("[data-testid=card][data-tag='train/loss']")
    expect(card).to_have_attribute("data-state", "ready")
    seen = card.locator("canvas").evaluate(COLOURED)
    assert seen["columns"] > seen["width"] / 2
    assert str(file.parent) not in file.read_text()
    assert page.title() == "logs · runchart"
    expect(page.locator("h3", has_text="</script>")).to_have_count(1)
    expect(page.get_by_test_id("run-row")).to_have_count(3)
    expect(page.get_by_test_id("run-row").first).to_contain_text("2.000")
    expect(page.get_by_test_id("status")).to_contain_text("Saved")
    page.screenshot(path=screenshots / "saved.png")
    assert [url for url in asked if not url.startswith(("file:", "data:", "blob:"))] == []
    assert complaints == []


def test_runs_are_toggled_hovered_and_zoomed(file, open_page, complaints):
    page = open_page(file.as_uri(), offline=True)
    card = page.locator("[data-testid=card][data-tag='train/loss']")
    expect(card).to_have_attribute("data-state", "ready")
    before = card.locator("canvas").evaluate(COLOURED)["pixels"]
    page.get_by_test_id("run-row").first.get_by_role("switch").click()
    page.wait_for_function(
        f"before => ({COLOURED})(document.querySelector(\"[data-tag='train/loss'] canvas\")).pixels < before",
        arg=before,
    )
    box = card.locator("canvas").bounding_box()
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + 200, middle)
    expect(page.get_by_test_id("tooltip")).to_contain_text("lr0")
    page.mouse.down()
    page.mouse.move(box["x"] + 260, middle, steps=4)
    page.mouse.up()
    expect(page.get_by_test_id("zoom")).to_be_visible()
    expect(card).to_have_attribute("data-state", "ready")
    assert card.locator("canvas").evaluate(COLOURED)["pixels"] > 100
    page.get_by_role("button", name="Wall").click()
    expect(card).to_have_attribute("data-state", "ready")
    assert complaints == []


def test_the_page_saves_what_it_shows(served, file, open_page, complaints, tmp_path):
    page = open_page(served(file.parent / "logs").url + "#show=lr0,lr1&pinned=train/loss")
    page.get_by_role("button", name="Export the board").click()
    with page.expect_download() as download:
        page.get_by_role("menuitem", name="This view as one file").click()
    download.value.save_as(tmp_path / "view.html")
    saved = open_page((tmp_path / "view.html").as_uri(), offline=True)
    expect(saved.get_by_test_id("run-row")).to_have_text([re.compile("lr1"), re.compile("lr0")])
    expect(saved.get_by_role("region", name="Pinned")).to_be_visible()
    expect(saved.get_by_role("button", name="Export the board")).to_have_count(0)
    assert complaints == []
