"""Hyperparameters: the start and the end of a session, as TensorBoard's HPARAMS tab reads them. Above `plain` and `wire`.

One run holds one session. A session is in the metadata of a summary without a value, and readers keep the first metadata of a tag.
"""

from __future__ import annotations

import dataclasses
import math
import sys
from collections.abc import Iterator, Mapping
from types import SimpleNamespace
from typing import Any

from runchart._core import Draft
from runchart.summary import wire
from runchart.summary.array import real
from runchart.summary.given import given, tag_text, utf8
from runchart.summary.plain import key_text, numbers, plain

PLUGIN = "hparams"
EXPERIMENT_TAG = "_hparams_/experiment"
START_TAG = "_hparams_/session_start_info"
END_TAG = "_hparams_/session_end_info"

STRING, BOOL, NUMBER = 1, 2, 3
"""TensorBoard's DataType."""

SUCCESS = 1
LONGEST_LIST = 256
"""Elements of an array that is written out; of a longer one its type and shape are."""

Value = bool | float | str
Values = dict[str, Value]


def hparams(hparam_dict: Any, metric_dict: Any, hparam_domain_discrete: Any = None) -> tuple[Draft, Draft, Draft]:
    """The three summaries that torch's and tensorboardX's functions of this name return: experiment, session start, session end.

    `add_hparams` writes no experiment: TensorBoard takes the first one that it finds and then shows the keys and metrics of that one alone.

    Args:
        hparam_dict: what `values` takes.
        metric_dict: what `metrics` takes.
        hparam_domain_discrete: what `domains` takes.
    """
    found = values(hparam_dict)
    return (
        experiment(found, list(metrics(metric_dict)), domains(hparam_domain_discrete, found)),
        session_start(found),
        session_end(),
    )


def experiment(found: Values, metric_tags: list[str], discrete: dict[str, list[Value]]) -> Draft:
    """Which hyperparameters and metrics there are."""
    content = b"".join(
        wire.message(4, wire.text(1, name) + wire.integer(4, kind(value)) + domain(discrete.get(name)))
        for name, value in found.items()
    )
    content += b"".join(wire.message(5, wire.message(1, wire.text(2, tag))) for tag in metric_tags)
    return draft(EXPERIMENT_TAG, 2, content)


def session_start(found: Values) -> Draft:
    """The hyperparameters of one session."""
    entries = [wire.text(1, name) + wire.message(2, encoded(value)) for name, value in found.items()]
    return draft(START_TAG, 3, b"".join(wire.message(1, entry) for entry in entries))


def session_end() -> Draft:
    """The session is over, and was successful."""
    return draft(END_TAG, 4, wire.integer(1, SUCCESS))


def draft(tag: str, field: int, content: bytes) -> Draft:
    """A summary without a value: one field of HParamsPluginData is its metadata."""
    return Draft.summary(wire.value(tag, about=wire.metadata(PLUGIN, wire.message(field, content))))


def kind(value: Value) -> int:
    return BOOL if isinstance(value, bool) else STRING if isinstance(value, str) else NUMBER


def encoded(value: Value) -> bytes:
    """A google.protobuf.Value."""
    if isinstance(value, str):
        return wire.text(3, value)
    return wire.integer(4, value) if isinstance(value, bool) else wire.double(2, value)


def domain(choices: list[Value] | None) -> bytes:
    if choices is None:
        return b""
    return wire.message(5, b"".join(wire.message(1, encoded(choice)) for choice in choices))


def values(hparam_dict: Any) -> Values:
    """The hyperparameters as TensorBoard can keep them: names to bool, float or str.

    * bool, also numpy's and of arrays of one element, stays bool; str stays str.
    * int, float, numpy scalars, arrays and tensors of one element are numbers. TensorBoard's are float64: integers that it cannot
      hold, NaN and infinities (which it would leave out) are text.
    * None is left out: an empty cell, and a column of numbers stays one.
    * A mapping inside is flattened: ``{"optimizer": {"lr": 0.1}}`` is ``optimizer/lr``. So are dataclasses and `argparse.Namespace`.
    * Lists, tuples, sets and arrays are written as Python writes lists, members of an Enum by name, functions and classes by
      ``__name__``, paths and everything else as ``str()`` has it.

    Raises:
        TypeError: no mapping.
        ValueError: two keys have one name; text with surrogates.
    """
    where = "add_hparams: hparam_dict"
    found: Values = {}
    for name, item in flat(hparam_dict, where):
        utf8(name, f"{where}: the key {name!r}")
        value = single(item, f"{where}[{name!r}]")
        if value is None:
            continue
        if name in found:
            raise ValueError(f"{where}: two keys have the name {name!r}; nested keys are joined with '/': rename one")
        found[name] = value
    return found


