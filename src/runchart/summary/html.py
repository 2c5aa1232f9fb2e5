"""HTML: a document that the page shows in a frame without scripts' access to the page, and without network."""

from __future__ import annotations

from runchart._core import Draft
from runchart.summary.document import document
from runchart.summary.given import given, tag_text


def html(tag: str, content: str) -> Draft:
    """One HTML document, or a part of one.

    Args:
        tag: name of the series.
        content: HTML, of any length. What it needs (styles, scripts, pictures as ``data:`` URLs) has to be inside.

    Raises:
        TypeError: `tag` or `content` is no str.
        ValueError: `tag` or `content` holds surrogates.
    """
    tag = tag_text(tag)
    where = f"add_html({tag!r}): html"
    if not isinstance(content, str):
        raise TypeError(
            f"{where}: expected a str of HTML, got {given(content)}; read a file with Path(...).read_text()"
        )
    return document(tag, "html", {"html": content}, where)
