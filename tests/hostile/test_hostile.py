"""Every nasty file of nasty_files.py: what is good in it is read, what is bad is reported, and a good run beside it is whole."""

from __future__ import annotations

import contextlib
from pathlib import Path

import numpy as np
import pytest
from nasty_files import CASES, every_second_record_damaged, good

import runchart
from runchart._core import Reader


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


def test_many_damaged_places_are_counted_and_listed_up_to_a_bound(tmp_path: Path) -> None:
    content, _, damaged = every_second_record_damaged()
    (tmp_path / "tfevents").write_bytes(content)
    with runchart.open(tmp_path, follow=False) as log:
        assert counted(log, ".") == damaged
        assert len(log.damage) == 1_001
        assert log.damage[-1]["reason"] == "500 more damaged places after this one"
