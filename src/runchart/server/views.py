"""Saved views: what the page's address says after #, kept under a name beside the logdir, and the one that opens first.

Wraps storage: the document `views.json`. An automatic view stands for an address that would be too long to pass on.
"""

from __future__ import annotations

import json
import time
from typing import Any

from .parameters import BadRequestError, object_of
from .storage import Content, Storage

MOST_VIEWS = 1_000
MOST_AUTOMATIC = 200
"""The oldest make room for new ones."""
LONGEST_NAME = 200
LONGEST_FRAGMENT = 262_144

FIELDS = {"fragment", "automatic", "saved"}
EXAMPLE = {"views": {"losses": {"fragment": "y=log&show=a"}}, "default": "losses"}


class Views:
    """The saved views of one logdir."""

    def __init__(self, storage: Storage) -> None:
        self._document = storage.document("views")

    def all(self) -> dict[str, Any]:
        """The version, the views that people named, and the name of the default. Raises StorageError."""
        version = self._document.version()
        content = self._document.read()
        named = {name: view for name, view in _views(content).items() if not view.get("automatic")}
        return {"version": version, "views": named, "default": _default(content)}

    def one(self, name: str) -> dict[str, Any]:
        """The same with this view alone, an automatic one too; without any where it is not there."""
        version = self._document.version()
        content = self._document.read()
        views = _views(content)
        return {
            "version": version,
            "views": {name: views[name]} if name in views else {},
            "default": _default(content),
        }

    def change(self, change: dict[str, Any]) -> dict[str, Any]:
        """Stores or takes away single views, and the default where it is named. Says what was there before."""
        before: dict[str, Any] = {}

        def apply(content: Content) -> None:
            views, default = _views(content), _default(content)
            before.update(views={name: views.get(name) for name in change["views"]}, default=default)
            for name, view in change["views"].items():
                views.pop(name, None)
                if view is not None:
                    views[name] = {"saved": round(time.time(), 3), **view}
            _make_room(views)
            content.update(version=1, views=views, default=change.get("default", default))

        self._document.update(apply)
        return {**self.all(), "before": before}


def _views(content: Content) -> dict[str, dict[str, Any]]:
    views = content.get("views")
    if not isinstance(views, dict):
        return {}
    return {
        name: view for name, view in views.items() if isinstance(view, dict) and isinstance(view.get("fragment"), str)
    }


def _default(content: Content) -> str | None:
    """A view that is no longer there is not the default."""
    name = content.get("default")
    return name if isinstance(name, str) and name in _views(content) else None


def _make_room(views: dict[str, dict[str, Any]]) -> None:
    automatic = [name for name, view in views.items() if view.get("automatic")]
    for name in automatic[: max(0, len(automatic) - MOST_AUTOMATIC)]:
        del views[name]
    named = len(views) - min(len(automatic), MOST_AUTOMATIC)
    if named > MOST_VIEWS:
        raise BadRequestError(f"These would be {named} views. At most {MOST_VIEWS} are kept: delete some first.")


def parse_views_change(body: bytes) -> dict[str, Any]:
    """The body of POST /api/views, checked."""
    given = object_of(body, EXAMPLE)
    views = given.setdefault("views", {})
    if not isinstance(views, dict):
        raise BadRequestError('views must be {"name of a view": {"fragment": "..."}}, or null in place of a view.')
    for name, view in views.items():
        if not name.strip() or len(name) > LONGEST_NAME:
            raise BadRequestError(
                f"A view is called {name[:60]!r}. Its name must be text of 1 to {LONGEST_NAME} characters."
            )
        if view is not None:
            _check(name, view)
    default = given.get("default")
    if default is not None and not isinstance(default, str):
        raise BadRequestError(f"default is {json.dumps(default)[:60]}. It must be the name of a view, or null.")
    return given


def _check(name: str, view: Any) -> None:
    if not isinstance(view, dict) or not view.keys() <= FIELDS:
        raise BadRequestError(f"The view {name!r} must be an object with fragment, and perhaps automatic and saved.")
    fragment = view.get("fragment")
    if not isinstance(fragment, str) or len(fragment) > LONGEST_FRAGMENT:
        raise BadRequestError(
            f"fragment of the view {name!r} must be the page's address after #, at most {LONGEST_FRAGMENT} characters."
        )
    if not isinstance(view.get("automatic", False), bool):
        raise BadRequestError(f"automatic of the view {name!r} must be true or false.")
    saved = view.get("saved", 0)
    if isinstance(saved, bool) or not isinstance(saved, (int, float)):
        raise BadRequestError(f"saved of the view {name!r} must be a time in seconds since 1970.")
