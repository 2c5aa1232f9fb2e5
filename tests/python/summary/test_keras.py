"""Graphs of Keras models, by Keras itself on jax (on torch a subclassed model is a torch.nn.Module, and shown as one)."""

from __future__ import annotations

import os
from typing import Any

import pytest
from tensorboard.compat.proto.graph_pb2 import GraphDef

from runchart.summary.graph import graph

os.environ["KERAS_BACKEND"] = "jax"
keras = pytest.importorskip("keras", reason="pip install keras to check graphs of Keras models")


def made(model: Any) -> dict[str, Any]:
    return {node.name: node for node in GraphDef.FromString(graph(model)).node}


def shapes(node: Any) -> list[list[int]]:
    return [[dim.size for dim in item.dim] for item in node.attr["_output_shapes"].list.shape]


def test_a_functional_model_with_branches_and_a_model_inside() -> None:
    start, other = keras.Input((8,), name="start"), keras.Input((8,), name="other")
    body = keras.Sequential([keras.Input((4,)), keras.layers.Dense(4, name="deep")], name="body")
    left = body(keras.layers.Dense(4, activation="relu", name="left")(start))
    right = keras.layers.Dense(4, name="right")(other)
    both = keras.layers.Add(name="both")([left, right])
    nodes = made(keras.Model([start, other], [both, right], name="net"))
    assert list(nodes["net/both"].input) == ["net/body", "net/right"]
    assert list(nodes["net/left"].input) == ["net/start", "net/left/kernel", "net/left/bias"]
    assert (nodes["net/left"].op, shapes(nodes["net/left"])) == ("Dense", [[-1, 4]])
    assert nodes["net/left"].attr["attr"].s.decode().startswith("parameters: 36; ")
    assert "units=4" in nodes["net/left"].attr["attr"].s.decode()
    assert shapes(nodes["net/left/kernel"]) == [[8, 4]]
    assert shapes(nodes["net/start"]) == [[-1, 8]]
    assert nodes["net/body/deep"].op == "Dense"
    assert [list(nodes[f"output/output.{number}"].input) for number in (1, 2)] == [["net/both"], ["net/right"]]


def test_a_sequential_model_is_a_chain() -> None:
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(5, name="a"), keras.layers.ReLU(name="b")])
    nodes = made(model)
    assert list(nodes[f"{model.name}/b"].input) == [f"{model.name}/a"]
    assert list(nodes["output/output.1"].input) == [f"{model.name}/b"]
    assert shapes(nodes["output/output.1"]) == [[-1, 5]]


def test_a_subclassed_model_does_not_say_how_its_layers_are_joined() -> None:
    class Own(keras.Model):
        def call(self, x: Any) -> Any:
            return x

    with pytest.raises(TypeError, match=r"a keras.Model made of layers, or a function .* got .*Own"):
        graph(Own())
