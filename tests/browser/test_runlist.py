"""The run list's own view: the value that its rows show, their order, marks of state, and what its filter offers."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from test_accessibility import serious

from runchart import SummaryWriter


@pytest.fixture(scope="module")
def board(served, tmp_path_factory: pytest.TempPathFactory):
    """A board over four runs with a loss and an accuracy; the last is labelled."""
    logdir: Path = tmp_path_factory.mktemp("list") / "logs"
    for number, name in enumerate(("b10", "b9", "a", "sweep/c")):
        with SummaryWriter(str(logdir / name)) as writer:
            writer.add_hparams({"lr": 10.0**-number, "optimizer": "adam"}, {"best": 1.0} if name == "a" else {})
            writer.add_config({"model": {"layers": number}})
            for step in range(5):
                writer.add_scalar("val/loss", (number - 1.5) ** 2 + step, step)
                writer.add_scalar("val/accuracy", number / 10 + step / 100, step)
    board = served(logdir)
    with board.client() as client:
        client.post("api/notes", json={"runs": {"sweep/c": {"labels": ["paper"]}}})
    return board


def names(page: Page) -> list[str]:
    return page.get_by_test_id("run-row").evaluate_all("rows => rows.map(row => row.dataset.run)")


def opened(open_page, board, fragment: str = "") -> Page:
    page = open_page(board.url + fragment)
    expect(page.get_by_test_id("run-row")).to_have_count(4)
    return page


def wait_for(page: Page, order: list[str]) -> None:
    page.wait_for_function(
        "order => JSON.stringify([...document.querySelectorAll('[data-testid=run-row]')].map(row => row.dataset.run))"
        " === JSON.stringify(order)",
        arg=order,
    )


def test_rows_show_any_metric_and_stand_by_it(board, open_page, complaints):
    page = opened(open_page, board)
    page.get_by_role("button", name="Value and order").click()
    view = page.get_by_role("dialog", name="Value and order")
    view.get_by_role("combobox").first.select_option("val/accuracy")
    row = page.locator("[data-testid=run-row][data-run='b10']")
    expect(row).to_contain_text("0.04000")
    view.get_by_role("combobox").nth(1).select_option("min")
    expect(row).to_contain_text(re.compile(r"0$"))
    view.get_by_role("combobox").last.select_option("greatest")
    wait_for(page, ["sweep/c", "a", "b9", "b10"])
    view.get_by_role("combobox").last.select_option("least")
    wait_for(page, ["b10", "b9", "a", "sweep/c"])
    view.get_by_role("combobox").last.select_option("name")
    wait_for(page, ["a", "b9", "b10", "sweep/c"])
    page.wait_for_function("() => location.hash.includes('runorder=name') && location.hash.includes('value=metric')")
    again = opened(open_page, board)
    page.goto(board.url)
    page.reload()
    wait_for(page, ["a", "b9", "b10", "sweep/c"])
    assert names(again) != names(page), "another browser starts with the newest"
    assert complaints == []


def test_marks_of_state_have_names(board, open_page, complaints):
    page = opened(open_page, board)
    mark = page.locator("[data-testid=run-row][data-run=a]").get_by_role("img")
    expect(mark).to_have_accessible_name("finished")
    other = page.locator("[data-testid=run-row][data-run=b9]").get_by_role("img")
    expect(other).to_have_accessible_name("ended or stalled")
    assert complaints == []


def test_the_filter_offers_what_can_stand_there(board, open_page, complaints, screenshots):
    page = opened(open_page, board)
    page.keyboard.press("t")
    field = page.get_by_test_id("run-table").get_by_role("combobox", name="Filter runs")
    offered = page.get_by_test_id("run-table").get_by_test_id("completion")
    field.press_sequentially("l")
    expect(offered.get_by_role("option")).to_have_text(
        [re.compile(f"^{what}") for what in ("lr", "labels", "label:paper")]
    )
    field.press("ArrowDown")
    chosen = offered.get_by_role("option", selected=True)
    expect(field).to_have_attribute("aria-activedescendant", chosen.get_attribute("id"))
    page.screenshot(path=screenshots / "completion.png")
    field.press("Enter")
    expect(field).to_have_value("lr ")
    expect(offered.get_by_role("option").first).to_contain_text("<")
    field.press_sequentially("< 0.05 and lay")
    offered.get_by_text("model.layers").click()
    expect(field).to_have_value("lr < 0.05 and model.layers ")
    field.press_sequentially("> 2")
    expect(offered).to_be_hidden()
    expect(page.get_by_test_id("table-row")).to_have_count(1)
    expect(page.get_by_test_id("run-table").get_by_test_id("filter-kind")).to_contain_text(
        "lr = hparam.lr, model.layers = config.model.layers"
    )
    assert complaints == []


def test_escape_closes_the_offer_before_it_clears(board, open_page, complaints):
    page = opened(open_page, board)
    field, offered = page.locator("#run-filter"), page.get_by_test_id("completion")
    field.press("ArrowDown")
    expect(offered.get_by_role("option", selected=True)).to_have_count(1)
    assert serious(page) == []
    field.press("Escape")
    expect(offered).to_be_hidden()
    field.press_sequentially("nobody")
    expect(offered).to_be_hidden()
    field.press("Escape")
    expect(field).to_have_value("")
    assert complaints == []


def test_escape_closes_a_menu_whose_button_has_the_focus(board, open_page):
    page = opened(open_page, board)
    opener = page.get_by_role("button", name="Value and order")
    opener.click()
    expect(page.get_by_role("dialog", name="Value and order")).to_be_visible()
    expect(opener).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="Value and order")).to_have_count(0)
    expect(opener).to_be_focused()


def test_what_is_said_of_many_runs_fits_the_column(serve, tmp_path, open_page):
    for number in range(60):
        with SummaryWriter(str(tmp_path / f"run{number}")) as writer:
            writer.add_scalar("loss", 1.0, 0)
    page = open_page(f"{serve(tmp_path).loaded().url}#show=run0,run1")
    line = page.locator(".summary")
    expect(line).to_contain_text("Show newest 20")
    assert line.evaluate("line => line.scrollWidth <= line.clientWidth")
