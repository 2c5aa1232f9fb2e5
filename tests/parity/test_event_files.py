"""The bytes of the event files, and the tensors, which TensorBoard's loader in Python keeps and neither page nor data server has.

Framing and checksums are verified by TensorBoard's own reader of records.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboard.compat.proto.event_pb2 import Event
from tensorboard.compat.tensorflow_stub.errors import DataLossError, OutOfRangeError
from tensorboard.compat.tensorflow_stub.pywrap_tensorflow import PyRecordReader_New
from tensorboard.util.tensor_util import make_ndarray

LIBRARIES = ["torch", "tensorboardX"]
KINDS_OF_TENSORS = ["bool", "float32", "float64", "int16", "int32", "int64", "int8", "uint8"]


def records(file: Path) -> list[bytes]:
    """The records of a file to its last byte, both checksums of each verified."""
    reader = PyRecordReader_New(str(file))
    found = []
    while True:
        try:
            reader.GetNext()
        except OutOfRangeError:
            break
        found.append(reader.record())
    assert sum(len(record) + 16 for record in found) == file.stat().st_size
    return found


def event_files(folder: Path) -> list[Path]:
    return sorted(file for file in folder.rglob("*tfevents*") if file.is_file())


@pytest.mark.parametrize("library", LIBRARIES)
def test_checksums_hold_and_every_record_is_an_event(logdir: Path, library: str) -> None:
    files = event_files(logdir / library / "ours")
    assert len(files) == 8
    for file in files:
        events = [Event.FromString(record) for record in records(file)]
        assert events[0].file_version == "brain.Event:2"
        assert events[0].wall_time > 0
        assert all(event.WhichOneof("what") in ("summary", "graph_def") for event in events[1:])


def test_a_flipped_bit_is_seen_by_this_test(logdir: Path, tmp_path: Path) -> None:
    (file,) = event_files(logdir / "torch" / "ours" / "mlp")
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    broken = tmp_path / file.name
    broken.write_bytes(content)
    with pytest.raises(DataLossError, match="crc32"):
        records(broken)


def values_of(run: Path) -> dict[str, list[tuple[int, str]]]:
    """Step and kind of the values of each tag, in the order of the file."""
    (file,) = run.glob("*tfevents*")
    found: dict[str, list[tuple[int, str]]] = {}
    for event in map(Event.FromString, records(file)):
        for value in event.summary.value:
            found.setdefault(value.tag, []).append((event.step, value.WhichOneof("value")))
    return found


@pytest.mark.parametrize("library", LIBRARIES)
def test_each_tag_has_the_same_steps_in_the_order_of_the_calls(logdir: Path, library: str) -> None:
    ours, theirs = (values_of(logdir / library / side / "main") for side in ("ours", "theirs"))
    assert len(ours) > 30
    assert ours == theirs


def tensors_of(run: Path) -> dict[str, list[Any]]:
    accumulator = EventAccumulator(str(run), size_guidance={"tensors": 0})
    accumulator.Reload()
    return {
        tag: [(event.step, event.wall_time, event.tensor_proto) for event in accumulator.Tensors(tag)]
        for tag in accumulator.PluginTagToContent("tensor")
    }


def test_tensors(logdir: Path) -> None:
    ours, theirs = (tensors_of(logdir / "torch" / side / "main") for side in ("ours", "theirs"))
    assert sorted(ours) == sorted(theirs) == [f"tensor/torch.{kind}" for kind in KINDS_OF_TENSORS] + ["wrong/half"]
    for kind in KINDS_OF_TENSORS:
        for mine, other in zip(ours[f"tensor/torch.{kind}"], theirs[f"tensor/torch.{kind}"], strict=True):
            assert mine[:2] == other[:2]
            assert make_ndarray(mine[2]).dtype == np.dtype(kind)
            if kind != "uint8":
                np.testing.assert_array_equal(make_ndarray(mine[2]), make_ndarray(other[2]), strict=True)


def test_bytes_are_readable_where_torchs_are_not(logdir: Path) -> None:
    ours, theirs = (
        tensors_of(logdir / "torch" / side / "main")["tensor/torch.uint8"][0][2] for side in ("ours", "theirs")
    )
    assert make_ndarray(ours).tolist() == list(map(list, theirs_as_written(theirs)))
    with pytest.raises(ValueError, match="reshape"):
        make_ndarray(theirs)


def theirs_as_written(proto: Any) -> np.ndarray:
    """torch puts bytes where TensorBoard does not look for them."""
    return np.array(proto.uint32_val).reshape(2, 3)


def test_half_precision_is_what_was_given_where_torch_writes_other_bits(logdir: Path) -> None:
    ours, theirs = (tensors_of(logdir / "torch" / side / "main")["wrong/half"][0][2] for side in ("ours", "theirs"))
    assert make_ndarray(ours).tolist() == [0.5, -2.0]
    assert list(theirs.half_val) != list(np.array([0.5, -2.0], np.float16).view(np.uint16))
