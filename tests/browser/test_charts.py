"""Charts as people make them: several tags in one, and what a card's menu does."""

from __future__ import annotations

import math

import pytest
from playwright.sync_api import Page, expect

from runchart import SummaryWriter

TAGS = ("train/loss", "val/loss", "lr")


@pytest.fixture(scope="module")
def seeds(tmp_path_factory):
    """Two runs with three tags each; the band of `lr` is 0.1 on either side."""
    logdir = tmp_path_factory.mktemp("seeds")
    for seed in range(2):
        with SummaryWriter(str(logdir / f"seed{seed}")) as writer:
            for step in range(200):
                for place, tag in enumerate(TAGS):
                    writer.add_scalar(tag, math.exp(-step / 50) + place + 0.2 * seed, step)
                writer.add_scalar("lr/low", math.exp(-step / 50) + 1.9, step)
                writer.add_scalar("lr/high", math.exp(-step / 50) + 2.5, step)
    return logdir


def card(page: Page, name: str):
    return page.locator(f"[data-testid=card][data-tag='{name}']")


def ready(page: Page, name: str):
    expect(card(page, name)).to_have_attribute("data-state", "ready")
    return card(page, name)


def hovers(page: Page, name: str, rows: int) -> None:
    """The tooltip in the middle of a chart has this many rows."""
    page.mouse.move(0, 0)
    box = ready(page, name).locator("canvas").bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(page.get_by_test_id("tooltip").locator("li")).to_have_count(rows)


def test_a_chart_of_all_tags_of_a_filter(served, seeds, open_page, complaints, screenshots):
    page = open_page(served(seeds).url)
    page.locator("#tag-filter").fill("loss")
    page.get_by_role("button", name="Draw all of these tags in one chart").click()
    hovers(page, "/loss/", 4)
    expect(card(page, "train/loss")).to_be_visible()
    page.screenshot(path=screenshots / "several-tags.png")
    page.wait_for_function("() => location.hash.includes('match:loss')")
    again = open_page(page.url)
    hovers(again, "/loss/", 4)
    assert complaints == []


def test_one_card_dropped_onto_another_and_taken_apart(served, seeds, open_page, complaints):
    page = open_page(served(seeds).url)
    ready(page, "val/loss")
    card(page, "val/loss").locator("h3").drag_to(card(page, "train/loss").locator("canvas"))
    hovers(page, "train/loss, val/loss", 4)
    expect(card(page, "val/loss")).to_have_count(0)
    card(page, "train/loss, val/loss").get_by_role("button", name="Menu of the chart").click()
    page.get_by_role("button", name="One chart for each tag again").click()
    ready(page, "val/loss")
    ready(page, "train/loss")
    assert complaints == []


def test_the_menu_names_a_card_and_adds_a_tag(served, seeds, open_page, complaints):
    page = open_page(served(seeds).url)
    ready(page, "lr").get_by_role("button", name="Menu of the chart").click()
    page.get_by_label("Title").fill("Rate")
    page.keyboard.press("Tab")
    page.get_by_label("Add a tag").fill("val")
    page.get_by_role("checkbox", name="val/loss").click()
    page.keyboard.press("Escape")
    hovers(page, "Rate", 4)
    expect(card(page, "val/loss")).to_have_count(0)
    assert complaints == []


def test_a_margin_is_a_band_between_two_tags(served, seeds, open_page, complaints):
    page = open_page(f"{served(seeds).url}#cards=margins:lr,lr/low,lr/high")
    margins = page.locator("[data-card='±lr']")
    expect(margins).to_have_attribute("data-state", "ready")
    faint = """canvas => {
      const {data} = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
      let pixels = 0;
      for (let at = 3; at < data.length; at += 4) if (data[at] > 20 && data[at] < 90) pixels++;
      return pixels;
    }"""
    canvas = margins.locator("canvas")
    assert canvas.evaluate(faint) > canvas.bounding_box()["width"] * 5
    assert complaints == []


PICTURE = "canvas => canvas.toDataURL()"


def test_how_charts_are_drawn_is_chosen_for_all_and_for_one(served, seeds, open_page, complaints, screenshots):
    page = open_page(served(seeds).url)
    train, val = (ready(page, tag).locator("canvas") for tag in ("train/loss", "val/loss"))
    before = train.evaluate(PICTURE), val.evaluate(PICTURE)
    page.get_by_role("button", name="How charts are drawn").click()
    page.get_by_role("combobox", name="Draw").select_option("Area")
    page.wait_for_function("() => location.hash.includes('draw=area')")
    after = train.evaluate(PICTURE), val.evaluate(PICTURE)
    assert after[0] != before[0]
    assert after[1] != before[1]
    page.screenshot(path=screenshots / "chart-settings.png")
    page.keyboard.press("Escape")
    card(page, "train/loss").get_by_role("button", name="Menu of the chart").click()
    page.get_by_role("combobox", name="Draw").select_option("Points")
    page.get_by_role("combobox", name="y scale").select_option("Symmetric log")
    page.get_by_label("Lower end of y").fill("-2")
    page.screenshot(path=screenshots / "card-menu.png")
    page.keyboard.press("Tab")
    page.wait_for_function("() => location.hash.includes('range:-2..;draw:points')")
    assert train.evaluate(PICTURE) != after[0]
    assert val.evaluate(PICTURE) == after[1]
    page.get_by_role("button", name="As all other charts").click()
    page.wait_for_function("() => !location.hash.includes('cards=')")
    assert complaints == []


def test_one_chart_in_full_screen(served, seeds, open_page, complaints, screenshots):
    page = open_page(served(seeds).url)
    ready(page, "lr").get_by_role("button", name="Menu of the chart").click()
    page.get_by_role("button", name="Full screen").click()
    full = page.get_by_test_id("full-screen")
    shown = full.get_by_test_id("card")
    expect(shown).to_have_attribute("data-tag", "lr")
    expect(shown).to_have_attribute("data-state", "ready")
    box = shown.bounding_box()
    assert box["width"] > 1200
    assert box["height"] > 800
    runs = full.get_by_role("list", name="Runs in this chart").get_by_role("listitem")
    assert sorted(runs.all_text_contents()) == ["seed0", "seed1"]
    assert page.evaluate("document.querySelector('.page').inert")
    page.screenshot(path=screenshots / "full-screen.png")

    page.keyboard.press("ArrowLeft")  # `lr` is the first
    expect(shown).to_have_attribute("data-tag", "lr")
    for name in ("lr/high", "lr/low", "train/loss"):
        page.keyboard.press("ArrowRight")
        expect(shown).to_have_attribute("data-tag", name)
    page.wait_for_function("() => location.hash.includes('full=train/loss')")
    expect(open_page(page.url).get_by_test_id("full-screen").get_by_test_id("card")).to_have_attribute(
        "data-tag", "train/loss"
    )

    page.keyboard.press("Escape")
    expect(full).to_have_count(0)
    expect(card(page, "train/loss").get_by_role("application")).to_be_focused()
    card(page, "val/loss").hover()
    page.keyboard.press("f")
    expect(shown).to_have_attribute("data-tag", "val/loss")
    page.keyboard.press("f")
    expect(full).to_have_count(0)
    assert complaints == []
