"""Pictures on the board, on real event files: which is shown where, drawn with the logged pixels, and harmless whatever was logged."""

from __future__ import annotations

import io
import re
import struct
import zlib
from pathlib import Path

import logs
import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect
from tensorboardX import SummaryWriter as TensorboardXWriter
from tensorboardX.proto.summary_pb2 import Summary
from test_accessibility import serious

from runchart import SummaryWriter

GOLDEN = Path(__file__).parents[1] / "golden"
PIXELS = """image => {
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [image.naturalWidth, image.naturalHeight];
  const context = canvas.getContext('2d');
  context.drawImage(image, 0, 0);
  return [canvas.width, canvas.height, [...context.getImageData(0, 0, canvas.width, canvas.height).data]];
}"""


@pytest.fixture(scope="module")
def board_url(served, tmp_path_factory) -> str:
    logdir = tmp_path_factory.mktemp("pictures")
    logs.pictures(logdir)
    return served(logdir).url


@pytest.fixture
def open_quiet(open_page, complaints):
    """Pages on which nothing may be said on the console."""
    yield open_page
    assert complaints == []


def card(page: Page, tag: str) -> Locator:
    return page.locator(f"[data-testid=media-card][data-tag='{tag}']")


def column(page: Page, tag: str, run: str) -> Locator:
    return card(page, tag).locator(f"[data-testid=column][data-run='{run}']")


def tile(page: Page, tag: str, run: str) -> Locator:
    return column(page, tag, run).get_by_test_id("tile").first


def pixels(image: Locator) -> np.ndarray:
    """The decoded picture, height x width x RGB."""
    width, height, colours = image.evaluate(PIXELS)
    return np.array(colours, np.uint8).reshape(height, width, 4)[:, :, :3]


def shows(page: Page, tag: str, run: str, step: int) -> None:
    expect(column(page, tag, run)).to_have_attribute("data-step", str(step))
    expect(tile(page, tag, run)).to_have_attribute("data-state", "shown")


def move_to(page: Page, slider: Locator, key: str) -> None:
    slider.focus()
    page.keyboard.press(key)


def page_slider(page: Page) -> Locator:
    return page.get_by_test_id("media-bar").get_by_role("slider").first


def log_bytes(logdir: Path, **pictures: bytes) -> None:
    """At step 7, by tag, what no writer would encode so."""
    with TensorboardXWriter(str(logdir)) as writer:
        for tag, encoded in pictures.items():
            image = Summary.Image(width=4, height=3, colorspace=3, encoded_image_string=encoded)
            writer.file_writer.add_summary(Summary(value=[Summary.Value(tag=tag, image=image)]), 7)


def test_the_newest_of_all_runs_with_the_logged_pixels(board_url, open_quiet):
    page = open_quiet(board_url)
    for number, step in ((0, 50), (1, 40), (2, 50)):
        shows(page, "val/prediction", f"run{number}", step)
        image = tile(page, "val/prediction", f"run{number}").locator("img")
        assert np.array_equal(pixels(image), logs.scene(96, 64, step / 10 + number / 2))
    expect(column(page, "val/prediction", "run0").locator("time")).to_have_attribute(
        "datetime", re.compile("^2001-09-09T")
    )


def test_scalars_stand_before_pictures_and_kinds_can_be_chosen(board_url, open_quiet):
    page = open_quiet(board_url)
    shows(page, "val/prediction", "run0", 50)
    cards = page.get_by_role("region", name="val", exact=True).locator("[data-card]")
    tags = cards.evaluate_all("cards => cards.map(card => card.dataset.tag)")
    assert tags == ["val/loss", "val/digits", "val/prediction"]
    kinds = page.get_by_test_id("kinds")
    kinds.get_by_role("button", name="Images").click()
    expect(page.get_by_test_id("card")).to_have_count(0)
    expect(page.get_by_test_id("media-card")).to_have_count(3)
    kinds.get_by_role("button", name="Scalars").click()
    expect(page.get_by_test_id("media-card")).to_have_count(0)
    expect(page.get_by_test_id("card")).to_have_count(1)


