"""Graphs of ONNX models, made with the onnx package itself."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper
from tensorboard.compat.proto.graph_pb2 import GraphDef

from runchart import SummaryWriter
from runchart.summary.onnx import onnx as onnx_graph


def model() -> Any:
    """image -> Split -> (left, right) -> Gemm with weights -> answer, in scopes as torch's exporter names them."""
    weight = numpy_helper.from_array(np.zeros((2, 3), np.float32), "fc.weight")
    nodes = [
        helper.make_node("Split", ["image"], ["left:0", "right"], name="/body/Split", axis=1, num_outputs=2),
        helper.make_node("Gemm", ["right", "fc.weight"], ["answer"], name="", alpha=0.5),
        helper.make_node("Constant", [], ["two"], value=numpy_helper.from_array(np.zeros((4, 5), np.int64))),
    ]
    image = helper.make_tensor_value_info("image", TensorProto.FLOAT, ["batch", 4])
    answer = helper.make_tensor_value_info("answer", TensorProto.FLOAT, ["batch", 3])
    graph = helper.make_graph(nodes, "graph", [image], [answer], [weight])
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)])


@pytest.fixture
def path(tmp_path: Path) -> Path:
    found = tmp_path / "model.onnx"
    onnx.save(model(), found)
    return found


def shapes(node: Any) -> list[list[int]]:
    return [[dim.size for dim in item.dim] for item in node.attr["_output_shapes"].list.shape]


@pytest.mark.parametrize("kind", [Path, str])
def test_operations_weights_inputs_and_outputs_become_nodes(path: Path, kind: type) -> None:
    nodes = GraphDef.FromString(onnx_graph(kind(path))).node
    assert [(node.name, node.op, list(node.input)) for node in nodes] == [
        ("fc.weight", "Initializer", []),
        ("input/image", "IO Node", []),
        ("body/Split", "Split", ["input/image"]),
        ("answer", "Gemm", ["body/Split:1", "fc.weight"]),
        ("two", "Constant", []),
        ("output/answer", "IO Node", ["answer"]),
    ]
    assert [shapes(node) for node in nodes] == [
        [[2, 3]],
        [[-1, 4]],
        [[-1, 2], [-1, 2]],
        [[-1, 3]],
        [[4, 5]],
        [[-1, 3]],
    ]
    assert [node.attr["attr"].s for node in nodes] == [
        b"FLOAT",
        b"FLOAT",
        b"axis: 1, num_outputs: 2",
        b"alpha: 0.5",
        b"value: INT64 [4, 5]",
        b"",
    ]


def test_weights_listed_as_inputs_are_weights(tmp_path: Path) -> None:
    old = model()
    old.graph.input.append(helper.make_tensor_value_info("fc.weight", TensorProto.FLOAT, [2, 3]))
    onnx.save(old, tmp_path / "old.onnx")
    names = [node.name for node in GraphDef.FromString(onnx_graph(tmp_path / "old.onnx")).node]
    assert names.count("fc.weight") == 1
    assert "input/fc.weight" not in names


def test_other_files_are_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "text.onnx").write_text("this is no model")
    (tmp_path / "empty.onnx").write_bytes(b"")
    for name in ("text", "empty"):
        with pytest.raises(ValueError, match=rf"add_onnx_graph\(.*{name}.onnx'\): expected an ONNX model"):
            onnx_graph(tmp_path / f"{name}.onnx")
    with pytest.raises(FileNotFoundError):
        onnx_graph(str(tmp_path / "none.onnx"))
    with pytest.raises(TypeError, match=r"add_onnx_graph: expected the path of an .onnx file, got None"):
        onnx_graph(None)


def test_without_the_package_it_says_what_to_install(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "onnx", None)
    with pytest.raises(ImportError, match="pip install onnx"):
        onnx_graph(path)


@pytest.mark.parametrize("loader", ["data server", "python"])
def test_tensorboard_shows_it_under_either_name(path: Path, tmp_path: Path, tensorboard: Any, loader: str) -> None:
    with SummaryWriter(tmp_path / "a") as writer:
        writer.add_onnx_graph(str(path))
    with SummaryWriter(tmp_path / "b") as writer:
        writer.add_onnx_graph(prototxt=path)
    with tensorboard(tmp_path, loader) as board:
        board.wait_for(lambda: len(board.get("/data/plugin/graphs/info")) == 2)
        texts = [
            board.client.get("/data/plugin/graphs/graph", params={"run": run, "conceptual": "false"}).text
            for run in ("a", "b")
        ]
    assert texts[0] == texts[1]
    assert 'name: "body/Split"' in texts[0]
