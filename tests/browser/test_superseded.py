"""What restarts replaced: counted on charts, drawn when asked for, listed with the damage."""

from __future__ import annotations

import re
import subprocess
import sys

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from runchart import SummaryWriter

BEFORE, AGAIN, LAST = 100, 40, 80
PICTURE = "canvas => canvas.toDataURL()"


@pytest.fixture(scope="module")
def restarted(tmp_path_factory):
    """A run that went to step 99, with a loss that rose at the end, and was then continued from step 40."""
    logdir = tmp_path_factory.mktemp("restarted")
    for purge_step, steps in ((None, range(BEFORE)), (AGAIN, range(AGAIN, LAST))):
        with SummaryWriter(str(logdir / "run"), purge_step=purge_step) as writer:
            for step in steps:
                rising = 0.05 * (step - AGAIN) if purge_step is None and step > AGAIN else 0
                writer.add_scalar("loss", 1 - step / 200 + rising, step)
            writer.add_image("picture", np.zeros((3, 4, 4), np.uint8), BEFORE - 1)
    return logdir


def ready(page: Page):
    card = page.locator("[data-testid=card][data-tag=loss]")
    expect(card).to_have_attribute("data-state", "ready")
    return card


def test_replaced_points_are_counted_and_drawn_when_asked_for(served, restarted, open_page, complaints, screenshots):
    page = open_page(served(restarted).url)
    note = ready(page).get_by_role("button", name="60", exact=False)
    expect(note).to_have_attribute("aria-pressed", "false")
    without = ready(page).locator("canvas").evaluate(PICTURE)
    note.click()
    expect(note).to_have_attribute("aria-pressed", "true")
    page.wait_for_function("() => location.hash.includes('replaced')")
    page.wait_for_function(
        "before => document.querySelector('[data-tag=loss] canvas').toDataURL() !== before", arg=without
    )
    ready(page).screenshot(path=screenshots / "superseded.png")
    again = open_page(page.url)
    expect(ready(again).get_by_role("button", name="60", exact=False)).to_have_attribute("aria-pressed", "true")
    again.wait_for_function(
        "before => document.querySelector('[data-tag=loss] canvas').toDataURL() !== before", arg=without
    )
    ready(page).get_by_role("button", name="Menu of the chart").click()
    page.get_by_label("Points replaced after a restart").uncheck()
    page.wait_for_function("() => !location.hash.includes('replaced')")
    page.keyboard.press("Escape")
    page.wait_for_function(
        "before => document.querySelector('[data-tag=loss] canvas').toDataURL() === before", arg=without
    )
    assert complaints == []


TICK = """canvas => {
    const scale = canvas.width / canvas.clientWidth;
    const [left, right, bottom] = [60, canvas.clientWidth - 14, canvas.clientHeight - 24];
    const context = canvas.getContext("2d");
    const row = context.getImageData(0, Math.round((bottom - 6) * scale), canvas.width, 1).data;
    const coloured = x => {
        const [red, green, blue, alpha] = row.slice(4 * Math.round(x * scale), 4 * Math.round(x * scale) + 4);
        return alpha > 200 && Math.max(red, green, blue) - Math.min(red, green, blue) > 60;
    };
    return [...Array(Math.floor(right - left)).keys()].map(x => x + left).filter(coloured);
}"""


def hover_restart(page: Page, card) -> None:
    """Moves the pointer onto the only tick at the bottom of the chart."""
    ticks = card.locator("canvas").evaluate(TICK)
    assert ticks, "there is a tick"
    assert ticks[-1] - ticks[0] <= 2, "there is one"
    box = card.locator("canvas").bounding_box()
    page.mouse.move(box["x"] + ticks[0], box["y"] + box["height"] / 2)


def test_a_tick_says_where_a_run_was_restarted(served, restarted, open_page, complaints, screenshots):
    page = open_page(served(restarted).url)
    hover_restart(page, ready(page))
    expect(page.get_by_test_id("tooltip")).to_contain_text(f"restarted at step {AGAIN}")
    page.screenshot(path=screenshots / "restart.png")
    chinese = open_page(f"{served(restarted).url}#x=relative", locale="zh-CN")
    hover_restart(chinese, ready(chinese))
    expect(chinese.get_by_test_id("tooltip")).to_contain_text(f"在第 {AGAIN} 步重启")
    assert complaints == []


def test_a_run_without_a_restart_has_no_tick(served, tmp_path, open_page):
    with SummaryWriter(str(tmp_path / "run")) as writer:
        for step in range(LAST):
            writer.add_scalar("loss", 1 + step / LAST, step)
    page = open_page(served(tmp_path).url)
    assert [tick for tick in ready(page).locator("canvas").evaluate(TICK) if tick > 75] == []


def test_the_list_of_damage_says_what_was_replaced(served, restarted, open_page, complaints):
    page = open_page(served(restarted).url)
    ready(page)
    page.get_by_role("button", name="61 replaced").click()
    rows = page.get_by_test_id("superseded").get_by_role("listitem")
    expect(rows).to_have_text([re.compile("run.*60 points, 1 other value", re.DOTALL)])
    assert complaints == []


def test_a_saved_board_draws_them_too(restarted, tmp_path, open_page, complaints):
    file = tmp_path / "board.html"
    subprocess.run([sys.executable, "-m", "runchart", "export", restarted, "--to", "html", "-o", file], check=True)
    page = open_page(f"{file.as_uri()}", offline=True)
    hover_restart(page, ready(page))
    expect(page.get_by_test_id("tooltip")).to_contain_text(f"restarted at step {AGAIN}")
    note = ready(page).get_by_role("button", name="60", exact=False)
    without = ready(page).locator("canvas").evaluate(PICTURE)
    note.click()
    page.wait_for_function(
        "before => document.querySelector('[data-tag=loss] canvas').toDataURL() !== before", arg=without
    )
    expect(ready(page)).to_be_visible()
    assert complaints == []
