"""Graphs of OpenVINO models, from the XML file of the intermediate representation. Above `graph.node`."""

from __future__ import annotations

import os
from typing import Any
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from runchart.summary.given import given
from runchart.summary.graph.node import Labels, Node, Shape, graph_def


def openvino(xmlname: Any) -> bytes:
    """The GraphDef of the model in an XML file.

    Raises:
        TypeError: `xmlname` is no path.
        OSError: the file cannot be read.
        ValueError: it holds no OpenVINO model.
    """
    if not isinstance(xmlname, (str, os.PathLike)):
        raise TypeError(f"add_openvino_graph: expected the path of an .xml file of OpenVINO, got {given(xmlname)}")
    try:
        root = parsed(os.fspath(xmlname))
        return graph_def(nodes(root))
    except (expat.ExpatError, KeyError, ValueError) as error:
        reason = f"there is no {error}" if isinstance(error, KeyError) else error
        where = f"add_openvino_graph({os.fspath(xmlname)!r})"
        raise ValueError(f"{where}: expected an OpenVINO model in XML: {reason}") from error


def parsed(path: str) -> Element:
    """The file's root. Declarations of document types, and entities with them, are refused: no model has any."""

    def refuse(*_: object) -> None:
        raise ValueError("it declares a document type (DOCTYPE), which is not read")

    builder, parser = TreeBuilder(), expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.data
    with open(path, "rb") as file:
        parser.ParseFile(file)
    return builder.close()


def nodes(root: Element) -> list[Node]:
    """A node for each layer; an edge from a second output is ``name:1``."""
    layers = root.findall("layers/layer")
    if root.tag != "net" or not layers:
        raise ValueError(f"it starts with <{root.tag}> and has {len(layers)} layers, expected <net> with <layers>")
    labels = Labels()
    names = {layer.attrib["id"]: labels.take(layer.attrib["name"]) for layer in layers}
    ports = {layer.attrib["id"]: [port.attrib["id"] for port in layer.findall("output/port")] for layer in layers}
    inputs: dict[str, list[tuple[int, str]]] = {name: [] for name in names}
    for edge in root.findall("edges/edge"):
        source, target = edge.attrib["from-layer"], edge.attrib["to-layer"]
        port = edge.attrib.get("from-port", "")
        number = ports[source].index(port) if port in ports[source] else 0
        name = f"{names[source]}:{number}" if number else names[source]
        inputs[target].append((int(edge.attrib.get("to-port", 0)), name))
    return [
        Node(
            names[layer.attrib["id"]],
            layer.attrib.get("type", "op"),
            [name for _, name in sorted(inputs[layer.attrib["id"]])],
            shapes_of(layer),
            about(layer),
        )
        for layer in layers
    ]


def shapes_of(layer: Element) -> list[Shape] | None:
    ports = layer.findall("output/port")
    return [[int(dim.text or -1) for dim in port.findall("dim")] for port in ports] or None


def about(layer: Element) -> str:
    """The layer's settings, such as ``strides: 1,1, precision: FP32``."""
    data = layer.find("data")
    words = dict(data.attrib) if data is not None else {}
    port = layer.find("output/port")
    if port is not None and "precision" in port.attrib:
        words["precision"] = port.attrib["precision"]
    return ", ".join(f"{key}: {value}" for key, value in words.items())
