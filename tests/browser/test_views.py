"""Saved views: stored, opened in other pages, by link and by file, changed and taken back."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from runchart import SummaryWriter

RUNS = ("lr1", "lr2", "lr3")


@pytest.fixture
def logdir(tmp_path) -> Path:
    for run in RUNS:
        with SummaryWriter(str(tmp_path / "logs" / run)) as writer:
            for step in range(50):
                writer.add_scalar("train/loss", 1 / (step + 1), step)
                writer.add_scalar("val/loss", 2 / (step + 1), step)
    return tmp_path / "logs"


@pytest.fixture
def url(serve, logdir) -> str:
    return serve(logdir).loaded().url


def ready(page: Page) -> Page:
    expect(page.locator("[data-testid=card][data-state=ready]").first).to_be_visible()
    return page


def menu(page: Page) -> Locator:
    button = page.get_by_test_id("views-button").locator("button").first
    if button.get_attribute("aria-expanded") == "false":
        button.click()
    found = page.get_by_test_id("views-button").get_by_role("dialog")
    expect(found.get_by_role("button", name="Copy link")).to_be_visible()
    return found


def save(page: Page, name: str) -> None:
    opened = menu(page)
    opened.get_by_label("Save this view as").fill(name)
    opened.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_test_id("message")).to_contain_text(f"Saved {name}.")
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("views-button").locator("button").first).to_have_attribute("aria-expanded", "false")
    expect(page).to_have_url(re.compile(r"\?view="))


def only_first(page: Page) -> None:
    page.get_by_role("button", name="Log y", exact=True).click()
    page.get_by_test_id("run-row").first.get_by_role("switch").click()
    expect(page.get_by_test_id("shown-count")).to_contain_text("2 of 3")
    expect(page).to_have_url(re.compile("y=log.*=lr"))


def expect_shown(page: Page) -> None:
    expect(page.get_by_role("button", name="Log y", exact=True)).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_test_id("shown-count")).to_contain_text("2 of 3")


def test_a_view_is_saved_and_opens_elsewhere_by_its_link(open_page, url, logdir, complaints):
    page = ready(open_page(url))
    only_first(page)
    save(page, "two runs, log y")
    assert page.url.endswith("?view=two+runs%2C+log+y")
    stored = json.loads((logdir / ".runchart" / "views.json").read_text())["views"]
    assert "y=log" in stored["two runs, log y"]["fragment"]
    other = ready(open_page(page.url))
    expect_shown(other)
    expect(other.get_by_test_id("views-button")).to_contain_text("two runs, log y")
    assert complaints == []


def test_the_address_says_whether_a_view_is_changed(open_page, url, complaints):
    page = ready(open_page(url))
    only_first(page)
    save(page, "mine")
    page.get_by_role("button", name="Log y", exact=True).click()
    expect(page).to_have_url(re.compile(r"\?view=mine#"))
    expect(page.get_by_role("button", name="Views: mine, changed")).to_be_visible()
    page.get_by_role("button", name="Log y", exact=True).click()
    expect(page).to_have_url(re.compile(r"\?view=mine$"))
    page.get_by_role("button", name="Wall").click()
    expect(page).to_have_url(re.compile("x=wall"))
    again = ready(open_page(page.url))
    expect(again.get_by_role("button", name="Wall")).to_have_attribute("aria-pressed", "true")
    expect(again.get_by_role("button", name="Views: mine, changed")).to_be_visible()
    assert complaints == []


def test_back_leads_to_what_was_shown_before_a_view(open_page, url, complaints):
    page = ready(open_page(url))
    only_first(page)
    save(page, "mine")
    page.get_by_role("button", name="Relative").click()
    expect(page).to_have_url(re.compile("x=relative"))
    menu(page).get_by_role("button", name="mine", exact=True).click()
    expect(page).to_have_url(re.compile(r"\?view=mine$"))
    expect(page.get_by_role("button", name="Step")).to_have_attribute("aria-pressed", "true")
    page.go_back()
    expect(page.get_by_role("button", name="Relative")).to_have_attribute("aria-pressed", "true")
    page.go_forward()
    expect(page.get_by_role("button", name="Step")).to_have_attribute("aria-pressed", "true")
    expect_shown(page)
    assert complaints == []


def test_views_are_renamed_overwritten_deleted_and_back(open_page, url, logdir, complaints):
    page = ready(open_page(url))
    only_first(page)
    save(page, "first")

    def stored() -> dict:
        return json.loads((logdir / ".runchart" / "views.json").read_text())

    opened = menu(page)
    opened.get_by_role("button", name="Rename first").click()
    opened.get_by_label("New name of first").fill("second")
    opened.get_by_label("New name of first").press("Enter")
    expect(page.get_by_test_id("message")).to_contain_text("Renamed first to second.")
    assert set(stored()["views"]) == {"second"}
    expect(page).to_have_url(re.compile(r"\?view=second$"))
    opened.get_by_role("button", name="Open second first").click()
    expect(page.get_by_test_id("message")).to_contain_text("second opens first.")
    assert stored()["default"] == "second"
    opened.get_by_role("button", name="Delete second").click()
    expect(page.get_by_test_id("message")).to_contain_text("Deleted second.")
    assert stored()["views"] == {}
    page.get_by_test_id("message").get_by_role("button", name="Undo").click()
    expect(page.get_by_test_id("message")).to_contain_text("Undone")
    opened = menu(page)
    expect(opened.get_by_role("button", name="second", exact=True)).to_be_visible()
    assert stored()["default"] == "second"
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Log y", exact=True).click()
    expect(page.get_by_role("button", name="Log y", exact=True)).to_have_attribute("aria-pressed", "false")
    expect(page).not_to_have_url(re.compile("y=log"))
    opened = menu(page)
    opened.get_by_role("button", name="Overwrite second").click()
    expect(page.get_by_test_id("message")).to_contain_text("Overwrote second.")
    assert "y=log" not in stored()["views"]["second"]["fragment"]
    opened.get_by_label("Save this view as").fill("second")
    opened.get_by_role("button", name="Save", exact=True).click()
    expect(opened.get_by_role("alert")).to_contain_text("There is a view called second.")
    assert complaints == []


def test_the_default_view_opens_where_the_address_names_none(open_page, url, complaints):
    page = ready(open_page(url))
    only_first(page)
    save(page, "start here")
    menu(page).get_by_role("button", name="Open start here first").click()
    expect(page.get_by_test_id("message")).to_contain_text("start here opens first.")
    bare = ready(open_page(url))
    expect_shown(bare)
    expect(bare).to_have_url(re.compile(r"\?view=start\+here$"))
    assert complaints == []


def test_what_another_page_saves_is_in_the_list(open_page, url, complaints):
    first, second = ready(open_page(url)), ready(open_page(url))
    menu(second)
    only_first(first)
    save(first, "from afar")
    expect(second.get_by_role("button", name="from afar", exact=True)).to_be_visible()
    assert complaints == []


def test_a_long_address_names_a_view_that_is_stored_by_itself(open_page, url, logdir, complaints):
    title = "long " * 500
    page = ready(open_page(url))
    with page.expect_response(lambda answer: answer.request.method == "POST" and "api/views" in answer.url):
        page.goto(f"{url}#cards=tags:train/loss;title:{title.replace(' ', '+')}")
    expect(page).to_have_url(re.compile(r"\?view=[0-9a-f]{16}$"))
    other = ready(open_page(page.url))
    expect(other.locator("[data-card='train/loss'] h3")).to_contain_text("long long")
    expect(menu(other)).to_contain_text("No view is saved here yet.")
    assert complaints == []


def test_a_view_that_is_not_there_is_told(open_page, url, complaints):
    page = ready(open_page(f"{url}?view=gone"))
    expect(page.get_by_role("alert")).to_contain_text("There is no view called “gone” here.")
    page.get_by_role("button", name="Close", exact=True).click()
    expect(page.get_by_role("alert")).to_have_count(0)
    assert complaints == []


def test_a_view_goes_to_a_file_and_comes_back(open_page, url, tmp_path, complaints):
    page = ready(open_page(url))
    only_first(page)
    save(page, "two")
    with page.expect_download() as download:
        menu(page).get_by_role("button", name="Save as file").click()
    assert download.value.suggested_filename == "two.json"
    download.value.save_as(tmp_path / "two.json")
    assert json.loads((tmp_path / "two.json").read_text())["kind"] == "runchart view"
    picked = ready(open_page(url))
    menu(picked)
    picked.get_by_test_id("view-file").set_input_files(tmp_path / "two.json")
    expect_shown(picked)
    dropped = ready(open_page(url))
    drop(dropped, (tmp_path / "two.json").read_text(), "two.json")
    expect_shown(dropped)
    assert complaints == []


def drop(page: Page, text: str, name: str) -> None:
    page.evaluate(
        """([text, name]) => {
          const transfer = new DataTransfer();
          transfer.items.add(new File([text], name));
          for (const type of ['dragover', 'drop'])
            document.body.dispatchEvent(new DragEvent(type, {bubbles: true, cancelable: true, dataTransfer: transfer}));
        }""",
        [text, name],
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("not json", "notes.txt is not JSON; it begins with “not json”."),
        ("[1, 2]", "notes.txt is no saved view; its kind is [1,2]."),
        ('{"kind": "runchart view", "version": 2}', "notes.txt is a saved view of version 2"),
        ('{"kind": "runchart view", "version": 1, "name": "a"}', "notes.txt has no text named “fragment”."),
    ],
)
def test_a_bad_file_is_told_and_changes_nothing(open_page, url, complaints, text, said):
    page = ready(open_page(url))
    drop(page, text, "notes.txt")
    expect(page.get_by_role("alert")).to_contain_text(said)
    expect(page.get_by_role("alert")).to_contain_text("A saved view is a JSON file")
    expect(page.get_by_test_id("run-row")).to_have_count(len(RUNS))
    assert complaints == []


def test_a_saved_page_opens_views_and_stores_none(open_page, url, logdir, tmp_path, complaints):
    page = ready(open_page(url))
    only_first(page)
    save(page, "two")
    command = [sys.executable, "-m", "runchart", "export", logdir, "--to", "html", "-o", tmp_path / "board.html"]
    subprocess.run(command, check=True, timeout=60)
    saved = ready(open_page((tmp_path / "board.html").as_uri(), offline=True))
    expect(saved.get_by_test_id("shown-count")).to_contain_text("3 runs")
    opened = menu(saved)
    expect(opened).to_contain_text("views can be opened, not stored")
    expect(opened.get_by_role("button", name="Delete two")).to_have_count(0)
    opened.get_by_role("button", name="two", exact=True).click()
    expect_shown(saved)
    assert complaints == []
