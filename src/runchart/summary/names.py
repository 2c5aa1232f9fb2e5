"""Where tensorboardX and torch name what they write differently."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Names:
    """The names of one library."""

    clean: bool
    """Whether characters other than letters, digits and ``-/_.`` become ``_`` in tags, and a leading ``/`` goes."""
    mesh: tuple[str, str, str]
    """Endings of the tags of a mesh's vertices, faces and colors."""
    nested_children: bool
    """Whether `add_scalars` makes ``<main_tag>/<key>`` below the run, or ``<main_tag>_<key>`` without other slashes."""

    def tag(self, tag: str) -> str:
        return re.sub(r"[^-/\w.]", "_", tag).lstrip("/") if self.clean else tag

    def child(self, main_tag: str, key: str) -> str:
        """The directory, below the run's, of one line of `add_scalars`."""
        return f"{main_tag}/{key}" if self.nested_children else f"{main_tag.replace('/', '_')}_{key}"


TORCH = Names(clean=False, mesh=("_VERTEX", "_FACE", "_COLOR"), nested_children=False)
TENSORBOARDX = Names(clean=True, mesh=("_1", "_2", "_3"), nested_children=True)
