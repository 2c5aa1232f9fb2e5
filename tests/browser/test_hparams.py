"""The HParams tab on a sweep that examples/sweep.py makes, and on what torch's add_hparams writes."""

from __future__ import annotations

import csv
import json
import re
import runpy
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from torch.utils.tensorboard import SummaryWriter as TorchWriter

import runchart

SWEEP = Path(__file__).parents[2] / "examples" / "sweep.py"
RUNS = 60

INKED = """canvas => {
  const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d', {willReadFrequently: true});
  copy.drawImage(canvas, 0, 0);
  const {data} = copy.getImageData(0, 0, canvas.width, canvas.height);
  let pixels = 0;
  for (let at = 3; at < data.length; at += 4) if (data[at] > 40) pixels++;
  return pixels;
}"""


# Pixels that are no shade of grey: points that are selected.
COLOURED = """canvas => {
  const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d', {willReadFrequently: true});
  copy.drawImage(canvas, 0, 0);
  const {data} = copy.getImageData(0, 0, canvas.width, canvas.height);
  let pixels = 0;
  for (let at = 0; at < data.length; at += 4)
    if (data[at + 3] > 40 && Math.max(data[at], data[at + 1], data[at + 2]) - Math.min(data[at], data[at + 1], data[at + 2]) > 40) pixels++;
  return pixels;
}"""


@pytest.fixture(scope="module")
def sweep(tmp_path_factory) -> Path:
    logdir = tmp_path_factory.mktemp("sweep")
    arguments = sys.argv
    sys.argv = ["sweep.py", str(logdir), "--runs", str(RUNS)]
    try:
        runpy.run_path(str(SWEEP), run_name="__main__")
    finally:
        sys.argv = arguments
    return logdir


def opened(page: Page) -> Page:
    """The tab, once all lines are drawn and the table has its rows."""
    expect(page.get_by_test_id("parallel")).not_to_have_attribute("data-drawn", "0")
    expect(page.locator("[data-testid=hparams-table] tbody tr[data-run]").first).to_be_visible()
    return page


def head(page: Page, key: str):
    return page.locator(f"[data-axis-head='{key}']")


def track(page: Page, key: str):
    return page.locator(f"[data-testid=axis-track][data-axis='{key}']")


def drag(page: Page, box: dict[str, float], start: float, end: float) -> None:
    x = box["x"] + box["width"] / 2
    page.mouse.move(x, box["y"] + start * box["height"])
    page.mouse.down()
    page.mouse.move(x, box["y"] + (start + end) / 2 * box["height"], steps=3)
    page.mouse.move(x, box["y"] + end * box["height"], steps=3)
    page.mouse.up()


def test_the_best_learning_rate_is_one_action_away(sweep, serve, open_page, complaints, screenshots):
    page = open_page(serve(sweep).loaded().url)
    page.get_by_role("tab", name="HParams").click()
    opened(page)
    log = runchart.open(sweep)
    best = min(log.hparams(), key=lambda session: session.metrics["val/loss"])
    row = page.locator("[data-testid=hparams-table] tbody tr[data-run]").first
    expect(row).to_have_attribute("data-run", best.run)
    expect(row).to_contain_text(str(best.hparams["lr"]))
    expect(page).to_have_url(re.compile("tab=hparams"))
    page.screenshot(path=screenshots / "hparams.png")
    page.reload()
    opened(page)
    assert complaints == []


def test_brushes_select_and_show_only_these(sweep, serve, open_page, complaints):
    page = opened(open_page(serve(sweep).loaded().url + "#tab=hparams"))
    lines = page.get_by_test_id("parallel-lines")
    before = lines.evaluate(INKED)
    drag(page, track(page, "hparam.lr").bounding_box(), 0.1, 0.4)
    count = page.get_by_test_id("selected-count")
    expect(count).not_to_have_text(f"{RUNS} of {RUNS} runs")
    expect(page.get_by_test_id("show-only")).to_be_visible()
    page.wait_for_function(
        f"before => ({INKED})(document.querySelector('[data-testid=parallel-lines]')) < before", arg=before
    )
    first = int(count.inner_text().split()[0])
    box = track(page, "hparam.optimizer").bounding_box()
    drag(page, box, 0.02, 0.3)
    expect(count).not_to_have_text(f"{first} of {RUNS} runs")
    second = int(count.inner_text().split()[0])
    assert 0 < second < first
    expect(page).to_have_url(re.compile("names"))
    page.reload()
    expect(count).to_have_text(f"{second} of {RUNS} runs")
    page.get_by_test_id("show-only").click()
    expect(page.get_by_test_id("shown-count")).to_have_text(f"{second} of {RUNS}")
    track(page, "hparam.optimizer").click(position={"x": 10, "y": 200})
    expect(count).to_have_text(f"{first} of {RUNS} runs")
    assert complaints == []


