"""What writers said about tags, in HTML as TensorBoard sends it. Wraps the reader's metadata.

Markdown is sent as the text that it is, in paragraphs: a page that splices it in shows it whole and runs none of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from runchart.reader import Reader

BLANK_LINES = re.compile(r"\n[ \t]*\n\s*")


def names_and_description(reader: Reader, run: int, tag: int, name: str) -> dict[str, str]:
    """The title of a tag, which is the tag where the writer gave none, and what is said about it."""
    said = reader.metadata(run, tag)
    return {"displayName": said["display_name"] or name, "description": paragraphs(said["description"])}


def of_tags(reader: Reader, tags: Iterable[tuple[str, int, int]]) -> dict[str, str]:
    """What is said about each tag, by its name, where anything is: by all its runs, if they differ.

    `tags` are name of the run, its id, and id of the tag.
    """
    names = reader.tags()
    said: dict[str, dict[str, list[str]]] = {}
    for run_name, run, tag in tags:
        if text := reader.metadata(run, tag)["description"]:
            said.setdefault(names[tag], {}).setdefault(text, []).append(run_name)
    return {name: _combined(texts) for name, texts in said.items()}


def paragraphs(text: str) -> str:
    """Text as HTML, a paragraph for each block between blank lines."""
    blocks = filter(None, (block.strip() for block in BLANK_LINES.split(text)))
    return "\n".join(f"<p>{escape(block, quote=False)}</p>" for block in blocks)


def _combined(texts: dict[str, list[str]]) -> str:
    if len(texts) == 1:
        return paragraphs(next(iter(texts)))
    parts = ["<h1>Multiple descriptions</h1>"]
    for text, runs in sorted(texts.items()):
        heading = f"For run{'s' * (len(runs) > 1)}: {', '.join(sorted(runs))}"
        parts += [f"<h2>{escape(heading, quote=False)}</h2>", paragraphs(text)]
    return "\n".join(parts)
