"""Graphs of ONNX models, from a file, read by the onnx package. Above `graph.node`."""

from __future__ import annotations

import importlib
import os
from typing import Any

from runchart.summary.given import given
from runchart.summary.graph.node import Labels, Node, Shape, graph_def


def onnx(onnx_model_file: Any) -> bytes:
    """The GraphDef of the model in an ONNX file. Weights that lie in other files are not read.

    Raises:
        TypeError: `onnx_model_file` is no path.
        ImportError: the onnx package is missing.
        OSError: the file cannot be read.
        ValueError: it holds no ONNX model.
    """
    if not isinstance(onnx_model_file, (str, os.PathLike)):
        raise TypeError(f"add_onnx_graph: expected the path of an .onnx file, got {given(onnx_model_file)}")
    where = f"add_onnx_graph({os.fspath(onnx_model_file)!r})"
    try:
        package: Any = importlib.import_module("onnx")
    except ImportError:
        raise ImportError(f"{where}: reading ONNX needs the onnx package: pip install onnx") from None
    with open(onnx_model_file, "rb") as file:
        content = file.read()
    model = package.ModelProto()
    try:
        model.ParseFromString(content)
    except Exception as error:  # protobuf's DecodeError; its class moved from version to version
        raise ValueError(f"{where}: expected an ONNX model, which this file is not: {error}") from error
    if not model.graph.node:
        raise ValueError(f"{where}: expected an ONNX model, this file has none or one without nodes")
    return graph_def(Model(package, inferred(package, model)).nodes())


def inferred(package: Any, model: Any) -> Any:
    """The model with the shapes that follow from those of its inputs, where it names none itself."""
    if model.graph.value_info:
        return model
    try:
        return package.shape_inference.infer_shapes(model)
    except Exception:
        return model  # a graph without shapes is better than none


class Model:
    """One ONNX graph on its way to nodes."""

    def __init__(self, package: Any, model: Any) -> None:
        self.package, self.graph = package, model.graph
        self.labels = Labels()
        self.names: dict[str, str] = {}
        """The node, and the number of its output, that makes a tensor."""
        typed = [*self.graph.input, *self.graph.value_info, *self.graph.output]
        self.shapes = {item.name: shape_of(item.type.tensor_type) for item in typed}

    def nodes(self) -> list[Node]:
        weights = {item.name: item for item in self.graph.initializer}
        out = [self.source(name, "Initializer", list(item.dims), item.data_type) for name, item in weights.items()]
        for item in self.graph.input:
            if item.name not in weights:
                out.append(self.source(item.name, "IO Node", self.shapes[item.name], item.type.tensor_type.elem_type))
        own = [self.labels.take(item.name or next(iter(item.output), "")) for item in self.graph.node]
        for item, label in zip(self.graph.node, own, strict=True):
            for number, tensor in enumerate(item.output):
                self.names[tensor] = f"{label}:{number}" if number else label
        out += [self.operation(item, label) for item, label in zip(self.graph.node, own, strict=True)]
        for item in self.graph.output:
            inputs = [self.names[item.name]] if item.name in self.names else []
            out.append(
                Node(self.labels.take(f"output/{item.name}"), "IO Node", inputs, known([self.shapes[item.name]]))
            )
        return out

    def source(self, tensor: str, kind: str, shape: Shape | None, data_type: int) -> Node:
        self.names[tensor] = self.labels.take(f"input/{tensor}" if kind == "IO Node" else tensor)
        return Node(self.names[tensor], kind, [], known([shape]), self.package.TensorProto.DataType.Name(data_type))

    def operation(self, item: Any, label: str) -> Node:
        inputs = [self.names[tensor] for tensor in item.input if tensor in self.names]
        shapes = known([self.shapes.get(tensor) for tensor in item.output])
        text = ", ".join(f"{entry.name}: {self.value(entry)}" for entry in item.attribute)
        return Node(label, f"{item.domain}.{item.op_type}" if item.domain else item.op_type, inputs, shapes, text)

    def value(self, entry: Any) -> str:
        """An attribute for reading; tensors and graphs by their sizes."""
        found = self.package.helper.get_attribute_value(entry)
        if isinstance(found, bytes):
            return found.decode(errors="replace")
        if isinstance(found, self.package.TensorProto):
            return f"{self.package.TensorProto.DataType.Name(found.data_type)} {list(found.dims)}"
        if isinstance(found, self.package.GraphProto):
            return f"a graph of {len(found.node)} nodes"
        return str(list(found) if hasattr(found, "__len__") and not isinstance(found, str) else found)


def shape_of(tensor: Any) -> Shape | None:
    """-1 stands for a size that has a name or is not known."""
    if not tensor.HasField("shape"):
        return None
    return [size.dim_value if size.HasField("dim_value") else -1 for size in tensor.shape.dim]


def known(shapes: list[Shape | None]) -> list[Shape] | None:
    found = [shape for shape in shapes if shape is not None]
    return found if found and len(found) == len(shapes) else None
