"""Configurations, a kind of runchart's own."""

from __future__ import annotations

import argparse
import dataclasses
import datetime
import enum
import functools
import json
import pathlib
from collections import OrderedDict, UserDict
from typing import Any

import jax.numpy
import ml_collections
import numpy as np
import omegaconf
import pytest
import torch
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboard.compat.proto.summary_pb2 import Summary

from runchart import SummaryWriter
from runchart.summary.config import config


class Colour(enum.Enum):
    RED = 1


class Order(enum.IntEnum):
    LAST = 3


@dataclasses.dataclass
class Optimizer:
    lr: float = 1e-3
    inner: Any = None


class Plain:
    pass


class Handing:
    """As transformers has it."""

    def to_dict(self) -> dict[str, Any]:
        return {"hidden_size": 768}


class Dumping:
    """As pydantic has it."""

    def model_dump(self) -> dict[str, Any]:
        return {"lr": 0.5}


class Failing:
    """Its method wants something."""

    def to_dict(self, deep: bool) -> dict[str, Any]:
        return {"deep": deep}

    def __repr__(self) -> str:
        return "failing"


def written(given: Any) -> dict[str, Any]:
    (value,) = Summary.FromString(config(given).SerializeToString()).value
    assert value.tag == "_runchart/config"
    assert value.metadata.plugin_data.content == b'{"kind":"config","version":1}'
    document = json.loads(value.tensor.string_val[0], parse_constant=pytest.fail)
    assert list(document) == ["values"]
    return document["values"]


@pytest.mark.parametrize(
    ("given", "form"),
    [
        (True, True),
        (None, None),
        ("é漢", "é漢"),
        (1e-3, 1e-3),
        (2**53 - 1, 2**53 - 1),
        (2**64, "18446744073709551616"),
        (-(2**53), "-9007199254740992"),
        (float("nan"), "NaN"),
        (-float("inf"), "-Infinity"),
        (np.float32(0.5), 0.5),
        (np.bool_(True), True),
        (np.str_("a"), "a"),
        (torch.tensor(1.5, dtype=torch.bfloat16), 1.5),
        (torch.tensor([1, 2]), [1, 2]),
        (jax.numpy.ones(2), [1.0, 1.0]),
        (np.zeros((100, 100)), "ndarray of shape (100, 100) and dtype float64"),
        ((1, [2, {"a": (3,)}]), [1, [2, {"a": [3]}]]),
        ({2, 1}, [1, 2]),
        (Colour.RED, "RED"),
        (Order.LAST, "LAST"),
        (pathlib.Path("a") / "b", "a/b"),
        (torch.float32, "torch.float32"),
        (torch.nn.Linear, "torch.nn.modules.linear.Linear"),
        (torch.nn.functional.relu, "torch.nn.functional.relu"),
        (torch.nn.ReLU(), "ReLU()"),
        (functools.partial(max, 1), "functools.partial(<built-in function max>, 1)"),
        (Plain(), f"<{Plain.__module__}.Plain object>"),
        (b"raw", "b'raw'"),
        (datetime.datetime(2026, 1, 2), "2026-01-02T00:00:00"),
        (datetime.timedelta(minutes=1), 60.0),
        (Optimizer(inner=Optimizer(1)), {"lr": 0.001, "inner": {"lr": 1, "inner": None}}),
        (argparse.Namespace(a=1), {"a": 1}),
        (Handing(), {"hidden_size": 768}),
        (Dumping(), {"lr": 0.5}),
        (Failing(), "failing"),
        (UserDict(a=1), {"a": 1}),
        ({1: "a", Colour.RED: "b", None: "c"}, {"1": "a", "RED": "b", "None": "c"}),
    ],
    ids=str,
)
def test_values(given: Any, form: Any) -> None:
    assert written({"key": given}) == {"key": form}


@pytest.mark.parametrize(
    ("given", "form"),
    [
        ({}, {}),
        (OrderedDict(b=1, a=2), {"b": 1, "a": 2}),
        (argparse.Namespace(lr=0.1, layers=[1, 2]), {"lr": 0.1, "layers": [1, 2]}),
        (Optimizer(), {"lr": 0.001, "inner": None}),
        (Handing(), {"hidden_size": 768}),
        (ml_collections.ConfigDict({"a": {"b": 1}}), {"a": {"b": 1}}),
        (ml_collections.FrozenConfigDict({"a": {"b": (1, 2)}}), {"a": {"b": [1, 2]}}),
        (omegaconf.OmegaConf.create({"a": 1, "b": {"c": "${a}", "d": [1]}}), {"a": 1, "b": {"c": 1, "d": [1]}}),
        (omegaconf.OmegaConf.create({"a": "???", "b": "${nowhere}"}), {"a": "???", "b": "${nowhere}"}),
        ({"train": omegaconf.OmegaConf.create({"a": "???"})}, {"train": {"a": "???"}}),
        ({"list": omegaconf.OmegaConf.create([1, 2])}, {"list": [1, 2]}),
    ],
    ids=str,
)
def test_what_holds_a_configuration(given: Any, form: Any) -> None:
    assert written(given) == form


CYCLE: dict[str, Any] = {}
CYCLE["again"] = CYCLE


@pytest.mark.parametrize(
    ("given", "error", "words"),
    [
        (None, TypeError, "expected a dict, an argparse.Namespace or a dataclass, got None"),
        ([1], TypeError, r"got list \[1\]"),
        (Optimizer, TypeError, "got type"),
        ("lr=1", TypeError, "got str"),
        ({"a": {1: 2, "1": 3}}, ValueError, "two keys are written as '1'"),
        ({"name": "a\ud800"}, ValueError, "'name': holds surrogates"),
        (CYCLE, ValueError, "holds itself"),
    ],
)
def test_what_is_no_configuration(given: Any, error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=f"add_config: .*{words}"):
        config(given)


def test_addresses_in_memory_are_left_out() -> None:
    assert written({"a": Plain(), "b": Plain()}) == written({"a": Plain(), "b": Plain()})


def test_each_call_is_one_summary_of_the_run_itself(tmp_path: pathlib.Path) -> None:
    with SummaryWriter(tmp_path) as writer:
        writer.add_config({"lr": 0.1, "model": {"depth": 2}})
        writer.add_scalar("loss", 1.0, 100)
        writer.add_config({"model": {"width": 3}})
    assert [path.name for path in tmp_path.iterdir()] == [path.name for path in tmp_path.glob("events.*")]
    accumulator = EventAccumulator(str(tmp_path))
    accumulator.Reload()
    documents = [json.loads(event.tensor_proto.string_val[0]) for event in accumulator.Tensors("_runchart/config")]
    assert documents == [{"values": {"lr": 0.1, "model": {"depth": 2}}}, {"values": {"model": {"width": 3}}}]
