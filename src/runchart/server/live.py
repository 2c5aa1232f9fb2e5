"""What changed, carried to whoever waits for it: server-sent events, long polls, polls. Wraps the reader's `wait`.

One thread waits on the reader and wakes the event loop; each stream then asks the board what changed after its cursor.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import suppress
from threading import Event, Thread
from typing import Any

from starlette.concurrency import run_in_threadpool

from .answer import encode
from .board import Board, Cursor

COMMENT_SECONDS = 15.0
# A stream sends at most 20 events a second and, over time, at most this many bytes a second.
LEAST_PAUSE = 0.05
BYTES_PER_SECOND = 2_000_000

# How often files that other boards may have changed are looked at.
STORED_SECONDS = 1.0

STREAM_HEADERS = {"cache-control": "no-store, no-transform", "x-accel-buffering": "no"}


class Live:
    """Tells its waiters that the reader has read something."""

    def __init__(self, board: Board) -> None:
        self.board = board
        self.version = 0
        self._closed = Event()
        self._woken = asyncio.Event()
        self._thread: Thread | None = None

    @property
    def closed(self) -> bool:
        return self._closed.is_set()

    def start(self) -> None:
        """Begins to watch the reader. Called inside the event loop that is to be woken."""
        loop = asyncio.get_running_loop()
        self._thread = Thread(target=self._watch, args=(loop,), name="runchart-live", daemon=True)
        self._thread.start()

    def wake(self) -> None:
        """Tells at once that something was stored. Called inside the event loop."""
        self._wake()

    def end(self) -> None:
        """Ends all streams and waits. Called inside the event loop; they send what they have and stop."""
        self._closed.set()
        self._wake()

    def join(self) -> None:
        """Waits for the watching thread: it must not sit in the reader when the interpreter goes."""
        self._closed.set()
        if self._thread is not None:
            self._thread.join()

    async def changed(self, seen: int, timeout: float) -> bool:
        """Waits until `version` is past `seen`, or it ends, or the time has gone; whether there is something new."""
        if self.version == seen and not self.closed:
            with suppress(asyncio.TimeoutError):
                await asyncio.wait_for(self._woken.wait(), timeout)
        return self.version != seen and not self.closed

    def _watch(self, loop: asyncio.AbstractEventLoop) -> None:
        reader = self.board.reader
        last: tuple[int, str, dict[str, int]] = (-1, "", {})
        stored, looked = self.board.storage.versions(), 0.0
        while not self._closed.is_set():
            seq = reader.wait(last[0], 0.2) if last[0] >= 0 else reader.seq()
            if time.monotonic() - looked > STORED_SECONDS:
                stored, looked = self.board.storage.versions(), time.monotonic()
            now = (seq, reader.progress()["state"], stored)
            if now != last:
                last = now
                try:
                    loop.call_soon_threadsafe(self._wake)
                except RuntimeError:  # the loop has closed
                    return
                self._closed.wait(0.01)

    def _wake(self) -> None:
        self.version += 1
        self._woken.set()
        self._woken = asyncio.Event()


async def long_poll(live: Live, since: Cursor, wait: float) -> dict[str, Any]:
    """What changed, when something has or after `wait` seconds."""
    seen = live.version
    board = live.board
    if wait > 0 and since == Cursor(board.boot, board.reader.seq()):
        await live.changed(seen, wait)
    return await run_in_threadpool(board.changes, since)


async def stream(live: Live, since: Cursor) -> AsyncIterator[bytes]:
    """Server-sent events: a comment at once and every 15 s, and an event for what changed."""
    yield b"retry: 1000\n: changes\n\n"
    sent = (since, "following", live.board.storage.versions())
    seen = live.version
    while not live.closed:
        since, state, stored, event = await run_in_threadpool(_event, live.board, since)
        if (since, state, stored) != sent:
            sent = (since, state, stored)
            yield event
            await pause(live, max(LEAST_PAUSE, len(event) / BYTES_PER_SECOND))
        while not await live.changed(seen, COMMENT_SECONDS) and not live.closed:
            yield b": nothing new\n\n"
        seen = live.version


def _event(board: Board, since: Cursor) -> tuple[Cursor, str, dict[str, int], bytes]:
    data = board.changes(since)
    now = Cursor(data["boot"], data["seq"])
    return now, data["progress"]["state"], data["stored"], b"id: %s\ndata: %s\n\n" % (str(now).encode(), encode(data))


async def pause(live: Live, seconds: float) -> None:
    """Lets changes gather, so that a busy logdir does not flood its readers."""
    loop = asyncio.get_running_loop()
    until = loop.time() + seconds
    while not live.closed and (left := until - loop.time()) > 0:
        await asyncio.sleep(min(left, 0.1))
