"""The writers of the drop-in: tensorboardX's and torch's names, directories and orders of arguments, read by TensorBoard."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboard.backend.event_processing.event_file_loader import RawEventFileLoader
from tensorboard.compat.proto.event_pb2 import Event

BOTH = ["tensorboardX", "torch.utils.tensorboard"]


def events(folder: Path) -> Iterator[Event]:
    for file in sorted(folder.glob("events*")):
        yield from map(Event.FromString, RawEventFileLoader(str(file)).Load())


def scalars(folder: Path) -> dict[str, list[tuple[int, float]]]:
    accumulator = EventAccumulator(str(folder)).Reload()
    return {tag: [(e.step, e.value) for e in accumulator.Scalars(tag)] for tag in accumulator.Tags()["scalars"]}


def test_arguments_in_order_of_place(answer: Any, tmp_path: Path) -> None:
    script = """
from tensorboardX import SummaryWriter as X
from torch.utils.tensorboard import SummaryWriter as T
import numpy as np
x = X("x", "", 5, 10, 120, ".x", True, "ignored", {"disabled": True})
t = T("t", "", 5, 10, 120, ".t")
for writer in (x, t):
    writer.add_scalar("a", 1.5, 7, 1e9)
    writer.add_histogram("h", np.ones(3), 7, "auto", 1e9)
    writer.add_histogram_raw("r", 0, 1, 1, 1, 1, [1.0], [1], 7, 1e9)
    writer.add_image("i", np.zeros((3, 4, 4)), 7, 1e9, "CHW")
    writer.add_text("t", "words", 7, 1e9)
    writer.add_hparams({"lr": 1}, {"m": 2}, *(["trial"] if writer is x else [None, "trial"]), 7)
x.add_scalar("b", 1, 7, 1e9, "title", "about")
t.add_scalar("b", 1, 7, 1e9, True, True)
x.add_image_with_boxes("boxes", np.zeros((4, 4)), np.zeros((1, 4)), 7, 1e9, "HW", ["cat"])
t.add_image_with_boxes("boxes", np.zeros((4, 4)), np.zeros((1, 4)), 7, 1e9, 1, "HW", ["cat"])
x.close(), t.close()
answer = [x.logdir, x.log_dir, t.get_logdir()]
"""
    assert answer(script) == ["x", "x", "t"]
    for name in "xt":
        found = [event for event in events(tmp_path / name) if event.HasField("summary")]
        assert {(event.step, event.wall_time) for event in found} == {(7, 1e9)}
        assert scalars(tmp_path / name / "trial") == {"m": [(7, 2.0)]}
        assert next((tmp_path / name).glob("events*")).suffix == f".{name}"
        assert [event.session_log.status for event in events(tmp_path / name)].count(1) == 1
    titled = [v for event in events(tmp_path / "x") for v in event.summary.value if v.tag == "b"]
    assert (titled[0].metadata.display_name, titled[0].metadata.summary_description) == ("title", "about")
    precise = [v for event in events(tmp_path / "t") for v in event.summary.value if v.tag == "b"]
    assert precise[0].tensor.double_val == [1.0]


def test_names_on_disk(answer: Any, tmp_path: Path) -> None:
    script = """
import numpy as np, tensorboardX, torch.utils.tensorboard
for name, library in (("x", tensorboardX), ("t", torch.utils.tensorboard)):
    with library.SummaryWriter(name) as writer:
        writer.add_scalar("/a b?", 1)
        writer.add_histogram("h h", np.ones(3))
        writer.add_scalars("loss/all", {"train": 1, "val": 2}, 3)
        writer.add_mesh("mesh", np.zeros((1, 3, 3)), np.zeros((1, 3, 3)), np.array([[[0, 1, 2]]]))
        writer.add_hparams({"lr": 0.1}, {"acc": 1}) if name == "x" else writer.add_hparams({"lr": 0.1}, {"acc": 1}, None)
answer = []
"""
    answer(script)
    tags = {
        name: {value.tag for event in events(tmp_path / name) for value in event.summary.value if value.tag}
        for name in "xt"
    }
    assert tags["x"] == {"a_b_", "h_h", "mesh_1", "mesh_2", "mesh_3"}
    assert tags["t"] == {"/a b?", "h h", "mesh_VERTEX", "mesh_FACE", "mesh_COLOR"}
    assert scalars(tmp_path / "x" / "loss" / "all" / "val") == {"loss/all": [(3, 2.0)]}
    assert scalars(tmp_path / "t" / "loss_all_val") == {"loss/all": [(3, 2.0)]}
    for name in "xt":
        below = [folder for folder in (tmp_path / name).iterdir() if folder.name.replace(".", "").isdigit()]
        assert scalars(below[0]) == {"acc": [(0, 1.0)]}


@pytest.mark.parametrize("library", BOTH)
def test_what_scripts_reach_for(answer: Any, tmp_path: Path, library: str) -> None:
    script = f"""
import os, {library} as library
writer = library.SummaryWriter("run", purge_step=3)
name = writer.file_writer.event_writer._ev_writer._file_name
assert writer._get_file_writer().event_writer._file_name == name and type(name) is str
writer.add_scalars("a", {{"b": 1}}, 4, 5.0)
children = [folder for folder in writer.all_writers if folder != "run"]
answer = [os.path.dirname(name), writer.purge_step, writer.max_queue, len(writer.default_bins), writer.file_writer.get_logdir()]
if library.__name__.endswith("tensorboardx"):
    assert writer.scalar_dict == {{children[0]: [[5.0, 4, 1.0]]}}, writer.scalar_dict
    writer.export_scalars_to_json("scalars.json")
    assert writer.scalar_dict == {{}}
    assert isinstance(writer.file_writer, library.FileWriter)
