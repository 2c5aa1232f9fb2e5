"""Scatter charts on the board: a point a run and a point a step, against what runchart.open reads."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from urllib.parse import quote
from xml.etree import ElementTree

import logs
import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

import runchart

STEPS = {"id": "scatter1", "steps": True, "x": 'metric["train/loss"].last', "y": 'metric["val/accuracy"].last'}
RUNS = {"id": "scatter1", "x": "hparam.lr", "y": 'metric["val/loss"].min', "logX": True}


@pytest.fixture(scope="module")
def logdir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    logdir = tmp_path_factory.mktemp("scatter") / "logs"
    logs.seeds(logdir, 300)
    return logdir


@pytest.fixture(scope="module")
def url(served, logdir) -> str:
    return served(logdir).loaded().url


def opened(open_page, url: str, *cards: dict[str, object]) -> Page:
    page = open_page(f"{url}#scatter={quote(json.dumps(cards))}")
    expect(chart(page)).to_have_attribute("data-state", "ready")
    expect(chart(page)).not_to_have_attribute("data-points", "0")
    return page


def chart(page: Page) -> Locator:
    return page.get_by_test_id("scatter-card").first


def taken(page: Page, entry: str, path: Path) -> bytes:
    chart(page).hover()
    chart(page).get_by_role("button", name="Export").click()
    with page.expect_download() as download:
        page.get_by_role("menuitem", name=entry).click()
    download.value.save_as(path / "taken")
    expect(page.get_by_role("menu")).to_have_count(0)
    return (path / "taken").read_bytes()


def test_one_action_adds_a_card_and_its_menu_says_what_it_shows(url, open_page, complaints, screenshots):
    page = open_page(url)
    expect(page.get_by_test_id("run-row")).to_have_count(15)
    page.get_by_role("button", name="Add a scatter chart").click()
    expect(chart(page)).to_have_attribute("data-points", "14")  # one run ended in NaN
    expect(chart(page).locator("h3")).to_have_text("val/loss · lr")
    chart(page).hover()
    chart(page).get_by_role("button", name="What the scatter chart shows").click()
    menu = page.get_by_role("dialog")
    menu.get_by_label("One point a").select_option("step")
    menu.get_by_label("x", exact=True).select_option('metric["train/loss"].last')
    menu.get_by_label("Colour").select_option("step")
    menu.get_by_label("Pareto front").check()
    expect(chart(page).locator("h3")).to_have_text("val/loss · train/loss")
    page.wait_for_function('() => decodeURIComponent(location.hash).includes(\'"colour":"step"\')')
    page.reload()
    expect(chart(page).locator("h3")).to_have_text("val/loss · train/loss")
    page.screenshot(path=screenshots / "scatter-card.png")
    chart(page).hover()
    chart(page).get_by_role("button", name="Remove this chart").click()
    expect(page.get_by_test_id("scatter-card")).to_have_count(0)
    assert complaints == []


def test_points_of_steps_are_joined_by_step(url, logdir, open_page, complaints, tmp_path):
    page = opened(open_page, url, {**STEPS, "colour": "hparam.seed"})
    table = list(csv.DictReader(io.StringIO(taken(page, "These points", tmp_path).decode())))
    expected = {}
    log = runchart.open(logdir, follow=False)
    for x in log.scalars(tags="train/loss"):
        (y,) = log.scalars(tags="val/accuracy", runs=x.run)
        finite = np.isfinite(x.values)
        for step, value in zip(x.steps[finite], x.values[finite], strict=True):
            expected[x.run, int(step)] = (value, y.values[y.steps == step][-1])
    drawn = {(row["run"], int(row["step"])): (float(row["train/loss"]), float(row["val/accuracy"])) for row in table}
    assert set(drawn) == set(expected)
    assert all(drawn[key] == pytest.approx(expected[key], rel=1e-6) for key in expected)
    assert {row["seed"] for row in table} == {"0", "1", "2", "3", "4"}
    assert complaints == []


def test_keys_name_run_and_step_and_open_the_run(url, open_page, complaints):
    page = opened(open_page, url, STEPS)
    plot = chart(page).get_by_role("application")
    plot.focus()
    page.keyboard.press("ArrowRight")
    expect(chart(page).get_by_test_id("scatter-readout")).to_contain_text("step ")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("run-panel")).to_be_visible()
    assert complaints == []


def test_a_drag_selects_runs_to_show(url, open_page, complaints):
    page = opened(open_page, url, RUNS)
    box = chart(page).locator("canvas").bounding_box()
    page.mouse.move(box["x"] + 62, box["y"] + 4)
    page.mouse.down()
    page.mouse.move(box["x"] + 100, box["y"] + 60, steps=3)
    page.mouse.move(box["x"] + 110, box["y"] + box["height"] - 26, steps=3)
    page.mouse.up()
    chart(page).get_by_role("button", name="Show only these 5").click()
    expect(page.get_by_test_id("shown-count")).to_have_text("5 of 15")
    shown = page.locator("[data-testid=run-row]:has([aria-checked=true])")
    assert all("lr0.001/" in row.get_attribute("data-run") for row in shown.all())
    assert complaints == []


def test_the_figure_has_a_dot_a_run_a_trend_and_a_front(url, open_page, complaints, tmp_path):
    page = opened(open_page, url, {**RUNS, "front": ["min", "min"]})
    root = ElementTree.fromstring(taken(page, "Picture for papers", tmp_path))
    svg = "{http://www.w3.org/2000/svg}"
    assert {"val/loss min · lr", "lr", "val/loss min"} <= {text.text for text in root.iter(f"{svg}text")}
    dots = [path for path in root.iter(f"{svg}path") if path.get("fill") not in {None, "none"}]
    assert len(dots) == 15
    assert any(path.get("stroke-dasharray") for path in root.iter(f"{svg}path"))
    assert complaints == []
