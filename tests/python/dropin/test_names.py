"""The names of tensorboardX and torch.utils.tensorboard lead to runchart, and only where that was asked for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

TENSORBOARDX = (
    "summary writer event_file_writer record_writer x2num utils embedding crc32c proto global_writer "
    "torchvis visdom_writer comet_utils onnx_graph openvino_graph"
)
TORCH = "summary writer _pytorch_graph _convert_np _utils _embedding"


def said(environment: Any, cwd: Path, script: str, dropin: str | None = "1") -> str:
    return environment.run("-W", "error", "-c", script, cwd=cwd, dropin=dropin).stdout.strip()


def test_a_plain_script_gets_our_writers(environment: Any, tmp_path: Path) -> None:
    script = """
import tensorboardX, torch.utils.tensorboard
from tensorboardX import SummaryWriter, FileWriter, RecordWriter, GlobalSummaryWriter, TorchVis
from torch.utils.tensorboard import SummaryWriter as Torch, FileWriter, RecordWriter
import runchart
print(issubclass(SummaryWriter, runchart.SummaryWriter), issubclass(Torch, runchart.SummaryWriter))
print(tensorboardX.__version__)
"""
    assert said(environment, tmp_path, script).split() == ["True", "True", "2.6.5"]


@pytest.mark.parametrize("value", [None, "", "0"])
def test_without_the_variable_nothing_of_runchart_is_loaded(real: Any, tmp_path: Path, value: str | None) -> None:
    script = "import sys, tensorboardX; print(tensorboardX.__file__, *[n for n in sys.modules if 'runchart' in n])"
    assert said(real, tmp_path, script, dropin=value).endswith("tensorboardX/__init__.py")


def test_the_variable_alone_loads_nothing_but_one_small_module(real: Any, tmp_path: Path) -> None:
    """While Python starts, not all its paths are known: those of a venv's system packages come later."""
    script = "import sys; print(*[n for n in sys.modules if 'runchart' in n or n in ('numpy', 'torch')])"
    assert said(real, tmp_path, script) == "runchart_dropin"


def test_every_submodule_is_there(real: Any, tmp_path: Path) -> None:
    names = [f"tensorboardX.{name}" for name in TENSORBOARDX.split()]
    names += [f"torch.utils.tensorboard.{name}" for name in TORCH.split()]
    script = f"""
import importlib, importlib.util
for name in {names!r}:
    found, module = importlib.util.find_spec(name), importlib.import_module(name)
    assert found is not None and module.__name__.startswith("runchart.dropin."), module
from torch.utils.tensorboard.summary import hparams
from tensorboardX.summary import hparams
import torch
print(torch.utils.tensorboard.summary.__name__, torch.utils.tensorboard.writer.__spec__.name)
"""
    assert said(real, tmp_path, script).split() == [
        "runchart.dropin.torch.summary",
        "runchart.dropin.torch.writer",
    ]


def test_as_accelerate_imports_it(environment: Any, tmp_path: Path) -> None:
    script = """
from torch.utils import tensorboard
import torch
print(tensorboard.SummaryWriter.__module__, torch.utils.tensorboard is tensorboard)
"""
    assert said(environment, tmp_path, script) == "runchart.dropin.torch.writer True"


def test_a_submodule_that_nobody_has_is_an_import_error(environment: Any, tmp_path: Path) -> None:
    ended = environment.run("-c", "import tensorboardX.nothing", cwd=tmp_path, dropin="1", check=False)
    assert "ModuleNotFoundError: No module named 'tensorboardX.nothing'" in ended.stderr


def test_those_who_ask_whether_it_is_installed_are_told_so(environment: Any, tmp_path: Path) -> None:
    script = """
import importlib.metadata, importlib.util
print(importlib.util.find_spec("tensorboardX") is not None, importlib.util.find_spec("torch.utils.tensorboard") is not None)
print(importlib.metadata.version("tensorboardX"), importlib.metadata.version("TensorboardX"))
print([d.version for d in importlib.metadata.distributions(name="tensorboardX")])
"""
    assert said(environment, tmp_path, script).splitlines() == ["True True", "2.6.5 2.6.5", "['2.6.5']"]


def test_the_variable_and_the_first_line_together(bare: Any, tmp_path: Path) -> None:
    script = """
import runchart.dropin, importlib.metadata, sys, tensorboardX
print(importlib.metadata.version("tensorboardX"), [type(finder).__name__ for finder in sys.meta_path].count("Waiting"))
"""
    assert said(bare, tmp_path, script) == "2.6.5 0"


def test_tensorboard_itself_is_not_answered_for(bare: Any, tmp_path: Path) -> None:
    assert said(bare, tmp_path, "import importlib.util; print(importlib.util.find_spec('tensorboard'))") == "None"


def test_without_protobuf_messages_say_what_to_install(bare: Any, tmp_path: Path) -> None:
    ended = bare.run("-c", "import tensorboardX.proto.summary_pb2", cwd=tmp_path, dropin="1", check=False)
    assert "ImportError" in ended.stderr
    assert "pip install protobuf" in ended.stderr


def test_the_import_as_the_first_line(environment: Any, tmp_path: Path) -> None:
    script = "import runchart.dropin, tensorboardX; print(tensorboardX.SummaryWriter.__module__)"
    assert said(environment, tmp_path, script, dropin=None) == "runchart.dropin.tensorboardx.writer"


def test_what_was_imported_before_is_replaced_where_it_can_be_and_it_says_so(real: Any, tmp_path: Path) -> None:
    script = """
import tensorboardX, torch.utils.tensorboard
from tensorboardX import SummaryWriter as early
import runchart.dropin
print(tensorboardX.SummaryWriter.__module__, torch.utils.tensorboard.SummaryWriter.__module__, early.__module__)
from tensorboardX import SummaryWriter
print(SummaryWriter.__module__)
early("logs").add_scalar("a", 1)
"""
    (tmp_path / "late.py").write_text(script)
    ended = real.run("late.py", cwd=tmp_path)
    ours = "runchart.dropin.tensorboardx.writer"
    assert ended.stdout.split() == [ours, "runchart.dropin.torch.writer", "tensorboardX.writer", ours]
    assert ended.stderr.count("had been imported before runchart.dropin") == 1
    assert "late.py:4: UserWarning: tensorboardX and torch.utils.tensorboard had been imported" in ended.stderr


def test_messages_live_beside_those_of_the_real_libraries(real: Any, tmp_path: Path) -> None:
    script = """
import pickle
from tensorboard.compat.proto.event_pb2 import Event as Theirs
from tensorboardX.proto.event_pb2 import Event
from tensorboardX.proto.plugin_hparams_pb2 import SessionStartInfo
event = Event(step=3)
event.summary.value.add(tag="a", simple_value=0.5)
assert Theirs.FromString(event.SerializeToString()).summary.value[0].simple_value == 0.5
assert pickle.loads(pickle.dumps(event)) == event
print(Event.DESCRIPTOR.full_name, Theirs.DESCRIPTOR.full_name)
"""
    assert said(real, tmp_path, script).split() == ["runchart.tensorboard.Event", "tensorboard.Event"]
