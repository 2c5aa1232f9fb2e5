"""What is shown as a page or a figure of its own: HTML, and figures of plotly. Wraps documents."""

from __future__ import annotations

from typing import Any

from .documents import Documents


class Html(Documents[str]):
    """Pages, or parts of them, in order of their points. They are not trusted: show them in a sandbox."""

    kinds = ("html",)

    def _item(self, document: Any, _rest: list[bytes]) -> str:
        page: str = document["html"]
        return page


class Plotly(Documents[dict[str, Any]]):
    """Figures in order of their points, each a dict with ``data`` and perhaps ``layout`` and ``frames``: ``plotly.io.from_json``
    of its JSON, or ``plotly.graph_objects.Figure(figure)``, makes a figure of it."""

    kinds = ("plotly",)

    def _item(self, document: Any, _rest: list[bytes]) -> dict[str, Any]:
        figure: dict[str, Any] = document["figure"]
        return figure
