"""Tables, a kind of runchart's own: read back by docs/event-files.md alone."""

from __future__ import annotations

import base64
import datetime
import decimal
import enum
import io
import json
import math
import pathlib
from collections.abc import Callable
from typing import Any

import jax.numpy
import ml_dtypes
import numpy as np
import pandas
import polars
import pyarrow
import pytest
import torch
from PIL import Image
from tensorboard.compat.proto.summary_pb2 import Summary

from runchart.summary.table import table

DAY = datetime.date(2026, 1, 2)
MOMENT = datetime.datetime(2026, 1, 2, 3, 4, 5, 600000)

Columns = dict[str, tuple[str, list[Any]]]


class Colour(enum.Enum):
    RED = 1


def document_of(*arguments: Any) -> dict[str, Any]:
    (value,) = Summary.FromString(table("samples", *arguments).SerializeToString()).value
    assert value.tag == "samples"
    assert value.metadata.plugin_data.plugin_name == "runchart"
    assert value.metadata.plugin_data.content == b'{"kind":"table","version":1}'
    return json.loads(value.tensor.string_val[0], parse_constant=pytest.fail)


def columns_of(*arguments: Any) -> Columns:
    """Name, type and forms of each column."""
    document = document_of(*arguments)
    assert {len(column["values"]) for column in document["columns"]} <= {document["rows"]}
    return {column["name"]: (column["type"], column["values"]) for column in document["columns"]}


def decoded(kind: str, form: Any) -> Any:
    """What a reader makes of a form."""
    if form is None or kind in {"null", "str", "bool", "json"}:
        return form
    if kind == "mixed":
        return decoded(*form)
    readers: dict[str, Callable[[Any], Any]] = {
        "int": int,
        "float": lambda number: float(number.replace("Infinity", "inf") if isinstance(number, str) else number),
        "date": datetime.date.fromisoformat,
        "datetime": datetime.datetime.fromisoformat,
        "time": datetime.time.fromisoformat,
        "duration": lambda seconds: datetime.timedelta(seconds=seconds),
        "image": lambda text: np.asarray(Image.open(io.BytesIO(base64.b64decode(text)))),
    }
    return readers[kind](form)


def cells(values: list[Any]) -> tuple[str, list[Any]]:
    """The type of a column of these cells, and what a reader gets."""
    kind, forms = columns_of({"x": values})["x"]
    return kind, [decoded(kind, form) for form in forms]


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("null", [None, None]),
        ("str", ["", None, "é漢\n\u2028", "x" * 1_000_000]),
        ("bool", [True, None, False]),
        ("int", [0, None, -(2**53) + 1, 2**53 - 1]),
        ("int", [1, 2**53, 2**64, 10**30]),
        ("float", [0.1, None, -0.0, 5e-324, 1.7e308]),
        ("float", [1.5, float("inf"), -float("inf")]),
        ("date", [DAY, None]),
        ("datetime", [MOMENT, MOMENT.replace(tzinfo=datetime.timezone.utc)]),
        ("time", [datetime.time(3, 4)]),
        ("duration", [datetime.timedelta(days=1, microseconds=1), datetime.timedelta(0)]),
        ("json", [[1, "a", [None]], {"a": {"b": 0.5}}, None]),
        ("mixed", [1, "a", None, True, 0.5, DAY, [1]]),
        ("mixed", [2**60, 0.5]),
    ],
)
def test_cells_come_back_exactly(kind: str, values: list[Any]) -> None:
    found, back = cells(values)
    assert found == kind
    assert back == values
    assert [type(value) for value in back] == [type(value) for value in values]


def test_integers_that_readers_lose_are_text() -> None:
    values = [1, -(2**53) + 1, -(2**53), None]
    assert columns_of({"x": values})["x"] == ("int", [1, -(2**53) + 1, "-9007199254740992", None])


def test_integers_among_floats_are_floats() -> None:
    assert columns_of({"x": [1, 0.5, None]})["x"] == ("float", [1, 0.5, None])


