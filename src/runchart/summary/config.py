"""Configuration: what a run was started with. Summaries with a fixed tag, which readers merge in the order of the file."""

from __future__ import annotations

import dataclasses
import math
import re
import sys
from argparse import Namespace
from collections.abc import Mapping
from typing import Any

from runchart._core import Draft
from runchart.summary.document import document, text
from runchart.summary.given import given, utf8
from runchart.summary.plain import plain

TAG = "_runchart/config"
MOST_ELEMENTS = 1000
"""Of arrays with more elements, type and shape are written."""

ADDRESS = re.compile(r" at 0x[0-9a-fA-F]+")
"""Where an object lies in memory: it would make equal configurations differ."""

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
    found = values if type(values) is dict else opened(values)
    found = values if found is None else found
    if not isinstance(found, Mapping):
        raise TypeError(f"{WHERE}: expected a dict, an argparse.Namespace or a dataclass, got {given(values)}")
    try:
        content = plain(found, words, opened=opened)
    except RecursionError:
        raise ValueError(f"{WHERE}: the configuration holds itself, or is nested too deeply") from None
    except ValueError as error:
        raise ValueError(f"{WHERE}: {error}") from None
    for name, value in content.items():
        utf8(text({name: value}), f"{WHERE}: {name!r}")
    return document(TAG, "config", {"values": content}, WHERE)


def opened(value: Any) -> Any:
    """What stands for an object: its content as a dict or list, for a large array its type and shape; None for all else."""
    omegaconf = sys.modules.get("omegaconf")
    if omegaconf is not None and omegaconf.OmegaConf.is_config(value):
        return of_omegaconf(value, omegaconf.OmegaConf)
    if isinstance(value, (set, frozenset)):
        return sorted(value, key=str)
    if isinstance(value, Namespace):
        return vars(value)
    if hasattr(value, "__array__"):
        return given(value) if math.prod(getattr(value, "shape", ())) > MOST_ELEMENTS else None
    return None if isinstance(value, (type, Mapping)) else of_methods(value)


def of_methods(value: Any) -> Any:
    """The content of an object that hands it out, or of a dataclass."""
    for name in ("to_dict", "to_container", "model_dump"):
        method = getattr(value, name, None)
        if callable(method):
            try:
                return method()
            except Exception:  # a method of this name that needs arguments, or fails, must not end a run
                return None
    if dataclasses.is_dataclass(value):
        return {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
    return None


def of_omegaconf(value: Any, omegaconf: Any) -> Any:
    """With interpolations resolved, or as they stand where one leads nowhere; what is missing stays ``???``."""
    try:
        return omegaconf.to_container(value, resolve=True)
    except Exception:  # a configuration that cannot be resolved yet must not end a run
        return omegaconf.to_container(value, resolve=False)


def words(value: Any) -> str:
    """The value as text."""
    name = getattr(value, "__qualname__", None)
    if isinstance(name, str):
        return f"{value.__module__}.{name}" if getattr(value, "__module__", None) else name
    try:
        return ADDRESS.sub("", str(value))
    except Exception:  # an object's own words must not end a run
        return given(value)