def test_a_click_on_a_chart_pins_the_step_of_all_pictures(board_url, open_quiet):
    page = open_quiet(board_url)
    shows(page, "val/prediction", "run0", 50)
    chart = page.locator("[data-testid=card][data-tag='val/loss'] canvas")
    box = chart.bounding_box()
    chart.click(position={"x": 56 + (box["width"] - 70) * 0.6, "y": box["height"] - 40})
    expect(page.get_by_test_id("pin")).to_contain_text("30")
    shows(page, "val/prediction", "run0", 30)
    shows(page, "val/digits", "run2", 30)
    shows(page, "val/prediction", "run1", 20)
    expect(column(page, "val/prediction", "run1")).to_contain_text("earlier")
    expect(column(page, "val/prediction", "run0")).not_to_contain_text("earlier")
    expect(column(page, "rollout", "run0")).to_contain_text("Nothing by then")
    page.keyboard.press("Escape")
    shows(page, "val/prediction", "run1", 40)


def test_sliders_of_the_page_and_of_a_card(board_url, open_quiet):
    page = open_quiet(board_url)
    shows(page, "val/prediction", "run0", 50)
    move_to(page, page_slider(page), "Home")
    shows(page, "val/prediction", "run2", 0)
    shows(page, "val/digits", "run2", 0)
    expect(page).to_have_url(re.compile("pin=step,0"))
    own = card(page, "val/digits").get_by_role("slider")
    move_to(page, own, "ArrowRight")
    shows(page, "val/digits", "run2", 10)
    shows(page, "val/prediction", "run2", 0)
    move_to(page, page_slider(page), "ArrowRight")
    move_to(page, page_slider(page), "ArrowRight")
    shows(page, "val/prediction", "run2", 20)
    shows(page, "val/digits", "run2", 20)
    page.get_by_test_id("media-bar").get_by_role("button", name="Newest").click()
    shows(page, "val/prediction", "run2", 50)
    expect(page).not_to_have_url(re.compile("pin="))


def test_play_goes_through_the_steps_and_begins_again(board_url, open_quiet):
    page = open_quiet(board_url)
    shows(page, "val/prediction", "run0", 50)
    bar = page.get_by_test_id("media-bar")
    bar.get_by_label("Speed").select_option("16")
    bar.get_by_role("button", name="Play").click()
    for step in (0, 10, 20):
        page.wait_for_function(
            "step => document.querySelector(`[data-tag='val/prediction'] [data-run=run0]`).dataset.step == step",
            arg=step,
        )
    bar.get_by_role("button", name="Pause").click()
    expect(bar.get_by_role("button", name="Play")).to_be_visible()


def test_what_is_logged_meanwhile_is_shown(serve, tmp_path, open_quiet):
    with SummaryWriter(str(tmp_path / "run")) as writer:
        writer.add_image("now", logs.scene(8, 8, 0), 1, dataformats="HWC")
        writer.flush()
        page = open_quiet(serve(tmp_path).loaded().url)
        shows(page, "now", "run", 1)
        writer.add_image("now", logs.scene(8, 8, 3), 2, dataformats="HWC")
        writer.flush()
        shows(page, "now", "run", 2)
        assert np.array_equal(pixels(tile(page, "now", "run").locator("img")), logs.scene(8, 8, 3))


def test_points_that_share_a_step_are_all_reached(serve, tmp_path, open_quiet):
    with SummaryWriter(str(tmp_path / "run")) as writer:
        for shade in (10, 20, 30):
            writer.add_image("unnumbered", np.full((4, 4, 3), shade, np.uint8), dataformats="HWC")
    page = open_quiet(serve(tmp_path).loaded().url)
    shows(page, "unnumbered", "run", 0)
    point = tile(page, "unnumbered", "run")
    for shade in (30, 20, 10):
        expect(card(page, "unnumbered").locator("output")).to_have_text(f"Point {shade // 10} of 3")
        expect(point).to_have_attribute("data-state", "shown")
        assert (pixels(point.locator("img")) == shade).all()
        before = point.get_attribute("data-address")
        move_to(page, card(page, "unnumbered").get_by_role("slider"), "ArrowLeft")
        if shade > 10:
            expect(point).not_to_have_attribute("data-address", before)


