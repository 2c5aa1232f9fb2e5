"""Every kind that is no scalar: kept as places, read again from the file, and equal to what TensorBoard reads."""

from __future__ import annotations

import dataclasses
import os
import struct
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tensorboardX
import torch
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboard.compat.proto.config_pb2 import RunMetadata
from tensorboard.compat.proto.event_pb2 import Event, SessionLog, TaggedRunMetadata
from tensorboard.compat.proto.graph_pb2 import GraphDef
from tensorboard.compat.proto.meta_graph_pb2 import MetaGraphDef
from tensorboard.compat.proto.summary_pb2 import HistogramProto, Summary, SummaryMetadata
from tensorboard.compat.proto.tensor_pb2 import TensorProto
from tensorboard.compat.proto.tensor_shape_pb2 import TensorShapeProto
from tensorboard.data_compat import migrate_value
from tensorboard.plugins.audio import metadata as audio_metadata
from tensorboard.plugins.histogram.summary_v2 import histogram_pb
from tensorboard.plugins.image import metadata as image_metadata
from tensorboard.summary.writer.event_file_writer import EventFileWriter
from tensorboard.util.tensor_util import make_ndarray, make_tensor_proto
from torch.utils.tensorboard import SummaryWriter as TorchWriter

import runchart
from runchart._core import Reader, StaleError

WRITERS: dict[str, Callable[[str], Any]] = {
    "runchart": runchart.SummaryWriter,
    "tensorboardX": tensorboardX.SummaryWriter,
    "torch": TorchWriter,
}
STEPS = range(7)
EVERYTHING = dict.fromkeys(["images", "audio", "histograms", "scalars", "tensors", "compressedHistograms"], 0)


def opened(logdir: Path) -> Reader:
    reader = Reader(str(logdir), follow=False)
    reader.refresh()
    return reader


def media(reader: Reader, run: int = 0) -> dict[str, Any]:
    tags = reader.tags()
    return {tags[info["tag"]]: info for info in reader.runs()[run]["media"]}


def points(reader: Reader, tag: str, superseded: bool = False) -> Iterator[tuple[int, float, Any]]:
    number = reader.tags().index(tag)
    places = reader.places(0, number, superseded=superseded)
    for step, wall, file, offset in zip(*places.values(), strict=True):
        yield int(step), float(wall), reader.value(0, number, int(file), int(offset))


def accumulated(run: Path) -> EventAccumulator:
    accumulator = EventAccumulator(str(run), size_guidance=EVERYTHING, purge_orphaned_data=True)
    accumulator.Reload()
    return accumulator


def write_events(run: Path, events: list[Event]) -> None:
    writer = EventFileWriter(str(run))
    for event in events:
        writer.add_event(event)
    writer.close()


def summary(step: int, *values: Summary.Value) -> Event:
    return Event(step=step, wall_time=1000 + step, summary=Summary(value=values))


def write_every_kind(writer: Any) -> None:
    rng = np.random.default_rng(7)
    for step in STEPS:
        writer.add_image("image", rng.random((3, 8 + step, 16)), step)
        writer.add_audio("audio", rng.uniform(-1, 1, 1000 + step), step, sample_rate=8000)
        writer.add_histogram("histogram", rng.normal(step, 1, 500), step)
        writer.add_histogram("constant", np.zeros(5), step)
        writer.add_text("text", f"step **{step}** é漢", step)
        writer.add_pr_curve("curve", rng.integers(0, 2, 50), rng.random(50), step)
        writer.add_mesh("mesh", torch.rand(1, 9, 3), colors=torch.randint(0, 255, (1, 9, 3)), global_step=step)
        writer.add_scalar("scalar", step, step)
    writer.add_custom_scalars({"a": {"b": ["Multiline", ["scalar"]]}})
    writer.close()


