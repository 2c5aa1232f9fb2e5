"""The configuration of TensorBoard's projector, ``projector_config.pbtxt``: protobuf's text format, read only as far as it
takes to put one entry in the place of another and keep all else as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

FILE = "projector_config.pbtxt"

TOKEN = re.compile(r"""#[^\n]*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|[\w.+-]+|\S""")


@dataclass(frozen=True)
class Entry:
    """One embedding: the files that hold it, below the directory of the configuration."""

    name: str
    shape: tuple[int, int]
    tensors: str
    metadata: str | None = None
    sprite: str | None = None
    thumbnail: int = 0

    def __str__(self) -> str:
        lines = [f"tensor_name: {quoted(self.name)}"]
        lines += [f"tensor_shape: {size}" for size in self.shape]
        lines.append(f"tensor_path: {quoted(self.tensors)}")
        if self.metadata is not None:
            lines.append(f"metadata_path: {quoted(self.metadata)}")
        if self.sprite is not None:
            size = f"    single_image_dim: {self.thumbnail}\n"
            lines.append(f"sprite {{\n    image_path: {quoted(self.sprite)}\n{size}{size}  }}")
        return "embeddings {\n" + "".join(f"  {line}\n" for line in lines) + "}\n"


def merged(config: str, entry: Entry) -> str:
    """The configuration with `entry` instead of those of its name.

    Raises:
        ValueError: `config` is no such text.
    """
    kept, end = "", 0
    for start, stop, name in embeddings(config):
        if name == entry.name:
            kept += config[end:start]
            end = stop + (config[stop : stop + 1] == "\n")
    kept += config[end:]
    return kept + ("\n" if kept and not kept.endswith("\n") else "") + str(entry)


def embeddings(config: str) -> Iterator[tuple[int, int, str]]:
    """Where each entry starts and ends, and its tensor_name."""
    depth, start, name, field = 0, None, "", ""
    for token in TOKEN.finditer(config):
        word = token[0]
        if word in "{<":
            depth += 1
        elif word in "}>":
            depth -= 1
            if depth == 0 and start is not None:
                yield start, token.end(), name
                start = None
        elif depth == 0 and word == "embeddings":
            start, name = token.start(), ""
        elif depth == 1 and word[0] in "\"'" and field == "tensor_name":
            name = unquoted(word)
        if depth < 0 or word in "\"'":
            raise ValueError(f"character {token.start()}: {word} stands alone")
        field = field if word == ":" else word
    if depth:
        raise ValueError("it ends inside an entry")


def quoted(text: str) -> str:
    """A string of protobuf's text format."""
    plain = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + re.sub(r"[\x00-\x1f\x7f]", lambda found: f"\\{ord(found[0]):03o}", plain) + '"'


def unquoted(word: str) -> str:
    """What such a string says; bytes beyond ASCII stand in it as UTF-8, or escaped one by one."""
    return word[1:-1].encode().decode("unicode_escape").encode("latin-1", "replace").decode("utf-8", "replace")
