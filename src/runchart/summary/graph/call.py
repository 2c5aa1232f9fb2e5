"""How a model is called for its graph: with which arguments, and, for torch, in evaluation without a trace left behind."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from runchart.summary.given import given


@dataclass(frozen=True)
class Call:
    """The arguments of one call."""

    arguments: tuple[Any, ...] = ()
    keywords: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        words = [given(item) for item in self.arguments]
        return ", ".join(words + [f"{key}={given(item)}" for key, item in self.keywords.items()]) or "no arguments"


def calls(model: Any, example: Any) -> list[Call]:
    """The ways to call the model with `example`, the likelier first: a tuple or list are the arguments, a dict whose keys are
    names of arguments those by name, and all else is the one argument.

    Raises:
        ValueError: there is no example, and the model needs one.
    """
    if example is None:
        missing = required(model)
        if missing:
            name = type(model).__name__
            raise ValueError(
                f"add_graph: input_to_model is None, but {name}.forward needs {', '.join(missing)}: "
                "give an example, such as one batch"
            )
        return [Call()]
    if isinstance(example, (tuple, list)):
        return [Call(tuple(example))]
    alone = Call((example,))
    if isinstance(example, dict) and binds(model, example):
        return [Call((), dict(example)), alone]
    return [alone]


def signature(model: Any) -> inspect.Signature | None:
    try:
        return inspect.signature(getattr(model, "forward", model))
    except (TypeError, ValueError):
        return None


def required(model: Any) -> list[str]:
    """The arguments of `forward` without a default."""
    found = signature(model)
    if found is None:
        return []
    fixed = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)
    return [
        name
        for name, parameter in found.parameters.items()
        if parameter.kind in fixed and parameter.default is parameter.empty and name != "self"
    ]


def binds(model: Any, keywords: dict[Any, Any]) -> bool:
    """Whether `forward` can be called with these names."""
    found = signature(model)
    if found is None or not all(isinstance(key, str) for key in keywords):
        return False
    try:
        found.bind(**keywords)
    except TypeError:
        return False
    return bool(keywords)


@contextmanager
def evaluating(model: Any) -> Iterator[None]:
    """All modules in evaluation, and each as it was afterwards, also where some were frozen; buffers and torch's random numbers
    are as if nothing had been called. The flags are set one by one: an overridden `train` or `eval` may do more than that."""
    torch = sys.modules["torch"]
    modules = list(model.modules()) if isinstance(model, torch.nn.Module) else []
    were = [module.training for module in modules]
    devices = {item.device.index for item in parameters(model) if item.device.type == "cuda"}
    with torch.random.fork_rng(devices=sorted(devices)), buffers_kept(modules):
        try:
            for module in modules:
                module.training = False
            yield
        finally:
            for module, training in zip(modules, were, strict=True):
                module.training = training


@contextmanager
def buffers_kept(modules: list[Any]) -> Iterator[None]:
    """Puts back the buffers that were replaced or written to, such as a counter of calls. Tensors of inference do not tell."""
    torch = sys.modules["torch"]
    found = [(module, name, buffer) for module in modules for name, buffer in module.named_buffers(recurse=False)]
    told = [(*one, one[2]._version, one[2].clone()) for one in found if not one[2].is_inference()]
    try:
        yield
    finally:
        with torch.no_grad():
            for module, name, buffer, version, before in told:
                if buffer._version != version:
                    buffer.copy_(before)
                if not isinstance(module, torch.jit.ScriptModule):
                    module._buffers[name] = buffer


def parameters(model: Any) -> Iterator[Any]:
    return iter(model.parameters()) if hasattr(model, "parameters") else iter(())


def first_that_works(model: Any, choices: list[Call], attempt: Callable[[Call], Any]) -> tuple[Call, Any]:
    """The first call with which the attempt succeeds, and what comes of it.

    Raises:
        RuntimeError: none does.
    """
    first: Exception | None = None
    for call in choices:
        try:
            return call, attempt(call)
        except Exception as error:
            first = first or error
    name = getattr(model, "__name__", type(model).__name__)
    raise RuntimeError(
        f"add_graph: {name} fails with the input_to_model that was given ({choices[0]}): "
        f"{type(first).__name__}: {first}; give an example with which the model runs"
    ) from first
