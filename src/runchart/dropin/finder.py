"""Finds our modules under the names of tensorboardX and torch.utils.tensorboard. Above Python's import system.

`tensorboardX.summary` is `runchart.dropin.tensorboardx.summary` itself, whether or not the real package is installed.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
import warnings
from collections.abc import Iterable, Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.metadata import Distribution, DistributionFinder
from types import ModuleType
from typing import Any

HERE = __name__.rpartition(".")[0]
ANSWERS = {"tensorboardX": f"{HERE}.tensorboardx", "torch.utils.tensorboard": f"{HERE}.torch"}
VERSION = "2.6.5"
"""The tensorboardX whose interface is answered for."""


class Finder(MetaPathFinder, Loader):
    """Stands first in `sys.meta_path`."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        del path, target
        ours = our_name(fullname)
        found = ours and importlib.util.find_spec(ours)
        if not found:
            return None
        is_package = found.submodule_search_locations is not None
        return ModuleSpec(fullname, self, origin=found.origin, is_package=is_package)

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        module = importlib.import_module(str(our_name(spec.name)))
        # The import system is about to write the other name into the module: `exec_module` puts its own back.
        spec.loader_state = module.__spec__
        return module

    def exec_module(self, module: ModuleType) -> None:
        assert module.__spec__ is not None  # noqa: S101 - the import system has just set it
        module.__spec__ = module.__spec__.loader_state

    def find_distributions(self, context: Any = None) -> Iterable[Distribution]:
        """Says that tensorboardX is installed to those who ask `importlib.metadata` (transformers, Lightning)."""
        name = getattr(context, "name", None)
        if name is not None and name.lower() == "tensorboardx" and not really_installed(context):
            yield Answer()


class Answer(Distribution):
    """The metadata of tensorboardX where it is not installed."""

    def read_text(self, filename: str) -> str | None:
        return f"Metadata-Version: 2.1\nName: tensorboardX\nVersion: {VERSION}\n" if filename == "METADATA" else None

    def locate_file(self, path: Any) -> Any:
        return path


FINDER = Finder()
WAITING = "runchart_dropin"
"""The module of what stood there since Python started, where the variable is set."""


def install() -> None:
    """Puts the finder first, once, and takes the place of what was imported before."""
    if FINDER in sys.meta_path:
        return
    sys.meta_path.insert(0, FINDER)
    sys.meta_path[:] = [finder for finder in sys.meta_path if type(finder).__module__ != WAITING]
    early = [name for name in ANSWERS if name in sys.modules]
    for name in early:
        replace(name)
    if early:
        warnings.warn(
            f"{' and '.join(early)} had been imported before runchart.dropin: a module that holds their SummaryWriter "
            "since then goes on with it. Import runchart.dropin first.",
            stacklevel=3,
        )


def replace(name: str) -> None:
    """Takes the modules of the real package `name` out of `sys.modules`; who holds one finds our writers in it."""
    theirs = [sys.modules.pop(key) for key in list(sys.modules) if key == name or key.startswith(f"{name}.")]
    ours = importlib.import_module(name)
    for module in theirs:
        for writer in ("SummaryWriter", "GlobalSummaryWriter"):
            if hasattr(module, writer) and hasattr(ours, writer):
                setattr(module, writer, getattr(ours, writer))


def our_name(fullname: str) -> str | None:
    """The name of our module that answers to `fullname`."""
    for name, ours in ANSWERS.items():
        if fullname == name or fullname.startswith(f"{name}."):
            return ours + fullname[len(name) :]
    return None


def really_installed(context: DistributionFinder.Context) -> bool:
    others = (finder for finder in sys.meta_path if finder is not FINDER and hasattr(finder, "find_distributions"))
    return any(True for finder in others for _ in finder.find_distributions(context))
