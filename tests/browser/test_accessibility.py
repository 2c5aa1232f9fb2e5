"""axe-core finds nothing serious on any screen of the page, in any of its states."""

from __future__ import annotations

import re
from pathlib import Path

import logs
import pytest
from playwright.sync_api import Page, expect

AXE = Path(__file__).parents[2] / "ui" / "node_modules" / "axe-core" / "axe.min.js"
WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def board_url(served, tmp_path_factory) -> str:
    logdir = tmp_path_factory.mktemp("accessible")
    logs.sweep(logdir, 15)
    return served(logdir).url


def serious(page: Page) -> list[str]:
    """What axe-core says is serious or critical: rule and elements."""
    assert AXE.exists(), "axe-core is missing: npm --prefix ui ci"
    page.evaluate(AXE.read_text())
    # What fades in has its contrast only when it is there.
    page.wait_for_timeout(200)
    page.evaluate("() => Promise.all(document.getAnimations().map(one => one.finished.catch(() => null)))")
    found = page.evaluate("axe.run({resultTypes: ['violations']})")["violations"]
    return [
        f"{one['id']}: {one['help']}: {[node['html'][:160] for node in one['nodes'][:4]]}"
        for one in found
        if one["impact"] in {"serious", "critical"}
    ]


def board(page: Page) -> None:
    expect(page.get_by_test_id("card").first).to_have_attribute("data-state", "ready")


def zoomed_and_pinned(page: Page) -> None:
    board(page)
    canvas = page.get_by_test_id("card").first.locator("canvas")
    box = canvas.bounding_box()
    page.mouse.move(box["x"] + 120, box["y"] + 80)
    page.mouse.down()
    page.mouse.move(box["x"] + 200, box["y"] + 80, steps=4)
    page.mouse.up()
    canvas.click(position={"x": 160, "y": 80})
    expect(page.get_by_test_id("pin")).to_be_visible()


def keys(page: Page) -> None:
    board(page)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()


def full_screen(page: Page) -> None:
    board(page)
    page.get_by_test_id("card").first.hover()
    page.keyboard.press("f")
    expect(page.get_by_test_id("full-screen").get_by_test_id("card")).to_have_attribute("data-state", "ready")


def groups(page: Page) -> None:
    board(page)
    page.get_by_role("button", name=re.compile("^Group: ")).click()
    page.get_by_role("button", name="All but seed").click()
    expect(page.get_by_test_id("group-row").first).to_be_visible()


def scatter(page: Page) -> None:
    board(page)
    page.get_by_role("button", name="Add a scatter chart").click()
    expect(page.get_by_test_id("scatter-card")).to_have_attribute("data-state", "ready")
    page.get_by_test_id("scatter-card").hover()


def ask(page: Page, entry: int) -> None:
    """Chooses from the menu of a run: the entry at this place."""
    board(page)
    page.locator("[data-testid=run-row] [data-main]").first.focus()
    page.keyboard.press("Shift+F10")
    expect(page.get_by_role("menuitem").first).to_be_focused()
    page.get_by_role("menuitem").nth(entry).click()


def run_menu(page: Page) -> None:
    board(page)
    page.locator("[data-testid=run-row] [data-main]").first.focus()
    page.keyboard.press("Shift+F10")
    expect(page.get_by_role("menuitem").first).to_be_focused()


def name_field(page: Page) -> None:
    ask(page, 0)
    expect(page.get_by_test_id("name-field")).to_be_focused()


def labels_field(page: Page) -> None:
    ask(page, 2)
    field = page.get_by_test_id("labels-field").get_by_role("combobox")
    language = page.evaluate("document.documentElement.lang")
    for label in (f"paper {language}", f"baseline {language}"):
        field.fill(label)
        field.press("Enter")
        expect(page.get_by_test_id("labels-field")).to_contain_text(label)
    expect(page.get_by_test_id("message").get_by_role("button").first).to_be_visible()


def note_field(page: Page) -> None:
    ask(page, 3)
    expect(page.get_by_test_id("note-field")).to_be_focused()


def colour_field(page: Page) -> None:
    ask(page, 4)
    expect(page.get_by_test_id("colour-field")).to_be_visible()


def delete_dialog(page: Page) -> None:
    ask(page, 8)
    expect(page.get_by_test_id("to-delete")).to_be_visible()


def trash_dialog(page: Page) -> None:
    ask(page, 9)
    expect(page.get_by_test_id("trash")).to_be_attached()


def views_menu(page: Page) -> None:
    board(page)
    page.get_by_test_id("views-button").get_by_role("button").click()
    expect(page.get_by_role("dialog").get_by_role("textbox")).to_be_visible()


def section_menu(page: Page) -> None:
    board(page)
    page.locator("main section button[aria-haspopup]").first.click()
    expect(page.locator("[popover]:popover-open")).to_be_visible()


def placing_menu(page: Page) -> None:
    board(page)
    card = page.get_by_test_id("card").first
    card.hover()
    card.locator("header button[aria-haspopup=dialog]").last.click()
    expect(page.get_by_role("dialog").get_by_role("combobox").first).to_be_visible()


def groups_menu(page: Page) -> None:
    board(page)
    page.keyboard.press("g")
    expect(page.get_by_test_id("group-options")).to_be_visible()


MENUS = (views_menu, section_menu, placing_menu, groups_menu)
MENU_STATES = {state.__name__: state for state in MENUS}
STATES = {state.__name__: state for state in (board, zoomed_and_pinned, keys, full_screen, groups, scatter)}
EDITS = (run_menu, name_field, labels_field, note_field, colour_field, delete_dialog, trash_dialog)
EDIT_STATES = {state.__name__: state for state in EDITS}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing_serious(board_url, open_page, scheme, state):
    page = open_page(board_url, color_scheme=scheme)
    STATES[state](page)
    assert serious(page) == []


@pytest.mark.parametrize(("scheme", "locale"), [("light", "en"), ("dark", "zh-CN")])
@pytest.mark.parametrize("state", EDIT_STATES)
def test_nor_where_runs_are_changed(board_url, open_page, scheme, locale, state):
    page = open_page(board_url, color_scheme=scheme, locale=locale)
    EDIT_STATES[state](page)
    assert serious(page) == []


@pytest.mark.parametrize(("scheme", "locale"), [("light", "en"), ("dark", "zh-CN")])
@pytest.mark.parametrize("state", MENU_STATES)
def test_nor_in_menus(board_url, open_page, scheme, locale, state):
    page = open_page(board_url, color_scheme=scheme, locale=locale)
    MENU_STATES[state](page)
    assert serious(page) == []


@pytest.mark.parametrize(("locale", "viewport"), [("zh-CN", WIDE), ("en", PHONE), ("zh-CN", PHONE)])
def test_nor_in_chinese_or_on_a_phone(board_url, open_page, locale, viewport):
    page = open_page(board_url, locale=locale, viewport=viewport)
    board(page)
    assert serious(page) == []


def test_nor_where_there_is_nothing_yet(serve, tmp_path, open_page):
    page = open_page(serve(tmp_path / "later").loaded().url)
    expect(page.get_by_test_id("empty")).to_be_visible()
    assert serious(page) == []