writer.close()
assert writer.file_writer is None
writer.add_scalar("late", 1)
assert writer.file_writer is not None
writer.close()
"""
    assert answer(script) == ["run", 3, 10, 1549, "run"]


def test_hparams_as_lightning_and_stable_baselines_log_them(answer: Any, tmp_path: Path) -> None:
    answer("""
from torch.utils.tensorboard import SummaryWriter
from torch.utils.tensorboard.summary import hparams
writer = SummaryWriter("run")
for summary in hparams({"lr": 0.1, "on": True}, {"acc": 0}):
    writer._get_file_writer().add_summary(summary)
writer.close()
answer = []
""")
    tags = [value.tag for event in events(tmp_path / "run") for value in event.summary.value]
    assert tags == [f"_hparams_/{name}" for name in ("experiment", "session_start_info", "session_end_info")]


def test_messages_of_every_library_are_taken(real: Any, tmp_path: Path) -> None:
    script = """
import warnings
from tensorboardX.proto import event_pb2 as theirs, summary_pb2 as their_summary
from tensorboard.compat.proto import event_pb2 as tensorboards
warnings.simplefilter("ignore")
import runchart.dropin, tensorboardX, torch.utils.tensorboard
from tensorboardX.proto import event_pb2 as ours
assert len({theirs.Event, tensorboards.Event, ours.Event}) == 3

class Anything:
    def SerializeToString(self):
        return ours.Event(summary=summary).SerializeToString()

summary = ours.Event().summary
summary.value.add(tag="a", simple_value=1)
for folder, library in (("x", tensorboardX), ("t", torch.utils.tensorboard)):
    writer = library.FileWriter(folder)
    for step, module in enumerate((theirs, tensorboards, ours)):
        event = module.Event.FromString(Anything().SerializeToString())
        writer.add_event(event, step)
        writer.add_summary(event.summary, 10 + step)
    writer.add_event(Anything(), 20)
    writer.add_event(Anything().SerializeToString(), 21)
    writer.add_summary(summary.SerializeToString(), 22)
    writer.close()
"""
    real.run("-c", script, cwd=tmp_path)
    for folder in "xt":
        assert scalars(tmp_path / folder) == {"a": [(step, 1.0) for step in (0, 10, 1, 11, 2, 12, 20, 21, 22)]}


@pytest.mark.parametrize("library", BOTH)
def test_who_replaces_event_file_writer_sees_every_event(answer: Any, tmp_path: Path, library: str) -> None:
    """As wandb does to know of directories, and as mocks do."""
    script = f"""
import numpy as np, {library} as library, {library}.writer as module
seen, theirs = [], module.EventFileWriter

class Watching(theirs):
    def __init__(self, logdir, *arguments, **named):
        seen.append(logdir)
        super().__init__(logdir, *arguments, **named)
    def add_event(self, event):
        seen.append([event.step, event.wall_time, [value.tag for value in event.summary.value]])
        super().add_event(event)

module.EventFileWriter = Watching
writer = library.SummaryWriter("run")
writer.add_scalar("a", 1, 2, 3.0)
writer.add_text("t", "words", 4, 5.0)
with writer.use_metadata(global_step=6, walltime=7.0):
    writer.add_histogram("h", np.ones(3))
writer.close()
module.EventFileWriter = theirs
library.SummaryWriter("other").add_scalar("b", 1)
answer = seen
"""
    assert answer(script) == ["run", [2, 3.0, ["a"]], [4, 5.0, ["t/text_summary"]], [6, 7.0, ["h"]]]
    assert scalars(tmp_path / "run") == {"a": [(2, 1.0)]}


def test_a_registered_store_gets_the_files(answer: Any, tmp_path: Path) -> None:
    script = """
import os
from tensorboardX import SummaryWriter
from tensorboardX.record_writer import RecordWriter, register_writer_factory

class Box:
    def directory_check(self, path): pass
    def open(self, path):
        os.makedirs("box", exist_ok=True)
        return open("box/" + os.path.basename(path), "wb")

register_writer_factory("box", Box())
with SummaryWriter("box://there/run") as writer:
    writer.add_scalar("a", 1, 2)
records = RecordWriter("box://there/records")
records.write(b"bytes")
records.close()
answer = [writer.logdir, os.path.getsize("box/records")]
"""
    assert answer(script) == ["box://there/run", 8 + 4 + 5 + 4]
    assert scalars(tmp_path / "box") == {"a": [(2, 1.0)]}


def test_a_global_writer_of_forked_processes(answer: Any, tmp_path: Path) -> None:
    answer("""
import multiprocessing
from tensorboardX import GlobalSummaryWriter
writer = GlobalSummaryWriter("run")
def train():
    for number in range(50):
        writer.add_scalar("a b", number)
children = [multiprocessing.get_context("fork").Process(target=train) for _ in range(3)]
for child in children: child.start()
for child in children: child.join()
writer.close()
assert GlobalSummaryWriter.getSummaryWriter() is writer
answer = []
""")
    found = scalars(tmp_path / "run")
    assert sorted(step for step, _ in found["a_b"]) == list(range(150))


def test_what_is_not_done_says_so(answer: Any) -> None:
    script = """
import tensorboardX
answer = []
for make in (lambda: tensorboardX.SummaryWriter("a", comet_config={"disabled": False}), tensorboardX.TorchVis):
    try:
        make()
    except NotImplementedError as error:
        answer.append(str(error).split(":")[0])
"""
    assert answer(script) == ["comet_config", "TorchVis"]
