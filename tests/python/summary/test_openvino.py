"""Graphs of OpenVINO models, as its intermediate representation writes them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tensorboard.compat.proto.graph_pb2 import GraphDef

from runchart import SummaryWriter
from runchart.summary.openvino import openvino

MODEL = """<?xml version="1.0"?>
<net name="model" version="11">
  <layers>
    <layer id="0" name="image" type="Parameter" version="opset1">
      <data shape="?,4" element_type="f32"/>
      <output><port id="0" precision="FP32" names="image"><dim>-1</dim><dim>4</dim></port></output>
    </layer>
    <layer id="1" name="axis" type="Const" version="opset1">
      <data element_type="i64" shape="" offset="0" size="8"/>
      <output><port id="0" precision="I64"/></output>
    </layer>
    <layer id="2" name="body/split:0" type="Split" version="opset1">
      <data num_splits="2"/>
      <input><port id="0"><dim>-1</dim><dim>4</dim></port><port id="1"/></input>
      <output>
        <port id="2" precision="FP32"><dim>-1</dim><dim>2</dim></port>
        <port id="3" precision="FP32"><dim>-1</dim><dim>2</dim></port>
      </output>
    </layer>
    <layer id="3" name="body/add" type="Add" version="opset1">
      <input><port id="0"><dim>-1</dim><dim>2</dim></port><port id="1"><dim>-1</dim><dim>2</dim></port></input>
      <output><port id="2" precision="FP32"><dim>-1</dim><dim>2</dim></port></output>
    </layer>
    <layer id="4" name="body/add" type="Result" version="opset1">
      <input><port id="0"><dim>-1</dim><dim>2</dim></port></input>
    </layer>
  </layers>
  <edges>
    <edge from-layer="1" from-port="0" to-layer="2" to-port="1"/>
    <edge from-layer="0" from-port="0" to-layer="2" to-port="0"/>
    <edge from-layer="2" from-port="3" to-layer="3" to-port="1"/>
    <edge from-layer="2" from-port="2" to-layer="3" to-port="0"/>
    <edge from-layer="3" from-port="2" to-layer="4" to-port="0"/>
  </edges>
</net>
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    found = tmp_path / "model.xml"
    found.write_text(MODEL)
    return found


def shapes(node: Any) -> list[list[int]]:
    return [[dim.size for dim in item.dim] for item in node.attr["_output_shapes"].list.shape]


@pytest.mark.parametrize("kind", [Path, str])
def test_layers_become_nodes(path: Path, kind: type) -> None:
    nodes = GraphDef.FromString(openvino(kind(path))).node
    assert [(node.name, node.op, list(node.input)) for node in nodes] == [
        ("image", "Parameter", []),
        ("axis", "Const", []),
        ("body/split_0", "Split", ["image", "axis"]),
        ("body/add", "Add", ["body/split_0", "body/split_0:1"]),
        ("body/add_2", "Result", ["body/add"]),
    ]
    assert [shapes(node) for node in nodes] == [[[-1, 4]], [[]], [[-1, 2], [-1, 2]], [[-1, 2]], []]
    assert nodes[2].attr["attr"].s == b"num_splits: 2, precision: FP32"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (MODEL[:200], r"model.xml'\): expected an OpenVINO model in XML: unclosed token"),
        ("hello", r"model.xml.* syntax error"),
        ("", r"model.xml.* no element found"),
        ("<html/>", r"starts with <html> and has 0 layers"),
        (MODEL.replace('from-layer="1"', 'from-layer="9"'), r"there is no '9'"),
        (MODEL.replace("<dim>2</dim>", "<dim>two</dim>"), r"'two'"),
        ('<!DOCTYPE net [<!ENTITY a SYSTEM "file:///etc/passwd">]><net>&a;</net>', r"DOCTYPE.* not read"),
    ],
)
def test_other_files_are_refused_by_name(path: Path, content: str, words: str) -> None:
    path.write_text(content)
    with pytest.raises(ValueError, match=words):
        openvino(path)


def test_a_path_is_needed(tmp_path: Path) -> None:
    with pytest.raises(TypeError, match=r"add_openvino_graph: expected the path of .* got int 3"):
        openvino(3)
    with pytest.raises(FileNotFoundError):
        openvino(tmp_path / "none.xml")


@pytest.mark.parametrize("loader", ["data server", "python"])
def test_tensorboard_shows_it(path: Path, tmp_path: Path, tensorboard: Any, loader: str) -> None:
    with SummaryWriter(tmp_path / "run") as writer:
        writer.add_openvino_graph(str(path))
    with tensorboard(tmp_path, loader) as board:
        assert board.wait_for(lambda: board.get("/data/plugin/graphs/info"))["run"]["run_graph"]
        text = board.client.get("/data/plugin/graphs/graph", params={"run": "run", "conceptual": "false"}).text
    assert 'name: "body/split_0"' in text
