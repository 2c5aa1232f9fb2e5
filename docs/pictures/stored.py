"""Pictures of what TensorBoard shows nowhere: each is drawn from the event file alone, as docs/event-files.md describes it."""

from __future__ import annotations

import html
import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.figure import Figure
from playwright.sync_api import Page
from tensorboard.backend.event_processing.event_file_loader import LegacyEventFileLoader
from tensorboard.compat.proto.summary_pb2 import Summary
from tensorboard.util import tensor_util

STYLE = """<style>
body { font: 15px/1.5 "Noto Sans", "DejaVu Sans", sans-serif; color: #222; background: white; margin: 16px; width: max-content }
table { border-collapse: collapse; margin-bottom: 20px }
caption { text-align: left; font-weight: 600; padding-bottom: 4px }
td, th { padding: 4px 16px 4px 0; text-align: left; border-bottom: 1px solid #ddd; white-space: nowrap }
th { font-weight: 600; color: #666 } td.number { text-align: right; font-variant-numeric: tabular-nums }
td img { display: block; width: 48px; image-rendering: pixelated } td.nothing { color: #aaa }
</style>"""

NewPage = Callable[[], Page]


def values(logdir: Path, kind: str) -> Iterator[tuple[int, Summary.Value]]:
    """Steps and values of one kind of runchart's own, in the order of the file."""
    for file in sorted(logdir.rglob("events.out.tfevents.*")):
        for event in LegacyEventFileLoader(str(file)).Load():
            for value in event.summary.value:
                content = value.metadata.plugin_data.content
                if value.metadata.plugin_data.plugin_name == "runchart" and json.loads(content)["kind"] == kind:
                    yield event.step, value


def documents(logdir: Path, kind: str) -> list[tuple[int, str, Any]]:
    """Step, tag and JSON document of each."""
    return [(step, value.tag, json.loads(value.tensor.string_val[0])) for step, value in values(logdir, kind)]


def rendered(page: Page, content: str) -> bytes:
    page.set_content(STYLE + content, wait_until="load")
    page.wait_for_timeout(500)
    return page.screenshot(full_page=True, animations="disabled")


def drawn(figure: Figure) -> bytes:
    out = io.BytesIO()
    figure.savefig(out, format="png", dpi=200)
    return out.getvalue()


def cell(value: Any, type_: str) -> str:
    """One cell of a table as HTML."""
    if value is None:
        return "<td class=nothing>·</td>"
    if type_ == "image":
        return f'<td><img src="data:image/png;base64,{value}"></td>'
    number = " class=number" if type_ in {"int", "float", "duration"} else ""
    return f"<td{number}>{html.escape(json.dumps(value) if type_ == 'bool' else str(value))}</td>"


def table_html(caption: str, columns: list[tuple[str, str, list[Any]]]) -> str:
    """A table from names, types and values of its columns."""
    head = "".join(f"<th>{html.escape(name)}</th>" for name, _, _ in columns)
    rows = zip(*([cell(value, type_) for value in found] for _, type_, found in columns), strict=True)
    body = "".join(f"<tr>{''.join(row)}</tr>" for row in rows)
    return f"<table><caption>{html.escape(caption)}</caption><tr>{head}</tr>{body}</table>"


def table(logdir: Path, page: NewPage) -> bytes:
    last = {tag: (step, document) for step, tag, document in documents(logdir, "table")}
    content = "".join(
        table_html(
            f"{tag}, step {step}", [(column["name"], column["type"], column["values"]) for column in found["columns"]]
        )
        for tag, (step, found) in last.items()
    )
    return rendered(page(), content)


def checkpoint(logdir: Path, page: NewPage) -> bytes:
    found = documents(logdir, "checkpoint")
    metrics = sorted({name for _, _, document in found for name in document["metrics"]})
    columns = [
        ("tag", "str", [tag for _, tag, _ in found]),
        ("step", "int", [step for step, _, _ in found]),
        *(
            (key, kind, [d[key] for _, _, d in found])
            for key, kind in (("relative", "str"), ("exists", "bool"), ("bytes", "int"))
        ),
        *((name, "float", [document["metrics"].get(name) for _, _, document in found]) for name in metrics),
    ]
    return rendered(page(), table_html("checkpoints", columns))


