"""The whole way in a real browser: event file, reader, server, page, pixels."""

from __future__ import annotations

import gzip
import re
import time
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from runchart import SummaryWriter

PAGE = Path(__file__).parents[2] / "src" / "runchart" / "_ui"
SCRIPT_BUDGET = 100_000

# How many pixels of a card's canvas are of a saturated colour, as lines are and as axes and text are not.
COLOURED = """canvas => {
  const {width, height} = canvas;
  const copy = new OffscreenCanvas(width, height).getContext('2d', {willReadFrequently: true});
  copy.drawImage(canvas, 0, 0);
  const {data} = copy.getImageData(0, 0, width, height);
  const columns = new Set();
  let top = height, pixels = 0;
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) {
    const at = 4 * (y * width + x);
    const most = Math.max(data[at], data[at + 1], data[at + 2]);
    const least = Math.min(data[at], data[at + 1], data[at + 2]);
    if (data[at + 3] > 128 && most - least > 60) { pixels++; columns.add(x); top = Math.min(top, y); }
  }
  return {pixels, columns: columns.size, top, width, height};
}"""

# Whether the charts of `plain` and `spiked` differ, plainly, near this place in them.
DIFFERENT = """x => {
  const [plain, spiked] = ['plain', 'spiked'].map(tag => document.querySelector(`[data-tag='${tag}'] canvas`));
  const scale = plain.width / plain.clientWidth;
  const from = Math.max(0, Math.round((x - 5) * scale)), width = Math.round(10 * scale);
  const [a, b] = [plain, spiked].map(canvas => {
    const copy = new OffscreenCanvas(width, canvas.height).getContext('2d', {willReadFrequently: true});
    copy.drawImage(canvas, -from, 0);
    return copy.getImageData(0, 0, width, canvas.height).data;
  });
  let pixels = 0;
  for (let at = 0; at < a.length; at += 4)
    if (Math.abs(a[at] - b[at]) + Math.abs(a[at + 1] - b[at + 1]) + Math.abs(a[at + 2] - b[at + 2]) > 100) pixels++;
  return pixels >= 8;
}"""

# The margins of a chart, in pixels, left and right of its area.
LEFT, RIGHT = 52, 14
POINTS = 1_000_000
SPIKE = 654_321


def card(page: Page, tag: str):
    return page.locator(f"[data-testid=card][data-tag='{tag}']")


def drawn(page: Page, tag: str) -> dict[str, int]:
    """What is on a card's canvas, once it says that it is drawn."""
    expect(card(page, tag)).to_have_attribute("data-state", "ready")
    return card(page, tag).locator("canvas").evaluate(COLOURED)


def test_the_curves_of_a_foreign_log_are_seen(sample, open_page, complaints, screenshots):
    page = open_page(sample.url)
    curve = drawn(page, "train/loss")
    assert curve["columns"] > curve["width"] / 2
    assert curve["pixels"] > curve["width"]
    odd = drawn(page, "odd")
    assert odd["pixels"] > 0
    expect(page.get_by_test_id("run-row")).to_have_count(3)
    page.screenshot(path=screenshots / "board.png")
    assert complaints == []


def test_a_hidden_run_leaves_the_chart(sample, open_page, complaints):
    page = open_page(sample.url)
    before = drawn(page, "train/loss")["pixels"]
    page.get_by_test_id("run-row").first.get_by_role("switch").click()
    page.wait_for_function(
        f"before => ({COLOURED})(document.querySelector(\"[data-tag='train/loss'] canvas\")).pixels < before",
        arg=before,
    )
    assert complaints == []


def test_a_point_from_another_process_is_drawn(serve, tmp_path, open_page, complaints, capsys):
    with SummaryWriter(str(tmp_path / "run")) as writer:
        for step in range(50):
            writer.add_scalar("loss", 1.0 + step / 100, step)
        writer.flush()
        board = serve(tmp_path).loaded()
        page = open_page(board.url)
        drawn(page, "loss")
        canvas = card(page, "loss").locator("canvas")
        picture = canvas.evaluate("canvas => canvas.toDataURL()")
        page.evaluate(
            """() => {
              const card = document.querySelector("[data-tag='loss']");
              window.drawnAt = [];
              new MutationObserver(() => requestAnimationFrame(() => window.drawnAt.push([Date.now(), card.dataset.seq])))
                .observe(card, {attributes: true, attributeFilter: ['data-seq']});
            }"""
        )
        latencies = []
        for step in range(50, 60):
            count = page.evaluate("window.drawnAt.length")
            logged = time.time()
            writer.add_scalar("loss", 3.0, step)
            page.wait_for_function("count => window.drawnAt.length > count", arg=count, timeout=10_000)
            latencies.append(page.evaluate("count => window.drawnAt[count][0]", count) / 1000 - logged)
            later = canvas.evaluate("canvas => canvas.toDataURL()")
            assert later != picture
            picture = later
            page.wait_for_timeout(137)
    latencies.sort()
    with capsys.disabled():
        print(f"\nadd_scalar to drawn: median {latencies[5] * 1000:.0f} ms, longest {latencies[-1] * 1000:.0f} ms")
    assert complaints == []


