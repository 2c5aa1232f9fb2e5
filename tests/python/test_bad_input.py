"""What no call can take is refused with an exception that names the tag and what was given, and leaves nothing in the file.

Each call of SummaryWriter stands here with good arguments; a test spoils one of them.
"""

from __future__ import annotations

import inspect
import struct
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tensorboard.compat.proto.event_pb2 import Event

from runchart import RecordWriter, SummaryWriter

IMAGE = np.zeros((3, 4, 4), np.uint8)
COUNTS = [1, 2]

GOOD: dict[str, dict[str, Any]] = {
    "add_scalar": {"tag": "a/b", "scalar_value": 1.0},
    "add_scalars": {"main_tag": "a/b", "tag_scalar_dict": {"key": 1.0}},
    "add_tensor": {"tag": "a/b", "tensor": [1.0]},
    "add_histogram": {"tag": "a/b", "values": [1.0, 2.0]},
    "add_histogram_raw": {
        "tag": "a/b",
        "min": 0,
        "max": 1,
        "num": 3,
        "sum": 2,
        "sum_squares": 2,
        "bucket_limits": [0.5, 1.5],
        "bucket_counts": COUNTS,
    },
    "add_image": {"tag": "a/b", "img_tensor": IMAGE},
    "add_images": {"tag": "a/b", "img_tensor": IMAGE[None]},
    "add_image_with_boxes": {"tag": "a/b", "img_tensor": IMAGE, "box_tensor": [[0, 0, 2, 2]]},
    "add_figure": {"tag": "a/b", "figure": None},
    "add_video": {"tag": "a/b", "vid_tensor": IMAGE[None, None]},
    "add_audio": {"tag": "a/b", "snd_tensor": [0.0, 0.5]},
    "add_text": {"tag": "a/b", "text_string": "words"},
    "add_pr_curve": {"tag": "a/b", "labels": [0, 1], "predictions": [0.1, 0.9]},
    "add_pr_curve_raw": {
        "tag": "a/b",
        "true_positive_counts": COUNTS,
        "false_positive_counts": COUNTS,
        "true_negative_counts": COUNTS,
        "false_negative_counts": COUNTS,
        "precision": [0.5, 1.0],
        "recall": [1.0, 0.5],
    },
    "add_mesh": {"tag": "a/b", "vertices": np.zeros((1, 3, 3))},
    "add_embedding": {"mat": np.zeros((2, 3)), "tag": "a/b"},
    "add_table": {"tag": "a/b", "rows_or_dataframe": [{"a": 1}]},
    "add_plotly": {"tag": "a/b", "figure": {"data": []}},
    "add_html": {"tag": "a/b", "html": "<b>x</b>"},
    "add_scatter": {"tag": "a/b", "points": [[1, 2]]},
    "add_confusion_matrix": {"tag": "a/b", "matrix": [[1, 2], [3, 4]]},
    "add_checkpoint": {"path": "model.pt", "tag": "a/b"},
}
"""Calls with a tag. Where the data is None, a test fills it in."""

WITHOUT_A_TAG = {"add_hparams", "add_custom_scalars", "add_custom_scalars_multilinechart", "add_config"} | {
    "add_custom_scalars_marginchart",
    "add_graph",
    "add_onnx_graph",
    "add_openvino_graph",
}

NUMBERS = {
    "add_scalar": "scalar_value",
    "add_tensor": "tensor",
    "add_histogram": "values",
    "add_histogram_raw": "bucket_counts",
    "add_image": "img_tensor",
    "add_images": "img_tensor",
    "add_image_with_boxes": "img_tensor",
    "add_video": "vid_tensor",
    "add_audio": "snd_tensor",
    "add_pr_curve": "predictions",
    "add_pr_curve_raw": "precision",
    "add_mesh": "vertices",
    "add_embedding": "mat",
    "add_scatter": "points",
    "add_confusion_matrix": "matrix",
}
"""The argument of each call that holds an array."""


def arguments(call: str) -> dict[str, Any]:
    if call != "add_figure":
        return GOOD[call]
    from matplotlib.figure import Figure

    return {**GOOD[call], "figure": Figure(figsize=(1, 1), dpi=20)}


