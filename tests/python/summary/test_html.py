"""HTML, a kind of runchart's own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tensorboard.compat.proto.summary_pb2 import Summary
from tensorboard.compat.proto.types_pb2 import DT_STRING

from runchart.summary.html import html


def test_what_lands_on_disk() -> None:
    content = '<!doctype html><p class="é">漢 \u2028 </p><script>1 < 2 && "x"</script>'
    (value,) = Summary.FromString(html("report", content).SerializeToString()).value
    assert value.tag == "report"
    assert value.metadata.plugin_data.plugin_name == "runchart"
    assert value.metadata.plugin_data.content == b'{"kind":"html","version":1}'
    assert value.tensor.dtype == DT_STRING
    assert value.tensor.HasField("tensor_shape")
    assert not value.tensor.tensor_shape.dim
    (document,) = value.tensor.string_val
    assert json.loads(document) == {"html": content}


@pytest.mark.parametrize("content", [None, 5, b"<p>", Path("page.html")])
def test_what_is_no_html(content: object) -> None:
    with pytest.raises(TypeError, match=r"add_html\('report'\): html: expected a str of HTML, got "):
        html("report", content)  # type: ignore[arg-type]


def test_surrogates() -> None:
    with pytest.raises(ValueError, match=r"add_html\('report'\): html: holds surrogates"):
        html("report", "<p>\ud800</p>")
