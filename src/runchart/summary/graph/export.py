"""A torch model's graph by `torch.export`, for what `torch.jit.trace` cannot follow: dicts, None and numbers that go in or out."""

from __future__ import annotations

import importlib
import io
import sys
from contextlib import redirect_stderr
from typing import Any

from runchart.summary.graph.call import Call, evaluating
from runchart.summary.graph.node import Labels, Node, Shape
from runchart.summary.graph.tree import scopes


def exported(model: Any, call: Call, verbose: bool) -> list[Node]:
    """The nodes of the model as it runs with these arguments."""
    with evaluating(model), redirect_stderr(io.StringIO()):  # where it fails, it prints what it had so far
        program = importlib.import_module("torch.export").export(model, call.arguments, call.keywords, strict=False)
    if verbose:
        print(program)
    return Export(model, program).nodes()


class Export:
    """One exported program on its way to nodes."""

    def __init__(self, model: Any, program: Any) -> None:
        self.program = program
        self.scopes = scopes(model)
        signature = program.graph_signature
        self.tensors = {
            **signature.inputs_to_parameters,
            **signature.inputs_to_buffers,
            **signature.inputs_to_lifted_tensor_constants,
        }
        self.labels = Labels()
        self.names: dict[Any, str] = {}

    def nodes(self) -> list[Node]:
        out = []
        for item in self.program.graph.nodes:
            if item.op == "output":
                out += self.outputs(item)
            elif item.users or item.op != "placeholder":
                out.append(self.node(item))
        return out

    def node(self, item: Any) -> Node:
        name, kind = self.place(item)
        self.names[item] = self.labels.take(name)
        inputs = [self.names[source] for source in item.all_input_nodes if source in self.names]
        return Node(self.names[item], kind, inputs, shapes_of(item), constants(item) if item.args else "")

    def place(self, item: Any) -> tuple[str, str]:
        """The name, with its scope, and the kind of a node."""
        if item.op != "placeholder":
            return f"{self.scope(item)}/{item.name}", kind_of(item.target)
        path = self.tensors.get(item.name)
        if path is None:
            return f"input/{item.name}", "IO Node"
        owner, _, name = path.rpartition(".")
        return f"{self.scopes.get(owner, self.scopes[''])}/{name}", "Parameter"

    def scope(self, item: Any) -> str:
        """The modules that were entered, outermost first."""
        stack = (item.meta.get("nn_module_stack") or {}).values()
        return self.scopes.get(next(reversed([path.split("@")[0] for path, _ in stack]), ""), self.scopes[""])

    def outputs(self, item: Any) -> list[Node]:
        by_name = {source.name: source for source in item.all_input_nodes}
        sources = [by_name[name] for name in self.program.graph_signature.user_outputs if name in by_name]
        return [
            Node(f"output/output.{number}", "IO Node", [self.names[source]], shapes_of(source))
            for number, source in enumerate(sources, 1)
        ]


def kind_of(target: Any) -> str:
    """``aten::linear`` for torch's operations, the function's name for others."""
    schema = getattr(target, "_schema", None)
    return str(schema.name if schema is not None else getattr(target, "__name__", target))


def constants(item: Any) -> str:
    """The arguments that are no nodes, for reading."""
    words = [str(argument) for argument in item.args if not hasattr(argument, "users")]
    words += [f"{key}={argument}" for key, argument in item.kwargs.items() if not hasattr(argument, "users")]
    return ", ".join(words).replace("'", " ")


def shapes_of(item: Any) -> list[Shape] | None:
    value = item.meta.get("val")
    tensor = sys.modules["torch"].Tensor
    values = list(value) if isinstance(value, (list, tuple)) else [value]
    if not values or not all(isinstance(one, tensor) for one in values):
        return None
    return [tuple(size if isinstance(size, int) else -1 for size in one.shape) for one in values]
