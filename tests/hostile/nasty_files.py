"""Every nasty file found so far, by name, made byte by byte.

To add one, add a function with `@case` that returns its bytes, the steps that must be read of it, and how many damaged places
must be reported (-1: any number).
"""

from __future__ import annotations

import gzip
import random
import struct
from collections.abc import Callable

from tensorboard.compat.proto.event_pb2 import Event
from tensorboard.compat.proto.summary_pb2 import HistogramProto, Summary
from tensorboard.compat.proto.tensor_pb2 import TensorProto
from tensorboard.compat.tensorflow_stub.pywrap_tensorflow import masked_crc32c
from tensorboard.util.tensor_util import make_tensor_proto

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
    return gzip.compress(good(*range(100)), mtime=0), [*range(100)], 0


@case
def gzip_that_is_cut_off() -> File:
    return gzip.compress(good(*range(100)), mtime=0) + gzip.compress(good(100), mtime=0)[:-9], [*range(100), 100], 0


@case
def gzip_with_rubbish_between_its_members() -> File:
    return b"rubbish".join(gzip.compress(good(step), mtime=0) for step in range(3)), [0, 1, 2], 2


@case
def gzip_of_rubbish() -> File:
    return gzip.compress(random.Random(1).randbytes(100_000), mtime=0), [], 1


@case
def gzip_that_ends_in_its_head() -> File:
    return b"\x1f\x8b\x08\x1f" + bytes(6) + b"a name without an end" * 10, [], 0


@case
def gzip_that_expands_beyond_reason() -> File:
    return gzip.compress(good(0, 1) + bytes(96 << 20), mtime=0), [0, 1], -1


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
