"""What helps to read a chart: tooltips as wanted, the run of a line, charts held still while points arrive."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from runchart import SummaryWriter

RUNS = 60


@pytest.fixture(scope="module")
def crowd(tmp_path_factory):
    """Many runs in two folders, each a flat line of its own height."""
    logdir = tmp_path_factory.mktemp("crowd")
    for run in range(RUNS):
        with SummaryWriter(str(logdir / f"sweep{run % 2}" / f"run{run}")) as writer:
            for step in range(50):
                writer.add_scalar("height", run, step)
    return logdir


def plot(page: Page):
    card = page.locator("[data-testid=card][data-tag=height]")
    expect(card).to_have_attribute("data-state", "ready")
    return card.locator("canvas").bounding_box()


def hover(page: Page, share: float = 0.5):
    page.mouse.move(0, 0)
    expect(page.get_by_test_id("tooltip")).to_have_count(0)
    box = plot(page)
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 10 + share * (box["height"] - 34))
    tooltip = page.get_by_test_id("tooltip")
    expect(tooltip).to_be_visible()
    return tooltip


def choose(page: Page, **choices: str) -> None:
    """In the menu of all charts."""
    button = page.get_by_role("button", name="How charts are drawn")
    button.click()
    for name, label in choices.items():
        page.get_by_role("combobox", name=name).select_option(label=label)
    button.click()
    expect(button).to_have_attribute("aria-expanded", "false")


def test_tooltips_are_ordered_and_limited_and_remembered(served, crowd, open_page, complaints):
    page = open_page(f"{served(crowd).url}#hide=")
    expect(hover(page).locator("li")).to_have_count(20)
    choose(page, Order="By name", Rows="5")
    names = hover(page).locator("li .label")
    expect(names).to_have_count(5)
    shown = [int(name.rpartition("run")[2]) for name in names.all_inner_texts()]
    assert len(shown) == 5
    page.wait_for_function("() => location.hash.includes('tooltip=name,5')")
    choose(page, Rows="Nearest only")
    tooltip = hover(page)
    expect(tooltip.locator("li")).to_have_count(1)
    expect(tooltip.locator("li.nearest")).to_have_count(1)
    page.wait_for_function("() => location.hash.includes('tooltip=name,1')")
    again = page.context.new_page()
    again.goto(page.url.partition("#")[0])
    expect(hover(again).locator("li")).to_have_count(1)
    assert complaints == []


def test_a_click_on_a_line_shows_its_run_in_the_list(served, crowd, open_page, complaints):
    page = open_page(f"{served(crowd).url}#hide=&collapsed=sweep0,sweep1&tooltip=distance,1")
    page.set_viewport_size({"width": 1280, "height": 500})
    expect(page.get_by_test_id("run-row")).to_have_count(0)
    tooltip = hover(page, 0.97)
    name = tooltip.locator("li .label").inner_text()
    page.mouse.down()
    page.mouse.up()
    row = page.locator(f"[data-testid=run-row][data-run='{name}']")
    expect(row).to_be_in_viewport()
    assert complaints == []


def test_a_paused_page_says_what_is_new_and_shows_it_when_it_goes_on(served, tmp_path, open_page, complaints):
    with SummaryWriter(str(tmp_path / "run")) as writer:
        for step in range(20):
            writer.add_scalar("height", step, step)
        writer.flush()
        page = open_page(served(tmp_path).url)
        expect(page.get_by_test_id("status")).to_have_text("Live")
        plot(page)
        page.keyboard.press("p")
        pause = page.get_by_test_id("pause")
        expect(pause).to_have_text("Paused, 0 new points")
        for step in range(20, 32):
            writer.add_scalar("height", step, step)
        writer.flush()
        expect(pause).to_have_text("Paused, 12 new points")
        chart = page.get_by_role("img", name="height")
        expect(chart).to_have_attribute("aria-label", "height, 1 run, last value 19.00")
        pause.click()
        expect(chart).to_have_attribute("aria-label", "height, 1 run, last value 31.00")
        expect(pause).to_have_attribute("aria-pressed", "false")
    assert complaints == []


def test_lines_to_compare_with_are_drawn_kept_and_exported(served, crowd, open_page, complaints, screenshots):
    page = open_page(f"{served(crowd).url}#show=sweep0/run0,sweep0/run2")
    plot(page)
    card = page.locator("[data-testid=card]")
    card.get_by_role("button", name="Menu of the chart").click()
    field = card.get_by_label("Lines to compare with")
    field.fill("nonsense")
    field.press("Tab")
    expect(card.get_by_role("alert")).to_contain_text("y=VALUE")
    field.fill("y=5 to beat, x=20 warm-up")
    field.press("Tab")
    expect(card.get_by_role("alert")).to_have_count(0)
    page.wait_for_function("() => decodeURIComponent(location.hash).includes('y=5')")
    again = open_page(page.url)
    plot(again)
    again.screenshot(path=screenshots / "references.png")
    again.get_by_role("button", name="Export", exact=True).click()
    with again.expect_download() as saved:
        again.get_by_role("menuitem", name="SVG").first.click()
    svg = saved.value.path().read_text()
    assert ">to beat</text>" in svg
    assert ">warm-up</text>" in svg
    assert complaints == []


def test_what_was_chosen_for_all_charts_is_taken_back_at_once(served, crowd, open_page, complaints):
    page = open_page(f"{served(crowd).url}#show=sweep0/run0&y=symlog&draw=steps&xscale=log&method=median&smooth=5")
    plot(page)
    page.get_by_role("button", name="How charts are drawn").click()
    page.get_by_role("button", name="As at first").click()
    expect(page.get_by_role("button", name="As at first")).to_have_count(0)
    page.wait_for_function("() => !/y=|draw=|xscale=|method=|smooth=/.test(location.hash)")
    assert complaints == []
