"""The graph of a jax function, from its jaxpr: each equation is a node, in the scopes that `jax.named_scope` and flax open."""

from __future__ import annotations

import sys
from typing import Any

from runchart.summary.graph.call import Call, signature
from runchart.summary.graph.node import Labels, Node, Shape

LONGEST = 200
"""Longer settings of an equation are left out."""


def is_jax(model: Any, example: Any) -> bool:
    """Whether it is a function whose example holds arrays of jax."""
    jax: Any = sys.modules.get("jax")
    if jax is None or not callable(model) or isinstance(model, type):
        return False
    return any(isinstance(leaf, jax.Array) for leaf in jax.tree_util.tree_leaves(example))


def jaxpr(function: Any, call: Call, verbose: bool) -> list[Node]:
    """The nodes of the function for these arguments. Nothing is computed."""
    jax: Any = sys.modules["jax"]
    found = jax.make_jaxpr(function)(*call.arguments, **call.keywords)
    if verbose:
        print(found)
    return Jaxpr(getattr(function, "__name__", type(function).__name__)).nodes(found, input_names(function, call, jax))


class Jaxpr:
    """One jaxpr on its way to nodes."""

    def __init__(self, root: str) -> None:
        self.root = root.strip("<>")
        self.labels = Labels()
        self.names: dict[Any, str] = {}
        """The node, and the number of its output, that makes a variable."""
        self.out: list[Node] = []

    def nodes(self, closed: Any, inputs: list[str]) -> list[Node]:
        for variable, name in zip(closed.jaxpr.invars, inputs, strict=True):
            self.source(variable, f"input/{name}", "IO Node")
        self.equations(closed, self.root)
        for number, variable in enumerate(closed.jaxpr.outvars, 1):
            self.out.append(Node(f"output/output.{number}", "IO Node", self.inputs([variable]), [sizes(variable)]))
        return self.out

    def equations(self, closed: Any, scope: str) -> None:
        for variable in closed.jaxpr.constvars:
            self.source(variable, f"{scope}/constant", "Constant")
        for equation in closed.jaxpr.eqns:
            here = f"{scope}/{equation.source_info.name_stack}"
            inner = called(equation)
            if inner is None:
                self.operation(equation, here)
                continue
            for variable, outer in zip(inner.jaxpr.invars, equation.invars, strict=True):
                self.rename(variable, outer)
            name = equation.params.get("name", "")
            self.equations(inner, here if name == scope else f"{here}/{name}")
            for outer, variable in zip(equation.outvars, inner.jaxpr.outvars, strict=True):
                self.rename(outer, variable)

    def operation(self, equation: Any, scope: str) -> None:
        name = self.labels.take(f"{scope}/{equation.primitive.name}")
        for number, variable in enumerate(equation.outvars):
            self.names[variable] = f"{name}:{number}" if number else name
        shapes = [sizes(variable) for variable in equation.outvars]
        settings = {key: str(value) for key, value in equation.params.items() if value is not None}
        text = ", ".join(f"{key}: {value}" for key, value in settings.items() if len(value) <= LONGEST)
        self.out.append(Node(name, equation.primitive.name, self.inputs(equation.invars), shapes, text))

    def inputs(self, variables: list[Any]) -> list[str]:
        return [self.names[one] for one in variables if not is_literal(one) and one in self.names]

    def source(self, variable: Any, name: str, kind: str) -> None:
        self.names[variable] = self.labels.take(name)
        self.out.append(Node(self.names[variable], kind, [], [sizes(variable)], str(variable.aval.dtype)))

    def rename(self, variable: Any, same: Any) -> None:
        """`variable` is what `same` is, outside or inside of a call."""
        if not is_literal(same) and same in self.names:
            self.names[variable] = self.names[same]


def is_literal(variable: Any) -> bool:
    """Whether it is a number that stands in the equation."""
    return hasattr(variable, "val")


def called(equation: Any) -> Any | None:
    """The jaxpr of a call such as that of a jitted function; None where the equation is one operation, or a loop or branch."""
    inner = equation.params.get("jaxpr", equation.params.get("call_jaxpr"))
    if not hasattr(inner, "jaxpr") or equation.primitive.name in ("scan", "while", "cond"):
        return None
    same = len(inner.jaxpr.invars) == len(equation.invars) and len(inner.jaxpr.outvars) == len(equation.outvars)
    return inner if same else None


def sizes(variable: Any) -> Shape:
    return [size if isinstance(size, int) else -1 for size in getattr(variable.aval, "shape", ())]


def input_names(function: Any, call: Call, jax: Any) -> list[str]:
    """A name for each array of the arguments, such as ``params/Dense_0/kernel``."""
    found = signature(function)
    names = list(found.parameters) if found is not None else []
    names += [f"argument_{number}" for number in range(len(names), len(call.arguments))]
    out = []
    for tree in [*zip(names, call.arguments, strict=False), *sorted(call.keywords.items())]:
        for path, _ in jax.tree_util.tree_flatten_with_path(tree[1])[0]:
            parts = [str(getattr(key, "key", getattr(key, "idx", getattr(key, "name", key)))) for key in path]
            out.append("/".join([tree[0], *parts]))
    return out