def test_only_what_is_near_the_screen_is_fetched(serve, tmp_path, open_quiet):
    with SummaryWriter(str(tmp_path / "run")) as writer:
        for number in range(12):
            for sample in ("a", "b"):
                writer.add_image(f"{number:02}/{sample}", logs.scene(16, 16, number), 1, dataformats="HWC")
    with SummaryWriter(str(tmp_path / "other")) as writer:
        for number in range(12):
            writer.add_image(f"{number:02}/a", logs.scene(16, 16, number), 1, dataformats="HWC")
    asked: list[str] = []
    page = open_quiet("about:blank")
    page.on("request", lambda request: asked.append(request.url) if "media/blob" in request.url else None)
    page.goto(serve(tmp_path).loaded().url)
    shows(page, "00/a", "run", 1)
    expect(card(page, "11/a")).to_be_attached()
    before = len(asked)
    assert before < 18
    card(page, "11/a").scroll_into_view_if_needed()
    shows(page, "11/a", "run", 1)
    assert before < len(asked) <= 36


def test_every_sample_of_a_step_that_tensorflow_logged(served, open_quiet):
    page = open_quiet(served(GOLDEN / "tensorflow2").url)
    several = page.get_by_test_id("column").filter(has=page.get_by_test_id("tile").nth(1)).first
    several.scroll_into_view_if_needed()
    for one in several.get_by_test_id("tile").all():
        one.scroll_into_view_if_needed()
        expect(one).to_have_attribute("data-state", "shown")
        assert pixels(one.locator("img")).size > 0


def test_a_video_moves(board_url, open_quiet):
    page = open_quiet(board_url)
    shows(page, "rollout", "run0", 50)
    image = tile(page, "rollout", "run0").locator("img")
    first = image.screenshot()
    page.wait_for_function("() => new Promise(done => setTimeout(() => done(true), 100))")
    for _ in range(50):
        if image.screenshot() != first:
            break
    else:
        pytest.fail("the GIF stands still")


def open_viewer(page: Page, tag: str, run: str) -> Locator:
    tile(page, tag, run).get_by_role("button").click()
    viewer = page.get_by_test_id("viewer")
    expect(viewer.get_by_test_id("pane").first).to_have_attribute("data-state", "shown")
    return viewer


def test_full_screen_and_its_keys(board_url, open_quiet):
    page = open_quiet(board_url)
    shows(page, "val/prediction", "run2", 50)
    viewer = open_viewer(page, "val/prediction", "run2")
    panes = viewer.get_by_test_id("pane")
    steps = lambda: panes.evaluate_all("panes => panes.map(pane => [pane.dataset.run, Number(pane.dataset.step)])")  # noqa: E731
    assert steps() == [["run2", 50], ["run1", 40], ["run0", 50]]
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    expect(panes.first).to_have_attribute("data-step", "30")
    expect(panes.nth(1)).to_have_attribute("data-step", "20")
    page.keyboard.press("ArrowRight")
    expect(panes.first).to_have_attribute("data-step", "40")
    page.keyboard.press("Escape")
    expect(viewer).to_have_count(0)
    shows(page, "val/prediction", "run2", 40)
    card(page, "val/digits").hover()
    page.keyboard.press("f")
    expect(viewer).to_contain_text("val/digits")
    page.keyboard.press("f")
    expect(viewer).to_have_count(0)


def test_zoom_pan_and_pixels_are_linked(board_url, open_quiet):
    page = open_quiet(board_url)
    shows(page, "val/prediction", "run2", 50)
    viewer = open_viewer(page, "val/prediction", "run2")
    stages = viewer.get_by_test_id("stage")
    expect(stages).to_have_count(3)
    page.keyboard.press("1")
    for stage in stages.all():
        expect(stage).to_have_attribute("data-scale", "1.000")
    page.keyboard.press("0")
    expect(stages.first).to_have_attribute("data-scale", re.compile("^4"))
    box = stages.first.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.wheel(0, -600)
    expect(stages.first).not_to_have_attribute("data-scale", re.compile(r"^4\."))
    assert len(set(stages.evaluate_all("stages => stages.map(stage => stage.dataset.scale)"))) == 1
    readouts = [re.findall(r"\d+", text) for text in viewer.get_by_test_id("pixel").all_inner_texts()]
    for number, step, (x, y, *colour) in zip((2, 1, 0), (50, 40, 50), readouts, strict=True):
        assert [int(part) for part in colour] == list(logs.scene(96, 64, step / 10 + number / 2)[int(y), int(x)])


