"""A torch model's graph, by the first way that works: `trace`, then `export`, and the `tree` of its modules at last."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from typing import Any

from runchart.summary.graph.call import Call, evaluating, first_that_works, parameters
from runchart.summary.graph.export import exported
from runchart.summary.graph.node import Node
from runchart.summary.graph.trace import traced
from runchart.summary.graph.tree import tree

logger = logging.getLogger("runchart")


def is_module(model: Any) -> bool:
    """Whether it is a module of torch, or what `torch.jit` made of a module or function."""
    torch: Any = sys.modules.get("torch")
    return torch is not None and isinstance(model, (torch.nn.Module, torch.jit.ScriptFunction))


def of_module(model: Any, choices: list[Call], strict: bool, verbose: bool) -> list[Node]:
    """By the first way that works; where none does, the modules alone, and a warning that says why."""
    model = getattr(model, "_orig_mod", model)  # what torch.compile was given: compiling it once more takes long
    if any(isinstance(item, sys.modules["torch"].nn.parameter.UninitializedTensorMixin) for item in parameters(model)):
        raise ValueError(
            "add_graph: the model has lazy modules without shapes yet: run it once before its graph is logged"
        )

    def run(call: Call) -> None:
        with evaluating(model):
            model(*call.arguments, **call.keywords)

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
            call, _ = first_that_works(model, choices, run)
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
