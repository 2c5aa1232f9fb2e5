"""`runchart logs`: the board over a logdir. Starts the reader, then the server, and says in the terminal where it is.

The reader's threads load while Python imports the server: that order is most of what makes the start quick.
"""

from __future__ import annotations

import os
import secrets
import sys
import time
from argparse import Namespace
from collections.abc import Sequence
from typing import TYPE_CHECKING

from runchart._core import Reader, __version__
from runchart.logdirs import Logdirs, logdirs

from .flags import parse
from .wrong_use import WrongUseError

if TYPE_CHECKING:
    import socket

USUAL = ("runs", "logs")
DEFAULT_PORT = 6006
PORTS_TRIED = 100
ADVICE = "Give a free --port, or leave it out to get the next free one; --host must be an address of this machine."


def main(arguments: Sequence[str]) -> int:
    """Serves until Ctrl-C. Returns the exit status."""
    flags = parse(arguments)
    given = _logdirs(flags.directories)
    try:
        return _serve(flags, given)
    except KeyboardInterrupt:
        return 0


def _logdirs(arguments: Sequence[str]) -> Logdirs:
    """The directories that the command line names; without any, the first of the usual ones that is there."""
    named = list(arguments) or [*filter(os.path.isdir, USUAL)][:1]
    if not named:
        raise WrongUseError("no logdir was given, and there is no runs/ or logs/ here. Say which: runchart LOGDIR")
    try:
        return logdirs(named)
    except (OSError, ValueError) as error:
        raise WrongUseError(str(error)) from None


def _serve(flags: Namespace, given: Logdirs) -> int:
    started = time.monotonic()
    interval = flags.reload_interval or 0.0
    reader = Reader(given.given, follow=flags.reload_interval != 0, interval=interval)
    try:
        from runchart.server.app import create_app
        from runchart.server.listen import run
        from runchart.server.security import is_loopback

        from .announce import Announcement, address_lines

        try:
            listening = _listen(flags)
        except OSError as error:
            return _complain(f"{error.strerror or error}: {flags.host}, port {flags.port or DEFAULT_PORT}. {ADVICE}")
        token = None if is_loopback(flags.host) else secrets.token_urlsafe(18)
        app = create_app(
            reader,
            given.shown,
            version=__version__,
            path_prefix=flags.path_prefix,
            token=token,
            allowed_hosts=flags.allowed_host,
            directory_of=given.directory_of,
        )
        ssh = os.environ.get("SSH_CONNECTION", "")
        with Announcement(
            reader, given, started, address_lines(listening.getsockname(), flags.path_prefix, token, ssh)
        ):
            run(app, listening)
    finally:
        reader.close()
    return 0


def _listen(flags: Namespace) -> socket.socket:
    from runchart.server.listen import listen

    if flags.port is not None:
        return listen(flags.host, flags.port, tries=1)
    listening = listen(flags.host, DEFAULT_PORT, tries=PORTS_TRIED)
    port = listening.getsockname()[1]
    if port != DEFAULT_PORT:
        print(f"Port {DEFAULT_PORT} is taken, using {port}.", flush=True)
    return listening


def _complain(sentence: str) -> int:
    print(f"runchart: {sentence}", file=sys.stderr)
    return 2