def test_nan_is_a_value_and_none_is_none() -> None:
    kind, back = cells([float("nan"), None, 1.0])
    assert kind == "float"
    assert math.isnan(back[0])
    assert back[1:] == [None, 1.0]


@pytest.mark.parametrize(
    ("kind", "value", "form"),
    [
        ("int", np.int8(-3), -3),
        ("int", np.uint64(2**64 - 1), str(2**64 - 1)),
        ("float", np.float32(0.1), 0.10000000149011612),
        ("float", np.float16(0.5), 0.5),
        ("float", np.float64("nan"), "NaN"),
        ("bool", np.bool_(True), True),
        ("str", np.str_("a"), "a"),
        ("float", ml_dtypes.bfloat16(1.5), 1.5),
        ("float", torch.tensor(1.5, requires_grad=True), 1.5),
        ("float", torch.tensor(1e30, dtype=torch.bfloat16), float(torch.tensor(1e30, dtype=torch.bfloat16))),
        ("int", torch.tensor(3), 3),
        ("bool", torch.tensor(True), True),
        ("float", jax.numpy.float32(0.5), 0.5),
        ("datetime", np.datetime64("2026-01-02T03:04:05.000000001"), "2026-01-02T03:04:05.000000001"),
        ("datetime", np.datetime64("2026-01-02T03"), "2026-01-02T03:00:00"),
        ("date", np.datetime64("2026-01-02"), "2026-01-02"),
        ("date", np.datetime64("2026"), "2026-01-01"),
        ("null", np.datetime64("NaT"), None),
        ("null", pandas.NaT, None),
        ("null", pandas.NA, None),
        ("duration", np.timedelta64(1500, "ms"), 1.5),
        ("str", Colour.RED, "RED"),
        ("str", pathlib.PurePosixPath("a/b"), "a/b"),
        ("float", decimal.Decimal("0.5"), 0.5),
        ("json", torch.arange(3), [0, 1, 2]),
        ("json", np.ones((2, 2)), [[1.0, 1.0], [1.0, 1.0]]),
        ("json", (1, float("nan"), {"day": DAY, "big": 2**60}), [1, "NaN", {"day": "2026-01-02", "big": str(2**60)}]),
    ],
    ids=str,
)
def test_values_of_other_libraries(kind: str, value: Any, form: Any) -> None:
    assert columns_of({"x": [value]})["x"] == (kind, [form])


PIXELS = np.random.default_rng(1).integers(0, 256, (5, 7, 3), dtype=np.uint8)


@pytest.mark.parametrize(
    ("value", "pixels"),
    [
        (PIXELS, PIXELS),
        (PIXELS[:, :, 0], PIXELS[:, :, 0]),
        (PIXELS[:, :, :1], PIXELS[:, :, 0]),
        (torch.from_numpy(PIXELS).permute(2, 0, 1), PIXELS),
        (PIXELS.astype(np.float32) / 255, PIXELS),
        (torch.from_numpy(PIXELS).permute(2, 0, 1).double() / 255, PIXELS),
        (Image.fromarray(PIXELS), PIXELS),
        (Image.fromarray(PIXELS).convert("L"), np.asarray(Image.fromarray(PIXELS).convert("L"))),
        (Image.fromarray(PIXELS).convert("CMYK"), np.asarray(Image.fromarray(PIXELS).convert("CMYK").convert("RGB"))),
    ],
    ids=["HWC", "HW", "HW1", "CHW", "float HWC", "float CHW", "PIL", "PIL gray", "PIL CMYK"],
)
def test_images(value: Any, pixels: np.ndarray) -> None:
    kind, back = cells([value, None])
    assert kind == "image"
    assert back[1] is None
    found = back[0] if back[0].shape == pixels.shape else back[0][:, :, 0]
    np.testing.assert_array_equal(found, pixels)


