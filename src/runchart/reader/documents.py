"""Documents: kinds of runchart's own, JSON in a tensor of strings, as docs/event-files.md has them. Wraps media."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, TypeVar

from .kind import document_about
from .media import Media

if TYPE_CHECKING:
    from runchart._core import Value

NEWEST = 1
"""The newest version of documents that is known."""

EXACT = {"NaN": float("nan"), "Infinity": float("inf"), "-Infinity": float("-inf")}

Item_co = TypeVar("Item_co", covariant=True)


class Documents(Media[Item_co]):
    """Documents of one tag in order of their points."""

    def _decode(self, value: Value) -> Item_co:
        if value["kind"] != "strings":
            raise self._other(value)
        version = document_about(self.metadata).get("version", NEWEST)
        if version > NEWEST:
            raise ValueError(
                f"{self.tag!r} in run {self.run!r} was written by a newer runchart (version {version} of its kind)"
            )
        try:
            head, *rest = value["values"]
            return self._item(json.loads(head), rest)
        except (LookupError, TypeError, ValueError, AttributeError, RecursionError) as error:
            raise ValueError(
                f"{self.tag!r} in run {self.run!r} holds a document that cannot be read: {error!r}"
            ) from error

    def _item(self, document: Any, rest: list[bytes]) -> Item_co:
        """What `document` says; `rest` are the strings after it."""
        raise NotImplementedError


def real(form: float | str) -> float:
    """A float of a document."""
    return EXACT[form] if isinstance(form, str) else float(form)
