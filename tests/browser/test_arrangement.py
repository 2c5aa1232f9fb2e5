"""People arrange the board: sections of their own, places, widths, hidden and pinned cards; by mouse, menu and keys, and back."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from runchart import SummaryWriter

TAGS = ("train/acc", "train/loss", "val/acc", "val/loss", "lr")


@pytest.fixture(scope="module")
def url(served, tmp_path_factory) -> str:
    logdir = tmp_path_factory.mktemp("arranged")
    for run in ("a", "b"):
        with SummaryWriter(str(logdir / run)) as writer:
            for step in range(50):
                for tag in TAGS:
                    writer.add_scalar(tag, 1 / (step + 1), step)
    return served(logdir).url


@pytest.fixture
def board(open_page, url, complaints) -> Page:
    page = open_page(url, viewport={"width": 1280, "height": 1400})
    expect(page.locator("[data-testid=card][data-state=ready]")).to_have_count(len(TAGS))
    yield page
    assert complaints == []


def section(page: Page, name: str) -> Locator:
    return page.locator(f"section[data-section='{name}']")


def ids(page: Page, name: str) -> list[str]:
    return section(page, name).locator("[data-card]").evaluate_all("cards => cards.map(card => card.dataset.card)")


def card(page: Page, name: str) -> Locator:
    return page.locator(f"section:not([data-section='pinned/']) [data-card='{name}']")


def expect_cards(page: Page, name: str, wanted: list[str]) -> None:
    cards = section(page, name).locator("[data-card]")
    expect(cards).to_have_count(len(wanted))
    for place, one in enumerate(wanted):
        expect(cards.nth(place)).to_have_attribute("data-card", one)


def sections(page: Page) -> list[str]:
    return page.locator("section[data-section]").evaluate_all("all => all.map(one => one.dataset.section)")


def choose(page: Page, name: str, entry: str) -> None:
    head = section(page, name).get_by_test_id("section-head")
    head.hover()
    head.get_by_role("button", name="Menu of the section").click()
    page.get_by_role("menuitem", name=entry).click()


def drag(page: Page, source: Locator, target: Locator, x: float = 0.5) -> None:
    """In small steps, as a hand does; `x` is where on the target, from its left (0) to its right (1)."""
    start, end = source.bounding_box(), target.bounding_box()
    page.mouse.move(start["x"] + 30, start["y"] + start["height"] / 2)
    page.mouse.down()
    page.mouse.move(end["x"] + end["width"] * x, end["y"] + end["height"] / 2, steps=12)
    page.mouse.up()


def test_a_card_is_dragged_to_the_left_and_to_the_right_of_another(board):
    drag(board, card(board, "train/loss").locator("h3"), card(board, "train/acc"), 0.05)
    expect_cards(board, "train", ["train/loss", "train/acc"])
    drag(board, card(board, "train/loss").locator("h3"), card(board, "val/acc"), 0.95)
    expect_cards(board, "val", ["val/acc", "train/loss", "val/loss"])
    expect(board).to_have_url(re.compile("val/acc,train/loss"))
    again = board.context.new_page()
    again.goto(board.url)
    expect_cards(again, "val", ["val/acc", "train/loss", "val/loss"])


def test_a_card_is_dropped_onto_the_title_of_a_section(board):
    drag(board, card(board, "lr").locator("h3"), section(board, "val").get_by_test_id("section-head"))
    expect_cards(board, "val", ["val/acc", "val/loss", "lr"])
    expect(section(board, "/")).to_have_count(0)


def test_back_takes_an_arrangement_back(board):
    card(board, "lr").hover()
    board.keyboard.press("h")
    expect(section(board, "/")).to_contain_text("1 hidden")
    expect(board).to_have_url(re.compile("away=lr"))
    board.go_back()
    expect(card(board, "lr")).to_be_visible()
    expect(board).not_to_have_url(re.compile("away"))
    board.go_forward()
    expect(section(board, "/")).to_contain_text("1 hidden")
    section(board, "/").get_by_role("button", name="1 hidden").click()
    expect(card(board, "lr")).to_be_visible()


def test_cards_move_by_keys_and_keep_the_focus(board):
    card(board, "val/acc").locator("[role=application]").focus()
    board.keyboard.press("Alt+ArrowRight")
    expect_cards(board, "val", ["val/loss", "val/acc"])
    expect(card(board, "val/acc").locator("[role=application]")).to_be_focused()
    board.keyboard.press("Alt+ArrowLeft")
    expect_cards(board, "val", ["val/acc", "val/loss"])
    expect(card(board, "val/acc").locator("[role=application]")).to_be_focused()
    board.keyboard.press("Alt+ArrowLeft")
    expect_cards(board, "train", ["train/acc", "train/loss", "val/acc"])


def test_a_section_is_made_named_filled_moved_and_removed(board):
    choose(board, "train", "New section above")
    field = board.get_by_label("Name of the section")
    expect(field).to_be_focused()
    field.fill("My losses")
    field.press("Enter")
    made = board.get_by_role("region", name="My losses")
    expect(made).to_contain_text("Drag charts here")
    assert sections(board) == ["/", "+1", "train", "val"]
    for name in ("train/loss", "val/loss"):
        card(board, name).hover()
        card(board, name).get_by_role("button", name="Menu of the chart").click()
        board.get_by_label("Section", exact=True).select_option("My losses")
        expect(made.locator(f"[data-card='{name}']")).to_be_visible()
    expect_cards(board, "+1", ["train/loss", "val/loss"])
    choose(board, "+1", "Move up")
    expect(board.locator("section[data-section]").first).to_have_attribute("data-section", "+1")
    drag(board, section(board, "val").locator("h2"), section(board, "+1").get_by_test_id("section-head"))
    expect(board.locator("section[data-section]").first).to_have_attribute("data-section", "val")
    choose(board, "+1", "Remove")
    expect(made).to_have_count(0)
    expect_cards(board, "train", ["train/acc", "train/loss"])


def test_a_section_of_tags_is_renamed_and_has_its_own_name_again(board):
    choose(board, "val", "Rename")
    board.get_by_label("Name of the section").fill("Validation")
    board.keyboard.press("Enter")
    expect(board.get_by_role("region", name="Validation")).to_be_visible()
    choose(board, "val", "Rename")
    board.get_by_label("Name of the section").fill("")
    board.keyboard.press("Enter")
    expect(board.get_by_role("region", name="val", exact=True)).to_be_visible()
    choose(board, "val", "Rename")
    board.get_by_label("Name of the section").fill("never")
    board.keyboard.press("Escape")
    expect(board.get_by_role("region", name="val", exact=True)).to_be_visible()


def test_a_card_is_one_two_or_three_columns_wide(board):
    one = card(board, "lr").bounding_box()["width"]
    card(board, "lr").hover()
    card(board, "lr").get_by_role("button", name="Menu of the chart").click()
    board.get_by_role("button", name="2 columns").click()
    expect(board).to_have_url(re.compile("wide=2:lr"))
    assert card(board, "lr").bounding_box()["width"] == pytest.approx(2 * one + 12, abs=1)
    board.keyboard.press("Escape")
    card(board, "lr").hover(position={"x": 80, "y": 60})
    board.keyboard.press("w")
    expect(board).to_have_url(re.compile("wide=3:lr"))
    assert card(board, "lr").bounding_box()["width"] == pytest.approx(
        section(board, "/").bounding_box()["width"] - 24, abs=1
    )
    board.set_viewport_size({"width": 390, "height": 844})
    expect(card(board, "lr")).to_be_visible()
    assert card(board, "lr").bounding_box()["width"] <= 390


def test_pinned_cards_stand_on_top_in_their_own_order(board):
    for name in ("val/loss", "train/loss"):
        card(board, name).locator("[role=application]").focus()
        board.mouse.move(5, 400)
        board.keyboard.press("P")
        expect(section(board, "pinned/").locator(f"[data-card='{name}']")).to_be_visible()
    assert sections(board)[0] == "pinned/"
    expect_cards(board, "pinned/", ["val/loss", "train/loss"])
    pinned = section(board, "pinned/")
    drag(board, pinned.locator("[data-card='train/loss'] h3"), pinned.locator("[data-card='val/loss']"), 0.05)
    expect_cards(board, "pinned/", ["train/loss", "val/loss"])
    section(board, "pinned/").locator("[data-card='train/loss'] [role=application]").focus()
    board.mouse.move(5, 400)
    board.keyboard.press("Alt+ArrowRight")
    expect_cards(board, "pinned/", ["val/loss", "train/loss"])


def test_the_whole_arrangement_is_reset(board):
    card(board, "lr").hover()
    board.keyboard.press("h")
    expect(section(board, "/")).to_contain_text("1 hidden")
    board.get_by_role("button", name="Reset all sections").click()
    expect(card(board, "lr")).to_be_visible()
    expect(board.get_by_test_id("arranged")).to_have_count(0)


def test_letter_keys_that_are_off_hide_nothing(board):
    board.keyboard.press("?")
    board.get_by_label("Letter keys").uncheck()
    board.keyboard.press("Escape")
    expect(board.get_by_role("dialog")).to_have_count(0)
    card(board, "lr").hover()
    board.keyboard.press("h")
    board.keyboard.press("P")
    expect(card(board, "lr")).to_be_visible()
    expect(section(board, "pinned/")).to_have_count(0)
