"""Every nasty file found so far, by name: what is good in it is read, what is bad is reported, and a good run beside it is whole.

The files are made here, byte by byte. To add one, add a function to `FILES` that returns its bytes, the steps that must be
read of it, and how many damaged places must be reported (-1: any number).
"""

from __future__ import annotations

import contextlib
import gzip
import os
import random
import socket
import struct
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from tensorboard.compat.proto.event_pb2 import Event
from tensorboard.compat.proto.summary_pb2 import HistogramProto, Summary
from tensorboard.compat.proto.tensor_pb2 import TensorProto
from tensorboard.compat.tensorflow_stub.pywrap_tensorflow import masked_crc32c
from tensorboard.util.tensor_util import make_tensor_proto

import runchart
from runchart._core import Reader

File = tuple[bytes, list[int], int]
CASES: dict[str, Callable[[], File]] = {}


def case(make: Callable[[], File]) -> Callable[[], File]:
    CASES[make.__name__] = make
    return make


def checksum(data: bytes) -> bytes:
    return struct.pack("<I", masked_crc32c(data))


def header(length: int) -> bytes:
    packed = struct.pack("<Q", length)
    return packed + checksum(packed)


def record(data: bytes) -> bytes:
    return header(len(data)) + data + checksum(data)


def event(step: int, wall_time: float = 1000.0, tag: str = "loss", value: float = 0.5) -> bytes:
    summary = Summary(value=[Summary.Value(tag=tag, simple_value=value)])
    return bytes(Event(step=step, wall_time=wall_time, summary=summary).SerializeToString())


def good(*steps: int) -> bytes:
    return b"".join(record(event(step)) for step in steps)


# Lengths and checksums


@case
def empty() -> File:
    return b"", [], 0


@case
def cut_in_the_header() -> File:
    return good(0, 1) + good(2)[:7], [0, 1], 0


@case
def cut_in_the_data() -> File:
    return good(0, 1) + good(2)[:-6], [0, 1], 0


@case
def length_of_petabytes() -> File:
    return good(0, 1) + header(2**50) + b"some data", [0, 1], 0


@case
def length_of_petabytes_and_records_after_it() -> File:
    return good(0, 1) + header(2**50) + good(2, 3), [0, 1, 2, 3], 1


@case
def length_that_overflows() -> File:
    return good(0) + header(2**64 - 1) + good(1), [0, 1], 1


@case
def wrong_length_checksum() -> File:
    bad = bytearray(good(1))
    bad[8] ^= 1
    return good(0) + bytes(bad) + good(2), [0, 2], 1


@case
def wrong_data_checksum() -> File:
    bad = bytearray(good(1))
    bad[-1] ^= 1
    return good(0) + bytes(bad) + good(2), [0, 2], 1


@case
def every_second_record_damaged() -> File:
    parts = [bytearray(good(step)) for step in range(3_000)]
    for part in parts[1::2]:
        part[20] ^= 1
    return b"".join(parts), list(range(0, 3_000, 2)), 1_500


@case
def zeros_in_the_middle() -> File:
    return good(0) + bytes(100_000) + good(1), [0, 1], 1


@case
def zeros_at_the_end() -> File:
    return good(0) + bytes(4096), [0], 1


@case
def only_zeros() -> File:
    return bytes(100_000), [], 1


@case
def random_bytes() -> File:
    return random.Random(0).randbytes(200_000), [], 1


@case
def false_headers_everywhere() -> File:
    """Each of 20,000 places looks like the start of a record of 200 kB: the search must not read 4 GB."""
    return good(0) + b"x" + header(200_000) * 20_000 + good(1), [0, 1], 1


@case
def record_cut_by_the_next_one() -> File:
    return good(0) + good(1)[:-9] + good(2, 3), [0, 2, 3], 1


@case
def gzip_of_a_good_file() -> File:
    return gzip.compress(good(*range(100)), mtime=0), [], 1


@case
def text_file() -> File:
    return b"this is no event file\n" * 100, [], 1


