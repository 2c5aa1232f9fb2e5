"""Groups of runs: what they are made by, the lines and bands that stand for them, and their numbers against numpy's."""

from __future__ import annotations

import csv
import io
import re
from collections import defaultdict
from pathlib import Path
from xml.etree import ElementTree

import logs
import numpy as np
import pytest
from playwright.sync_api import Page, expect

import runchart

RATES = ("0.001", "0.003", "0.01")
BUT_SEED = "by=all+but+seed"


@pytest.fixture(scope="module")
def logdir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    logdir = tmp_path_factory.mktemp("groups") / "logs"
    logs.seeds(logdir)
    return logdir


@pytest.fixture(scope="module")
def url(served, logdir) -> str:
    return served(logdir).loaded().url


def opened(open_page, url: str, fragment: str) -> Page:
    page = open_page(f"{url}#{fragment}")
    expect(rows(page)).to_have_count(3)
    expect(card(page, "val/loss")).to_have_attribute("data-state", "ready")
    return page


def rows(page: Page):
    return page.get_by_test_id("group-row")


def card(page: Page, tag: str):
    return page.locator(f"[data-testid=card][data-tag='{tag}']")


def taken(page: Page, tag: str, entry: str, path: Path) -> bytes:
    card(page, tag).hover()
    card(page, tag).get_by_role("button", name="Export").click()
    with page.expect_download() as download:
        page.get_by_role("menuitem", name=entry).click()
    download.value.save_as(path / "taken")
    expect(page.get_by_role("menu")).to_have_count(0)
    return (path / "taken").read_bytes()


def hash_has(page: Page, *parts: str) -> None:
    page.wait_for_function(
        "parts => parts.every(part => decodeURIComponent(location.hash).includes(part))", arg=list(parts)
    )


def means(logdir: Path, rate: str, tag: str, width: int) -> dict[int, list[float]]:
    """Of each bucket of the grid the mean of each run that has a finite value in it."""
    buckets: dict[int, list[float]] = defaultdict(list)
    for series in runchart.open(logdir, follow=False).scalars(tags=tag, runs=f"lr{rate}/*"):
        numbers = series.steps // width
        for number in np.unique(numbers):
            values = series.values[(numbers == number) & np.isfinite(series.values)]
            if len(values):
                buckets[int(number)].append(values.mean(dtype=float))
    return buckets


