"""The charts that runs asked for with `add_custom_scalars`: first on the board, with lines, bands and what is missing."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from runchart import SummaryWriter

STEPS = 100


@pytest.fixture(scope="module")
def asked(tmp_path_factory):
    """Values of 5 in a band from 2 to 8, and a layout that names more than was logged."""
    logdir = tmp_path_factory.mktemp("asked")
    with SummaryWriter(str(logdir / "run")) as writer:
        for step in range(STEPS):
            for tag, value in (("loss", 5), ("loss/low", 2), ("loss/high", 8), ("val/loss", 5 + step / STEPS)):
                writer.add_scalar(tag, value, step)
        charts = {
            "spread": ["Margin", ["loss", "loss/low", "loss/high"]],
            "both": ["Multiline", ["loss$", "val/.*"]],
            "half": ["Margin", ["loss", "loss/low", "loss/top"]],
            "none": ["Multiline", ["accuracy"]],
        }
        writer.add_custom_scalars({"losses": charts})
    return logdir


def card(page: Page, title: str) -> Locator:
    return page.locator(f"[data-card='layout:losses/{title}']")


# How opaque the picture is in the middle of the chart, from its top to its bottom, 0 to 255.
COLUMN = """canvas => {
  const {data} = canvas.getContext('2d').getImageData(canvas.width / 2, 0, 1, canvas.height);
  return Array.from({length: canvas.height}, (_, y) => data[4 * y + 3]);
}"""


def test_a_margin_chart_is_a_line_inside_its_band(served, asked, open_page, complaints, screenshots):
    page = open_page(served(asked).url)
    expect(card(page, "spread")).to_have_attribute("data-state", "ready")
    page.screenshot(path=screenshots / "layouts.png")
    opaque = card(page, "spread").locator("canvas").evaluate(COLUMN)
    band = [y for y, alpha in enumerate(opaque) if 20 < alpha < 90]
    line = [y for y, alpha in enumerate(opaque) if alpha > 200 and band[0] < y < band[-1]]
    assert len(band) > len(opaque) / 3
    middle = sum(line) / len(line)
    assert abs(middle - (band[0] + band[-1]) / 2) < 3, "5 is in the middle of 2 and 8"
    assert complaints == []


def test_charts_stand_first_and_draw_the_tags_that_match(served, asked, open_page, complaints):
    page = open_page(served(asked).url)
    first = page.locator("section").first
    expect(first.get_by_role("heading", level=2)).to_contain_text("losses")
    keys = card(page, "both").locator(".keys li")
    expect(keys).to_have_count(2)
    expect(card(page, "both")).to_have_attribute("data-state", "ready")
    opaque = card(page, "both").locator("canvas").evaluate(COLUMN)
    assert any(alpha > 200 for alpha in opaque)
    expect(page.locator("[data-card='val/loss']")).to_have_count(1)
    assert complaints == []


def test_a_chart_says_which_tags_nobody_logged(served, asked, open_page, complaints):
    page = open_page(served(asked).url)
    expect(card(page, "half").get_by_text("Not logged: loss/top")).to_be_visible()
    expect(card(page, "half")).to_have_attribute("data-state", "ready")
    expect(card(page, "none")).to_contain_text("No shown run has logged the tags of this chart.")
    expect(card(page, "none")).to_contain_text("accuracy")
    assert complaints == []


def test_a_changed_chart_keeps_its_place_and_goes_back(served, asked, open_page, complaints):
    page = open_page(served(asked).url)
    card(page, "both").hover()
    card(page, "both").get_by_role("button", name="Menu of the chart").click()
    page.get_by_label("Title").fill("mine")
    page.keyboard.press("Tab")
    page.wait_for_function("() => location.hash.includes('mine')")
    again = open_page(page.url)
    expect(again.locator("section").first.locator("[data-tag=mine]")).to_have_count(1)
    card(again, "both").hover()
    card(again, "both").get_by_role("button", name="Menu of the chart").click()
    again.get_by_role("button", name="As it was logged").click()
    expect(card(again, "both")).to_have_attribute("data-tag", "both")
    assert complaints == []