# Events


@case
def record_that_is_no_event() -> File:
    return good(0) + record(b"\xff" * 30) + good(1), [0, 1], 1


@case
def empty_record() -> File:
    return good(0) + record(b"") + good(1), [0, 1], 0


@case
def field_beyond_its_message() -> File:
    return good(0) + record(b"\x2a\x7fabc") + good(1), [0, 1], 1


@case
def endless_varint() -> File:
    return good(0) + record(b"\x10" + b"\xff" * 20) + good(1), [0, 1], 1


@case
def tag_that_is_not_unicode() -> File:
    bad = event(1).replace(b"loss", b"l\xffss")
    return good(0) + record(bad) + good(2), [0, 2], 1


@case
def tensor_shorter_than_its_dtype() -> File:
    event = Event(step=1, wall_time=1.0)
    value = event.summary.value.add(tag="loss")
    value.metadata.plugin_data.plugin_name = "scalars"
    value.tensor.dtype = 2
    value.tensor.tensor_content = b"abc"
    return good(0) + record(event.SerializeToString()) + good(2), [0, 2], 1


@case
def tensor_of_exabytes() -> File:
    event = Event(step=1, wall_time=1.0)
    value = event.summary.value.add(tag="loss")
    value.metadata.plugin_data.plugin_name = "scalars"
    value.tensor.dtype = 1
    for _ in range(4):
        value.tensor.tensor_shape.dim.add(size=2**40)
    return record(event.SerializeToString()), [], 0


@case
def integer_with_a_double_in_it() -> File:
    value = Summary.Value(tag="loss", tensor=TensorProto(dtype=3, double_val=[8.0]))
    value.metadata.plugin_data.plugin_name = "scalars"
    return record(Event(step=1, summary=Summary(value=[value])).SerializeToString()), [1], 0


@case
def nested_a_thousand_deep() -> File:
    data = b""
    for _ in range(1_000):
        data = b"\x2a" + varint(len(data)) + data
    return good(0) + record(data) + good(1), [0, 1], 0


def varint(value: int) -> bytes:
    out = bytearray()
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*out, value])


@case
def large_record_that_is_no_event() -> File:
    return good(0) + record(b"\xff" * 100_000) + good(1), [0, 1], 1


@case
def large_record_with_a_scalar_behind_a_picture() -> File:
    event = Event(step=1, wall_time=1.0)
    event.summary.value.add(tag="picture").image.encoded_image_string = bytes(200_000)
    event.summary.value.add(tag="loss", simple_value=1.0)
    return good(0) + record(event.SerializeToString()) + good(2), [0, 1, 2], 0


@case
def wall_times_that_are_no_times() -> File:
    walls = [float("nan"), float("inf"), -1e300, 1e300, 0.0]
    return b"".join(record(event(step, wall)) for step, wall in enumerate(walls)), [0, 1, 2, 3, 4], 0


@case
def steps_at_the_ends_of_64_bits() -> File:
    steps = [-(2**63), -1, 0, 2**63 - 1]
    return good(*steps), steps, 0


@case
def tag_of_a_megabyte() -> File:
    return good(0) + record(event(1, tag="x" * 1_000_000)) + good(2), [0, 2], 0


@case
def tag_of_two_megabytes() -> File:
    return good(0) + record(event(1, tag="x" * 2_000_000)) + good(2), [0, 2], 1


@case
def more_scalars_in_one_record_than_fit_a_piece() -> File:
    values = Summary(value=[Summary.Value(tag="loss", simple_value=0.5)]).SerializeToString() * 1_300_000
    crowd = Event(step=1, wall_time=1000).SerializeToString() + b"\x2a" + varint(len(values)) + values
    return good(0) + record(crowd) + good(2), [0, *[1] * 1_300_000, 2], 0


@case
def more_texts_of_one_tag_in_one_record_than_places() -> File:
    text = Summary.Value(tag="text", tensor=make_tensor_proto("a"))
    text.metadata.plugin_data.plugin_name = "text"
    return (
        good(0) + record(Event(step=1, summary=Summary(value=[text] * 2_000)).SerializeToString()) + good(2),
        [0, 2],
        1,
    )