def shown_on_stage(page: Page, x: int, y: int) -> np.ndarray:
    """The colour on the screen at a pixel of a picture of 96 x 64 that fits the stage."""
    stage = page.get_by_test_id("stage")
    box = stage.bounding_box()
    scale = float(stage.get_attribute("data-scale"))
    left, top = box["width"] / 2 - 48 * scale, box["height"] / 2 - 32 * scale
    shot = np.asarray(Image.open(io.BytesIO(stage.screenshot())).convert("RGB")).astype(int)
    return shot[int(top + (y + 0.5) * scale), int(left + (x + 0.5) * scale)]


def test_two_runs_on_top_of_each_other(board_url, open_quiet):
    page = open_quiet(board_url)
    shows(page, "val/prediction", "run2", 50)
    viewer = open_viewer(page, "val/prediction", "run2")
    viewer.get_by_role("button", name="Slider", exact=True).click()
    viewer.get_by_label("Run B").select_option("run0")
    a, b = (logs.scene(96, 64, 5 + number / 2).astype(int) for number in (2, 0))
    compared = viewer.get_by_test_id("compared")
    expect(compared).to_contain_text("run0")
    page.mouse.move(5, 5)
    assert np.abs(shown_on_stage(page, 10, 30) - a[30, 10]).max() <= 2
    assert np.abs(shown_on_stage(page, 90, 30) - b[30, 90]).max() <= 2
    page.get_by_role("slider", name="Divider").focus()
    for _ in range(25):
        page.keyboard.press("ArrowLeft")
    assert np.abs(shown_on_stage(page, 10, 30) - b[30, 10]).max() <= 2
    viewer.get_by_role("button", name="Difference", exact=True).click()
    expect(compared).to_have_attribute("data-comparison", "difference")
    apart = np.abs(a - b)
    expect(viewer.get_by_test_id("difference")).to_contain_text(f"by {apart.max()} at most")
    expect(viewer.get_by_test_id("difference")).to_contain_text(f"{100 * (apart.max(axis=2) > 0).mean():.3g} %")
    page.mouse.move(5, 5)
    assert np.abs(shown_on_stage(page, 10, 30) - apart[30, 10]).max() <= 2
    viewer.get_by_role("button", name="Blink", exact=True).click()
    above = viewer.locator(".layer.above")
    expect(above).to_be_hidden()
    expect(above).to_be_visible()
    expect(page).to_have_url(re.compile("compare:blink"))


def test_brightness_and_contrast_of_all_pictures(board_url, open_quiet):
    page = open_quiet(board_url)
    shows(page, "val/prediction", "run0", 50)
    page.get_by_role("button", name="Brightness").click()
    page.get_by_role("slider", name="Brightness").fill("2")
    page.get_by_label("Actual size").check()
    page.keyboard.press("Escape")
    for run in ("run0", "run1"):
        image = tile(page, "val/prediction", run).locator("img")
        expect(image).to_have_css("filter", "brightness(2) contrast(1)")
        assert image.evaluate("image => [image.width, image.height]") == [96, 64]
    expect(page).to_have_url(re.compile("bright:2"))


def test_small_pictures_show_their_pixels_and_large_ones_are_smooth(serve, tmp_path, open_quiet):
    figure = np.asarray(Image.fromarray(logs.scene(64, 64, 1)).resize((1200, 800)))
    with SummaryWriter(str(tmp_path / "run")) as writer:
        writer.add_image("small", logs.scene(28, 28, 1), 1, dataformats="HWC")
        writer.add_image("large", figure, 1, dataformats="HWC")
        writer.add_image("four k", np.kron(logs.scene(64, 64, 2), np.ones((64, 64, 1), np.uint8)), 1, dataformats="HWC")
    page = open_quiet(serve(tmp_path).loaded().url)
    for tag, rendering, width in (("small", "pixelated", 28), ("large", "auto", 1200), ("four k", "auto", 4096)):
        shows(page, tag, "run", 1)
        image = tile(page, tag, "run").locator("img")
        expect(image).to_have_css("image-rendering", rendering)
        assert image.evaluate("image => image.naturalWidth") == width


