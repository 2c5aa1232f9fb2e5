"""What the page lets people take away, opened and checked: pictures, vectors and tables."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest
from PIL import Image
from playwright.sync_api import Page, expect

import runchart

SVG = "{http://www.w3.org/2000/svg}"
HARMLESS = {f"{SVG}{name}" for name in ("svg", "title", "g", "path", "text", "clipPath")}
TAG = 'train/loss <b>&"'


@pytest.fixture(scope="module")
def logdir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    logdir = tmp_path_factory.mktemp("taken") / "logs"
    for number in range(3):
        with runchart.SummaryWriter(logdir / f"lr{number}") as writer:
            for step in range(2000):
                writer.add_scalar(TAG, 1 / (step + 1) + number, step)
    return logdir


def take(page: Page, name: str, path: Path) -> bytes:
    """Chooses an entry of the first card's export menu; the file that comes."""
    card = page.get_by_test_id("card").first
    expect(card).to_have_attribute("data-state", "ready")
    card.hover()
    card.get_by_role("button", name="Export").click()
    with page.expect_download() as download:
        page.get_by_role("menuitem", name=name).click()
    download.value.save_as(path / "taken")
    expect(page.get_by_role("menu")).to_have_count(0)
    return (path / "taken").read_bytes()


def test_the_svg_is_a_figure_with_legend_and_labels(served, logdir, open_page, complaints, tmp_path, screenshots):
    page = open_page(served(logdir).url)
    data = take(page, "Picture for papers", tmp_path)
    (screenshots / "figure.svg").write_bytes(data)
    root = ElementTree.fromstring(data)
    assert {element.tag for element in root.iter()} <= HARMLESS
    texts = [element.text for element in root.iter(f"{SVG}text")]
    assert {TAG, "Step", TAG.split("/")[1], "lr0", "lr1", "lr2"} <= set(texts)
    assert all("Arial" in element.get("font-family") for element in root.iter(f"{SVG}text"))
    lines = [path for path in root.iter(f"{SVG}path") if path.get("stroke-width") == "1.5"]
    colours = {path.get("stroke") for path in lines}
    assert len(colours) == 3
    assert max(path.get("d").count("L") for path in lines) > 100
    seen = open_page("about:blank")
    seen.set_content(data.decode())
    seen.screenshot(path=screenshots / "figure-svg.png")
    assert complaints == []


def test_the_png_has_twice_the_pixels(served, logdir, open_page, complaints, tmp_path, screenshots):
    page = open_page(served(logdir).url)
    picture = Image.open(io.BytesIO(take(page, "Picture PNG", tmp_path)))
    picture.save(screenshots / "figure.png")
    shown = page.get_by_test_id("card").first.locator("canvas").bounding_box()
    assert picture.width > 2 * shown["width"]
    assert picture.getpixel((0, 0))[:3] == (255, 255, 255)
    pixels = np.asarray(picture.convert("RGB")).astype(int)
    assert ((pixels.max(axis=2) - pixels.min(axis=2)) > 60).sum() > 1000
    assert complaints == []


def test_the_csv_has_every_point_as_it_was_logged(served, logdir, open_page, complaints, tmp_path):
    page = open_page(served(logdir).url)
    rows = list(csv.DictReader(io.StringIO(take(page, "Every point as CSV", tmp_path).decode())))
    with runchart.open(logdir, follow=False) as log:
        logged = {
            (s.run, int(step)): float(value)
            for s in log.scalars()
            for step, value in zip(s.steps, s.values, strict=True)
        }
    assert {(row["run"], int(row["step"])): float(row["value"]) for row in rows} == logged
    assert {row["tag"] for row in rows} == {TAG}
    table = pd.read_parquet(io.BytesIO(take(page, "Every point as Parquet", tmp_path)))
    assert len(table) == len(logged) == 6000
    assert complaints == []


def test_only_the_shown_runs_are_taken(served, logdir, open_page, complaints, tmp_path):
    page = open_page(served(logdir).url + "#show=lr1")
    rows = take(page, "Every point as CSV", tmp_path).decode().splitlines()[1:]
    assert {row.split(",")[0] for row in rows} == {"lr1"}
    assert len(rows) == 2000
    assert complaints == []


def test_the_menu_is_worked_by_keys_and_says_what_went_wrong(serve, logdir, open_page, tmp_path):
    board = serve(logdir).loaded()
    page = open_page(board.url)
    card = page.get_by_test_id("card").first
    expect(card).to_have_attribute("data-state", "ready")
    card.get_by_role("button", name="Export").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("menuitem").first).to_be_focused()
    page.keyboard.press("End")
    expect(page.get_by_role("menuitem").last).to_be_focused()
    board.stop()
    page.keyboard.press("Enter")
    expect(page.get_by_role("menu").get_by_role("alert")).to_contain_text("does not answer")
    page.keyboard.press("Escape")
    expect(card.get_by_role("button", name="Export")).to_be_focused()


def test_the_picture_is_copied(served, logdir, open_page, complaints):
    page = open_page(served(logdir).url, permissions=["clipboard-read", "clipboard-write"])
    card = page.get_by_test_id("card").first
    expect(card).to_have_attribute("data-state", "ready")
    card.get_by_role("button", name="Export").click()
    page.get_by_role("menuitem", name="Copy the picture").click()
    expect(page.get_by_role("menu")).to_have_count(0)
    size = page.evaluate("async () => (await (await navigator.clipboard.read())[0].getType('image/png')).size")
    assert size > 5000
    assert complaints == []