def zoom_of(page: Page) -> tuple[float, float] | None:
    """The zoomed stretch of steps, as the address says it."""
    found = re.search(r"zoom=step,([-\d.e+]+),([-\d.e+]+)", page.url)
    return (float(found[1]), float(found[2])) if found else None


def place_of(page: Page, tag: str, step: float, lo: float, hi: float) -> tuple[float, float, float]:
    """Where a step is on a card, in pixels of the page, and how wide the chart's area is."""
    box = card(page, tag).locator("canvas").bounding_box()
    width = box["width"] - LEFT - RIGHT
    return box["x"] + LEFT + (step - lo) / (hi - lo) * width, box["y"] + box["height"] / 2, width


def test_a_one_step_spike_is_seen_at_every_zoom(serve, tmp_path, open_page, complaints, screenshots):
    """Two tags of a million points that differ in one: at every zoom their charts differ where that point is."""
    with SummaryWriter(str(tmp_path / "run")) as writer:
        for step in range(POINTS):
            value = 2.0 + (step % 1000) / 1000
            writer.add_scalar("plain", value, step)
            writer.add_scalar("spiked", 40.0 if step == SPIKE else value, step)
    page = open_page(serve(tmp_path).loaded().url)
    drawn(page, "plain")
    drawn(page, "spiked")
    lo, hi, levels = 0.0, POINTS - 1.0, 0
    while hi - lo > 20:
        x, y, width = place_of(page, "spiked", SPIKE, lo, hi)
        canvas_left = card(page, "spiked").locator("canvas").bounding_box()["x"]
        page.wait_for_function(DIFFERENT, arg=x - canvas_left, timeout=10_000)
        page.wait_for_timeout(300)  # the finer data has come, and it is still there
        assert page.evaluate(DIFFERENT, x - canvas_left), (lo, hi)
        page.screenshot(path=screenshots / f"spike-{levels}.png")
        reach = min(width / 6, x - canvas_left - LEFT, canvas_left + LEFT + width - x)
        page.mouse.move(x - reach, y)
        page.mouse.down()
        page.mouse.move(x, y, steps=3)
        page.mouse.move(x + reach, y, steps=3)
        page.mouse.up()
        before = (lo, hi)
        expect(page).to_have_url(re.compile(r"zoom=step"))
        page.wait_for_function("([lo, hi]) => !location.hash.includes(`zoom=step,${lo},${hi}`)", arg=before)
        lo, hi = zoom_of(page)
        assert hi - lo < before[1] - before[0]
        assert lo < SPIKE < hi
        levels += 1
    assert levels >= 8
    assert complaints == []


def test_the_keyboard(sample, open_page, complaints):
    page = open_page(sample.url)
    drawn(page, "train/loss")
    page.keyboard.press("/")
    expect(page.locator("#tag-filter")).to_be_focused()
    page.keyboard.type("loss")
    expect(card(page, "odd")).to_have_count(0)
    expect(card(page, "train/loss")).to_have_count(1)
    page.keyboard.press("Escape")
    page.locator("#tag-filter").fill("")
    page.locator("#tag-filter").blur()
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).to_have_count(0)
    page.keyboard.press("b")
    expect(page.get_by_test_id("run-row")).to_have_count(0)
    page.keyboard.press("b")
    expect(page.get_by_test_id("run-row")).to_have_count(3)
    assert complaints == []


def test_in_chinese(sample, open_page, complaints, screenshots):
    page = open_page(sample.url, locale="zh-CN")
    drawn(page, "train/loss")
    assert page.locator("html").get_attribute("lang").startswith("zh")
    assert re.search(r"[\u4e00-\u9fff]", page.get_by_role("toolbar").inner_text())
    page.screenshot(path=screenshots / "chinese.png")
    assert complaints == []


