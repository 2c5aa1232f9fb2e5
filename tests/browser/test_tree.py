"""The run list as a tree: folders, their eyes, the keyboard, what the address remembers, and thousands of rows."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from runchart import SummaryWriter


@pytest.fixture(scope="module")
def sweep(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Seven runs: two in `sweep/adam`, three in `sweep/sgd`, one alone in `other`, one at the top."""
    logdir = tmp_path_factory.mktemp("sweep") / "logs"
    log_in(
        logdir, *(f"sweep/{folder}/seed{seed}" for folder, seeds in (("adam", 2), ("sgd", 3)) for seed in range(seeds))
    )
    log_in(logdir, "other/alone", "base")
    return logdir


def log_in(logdir: Path, *runs: str) -> None:
    for number, run in enumerate(runs):
        with SummaryWriter(str(logdir / run)) as writer:
            writer.add_scalar("loss", 1.0 + number, 0)
            writer.add_scalar("loss", 2.0 + number, 1)


def folder(page: Page, path: str) -> Locator:
    return page.locator(f"[data-testid=folder-row][data-folder='{path}']")


def fold_button(page: Page, path: str) -> Locator:
    return folder(page, path).locator("button[aria-expanded]")


def runs(page: Page) -> list[str]:
    return page.get_by_test_id("run-row").evaluate_all("rows => rows.map(row => row.dataset.run)")


def test_folders_fold_and_the_address_remembers(serve: Callable, sweep, open_page, complaints, screenshots):
    page = open_page(serve(sweep).loaded().url)
    expect(page.get_by_test_id("run-row")).to_have_count(7)
    expect(page.get_by_test_id("folder-row")).to_have_count(3)
    assert {"other/alone", "base"} < set(runs(page))
    expect(folder(page, "sweep")).to_contain_text("5/5")
    page.screenshot(path=screenshots / "tree.png")
    fold_button(page, "sweep/sgd").click()
    expect(page.get_by_test_id("run-row")).to_have_count(4)
    expect(page).to_have_url(re.compile("collapsed=sweep/sgd"))
    page = open_page(page.url)
    expect(fold_button(page, "sweep/sgd")).to_have_attribute("aria-expanded", "false")
    expect(page.get_by_test_id("run-row")).to_have_count(4)
    fold_button(page, "sweep").click()
    expect(page.get_by_test_id("folder-row")).to_have_count(1)
    assert complaints == []


def test_one_eye_for_all_runs_below(serve: Callable, sweep, open_page, complaints):
    page = open_page(serve(sweep).loaded().url)
    eye = folder(page, "sweep").get_by_role("checkbox")
    expect(eye).to_have_attribute("aria-checked", "true")
    folder(page, "sweep/sgd").get_by_role("checkbox").click()
    expect(folder(page, "sweep/sgd")).to_contain_text("0/3")
    expect(folder(page, "sweep")).to_contain_text("2/5")
    expect(eye).to_have_attribute("aria-checked", "mixed")
    expect(page.get_by_test_id("shown-count")).to_contain_text("4")
    eye.click()
    expect(folder(page, "sweep")).to_contain_text("5/5")
    eye.click()
    expect(folder(page, "sweep")).to_contain_text("0/5")
    expect(page.locator("[data-testid=run-row] [aria-checked=true]")).to_have_count(2)
    assert complaints == []


def test_a_filter_shows_whole_paths(serve: Callable, sweep, open_page, complaints):
    page = open_page(serve(sweep).loaded().url)
    fold_button(page, "sweep").click()
    page.locator("#run-filter").fill("sgd")
    expect(page.get_by_test_id("folder-row")).to_have_count(0)
    expect(page.get_by_test_id("run-row")).to_have_count(3)
    expect(page.get_by_test_id("run-row").first).to_contain_text("sweep/sgd/seed")
    page.locator("#run-filter").fill("")
    expect(page.get_by_test_id("folder-row")).to_have_count(1)
    assert complaints == []


def test_arrow_keys_fold_and_move(serve: Callable, sweep, open_page, complaints):
    page = open_page(serve(sweep).loaded().url)
    fold_button(page, "sweep").focus()
    page.keyboard.press("ArrowRight")
    inner = page.locator("[aria-level='2'] [aria-expanded]").first
    expect(inner).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.locator("[aria-level='3'] [role=switch]").first).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(inner).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(inner).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("ArrowLeft")
    expect(fold_button(page, "sweep")).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(fold_button(page, "sweep")).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("ArrowRight")
    expect(fold_button(page, "sweep")).to_have_attribute("aria-expanded", "true")
    row = page.get_by_role("row").filter(has=folder(page, "sweep"))
    assert [row.get_attribute(name) for name in ("aria-level", "aria-expanded", "aria-setsize")] == ["1", "true", "3"]
    assert complaints == []


def test_many_runs_start_folded(serve: Callable, tmp_path, open_page, complaints):
    log_in(tmp_path, *(f"group{number % 3}/run{number:03}" for number in range(210)))
    page = open_page(serve(tmp_path).loaded().url)
    expect(page.get_by_test_id("folder-row")).to_have_count(3)
    expect(page.get_by_test_id("run-row")).to_have_count(0)
    fold_button(page, "group1").click()
    expect(page).to_have_url(re.compile("expanded=group1"))
    rows = page.get_by_test_id("run-row")
    expect(rows.first).to_be_visible()
    assert rows.count() < 70, "rows out of sight exist"
    page.keyboard.press("ArrowRight")
    for _ in range(69):
        page.keyboard.press("ArrowDown")
    last = page.locator("[role=row]:has(:focus)")
    expect(last).to_have_attribute("aria-posinset", "70")
    page.keyboard.press("ArrowLeft")
    expect(fold_button(page, "group1")).to_be_focused()
    assert complaints == []


def test_no_folders_where_none_are_shared(serve: Callable, tmp_path, open_page, complaints):
    log_in(tmp_path, "sweep/run0", "sweep/run1")
    page = open_page(serve(tmp_path).loaded().url)
    expect(page.get_by_test_id("run-row")).to_have_count(2)
    expect(page.get_by_test_id("folder-row")).to_have_count(0)
    expect(page.get_by_test_id("run-row").first).not_to_contain_text("sweep")
    assert complaints == []