@pytest.mark.parametrize("name", WRITERS)
def test_every_writer_and_every_step(name: str, tmp_path: Path) -> None:
    write_every_kind(WRITERS[name](str(tmp_path)))
    reader, theirs = opened(tmp_path), accumulated(tmp_path)
    found = media(reader)
    compared = 0
    for event_type, compare in (
        ("images", compare_image),
        ("audio", compare_audio),
        ("histograms", compare_histogram),
        ("tensors", compare_tensor),
    ):
        for tag in theirs.Tags()[event_type]:
            events = getattr(theirs, event_type.title())(tag)
            ours = list(points(reader, tag))
            assert [(step, wall) for step, wall, _ in ours] == [(event.step, event.wall_time) for event in events]
            for (_, _, value), event in zip(ours, events, strict=True):
                compare(value, event)
                compared += 1
    assert compared >= len(STEPS) * 8
    assert sorted(found) == sorted(
        tag for kind in ("images", "audio", "histograms", "tensors") for tag in theirs.Tags()[kind]
    )
    plugins = {found[tag]["plugin"] for tag in found}
    assert plugins == {"images", "audio", "histograms", "text", "pr_curves", "mesh", "custom_scalars"}
    assert all(info["points"] == info["last_step"] + 1 for info in found.values() if info["plugin"] != "custom_scalars")


def compare_image(value: Any, event: Any) -> None:
    assert value == {
        "kind": "image",
        "width": event.width,
        "height": event.height,
        "encoded": [event.encoded_image_string],
    }


def compare_audio(value: Any, event: Any) -> None:
    assert (value["kind"], value["encoded"], value["labels"]) == ("audio", [event.encoded_audio_string], [""])
    assert (value["sample_rate"], value["content_type"]) == (event.sample_rate, event.content_type)


def compare_histogram(value: Any, event: Any) -> None:
    theirs = event.histogram_value
    proto = HistogramProto(**dataclasses.asdict(theirs))
    migrated = make_ndarray(migrate_value(Summary.Value(tag="a", histo=proto)).tensor)
    ours = np.stack([value["left"], value["right"], value["counts"]], axis=1).astype(np.float32)
    np.testing.assert_array_equal(ours, migrated)
    said = (value["min"], value["max"], value["num"], value["sum"], value["sum_squares"])
    assert said == (theirs.min, theirs.max, theirs.num, theirs.sum, theirs.sum_squares)


def compare_tensor(value: Any, event: Any) -> None:
    theirs = make_ndarray(event.tensor_proto)
    if value["kind"] == "strings":
        assert (value["shape"], value["values"]) == (theirs.shape, theirs.ravel().tolist())
    else:
        np.testing.assert_array_equal(value["array"], theirs)
        assert (value["array"].shape, value["array"].dtype) == (theirs.shape, theirs.dtype)


def test_what_runchart_counts_of_nan_and_infinities(tmp_path: Path) -> None:
    with runchart.SummaryWriter(tmp_path) as writer:
        writer.add_histogram("a", np.array([1.0, 2.0, np.nan, np.nan, np.inf, -np.inf, -np.inf, -np.inf]), 0)
    ((_, _, value),) = points(opened(tmp_path), "a")
    assert (value["nan"], value["pos_inf"], value["neg_inf"], value["num"]) == (2, 1, 3, 2)


def test_hyperparameters_are_in_their_metadata(tmp_path: Path) -> None:
    for name, make in WRITERS.items():
        with make(str(tmp_path / name)) as writer:
            writer.add_hparams({"lr": 0.1}, {"accuracy": 0.5})
    compared = 0
    for run in opened(tmp_path).runs():
        if not any(info["plugin"] == "hparams" for info in run["media"]):
            continue
        reader = opened(tmp_path / run["name"])
        theirs = accumulated(tmp_path / run["name"]).PluginTagToContent("hparams")
        found = {tag: info for tag, info in media(reader).items() if info["plugin"] == "hparams"}
        assert sorted(found) == sorted(theirs)
        for tag, content in theirs.items():
            ((_, _, value),) = points(reader, tag)
            assert value == {"kind": "metadata", "content": content}
            assert reader.metadata(0, found[tag]["tag"])["content"] == content
            compared += 1
    assert compared >= 2 * len(WRITERS)


