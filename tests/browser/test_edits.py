"""What people change about runs in the page: it shows everywhere, in other pages too, is stored, and can be taken back."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from runchart import SummaryWriter


@pytest.fixture
def logdir(tmp_path: Path) -> Path:
    for run in ("a", "b", "c"):
        with SummaryWriter(str(tmp_path / "logs" / run)) as writer:
            writer.add_hparams({"lr": 0.1})
            for step in range(20):
                writer.add_scalar("loss", ord(run) / (step + 1), step)
    return tmp_path / "logs"


@pytest.fixture
def board(serve, logdir: Path):
    return serve(logdir).loaded()


def row(page: Page, run: str) -> Locator:
    return page.locator(f"[data-testid=run-row][data-run={run}]")


def opened(open_page, board, fragment: str = "") -> Page:
    page = open_page(board.url + fragment)
    expect(page.get_by_test_id("run-row")).to_have_count(3)
    expect(page.get_by_test_id("card").first).to_have_attribute("data-state", "ready")
    return page


def said(page: Page, text: str) -> None:
    expect(page.get_by_test_id("message")).to_contain_text(text)


def choose(page: Page, run: str, entry: str) -> None:
    row(page, run).click(button="right", position={"x": 60, "y": 14})
    page.get_by_role("menuitem", name=entry).click()


def stored(page: Page, logdir: Path, notes: dict) -> None:
    """Waits until exactly this is in the file."""
    path, found = logdir / ".runchart" / "runs.json", None
    for _ in range(100):
        found = json.loads(path.read_text())["runs"] if path.exists() else {}
        if found == notes:
            return
        page.wait_for_timeout(50)
    assert found == notes


def rename(page: Page, run: str, name: str) -> None:
    row(page, run).get_by_role("switch").focus()
    page.keyboard.press("F2")
    field = page.get_by_test_id("name-field")
    expect(field).to_be_focused()
    field.fill(name)
    field.press("Enter")
    expect(field).to_have_count(0)


def test_a_name_shows_everywhere_and_in_other_pages(board, logdir, open_page, complaints):
    page, other = opened(open_page, board), opened(open_page, board)
    rename(page, "a", "baseline")
    expect(row(page, "a").get_by_role("switch")).to_be_focused()
    said(page, "Renamed to baseline")
    expect(row(other, "a")).to_contain_text("baseline")
    stored(page, logdir, {"a": {"name": "baseline"}})
    expect(row(other, "a").get_by_role("button", name="Details of baseline")).to_have_attribute("title", "a")
    canvas = page.get_by_test_id("card").first.locator("canvas")
    canvas.hover(position={"x": 160, "y": 80})
    expect(page.get_by_test_id("tooltip")).to_contain_text("baseline")
    page.keyboard.press("t")
    expect(page.locator("[data-testid=table-row][data-run=a]")).to_contain_text("baseline")
    page.locator("#table-filter").fill("base")
    expect(page.get_by_test_id("table-row")).to_have_count(1)
    page.locator("#table-filter").fill("/^a$/")
    expect(page.get_by_test_id("table-row")).to_have_count(1)
    assert complaints == []


def test_a_picture_bears_the_name(board, open_page, complaints):
    page = opened(open_page, board)
    rename(page, "a", "baseline")
    page.get_by_test_id("card").first.hover()
    page.get_by_test_id("card").first.get_by_role("button", name="Export", exact=True).click()
    with page.expect_download() as download:
        page.get_by_role("menuitem", name="Picture for papers").click()
    assert "baseline" in Path(download.value.path()).read_text()
    assert complaints == []


def test_escape_and_an_empty_name_leave_the_own_name(board, logdir, open_page, complaints):
    page = opened(open_page, board)
    row(page, "b").get_by_role("switch").focus()
    page.keyboard.press("F2")
    page.get_by_test_id("name-field").fill("other")
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("name-field")).to_have_count(0)
    expect(row(page, "b")).not_to_contain_text("other")
    assert not (logdir / ".runchart").exists()
    rename(page, "b", "other")
    said(page, "Renamed to other")
    rename(page, "b", "")
    said(page, "Renamed to b")
    expect(row(page, "b")).not_to_contain_text("other")
    assert complaints == []


def test_changes_are_taken_back_one_by_one_and_done_again(board, logdir, open_page, complaints):
    page = opened(open_page, board)
    rename(page, "a", "first")
    said(page, "Renamed to first")
    page.keyboard.press("s")
    said(page, "Starred first")
    rename(page, "a", "second")
    said(page, "Renamed to second")
    page.keyboard.press("Control+z")
    said(page, "Undone: Renamed to second")
    expect(row(page, "a")).to_contain_text("first")
    page.keyboard.press("Control+z")
    said(page, "Undone: Starred first")
    page.keyboard.press("Control+z")
    said(page, "Undone: Renamed to first")
    expect(row(page, "a")).not_to_contain_text("first")
    stored(page, logdir, {})
    page.keyboard.press("Control+z")
    said(page, "Nothing to undo")
    for text in ("Renamed to first", "Starred first", "Renamed to second"):
        page.keyboard.press("Control+Shift+z")
        expect(page.get_by_test_id("message").get_by_role("status")).to_have_text(text)
    page.get_by_test_id("message").get_by_role("button", name="Undo").click()
    said(page, "Undone: Renamed to second")
    stored(page, logdir, {"a": {"name": "first", "star": True}})
    assert complaints == []


def test_labels_are_added_completed_filtered_by_and_taken_off(board, logdir, open_page, complaints):
    page = opened(open_page, board)
    choose(page, "a", "Labels")
    field = page.get_by_role("combobox", name="Labels of a")
    expect(field).to_be_focused()
    for label in ("debug", "old"):
        field.fill(label)
        field.press("Enter")
        expect(page.get_by_test_id("labels-field")).to_contain_text(label)
    page.keyboard.press("Escape")
    expect(row(page, "a")).to_contain_text("debug")
    choose(page, "b", "Labels")
    field = page.get_by_role("combobox", name="Labels of b")
    field.fill("de")
    expect(page.get_by_role("listbox", name="Add a label").get_by_role("option")).to_have_text(["debug"])
    field.press("ArrowDown")
    field.press("Enter")
    expect(page.get_by_test_id("labels-field")).to_contain_text("debug")
    page.keyboard.press("Escape")
    expect(page.get_by_role("combobox", name="Labels of b")).to_have_count(0)
    page.locator("#run-filter").fill("not label:debug")
    expect(page.get_by_test_id("run-row")).to_have_count(1)
    page.locator("#run-filter").fill("label:old")
    expect(page.get_by_test_id("run-row")).to_have_attribute("data-run", "a")
    choose(page, "a", "Labels")
    page.get_by_role("button", name="Remove old").click()
    expect(page.get_by_test_id("run-row")).to_have_count(0)
    stored(page, logdir, {"a": {"labels": ["debug"]}, "b": {"labels": ["debug"]}})
    assert complaints == []


def test_starred_runs_come_first_and_are_found(board, open_page, complaints):
    page = opened(open_page, board)
    order = page.get_by_test_id("run-row").evaluate_all("rows => rows.map(row => row.dataset.run)")
    choose(page, order[2], "Star")
    expect(row(page, order[2]).get_by_label("Starred")).to_be_visible()
    page.get_by_role("button", name="Starred runs first").click()
    expect(page.get_by_test_id("run-row").first).to_have_attribute("data-run", order[2])
    expect(page).to_have_url(re.compile("stars=first"))
    page.locator("#run-filter").fill("star")
    expect(page.get_by_test_id("run-row")).to_have_count(1)
    page.locator("#run-filter").fill("not star")
    expect(page.get_by_test_id("run-row")).to_have_count(2)
    assert complaints == []


def test_runs_are_taken_out_of_the_list_and_put_back(board, open_page, complaints):
    page = opened(open_page, board)
    choose(page, "a", "Take out of the list")
    expect(page.get_by_test_id("run-row")).to_have_count(2)
    hidden = page.get_by_test_id("hidden-runs")
    expect(hidden).to_contain_text("1 taken out")
    hidden.get_by_role("button", name="Show").click()
    expect(page.get_by_test_id("run-row")).to_have_count(3)
    choose(page, "a", "Put back")
    expect(hidden).to_have_count(0)
    page.keyboard.press("Control+z")
    expect(hidden).to_have_count(1)
    assert complaints == []


def test_colours_are_chosen_for_a_run_and_for_all_that_a_filter_finds(board, logdir, open_page, complaints):
    page = opened(open_page, board)
    choose(page, "a", "Colour")
    expect(page.get_by_role("radiogroup")).to_be_visible()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("radiogroup")).to_have_count(0)
    expect(row(page, "a").locator("line")).to_have_attribute("stroke", "#8a7d3c")
    page.locator("#run-filter").fill("/[bc]/")
    expect(page.get_by_test_id("run-row")).to_have_count(2)
    page.get_by_role("button", name="Actions for all 2 listed runs").click()
    page.get_by_role("menuitem", name="Colour").click()
    field = page.get_by_label("Colour as #rrggbb")
    field.fill("#ABC")
    field.press("Enter")
    for run in ("b", "c"):
        expect(row(page, run).locator("line")).to_have_attribute("stroke", "#aabbcc")
    stored(page, logdir, {"a": {"colour": "#8a7d3c"}, "b": {"colour": "#aabbcc"}, "c": {"colour": "#aabbcc"}})
    page.keyboard.press("Control+z")
    expect(row(page, "b").locator("line")).not_to_have_attribute("stroke", "#aabbcc")
    assert complaints == []


def test_a_note_is_written_by_keys_alone(board, logdir, open_page, complaints):
    page = opened(open_page, board)
    row(page, "c").get_by_role("switch").focus()
    page.keyboard.press("Shift+F10")
    expect(page.get_by_role("menuitem").first).to_be_focused()
    page.keyboard.press("n")
    expect(page.get_by_role("menuitem", name="Note")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("note-field")).to_be_focused()
    page.keyboard.type("the **good** one")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_test_id("note-field")).to_have_count(0)
    said(page, "Note of c saved")
    expect(row(page, "c").get_by_role("switch")).to_be_focused()
    stored(page, logdir, {"c": {"note": "the **good** one"}})
    assert complaints == []


def test_what_the_server_refuses_is_said_and_taken_back(board, logdir, open_page):
    page = opened(open_page, board)
    (logdir / ".runchart").mkdir()
    (logdir / ".runchart" / "runs.json").write_text("{")
    rename(page, "a", "baseline")
    expect(page.get_by_test_id("message")).to_contain_text("runs.json is not JSON")
    expect(row(page, "a")).not_to_contain_text("baseline")


def test_the_menu_button_of_a_row_is_seen_when_it_has_the_focus(board, open_page, complaints):
    page = opened(open_page, board)
    row(page, "b").get_by_role("switch").focus()
    page.keyboard.press("ArrowDown")
    expect(row(page, "a").get_by_role("switch")).to_be_focused()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    button = row(page, "a").get_by_role("button", name="Actions for a")
    expect(button).to_be_focused()
    assert re.match(r"2px", button.evaluate("one => getComputedStyle(one).outlineWidth"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("menuitem").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("menu")).to_have_count(0)
    expect(button).to_be_focused()
    assert complaints == []
