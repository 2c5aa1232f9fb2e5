"""Each way of smoothing, on real logs: what the page draws is what numpy makes of every point, whole and zoomed."""

from __future__ import annotations

import re

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from runchart import SummaryWriter

POINTS = 20_000
WINDOW = 1_500


@pytest.fixture(scope="module")
def noisy(tmp_path_factory):
    """One run of a falling loss with noise and a few spikes."""
    logdir = tmp_path_factory.mktemp("noisy")
    random = np.random.default_rng(3)
    values = (3 * np.exp(-np.arange(POINTS) / 4_000) + random.normal(0, 0.2, POINTS)).astype("f4")
    values[::5_003] = 40
    with SummaryWriter(str(logdir / "run")) as writer:
        for step, value in enumerate(values):
            writer.add_scalar("loss", float(value), step)
    return logdir, values.astype("f8")


def reference(method: str, values: np.ndarray, at: float) -> float:
    """The definition in docs/charts.md, over every point."""
    steps = np.arange(len(values))
    if method == "median":
        return float(np.median(values[np.abs(steps - at) <= WINDOW]))
    if method == "gaussian":
        weights = np.exp(-(((steps - at) / (WINDOW / 2)) ** 2) / 2)
    else:
        past = at - steps
        kept = np.exp(-past / WINDOW) if method == "time" else (1 - 1 / WINDOW) ** np.maximum(past, 0)
        weights = np.where(past >= 0, kept, 0)
    return float((weights * values).sum() / weights.sum())


def smoothed_at(page: Page, share: float) -> tuple[float, float]:
    """Step and smoothed value that the tooltip tells at a share of the plot's width."""
    page.mouse.move(0, 0)
    expect(page.get_by_test_id("tooltip")).to_have_count(0)
    expect(page.locator("[data-testid=card]")).to_have_attribute("data-state", "ready")
    box = page.locator("[data-testid=card] canvas").bounding_box()
    page.mouse.move(box["x"] + 60 + share * (box["width"] - 74), box["y"] + box["height"] * 0.9)
    tooltip = page.get_by_test_id("tooltip")
    expect(tooltip.locator(".head")).to_contain_text("smoothed")
    step = tooltip.locator("strong").inner_text().replace(",", "")
    value = tooltip.locator("li .number").first.inner_text()
    assert re.fullmatch(r"[\d.]+", value), value
    return float(step), float(value)


@pytest.mark.parametrize("method", ["exponential", "time", "gaussian", "median"])
@pytest.mark.parametrize("zoom", ["", "&zoom=step,9000,9400"])
def test_what_is_drawn_is_what_numpy_makes_of_every_point(served, noisy, open_page, complaints, method, zoom):
    logdir, values = noisy
    page = open_page(f"{served(logdir).url}#smooth={WINDOW}&method={method}{zoom}")
    for share in (0.3, 0.55, 0.8):
        step, value = smoothed_at(page, share)
        assert value == pytest.approx(reference(method, values, step), abs=0.01 * np.ptp(values[values < 10]))
    assert complaints == []


def test_the_method_is_chosen_in_the_toolbar_and_for_one_card(served, noisy, open_page, complaints, screenshots):
    page = open_page(f"{served(noisy[0]).url}#smooth={WINDOW}")
    before = smoothed_at(page, 0.02)[1]
    page.get_by_role("toolbar").get_by_label("Smoothing by").select_option(label="Median")
    page.wait_for_function("() => location.hash.includes('method=median')")
    expect(page.locator("[data-testid=card]")).to_have_attribute("data-state", "ready")
    assert smoothed_at(page, 0.02)[1] < before, "spikes pull a mean and not a median"
    page.screenshot(path=screenshots / "smoothing-median.png")
    card = page.locator("[data-testid=card]")
    card.get_by_role("button", name="Menu of the chart").click()
    card.get_by_label("Smoothing by").select_option(label="Gaussian")
    card.get_by_label("Smoothing window").fill("0.9")
    card.get_by_label("Smoothing window").press("Enter")
    expect(card.get_by_label("Smoothing window")).to_have_value("10")
    page.wait_for_function("() => /method:gaussian/.test(decodeURIComponent(location.hash))")
    assert complaints == []