def test_graphs_and_run_metadata(tmp_path: Path) -> None:
    with runchart.SummaryWriter(tmp_path) as writer:
        writer.add_graph(torch.nn.Linear(2, 3), torch.zeros(1, 2))
    run_metadata = RunMetadata()
    run_metadata.step_stats.dev_stats.add(device="x" * 100_000)
    tagged = TaggedRunMetadata(tag="step 3", run_metadata=run_metadata.SerializeToString())
    write_events(tmp_path, [Event(step=3, wall_time=2e9, tagged_run_metadata=tagged)])
    reader, theirs = opened(tmp_path), accumulated(tmp_path)
    ((_, _, value),) = points(reader, "__run_graph__")
    assert value == {"kind": "bytes", "data": theirs._graph}
    assert GraphDef.FromString(value["data"]).node
    ((step, _, value),) = points(reader, "step 3")
    assert (step, RunMetadata.FromString(value["data"])) == (3, theirs.RunMetadata("step 3"))
    assert {info["plugin"] for info in media(reader).values()} == {"graphs", "graph_run_metadata"}


def test_the_graph_of_a_meta_graph(tmp_path: Path) -> None:
    meta_graph = MetaGraphDef()
    meta_graph.graph_def.node.add(name="a")
    write_events(tmp_path, [Event(wall_time=1, meta_graph_def=meta_graph.SerializeToString())])
    ((_, _, value),) = points(opened(tmp_path), "__meta_graph__")
    assert GraphDef.FromString(value["data"]) == meta_graph.graph_def


def test_images_sound_and_histograms_of_the_second_version(tmp_path: Path) -> None:
    image = Summary.Value(tag="image", tensor=make_tensor_proto([b"3", b"2", b"one", b"two"]))
    image.metadata.CopyFrom(image_metadata.create_summary_metadata("Title", "words"))
    sound = Summary.Value(tag="audio", tensor=make_tensor_proto([[b"wav", b"label"], [b"more", b""]]))
    encoding = audio_metadata.Encoding.Value("WAV")
    sound.metadata.CopyFrom(audio_metadata.create_summary_metadata(None, None, encoding=encoding))
    histogram = histogram_pb("histogram", np.arange(10.0), buckets=3).value[0]
    write_events(tmp_path, [summary(0, image, sound, histogram)])
    reader = opened(tmp_path)
    ((_, _, value),) = points(reader, "image")
    assert value == {"kind": "image", "width": 3, "height": 2, "encoded": [b"one", b"two"]}
    said = reader.metadata(0, reader.tags().index("image"))
    assert (said["plugin"], said["display_name"], said["description"]) == ("images", "Title", "words")
    ((_, _, value),) = points(reader, "audio")
    assert (value["encoded"], value["labels"], value["content_type"]) == ([b"wav", b"more"], ["label", ""], "audio/wav")
    ((_, _, value),) = points(reader, "histogram")
    rows = np.stack([value["left"], value["right"], value["counts"]], axis=1)
    np.testing.assert_array_equal(rows, make_ndarray(histogram.tensor))
    assert value["min"] is None


NUMBERS = ["float16", "float32", "float64", "int8", "int16", "int32", "int64", "uint8", "uint16", "bool", "complex64"]
NUMBERS += ["complex128", "uint32", "uint64"]


@pytest.mark.parametrize("dtype", NUMBERS)
@pytest.mark.parametrize("shape", [(), (1,), (3,), (2, 3), (0, 3), (2, 1, 2)], ids=str)
def test_tensors_of_every_numeric_dtype(dtype: str, shape: tuple[int, ...], tmp_path: Path) -> None:
    rng = np.random.default_rng(3)
    given = (
        rng.normal(0, 50, shape) if dtype[0] in "fic" else rng.random(shape) * 200 * (rng.random(shape) > 0.5)
    ).astype(dtype)
    proto = make_tensor_proto(given)
    spread = TensorProto(dtype=proto.dtype, tensor_shape=proto.tensor_shape)
    plugin = SummaryMetadata(plugin_data=SummaryMetadata.PluginData(plugin_name="tensor"))
    values = [
        Summary.Value(tag=tag, tensor=tensor, metadata=plugin) for tag, tensor in (("a", proto), ("zeros", spread))
    ]
    write_events(tmp_path, [summary(0, *values)])
    reader = opened(tmp_path)
    ((_, _, value),) = points(reader, "a")
    expected = given.astype(np.float32) if dtype == "float16" else given
    assert (value["kind"], value["array"].dtype, value["array"].shape) == ("tensor", expected.dtype, shape)
    np.testing.assert_array_equal(value["array"], expected)
    assert value["array"].flags.owndata or value["array"].base is not None
    ((_, _, value),) = points(reader, "zeros")
    np.testing.assert_array_equal(value["array"], np.zeros_like(expected))