def test_axes_by_keys(sweep, serve, open_page, complaints):
    page = opened(open_page(serve(sweep).loaded().url + "#tab=hparams"))
    names = page.locator("[data-axis-head]")
    order = names.evaluate_all("heads => heads.map(head => head.dataset.axisHead)")
    head(page, order[0]).focus()
    page.keyboard.press("Shift+ArrowRight")
    expect(names.nth(1)).to_have_attribute("data-axis-head", order[0])
    expect(head(page, order[0])).to_be_focused()
    head(page, "hparam.lr").focus()
    page.keyboard.press("s")
    expect(page.get_by_role("button", name="Scale of lr: rank")).to_be_visible()
    page.keyboard.press("Delete")
    expect(head(page, "hparam.lr")).to_have_count(0)
    end = page.get_by_role("slider", name="Upper end of the selection on val/loss")
    end.focus()
    for _ in range(5):
        page.keyboard.press("Shift+ArrowDown")
    expect(page.get_by_test_id("selected-count")).not_to_have_text(f"{RUNS} of {RUNS} runs")
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("selected-count")).to_have_text(f"{RUNS} of {RUNS} runs")
    page.get_by_test_id("columns").click()
    page.get_by_role("checkbox", name="lr", exact=True).check()
    expect(head(page, "hparam.lr")).to_have_count(1)
    assert complaints == []


def test_runs_without_a_key_stand_on_a_track_of_their_own(sweep, serve, open_page, complaints):
    page = opened(open_page(serve(sweep).loaded().url + "#tab=hparams"))
    page.get_by_role("button", name="Select the runs without warmup").click()
    expect(page.get_by_test_id("selected-count")).to_have_text(f"{RUNS - RUNS // 4} of {RUNS} runs")
    expect(page.locator("[data-testid=hparams-table] td.missing").first).to_have_text("\u2013")
    assert complaints == []


def test_a_line_is_pointed_at_and_pinned(sweep, serve, open_page, complaints):
    page = opened(open_page(serve(sweep).loaded().url + "#tab=hparams"))
    row = page.locator("[data-testid=hparams-table] tbody tr[data-run]").first
    name = row.get_attribute("data-run")
    surface = page.get_by_role("application")
    surface.focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator(".readout")).to_contain_text(name)
    expect(row).to_have_class(re.compile("highlighted"))
    page.keyboard.press("Enter")
    expect(row.get_by_role("button")).to_have_attribute("aria-pressed", "true")
    assert complaints == []


@pytest.mark.parametrize("form", ["CSV", "JSON", "LaTeX"])
def test_the_table_is_taken_away(sweep, serve, open_page, complaints, form):
    page = opened(open_page(serve(sweep).loaded().url + "#tab=hparams"))
    page.get_by_test_id("export-form").select_option(label=form)
    with page.expect_download() as download:
        page.get_by_test_id("download").click()
    text = Path(download.value.path()).read_text()
    lowest = min(session.metrics["val/loss"] for session in runchart.open(sweep).hparams())
    if form == "CSV":
        rows = list(csv.DictReader(text.splitlines()))
        assert len(rows) == RUNS
        assert float(rows[0]["val/loss"]) == pytest.approx(lowest)
    elif form == "JSON":
        rows = json.loads(text)
        assert len(rows) == RUNS
        assert sum("warmup" in row for row in rows) == RUNS // 4
    else:
        assert text.count("\\textbf{") == 1
        assert "batch\\_size" in text
        assert "\\toprule" in text
    assert complaints == []


def test_sessions_of_torch_are_rows(serve, tmp_path, open_page, complaints):
    for run in range(3):
        with TorchWriter(str(tmp_path / f"run{run}")) as writer:
            writer.add_scalar("loss", 1 / (run + 1), 0)
            writer.add_scalars("group", {"a": run, "b": -run}, 0)
            writer.add_hparams({"lr": 0.1 * (run + 1)}, {"hparam/accuracy": 0.5 + run / 10})
    page = opened(open_page(serve(tmp_path).loaded().url + "#tab=hparams"))
    rows = page.locator("[data-testid=hparams-table] tbody tr[data-run]")
    expect(rows).to_have_count(3)
    expect(rows.first).to_contain_text("run2")
    expect(rows.first).to_contain_text("0.7")
    page.get_by_role("tab", name="Board").click()
    expect(page.get_by_test_id("run-row")).to_have_count(3)
    expect(page.get_by_test_id("card").filter(has_text="group")).to_have_count(1)
    expect(page.get_by_test_id("card").filter(has_text="hparam/accuracy")).to_have_count(1)
    assert complaints == []


