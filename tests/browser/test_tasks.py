"""The tasks of docs/tasks.md on a cold page: each with its limit of actions, and the number that the page names."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

import logs
import pytest
from actor import Actor
from playwright.sync_api import Locator, Page, expect

import runchart

DOCS = Path(__file__).parents[2] / "docs" / "tasks.md"
ROW = re.compile(r"^\| (.+?) \| (\d+) \| (\d+) \|", re.MULTILINE)
TASKS = {task: (int(limit), int(takes)) for task, limit, takes in ROW.findall(DOCS.read_text())}
DONE: set[str] = set()


class Sweep(NamedTuple):
    logdir: Path
    url: str


@pytest.fixture(scope="module")
def sweep(served, tmp_path_factory) -> Sweep:
    """The board over 200 runs: five learning rates, forty seeds."""
    logdir = tmp_path_factory.mktemp("tasks") / "logs"
    logs.sweep(logdir, 200)
    return Sweep(logdir, served(logdir).url)


@pytest.fixture
def begin(open_page, complaints):
    """Opens the cold page of a task; afterwards its actions are held against docs/tasks.md."""
    begun: list[tuple[str, Actor]] = []

    def begin(task: str, url: str) -> Actor:
        page = open_page(url)
        expect(page.get_by_test_id("card").first).to_have_attribute("data-state", "ready")
        begun.append((task, Actor(page)))
        DONE.add(task)
        return begun[-1][1]

    yield begin
    for task, actor in begun:
        limit, takes = TASKS[task]
        assert actor.actions == takes <= limit
    assert complaints == []


def card(page: Page, name: str) -> Locator:
    return page.locator(f"[data-testid=card][data-tag='{name}']")


def test_the_best_of_200_runs(begin: Callable[..., Actor], sweep):
    actor = begin("The best final val/loss of 200 runs and its learning rate", sweep.url)
    actor.click(actor.page.get_by_role("tab", name="HParams"))
    log = runchart.open(sweep.logdir, follow=False)
    finals = {session.run: session for session in log.hparams()}
    best = min(finals, key=lambda run: finals[run].metrics["val/loss"])
    row = actor.page.locator("[data-testid=hparams-table] tbody tr[data-run]").first
    expect(row).to_have_attribute("data-run", best)
    expect(row).to_contain_text(f"{finals[best].hparams['lr']:g}")


def test_only_runs_of_a_low_rate(begin: Callable[..., Actor], sweep):
    actor = begin("Only runs with a learning rate below 1e-3", sweep.url)
    actor.type(actor.page.locator("#run-filter"), "lr < 1e-3")
    expect(actor.page.get_by_test_id("shown-count")).to_contain_text("40")
    names = actor.page.get_by_test_id("run-row").evaluate_all("rows => rows.map(row => row.dataset.run)")
    assert names
    assert all(name.startswith("lr0.0003/") for name in names)


def test_final_loss_against_rate(begin: Callable[..., Actor], sweep):
    actor = begin("Final loss against learning rate as scatter", sweep.url)
    actor.click(actor.page.get_by_role("tab", name="HParams"))
    actor.click(actor.page.get_by_role("button", name="Scatter"))
    chart = actor.page.get_by_test_id("scatter")
    expect(chart.get_by_label("x", exact=True)).to_have_value("hparam.lr")
    expect(chart.get_by_label("y", exact=True)).to_have_value(re.compile("val/loss.*last"))
    expect(actor.page.get_by_test_id("scatter-fit")).to_contain_text("n = 200")


def test_the_spike_of_a_million(begin: Callable[..., Actor], served, tmp_path):
    logs.million(tmp_path)
    actor = begin("Find the spike at step 81,234 of a million steps", served(tmp_path).url)
    canvas = card(actor.page, "loss").locator("canvas")
    place = canvas.evaluate(
        """canvas => {
          const {data} = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
          let least = canvas.height, at = 0;
          for (let place = 0; place < data.length; place += 4) {
            const [r, g, b] = data.slice(place, place + 3);
            const y = Math.floor(place / 4 / canvas.width);
            if (data[place + 3] > 128 && Math.max(r, g, b) - Math.min(r, g, b) > 60 && y < least)
              [least, at] = [y, (place / 4) % canvas.width];
          }
          return [at, least].map(pixel => pixel * canvas.clientWidth / canvas.width);
        }"""
    )
    actor.hover(canvas, x=place[0], y=place[1] + 20)
    expect(actor.page.get_by_test_id("tooltip")).to_contain_text("9.00")
    expect(actor.page.get_by_test_id("tooltip")).to_contain_text("81,234")


def test_training_and_validation_loss_in_one_chart(begin: Callable[..., Actor], sweep):
    actor = begin("Compare training and validation loss in one chart", sweep.url)
    actor.drag(card(actor.page, "val/loss").locator("h3"), card(actor.page, "train/loss").locator("canvas"))
    joined = card(actor.page, "train/loss, val/loss")
    expect(joined).to_have_attribute("data-state", "ready")
    expect(joined.locator("canvas")).to_have_attribute("aria-label", re.compile("20 runs"))


def test_the_mean_of_five_seeds_with_its_band(begin: Callable[..., Actor], served, tmp_path):
    logs.seeds(tmp_path / "logs")
    actor = begin("The mean of five seeds with its band", served(tmp_path / "logs").url)
    actor.click(actor.page.get_by_role("button", name=re.compile("^Group: ")))
    actor.click(actor.page.get_by_role("button", name=re.compile("^All but seed")))
    groups = actor.page.get_by_test_id("group-row")
    expect(groups).to_have_count(3)
    for group, rate in zip(groups.all(), ("0.001", "0.003", "0.01"), strict=True):
        expect(group).to_contain_text(f"lr={rate}")
        expect(group).to_contain_text("5/5")
    actor.hover(card(actor.page, "train/loss").locator("canvas"), x=100, y=60)
    expect(actor.page.get_by_test_id("tooltip")).to_contain_text("5/5")


def test_a_bad_run_hidden_everywhere(begin: Callable[..., Actor], sweep):
    actor = begin("Hide a bad run everywhere", sweep.url)
    shown = actor.page.locator("[data-testid=run-row]:has([aria-checked=true])").first
    actor.click(shown.get_by_role("switch"))
    for canvas in actor.page.get_by_test_id("card").locator("canvas").all():
        expect(canvas).to_have_attribute("aria-label", re.compile("19 runs"))


def test_a_chart_as_svg_for_a_paper(begin: Callable[..., Actor], sweep, tmp_path):
    actor = begin("A chart as SVG for a paper", sweep.url)
    actor.click(card(actor.page, "val/loss").get_by_role("button", name="Export"))
    with actor.page.expect_download() as download:
        actor.click(actor.page.get_by_role("menuitem", name="Picture for papers"))
    download.value.save_as(tmp_path / "figure.svg")
    root = ElementTree.parse(tmp_path / "figure.svg").getroot()
    assert root.tag.endswith("svg")
    assert "val/loss" in {element.text for element in root.iter()}


def test_the_same_image_of_two_runs(begin: Callable[..., Actor], served, tmp_path):
    logs.pictures(tmp_path, runs=6)
    actor = begin("The same image of two runs side by side at one step", served(tmp_path).url)
    actor.type(actor.page.locator("#run-filter"), "/run[02]/")
    columns = actor.page.locator("[data-testid=media-card][data-tag='val/prediction'] [data-testid=column]")
    expect(columns).to_have_count(2)
    actor.click(card(actor.page, "val/loss").locator("canvas"))
    expect(actor.page.get_by_test_id("pin")).to_be_visible()
    pinned = int(re.search(r"\d+", actor.page.get_by_test_id("pin").inner_text()).group())
    assert pinned < 50
    for place in range(2):
        expect(columns.nth(place)).to_have_attribute("data-step", str(pinned))
        expect(columns.nth(place).get_by_test_id("tile")).to_have_attribute("data-state", "shown")


def test_a_chart_by_its_name(begin: Callable[..., Actor], serve, tmp_path):
    with runchart.SummaryWriter(str(tmp_path / "run")) as writer:
        for number in range(300):
            writer.add_scalar(f"layer{number // 10}/weight{number % 10}", 1.0, 0)
    actor = begin("Find a chart by its name among hundreds", serve(tmp_path).loaded().url)
    actor.press("Control+k")
    actor.type(actor.page.get_by_role("dialog").get_by_role("combobox"), "layer17 weight3")
    expect(card(actor.page, "layer17/weight3").locator("[role=application]")).to_be_focused()


def test_a_view_is_saved_and_opened_elsewhere(begin: Callable[..., Actor], serve, open_page, tmp_path):
    logs.sweep(tmp_path, 3)
    actor = begin("Save what is shown and open it in another page", f"{serve(tmp_path).loaded().url}#y=log")
    actor.click(actor.page.get_by_role("button", name="Views"))
    actor.type(actor.page.get_by_label("Save this view as"), "log y")
    expect(actor.page).to_have_url(re.compile(r"\?view=log\+y$"))
    other = open_page(actor.page.url)
    expect(other.get_by_role("button", name="Log y", exact=True)).to_have_attribute("aria-pressed", "true")


def test_the_difference_of_two_configurations(begin: Callable[..., Actor], served, tmp_path):
    logs.described(tmp_path / "logs")
    actor = begin("The difference of two runs' configuration", served(tmp_path / "logs").url)
    actor.type(actor.page.locator("#run-filter"), "/base|deeper/")
    expect(actor.page.get_by_test_id("run-row")).to_have_count(2)
    actor.click(actor.page.get_by_role("button", name="Open the run table"))
    expect(actor.page.get_by_test_id("table-row")).to_have_count(2)
    actor.click(actor.page.get_by_role("button", name="Compare configurations"))
    expect(actor.page.get_by_test_id("diff-summary")).to_have_text("2 changed, 1 added, 1 removed")
    layers = actor.page.get_by_test_id("diff").locator("[data-path='model.layers'] td")
    expect(layers).to_have_text([re.compile("(12|24)"), re.compile("(12|24)")])


def test_every_task_of_the_page_is_done_here():
    assert set(TASKS) == DONE
