"""The points that runchart reads are those that TensorBoard's own EventAccumulator reads, whoever wrote them."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tensorboardX
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboard.compat.proto.event_pb2 import Event, SessionLog
from tensorboard.compat.proto.summary_pb2 import Summary
from tensorboard.plugins.scalar.summary_v2 import scalar_pb
from tensorboard.summary.writer.event_file_writer import EventFileWriter
from tensorboard.util.tensor_util import make_ndarray, make_tensor_proto
from torch.utils.tensorboard import SummaryWriter as TorchWriter

import runchart

Points = list[tuple[int, float, float]]

WRITERS = {
    "tensorboardX": tensorboardX.SummaryWriter,
    "torch": TorchWriter,
    "runchart": runchart.SummaryWriter,
}
VALUES = [0.0, -0.0, 1.0, -1e-30, 3.5e38, 1e-45, math.inf, -math.inf, math.nan, 2**24 + 1, math.pi]
STEPS = [0, 1, 1, 5, 4, -7, 2**40, -(2**62), 2**63 - 1, 3]


def tensorboard_reads(run: Path) -> dict[str, Points]:
    accumulator = EventAccumulator(str(run), size_guidance={"scalars": 0, "tensors": 0}, purge_orphaned_data=False)
    accumulator.Reload()
    found = {
        tag: [(e.step, e.wall_time, e.value) for e in accumulator.Scalars(tag)] for tag in accumulator.scalars.Keys()
    }
    for tag in accumulator.tensors.Keys():
        if accumulator.SummaryMetadata(tag).plugin_data.plugin_name == "scalars":
            events = accumulator.Tensors(tag)
            found[tag] = [(e.step, e.wall_time, float(make_ndarray(e.tensor_proto).item())) for e in events]
    return found


def runchart_reads(run: Path) -> dict[str, Points]:
    with runchart.open(run, follow=False) as log:
        return {
            tag: list(zip(series.steps.tolist(), series.wall_times.tolist(), series.values.tolist(), strict=True))
            for tag, series in log.runs["."].items()
        }


def assert_equal(ours: dict[str, Points], theirs: dict[str, Points]) -> None:
    assert sorted(ours) == sorted(theirs)
    for tag, points in theirs.items():
        np.testing.assert_array_equal(np.array(ours[tag], dtype=object)[:, 0], np.array(points, dtype=object)[:, 0])
        np.testing.assert_array_equal(np.array(ours[tag], float)[:, 1:], np.array(points, float)[:, 1:])


@pytest.mark.parametrize("name", WRITERS)
def test_every_writer(name: str, tmp_path: Path) -> None:
    with WRITERS[name](str(tmp_path)) as writer:
        for place, (step, value) in enumerate(itertools.product(STEPS, VALUES)):
            writer.add_scalar(f"tag {place % 3}/é漢", value, step, walltime=1.5e9 + place / 7)
            if place % 10 == 0:
                writer.add_text("text", "not a scalar", step) if name != "runchart" else None
    assert_equal(runchart_reads(tmp_path), tensorboard_reads(tmp_path))


def write_events(run: Path, events: list[Event]) -> None:
    writer = EventFileWriter(str(run))
    for event in events:
        writer.add_event(event)
    writer.close()


FLOATS = ["float16", "float32", "float64"]
INTEGERS = ["int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "bool"]
NOT_READ_BY_TENSORBOARD = {"uint32", "uint64"}


@pytest.mark.parametrize("dtype", FLOATS + INTEGERS)
@pytest.mark.parametrize("shape", [(), (1,), (1, 1)], ids=str)
def test_every_numeric_dtype(dtype: str, shape: tuple[int, ...], tmp_path: Path) -> None:
    events = []
    numbers = [1, 0, 1 if dtype == "bool" else 3]
    for step, number in enumerate(numbers):
        tensor = make_tensor_proto(np.full(shape, number, dtype))
        event = Event(step=step, wall_time=1000 + step, summary=scalar_pb("tag", 0.0))
        event.summary.value[0].tensor.CopyFrom(tensor)
        events.append(event)
    write_events(tmp_path, events)
    assert [value for _, _, value in runchart_reads(tmp_path)["tag"]] == numbers
    if dtype not in NOT_READ_BY_TENSORBOARD:
        assert_equal(runchart_reads(tmp_path), tensorboard_reads(tmp_path))


def test_summaries_of_many_values_and_metadata_once(tmp_path: Path) -> None:
    events = []
    for step in range(50):
        summary = Summary()
        for tag in range(20):
            value = scalar_pb(f"t{tag}", step * tag).value[0]
            if step:
                value.ClearField("metadata")
            summary.value.append(value)
            summary.value.add(tag=f"s{tag}", simple_value=step + tag)
        events.append(Event(step=step, wall_time=1000 + step, summary=summary))
    write_events(tmp_path, events)
    assert_equal(runchart_reads(tmp_path), tensorboard_reads(tmp_path))


def test_several_files_in_order_of_name(tmp_path: Path) -> None:
    for part in range(5):
        with tensorboardX.SummaryWriter(str(tmp_path), filename_suffix=f".{part}") as writer:
            for step in range(part * 10, part * 10 + 10):
                writer.add_scalar("loss", step, step)
    assert_equal(runchart_reads(tmp_path), tensorboard_reads(tmp_path))


def test_a_session_start_purges_what_tensorboard_purges(tmp_path: Path) -> None:
    def scalar(step: int, wall_time: float) -> Event:
        return Event(step=step, wall_time=wall_time, summary=Summary(value=[Summary.Value(tag="a", simple_value=step)]))

    start: Callable[[int, float], Event] = lambda step, wall_time: Event(  # noqa: E731
        step=step, wall_time=wall_time, session_log=SessionLog(status=SessionLog.START)
    )
    events = [start(0, 1), *(scalar(step, 2 + step) for step in range(20)), start(12, 30)]
    events += [*(scalar(step, 31 + step) for step in range(12, 15)), start(5, 60), scalar(7, 61), scalar(8, 62)]
    write_events(tmp_path, events)
    accumulator = EventAccumulator(str(tmp_path), size_guidance={"scalars": 0, "tensors": 0})
    accumulator.Reload()
    theirs: list[Any] = accumulator.Scalars("a") if "a" in accumulator.scalars.Keys() else accumulator.Tensors("a")
    assert (
        [step for step, *_ in runchart_reads(tmp_path)["a"]]
        == [event.step for event in theirs]
        == [0, 1, 2, 3, 4, 7, 8]
    )