def config(logdir: Path, page: NewPage) -> bytes:
    whole: dict[str, Any] = {}
    for _, _, document in documents(logdir, "config"):
        merge(whole, document["values"])
    flat = list(leaves(whole))
    names, found = [name for name, _ in flat], [json.dumps(value) for _, value in flat]
    return rendered(page(), table_html("configuration", [("key", "str", names), ("value", "str", found)]))


def merge(into: dict[str, Any], more: dict[str, Any]) -> None:
    for key, value in more.items():
        if isinstance(value, dict) and isinstance(into.get(key), dict):
            merge(into[key], value)
        else:
            into[key] = value


def leaves(values: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in values.items():
        if isinstance(value, dict):
            yield from leaves(value, f"{prefix}{key}.")
        else:
            yield prefix + key, value


def html_document(logdir: Path, page: NewPage) -> bytes:
    _, _, document = documents(logdir, "html")[-1]
    frame = f'<iframe sandbox="allow-scripts" width=560 height=180 style="border: 0" srcdoc="{html.escape(document["html"])}"></iframe>'
    return rendered(page(), frame)


def plotly(logdir: Path, page: NewPage) -> bytes:
    from plotly.offline import get_plotlyjs

    _, _, document = documents(logdir, "plotly")[-1]
    figure = json.dumps(document["figure"]).replace("<", "\\u003c")
    script = f"const figure = {figure}; Plotly.newPlot('plot', figure.data, figure.layout, {{displayModeBar: false}})"
    plot = "<div id=plot style='width: 560px; height: 400px'></div>"
    return rendered(page(), f"<script>{get_plotlyjs()}</script>{plot}<script>{script}</script>")


def confusion_matrix(logdir: Path, page: NewPage) -> bytes:
    del page
    _, tag, document = documents(logdir, "confusion_matrix")[0]
    counts, names = np.array(document["counts"]), document["class_names"]
    figure = Figure(figsize=(4.2, 3.6), layout="constrained")
    axes = figure.subplots()
    axes.imshow(counts, cmap="Blues")
    for (row, column), count in np.ndenumerate(counts):
        axes.text(column, row, count, ha="center", va="center", color="white" if count > counts.max() / 2 else "black")
    axes.set(title=tag, xlabel=document["columns"], ylabel=document["rows"])
    axes.set_xticks(range(len(names)), names)
    axes.set_yticks(range(len(names)), names)
    return drawn(figure)


def scatter(logdir: Path, page: NewPage) -> bytes:
    del page
    last = {value.tag: (step, value.tensor.string_val) for step, value in values(logdir, "scatter")}
    figure = Figure(figsize=(9, 3.8), layout="constrained")
    for place, (tag, (step, (head, points, labels))) in enumerate(last.items(), 1):
        about = json.loads(head)
        shape = about["shape"]
        axes = figure.add_subplot(1, len(last), place, projection="3d" if shape[1] == 3 else None)
        columns = np.frombuffer(points, "<f4").reshape(shape).T
        classes = about["labels"] == "text"
        colors = np.frombuffer(labels, "<u4" if classes else "<f8")
        dots = axes.scatter(*columns, c=colors, s=12, cmap="coolwarm" if classes else "viridis")
        names = dict(zip(("xlabel", "ylabel", "zlabel"), about["column_names"], strict=False))
        axes.set(title=f"{tag}, step {step}", **names)
        if classes:
            axes.legend(dots.legend_elements()[0], about["label_names"])
    return drawn(figure)


def tensor(logdir: Path, page: NewPage) -> bytes:
    del page
    for file in logdir.rglob("events.out.tfevents.*"):
        for event in LegacyEventFileLoader(str(file)).Load():
            for value in event.summary.value:
                figure = Figure(figsize=(4.4, 3.8), layout="constrained")
                axes = figure.subplots()
                picture = axes.imshow(tensor_util.make_ndarray(value.tensor).astype(float), cmap="magma")
                axes.set(title=f"{value.tag}, step {event.step}")
                figure.colorbar(picture)
    return drawn(figure)


STORED: dict[str, Callable[[Path, NewPage], bytes]] = {
    "checkpoint": checkpoint,
    "config": config,
    "confusion-matrix": confusion_matrix,
    "html": html_document,
    "plotly": plotly,
    "scatter": scatter,
    "table": table,
    "tensor": tensor,
}
"""How each page's picture is drawn."""
