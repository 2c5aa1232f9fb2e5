"""A page in a headless Chromium, and what its own performance entries say. Wraps Playwright."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Page, sync_playwright

CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--enable-precise-memory-info"]
PATIENCE_MS = 120_000

# Observed from the first moment on; what a card says of itself is in its attributes.
OBSERVE = """
window.seen = {long: [], events: [], firstChart: null, firstScreen: null};
new PerformanceObserver(list => {
  for (const entry of list.getEntries()) seen.long.push({start: entry.startTime, ms: entry.duration});
}).observe({type: 'longtask', buffered: true});
new PerformanceObserver(list => {
  for (const entry of list.getEntries()) seen.events.push({name: entry.name, ms: entry.duration});
}).observe({type: 'event', durationThreshold: 16, buffered: true});
new MutationObserver(() => {
  if (seen.firstScreen !== null) return;
  const cards = [...document.querySelectorAll('[data-testid=card]')];
  const visible = cards.filter(card => card.getBoundingClientRect().top < innerHeight);
  const isDrawn = card => card.dataset.state === 'ready' && card.querySelector('canvas');
  if (seen.firstChart === null && visible.some(isDrawn)) seen.firstChart = performance.now();
  if (visible.length > 0 && visible.every(isDrawn)) seen.firstScreen = performance.now();
}).observe(document, {subtree: true, childList: true, attributes: true, attributeFilter: ['data-state']});
"""
TRANSFERRED = """until => [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
  .filter(entry => entry.responseEnd <= until)
  .map(entry => [entry.name.includes('/api/'), entry.transferSize])"""
TWO_FRAMES = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"


@contextmanager
def chromium() -> Iterator[Any]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@contextmanager
def opened(browser: Any, url: str, *, width: int = 1280, height: int = 900, ours: bool = True) -> Iterator[Page]:
    """A page with an empty cache; ours once every card on the screen is drawn."""
    context = browser.new_context(viewport={"width": width, "height": height})
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.add_init_script(OBSERVE)
    page.goto(url)
    if ours:
        page.wait_for_function("() => seen.firstScreen !== null")
        page.evaluate(TWO_FRAMES)
    yield page
    context.close()


def transferred(page: Page, until: float) -> tuple[int, int]:
    """Bytes that had come by then: of data, and of all."""
    entries = page.evaluate(TRANSFERRED, until)
    return sum(size for data, size in entries if data), sum(size for _, size in entries)


def longest_task(page: Page, since: float = 0) -> float:
    """Milliseconds of the longest task that began after `since`; 0 where none took 50 ms."""
    page.evaluate(TWO_FRAMES)
    found: float = page.evaluate(
        "since => Math.max(0, ...seen.long.filter(task => task.start >= since).map(task => task.ms))", since
    )
    return found


def now(page: Page) -> float:
    found: float = page.evaluate("performance.now()")
    return found


def heap_mb(page: Page) -> float:
    """What is in use after a collection of garbage."""
    session = page.context.new_cdp_session(page)
    session.send("HeapProfiler.collectGarbage")
    used: float = session.send("Runtime.getHeapUsage")["usedSize"] / 1e6
    session.detach()
    return used
