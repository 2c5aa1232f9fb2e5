"""What x can be: steps since the run's first, places, any tag, logarithms; on real logs, hostile ones among them."""

from __future__ import annotations

import json
import math

import pytest
from playwright.sync_api import Locator, Page, expect

from runchart import SummaryWriter


@pytest.fixture(scope="module")
def logs(tmp_path_factory):
    """Run `resumed` logs the same losses from step 5,000 on; `tokens` grows twice as fast in it. `rate` goes back and has holes."""
    logdir = tmp_path_factory.mktemp("axes")
    for run, start, each in (("fresh", 0, 100), ("resumed", 5_000, 200)):
        with SummaryWriter(str(logdir / run)) as writer:
            for at in range(1_000):
                step = start + at
                writer.add_scalar("loss", 50.0 if at == 7 else 2 * math.exp(-at / 300), step)
                writer.add_scalar("tokens", at * each, step)
                writer.add_scalar("epoch", at // 250, step)
                writer.add_scalar("rate", math.nan if at % 10 == 3 else 1e-9 * abs(500 - at), step)
            writer.add_scalar("late", 1.0, start + 10_000)
    return logdir


def ready(page: Page, tag: str):
    card = page.locator(f"[data-testid=card][data-tag='{tag}']")
    expect(card).to_have_attribute("data-state", "ready")
    return card


def choose(page: Page, name: str) -> None:
    pick(page.get_by_role("toolbar").get_by_label("x axis"), name)


def pick(select: Locator, name: str) -> None:
    """Tags are listed when the list is opened."""
    select.focus()
    select.select_option(label=name)


def hover(page: Page, tag: str, share: float):
    """The tooltip at a share of the plot's width."""
    page.mouse.move(0, 0)
    box = ready(page, tag).locator("canvas").bounding_box()
    page.mouse.move(box["x"] + 60 + share * (box["width"] - 74), box["y"] + box["height"] / 2)
    tooltip = page.get_by_test_id("tooltip")
    expect(tooltip).to_be_visible()
    return tooltip


def test_steps_since_the_runs_first_lie_on_each_other(served, logs, open_page, complaints):
    page = open_page(served(logs).url)
    expect(hover(page, "loss", 0.02).locator("li")).to_have_count(1)
    choose(page, "Step since the run's first")
    expect(hover(page, "loss", 0.02).locator("li")).to_have_count(2)
    expect(page.get_by_test_id("tooltip").locator(".axis")).to_have_text("Relative step")
    choose(page, "Point")
    expect(hover(page, "loss", 0.5).locator("li")).to_have_count(2)
    assert complaints == []


def test_any_tag_is_x_and_the_address_says_so(served, logs, open_page, complaints, screenshots):
    page = open_page(served(logs).url)
    ready(page, "loss")
    choose(page, "tokens")
    tooltip = hover(page, "loss", 0.25)
    expect(tooltip.locator(".axis")).to_have_text("tokens")
    expect(tooltip.locator("li")).to_have_count(2)
    expect(hover(page, "loss", 0.9).locator("li")).to_have_count(1)  # one run saw half as many tokens
    page.wait_for_function("() => location.hash.includes('x=tag:tokens')")
    page.screenshot(path=screenshots / "tag-as-x.png")
    again = open_page(page.url)
    expect(hover(again, "loss", 0.25).locator(".axis")).to_have_text("tokens")
    assert complaints == []


def test_a_tag_with_holes_that_goes_back_and_one_without_steps_in_common(served, logs, open_page, complaints):
    page = open_page(served(logs).url)
    ready(page, "loss")
    choose(page, "rate")
    expect(hover(page, "loss", 0.5).locator("li")).to_have_count(2)
    expect(page.get_by_test_id("tooltip").locator("strong")).to_contain_text("e\u22127")
    choose(page, "late")
    expect(ready(page, "loss")).to_contain_text("No points here")
    assert complaints == []


def test_logarithms_of_x_ask_for_buckets_of_their_own(served, logs, open_page, complaints, screenshots):
    page = open_page(served(logs).url + "#show=fresh")
    ready(page, "loss")
    with page.expect_request(lambda request: (request.post_data or "").find('"scale":"log"') > 0) as asked:
        page.keyboard.press("L")
    assert json.loads(asked.value.post_data)["scale"] == "log"
    expect(hover(page, "loss", math.log(7) / math.log(999)).locator("strong")).to_have_text("7")
    expect(page.get_by_test_id("tooltip").locator("li")).to_contain_text("50.00")
    page.screenshot(path=screenshots / "log-x.png")
    page.wait_for_function("() => location.hash.includes('xscale=log')")
    assert complaints == []


def test_one_card_has_an_axis_of_its_own(served, logs, open_page, complaints):
    page = open_page(served(logs).url)
    card = ready(page, "loss")
    card.hover()
    card.get_by_role("button", name="Menu of the chart").click()
    pick(card.get_by_label("x axis"), "epoch")
    page.keyboard.press("Escape")
    expect(hover(page, "loss", 0.5).locator(".axis")).to_have_text("epoch")
    expect(hover(page, "tokens", 0.05).locator(".axis")).to_have_text("Step")
    page.wait_for_function("() => location.hash.includes('x:tag:epoch') || location.hash.includes('x%3Atag')")
    assert complaints == []
