"""Pictures of runchart's own board, over three learning rates with five seeds each."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page

LOGS = Path(__file__).resolve().parents[2] / "tests" / "browser" / "logs.py"
READY = "[data-testid=card][data-state=ready]"


@contextmanager
def board(folder: Path) -> Iterator[str]:
    """The address of a board over logs that are made for it in `folder`."""
    subprocess.run([sys.executable, str(LOGS), "seeds", str(folder / "logs")], check=True)
    command = [sys.executable, "-u", "-m", "runchart", "logs", "--port", "0"]
    served = subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, text=True)
    try:
        assert served.stdout
        yield next(line.strip() for line in served.stdout if "http://" in line)
    finally:
        served.terminate()
        served.wait()


def whole(page: Page) -> bytes:
    """All runs in all charts. The folder, which has another name each time, is shown as a reader's own would be."""
    page.locator(f"{READY}[data-tag='val/loss']").wait_for()
    page.locator(".logdir bdi").evaluate("shown => { shown.textContent = '/home/ada/logs'; }")
    page.wait_for_timeout(500)
    return page.screenshot(animations="disabled")


def grouped(page: Page) -> bytes:
    """A chart of the mean of each group of seeds, with its band."""
    page.get_by_role("button", name="Group: ").click()
    page.get_by_role("button", name="All but seed").click()
    page.get_by_test_id("group-row").first.wait_for()
    page.keyboard.press("Escape")
    page.get_by_test_id("group-options").wait_for(state="detached")
    page.locator(f"{READY}[data-tag='val/loss']").hover()
    page.keyboard.press("f")
    page.locator("[data-testid=full-screen] [data-state=ready]").wait_for()
    page.wait_for_timeout(1000)
    return page.screenshot(animations="disabled")


BOARD: dict[str, Callable[[Page], bytes]] = {"board": whole, "groups": grouped}
