"""The graph of a Keras model that is made of layers (functional or sequential), of any backend, from its own configuration."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

from runchart.summary.graph.node import Node, Shape


def is_keras(model: Any) -> bool:
    """Whether it is a Keras model that knows how its layers are joined; one that was subclassed does not."""
    keras: Any = sys.modules.get("keras")
    if keras is None or not isinstance(model, keras.Model):
        return False
    try:
        return "layers" in model.get_config()
    except NotImplementedError:
        return False


def layers(model: Any) -> list[Node]:
    """A node for each layer, and for each of its weights, in the scope of the model."""
    config = model.get_config()
    nodes = list(within(model, config, model.name))
    ends = list(sources(config["output_layers"])) if "output_layers" in config else [named(config["layers"][-1])]
    shapes = {node.name: node.shapes for node in nodes}
    for number, name in enumerate(ends, 1):
        label = f"{model.name}/{name}"
        nodes.append(Node(f"output/output.{number}", "IO Node", [label], shapes[label]))
    return nodes


def within(model: Any, config: dict[str, Any], scope: str) -> Iterator[Node]:
    """The nodes of one model; a model inside of it is a node too, and the scope of its own."""
    before: list[str] = []
    known = {layer.name: layer for layer in model.layers}
    for entry in config["layers"]:
        name = named(entry)
        label = f"{scope}/{name}"
        inputs = list(sources(entry["inbound_nodes"])) if "inbound_nodes" in entry else before
        before = [name]
        layer = known.get(name)
        weights: list[Node] = []
        if layer is not None and "layers" in entry["config"]:
            yield from within(layer, entry["config"], label)
        elif layer is not None:
            weights = [
                Node(f"{label}/{weight.name}", "Parameter", shapes=[tuple(weight.shape)]) for weight in layer.weights
            ]
            yield from weights
        joined = [f"{scope}/{source}" for source in inputs] + [weight.name for weight in weights]
        yield Node(label, entry["class_name"], joined, shapes_of(layer, entry["config"]), about(layer, entry["config"]))


def named(entry: dict[str, Any]) -> str:
    return str(entry.get("name") or entry["config"]["name"])


def sources(joints: Any) -> Iterator[str]:
    """The names of layers in what a configuration says of connections: Keras 3 writes dicts, Keras 2 lists."""
    if isinstance(joints, dict):
        history = joints.get("keras_history") or joints.get("config", {}).get("keras_history")
        yield from [str(history[0])] if history else sources(list(joints.values()))
    elif isinstance(joints, (list, tuple)):
        if len(joints) >= 3 and isinstance(joints[0], str) and isinstance(joints[1], int):
            yield joints[0]
        else:
            for joint in joints:
                yield from sources(joint)


def shapes_of(layer: Any, config: dict[str, Any]) -> list[Shape] | None:
    """The shapes of the outputs; an input layer's is in its configuration only."""
    try:
        found = layer.output
    except (AttributeError, ValueError):
        shape = config.get("batch_shape") or config.get("batch_input_shape")
        return [sizes(shape)] if shape else None
    outputs = found if isinstance(found, (list, tuple)) else [found]
    return [sizes(output.shape) for output in outputs if hasattr(output, "shape")] or None


def sizes(shape: Any) -> Shape:
    return [-1 if size is None else int(size) for size in shape]


def about(layer: Any, config: dict[str, Any]) -> str:
    """The number of weights, and the plain settings of the layer."""
    plain = {key: value for key, value in config.items() if isinstance(value, (int, float, str)) and key != "name"}
    words = [] if layer is None else [f"parameters: {layer.count_params():,}"]
    return "; ".join([*words, ", ".join(f"{key}={value}" for key, value in plain.items())])
