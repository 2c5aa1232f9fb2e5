"""`python -m runchart.dropin train.py args`, and `-m module args`: runs a script whose writers are then runchart's.

The variable is set for the processes that the script starts. Above `finder` and Python's own way of running scripts.
"""

from __future__ import annotations

import os
import runpy
import sys
from types import ModuleType

from runchart.dropin import finder

USAGE = "usage: python -m runchart.dropin [-m] train.py|module [arguments]"


def main(arguments: list[str]) -> None:
    """Runs what `arguments` name as Python itself would."""
    finder.install()
    if not arguments or arguments[0] in ("-h", "--help") or arguments == ["-m"]:
        sys.exit(f"{USAGE}\n{__doc__}" if arguments[:1] != ["-m"] else USAGE)
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
            code = compile(file.read(), path, "exec")
    except OSError as error:
        sys.exit(f"{USAGE}\nrunchart.dropin: {path}: {error.strerror}")
    module = ModuleType("__main__")
    module.__file__ = path
    vars(module)["__builtins__"] = __builtins__
    sys.modules["__main__"] = module
    sys.path[0] = os.path.dirname(os.path.abspath(path))
    exec(code, vars(module))  # noqa: S102 - the user's own script


if __name__ == "__main__":
    main(sys.argv[1:])
