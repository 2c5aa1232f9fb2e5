"""A torch model's graph by `torch.jit.trace`: each value is a node, in the scope of the module that made it."""

from __future__ import annotations

import re
import sys
import warnings
from typing import Any

from runchart.summary.graph.call import Call, evaluating
from runchart.summary.graph.node import Node, Shape

ATTRIBUTE = "prim::GetAttr"
LOOP = "prim::Loop"


def traced(model: Any, call: Call, strict: bool, verbose: bool) -> list[Node]:
    """The nodes of the model as it runs with these arguments. A branch that depends on data is shown as it was taken."""
    torch: Any = sys.modules["torch"]
    module = model
    if not isinstance(model, (torch.jit.ScriptModule, torch.jit.ScriptFunction)):
        with evaluating(model), warnings.catch_warnings():
            warnings.filterwarnings("ignore", category=torch.jit.TracerWarning)
            warnings.filterwarnings("ignore", message=r".*`?torch\.jit\.\w+`? is (deprecated|not supported)")
            options = {"strict": strict, "check_trace": False}
            if call.keywords:
                module = torch.jit.trace(model, example_kwarg_inputs=call.keywords, **options)
            else:
                module = torch.jit.trace(model, call.arguments, **options)
    graph = module.inlined_graph
    if verbose:
        print(graph)
    return Trace(module, graph).nodes()


class Trace:
    """One traced graph on its way to nodes."""

    def __init__(self, module: Any, graph: Any) -> None:
        self.graph = graph
        self.labels = {path: f"{name}[{path.rpartition('.')[2]}]" for path, name in module_names(module)}
        self.root = name_of(module)
        self.scripted = not any(item.scopeName() for item in graph.nodes())
        self.tensors = tensors_of(module)
        self.names: dict[str, str] = {}
        """The node that stands for a value, by the value's own name."""
        self.paths: dict[str, str] = {}
        """The module or tensor below ``__module`` that a value is, where it was read from `self`."""

    def nodes(self) -> list[Node]:
        out = []
        for value in self.graph.inputs():
            if value.uses() and not is_object(value):
                out.append(self.node(value, "input", "IO Node"))
        for item in self.graph.nodes():
            out += self.operation(item)
        for number, value in enumerate(self.graph.outputs(), 1):
            out.append(Node(f"output/output.{number}", "IO Node", self.known([value]), shapes_of(value)))
        return out

    def operation(self, item: Any) -> list[Node]:
        """A node for each value that the operation makes; before it, those of the loop or the branches that it is."""
        if item.kind() == ATTRIBUTE:
            return self.attribute(item)
        out: list[Node] = []
        values = list(item.inputs())
        for block in item.blocks():
            out += self.block(block, values[2:] if item.kind() == LOOP else [])
            values += block.outputs()
        scope = "/".join([self.root, *hierarchy(item)]) if self.scripted else self.scope(item.scopeName())
        inputs = list(dict.fromkeys(self.known(values))) if out else self.known(values)
        return out + [self.node(value, scope, item.kind(), inputs, settings(item)) for value in item.outputs()]

    def attribute(self, item: Any) -> list[Node]:
        """A parameter or buffer; a module is a scope and no node."""
        (value,) = item.outputs()
        path = f"{self.paths.get(item.input().debugName(), '__module')}.{item.s('name')}"
        self.paths[value.debugName()] = path
        if is_object(value):
            return []
        tensor = self.tensors.get(path)
        shapes: list[Shape] | None = None if tensor is None else [tuple(tensor.shape)]
        return [self.node(value, self.scope(chain(path)), ATTRIBUTE, [], settings(item), shapes)]

    def block(self, block: Any, carried: list[Any]) -> list[Node]:
        """The nodes of a branch, or of a loop's body, which takes a counter and what is carried from turn to turn."""
        for inner, outer in zip(list(block.inputs())[1:], carried, strict=False):
            if outer.debugName() in self.names:
                self.names[inner.debugName()] = self.names[outer.debugName()]
        return [node for item in block.nodes() for node in self.operation(item)]

    def known(self, values: list[Any]) -> list[str]:
        """The nodes that stand for these values; modules have none."""
        return [self.names[value.debugName()] for value in values if value.debugName() in self.names]

    def scope(self, name: str) -> str:
        """``__module.layers/__module.layers.0`` as ``Net/ModuleList[layers]/Linear[0]``."""
        parts = [self.labels.get(part, part.rpartition(".")[2]) for part in name.split("/") if part]
        return "/".join([self.root, *parts])

    def node(
        self,
        value: Any,
        scope: str,
        kind: str,
        inputs: list[str] | None = None,
        text: str = "",
        shapes: list[Shape] | None = None,
    ) -> Node:
        name = f"{scope}/{value.debugName()}"
        self.names[value.debugName()] = name
        return Node(name, kind, inputs or [], shapes or shapes_of(value), text)


def settings(item: Any) -> str:
    """The attributes of an operation, as torch writes them: quotes would confuse TensorBoard's page."""
    return str({key: getattr(item, item.kindOf(key))(key) for key in item.attributeNames()}).replace("'", " ")


def hierarchy(item: Any) -> list[str]:
    """The modules that scripted code was inlined from: ``seq(Sequential).0(Linear)`` as ``Sequential[seq]``, ``Linear[0]``."""
    parts = re.findall(r"([^.()]+)\(([^()]*)\)", item.getModuleHierarchy())
    return [f"{kind}[{name}]" for name, kind in parts if not name.startswith("UNKNOWN")]


def chain(path: str) -> str:
    """The scope of ``__module.layers.0`` as torch writes scopes: ``__module.layers/__module.layers.0``."""
    parts = path.split(".")
    return "/".join(".".join(parts[:end]) for end in range(2, len(parts) + 1))


def module_names(module: Any) -> list[tuple[str, str]]:
    if not hasattr(module, "named_modules"):
        return []
    return [(path, name_of(item)) for path, item in module.named_modules(prefix="__module")]


def name_of(module: Any) -> str:
    """The name of the class that was traced."""
    return str(getattr(module, "_name", None) or getattr(module, "original_name", None) or "Module")


def tensors_of(module: Any) -> dict[str, Any]:
    """Parameters and buffers by their paths, shared ones under each."""
    if not hasattr(module, "named_parameters"):
        return {}
    options = {"prefix": "__module", "remove_duplicate": False}
    return {**dict(module.named_parameters(**options)), **dict(module.named_buffers(**options))}


def is_object(value: Any) -> bool:
    return bool(value.type().kind() == "ClassType")


def shapes_of(value: Any) -> list[Shape] | None:
    """The shapes of a tensor, or of all tensors of a tuple; None where they are not known."""
    kind = value.type()
    kinds = kind.elements() if kind.kind() == "TupleType" else [kind]
    sizes = [item.sizes() if item.kind() == "TensorType" else None for item in kinds]
    known = [size for size in sizes if size is not None]
    return known if known and len(known) == len(sizes) else None
