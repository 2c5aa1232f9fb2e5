"""The list of expected failures is judged as it should be: neither too much nor too little may fail."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

HERE = Path(__file__).resolve().parent


@pytest.fixture(scope="module")
def suite() -> ModuleType:
    spec = importlib.util.spec_from_file_location("parity_suite", HERE / "suite.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_list_is_as_long_as_it_may_be_and_gives_reasons(suite: ModuleType) -> None:
    expected = suite.expected_failures((HERE / "expected_failures.txt").read_text())
    assert 0 < len(expected) <= suite.MOST_EXPECTED
    assert all(name.startswith("tests.test_") and reason for name, reason in expected.items())


def test_what_differs_from_the_list_is_a_complaint(suite: ModuleType) -> None:
    expected = {"a": "reason"}
    assert suite.complaints({"a": "failure", "b": "passed"}, expected) == []
    assert suite.complaints({"a": "failure", "b": "failure"}, expected) == ["failed, and is not listed: b"]
    assert suite.complaints({"a": "failure", "b": "skipped"}, expected) == ["failed, and is not listed: b"]
    assert suite.complaints({"a": "passed", "b": "passed"}, expected) == ["listed, and did not fail: a"]
    assert suite.complaints({"b": "passed"}, expected) == ["listed, and did not fail: a"]
    assert suite.complaints({"a": "failure"}, {"a": ""}) == ["listed without a reason: a"]
    assert "no test was run" in suite.complaints({}, {})
    many = {f"t{number}": "reason" for number in range(12)}
    assert suite.complaints(dict.fromkeys(many, "failure"), many) == ["12 failures are listed; at most 11 may be"]
