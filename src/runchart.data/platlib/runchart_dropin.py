"""Imports `runchart.dropin` when tensorboardX or torch.utils.tensorboard is first asked for.

`runchart_dropin.pth` imports this, where the variable RUNCHART_DROPIN is set, while Python starts and before it knows all its
paths: nothing else can be imported yet, and a process that logs nothing pays for nothing.
"""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

NAMES = ("tensorboardX", "torch.utils.tensorboard")


class Waiting:
    """In `sys.meta_path` until runchart's finder takes its place, which `runchart.dropin` sees to."""

    def find_spec(self, fullname: str, path: Any = None, target: Any = None) -> Any:
        return self.finder().find_spec(fullname, path, target) if fullname in NAMES else None

    def find_distributions(self, context: Any) -> Any:
        name = getattr(context, "name", None) or ""
        return self.finder().find_distributions(context) if name.lower() == "tensorboardx" else ()

    def finder(self) -> Any:
        import runchart.dropin

        return runchart.dropin.finder.FINDER


sys.meta_path.insert(0, Waiting())
