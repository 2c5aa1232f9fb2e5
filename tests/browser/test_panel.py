"""The run panel: how it opens and closes, what it says of a run, and runs beside each other."""

from __future__ import annotations

import json
import re
from pathlib import Path

import logs
import pytest
import yaml
from playwright.sync_api import Page, expect
from test_accessibility import serious

WIDE, LARGE, PHONE = {"width": 1280, "height": 800}, {"width": 1920, "height": 1080}, {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def described(served, tmp_path_factory: pytest.TempPathFactory):
    """A board over three runs that say what they were started with."""
    logdir: Path = tmp_path_factory.mktemp("described") / "logs"
    logs.described(logdir)
    board = served(logdir)
    board.logdir = logdir
    return board


def panel(page: Page):
    return page.get_by_test_id("run-panel")


def row(page: Page, run: str):
    return page.locator(f"[data-testid=run-row][data-run='{run}']")


def section(page: Page, name: str) -> None:
    panel(page).get_by_role("tab", name=name).click()
    expect(panel(page).get_by_role("tab", name=name)).to_have_attribute("aria-selected", "true")


def test_a_click_on_a_name_opens_it_and_escape_closes_it(described, open_page, complaints):
    page = open_page(described.url)
    expect(page.get_by_test_id("card").first).to_have_attribute("data-state", "ready")
    before = page.get_by_test_id("card").first.bounding_box()
    row(page, "base").get_by_role("button", name="Details of base").click()
    expect(panel(page)).to_have_attribute("data-run", "base")
    expect(panel(page).get_by_role("heading", name="base")).to_be_focused()
    assert page.get_by_test_id("card").first.bounding_box() == before
    page.wait_for_function("() => location.hash.includes('run=base')")
    page.keyboard.press("Escape")
    expect(panel(page)).to_have_count(0)
    page.wait_for_function("() => !location.hash.includes('run=base')")
    assert complaints == []


def test_enter_on_a_row_opens_it_and_the_focus_comes_back(described, open_page, complaints):
    page = open_page(described.url)
    switch = row(page, "deeper").get_by_role("switch")
    expect(switch).to_be_visible()
    switch.focus()
    page.keyboard.press("Enter")
    expect(panel(page)).to_have_attribute("data-run", "deeper")
    expect(switch).to_have_attribute("aria-checked", "true")
    page.keyboard.press("Escape")
    expect(panel(page)).to_have_count(0)
    expect(switch).to_be_focused()
    page.keyboard.press(" ")
    expect(switch).to_have_attribute("aria-checked", "false")
    assert complaints == []


def test_names_in_the_table_open_it_too(described, open_page, complaints):
    page = open_page(f"{described.url}#table=open")
    cell = page.locator("[data-testid=table-row][data-run='sweep/wide']").get_by_role("rowheader")
    cell.get_by_role("button", name="sweep/wide").click()
    expect(panel(page)).to_have_attribute("data-run", "sweep/wide")
    page.keyboard.press("Escape")
    expect(panel(page)).to_have_count(0)
    expect(page.get_by_test_id("run-table")).to_be_visible()
    cell.focus()
    page.keyboard.press("Enter")
    expect(panel(page)).to_have_attribute("data-run", "sweep/wide")
    assert complaints == []


def test_a_row_of_a_pinned_tooltip_opens_it(described, open_page, complaints):
    page = open_page(described.url)
    card = page.locator("[data-testid=card][data-tag='train/loss']")
    expect(card).to_have_attribute("data-state", "ready")
    card.locator("canvas").click(position={"x": 160, "y": 80})
    page.get_by_test_id("tooltip").get_by_role("button", name="Details of deeper").first.click()
    expect(panel(page)).to_have_attribute("data-run", "deeper")
    assert complaints == []


def test_the_legend_of_a_full_screen_opens_it_over_the_card(described, open_page, complaints):
    page = open_page(f"{described.url}#full=train/loss")
    page.get_by_test_id("full-screen").get_by_role("button", name="base", exact=True).click()
    expect(panel(page)).to_have_attribute("data-run", "base")
    section(page, "Configuration")
    page.keyboard.press("Escape")
    expect(panel(page)).to_have_count(0)
    expect(page.get_by_test_id("full-screen")).to_be_visible()
    assert complaints == []


def test_the_overview_says_what_the_run_is(described, open_page, complaints):
    page = open_page(f"{described.url}#run=base")
    expect(page.get_by_test_id("run-directory")).to_have_text(str(described.logdir / "base"))
    expect(panel(page).get_by_text("finished", exact=True)).to_be_visible()
    expect(panel(page).get_by_text("1 event file,")).to_be_visible()
    loss = page.get_by_test_id("run-metrics").get_by_role("row").filter(has_text="val/loss")
    expect(loss).to_have_text(re.compile(r"val/loss\s*0\.\d+\s*0\.\d+\s*2\.\d+"))
    kinds = page.get_by_test_id("run-kinds")
    kinds.get_by_text("Scalars").click()
    expect(kinds.get_by_text("system/gpu")).to_be_visible()
    assert complaints == []


def test_notes_and_labels_are_read_from_the_notes(described, open_page, complaints):
    with described.client() as client:
        change = {"runs": {"deeper": {"labels": ["paper", "keep"], "note": "the good one"}}}
        assert client.post("api/notes", json=change).status_code == 200
        page = open_page(f"{described.url}#run=deeper")
        expect(page.get_by_test_id("note-field")).to_have_value("the good one")
        expect(panel(page).get_by_text("paper", exact=True)).to_be_visible()
        with page.expect_response(lambda answer: answer.request.method == "POST" and answer.url.endswith("/api/notes")):
            panel(page).get_by_role("button", name="Star", exact=True).click()
        expect(panel(page).get_by_role("button", name="Remove the star")).to_have_attribute("aria-pressed", "true")
        assert client.get("api/notes").json()["runs"]["deeper"]["star"] is True
        client.post("api/notes", json={"runs": {"deeper": {"labels": None, "note": None, "star": None}}})
    assert complaints == []


def test_the_configuration_is_a_tree_as_it_was_logged(described, open_page, complaints):
    page = open_page(f"{described.url}#run=base&section=configuration")
    tree = page.get_by_test_id("config-tree").nth(1)
    item = tree.locator("[data-path='model.betas']")
    expect(item).to_contain_text("[0.9,0.95]")
    expect(tree.locator("[data-path=seed]")).to_contain_text(str(2**63))
    model = tree.locator("[data-path=model]")
    model.focus()
    page.keyboard.press("ArrowLeft")
    expect(model).to_have_attribute("aria-expanded", "false")
    expect(item).to_have_count(0)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(tree.locator("[data-path='model.name']")).to_be_focused()
    page.get_by_label("Filter values").fill("shuffle")
    expect(page.get_by_role("treeitem")).to_have_count(2)
    assert complaints == []


def test_it_is_copied_in_three_forms(described, open_page, complaints):
    page = open_page(
        f"{described.url}#run=base&section=configuration",
        permissions=["clipboard-read", "clipboard-write"],
    )
    expect(page.get_by_test_id("config-tree").nth(1)).to_be_visible()

    def copied(form: str) -> str:
        page.evaluate("navigator.clipboard.writeText('')")
        panel(page).get_by_role("button", name="Copy", exact=True).click()
        page.get_by_role("menuitem", name=form).click()
        page.wait_for_function("() => navigator.clipboard.readText().then(text => text !== '')")
        page.keyboard.press("Escape")
        expect(page.get_by_role("menuitem", name=form)).to_have_count(0)
        return page.evaluate("navigator.clipboard.readText()")

    values = json.loads(copied("As JSON"))
    assert values["model"] == {"name": "gpt", "layers": 12, "betas": [0.9, 0.95]}
    assert values["optimizer"] == {"eps": 1e-8, "name": "adam"}
    assert yaml.safe_load(copied("As YAML")) == values
    assert "--model.layers=12 --model.betas='[0.9,0.95]'" in copied("As command-line flags")
    assert complaints == []


def test_two_runs_beside_each_other(described, open_page, complaints, screenshots):
    page = open_page(f"{described.url}#run=base&section=configuration")
    page.get_by_role("button", name="Runs to compare with").click()
    page.get_by_label("Search runs").fill("deep")
    page.get_by_role("checkbox", name="deeper").check()
    page.keyboard.press("Escape")
    diff = page.get_by_test_id("diff")
    expect(page.get_by_test_id("diff-summary")).to_have_text("2 changed, 1 added, 1 removed")
    expect(diff.locator("tbody tr")).to_have_count(4)
    for path, change in {"lr": "changed", "model.dropout": "added", "data.shuffle": "removed"}.items():
        cell = diff.locator(f"[data-path='{path}'] td").nth(1)
        expect(cell).to_have_attribute("data-change", change)
        expect(cell).to_contain_text(change)
    page.screenshot(path=screenshots / "panel-diff.png")
    page.get_by_role("checkbox", name="Only differences").uncheck()
    expect(diff.locator("[data-path='model.name']")).to_be_visible()
    page.wait_for_function("() => location.hash.includes('against=deeper') && location.hash.includes('alike=on')")
    page.get_by_role("button", name="End the comparison").click()
    expect(page.get_by_test_id("config-tree").first).to_be_visible()
    assert complaints == []


def test_the_runs_of_the_table_as_columns(described, open_page, complaints):
    page = open_page(f"{described.url}#table=open&sort=%2Brun.name")
    expect(page.get_by_test_id("table-row")).to_have_count(3)
    page.get_by_role("button", name="Compare configurations").click()
    heads = page.get_by_test_id("diff").locator("thead th")
    expect(heads).to_have_text(
        [re.compile("Value"), re.compile("base"), re.compile("deeper"), re.compile("sweep/wide")]
    )
    expect(page.get_by_test_id("diff").locator("[data-path=lr] td")).to_have_text(
        [re.compile("0.01"), re.compile("0.001"), re.compile("0.0001")]
    )
    page.get_by_role("button", name="Leave deeper out").click()
    expect(heads).to_have_count(3)
    page.keyboard.press("Escape")
    expect(panel(page)).to_have_count(0)
    for run in ("sweep/wide", "deeper"):
        cell = page.locator(f"[data-testid=table-row][data-run='{run}'] [role=gridcell]").first
        cell.click(modifiers=["ControlOrMeta"])
    page.get_by_role("button", name="Compare configurations").click()
    expect(heads).to_have_text([re.compile("Value"), re.compile("deeper"), re.compile("sweep/wide")])
    assert complaints == []


def test_system_metrics_over_the_time_since_the_start(described, open_page, complaints):
    page = open_page(f"{described.url}#run=sweep/wide&section=system")
    cards = page.get_by_test_id("run-system").get_by_test_id("card")
    expect(cards).to_have_count(2)
    expect(cards.first).to_have_attribute("data-state", "ready")
    cards.first.locator("canvas").hover(position={"x": 160, "y": 80})
    expect(page.get_by_test_id("tooltip")).to_contain_text("Time")
    page.goto(f"{described.url}#run=deeper&section=system")
    page.reload()
    expect(panel(page).get_by_role("tab", name="Overview")).to_have_attribute("aria-selected", "true")
    expect(panel(page).get_by_role("tab", name="System")).to_have_count(0)
    assert complaints == []


def test_damage_names_file_place_and_reason(described, open_page, complaints):
    page = open_page(f"{described.url}#run=sweep/wide")
    section(page, "Damage")
    expect(page.get_by_test_id("run-damage")).to_contain_text("checksum of the data does not match")
    expect(page.get_by_test_id("run-damage")).to_contain_text("tfevents")
    expect(page.get_by_test_id("run-damage")).to_contain_text(re.compile(r"byte [\d,]+, \d+ long"))
    assert complaints == []


def test_its_edge_moves_by_keys_and_is_remembered(described, open_page, complaints):
    page = open_page(f"{described.url}#run=base")
    edge = panel(page).get_by_role("separator")
    edge.focus()
    page.keyboard.press("ArrowLeft")
    expect(edge).to_have_attribute("aria-valuenow", "416")
    page.reload()
    expect(panel(page).get_by_role("separator")).to_have_attribute("aria-valuenow", "416")
    box = edge.bounding_box()
    page.mouse.move(box["x"] + 4, 400)
    page.mouse.down()
    page.mouse.move(box["x"] - 96, 400, steps=3)
    page.mouse.up()
    expect(edge).to_have_attribute("aria-valuenow", "516")
    assert complaints == []


def test_a_run_that_is_not_there_is_said_so(described, open_page, complaints):
    page = open_page(f"{described.url}#run=nowhere")
    expect(panel(page).get_by_text("There is no run nowhere.")).to_be_visible()
    assert complaints == []


@pytest.mark.parametrize("name", ["overview", "configuration", "system", "damage"])
@pytest.mark.parametrize(
    ("scheme", "locale", "viewport"), [("light", "en", WIDE), ("dark", "zh-CN", LARGE), ("light", "zh-CN", PHONE)]
)
def test_axe_finds_nothing_serious(described, open_page, screenshots, name, scheme, locale, viewport):
    url = f"{described.url}#run=sweep/wide&section={name}"
    page = open_page(url, color_scheme=scheme, locale=locale, viewport=viewport)
    expect(panel(page).locator(f"#run-section-{name}")).to_have_attribute("aria-selected", "true")
    expect(panel(page).get_by_role("tabpanel")).not_to_be_empty()
    assert serious(page) == []
    page.screenshot(path=screenshots / f"panel-{name}-{scheme}-{locale}-{viewport['width']}.png")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious_beside_each_other(described, open_page, scheme):
    page = open_page(f"{described.url}#run=base&section=configuration&against=deeper,sweep/wide", color_scheme=scheme)
    expect(page.get_by_test_id("diff").locator("tbody tr")).to_have_count(4)
    assert serious(page) == []
