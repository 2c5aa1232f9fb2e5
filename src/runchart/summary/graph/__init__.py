"""Graphs of models: the operations, the modules that they belong to and what flows between them, as a GraphDef.

Above `module` for torch, `jaxpr` for jax, `keras` for Keras, and `node`, which encodes.
"""

from __future__ import annotations

from typing import Any

from runchart.summary.given import given
from runchart.summary.graph.call import calls, first_that_works
from runchart.summary.graph.jaxpr import is_jax, jaxpr
from runchart.summary.graph.keras import is_keras, layers
from runchart.summary.graph.module import is_module, of_module
from runchart.summary.graph.node import graph_def


def graph(model: Any, input_to_model: Any = None, verbose: bool = False, use_strict_trace: bool = True) -> bytes:
    """The GraphDef of a model.

    Args:
        model: a `torch.nn.Module`, what `torch.jit` made of one, a `keras.Model` that is functional or sequential (which needs no
            input), or a function of jax arrays.
        input_to_model: an example of the model's input: a tensor; a tuple or list of the arguments; or a dict, of arguments by
            name or as the one argument. None for a model that takes no input.
        verbose: print the graph.
        use_strict_trace: False lets `torch.jit.trace` follow lists and dicts that change.

    Raises:
        TypeError: `model` is no model.
        ValueError: the model needs an input and there is none; its parameters have no shapes yet (lazy modules).
        RuntimeError: the model itself fails with this input.
    """
    if is_keras(model):
        nodes = layers(model)
    elif is_module(model):
        nodes = of_module(model, calls(model, input_to_model), bool(use_strict_trace), bool(verbose))
    elif is_jax(model, input_to_model):
        choices = calls(model, input_to_model)
        _, nodes = first_that_works(model, choices, lambda call: jaxpr(model, call, bool(verbose)))
    else:
        raise TypeError(
            "add_graph: model: expected a torch.nn.Module, what torch.jit made of one, a keras.Model made of layers, or a "
            f"function with an example of jax arrays, got {given(model)}"
        )
    return graph_def(nodes)
