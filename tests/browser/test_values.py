"""The values of a chart as a table: at a pinned place, over a stretch, and all of it; on more points than there are pixels."""

from __future__ import annotations

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from runchart import SummaryWriter

POINTS = 60_000


@pytest.fixture(scope="module")
def walks(tmp_path_factory):
    """Two runs, the second of which has holes, and what they logged."""
    logdir = tmp_path_factory.mktemp("walks")
    random = np.random.default_rng(5)
    logged = {}
    for run in ("a", "b"):
        values = (10 + np.cumsum(random.normal(0, 0.1, POINTS))).astype("f4")
        if run == "b":
            values[::7] = np.nan
        logged[run] = values.astype("f8")
        with SummaryWriter(str(logdir / run)) as writer:
            for step, value in enumerate(values):
                writer.add_scalar("loss", float(value), step)
    return logdir, logged


def card(page: Page):
    found = page.locator("[data-testid=card][data-tag=loss]")
    expect(found).to_have_attribute("data-state", "ready")
    return found


def cells(page: Page, run: str) -> dict[str, str]:
    """The row of a run, by the names of the columns."""
    table = page.get_by_test_id("values").locator("table")
    expect(table.get_by_role("row")).to_have_count(3)
    names = [name.strip(" ↑↓") for name in table.locator("thead th").all_inner_texts()]
    row = table.get_by_role("row").filter(has=page.get_by_role("rowheader", name=run, exact=True))
    return dict(zip(names, row.locator("th, td").all_inner_texts(), strict=True))


def number(text: str) -> float:
    return float(text.replace("\u2212", "-").replace(",", "").removesuffix(" %"))


def drag(page: Page, start: float, end: float, modifier: str | None = None) -> None:
    """Over the plot, between two shares of its width."""
    box = card(page).locator("canvas").bounding_box()
    x = lambda share: box["x"] + 60 + share * (box["width"] - 74)  # noqa: E731
    y = box["y"] + box["height"] / 2
    if modifier:
        page.keyboard.down(modifier)
    page.mouse.move(x(start), y)
    page.mouse.down()
    page.mouse.move(x((start + end) / 2), y)
    page.mouse.move(x(end), y)
    page.mouse.up()
    if modifier:
        page.keyboard.up(modifier)


def test_a_stretch_is_summed_up_from_exactly_its_points(served, walks, open_page, complaints, screenshots):
    logdir, logged = walks
    page = open_page(served(logdir).url)
    drag(page, 0.2, 0.7, "Alt")
    values = page.get_by_test_id("values")
    expect(values.get_by_role("button", name="Over a stretch")).to_have_attribute("aria-pressed", "true")
    page.screenshot(path=screenshots / "values-stretch.png")
    values.get_by_label("From").fill("12345")
    values.get_by_label("From").press("Tab")
    values.get_by_label("To").fill("45678")
    values.get_by_label("To").press("Tab")
    page.wait_for_function("() => location.hash.includes('stretch=step,12345,45678')")
    for run in ("a", "b"):
        steps = np.arange(12_345, 45_679)
        inside = logged[run][12_345:45_679]
        finite = np.isfinite(inside)
        expected = inside[finite]
        expect(values.get_by_role("cell", name=f"{len(expected):,}")).to_be_visible()
        row = cells(page, run)
        assert number(row["Points"]) == len(expected)
        for name, value in (
            ("Start", expected[0]),
            ("End", expected[-1]),
            ("Change", expected[-1] - expected[0]),
            ("Min", expected.min()),
            ("Max", expected.max()),
            ("Mean", expected.mean()),
        ):
            assert number(row[name]) == pytest.approx(value, rel=1e-4, abs=1e-4), name
        assert number(row["Change %"]) == pytest.approx(100 * (expected[-1] - expected[0]) / abs(expected[0]), rel=0.01)
        slope = np.polyfit(steps[finite], expected, 1)[0]
        assert number(row["Slope"]) == pytest.approx(slope, rel=1e-3)
    assert complaints == []


def test_a_pinned_step_has_a_row_for_each_run(served, walks, open_page, complaints):
    logdir, logged = walks
    page = open_page(f"{served(logdir).url}#pin=step,7007&values=at:loss")
    expect(page.get_by_test_id("place")).to_have_text("Step 7,007")
    a, b = cells(page, "a"), cells(page, "b")
    assert number(a["Value"]) == pytest.approx(logged["a"][7_007], rel=1e-5)
    assert (b["Value"], b["Logged at"]) == ("NaN", "7,007")
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("values")).to_have_count(0)
    assert complaints == []


def test_all_of_a_chart_is_a_table_in_pages(served, walks, open_page, complaints):
    page = open_page(served(walks[0]).url)
    card(page).get_by_role("application").focus()
    page.mouse.move(0, 0)
    page.keyboard.press("v")
    values = page.get_by_test_id("values")
    expect(values.get_by_role("row")).to_have_count(101)
    expect(values.get_by_role("columnheader")).to_have_text(["Step", "b", "a"])
    first = values.get_by_role("rowheader").first
    expect(first).to_contain_text("0")
    values.get_by_role("button", name="Next rows").click()
    expect(values.locator("nav")).to_contain_text("101")
    values.get_by_role("button", name="a", exact=True).click()
    expect(values.get_by_role("columnheader", name="a")).to_have_attribute("aria-sort", "ascending")
    values.get_by_role("button", name="Close the table").click()
    expect(values).to_have_count(0)
    assert complaints == []


def test_a_drag_along_the_y_axis_zooms_y_and_a_double_click_there_takes_it_back(served, walks, open_page, complaints):
    page = open_page(served(walks[0]).url)
    box = card(page).locator("canvas").bounding_box()
    x = box["x"] + 30
    page.mouse.move(x, box["y"] + 60)
    page.mouse.down()
    page.mouse.move(x, box["y"] + 90)
    page.mouse.move(x, box["y"] + 140)
    page.mouse.up()
    page.wait_for_function("() => location.hash.includes('range:')")
    page.mouse.dblclick(x, box["y"] + 100)
    page.wait_for_function("() => !location.hash.includes('range:')")
    assert complaints == []


def test_a_chart_that_is_not_linked_zooms_alone(served, walks, open_page, complaints):
    page = open_page(f"{served(walks[0]).url}#cards=tags:loss;linked:off")
    drag(page, 0.2, 0.4)
    page.wait_for_function("() => location.hash.includes('zoomed:step')")
    expect(page.get_by_test_id("zoom")).to_have_count(0)
    again = open_page(page.url)
    drag(again, 0.45, 0.55)
    again.wait_for_function("(old) => location.href !== old", arg=page.url)
    assert complaints == []
