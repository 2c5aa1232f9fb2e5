"""Text of one tag. Wraps media."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from .media import Media

if TYPE_CHECKING:
    from runchart._core import Value


class Text(Media["str | NDArray[np.object_]"]):
    """Texts in order of their points: a str each, or an array of str where a tensor of several was logged."""

    kinds = ("text",)

    def _decode(self, value: Value) -> str | NDArray[np.object_]:
        if value["kind"] != "strings":
            raise self._other(value)
        texts: list[str] = [text.decode("utf-8", "replace") for text in value["values"]]
        if not value["shape"]:
            return texts[0]
        return np.array(texts, dtype=object).reshape(value["shape"])
