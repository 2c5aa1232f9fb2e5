"""Somebody who uses the page with the mouse and keys, and whose actions are counted. Reading costs nothing."""

from __future__ import annotations

from playwright.sync_api import Locator, Page


class Actor:
    """An action is a click, a hover, a drag, or one text typed into one field that has the focus or is clicked for it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.actions = 0

    def click(self, target: Locator) -> None:
        self.actions += 1
        target.click()

    def hover(self, target: Locator, **position: float) -> None:
        self.actions += 1
        target.hover(position={"x": position["x"], "y": position["y"]} if position else None)

    def type(self, target: Locator, text: str) -> None:
        self.actions += 1
        target.click()
        target.fill(text)
        target.press("Enter")

    def press(self, keys: str) -> None:
        self.actions += 1
        self.page.keyboard.press(keys)

    def drag(self, source: Locator, target: Locator) -> None:
        self.actions += 1
        source.drag_to(target)
