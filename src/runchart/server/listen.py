"""A socket to listen on, and uvicorn running on it until it is told to end. Wraps uvicorn."""

from __future__ import annotations

import errno
import os
import socket

from starlette.applications import Starlette
from uvicorn import Config, Server


def listen(host: str, port: int, *, tries: int) -> socket.socket:
    """A listening socket on this port or, if it is taken, on one after it. Raises OSError when there is none."""
    family = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)[0][0]
    for candidate in range(port, port + tries):
        try:
            listening = socket.create_server((host, candidate), family=family, backlog=512)
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
            continue
        # asyncio does this only for sockets that it made; without it every small answer waits 40 ms for the client's ACK.
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return listening
    raise OSError(errno.EADDRINUSE, os.strerror(errno.EADDRINUSE))


class BoardServer(Server):
    """Ends the open streams first, so that Ctrl-C is quick."""

    def __init__(self, app: Starlette) -> None:
        self.app = app
        super().__init__(
            Config(
                app,
                http="h11",
                ws="none",
                lifespan="on",
                log_config=None,
                access_log=False,
                server_header=False,
                proxy_headers=False,
                timeout_keep_alive=75,
                timeout_graceful_shutdown=1,
            )
        )

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self.app.state.live.end()
        await super().shutdown(sockets)


def run(app: Starlette, listening: socket.socket) -> None:
    """Serves until Ctrl-C or SIGTERM."""
    BoardServer(app).run(sockets=[listening])
