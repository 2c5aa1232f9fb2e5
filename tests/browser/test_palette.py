"""The command palette: everything by a few letters, with the keyboard alone; and the keys, which the help lists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from runchart import SummaryWriter

AXE = Path(__file__).parents[2] / "ui" / "node_modules" / "axe-core" / "axe.min.js"
KEYS = Path(__file__).parents[2] / "ui" / "src" / "shell" / "keys.ts"


@pytest.fixture(scope="module")
def url(served, tmp_path_factory) -> str:
    logdir = tmp_path_factory.mktemp("palette")
    for run in ("adam", "sgd"):
        with SummaryWriter(str(logdir / run)) as writer:
            for step in range(20):
                for tag in ("train/loss", "val/loss", "system/gpu memory"):
                    writer.add_scalar(tag, 1 / (step + 1), step)
    return served(logdir).url


@pytest.fixture
def page(open_page, url, complaints) -> Page:
    page = open_page(url)
    expect(page.locator("[data-testid=card][data-state=ready]").first).to_be_visible()
    yield page
    assert complaints == []


def run(page: Page, typed: str, name: str) -> None:
    page.keyboard.press("Control+k")
    field = page.get_by_role("combobox", name="Search actions")
    expect(field).to_be_focused()
    page.keyboard.type(typed)
    first = page.get_by_role("dialog").get_by_role("option").first
    expect(first).to_contain_text(name)
    expect(first).to_have_attribute("aria-selected", "true")
    expect(field).to_have_attribute("aria-activedescendant", first.get_attribute("id"))
    page.keyboard.press("Enter")
    expect(field).to_have_count(0)


def test_actions_say_their_keys_and_are_done(page):
    page.keyboard.press("Control+k")
    expect(page.get_by_role("dialog").get_by_role("option", name="Logarithmic y").locator("kbd")).to_have_text("l")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    run(page, "logarithmic y", "Logarithmic y")
    expect(page.get_by_role("button", name="Log y", exact=True)).to_have_attribute("aria-pressed", "true")
    run(page, "this help", "This help")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()


def test_a_chart_in_a_closed_section_is_found_and_focused(page):
    run(page, "gpu", "system/gpu memory")
    card = page.locator("[data-card='system/gpu memory']")
    expect(card.locator("[role=application]")).to_be_focused()
    run(page, "vl full", "val/loss in full screen")
    expect(page.get_by_test_id("full-screen")).to_be_visible()


def test_arrows_walk_and_wrap(page):
    page.keyboard.press("Control+k")
    expect(page.get_by_role("combobox", name="Search actions")).to_be_focused()
    page.keyboard.type("adam")
    options = page.get_by_role("dialog").get_by_role("option")
    expect(options).to_have_count(2)
    page.keyboard.press("ArrowUp")
    expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("shown-count")).to_contain_text("1")


def test_what_is_called_otherwise_is_said(page):
    page.keyboard.press("Control+k")
    expect(page.get_by_role("combobox", name="Search actions")).to_be_focused()
    page.keyboard.type("zzzzz")
    expect(page.get_by_role("dialog")).to_contain_text("Nothing is called so.")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()


def test_it_opens_where_letter_keys_are_off_and_somebody_types(page):
    page.locator("#tag-filter").click()
    page.keyboard.press("Control+k")
    expect(page.get_by_role("combobox", name="Search actions")).to_be_focused()


@pytest.mark.parametrize("locale", ["en", "zh-CN"])
def test_axe_finds_nothing_serious(open_page, url, complaints, locale, screenshots):
    page = open_page(url, locale=locale)
    expect(page.locator("[data-testid=card][data-state=ready]").first).to_be_visible()
    page.keyboard.press("Control+k")
    expect(page.get_by_role("dialog").get_by_role("option").first).to_be_visible()
    page.screenshot(path=screenshots / f"palette-{locale}.png")
    page.evaluate(AXE.read_text())
    found = page.evaluate("axe.run({resultTypes: ['violations']})")["violations"]
    assert [one["id"] for one in found if one["impact"] in {"serious", "critical"}] == []
    assert complaints == []


def test_the_help_lists_every_key(page):
    keys = re.findall(r'^  \["([^"]+)", "\w+"\],$', KEYS.read_text(), re.MULTILINE)
    assert len(keys) > 20
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    shown = page.get_by_role("dialog", name="Keys").locator("kbd").all_inner_texts()
    written = {"Mod+": "Ctrl ", "Alt+": "Alt ", "ArrowLeft": "←", "ArrowRight": "→", "Escape": "Esc"}
    for key in keys:
        label = key
        for name, short in written.items():
            label = label.replace(name, short)
        assert label in shown
    assert len(set(keys)) == len(keys)
