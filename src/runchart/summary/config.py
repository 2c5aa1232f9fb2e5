"""Configuration: what a run was started with. Summaries with a fixed tag, which readers merge in the order of the file."""

from __future__ import annotations

import dataclasses
import math
import sys
from argparse import Namespace
from collections.abc import Mapping
from typing import Any

from runchart._core import Draft
from runchart.summary.document import document
from runchart.summary.given import given
from runchart.summary.plain import Unfit, leaf, mapping, number

TAG = "_runchart/config"
MOST_ELEMENTS = 1000
"""Of arrays with more elements, type and shape are written."""

WHERE = "add_config"


def config(values: Any) -> Draft:
    """What this call knows of the configuration.

    Args:
        values: a mapping, an ``argparse.Namespace``, a dataclass, or an object with ``to_dict``, ``to_container`` or
            ``model_dump`` (omegaconf, ml_collections, transformers, pydantic), nested as deep as you like. What JSON has no form
            for is written as text: members of enumerations by name, functions and classes by qualified name, all else by ``str()``.

    Raises:
        TypeError: `values` is none of these.
        ValueError: it holds itself; two keys of one mapping have the same text; text with surrogates.
    """
    found = opened(values)
    if not isinstance(found, dict):
        raise TypeError(f"{WHERE}: expected a dict, an argparse.Namespace or a dataclass, got {given(values)}")
    try:
        content = mapping(found, form, number)
    except RecursionError:
        raise ValueError(f"{WHERE}: the configuration holds itself, or is nested too deeply") from None
    except ValueError as error:
        raise ValueError(f"{WHERE}: {error}") from None
    return document(TAG, "config", {"values": content}, WHERE)


def opened(value: Any) -> Any:
    """What an object of configuration holds, as a dict or list; None for all else."""
    omegaconf = sys.modules.get("omegaconf")
    if omegaconf is not None and omegaconf.OmegaConf.is_config(value):
        return of_omegaconf(value, omegaconf.OmegaConf)
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, type) or hasattr(value, "__array__"):
        return None
    for name in ("to_dict", "to_container", "model_dump"):
        method = getattr(value, name, None)
        if callable(method):
            return method()
    if dataclasses.is_dataclass(value):
        return {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
    return vars(value) if isinstance(value, Namespace) else None


def of_omegaconf(value: Any, omegaconf: Any) -> Any:
    """With interpolations resolved, or as they stand where one leads nowhere; what is missing stays ``???``."""
    try:
        return omegaconf.to_container(value, resolve=True)
    except Exception:  # noqa: BLE001 - a configuration that cannot be resolved yet must not end a run
        return omegaconf.to_container(value, resolve=False)


def form(value: Any) -> Any:
    """What to write for a value that JSON has no form for."""
    found = opened(value)
    if isinstance(found, (dict, list, tuple)):
        return found
    if isinstance(value, (set, frozenset)):
        return sorted(value, key=str)
    if math.prod(getattr(value, "shape", ())) > MOST_ELEMENTS:
        return given(value)
    try:
        return leaf(value)
    except Unfit:
        return words(value)


def words(value: Any) -> str:
    """The value as text."""
    name = getattr(value, "__qualname__", None)
    if isinstance(name, str):
        return f"{value.__module__}.{name}" if getattr(value, "__module__", None) else name
    if type(value).__str__ is object.__str__ and type(value).__repr__ is object.__repr__:
        return f"{type(value).__module__}.{type(value).__qualname__}"  # an address in memory says nothing
    try:
        return str(value)
    except Exception:  # noqa: BLE001 - an object's own words must not end a run
        return given(value)
