"""A picture of each state of the page, in both themes, sizes and languages, for people to look at.

python tests/browser/screens.py DIRECTORY [STATE ...]     all states, or these

Names say what is seen: `table-dark-1920-en.png`.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import logs
from conftest import CHROMIUM, FLAGS
from playwright.sync_api import Page, sync_playwright

SIZES = {"1280": (1280, 800), "1920": (1920, 1080), "phone": (390, 844)}
# Every state is seen light and dark at 1280 in English; besides, these.
MORE = (("light", "1920", "en"), ("dark", "1920", "zh"), ("light", "phone", "zh"))
FIRST = "[data-testid=card][data-state=ready]"


def drawn(page: Page) -> None:
    page.locator(FIRST).first.wait_for()


def nothing(page: Page) -> None:
    page.get_by_test_id("empty").wait_for()


def chart(page: Page) -> tuple[float, float]:
    """Where the first chart is."""
    drawn(page)
    box = page.locator(f"{FIRST} canvas").first.bounding_box()
    assert box
    return box["x"], box["y"] + 90


def hovered(page: Page) -> None:
    x, y = chart(page)
    page.mouse.move(x + 180, y)


def zoomed(page: Page) -> None:
    x, y = chart(page)
    page.mouse.move(x + 100, y)
    page.mouse.down()
    page.mouse.move(x + 220, y, steps=4)
    page.mouse.up()
    page.mouse.click(x + 160, y)


def smoothed(page: Page) -> None:
    drawn(page)
    page.locator("input[type=range]").first.fill("0.4")


def settings(page: Page) -> None:
    drawn(page)
    page.get_by_role("button", name="Settings").first.click()


def exports(page: Page) -> None:
    drawn(page)
    page.locator(FIRST).first.get_by_role("button", name="Export").click()


def keys(page: Page) -> None:
    drawn(page)
    page.keyboard.press("?")
    page.get_by_role("dialog").wait_for()


def table(page: Page) -> None:
    drawn(page)
    page.keyboard.press("t")
    page.get_by_test_id("table-row").first.wait_for()


def panel(section: str, more: str = "") -> Callable[[Page], None]:
    """The run panel of the first run, opened at a section."""

    def reach(page: Page) -> None:
        drawn(page)
        page.goto(page.url.partition("#")[0] + f"#run=base&section={section}{more}")
        page.reload()
        page.locator(f"#run-section-{section}[aria-selected=true]").wait_for()

    return reach


def tree(page: Page) -> None:
    table(page)
    page.get_by_role("button", name="Tree", exact=True).or_(page.get_by_role("button", name="树")).click()
    page.get_by_test_id("table-group").first.wait_for()


def completion(page: Page) -> None:
    drawn(page)
    page.keyboard.press("t")
    page.locator("#table-filter").press_sequentially("lr < 0.01 and s")
    page.get_by_test_id("run-table").get_by_role("option").first.wait_for()


def hparams(page: Page) -> None:
    drawn(page)
    page.get_by_role("tab").nth(1).click()
    page.get_by_test_id("parallel").wait_for()


def groups(page: Page) -> None:
    drawn(page)
    page.keyboard.press("g")
    page.get_by_test_id("group-options").get_by_role("button").nth(1).click()
    page.get_by_test_id("group-row").first.wait_for()


def scatter(page: Page) -> None:
    drawn(page)
    page.locator(".toolbar button:has(.lucide-chart-scatter)").click()
    page.locator("[data-testid=scatter-card][data-state=ready]").wait_for()


def fails(page: Page) -> None:
    page.get_by_test_id("failed").wait_for()


STATES: dict[str, tuple[str, Callable[[Page], None]]] = {
    "empty": ("empty", nothing),
    "error": ("one", fails),
    "one-run": ("one", drawn),
    "sweep": ("sweep", drawn),
    "hovered": ("sweep", hovered),
    "zoomed": ("sweep", zoomed),
    "smoothed": ("sweep", smoothed),
    "exports": ("sweep", exports),
    "keys": ("sweep", keys),
    "table": ("sweep", table),
    "table-tree": ("sweep", tree),
    "completion": ("sweep", completion),
    "panel": ("described", panel("overview")),
    "panel-configuration": ("described", panel("configuration")),
    "panel-diff": ("described", panel("configuration", "&against=deeper,sweep/wide")),
    "panel-system": ("described", panel("system")),
    "hparams": ("sweep", hparams),
    "groups": ("sweep", groups),
    "scatter": ("sweep", scatter),
    "thousand": ("thousand", drawn),
    "thousand-table": ("thousand", table),
}


def main() -> None:
    out = Path(sys.argv[1])
    out.mkdir(parents=True, exist_ok=True)
    states = {name: STATES[name] for name in sys.argv[2:] or STATES}
    with tempfile.TemporaryDirectory() as directory, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        boards = {name: Served(name, Path(directory) / name) for name in {log for log, _ in states.values()}}
        for name, (log, reach) in states.items():
            plain = [("light", "1280", "en"), ("dark", "1280", "en")]
            for theme, size, language in (*plain, *MORE):
                width, height = SIZES[size]
                context = browser.new_context(
                    viewport={"width": width, "height": height},
                    color_scheme=theme,
                    locale={"en": "en", "zh": "zh-CN"}[language],
                    has_touch=size == "phone",
                )
                page = context.new_page()
                if name == "error":
                    page.route(
                        "**/api/runs*", lambda route: route.fulfill(status=500, body='{"error": "The disk is gone."}')
                    )
                page.goto(boards[log].url)
                picture = out / f"{name}-{theme}-{size}-{language}.png"
                try:
                    page.set_default_timeout(10_000)
                    reach(page)
                    page.wait_for_timeout(500)
                except Exception as error:
                    print(f"{picture.name}: {str(error).splitlines()[0]}", file=sys.stderr)
                page.screenshot(path=picture)
                context.close()
        for board in boards.values():
            board.process.terminate()
            board.process.wait()
        browser.close()


class Served:
    """A board over a log of its own."""

    def __init__(self, kind: str, logdir: Path) -> None:
        if kind == "one":
            logs.sweep(logdir, 1, steps=400)
        elif kind == "described":
            logs.described(logdir)
        elif kind != "empty":
            logs.sweep(logdir, {"sweep": 20, "thousand": 1_000}[kind])
        line = [sys.executable, "-u", "-m", "runchart", str(logdir), "--port", "0"]
        self.process = subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        assert self.process.stdout
        self.url = next(line.strip() for line in self.process.stdout if "http://" in line)


if __name__ == "__main__":
    main()
