"""Frames from columns: layout, sharing of equal columns, and types."""

import json
import struct
from pathlib import Path

import numpy as np
import pytest

from runchart.server.frame import COLUMNS, COUNT_COLUMNS, SPIKE_COLUMNS, VALUE_COLUMNS, X_COLUMNS, encode_frame


def buckets(count, *, width=4.0, value=np.float32, seed=0):
    random = np.random.default_rng(seed)
    columns = {name: random.normal(size=count) for name in X_COLUMNS}
    columns |= {name: random.normal(size=count).astype(value) for name in VALUE_COLUMNS + SPIKE_COLUMNS}
    columns |= {name: random.integers(0, 9, count, dtype=np.uint32) for name in COUNT_COLUMNS}
    return {"points": count * 4, "superseded": 3, "restarts": [], "width": width, **columns}


def taken_apart(frame):
    (length,) = struct.unpack_from("<I", frame)
    return json.loads(frame[4 : 4 + length]), frame[4 + length :]


def test_layout():
    one, two = buckets(5), buckets(3, value=np.float64, seed=1)
    header, body = taken_apart(
        encode_frame({"boot": "b", "seq": 7, "x": "step"}, [(0, 1), (2, 3)], [one, two], COLUMNS)
    )
    assert (header["boot"], header["seq"], header["x"], header["columns"]) == ("b", 7, "step", list(COLUMNS))
    for entry, source, value in zip(header["series"], (one, two), ("f32", "f64"), strict=True):
        assert (entry["n"], entry["points"], entry["superseded"], entry["width"]) == (
            len(source["count"]),
            source["points"],
            3,
            4,
        )
        assert entry["value"] == value
        for name, place in zip(COLUMNS, entry["at"], strict=True):
            assert place % 8 == 0
            column = np.frombuffer(body, source[name].dtype, entry["n"], place)
            np.testing.assert_array_equal(column, source[name])
    assert header["series"][1]["run"] == 2
    assert len(body) % 8 == 0


def test_the_columns_start_at_a_multiple_of_8_whatever_the_header_is():
    for length in range(16):
        frame = encode_frame({"boot": "b" * length}, [(0, 0)], [buckets(1)], COLUMNS)
        (header,) = struct.unpack_from("<I", frame)
        assert (4 + header) % 8 == 0


def test_equal_columns_are_sent_once():
    one, two = buckets(100), buckets(100, seed=1)
    two["x_first"] = one["x_first"].copy()
    one["nan"] = one["pos_inf"] = np.zeros(100, np.uint32)
    two["nan"] = np.zeros(100, np.uint32)
    header, body = taken_apart(encode_frame({}, [(0, 0), (0, 1)], [one, two], COLUMNS))
    places = [dict(zip(COLUMNS, entry["at"], strict=True)) for entry in header["series"]]
    assert places[0]["x_first"] == places[1]["x_first"]
    assert places[0]["nan"] == places[0]["pos_inf"] == places[1]["nan"]
    assert len({place for of_series in places for place in of_series.values()}) == 30 - 3
    sizes = {**dict.fromkeys(X_COLUMNS, 800), **dict.fromkeys(VALUE_COLUMNS + COUNT_COLUMNS + SPIKE_COLUMNS, 400)}
    assert len(body) == 2 * sum(sizes.values()) - 800 - 400 - 400


def test_points_are_sent_once_under_all_their_names():
    points = buckets(10, width=0.0)
    for name in X_COLUMNS:
        points[name] = points["x_first"]
    for name in VALUE_COLUMNS:
        points[name] = points["first"]
    header, body = taken_apart(encode_frame({}, [(0, 0)], [points], COLUMNS))
    places = dict(zip(COLUMNS, header["series"][0]["at"], strict=True))
    assert len({places[name] for name in X_COLUMNS}) == 1
    assert len({places[name] for name in VALUE_COLUMNS}) == 1
    assert len(body) == 80 + 40 * 7


def test_only_the_columns_asked_for():
    source = buckets(4)
    header, body = taken_apart(encode_frame({}, [(0, 0)], [source], ("mean", "x_first")))
    assert header["columns"] == ["mean", "x_first"]
    assert header["series"][0]["at"] == [0, 16]
    assert body == source["mean"].tobytes() + source["x_first"].tobytes()


def test_an_empty_series():
    header, body = taken_apart(encode_frame({}, [(0, 0)], [buckets(0)], COLUMNS))
    assert header["series"][0]["n"] == 0
    assert body == b""


def test_a_nan_inside_columns_is_data():
    source = buckets(4)
    source["mean"][:] = np.nan
    source["first"][:] = np.nan
    header, _ = taken_apart(encode_frame({}, [(0, 0)], [source], ("mean", "first")))
    assert header["series"][0]["at"] == [0, 0]


GOLDEN = Path(__file__).parents[2] / "golden" / "frames"
TYPES = {**dict.fromkeys(X_COLUMNS, np.float64), **dict.fromkeys(COUNT_COLUMNS, np.uint32)}


def as_read(series):
    """What the reader would have given for one series of a golden frame; zeros in the columns that nobody asks for."""
    value = np.float64 if series["value"] == "f64" else np.float32
    columns = {name: np.array(column, TYPES.get(name, value)) for name, column in series["columns"].items()}
    zeros = {name: np.zeros(series["n"], TYPES.get(name, value)) for name in COLUMNS}
    return {name: series[name] for name in ("points", "superseded", "restarts", "width")} | zeros | columns


@pytest.mark.parametrize("name", sorted(path.stem for path in GOLDEN.glob("*.bin")))
def test_golden_frames(name):
    golden = json.loads((GOLDEN / f"{name}.json").read_text())
    columns, series = golden.pop("columns"), golden.pop("series")
    frame = encode_frame(
        golden, [(one["run"], one["tag"]) for one in series], [as_read(one) for one in series], columns
    )
    header, body = taken_apart(frame)
    golden_header, golden_body = taken_apart((GOLDEN / f"{name}.bin").read_bytes())
    for entry in header["series"] + golden_header["series"]:
        if entry["n"] == 0:
            del entry["at"]  # no column, so anywhere
    assert header == golden_header
    assert body == golden_body


def test_there_are_golden_frames():
    assert len(list(GOLDEN.glob("*.bin"))) >= 4