def metrics(metric_dict: Any) -> dict[str, float]:
    """The metrics as numbers; mappings inside are flattened as in `values`.

    Raises:
        TypeError: no mapping; a value that is no real number.
        ValueError: a value of more elements than one; two keys of one name.
    """
    where = "add_hparams: metric_dict"
    found: dict[str, float] = {}
    for name, item in flat(metric_dict, where):
        if tag_text(name) in found:
            raise ValueError(f"{where}: two keys have the name {name!r}; nested keys are joined with '/': rename one")
        found[name] = metric(item, f"{where}[{name!r}]")
    return found


def domains(discrete: Any, found: Values) -> dict[str, list[Value]]:
    """The values that hyperparameters may take, torch's `hparam_domain_discrete`: a list for names of `found`.

    Raises:
        TypeError: no mapping of lists; a name that is no hyperparameter; a value of another type than the hyperparameter's.
    """
    where = "add_hparams: hparam_domain_discrete"
    checked: dict[str, list[Value]] = {}
    for name, choices in flat({} if discrete is None else discrete, where):
        what = f"{where}[{name!r}]"
        if name not in found:
            raise TypeError(f"{what}: hparam_dict has no such key, it has {list(found)}")
        if not isinstance(choices, (list, tuple)):
            raise TypeError(f"{what}: expected a list of values, got {given(choices)}")
        taken = [single(choice, what) for choice in choices]
        known = [choice for choice in taken if choice is not None and kind(choice) == kind(found[name])]
        if len(known) < len(taken):
            raise TypeError(f"{what}: expected values of one type with {given(found[name])}, got {given(choices)}")
        checked[name] = known
    return checked


def flat(content: Any, where: str, prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Names and values, those of mappings inside below their key."""
    mapping = mapping_of(content)
    if mapping is None:
        hint = "; vars() makes a dict of most objects" if hasattr(content, "__dict__") else ""
        raise TypeError(f"{where}: expected a dict such as {{'lr': 0.1}}, got {given(content)}{hint}")
    for key, value in mapping.items():
        name = prefix + key_text(key)
        if mapping_of(value):
            yield from flat(value, where, f"{name}/")
        else:
            yield name, value


def mapping_of(content: Any) -> Mapping[Any, Any] | None:
    """Mappings, and what is as good as one: namespaces and dataclasses."""
    if isinstance(content, Mapping):
        return content
    if dataclasses.is_dataclass(content) and not isinstance(content, type):
        return {field.name: getattr(content, field.name) for field in dataclasses.fields(content)}
    argparse = sys.modules.get("argparse")
    if isinstance(content, SimpleNamespace) or (argparse is not None and isinstance(content, argparse.Namespace)):
        return vars(content)
    return None


def single(item: Any, what: str) -> Value | None:
    """One value, or None."""
    value = plain(reduced(item), named, lambda number: number)
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, (int, float)) and is_kept(value):
        return float(value)
    text = value if isinstance(value, str) else str(value)
    utf8(text, what)
    return text


def is_kept(number: int | float) -> bool:
    """Whether float64 holds the number and TensorBoard shows it."""
    return (
        math.isfinite(number)
        if isinstance(number, float)
        else abs(number) < sys.float_info.max and float(number) == number
    )


def reduced(item: Any) -> Any:
    """An array of one element is that element, a long one its type and shape; all else is as it is."""
    if not isinstance(getattr(item, "shape", None), tuple):
        return item
    size = math.prod(item.shape)
    if size > LONGEST_LIST:
        return given(item)
    found = numbers(item)
    while size == 1 and isinstance(found, list):
        found = found[0]
    return item if found is NotImplemented else found


def named(item: Any) -> Any:
    """What `plain` has no form for."""
    if isinstance(item, (set, frozenset)):
        return sorted(map(str, item))
    return getattr(item, "__name__", None) or str(item)


def metric(item: Any, what: str) -> float:
    """One number."""
    if hasattr(item, "__array__"):
        found = real(item, what).numpy()
        if found.size != 1:
            raise ValueError(f"{what}: expected one number, got {given(item)}")
        return float(found.reshape(()))
    try:
        return float(item)
    except (TypeError, ValueError, OverflowError):
        raise TypeError(f"{what}: expected a number, got {given(item)}; leave out what was not measured") from None
