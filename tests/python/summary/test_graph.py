"""Graphs of torch models, beside what torch.utils.tensorboard makes of the same model, and in a real TensorBoard."""

from __future__ import annotations

import functools
import logging
import subprocess
import sys
import warnings
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jax
import jax.numpy
import pytest
import torch
from tensorboard.compat.proto.graph_pb2 import GraphDef
from torch import nn
from torch.utils.tensorboard._pytorch_graph import graph as torch_graph

from runchart import SummaryWriter
from runchart.summary.graph import graph


class Perceptron(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.fc1 = nn.Linear(3, 5)
        self.rest = nn.Sequential(nn.ReLU(), nn.Linear(5, 2))

    def forward(self, x: Any) -> Any:
        return self.rest(self.fc1(x))


class Convolutions(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.first = nn.Conv2d(3, 4, 3)
        self.norm = nn.BatchNorm2d(4)
        self.layers = nn.ModuleList([nn.Conv2d(4, 4, 3) for _ in range(2)])
        self.dropout = nn.Dropout()

    def forward(self, x: Any) -> Any:
        x = self.norm(self.first(x)).relu()
        for layer in self.layers:
            x = layer(x)
        return self.dropout(x).flatten(1)


class Recurrent(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.cells = nn.LSTM(3, 4, batch_first=True)

    def forward(self, x: Any) -> Any:
        return self.cells(x)


class OfDict(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.fc = nn.Linear(3, 2)

    def forward(self, batch: Any) -> Any:
        return self.fc(batch["x"]) + self.fc(batch["y"])


class OfTwo(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.fc = nn.Linear(3, 2)

    def forward(self, x: Any, y: Any = None) -> Any:
        return self.fc(x) if y is None else self.fc(x) * self.fc(y)


class Branching(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.a = nn.Linear(3, 2)
        self.b = nn.Linear(3, 2)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.a(x) if x.sum() > 0 else self.b(x)


class Shared(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.a = nn.Linear(3, 3)
        self.b = self.a

    def forward(self, x: Any) -> Any:
        return self.b(self.a(x))


class ToDict(nn.Module):
    """As models of transformers answer: tensors by name, and None for what was not asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.body = nn.Sequential(nn.Linear(3, 2), nn.BatchNorm1d(2))

    def forward(self, x: Any, scale: float = 1.0) -> Any:
        return {"logits": self.body(x) * scale, "hidden": None, "sum": x.sum()}


class Answer:
    def __init__(self, value: Any) -> None:
        self.value = value


class Untraceable(nn.Module):
    """Leaves torch half way and answers with an object that nothing of torch knows."""

    def __init__(self) -> None:
        super().__init__()
        self.fc = nn.Linear(3, 4)

    def forward(self, x: Any) -> Any:
        return Answer(self.fc(torch.tensor(x.detach().numpy().tolist())))


def encoder(layers: int = 2) -> nn.Module:
    layer = nn.TransformerEncoderLayer(16, 2, 32, batch_first=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        return nn.TransformerEncoder(layer, layers)


MODELS: dict[str, Callable[[], tuple[nn.Module, Any]]] = {
    "perceptron": lambda: (Perceptron(), torch.rand(1, 3)),
    "convolutions": lambda: (Convolutions(), torch.rand(2, 3, 16, 16)),
    "lstm": lambda: (Recurrent(), torch.rand(1, 5, 3)),
    "transformer": lambda: (encoder(), torch.rand(1, 5, 16)),
    "dict": lambda: (OfDict(), {"x": torch.rand(1, 3), "y": torch.rand(1, 3)}),
    "tuple": lambda: (OfTwo(), (torch.rand(1, 3), torch.rand(1, 3))),
    "branching": lambda: (Branching(), torch.rand(1, 3)),
    "shared": lambda: (Shared(), torch.rand(1, 3)),
}


def made(model: Any, example: Any = None, **options: Any) -> dict[str, Any]:
    """The nodes by name; no two have the same, and no input leads nowhere."""
    nodes = GraphDef.FromString(graph(model, example, **options)).node
    found = {node.name: node for node in nodes}
    assert len(found) == len(nodes)
    assert not [name for node in nodes for name in node.input if name.partition(":")[0] not in found]
    return found


def shape(node: Any) -> list[list[int]]:
    return [[dim.size for dim in item.dim] for item in node.attr["_output_shapes"].list.shape]


def operations(nodes: dict[str, Any]) -> Counter[str]:
    return Counter(node.op for node in nodes.values())


def said(caplog: pytest.LogCaptureFixture) -> list[logging.LogRecord]:
    return [record for record in caplog.records if record.name == "runchart"]


@pytest.fixture
def torchs_own(monkeypatch: pytest.MonkeyPatch) -> Callable[[Any, Any], dict[str, Any]]:
    """torch's graph. Its tracing is checked by a second run without gradients, which nn.TransformerEncoder does not pass: its
    layers are one operation then. Without that check torch can show it too."""
    monkeypatch.setattr(torch.jit, "trace", functools.partial(torch.jit.trace, check_trace=False))

    def nodes(model: Any, example: Any) -> dict[str, Any]:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return {node.name: node for node in torch_graph(model, example)[0].node}

    return nodes


@pytest.mark.parametrize("name", MODELS)
def test_scopes_and_operations_are_torchs(name: str, torchs_own: Callable[[Any, Any], dict[str, Any]]) -> None:
    model, example = MODELS[name]()
    ours, theirs = made(model, example), torchs_own(model, example)
    assert Counter(key.rpartition("/")[0] for key in ours) == Counter(key.rpartition("/")[0] for key in theirs)
    assert operations(ours) == operations(theirs)
    assert sorted(str(shape(node)) for node in ours.values() if node.op.startswith("aten::")) == sorted(
        str(shape(node)) for node in theirs.values() if node.op.startswith("aten::")
    )


def test_a_graph_has_scopes_shapes_parameters_and_ends() -> None:
    nodes = made(Perceptron(), torch.rand(1, 3))
    weight = next(node for name, node in nodes.items() if name.startswith("Perceptron/Linear[fc1]/weight/"))
    product = next(node for node in nodes.values() if node.op == "aten::linear")
    assert (weight.op, shape(weight), weight.attr["attr"].s) == ("prim::GetAttr", [[5, 3]], b"{ name :  weight }")
    assert product.name.startswith("Perceptron/Linear[fc1]/")
    assert shape(product) == [[1, 5]]
    assert weight.name in product.input
    assert "input/x" in product.input
    assert (nodes["input/x"].op, shape(nodes["input/x"])) == ("IO Node", [[1, 3]])
    assert (nodes["output/output.1"].op, shape(nodes["output/output.1"])) == ("IO Node", [[1, 2]])
    assert any(name.startswith("Perceptron/Sequential[rest]/Linear[1]/") for name in nodes)


def test_tuples_keep_the_shapes_of_their_parts() -> None:
    nodes = made(Recurrent(), torch.rand(1, 5, 3))
    answer = nodes[nodes["output/output.1"].input[0]]
    assert shape(nodes["output/output.1"]) == []  # one of its parts is a tuple again
    assert [shape(nodes[name]) for name in answer.input[:1]] == [[[1, 5, 4]]]


def test_a_dict_is_arguments_by_name_or_the_one_argument() -> None:
    batch = {"x": torch.rand(1, 3), "y": torch.rand(1, 3)}
    by_name = made(OfTwo(), batch)
    assert {"input/x", "input/y"} <= set(by_name)
    assert "input/batch" in made(OfDict(), batch)
    assert "input/x" in made(OfTwo(), {"x": torch.rand(1, 3)})
    assert "input/x" in made(OfTwo(), [torch.rand(1, 3)])


def test_a_dict_named_as_its_own_argument_is_given_as_it_is_where_that_works() -> None:
    class OfBatch(OfDict):
        def forward(self, x: Any) -> Any:
            return self.fc(x["x"])

    assert "input/x" in made(OfBatch(), {"x": torch.rand(1, 3)})


def test_complaint_22_a_dict_as_output_is_shown(caplog: pytest.LogCaptureFixture) -> None:
    nodes = made(ToDict(), torch.rand(2, 3))
    product = next(node for node in nodes.values() if node.op == "aten::linear")
    assert product.name.startswith("ToDict/Sequential[body]/Linear[0]/")
    assert shape(product) == [[2, 2]]
    assert shape(nodes["ToDict/Sequential[body]/Linear[0]/weight"]) == [[2, 3]]
    assert nodes["ToDict/Sequential[body]/Linear[0]/weight"].op == "Parameter"
    assert [shape(nodes[f"output/output.{number}"]) for number in (1, 2)] == [[[2, 2]], [[]]]
    assert not said(caplog)


def test_numbers_among_the_arguments_are_taken() -> None:
    nodes = made(ToDict(), (torch.rand(2, 3), 2.5))
    assert any("2.5" in node.attr["attr"].s.decode() for node in nodes.values() if node.op == "aten::mul")


def test_complaint_22_what_cannot_be_traced_is_a_tree_of_modules(caplog: pytest.LogCaptureFixture) -> None:
    nodes = made(Untraceable(), torch.rand(1, 3))
    (record,) = said(caplog)
    assert record.levelno == logging.WARNING
    assert "Untraceable runs but cannot be traced" in record.message
    assert "Only tensors, lists, tuples of tensors" in record.message
    layer = nodes["Untraceable/Linear[fc]"]
    assert (layer.op, list(layer.input)) == (
        "Linear",
        ["Untraceable/Linear[fc]/weight", "Untraceable/Linear[fc]/bias"],
    )
    assert layer.attr["attr"].s == b"parameters: 16; in_features=3, out_features=4, bias=True"
    assert shape(nodes["Untraceable/Linear[fc]/weight"]) == [[4, 3]]
    assert nodes["Untraceable"].attr["attr"].s == b"parameters: 16"


def test_jit_modules_are_shown_as_they_are() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        script, trace = torch.jit.script(Branching()), torch.jit.trace(Perceptron(), torch.rand(1, 3))
        function = torch.jit.script(one_more)
    text = str(trace.graph)
    scripted = made(script, torch.rand(1, 3))
    (branches,) = [node for node in scripted.values() if node.op == "prim::If"]
    products = [name for name, node in scripted.items() if node.op == "aten::linear"]
    assert sorted(name.rpartition("/")[0] for name in products) == ["Branching/Linear[a]", "Branching/Linear[b]"]
    assert set(products) < set(branches.input)
    assert operations(made(trace, torch.rand(1, 3))) == operations(made(Perceptron(), torch.rand(1, 3)))
    assert "aten::add" in operations(made(function, torch.rand(1, 3)))
    assert str(trace.graph) == text


def one_more(x: torch.Tensor) -> torch.Tensor:
    return x + 1


def test_loops_of_scripts_take_and_give_what_they_carry() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        function = torch.jit.script(squared)
    nodes = made(function, (torch.rand(1, 3), 4))
    (product,) = [node for node in nodes.values() if node.op == "aten::mul"]
    (loop,) = [node for node in nodes.values() if node.op == "prim::Loop"]
    assert list(product.input) == ["input/x.1", "input/x.1"]
    assert product.name in loop.input
    assert list(nodes["output/output.1"].input) == [loop.name]


def squared(x: torch.Tensor, times: int) -> torch.Tensor:
    for _ in range(times):
        x = x * x
    return x


def test_the_model_is_left_as_it_was() -> None:
    model = Convolutions().train()
    model.norm.eval()
    flags = [module.training for module in model.modules()]
    state = {key: value.clone() for key, value in model.state_dict().items()}
    random = torch.random.get_rng_state()
    graph(model, torch.rand(2, 3, 16, 16, generator=torch.Generator().manual_seed(1)))
    assert [module.training for module in model.modules()] == flags
    assert not flags[2]
    assert all(parameter.grad is None for parameter in model.parameters())
    assert all(torch.equal(value, state[key]) for key, value in model.state_dict().items())
    assert torch.equal(torch.random.get_rng_state(), random)
    hooks = ("_forward_hooks", "_forward_pre_hooks", "_backward_hooks", "_state_dict_hooks")
    assert not [hook for module in model.modules() for kind in hooks for hook in getattr(module, kind)]


def test_buffers_are_left_as_they_were() -> None:
    class Counting(ToDict):
        def __init__(self) -> None:
            super().__init__()
            self.register_buffer("calls", torch.zeros(()))
            self.register_buffer("last", torch.zeros(1))

        def forward(self, x: Any) -> Any:
            self.calls += 1
            self.last = x.mean(dim=1)
            return super().forward(x)

    model = Counting()
    last = model.last
    graph(model, torch.ones(1, 3))
    assert model.calls == 0
    assert model.last is last
    assert last == 0


def test_a_compiled_model_is_shown_as_what_was_compiled() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        model = torch.compile(Perceptron())
    assert operations(made(model, torch.rand(1, 3))) == operations(made(Perceptron(), torch.rand(1, 3)))
    assert "OptimizedModule" not in "".join(made(model, torch.rand(1, 3)))


def test_random_numbers_go_on_and_train_is_not_called() -> None:
    class Noisy(nn.Linear):
        def forward(self, x: Any) -> Any:
            return super().forward(x + torch.rand_like(x))

        def train(self, mode: bool = True) -> Any:
            raise AssertionError("train was called")

    random = torch.random.get_rng_state()
    assert "aten::rand_like" in operations(made(Noisy(3, 2), torch.zeros(1, 3)))
    assert not torch.equal(torch.rand(1), torch.rand(1))
    torch.random.set_rng_state(random)
    model = Noisy(3, 2)
    random = torch.random.get_rng_state()
    graph(model, torch.zeros(1, 3))
    assert torch.equal(torch.random.get_rng_state(), random)


def test_flags_are_put_back_where_the_model_fails() -> None:
    model = Perceptron().train()
    with pytest.raises(RuntimeError, match="fails with the input_to_model"):
        graph(model, torch.rand(1, 9))
    assert model.training


def test_verbose_prints_the_graph(capsys: pytest.CaptureFixture[str]) -> None:
    graph(Perceptron(), torch.rand(1, 3), True)
    assert "aten::linear" in capsys.readouterr().out
    graph(Perceptron(), torch.rand(1, 3))
    assert not capsys.readouterr().out


def test_a_model_without_input_needs_none() -> None:
    class Constant(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.value = nn.Parameter(torch.ones(3))

        def forward(self) -> Any:
            return self.value * 2

    assert "aten::mul" in operations(made(Constant()))


@pytest.mark.parametrize(
    ("arguments", "error", "words"),
    [
        (("model", torch.rand(1)), TypeError, r"expected a torch.nn.Module.* got str 'model'"),
        ((Perceptron, torch.rand(1)), TypeError, r"expected a torch.nn.Module"),
        ((OfTwo(),), ValueError, r"OfTwo.forward needs x"),
        (
            (nn.Linear(3, 5), torch.rand(1, 9)),
            RuntimeError,
            r"Linear fails with .*shape \(1, 9\).*cannot be multiplied",
        ),
        (
            (OfTwo(), {"z": torch.rand(1, 3)}),
            RuntimeError,
            r"OfTwo fails with the input_to_model that was given \(dict",
        ),
        ((nn.LazyLinear(3), torch.rand(1, 3)), ValueError, r"lazy modules"),
    ],
)
def test_what_cannot_be_is_said(arguments: Any, error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        graph(*arguments)


def dense(weights: Any, x: Any) -> Any:
    with jax.named_scope("dense"):
        return jax.nn.relu(x @ weights["kernel"] + weights["bias"])


@jax.jit
def network(params: Any, x: Any, *, scale: float = 2.0) -> Any:
    for number, weights in enumerate(params):
        with jax.named_scope(f"layer{number}"):
            x = dense(weights, x)
    return {"answer": jax.lax.scan(lambda carry, _: (carry * 2, None), x, None, length=3)[0] * scale, "hidden": x}


WEIGHTS = [{"kernel": jax.numpy.ones((3, 3)), "bias": jax.numpy.zeros(3)} for _ in range(2)]


def test_a_jax_function_is_shown_in_its_scopes() -> None:
    nodes = made(network, (WEIGHTS, jax.numpy.ones((4, 3))))
    assert shape(nodes["input/params/1/kernel"]) == [[3, 3]]
    product = nodes["network/layer1/dense/dot_general"]
    assert list(product.input) == ["network/layer0/dense/relu/max", "input/params/1/kernel"]
    assert (product.op, shape(product)) == ("dot_general", [[4, 3]])
    assert list(nodes["output/output.2"].input) == ["network/layer1/dense/relu/max"]
    assert operations(nodes)["scan"] == 1


def test_jax_arguments_come_by_name_too() -> None:
    example = {"params": WEIGHTS, "x": jax.numpy.ones((4, 3)), "scale": jax.numpy.ones(())}
    assert {"input/params/0/bias", "input/x", "input/scale"} <= set(made(network, example))
    assert {"input/weights/kernel", "input/x"} <= set(made(dense, [WEIGHTS[0], jax.numpy.ones((4, 3))]))
    assert "input/weights/kernel" in made(lambda weights: weights["kernel"] * 2, WEIGHTS[0])
    with pytest.raises(RuntimeError, match="network fails with the input_to_model"):
        graph(network, (WEIGHTS, jax.numpy.ones((4, 5))))


def test_neither_tensorboard_nor_protobuf_is_needed() -> None:
    script = """
        import sys
        sys.modules.update({"tensorboard": None, "google.protobuf": None})
        import torch
        from runchart.summary.graph import graph
        assert graph(torch.nn.Linear(2, 3), torch.rand(1, 2))
    """
    lines = "\n".join(line.strip() for line in script.splitlines())
    subprocess.run([sys.executable, "-c", lines], check=True)


@pytest.mark.parametrize("loader", ["data server", "python"])
def test_tensorboard_shows_it(tmp_path: Path, tensorboard: Any, loader: str) -> None:
    with SummaryWriter(tmp_path / "run") as writer:
        writer.add_scalar("a", 1.0)
        writer.add_graph(Perceptron(), torch.rand(1, 3))
    with tensorboard(tmp_path, loader) as board:
        info = board.wait_for(lambda: board.get("/data/plugin/graphs/info"))
        assert info["run"]["run_graph"]
        text = board.client.get("/data/plugin/graphs/graph", params={"run": "run", "conceptual": "false"}).text
    assert 'name: "input/x"' in text
    assert 'op: "aten::linear"' in text
    assert '"_output_shapes"' in text