@pytest.mark.parametrize(
    ("spread", "band"),
    [
        ("range", lambda values: (values.min(), values.max())),
        ("sd", lambda values: (values.mean() - values.std(ddof=1), values.mean() + values.std(ddof=1))),
    ],
)
def test_line_and_band_are_numpys(url, logdir, open_page, complaints, tmp_path, spread, band):
    """Seed 3 logs at steps of its own, so that the grid is of 8 steps."""
    page = opened(open_page, url, f"{BUT_SEED}&spread={spread}")
    table = list(csv.DictReader(io.StringIO(taken(page, "train/loss", "Groups as they are drawn", tmp_path).decode())))
    assert {row["group"] for row in table} == {f"lr={rate}" for rate in RATES}
    for rate in RATES:
        expected = means(logdir, rate, "train/loss", 8)
        drawn = {int(float(row["step_first"])) // 8: row for row in table if row["group"] == f"lr={rate}"}
        assert set(expected) == set(drawn)
        for number, row in drawn.items():
            values = np.array(expected[number])
            assert int(row["n"]) == len(values)
            assert int(row["runs"]) == 5
            assert float(row["mean"]) == pytest.approx(values.mean(), rel=1e-6)
            if len(values) > 1:
                assert (float(row["lo"]), float(row["hi"])) == pytest.approx(band(values), rel=1e-6)
    assert complaints == []


@pytest.mark.parametrize(
    ("shown", "said"),
    [
        ("lr0.003/seed0,lr0.003/seed3,lr0.003/seed4", ["2 of 3 runs", "1 run ended before"]),
        ("lr0.01/seed0,lr0.01/seed2,lr0.01/seed3", ["2 of 3 runs", "1 run not finite here"]),
        ("lr0.001/seed0,lr0.001/seed2", ["2 of 2 runs", "95 % of the mean", "so few runs"]),
    ],
)
def test_the_tooltip_says_how_many_runs_and_why_not_all(url, open_page, complaints, screenshots, shown, said):
    page = opened(open_page, url, f"{BUT_SEED}&spread=ci&show={shown}")
    canvas = card(page, "val/loss").locator("canvas")
    canvas.hover(position={"x": 0.9 * canvas.bounding_box()["width"], "y": 100})
    for words in said:
        expect(page.get_by_test_id("tooltip")).to_contain_text(words)
    page.screenshot(path=screenshots / f"groups-{said[-1].replace(' ', '-')}.png")
    assert complaints == []


def test_rows_collapse_into_groups_with_one_eye(url, open_page, complaints):
    page = opened(open_page, url, BUT_SEED)
    expect(page.get_by_test_id("run-row")).to_have_count(0)
    expect(rows(page).first).to_contain_text("lr=0.001")
    expect(rows(page).first).to_contain_text("5/5")
    rows(page).nth(1).get_by_role("checkbox").click()
    expect(rows(page).nth(1)).to_contain_text("0/5")
    expect(card(page, "val/loss").locator("canvas")).to_have_attribute("aria-label", re.compile("10 runs"))
    rows(page).first.get_by_title("//lr=0.001").click()
    expect(page.get_by_test_id("run-row")).to_have_count(5)
    hash_has(page, "by=all+but+seed", "expanded=//lr=0.001")
    page.reload()
    expect(rows(page)).to_have_count(3)
    expect(page.get_by_test_id("run-row")).to_have_count(5)
    expect(rows(page).nth(1)).to_contain_text("0/5")
    assert complaints == []


def test_a_row_of_a_pinned_tooltip_isolates_its_group(url, open_page, complaints):
    page = opened(open_page, url, BUT_SEED)
    card(page, "train/loss").locator("canvas").click(position={"x": 120, "y": 100})
    tooltip = page.locator("[data-testid=tooltip].pinned")
    tooltip.get_by_title("Show only this group").filter(has_text="lr=0.003").click()
    expect(rows(page).nth(0)).to_contain_text("0/5")
    expect(rows(page).nth(1)).to_contain_text("5/5")
    expect(rows(page).nth(2)).to_contain_text("0/5")
    assert complaints == []


def test_colours_of_groups_are_kept(url, open_page, complaints):
    page = opened(open_page, url, BUT_SEED)
    colours = "rows => rows.map(row => row.querySelector('line').getAttribute('stroke'))"
    before = rows(page).evaluate_all(colours)
    assert len(set(before)) == 3
    page.locator("#run-filter").fill("lr0.01/")
    expect(rows(page)).to_have_count(1)
    assert rows(page).evaluate_all(colours) == before[2:]
    assert complaints == []


def test_any_column_and_any_part_of_the_name_makes_groups(url, open_page, complaints, screenshots):
    page = open_page(url)
    expect(page.get_by_test_id("run-row")).to_have_count(15)
    page.keyboard.press("g")
    picker = page.get_by_role("dialog")
    picker.get_by_role("button", name=re.compile("^seed")).click()
    expect(rows(page)).to_have_count(5)
    picker.get_by_role("button", name=re.compile("^Folder")).click()
    expect(rows(page)).to_have_count(3)
    part = picker.get_by_label("Part of the name")
    part.fill(r"seed(\d)")
    part.press("Enter")
    expect(rows(page)).to_have_count(5)
    hash_has(page, r"by=name+seed(\d)")
    part.fill("(")
    part.press("Enter")
    expect(picker.get_by_role("alert")).to_be_visible()
    expect(page.get_by_test_id("run-row")).to_have_count(15)
    picker.get_by_role("button", name=re.compile("^All but seed")).click()
    expect(rows(page)).to_have_count(3)
    picker.get_by_label("Band").select_option("ci")
    picker.get_by_label(re.compile("^Line")).select_option("median")
    picker.get_by_label("Runs as thin lines").check()
    hash_has(page, "centre=median", "spread=ci", "members=on")
    page.screenshot(path=screenshots / "groups-picker.png")
    picker.get_by_role("button", name="Nothing").click()
    expect(page.get_by_test_id("run-row")).to_have_count(15)
    assert complaints == []


def test_the_figure_has_groups_bands_and_the_runs_behind(url, open_page, complaints, tmp_path):
    page = opened(open_page, url, f"{BUT_SEED}&members=on")
    root = ElementTree.fromstring(taken(page, "val/loss", "Picture for papers", tmp_path))
    svg = "{http://www.w3.org/2000/svg}"
    texts = {text.text for text in root.iter(f"{svg}text")}
    assert {f"lr={rate}" for rate in RATES} <= texts
    assert not any("seed" in (text or "") for text in texts)
    widths = [path.get("stroke-width") for path in root.iter(f"{svg}path")]
    assert widths.count("1.5") >= 3
    assert widths.count("1") >= 15
    assert complaints == []


def test_the_run_table_has_the_same_groups(url, open_page, complaints):
    page = open_page(f"{url}#{BUT_SEED}&table=open")
    groups = page.get_by_test_id("table-group")
    expect(groups).to_have_count(3)
    expect(groups.first).to_contain_text("lr=0.001, 5 runs")
    assert complaints == []
