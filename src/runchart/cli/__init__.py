"""The runchart command: finds out which command is meant and hands the rest of the line to its file."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module

# Each is a file beside this one, with a function `main`.
COMMANDS = ("serve",)


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command line; what is not the name of a command is meant for `serve`. Returns the exit status."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    command = given.pop(0) if given and given[0] in COMMANDS else "serve"
    status: int = import_module(f"{__name__}.{command}").main(given)
    return status