EXPECTED: Columns = {
    "step": ("int", [1, 2]),
    "text": ("str", ["a", None]),
    "score": ("float", [0.5, 1.5]),
    "ids": ("json", [[1, 2], [3]]),
    "day": ("datetime", ["2026-01-02T03:04:05.600000", None]),
}
RECORDS = [
    {"step": 1, "text": "a", "score": 0.5, "ids": [1, 2], "day": MOMENT},
    {"step": 2, "score": 1.5, "ids": [3]},
]
BY_NAME = {name: [record.get(name) for record in RECORDS] for name in EXPECTED}


@pytest.mark.parametrize(
    "given",
    [
        RECORDS,
        BY_NAME,
        pandas.DataFrame(RECORDS),
        pandas.DataFrame(RECORDS).set_index("step"),
        polars.DataFrame(RECORDS),
        pyarrow.table(BY_NAME),
        pyarrow.table(BY_NAME).to_batches()[0],
    ],
    ids=lambda given: type(given).__module__,
)
def test_tables_of_every_library(given: Any) -> None:
    found = columns_of(given)
    assert list(found) == list(EXPECTED)
    assert found == EXPECTED


def test_rows_that_are_lists() -> None:
    rows = [[1, "a"], (2, None)]
    assert columns_of(rows, ["n", "text"]) == {"n": ("int", [1, 2]), "text": ("str", ["a", None])}
    assert list(columns_of(rows)) == ["0", "1"]
    assert columns_of(np.array([[1.5, 2], [3, 4]]), ["a", "b"]) == {
        "a": ("float", [1.5, 3.0]),
        "b": ("float", [2.0, 4.0]),
    }
    assert columns_of(torch.tensor([[1, 2]])) == {"0": ("int", [1]), "1": ("int", [2])}
    assert columns_of([np.array([1, 2]), torch.tensor([3, 4])]) == {"0": ("int", [1, 3]), "1": ("int", [2, 4])}


def test_columns_of_every_library() -> None:
    found = columns_of(
        {
            "numpy": np.array([1, 2], np.uint8),
            "torch": torch.tensor([0.5, 1.5], dtype=torch.bfloat16),
            "pandas": pandas.Series(["a", None]),
            "polars": polars.Series([True, None]),
            "dates": np.array(["2026-01-02", "NaT"], "M8[D]"),
            "objects": np.array([1, "a"], object),
            "range": range(2),
        }
    )
    assert found == {
        "numpy": ("int", [1, 2]),
        "torch": ("float", [0.5, 1.5]),
        "pandas": ("str", ["a", None]),
        "polars": ("bool", [True, None]),
        "dates": ("date", ["2026-01-02", None]),
        "objects": ("mixed", [["int", 1], ["str", "a"]]),
        "range": ("int", [0, 1]),
    }


def test_columns_choose_and_order() -> None:
    for given in (RECORDS, BY_NAME, pandas.DataFrame(RECORDS), polars.DataFrame(RECORDS), pyarrow.table(BY_NAME)):
        assert list(columns_of(given, ["score", "step"])) == ["score", "step"]
        with pytest.raises(ValueError, match=r"add_table\('samples'\): columns: \['loss'\] are not there; there are"):
            table("samples", given, ["step", "loss"])


def test_missing_values_of_pandas() -> None:
    frame = pandas.DataFrame(
        {
            "float": [0.5, np.nan],
            "text": ["a", np.nan],
            "day": pandas.to_datetime(["2026-01-02T00:00:00.000000001", None]),
            "int": pandas.array([1, None], dtype="Int64"),
            "kind": pandas.Categorical(["x", None]),
            "wait": pandas.to_timedelta([1.5, None], unit="s"),
        }
    )
    assert columns_of(frame) == {
        "float": ("float", [0.5, "NaN"]),
        "text": ("str", ["a", None]),
        "day": ("datetime", ["2026-01-02T00:00:00.000000001", None]),
        "int": ("int", [1, None]),
        "kind": ("str", ["x", None]),
        "wait": ("duration", [1.5, None]),
    }


