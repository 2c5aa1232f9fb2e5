"""How far a command is, in one line that is written anew; only on a terminal."""

from __future__ import annotations

import sys
import time
from types import TracebackType

from .announce import CLEAR_LINE, REFRESH_SECONDS

WIDTH = 30


class Progress:
    """A bar on stderr while the context lasts; nothing where stderr is no terminal, or stdout is the same one."""

    def __init__(self, noun: str, total: int, *, shown: bool = True) -> None:
        self.noun = noun
        self.total = total
        self.done = 0
        self._shown = shown and sys.stderr.isatty()
        self._written = 0.0

    def add(self, count: int) -> None:
        """Says that so many more are done."""
        self.done += count
        now = time.monotonic()
        if self._shown and now - self._written >= REFRESH_SECONDS:
            self._written = now
            print(f"{CLEAR_LINE}{self._line()}", end="", file=sys.stderr, flush=True)

    def __enter__(self) -> Progress:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._shown:
            print(CLEAR_LINE, end="", file=sys.stderr, flush=True)

    def _line(self) -> str:
        share = min(1.0, self.done / self.total) if self.total else 1.0
        filled = int(share * WIDTH)
        return f"[{'#' * filled}{'.' * (WIDTH - filled)}] {share:4.0%}  {self.done:,} of {self.total:,} {self.noun}"
