"""Graphs of models: the operations, the modules that they belong to and what flows between them, as a GraphDef.

Above `trace`, `export` and `tree`, which are tried in this order, and `node`, which encodes.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from typing import Any

from runchart.summary.given import given
from runchart.summary.graph.call import Call, calls, parameters, runs
from runchart.summary.graph.export import exported
from runchart.summary.graph.node import Node, graph_def
from runchart.summary.graph.trace import traced
from runchart.summary.graph.tree import tree

logger = logging.getLogger("runchart")


def graph(model: Any, input_to_model: Any = None, verbose: bool = False, use_strict_trace: bool = True) -> bytes:
    """The GraphDef of a model.

    Args:
        model: a `torch.nn.Module`, or what `torch.jit` made of one.
        input_to_model: an example of the model's input: a tensor; a tuple or list of the arguments; or a dict, of arguments by
            name or as the one argument. None for a model that takes no input.
        verbose: print the graph.
        use_strict_trace: False lets `torch.jit.trace` follow lists and dicts that change.

    Raises:
        TypeError: `model` is no model.
        ValueError: the model needs an input and there is none; its parameters have no shapes yet (lazy modules).
        RuntimeError: the model itself fails with this input.
    """
    torch = sys.modules.get("torch")
    if torch is None or not isinstance(model, (torch.nn.Module, torch.jit.ScriptFunction)):
        raise TypeError(f"add_graph: model: expected a torch.nn.Module or a torch.jit.ScriptModule, got {given(model)}")
    if any(isinstance(item, torch.nn.parameter.UninitializedTensorMixin) for item in parameters(model)):
        raise ValueError(
            "add_graph: the model has lazy modules without shapes yet: run it once before its graph is logged"
        )
    return graph_def(nodes_of(model, calls(model, input_to_model), bool(use_strict_trace), bool(verbose)))


def nodes_of(model: Any, choices: list[Call], strict: bool, verbose: bool) -> list[Node]:
    """By the first way that works; where none does, the modules alone, and a warning that says why."""
    call = choices[0]
    ways: list[Callable[[], list[Node]]] = [lambda: traced(model, call, strict, verbose)]
    if strict:
        ways.append(lambda: traced(model, call, False, verbose))
    ways.append(lambda: exported(model, call, verbose))
    reasons: list[Exception] = []
    for way in ways:
        try:
            return way()
        except Exception as error:
            reasons.append(error)
        if len(reasons) == 1:
            call = runs(model, choices)
    logger.warning(
        "add_graph: %s runs but cannot be traced, so its graph shows modules and parameters without the operations. "
        "torch.jit.trace: %s. torch.export: %s",
        type(model).__name__,
        sentence(reasons[0]),
        sentence(reasons[-1]),
    )
    return tree(model)


def sentence(error: Exception) -> str:
    """The first line of what an exception says."""
    lines = str(error).strip().splitlines()
    return f"{type(error).__name__}: {lines[0]}" if lines else type(error).__name__
