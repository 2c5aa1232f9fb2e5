"""The tree of a torch model's modules, with its parameters: what is left to show where nothing follows the data."""

from __future__ import annotations

from typing import Any

from runchart.summary.graph.node import Node


def scopes(model: Any) -> dict[str, str]:
    """The scope of each module by its path: ``layers.0`` is in ``Net/ModuleList[layers]/Linear[0]``, as torch names them."""
    found: dict[str, str] = {}
    for path, module in model.named_modules():
        parent, _, name = path.rpartition(".")
        kind = type_name(module)
        found[path] = f"{found[parent]}/{kind}[{name}]" if path else kind
    return found


def type_name(module: Any) -> str:
    """The class's name; of a traced or scripted module the one it had before."""
    return str(getattr(module, "original_name", type(module).__name__))


def tree(model: Any) -> list[Node]:
    """A node for each module and each parameter and buffer of its own, which is its input."""
    nodes = []
    for path, scope in scopes(model).items():
        module = model.get_submodule(path)
        own = [*module.named_parameters(recurse=False), *module.named_buffers(recurse=False)]
        nodes += [Node(f"{scope}/{name}", "Parameter", shapes=[tuple(item.shape)]) for name, item in own]
        count = sum(item.numel() for item in module.parameters())
        nodes.append(Node(scope, type_name(module), [f"{scope}/{name}" for name, _ in own], text=about(module, count)))
    return nodes


def about(module: Any, count: int) -> str:
    """A line such as ``parameters: 1,234; in_features=3, out_features=5, bias=True``."""
    words = " ".join(str(module.extra_repr()).split()) if hasattr(module, "extra_repr") else ""
    return f"parameters: {count:,}" + (f"; {words}" if words else "")