def is_dark(page):
    ground = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    return sum(map(float, re.findall(r"[\d.]+", ground)[:3])) < 384


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_dark_and_light(sample, open_page, complaints, screenshots, scheme):
    page = open_page(sample.url, color_scheme=scheme, device_scale_factor=2)
    assert drawn(page, "train/loss")["pixels"] > 0
    assert is_dark(page) == (scheme == "dark")
    page.screenshot(path=screenshots / f"{scheme}.png")
    assert complaints == []


def test_a_board_without_charts_is_dark_too(serve, tmp_path, open_page, complaints):
    page = open_page(serve(tmp_path / "later").loaded().url, color_scheme="dark")
    expect(page.get_by_test_id("empty")).to_be_visible()
    assert is_dark(page)
    page.emulate_media(color_scheme="light")
    expect(page.locator("html")).to_have_attribute("data-theme", "light")
    assert not is_dark(page)
    assert complaints == []


def test_an_empty_logdir_waits_and_then_shows(serve, tmp_path, open_page, complaints):
    logdir = tmp_path / "later"
    page = open_page(serve(logdir).loaded().url)
    expect(page.get_by_test_id("empty")).to_contain_text(str(logdir))
    with SummaryWriter(str(logdir / "run")) as writer:
        writer.add_scalar("loss", 1.0, 0)
        writer.add_scalar("loss", 2.0, 1)
    assert drawn(page, "loss")["pixels"] > 0
    assert complaints == []


def test_an_empty_logdir_offers_folders_nearby(serve, tmp_path, open_page, complaints, screenshots):
    with SummaryWriter(str(tmp_path / "my runs" / "first")) as writer:
        writer.add_scalar("loss", 1.0, 0)
    page = open_page(serve(tmp_path / "empty", cwd=tmp_path).loaded().url)
    expect(page.get_by_test_id("nearby")).to_contain_text(f"runchart '{tmp_path / 'my runs'}'")
    page.screenshot(path=screenshots / "empty.png")
    assert complaints == []


def test_escape_takes_a_drag_back(sample, open_page, complaints):
    page = open_page(sample.url)
    drawn(page, "train/loss")
    box = card(page, "train/loss").locator("canvas").bounding_box()
    y = box["y"] + box["height"] / 2
    selection = card(page, "train/loss").locator(".selection:not(.stretch)")

    def drag(start: float, *places: float) -> None:
        page.mouse.move(box["x"] + start, y)
        page.mouse.down()
        for place in places:
            page.mouse.move(box["x"] + place, y)

    drag(100, 150, 200)
    expect(selection).to_be_visible()
    page.keyboard.press("Escape")
    expect(selection).to_be_hidden()
    page.mouse.move(box["x"] + 220, y)
    page.mouse.up()
    expect(selection).to_be_hidden()
    expect(page.get_by_test_id("zoom")).to_have_count(0)
    expect(page.get_by_test_id("pin")).to_have_count(0)

    drag(100, 150, 200)
    page.mouse.up()
    expect(page.get_by_test_id("zoom")).to_have_count(1)
    zoomed = page.get_by_test_id("zoom").inner_text()
    page.keyboard.down("Shift")
    drag(150, 200, 250)
    expect(page.get_by_test_id("zoom")).not_to_have_text(zoomed)
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("zoom")).to_have_text(zoomed)
    page.mouse.up()
    page.keyboard.up("Shift")
    expect(page.get_by_test_id("zoom")).to_have_text(zoomed)
    assert complaints == []


def test_below_a_path_prefix(serve, sample_logdir, open_page, complaints):
    page = open_page(serve(sample_logdir, "--path_prefix", "/proxy/6006").loaded().url)
    assert drawn(page, "train/loss")["pixels"] > 0
    assert complaints == []


def test_the_page_says_when_the_board_has_ended(serve, sample_logdir, open_page):
    board = serve(sample_logdir).loaded()
    page = open_page(board.url)
    drawn(page, "train/loss")
    status = page.get_by_test_id("status")
    expect(status).to_have_text("Live")
    assert board.interrupt() == 0
    expect(status).to_have_text("Reconnecting")


def test_the_first_script_is_small():
    scripts = re.findall(r'<(?:script|link)[^>]+(?:src|href)="\./([^"]+\.js)"', (PAGE / "index.html").read_text())
    assert scripts
    size = sum(len(gzip.compress((PAGE / script).read_bytes(), 9)) for script in scripts)
    assert size < SCRIPT_BUDGET, f"{size} bytes of script before the first chart"