def contents(directory: Path) -> list[bytes]:
    """The records of all event files, each framed whole to the file's last byte; besides the first of each there are no files."""
    found = []
    for file in sorted(path for path in directory.rglob("*") if path.is_file()):
        assert "tfevents" in file.name, f"{file} was made"
        data, at = file.read_bytes(), 0
        while at < len(data):
            (length,) = struct.unpack_from("<Q", data, at)
            found.append(data[at + 12 : at + 12 + length])
            at += 16 + length
        assert at == len(data), "half a record"
    return [record for record in found if not Event.FromString(record).file_version]


def refused(directory: Path, call: str, spoiled: dict[str, Any]) -> str:
    """The words of the exception, once it is seen that nothing of the call is on disk and that the next call works."""
    with SummaryWriter(directory / "run") as writer:
        with pytest.raises((TypeError, ValueError)) as caught:
            getattr(writer, call)(**{**arguments(call), **spoiled})
        writer.flush()
        assert contents(directory) == []
        writer.add_scalar("next", 1.0, 1)
    (record,) = contents(directory)
    assert [value.tag for value in Event.FromString(record).summary.value] == ["next"]
    return str(caught.value)


def test_every_call_is_here() -> None:
    calls = {name for name in dir(SummaryWriter) if name.startswith("add_")}
    assert set(GOOD) | WITHOUT_A_TAG == calls
    assert all("tag" not in inspect.signature(getattr(SummaryWriter, call)).parameters for call in WITHOUT_A_TAG)


@pytest.mark.parametrize("call", GOOD)
def test_the_good_arguments_are_good(tmp_path: Path, call: str) -> None:
    with SummaryWriter(tmp_path) as writer:
        getattr(writer, call)(**arguments(call))
    if call == "add_embedding":
        assert (tmp_path / "00000" / "a%2fb" / "tensors.tsv").read_text().count("\n") == 2
    else:
        assert contents(tmp_path)


@pytest.mark.parametrize("tag", [3, None, b"loss", ["loss"]], ids=repr)
@pytest.mark.parametrize("call", GOOD)
def test_a_tag_that_is_no_text(tmp_path: Path, call: str, tag: Any) -> None:
    name = "main_tag" if call == "add_scalars" else "tag"
    words = refused(tmp_path, call, {name: tag})
    assert "tag" in words
    assert "str" in words
    assert type(tag).__name__ in words or "None" in words


SURROGATES = {"alone": "\ud800", "at the end": "loss/\udfff", "of a file name": "\udcff"}


@pytest.mark.parametrize("where", SURROGATES)
@pytest.mark.parametrize("call", GOOD)
def test_a_tag_with_surrogates(tmp_path: Path, call: str, where: str) -> None:
    name = "main_tag" if call == "add_scalars" else "tag"
    words = refused(tmp_path, call, {name: SURROGATES[where]})
    assert "tag" in words
    assert "surrogate" in words


@pytest.mark.parametrize("call", NUMBERS)
def test_an_array_of_objects(tmp_path: Path, call: str) -> None:
    words = refused(tmp_path, call, {NUMBERS[call]: np.array([[object(), None]] * 2)})
    assert "a/b" in words
    assert "object" in words or "one real number" in words


EMPTY_IS_FINE = {"add_tensor"}


@pytest.mark.parametrize("call", sorted(set(NUMBERS) - EMPTY_IS_FINE))
def test_an_array_without_elements(tmp_path: Path, call: str) -> None:
    words = refused(tmp_path, call, {NUMBERS[call]: np.zeros((0, 3, 4))})
    assert "a/b" in words
    assert "0, 3, 4" in words or "empty" in words or "no " in words or "got 0" in words


def test_a_tensor_may_be_empty(tmp_path: Path) -> None:
    with SummaryWriter(tmp_path) as writer:
        writer.add_tensor("a/b", np.zeros((0, 3)), 1)
    assert len(contents(tmp_path)) == 1


@pytest.mark.parametrize("call", NUMBERS)
def test_lists_of_different_lengths(tmp_path: Path, call: str) -> None:
    words = refused(tmp_path, call, {NUMBERS[call]: [[1.0, 2.0], [3.0]]})
    assert "a/b" in words


@pytest.mark.parametrize("call", sorted(set(NUMBERS) - {"add_tensor", "add_histogram", "add_pr_curve"}))
def test_a_wrong_rank(tmp_path: Path, call: str) -> None:
    words = refused(tmp_path, call, {NUMBERS[call]: np.zeros((2, 2, 2, 2, 2, 2))})
    assert "a/b" in words
    assert "2, 2, 2, 2, 2, 2" in words or "64" in words


