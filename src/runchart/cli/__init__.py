"""The runchart command: finds out which command is meant and hands the rest of the line to its file."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib import import_module

from .wrong_use import WrongUseError

# Each is a file beside this one, with a function `main`.
COMMANDS = ("serve", "ls", "cat", "export", "check")


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command line; what is not the name of a command is meant for `serve`. Returns the exit status."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    command = given.pop(0) if given and given[0] in COMMANDS else "serve"
    try:
        status: int = import_module(f"{__name__}.{command}").main(given)
        sys.stdout.flush()
    except WrongUseError as error:
        print(f"runchart: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        # Who read the output has seen enough (`| head`). The interpreter must not find that out again at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return 130
    return status
