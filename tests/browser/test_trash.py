"""Runs are deleted in the page, by the mouse and by keys, and put back by undo and from the list of deleted runs."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from runchart import SummaryWriter


@pytest.fixture
def logdir(tmp_path: Path) -> Path:
    for run in ("a", "b", "c"):
        with SummaryWriter(str(tmp_path / "logs" / run)) as writer:
            writer.add_scalar("loss", 1.0, 0)
            writer.add_scalar("loss", 0.5, 1)
    return tmp_path / "logs"


@pytest.fixture
def board(serve, logdir: Path):
    return serve(logdir).loaded()


def row(page: Page, run: str) -> Locator:
    return page.locator(f"[data-testid=run-row][data-run={run}]")


def opened(open_page, board, **options) -> Page:
    page = open_page(board.url, **options)
    expect(page.get_by_test_id("run-row")).to_have_count(3)
    return page


def ask(page: Page, run: str) -> Locator:
    row(page, run).click(button="right", position={"x": 60, "y": 14})
    page.get_by_role("menuitem", name="Delete…").click()
    dialog = page.get_by_role("dialog", name=f"Delete {run}?")
    expect(dialog.get_by_test_id("to-delete")).to_be_visible()
    return dialog


def test_it_says_what_goes_where_and_undo_brings_it_back(board, logdir, open_page, complaints):
    page, other = opened(open_page, board), opened(open_page, board)
    row(page, "b").get_by_role("switch").click()
    expect(row(page, "b").get_by_role("switch")).to_have_attribute("aria-checked", "false")
    colour = row(page, "a").locator("line").get_attribute("stroke")
    dialog = ask(page, "a")
    for text in (str(logdir / "a"), "1 file, ", str(logdir / ".runchart" / "trash"), "last 10 minutes"):
        expect(dialog).to_contain_text(text)
    expect(dialog.get_by_role("button", name="Cancel")).to_be_focused()
    dialog.get_by_role("button", name="Delete").click()
    expect(page.get_by_test_id("run-row")).to_have_count(2)
    expect(other.get_by_test_id("run-row")).to_have_count(2)
    assert not (logdir / "a").exists()
    message = page.get_by_test_id("message")
    expect(message).to_contain_text("Deleted a")
    message.get_by_role("button", name="Undo").click()
    expect(message).to_contain_text("Put a back")
    expect(page.get_by_test_id("run-row")).to_have_count(3)
    expect(other.get_by_test_id("run-row")).to_have_count(3)
    assert (logdir / "a").is_dir()
    for run, shown in (("a", "true"), ("b", "false"), ("c", "true")):
        expect(row(page, run).get_by_role("switch")).to_have_attribute("aria-checked", shown)
    expect(page.get_by_test_id("new-runs")).to_have_count(0)
    expect(row(page, "a").locator("line")).to_have_attribute("stroke", colour)
    assert complaints == []


def test_escape_and_cancel_delete_nothing(board, logdir, open_page, complaints):
    page = opened(open_page, board)
    dialog = ask(page, "a")
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    ask(page, "a").get_by_role("button", name="Cancel").click()
    expect(dialog).to_have_count(0)
    assert (logdir / "a").is_dir()
    assert not (logdir / ".runchart").exists()
    assert complaints == []


def test_keys_alone_delete_take_back_and_delete_again(board, logdir, open_page, complaints):
    page = opened(open_page, board)
    row(page, "c").get_by_role("switch").focus()
    page.keyboard.press("Delete")
    dialog = page.get_by_role("dialog", name="Delete c?")
    expect(dialog.get_by_role("button", name="Cancel")).to_be_focused()
    page.keyboard.press("Tab")
    expect(dialog.get_by_role("button", name="Delete")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("run-row")).to_have_count(2)
    page.keyboard.press("Control+z")
    expect(page.get_by_test_id("run-row")).to_have_count(3)
    page.keyboard.press("Control+Shift+z")
    expect(page.get_by_test_id("run-row")).to_have_count(2)
    assert not (logdir / "c").exists()
    assert complaints == []


def test_all_that_a_filter_finds_are_deleted_and_put_back_from_the_list(board, logdir, open_page, complaints):
    page = opened(open_page, board)
    page.locator("#run-filter").fill("/[ab]/")
    expect(page.get_by_test_id("run-row")).to_have_count(2)
    page.get_by_role("button", name="Actions for all 2 listed runs").click()
    page.get_by_role("menuitem", name="Delete…").click()
    dialog = page.get_by_role("dialog", name="Delete 2 runs?")
    expect(dialog.get_by_role("listitem")).to_have_count(2)
    dialog.get_by_role("button", name="Delete 2 runs").click()
    expect(page.get_by_test_id("run-row")).to_have_count(0)
    expect(page.get_by_test_id("message")).to_contain_text("Deleted 2 runs")
    page.reload()
    page.get_by_role("button", name="Open the run list").click()
    page.get_by_role("button", name="Actions for all").click()
    page.get_by_role("menuitem", name="Deleted runs…").click()
    trash = page.get_by_role("dialog", name="Deleted runs")
    expect(trash.get_by_role("listitem")).to_have_count(2)
    expect(trash).to_contain_text(str(logdir / ".runchart" / "trash"))
    trash.get_by_role("button", name="Put a back").click()
    expect(trash.get_by_role("listitem")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(trash).to_have_count(0)
    expect(page.get_by_test_id("run-row")).to_have_count(1)
    assert (logdir / "a").is_dir()
    assert complaints == []


def test_what_cannot_be_put_back_is_said(board, logdir, open_page, complaints):
    page = opened(open_page, board)
    ask(page, "a").get_by_role("button", name="Delete").click()
    expect(page.get_by_test_id("run-row")).to_have_count(2)
    (logdir / "a").mkdir()
    page.keyboard.press("Control+z")
    expect(page.get_by_test_id("message")).to_contain_text(f"{logdir / 'a'} is there again")
    (logdir / "a").rmdir()
    page.keyboard.press("Control+z")
    expect(page.get_by_test_id("run-row")).to_have_count(3)
