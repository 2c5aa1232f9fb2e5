"""Text: markdown, shown in the text dashboard."""

from __future__ import annotations

from runchart._core import Draft
from runchart.summary import wire
from runchart.summary.given import given, tag_text, utf8

SUFFIX = "/text_summary"


def text(tag: str, content: str) -> Draft:
    """One text. The tag gets the ending ``/text_summary``, as tensorboardX and torch give it.

    Args:
        tag: name of the series.
        content: markdown, of any length.

    Raises:
        TypeError: `tag` or `content` is no str.
        ValueError: `tag` or `content` holds surrogates.
    """
    tag = tag_text(tag)
    where = f"add_text({tag!r})"
    if not isinstance(content, str):
        raise TypeError(f"{where}: text_string: expected a str, got {given(content)}; str() makes one of most objects")
    return Draft.summary(wire.string(tag + SUFFIX, utf8(content, f"{where}: text_string"), [1], "text"))
