"""`python -m runchart.dropin train.py args`, and `-m module args`: runs a script whose writers are then runchart's.

The variable is set for the processes that the script starts. Above `finder` and Python's own way of running scripts.
"""

from __future__ import annotations

import os
import runpy
import sys
from types import ModuleType
from typing import NoReturn

import runchart.dropin  # noqa: F401 - installs the finder, also where this file is run by its path

USAGE = """usage: python -m runchart.dropin train.py [arguments]
       python -m runchart.dropin -m module [arguments]
Runs a script; its `tensorboardX` and `torch.utils.tensorboard` are runchart."""


def main(arguments: list[str]) -> None:
    """Runs what `arguments` name as Python itself would."""
    if arguments[:1] in (["-h"], ["--help"]):
        print(USAGE)
        return
    if arguments in ([], ["-m"]):
        refuse("name a script or a module")
    os.environ["RUNCHART_DROPIN"] = "1"
    if arguments[0] == "-m":
        sys.argv = arguments[1:]
        runpy.run_module(arguments[1], run_name="__main__", alter_sys=True)
    else:
        sys.argv = arguments
        run_script(arguments[0])


def run_script(path: str) -> None:
    """Runs a file as the module `__main__`, which stays so to the end: atexit and `multiprocessing` look for it."""
    try:
        with open(path, "rb") as file:
            source = file.read()
    except OSError as error:
        refuse(f"{path}: {error.strerror}")
    path = os.path.abspath(path)
    module = ModuleType("__main__")
    module.__file__ = path
    vars(module)["__builtins__"] = __builtins__
    sys.modules["__main__"] = module
    if not getattr(sys.flags, "safe_path", False):  # Python 3.11 and later
        sys.path[0] = os.path.dirname(path)
    exec(compile(source, path, "exec"), vars(module))  # noqa: S102 - the user's own script


def refuse(reason: str) -> NoReturn:
    print(f"{USAGE}\nrunchart.dropin: {reason}", file=sys.stderr)
    sys.exit(2)


if __name__ == "__main__":
    main(sys.argv[1:])
