"""The board arranges itself for the metric names of frameworks, and goes back to as logged and on again."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from runchart import SummaryWriter

NAMES = json.loads((Path(__file__).parents[2] / "ui" / "tests" / "metric-names.json").read_text())


@pytest.fixture
def board(serve, tmp_path, open_page) -> Callable[..., Page]:
    """The board over a run that logged these tags."""

    def board(tags: list[str], **options: object) -> Page:
        with SummaryWriter(str(tmp_path / "logs" / "run")) as writer:
            for step in range(20):
                for place, tag in enumerate(tags):
                    writer.add_scalar(tag, 1 / (step + 1) + place, step)
        page = open_page(serve(tmp_path / "logs").loaded().url, **options)
        expect(page.locator("[data-testid=card][data-state=ready]").first).to_be_visible()
        return page

    return board


@pytest.mark.parametrize("framework", NAMES)
def test_each_framework_is_told_and_every_tag_is_drawn(board, complaints, framework):
    page = board(NAMES[framework])
    expect(page.get_by_test_id("arranged")).to_contain_text(f"Arranged for {framework}")
    names = page.locator("section[data-section]").evaluate_all("all => all.map(one => one.dataset.section)")
    assert names
    assert all(name.startswith("preset:") for name in names)
    page.get_by_role("button", name="As logged").click()
    expect(page.get_by_role("button", name=f"Arrange for {framework}")).to_be_visible()
    assert page.locator("section[data-section^='preset:']").count() == 0
    page.get_by_role("button", name=f"Arrange for {framework}").click()
    expect(page.locator("section[data-section]").first).to_have_attribute("data-section", names[0])
    assert complaints == []


def test_grpo_has_its_charts_its_metric_and_a_logarithmic_norm(board, complaints):
    page = board(NAMES["TRL GRPO"])
    first = page.locator("section[data-section]").first
    expect(first.get_by_role("heading", level=2)).to_contain_text("Reward")
    length = page.locator("[data-card='preset:Completions/Length']")
    expect(length.locator(".keys li")).to_have_count(3)
    row = page.get_by_role("button", name="Open the run list")
    row.click()
    reward = NAMES["TRL GRPO"].index("train/reward")
    expect(page.get_by_test_id("run-row").first).to_contain_text(f"{1 / 20 + reward:.2f}")
    norm = page.locator("[data-card='train/grad_norm']")
    norm.hover()
    norm.get_by_role("button", name="Menu of the chart").click()
    scale = page.get_by_label("y scale")
    expect(scale).to_have_value("log")
    scale.select_option("linear")
    page.wait_for_function("() => location.hash.includes('train/grad_norm')")
    page.reload()
    norm.hover()
    norm.get_by_role("button", name="Menu of the chart").click()
    expect(page.get_by_label("y scale")).to_have_value("linear")
    assert complaints == []


def test_in_chinese_the_titles_are_chinese(board, complaints, screenshots):
    page = board(NAMES["TRL DPO"], locale="zh-CN")
    expect(page.get_by_test_id("arranged")).to_contain_text("已按 TRL DPO 排列")
    expect(page.locator("section[data-section]").first.get_by_role("heading", level=2)).to_contain_text("偏好")
    expect(page.locator("[data-card='preset:Preference/Accuracy'] h3")).to_have_text("准确率")
    page.screenshot(path=screenshots / "preset-zh.png")
    assert complaints == []


def test_logs_of_nobody_in_particular_are_as_logged(board, complaints):
    page = board(["train/loss", "val/loss", "lr"])
    expect(page.get_by_test_id("arranged")).to_have_count(0)
    assert complaints == []