@case
def media_that_are_none() -> File:
    values = [Summary.Value(tag="image", image=Summary.Image()), Summary.Value(tag="sound", audio=Summary.Audio())]
    values.append(Summary.Value(tag="histogram", histo=HistogramProto(bucket=[1, 2, 3], bucket_limit=[1])))
    for plugin in ("images", "audio", "histograms", "text", "graphs", "hparams", "mesh", ""):
        for number, tensor in enumerate(
            (TensorProto(), make_tensor_proto([1.0, 2.0]), make_tensor_proto([b"a", b"b"]))
        ):
            value = Summary.Value(tag=f"{plugin} {number}", tensor=tensor)
            value.metadata.plugin_data.plugin_name = plugin
            values.append(value)
    events = [Event(step=1, summary=Summary(value=values)), Event(graph_def=b"no graph"), Event(meta_graph_def=b"\xff")]
    return good(0) + b"".join(record(event.SerializeToString()) for event in events) + good(2), [0, 2], 0


@case
def pictures_with_random_bytes_in_their_messages() -> File:
    source = random.Random(5)
    records = [good(0)]
    for _ in range(2_000):
        values = [Summary.Value(tag="picture", image=Summary.Image(width=1, encoded_image_string=b"png"))]
        values.append(Summary.Value(tag="histogram", histo=HistogramProto(bucket=[1, 2], bucket_limit=[1, 2])))
        values.append(Summary.Value(tag="text", tensor=make_tensor_proto([b"a", b"b"])))
        summary = bytearray(Summary(value=values).SerializeToString())
        for place in source.sample(range(len(summary)), 2):
            if place > 12:
                summary[place] = source.randrange(256)
        event = Event(step=1).SerializeToString() + b"\x2a" + varint(len(summary)) + summary
        records.append(record(event))
    return b"".join([*records, good(2)]), [0, 2], -1


@case
def empty_tag() -> File:
    return good(0) + record(event(1, tag="")) + good(2), [0, 2], 0


@pytest.mark.parametrize("name", CASES)
def test_a_nasty_file(name: str, tmp_path: Path) -> None:
    content, steps, damaged = CASES[name]()
    (tmp_path / "nasty").mkdir()
    (tmp_path / "nasty" / "events.out.tfevents.1").write_bytes(content)
    (tmp_path / "good").mkdir()
    (tmp_path / "good" / "events.out.tfevents.1").write_bytes(good(*range(50)))
    with runchart.open(tmp_path, follow=False) as log:
        nasty = log.runs["nasty"]
        assert (nasty["loss"].steps.tolist() if "loss" in nasty else []) == steps
        assert log.runs["good"]["loss"].steps.tolist() == list(range(50))
        assert {place["run"] for place in log.damage} <= {"nasty"}
        assert all(place["file"] == "events.out.tfevents.1" and place["reason"] for place in log.damage)
        assert damaged in (counted(log, "nasty"), -1)
        ask_everything(log, tmp_path)


def counted(log: runchart.reader.Log, name: str) -> int:
    return next(info["damage"] for info in log._reader.runs() if info["name"] == name)


def ask_everything(log: runchart.reader.Log, logdir: Path) -> None:
    """No query on what was read panics, whatever the axis and range."""
    reader: Reader = log._reader
    pairs = [(info["id"], tag) for info in reader.runs() for tag, *_ in info["series"]]
    for x in ("step", "relative", "wall", "index"):
        for lo, hi in ((None, None), (-1e308, 1e308), (3.0, 2.0), (float("-inf"), float("inf")), (0.5, 0.5)):
            for pixels in (None, 1, 2, 10_000):
                for buckets in reader.query(pairs, x, lo, hi, pixels):
                    counts = [buckets[kind] for kind in ("count", "nan", "pos_inf", "neg_inf")]  # type: ignore[literal-required]
                    assert int(np.sum(counts)) <= buckets["points"]

    for info in reader.runs():
        for media in info["media"]:
            ask_for_values(reader, info["id"], media["tag"])