FIELDS = [
    (1, "float_val", [1.5, 2.5]),
    (2, "double_val", [1.5, 2.5]),
    (3, "int_val", [-1, 2]),
    (4, "int_val", [255, 2]),
    (6, "int_val", [-128, 2]),
    (9, "int64_val", [-(2**63), 2]),
    (10, "bool_val", [True, False]),
    (14, "half_val", [0x3FC0, 0xC000]),
    (19, "half_val", [0x3E00, 0xC000]),
    (8, "scomplex_val", [1.5, -2.0, 0.5, 1.0]),
    (18, "dcomplex_val", [1.5, -2.0, 0.5, 1.0]),
    (7, "string_val", [b"a", b""]),
]


@pytest.mark.parametrize(("data_type", "field", "values"), FIELDS, ids=[f"{row[1]} {row[0]}" for row in FIELDS])
def test_tensors_whose_values_are_fields(data_type: int, field: str, values: list[Any], tmp_path: Path) -> None:
    one = values[: len(values) // 2]
    protos = []
    for size, stored in ((2, values), (3, one), (2, one)):
        shape = TensorShapeProto(dim=[TensorShapeProto.Dim(size=size)])
        protos.append(TensorProto(dtype=data_type, tensor_shape=shape, **{field: stored}))
    plugin = SummaryMetadata(plugin_data=SummaryMetadata.PluginData(plugin_name="mine"))
    write_events(
        tmp_path,
        [summary(step, Summary.Value(tag="a", tensor=proto, metadata=plugin)) for step, proto in enumerate(protos)],
    )
    for (_, _, value), proto in zip(points(opened(tmp_path), "a"), protos, strict=True):
        if data_type == 14:  # TensorBoard's own reader fails on these.
            bits = np.array(proto.half_val, np.uint32) << 16
            theirs = np.resize(bits.view(np.float32), proto.tensor_shape.dim[0].size)
        else:
            theirs = make_ndarray(proto)
        if field == "string_val":
            assert value == {"kind": "strings", "shape": theirs.shape, "values": theirs.tolist()}
        else:
            np.testing.assert_array_equal(value["array"], theirs.astype(value["array"].dtype))


def test_strings_of_any_rank(tmp_path: Path) -> None:
    given = np.array([[[b"a", b"\xff"], [b"", "漢".encode()]]], dtype=object)
    plugin = SummaryMetadata(plugin_data=SummaryMetadata.PluginData(plugin_name="text"))
    write_events(tmp_path, [summary(0, Summary.Value(tag="a", tensor=make_tensor_proto(given), metadata=plugin))])
    ((_, _, value),) = points(opened(tmp_path), "a")
    assert value == {"kind": "strings", "shape": (1, 2, 2), "values": [b"a", b"\xff", b"", "漢".encode()]}


@pytest.mark.parametrize("sizes", [[2**62], [2**31, 2**31], [2**62, 0], [2**30], [-1]], ids=str)
def test_a_shape_that_no_memory_holds(sizes: list[int], tmp_path: Path) -> None:
    shape = TensorShapeProto(dim=[TensorShapeProto.Dim(size=size) for size in sizes])
    proto = TensorProto(dtype=1, tensor_shape=shape, float_val=[1.0])
    plugin = SummaryMetadata(plugin_data=SummaryMetadata.PluginData(plugin_name="tensor"))
    write_events(tmp_path, [summary(0, Summary.Value(tag="a", tensor=proto, metadata=plugin))])
    with pytest.raises(ValueError, match="damaged"):
        next(points(opened(tmp_path), "a"))


def test_values_without_any_metadata_have_no_plugin(tmp_path: Path) -> None:
    write_events(tmp_path, [summary(0, Summary.Value(tag="a", tensor=make_tensor_proto([1.0, 2.0])))])
    reader = opened(tmp_path)
    assert media(reader)["a"]["plugin"] == ""
    assert reader.metadata(0, 0) == {"plugin": "", "content": b"", "display_name": "", "description": ""}


def test_what_a_purge_step_supersedes(tmp_path: Path) -> None:
    def image(step: int, wall: float) -> Event:
        value = Summary.Value(tag="a", image=Summary.Image(encoded_image_string=b"%d" % wall))
        return Event(step=step, wall_time=wall, summary=Summary(value=[value]))

    def start(step: int, wall: float) -> Event:
        return Event(step=step, wall_time=wall, session_log=SessionLog(status=SessionLog.START))

    write_events(tmp_path, [start(0, 9), *(image(step, 10 + step) for step in range(10)), start(5, 30), image(5, 31)])
    reader, theirs = opened(tmp_path), accumulated(tmp_path)
    shown = [(step, value["encoded"][0]) for step, _, value in points(reader, "a")]
    assert shown == [(event.step, event.encoded_image_string) for event in theirs.Images("a")]
    assert shown == [(step, b"%d" % (10 + step)) for step in range(5)] + [(5, b"31")]
    assert media(reader)["a"] == {
        "tag": 0,
        "plugin": "images",
        "points": 11,
        "first_step": 0,
        "last_step": 5,
        "superseded": 5,
    }
    assert len(list(points(reader, "a", superseded=True))) == 11


def test_several_files_keep_their_points_apart(tmp_path: Path) -> None:
    for part in range(3):
        with tensorboardX.SummaryWriter(str(tmp_path), filename_suffix=f".{part}") as writer:
            for step in range(part * 4, part * 4 + 4):
                writer.add_text("a", f"{part} {step}", step)
    reader = opened(tmp_path)
    values = [(step, value["values"][0].decode()) for step, _, value in points(reader, "a/text_summary")]
    assert values == [(step, f"{step // 4} {step}") for step in range(12)]
    files = reader.places(0, reader.tags().index("a/text_summary"))["files"]
    assert files.tolist() == [files[0]] * 4 + [files[4]] * 4 + [files[8]] * 4
    assert len(set(files.tolist())) == 3


def test_a_tag_that_is_missing_is_the_name_of_its_node(tmp_path: Path) -> None:
    image = Summary.Value(node_name="old/image", image=Summary.Image(width=2))
    write_events(tmp_path, [summary(0, image, Summary.Value(node_name="old/loss", simple_value=0.5))])
    reader = opened(tmp_path)
    assert reader.tags() == ["old/image", "old/loss"]
    assert next(points(reader, "old/image"))[2]["width"] == 2
    assert len(reader.scalars(0, 1)[0]) == 1


def test_values_are_read_while_their_file_grows(tmp_path: Path) -> None:
    reader = Reader(str(tmp_path))
    with runchart.SummaryWriter(tmp_path) as writer:
        for step in range(5):
            writer.add_text("a", str(step), step)
            writer.flush()
            reader.refresh()
            assert [value["values"] for _, _, value in points(reader, "a/text_summary")] == [
                [b"%d" % number] for number in range(step + 1)
            ]
    assert len(set(reader.places(0, 0)["files"].tolist())) == 1


# Files that change after they were read


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    with runchart.SummaryWriter(tmp_path) as writer:
        for step in range(3):
            writer.add_image("a", np.full((3, 40, 40), step / 3), step)
            writer.add_scalar("loss", step, step)
    return next(tmp_path.glob("*tfevents*"))


def test_a_deleted_file(pictures: Path) -> None:
    reader = opened(pictures.parent)
    pictures.unlink()
    with pytest.raises(StaleError, match="is gone"):
        next(points(reader, "a"))
    tag = reader.tags().index("a")
    places = reader.places(0, tag)
    reader.refresh()
    with pytest.raises(StaleError):
        reader.value(0, tag, int(places["files"][0]), int(places["offsets"][0]))
    assert issubclass(StaleError, LookupError)


def test_a_replaced_file(pictures: Path) -> None:
    reader = opened(pictures.parent)
    other = pictures.with_name("other")
    other.write_bytes(pictures.read_bytes())
    other.rename(pictures)
    with pytest.raises(StaleError, match="replaced"):
        next(points(reader, "a"))
    reader.refresh()
    assert next(points(reader, "a"))[2]["kind"] == "image", "places are asked for again"


def test_a_file_written_anew_in_place(pictures: Path) -> None:
    reader = opened(pictures.parent)
    content = pictures.read_bytes()
    (length,) = struct.unpack("<Q", content[:8])
    with pictures.open("r+b") as file:
        file.write(content[length + 16 :] + content)
    with pytest.raises(StaleError, match="written anew"):
        next(points(reader, "a"))


def test_a_bit_flipped_in_a_picture(pictures: Path) -> None:
    reader = opened(pictures.parent)
    tag = reader.tags().index("a")
    places = reader.places(0, tag)
    offset = int(places["offsets"][1])
    with pictures.open("r+b") as file:
        file.seek(offset + 60)
        byte = file.read(1)[0]
        file.seek(offset + 60)
        file.write(bytes([byte ^ 1]))
    values = [int(file) for file in places["files"]]
    with pytest.raises(ValueError, match=f"damaged: .* at offset {offset}: checksum of the data does not match"):
        reader.value(0, tag, values[1], offset)
    assert reader.value(0, tag, values[2], int(places["offsets"][2]))["kind"] == "image"


def test_places_that_are_none(pictures: Path) -> None:
    reader = opened(pictures.parent)
    picture, loss = (reader.tags().index(tag) for tag in ("a", "loss"))
    places = reader.places(0, picture)
    file, offset = int(places["files"][0]), int(places["offsets"][0])
    with pytest.raises(KeyError):
        reader.places(0, loss)
    with pytest.raises(KeyError):
        reader.value(0, loss, file, offset)
    with pytest.raises(KeyError):
        reader.value(9, picture, file, offset)
    with pytest.raises(KeyError):
        reader.metadata(0, 99)
    with pytest.raises(ValueError, match="damaged"):
        reader.value(0, picture, file, offset + 1)
    with pytest.raises(StaleError):
        reader.value(0, picture, file, 2**60)
    with pytest.raises(StaleError, match="no value of tag"):
        reader.value(0, picture, file, offset + (5 << 43))
    assert reader.metadata(0, loss)["plugin"] == "scalars"


# Memory and forks


def test_twenty_thousand_pictures_are_an_index_in_memory(tmp_path: Path) -> None:
    picture = os.urandom(8_000)
    with runchart.SummaryWriter(tmp_path) as writer:
        for step in range(20_000):
            value = Summary.Value(tag="a", image=Summary.Image(width=8, height=8, encoded_image_string=picture))
            writer.write(summary(step, value).SerializeToString())
    script = f"""
import resource
from runchart._core import Reader
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
reader = Reader({str(tmp_path)!r}, follow=False)
reader.refresh()
after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
assert reader.runs()[0]["media"][0]["points"] == 20_000
print(after - before)
"""
    grown = int(subprocess.run([sys.executable, "-c", script], check=True, capture_output=True).stdout)
    assert grown < 24 * 1024, f"{grown} KiB for 160 MB of pictures"


def test_a_forked_child_is_told_at_once(pictures: Path) -> None:
    script = f"""
import os, signal
from runchart._core import Reader
reader = Reader({str(pictures.parent)!r})
reader.refresh()
child = os.fork()
if child == 0:
    signal.alarm(20)
    failed = 0
    for ask in (reader.refresh, lambda: reader.wait(10**9, 60)):
        try:
            ask()
        except RuntimeError as error:
            assert "fork" in str(error) and "open the logdir again" in str(error)
            failed += 1
    reader.close()
    del reader
    os._exit(failed)
assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 2
reader.refresh()
"""
    subprocess.run([sys.executable, "-c", script], check=True, timeout=60)