WRONG_TYPES = [(call, kind) for call in NUMBERS for kind in ("datetime64[s]", "U1", "complex128")]
WRONG_TYPES.remove(("add_tensor", "complex128"))


@pytest.mark.parametrize(("call", "kind"), WRONG_TYPES)
def test_a_wrong_dtype(tmp_path: Path, call: str, kind: str) -> None:
    words = refused(tmp_path, call, {NUMBERS[call]: np.ones((2, 2), "i8").astype(kind)})
    assert "a/b" in words
    assert kind in words or "number" in words


@pytest.mark.parametrize("key", ["val/\ud800", "\udcff"], ids=ascii)
def test_a_key_with_surrogates(tmp_path: Path, key: str) -> None:
    words = refused(tmp_path, "add_scalars", {"tag_scalar_dict": {"train": 1.0, key: 2.0}})
    assert "add_scalars('a/b'): key: holds surrogates" in words
    assert [path.name for path in tmp_path.iterdir()] == ["run"]
    assert len(list((tmp_path / "run").iterdir())) == 1


@pytest.mark.parametrize("key", ["../../out", "a/../b", "a\0b", "é" * 200], ids=lambda key: ascii(key[:9]))
def test_a_key_that_names_no_directory_below_the_run(tmp_path: Path, key: str) -> None:
    words = refused(tmp_path, "add_scalars", {"tag_scalar_dict": {"train": 1.0, key: 2.0}})
    assert f"add_scalars('a/b'): key {key!r}: each key names a directory below the run's" in words
    assert [path.name for path in tmp_path.iterdir()] == ["run"]


LIKELY = [
    ("add_image", {"img_tensor": IMAGE[0]}, "dataformats='HW' may be meant"),
    ("add_image", {"img_tensor": np.zeros((9, 9, 3))}, "dataformats='HWC' may be meant"),
    ("add_images", {"img_tensor": np.zeros((2, 9, 9, 3))}, "dataformats='NHWC' may be meant"),
    ("add_image", {"img_tensor": IMAGE[None]}, "several images are for add_images"),
    ("add_images", {"img_tensor": IMAGE}, "one image is for add_image"),
    ("add_video", {"vid_tensor": IMAGE[None]}, "one clip is a batch of one: clip[None]"),
]


@pytest.mark.parametrize(("call", "spoiled", "advice"), LIKELY, ids=[advice for *_, advice in LIKELY])
def test_axes_that_do_not_fit_get_advice(tmp_path: Path, call: str, spoiled: dict[str, Any], advice: str) -> None:
    assert refused(tmp_path, call, spoiled).endswith(f"; {advice}")


OPTIONS = [
    ({"log_dir": 3}, TypeError, "log_dir: expected a directory's name, a path or None, got int 3"),
    ({"purge_step": "x"}, TypeError, "purge_step: expected an int, got str 'x'"),
    ({"flush_secs": "x"}, TypeError, "flush_secs: expected a number of seconds, got str 'x'"),
    ({"filename_suffix": 3}, TypeError, "filename_suffix: expected a str such as '.eval', got int 3"),
    ({"filename_suffix": "/x"}, ValueError, "filename_suffix: expected a part of a file's name, got str '/x'"),
]


@pytest.mark.parametrize(("option", "error", "words"), OPTIONS, ids=[words[:25] for *_, words in OPTIONS])
def test_options_of_the_writer(tmp_path: Path, option: dict[str, Any], error: type[Exception], words: str) -> None:
    with pytest.raises(error) as caught:
        SummaryWriter(**{"log_dir": tmp_path / "run", **option})
    assert str(caught.value) == words
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("given", "words"), [(None, "got None"), ("a.png", "got str 'a.png'")])
def test_what_holds_no_numbers_is_named_as_it_was_given(tmp_path: Path, given: object, words: str) -> None:
    assert (
        refused(tmp_path, "add_image", {"img_tensor": given})
        == f"add_image('a/b'): img_tensor: expected numbers, {words}"
    )