def test_an_index_of_pandas_that_says_something() -> None:
    frame = pandas.DataFrame({"a": [1, 2, 3]})
    assert list(columns_of(frame[frame.a > 1])) == ["a"]
    assert columns_of(frame.describe().head(1)) == {"index": ("str", ["count"]), "a": ("float", [3.0])}
    assert list(columns_of(frame.rename_axis("row"))) == ["row", "a"]
    grouped = pandas.DataFrame({"x": [1], "y": ["b"], "z": [0.5]}).groupby(["x", "y"]).agg({"z": ["mean"]})
    assert columns_of(grouped) == {"x": ("int", [1]), "y": ("str", ["b"]), "z/mean": ("float", [0.5])}


@pytest.mark.parametrize(
    "given", [[], {}, pandas.DataFrame(), polars.DataFrame()], ids=lambda given: type(given).__module__
)
def test_nothing_in_it(given: Any) -> None:
    assert document_of(given) == {"rows": 0, "columns": []}
    if not len(given):
        names = {"columns": [{"name": "a", "type": "null", "values": []}]}
        assert document_of(given, ["a"]) == {"rows": 0, **names}


CYCLE: list[Any] = []
CYCLE.append(CYCLE)


@pytest.mark.parametrize(
    ("arguments", "error", "words"),
    [
        ((None,), TypeError, "expected a DataFrame of pandas or polars.*got None"),
        (("text",), TypeError, "got str 'text'"),
        ((5,), TypeError, "got int 5"),
        ((pandas.Series([1]),), TypeError, "got Series"),
        ((np.zeros(3),), TypeError, "got ndarray of shape"),
        (([1, 2],), TypeError, "row 0: expected its values in a list or an array, got int 1"),
        (([{"a": 1}, 3],), TypeError, "row 1: expected a dict as in row 0, got int 3"),
        (([[1, 2], [3]],), ValueError, "row 1: expected 2 cells as in row 0, got 1"),
        (([[1, 2], [3]], ["a", "b"]), ValueError, r"row 1: expected the 2 columns \['a', 'b'\], got 1 cells"),
        (([[1, 2]], ["a", "a"]), ValueError, r"columns: the columns \['a'\] are there twice"),
        (([[1, 2]], "ab"), TypeError, "columns: expected names as a list of str, got str 'ab'"),
        (([[1, 2]], [1, 2]), TypeError, "columns: expected names as a list of str"),
        ((pandas.DataFrame([[1, 2]], columns=["a", "a"]),), ValueError, r"\['a'\] are there twice"),
        (({"a": [1], 1: [2], "1": [3]},), ValueError, r"\['1'\] are there twice"),
        (({"a": [1], "b": [1, 2]},), ValueError, "expected columns of one length, got {'a': 1, 'b': 2}"),
        (({"a": 1},), TypeError, "column 'a': expected its values in a list or an array, got int 1"),
        (({"a": "text"},), TypeError, "column 'a': expected its values in a list or an array, got str 'text'"),
        (([{"a": 1}, {"a": object()}],), TypeError, "row 1, column 'a': expected str, numbers, .*got object"),
        (([{"a": {"b": [1, 2j]}}],), TypeError, r"row 0, column 'a'\['b'\]\[1\]: expected .*got complex 2j"),
        (([{"a": b"raw"}],), TypeError, "row 0, column 'a': .*got bytes b'raw'"),
        (([{"a": "x"}, {"a": "x\ud800"}],), ValueError, "row 1, column 'a': holds surrogates at 1"),
        (([{"a": CYCLE}],), ValueError, "column 'a': a cell holds itself"),
        (([{"a": {1: 2, "1": 3}}],), ValueError, "column 'a': two keys are written as '1'"),
    ],
)
def test_what_is_no_table(arguments: tuple[Any, ...], error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=rf"(?s)add_table\('samples'\): .*{words}"):
        table("samples", *arguments)
