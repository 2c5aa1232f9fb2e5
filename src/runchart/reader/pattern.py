"""A pattern selects names of runs and tags: shell style, or a compiled regular expression."""

from __future__ import annotations

import difflib
import fnmatch
import re
from collections.abc import Iterable
from typing import TypeAlias

from .natural import natural

Pattern: TypeAlias = "str | re.Pattern[str]"
"""``"val/*"``, where ``*`` also matches ``/`` and case counts, or ``re.compile("^val/")``, which is searched for."""

Patterns: TypeAlias = "Pattern | Iterable[Pattern]"
"""One pattern, or several of which any may match."""


def matching(names: Iterable[str], patterns: Patterns) -> list[str]:
    """The names that any of the patterns matches, in natural order."""
    given = [patterns] if isinstance(patterns, (str, re.Pattern)) else list(patterns)
    return sorted((name for name in names if any(_matches(name, pattern) for pattern in given)), key=natural)


def nearest(name: str, names: Iterable[str]) -> str:
    """The end of a complaint that there is no `name`: what there is that is spelled nearly so."""
    there = sorted(names)
    near = difflib.get_close_matches(name, there, n=3) or there[:3]
    return f"; there is {', '.join(map(repr, near))}" if near else "; there is none"


def _matches(name: str, pattern: Pattern) -> bool:
    return fnmatch.fnmatchcase(name, pattern) if isinstance(pattern, str) else pattern.search(name) is not None