def test_records_are_bytes(tmp_path: Path) -> None:
    writer = RecordWriter(tmp_path / "records")
    with pytest.raises(TypeError, match=r"RecordWriter.write: expected bytes, got str 'abc'"):
        writer.write("abc")  # type: ignore[arg-type]
    writer.close()


NEGATIVE = [
    ("add_histogram_raw", {"bucket_counts": [1, -2]}),
    ("add_pr_curve_raw", {"true_positive_counts": [1, -2]}),
    ("add_pr_curve", {"weights": [1, -2]}),
    ("add_confusion_matrix", {"matrix": [[1, -2], [3, 4]]}),
]


@pytest.mark.parametrize(("call", "spoiled"), NEGATIVE, ids=[call for call, _ in NEGATIVE])
def test_negative_counts(tmp_path: Path, call: str, spoiled: dict[str, Any]) -> None:
    words = refused(tmp_path, call, spoiled)
    assert "a/b" in words
    assert "-2" in words or "negative" in words or "at least 0" in words


OTHER_LENGTHS = [
    ("add_embedding", {"metadata": ["a"]}),
    ("add_embedding", {"label_img": np.zeros((3, 3, 2, 2))}),
    ("add_embedding", {"metadata": [["a", 1]] * 2, "metadata_header": ["one"]}),
    ("add_histogram_raw", {"bucket_limits": [0.5]}),
    ("add_pr_curve", {"labels": [0, 1, 1]}),
    ("add_pr_curve_raw", {"recall": [0.5]}),
    ("add_scatter", {"labels": ["a", "b"]}),
    ("add_confusion_matrix", {"class_names": ["a"]}),
    ("add_image_with_boxes", {"labels": ["a", "b"]}),
    ("add_mesh", {"colors": np.zeros((1, 2, 3))}),
]


@pytest.mark.parametrize(
    ("call", "spoiled"), OTHER_LENGTHS, ids=[f"{call} {next(iter(d))}" for call, d in OTHER_LENGTHS]
)
def test_what_does_not_belong_together(tmp_path: Path, call: str, spoiled: dict[str, Any]) -> None:
    assert "a/b" in refused(tmp_path, call, spoiled)


STEPS = {"text": "ten", "object": object(), "beyond 64 bits": 2**63, "NaN": float("nan")}
BAD_STEPS = [
    (call, kind) for call in sorted(GOOD) for kind in STEPS if (call, kind) != ("add_embedding", "beyond 64 bits")
]
"""The step of an embedding names a directory and may be of any size."""


@pytest.mark.parametrize(("call", "kind"), BAD_STEPS)
def test_a_step_that_is_no_number(tmp_path: Path, call: str, kind: str) -> None:
    assert "step" in refused(tmp_path, call, {"global_step": STEPS[kind]})


@pytest.mark.parametrize("moment", ["noon", object()], ids=["str", "object"])
@pytest.mark.parametrize("call", [call for call in GOOD if call != "add_embedding"])
def test_a_time_that_is_no_number(tmp_path: Path, call: str, moment: Any) -> None:
    words = refused(tmp_path, call, {"walltime": moment})
    assert "walltime" in words


def test_ten_megabytes_of_text_are_one_record(tmp_path: Path) -> None:
    with SummaryWriter(tmp_path) as writer:
        writer.add_text("long", "é" * 5_000_000, 1)
        writer.add_scalar("t" * 100_000, 1.0, 1)
    long, short = sorted(contents(tmp_path), key=len, reverse=True)
    assert len(Event.FromString(long).summary.value[0].tensor.string_val[0]) == 10_000_000
    assert Event.FromString(short).summary.value[0].tag == "t" * 100_000


WITHOUT_PERMISSION = """
import os, sys
from runchart import RecordWriter, SummaryWriter
if os.geteuid() == 0:
    os.seteuid(65534)  # Root would be refused nothing.
for directory in sys.argv[1:]:
    try:
        SummaryWriter(directory)
    except PermissionError as error:
        assert directory in str(error), error
    else:
        raise AssertionError(f"{directory} was opened")
"""


def test_a_directory_without_permission(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o555)
    for path in (tmp_path, *tmp_path.parents[:2]):
        path.chmod(0o755)
    command = [sys.executable, "-c", WITHOUT_PERMISSION, str(closed), str(closed / "run")]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert ended.returncode == 0, ended.stderr
    assert list(closed.iterdir()) == []
