"""The run table and what it shares with the page: filter, selection, order, columns, groups."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from test_accessibility import serious

from runchart import SummaryWriter


@pytest.fixture(scope="module")
def sweep(served, tmp_path_factory: pytest.TempPathFactory):
    """A board over six runs: three learning rates, two seeds."""
    logdir: Path = tmp_path_factory.mktemp("sweep") / "logs"
    for lr in (0.1, 0.01, 0.001):
        for seed in (0, 1):
            with SummaryWriter(str(logdir / f"lr{lr}" / f"seed{seed}")) as writer:
                writer.add_hparams({"lr": lr, "seed": seed, "name": "adam" if seed else "sgd"})
                writer.add_config({"model": {"layers": 12}})
                for step in range(100):
                    writer.add_scalar("val/loss", lr * 100 / (step + 1) + seed, step)
                    writer.add_scalar("train/loss", lr, step)
    return served(logdir)


def table(page: Page):
    return page.get_by_test_id("run-table")


def names(page: Page) -> list[str]:
    rows = page.get_by_test_id("table-row")
    return [row.get_attribute("data-run") for row in rows.all()]


def opened(open_page, board, fragment: str = "", **options: str) -> Page:
    page = open_page(f"{board.url}#table=open{fragment}", **options)
    expect(page.get_by_test_id("table-row")).to_have_count(6)
    expect(table(page).get_by_role("columnheader", name=re.compile("^lr,"))).to_be_visible()
    return page


def test_a_key_opens_it_and_escape_closes_it(sweep, open_page, complaints):
    page = open_page(sweep.url)
    expect(page.get_by_test_id("run-row").first).to_be_visible()
    page.keyboard.press("t")
    expect(table(page)).to_be_visible()
    assert "table=open" in page.evaluate("new Promise(done => setTimeout(() => done(location.hash), 400))")
    page.keyboard.press("Escape")
    expect(table(page)).to_have_count(0)
    assert complaints == []


def test_it_sorts_by_the_least_value_of_a_metric(sweep, open_page, complaints, screenshots):
    page = opened(open_page, sweep, '&cols=hparam.lr,metric["val/loss"].min,config.model.layers')
    head = page.locator("[data-column='metric[\"val/loss\"].min'][role=columnheader]")
    head.click()
    expect(head).to_have_attribute("aria-sort", "ascending")
    page.wait_for_function("document.querySelector('[data-testid=table-row]').dataset.run === 'lr0.001/seed0'")
    cells = page.locator("[data-column='metric[\"val/loss\"].min'][role=gridcell]").all_inner_texts()
    assert cells[0] == "0.001000"
    assert names(page)[-1] == "lr0.1/seed1"
    head.click()
    expect(head).to_have_attribute("aria-sort", "descending")
    page.wait_for_function("document.querySelector('[data-testid=table-row]').dataset.run === 'lr0.1/seed1'")
    page.screenshot(path=screenshots / "table.png")
    assert complaints == []


def test_an_expression_filters_and_says_what_it_took(sweep, open_page, complaints):
    page = opened(open_page, sweep)
    field = page.locator("#table-filter")
    field.fill('lr < 0.05 and metric["val/loss"].min < 0.5')
    expect(page.get_by_test_id("table-row")).to_have_count(2)
    expect(table(page).get_by_test_id("filter-kind")).to_contain_text("lr = hparam.lr")
    field.fill("lr < ")
    expect(table(page).get_by_test_id("filter-error")).to_be_visible()
    expect(page.get_by_test_id("table-row")).to_have_count(6)
    field.fill("/seed1$/")
    expect(page.get_by_test_id("table-row")).to_have_count(3)
    assert complaints == []


def test_clicks_select_one_a_range_and_only_one(sweep, open_page, complaints):
    page = opened(open_page, sweep)
    rows = page.get_by_test_id("table-row")
    eye = {"x": 18, "y": 14}
    rows.nth(0).get_by_role("rowheader").click(position=eye)
    expect(rows.nth(0).get_by_role("img", name="Not shown")).to_be_visible()
    rows.nth(3).get_by_role("rowheader").click(position=eye, modifiers=["Shift"])
    expect(page.get_by_test_id("table-count")).to_have_text("2 of 6")
    rows.nth(1).hover()
    rows.nth(1).get_by_title("Only this one").click()
    expect(page.get_by_test_id("table-count")).to_have_text("1 of 6")
    table(page).get_by_role("button", name="Show all").click()
    expect(page.get_by_test_id("table-count")).to_have_text("6 runs")
    assert complaints == []


def test_columns_come_go_move_and_grow_by_keys(sweep, open_page, complaints):
    page = opened(open_page, sweep, "&cols=hparam.lr,hparam.seed")
    head = page.locator("[data-column='hparam.lr'][role=columnheader]")
    before = head.bounding_box()
    head.focus()
    page.keyboard.press("Shift+ArrowRight")
    assert head.bounding_box()["width"] == before["width"] + 16
    page.keyboard.press("Alt+ArrowRight")
    assert head.bounding_box()["x"] > before["x"]
    page.keyboard.press("Delete")
    expect(head).to_have_count(0)
    table(page).get_by_role("button", name="Columns").click()
    page.get_by_label("Search columns").fill("layers")
    page.get_by_role("checkbox", name="model.layers").check()
    expect(page.locator("[data-column='config.model.layers'][role=columnheader]")).to_be_visible()
    assert complaints == []


def test_groups_fold_and_have_a_mean(sweep, open_page, complaints):
    page = opened(open_page, sweep, '&cols=hparam.lr,hparam.seed,metric["val/loss"].last')
    table(page).get_by_role("button", name=re.compile("^Group: ")).click()
    page.get_by_role("dialog").get_by_role("button", name=re.compile("^lr")).click()
    groups = page.get_by_test_id("table-group")
    expect(groups).to_have_count(3)
    expect(groups.first).to_contain_text("lr=0.001, 2 runs")
    expect(groups.first).to_contain_text("0.5010")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    groups.first.get_by_role("rowheader").click()
    expect(page.get_by_test_id("table-row")).to_have_count(4)
    assert complaints == []


def test_arrow_keys_walk_the_cells(sweep, open_page, complaints):
    page = opened(open_page, sweep)
    page.locator("[data-at='0:0']").focus()
    for key in ("ArrowDown", "ArrowDown", "ArrowRight"):
        page.keyboard.press(key)
    expect(page.locator("[data-at='2:1']")).to_be_focused()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press(" ")
    expect(page.get_by_test_id("table-row").nth(1).get_by_role("img", name="Not shown")).to_be_visible()
    assert complaints == []


def test_selected_rows_are_changed_together(sweep, open_page, complaints):
    page = opened(open_page, sweep, "&cols=hparam.lr,hparam.seed")
    rows = page.get_by_test_id("table-row")
    selected, bar = table(page).locator("[aria-selected=true]"), page.get_by_test_id("selection")
    cell = "[role=gridcell]"
    rows.nth(1).locator(cell).first.click()
    expect(selected).to_have_count(1)
    rows.nth(3).locator(cell).first.click(modifiers=["Shift"])
    expect(bar).to_contain_text("3 selected")
    rows.nth(2).locator(cell).first.click(modifiers=["ControlOrMeta"])
    rows.nth(5).get_by_role("rowheader").click(modifiers=["ControlOrMeta"], position={"x": 8, "y": 14})
    expect(bar).to_contain_text("3 selected")
    expect(page.get_by_test_id("table-count")).to_have_text("6 runs")
    rows.nth(3).locator(cell).first.click(button="right")
    page.get_by_role("menu", name="Actions for 3 runs").get_by_role("menuitem", name="Star").click()
    expect(table(page).get_by_label("Starred")).to_have_count(3)
    expect(page.get_by_test_id("message")).to_contain_text("Starred 3 runs")
    rows.nth(0).locator(cell).first.click(button="right")
    expect(page.get_by_role("menuitem", name="Rename")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("menu")).to_have_count(0)
    page.keyboard.press("Control+z")
    expect(table(page).get_by_label("Starred")).to_have_count(0)
    bar.get_by_role("button", name="Show only these").click()
    expect(page.get_by_test_id("table-count")).to_have_text("3 of 6")
    assert complaints == []


def test_keys_select_rows(sweep, open_page, complaints):
    page = opened(open_page, sweep, "&cols=hparam.lr,hparam.seed")
    bar = page.get_by_test_id("selection")
    page.locator("[data-at='0:0']").focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator("[data-at='1:0']")).to_be_focused()
    page.keyboard.press("Control+Space")
    expect(bar).to_contain_text("1 selected")
    page.locator("#table-filter").fill("hparam.lr < 0.05")
    expect(page.get_by_test_id("table-row")).to_have_count(4)
    page.locator("[data-at='1:0']").focus()
    page.keyboard.press("Control+a")
    expect(bar).to_contain_text("4 selected")
    page.keyboard.press("Escape")
    expect(bar).not_to_contain_text("selected")
    expect(table(page)).to_be_visible()
    assert complaints == []


def test_runs_stand_in_their_directories(sweep, open_page, complaints):
    page = opened(open_page, sweep, '&cols=hparam.lr,metric["val/loss"].last')
    table(page).get_by_role("button", name="Tree").click()
    folders = page.get_by_test_id("table-group")
    expect(folders).to_have_count(3)
    expect(folders.first).to_contain_text(re.compile(r"lr0[.\d]+, 2 runs"))
    expect(page.get_by_test_id("table-row").first).to_have_attribute("aria-level", "2")
    expect(page.get_by_test_id("table-row").first.get_by_role("rowheader")).to_have_text(re.compile(r"^\s*seed\d"))
    head = page.locator("[data-column='hparam.lr'][role=columnheader]")
    head.click()
    expect(head).to_have_attribute("aria-sort", "ascending")
    expect(folders).to_have_text([re.compile(rf"lr{lr}, 2 runs") for lr in (0.001, 0.01, 0.1)])
    folders.first.get_by_role("rowheader").focus()
    page.keyboard.press("Enter")
    expect(folders.first).to_have_attribute("aria-expanded", "false")
    expect(page.get_by_test_id("table-row")).to_have_count(4)
    page.wait_for_function("() => location.hash.includes('rows=tree') && location.hash.includes('collapsed=lr0.001')")
    assert complaints == []


def test_columns_of_each_statistic_say_what_the_points_come_to(sweep, open_page, complaints):
    keys = [f'metric["val/loss"].{statistic}' for statistic in ("last", "min", "max", "mean")]
    page = opened(open_page, sweep, f"&cols=hparam.lr,{','.join(keys)}")
    row = page.locator("[data-testid=table-row][data-run='lr0.1/seed0']")
    points = [0.1 * 100 / (step + 1) for step in range(100)]
    for key, value in zip(keys, (points[-1], min(points), max(points), sum(points) / 100), strict=True):
        expect(row.locator(f"[data-column='{key}']")).to_have_text(f"{value:#.4g}")
    assert complaints == []


def test_a_column_is_moved_and_resized_by_the_mouse(sweep, open_page, complaints):
    page = opened(open_page, sweep, "&cols=hparam.lr,hparam.seed,hparam.name")
    lr, name = (page.locator(f"[data-column='hparam.{column}'][role=columnheader]") for column in ("lr", "name"))
    width = lr.bounding_box()["width"]
    handle = lr.get_by_role("button", include_hidden=True).bounding_box()
    page.mouse.move(handle["x"] + 4, handle["y"] + 10)
    page.mouse.down()
    page.mouse.move(handle["x"] + 44, handle["y"] + 10, steps=4)
    page.mouse.up()
    expect(lr).to_have_css("width", f"{width + 40:g}px")
    lr.drag_to(name)
    page.wait_for_function("() => location.hash.includes('cols=hparam.seed,hparam.lr,hparam.name')")
    assert complaints == []


@pytest.mark.parametrize(("scheme", "locale"), [("light", "en"), ("dark", "en"), ("light", "zh-CN")])
@pytest.mark.parametrize("rows", ["", "&rows=tree"])
def test_axe_finds_nothing_serious(sweep, open_page, screenshots, scheme, locale, rows):
    page = opened(open_page, sweep, f"&cols=hparam.lr,run.state,run.damage{rows}", color_scheme=scheme, locale=locale)
    if rows:
        expect(page.get_by_test_id("table-group")).to_have_count(3)
    assert serious(page) == []
    page.screenshot(path=screenshots / f"table-{'tree' if rows else 'flat'}-{scheme}-{locale}.png")