def test_tabs_by_keys(sweep, serve, open_page, complaints):
    page = open_page(serve(sweep).loaded().url)
    page.get_by_role("tab", name="Board").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("tab", name="HParams")).to_have_attribute("aria-selected", "true")
    opened(page)
    page.keyboard.press("1")
    expect(page.get_by_role("tabpanel", name="Board")).to_be_visible()
    assert complaints == []


def test_a_logdir_without_hyperparameters_has_no_tabs(sample, open_page, complaints):
    page = open_page(sample.url + "#tab=hparams")
    expect(page.get_by_test_id("card").first).to_be_visible()
    expect(page.get_by_role("tab")).to_have_count(0)
    assert complaints == []


def test_the_scatter_chart_has_trend_front_and_selection(sweep, serve, open_page, complaints, screenshots):
    page = opened(open_page(serve(sweep).loaded().url + "#tab=hparams"))
    page.get_by_role("button", name="Scatter").click()
    chart = page.get_by_test_id("scatter")
    chart.get_by_label("x", exact=True).select_option(value="hparam.lr")
    chart.get_by_role("button", name="x log").click()
    expect(page.get_by_test_id("scatter-fit")).to_contain_text("n = 60")
    assert page.get_by_test_id("scatter-points").evaluate(INKED) > 1_000
    chart.get_by_role("button", name="Pareto front").click()
    sessions = list(runchart.open(sweep).hparams())
    points = [(session.hparams["lr"], session.metrics["val/loss"], session.run) for session in sessions]
    front = {
        run for lr, loss, run in points if not any(a <= lr and b <= loss and (a, b) != (lr, loss) for a, b, _ in points)
    }
    expect(page.get_by_test_id("front").get_by_role("button")).to_have_count(len(front))
    assert {
        name.split("/")[-1] for name in page.get_by_test_id("front").get_by_role("button").all_inner_texts()
    } == front
    box = page.get_by_test_id("scatter-points").bounding_box()
    page.mouse.move(box["x"] + 300, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + 500, box["y"] + 200, steps=4)
    page.mouse.move(box["x"] + 800, box["y"] + 330, steps=4)
    page.mouse.up()
    expect(page.get_by_test_id("selected-count")).not_to_have_text(f"{RUNS} of {RUNS} runs")
    expect(page).to_have_url(re.compile("brushes"))
    page.screenshot(path=screenshots / "scatter.png")
    assert complaints == []


def test_the_scatter_matrix_shares_one_selection(sweep, serve, open_page, complaints, screenshots):
    page = open_page(serve(sweep).loaded().url)
    page.get_by_role("tab", name="HParams").click()
    opened(page)
    page.get_by_role("button", name="Matrix").click()
    matrix = page.get_by_test_id("scatter-matrix")
    cells = matrix.locator("td[data-x]")
    keys = cells.evaluate_all("cells => cells.map(cell => cell.dataset.x)")
    assert {"hparam.lr", "hparam.batch_size", "hparam.optimizer"} <= set(keys)
    cell = matrix.locator("td[data-x='hparam.lr']").first
    cell.scroll_into_view_if_needed()
    expect(cell.locator("canvas")).to_be_visible()
    others = matrix.locator("td[data-x='hparam.batch_size'] canvas").first
    drawn = "document.querySelector(`td[data-x='hparam.batch_size'] canvas`)"
    page.wait_for_function(f"() => ({COLOURED})({drawn}) > 0")
    before = others.evaluate(COLOURED)
    box = cell.locator("canvas").bounding_box()
    page.mouse.move(box["x"] + 0.6 * box["width"], box["y"] + 4)
    page.mouse.down()
    page.mouse.move(box["x"] + 0.8 * box["width"], box["y"] + 0.5 * box["height"], steps=3)
    page.mouse.move(box["x"] + 0.99 * box["width"], box["y"] + box["height"] - 26, steps=3)
    page.mouse.up()
    expect(page.get_by_test_id("selected-count")).not_to_have_text(f"{RUNS} of {RUNS} runs")
    page.wait_for_function("() => decodeURIComponent(location.hash).includes('brushes')")
    assert others.evaluate(COLOURED) < before
    page.screenshot(path=screenshots / "scatter-matrix.png")
    page.reload()
    expect(page.get_by_test_id("scatter-matrix")).to_be_visible()
    expect(page.get_by_test_id("selected-count")).not_to_have_text(f"{RUNS} of {RUNS} runs")
    assert complaints == []