def test_a_picture_is_taken_away_as_it_was_logged(board_url, open_quiet):
    page = open_quiet(board_url)
    shows(page, "val/prediction", "run0", 50)
    viewer = open_viewer(page, "val/prediction", "run0")
    with page.expect_download() as download:
        viewer.get_by_role("link", name=re.compile("Download.*run0")).click()
    assert download.value.suggested_filename == "val-prediction-run0-step50.png"
    with Image.open(download.value.path()) as picture:
        assert np.array_equal(np.asarray(picture), logs.scene(96, 64, 5))


def png_of_head(width: int, height: int) -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0" * 64)) + chunk(b"IEND", b"")


def test_hostile_pictures_cost_only_themselves(serve, tmp_path, open_page, complaints):
    out = io.BytesIO()
    Image.fromarray(logs.scene(40, 30, 0)).save(out, "PNG")
    script = "window.top.stolen = true; document.documentElement.setAttribute('fill', 'red')"
    drawing = '<rect width="40" height="30" fill="#0a0"/>'
    log_bytes(
        tmp_path / "run",
        svg=f'<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30"><script>{script}</script>{drawing}</svg>'.encode(),
        html=b"<!DOCTYPE html><script>window.top.stolen = true</script>",
        headed=b"\x89PNG\r\n\x1a\n<script>window.top.stolen = true</script>",
        nothing=b"",
        huge=png_of_head(20_000, 20_000),
        sound=out.getvalue(),
    )
    page = open_page(serve(tmp_path).loaded().url)
    shows(page, "sound", "run", 7)
    shows(page, "svg", "run", 7)
    assert (pixels(tile(page, "svg", "run").locator("img")) == (0, 170, 0)).all()
    expect(tile(page, "html", "run")).to_contain_text("Step 7 holds 56 B that are no picture")
    expect(tile(page, "nothing", "run")).to_contain_text("Step 7 holds 0 B that are no picture")
    expect(tile(page, "headed", "run")).to_contain_text("The image/png of step 7 (49 B) is damaged")
    expect(tile(page, "huge", "run")).to_contain_text(re.compile("20,000 . 20,000 pixels.*too large"))
    assert page.evaluate("window.stolen") is None
    assert complaints == []


def test_a_file_that_is_gone_says_so(serve, tmp_path, open_page):
    with SummaryWriter(str(tmp_path / "run")) as writer:
        for step in range(3):
            writer.add_image("a", logs.scene(8, 8, step), step, dataformats="HWC")
    page = open_page(serve(tmp_path, "--reload_interval", "0").loaded().url)
    shows(page, "a", "run", 2)
    for file in (tmp_path / "run").iterdir():
        file.unlink()
    move_to(page, card(page, "a").get_by_role("slider"), "Home")
    expect(column(page, "a", "run").get_by_role("alert")).to_contain_text("Step 0 cannot be read")


def test_lists_that_cannot_be_fetched_can_be_asked_for_again(board_url, open_page):
    page = open_page("about:blank")
    page.route("**/api/media", lambda route: route.fulfill(status=500, body='{"error": "The disk is gone."}'))
    page.goto(board_url)
    failed = card(page, "val/prediction").get_by_role("alert")
    expect(failed).to_contain_text("The disk is gone.")
    page.unroute("**/api/media")
    failed.get_by_role("button", name="Try again").click()
    shows(page, "val/prediction", "run0", 50)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("locale", ["en", "zh-CN"])
def test_axe_finds_nothing_serious(board_url, open_quiet, scheme, locale):
    page = open_quiet(board_url, color_scheme=scheme, locale=locale)
    shows(page, "val/prediction", "run0", 50)
    move_to(page, page_slider(page), "Home")
    shows(page, "val/prediction", "run0", 0)
    assert serious(page) == []
    open_viewer(page, "val/prediction", "run1")
    assert serious(page) == []


def test_a_phone_shows_one_run_after_the_other(board_url, open_quiet):
    page = open_quiet(board_url, viewport={"width": 390, "height": 844}, has_touch=True)
    shows(page, "rollout", "run2", 50)
    width = page.evaluate("document.scrollingElement.scrollWidth")
    assert width <= 390
    assert serious(page) == []