def ask_for_values(reader: Reader, run: int, tag: int) -> None:
    """Every value is one, or a ValueError says what is wrong with it."""
    places = reader.places(run, tag, superseded=True)
    for file, offset in zip(places["files"].tolist(), places["offsets"].tolist(), strict=True):
        with contextlib.suppress(ValueError):
            assert reader.value(run, tag, file, offset)["kind"]


# Directories


def test_many_damaged_places_are_counted_and_listed_up_to_a_bound(tmp_path: Path) -> None:
    content, _, damaged = every_second_record_damaged()
    (tmp_path / "tfevents").write_bytes(content)
    with runchart.open(tmp_path, follow=False) as log:
        assert counted(log, ".") == damaged
        assert len(log.damage) == 1_001
        assert log.damage[-1]["reason"] == "500 more damaged places after this one"


def test_links_in_circles(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "tfevents").write_bytes(good(0))
    (tmp_path / "a" / "up").symlink_to(tmp_path)
    (tmp_path / "self").symlink_to("self")
    (tmp_path / "b").symlink_to("a")
    with runchart.open(tmp_path, follow=False) as log:
        assert list(log.runs) == ["a", "b"]
        assert log.damage == []


def test_what_is_called_like_an_event_file_and_is_none(tmp_path: Path) -> None:
    (tmp_path / "tfevents.directory").mkdir()
    os.mkfifo(tmp_path / "tfevents.pipe")
    (tmp_path / "tfevents.nowhere").symlink_to("nowhere")
    (tmp_path / "tfevents.device").symlink_to("/dev/zero")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "tfevents.socket"))
        with runchart.open(tmp_path, follow=False) as log:
            assert list(log.runs) == []


def test_names_that_are_not_unicode(tmp_path: Path) -> None:
    run = os.fsencode(tmp_path) + b"/caf\xe9\n"
    os.mkdir(run)
    with open(run + b"/\xff.tfevents", "wb") as file:
        file.write(good(0) + b"rubbish, rather longer than a header")
    with runchart.open(tmp_path, follow=False) as log:
        assert list(log.runs) == ["caf\ufffd\n"]
        assert log.damage[0]["file"] == "\ufffd.tfevents"


@pytest.mark.filterwarnings("ignore:os.fork")  # jax says so where another test has imported it
def test_a_directory_and_a_file_without_permission(tmp_path: Path) -> None:
    for name in ("open", "closed", "files"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "tfevents").write_bytes(good(0))
    (tmp_path / "closed").chmod(0)
    (tmp_path / "files" / "tfevents").chmod(0)
    if os.geteuid() != 0:
        assert_refused(tmp_path)
        return
    for path in (tmp_path, *tmp_path.parents[:2]):
        path.chmod(0o755)
    child = os.fork()
    if child == 0:
        os.seteuid(65534)  # Root would be refused nothing.
        try:
            assert_refused(tmp_path)
        except BaseException as error:
            print(repr(error), flush=True)
            os._exit(1)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def assert_refused(logdir: Path) -> None:
    with runchart.open(logdir, follow=False) as log:
        assert list(log.runs) == ["files", "open"]
        assert sorted((place["run"], place["file"]) for place in log.damage) == [("closed", ""), ("files", "tfevents")]
        assert all("cannot be read: Permission denied" in place["reason"] for place in log.damage)
        assert len(log.runs["open"]["loss"]) == 1


def test_more_files_than_descriptors(tmp_path: Path) -> None:
    for run in range(1_500):
        (tmp_path / f"{run}").mkdir()
        (tmp_path / f"{run}" / "tfevents").write_bytes(good(0, 1))
    with runchart.open(tmp_path) as log:
        assert len(log.runs) == 1_500
        assert len(os.listdir("/proc/self/fd")) < 256
