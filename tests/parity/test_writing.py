"""What TensorBoard shows of a run that runchart wrote is what it shows of one that tensorboardX or torch wrote with the same calls.

TensorBoard 2.21 runs with each of its loaders, and is asked over HTTP as its page asks. Where a library is wrong and runchart is
right, a test says so by name.
"""

from __future__ import annotations

import io
import json
import wave
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from google.protobuf import text_format
from PIL import Image, ImageSequence
from tensorboard.compat.proto.graph_pb2 import GraphDef

LIBRARIES = ["torch", "tensorboardX"]
RUNS_OF_EACH_SIDE = 8
"""Runs: main, its three children of `add_scalars`, its trial, and three graphs."""
EVERY_STATUS = ["STATUS_UNKNOWN", "STATUS_SUCCESS", "STATUS_FAILURE", "STATUS_RUNNING"]


class Side:
    """What one TensorBoard shows of one folder of the logdir, runs named from there."""

    def __init__(self, board: Any, folder: str) -> None:
        self.board = board
        self.folder = folder

    def get(self, route: str, run: str = "main", **parameters: Any) -> Any:
        return self.board.get(f"/data/plugin/{route}", run=f"{self.folder}/{run}", **parameters)

    def bytes(self, route: str, run: str = "main", **parameters: Any) -> bytes:
        asked = {"run": f"{self.folder}/{run}", **parameters}
        answer = self.board.client.get(f"/data/plugin/{route}", params=asked)
        assert answer.status_code == 200, answer.text
        return answer.content

    def part(self, of_runs: dict[str, Any]) -> dict[str, Any]:
        """Of an answer about all runs, the part about this folder."""
        own = f"{self.folder}/"
        return {run.removeprefix(own): answer for run, answer in of_runs.items() if run.startswith(own)}

    def tags(self, plugin: str, run: str = "main") -> list[str]:
        return sorted(self.part(self.board.get(f"/data/plugin/{plugin}/tags")).get(run, ()))

    def series(self, plugin: str, route: str, **parameters: Any) -> dict[str, Any]:
        """What the route answers for each tag of the run `main`."""
        return {tag: self.get(f"{plugin}/{route}", tag=tag, **parameters) for tag in self.tags(plugin)}

    def labels(self, name: str) -> str:
        """The labels of an embedding."""
        return self.bytes("projector/metadata", name=name).decode()

    def media(self, plugin: str, route: str, single: str, start: str) -> dict[str, list[tuple[int, float, bytes]]]:
        """Step, time and encoded bytes of the images or sounds whose tag begins so."""
        tags = [tag for tag in self.tags(plugin) if tag.startswith(start)]
        listed = [(tag, one) for tag in tags for one in self.get(f"{plugin}/{route}", tag=tag, sample=0)]
        with ThreadPoolExecutor(8) as pool:
            answers = pool.map(
                self.board.client.get, [f"/data/plugin/{plugin}/{single}?{one['query']}" for _, one in listed]
            )
        found: dict[str, list[tuple[int, float, bytes]]] = {tag: [] for tag in tags}
        for (tag, one), answer in zip(listed, answers, strict=True):
            found[tag].append((one["step"], one["wall_time"], answer.content))
        return found

    def images(self, start: str) -> dict[str, list[tuple[int, float, np.ndarray]]]:
        return {
            tag: [(step, moment, frames(encoded)) for step, moment, encoded in series]
            for tag, series in self.media("images", "images", "individualImage", start).items()
        }

    def sounds(self) -> dict[str, list[tuple[int, float, int, int, np.ndarray]]]:
        return {
            tag: [(step, moment, *samples(encoded)) for step, moment, encoded in series]
            for tag, series in self.media("audio", "audio", "individualAudio", "").items()
        }


def frames(encoded: bytes) -> np.ndarray:
    """The pixels of a PNG, or of all frames of a GIF."""
    with Image.open(io.BytesIO(encoded)) as picture:
        if picture.format == "GIF":
            return np.stack([np.asarray(frame.convert("RGB")) for frame in ImageSequence.Iterator(picture)])
        return np.asarray(picture)


def samples(encoded: bytes) -> tuple[int, int, np.ndarray]:
    with wave.open(io.BytesIO(encoded)) as file:
        assert file.getsampwidth() == 2
        data = np.frombuffer(file.readframes(file.getnframes()), "<i2")
        return file.getframerate(), file.getnchannels(), data


@pytest.fixture(scope="module", params=["data server", "python"])
def board(request: pytest.FixtureRequest, logdir: Path, tensorboard: Callable[..., Any]) -> Iterator[Any]:
    """A TensorBoard over the logdir, with all of it loaded."""
    written = [
        f"{library}/{side}/{run}"
        for library in LIBRARIES
        for side in ("ours", "theirs")
        for run in ("main", "mlp", "cnn", "onnx")
    ]
    with tensorboard(logdir, request.param) as running:
        running.runs(4 * RUNS_OF_EACH_SIDE)
        running.wait_for(
            lambda: (
                (tags := running.get("/data/plugin/scalars/tags"))
                and all("end" in tags.get(run, ()) for run in written)
            )
        )
        yield running


@pytest.fixture(params=LIBRARIES)
def library(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def ours(board: Any, library: str) -> Side:
    return Side(board, f"{library}/ours")


@pytest.fixture
def theirs(board: Any, library: str) -> Side:
    return Side(board, f"{library}/theirs")


def test_tags_and_directories(ours: Side, theirs: Side) -> None:
    for plugin in ("scalars", "histograms", "distributions", "images", "audio", "text", "pr_curves", "mesh"):
        asked = ours.board.get(f"/data/plugin/{plugin}/tags")
        mine, other = (
            {run: sorted(tags.items() if isinstance(tags, dict) else tags) for run, tags in side.part(asked).items()}
            for side in (ours, theirs)
        )
        assert mine["main"]
        assert mine == other, plugin
    names = ours.board.get("/data/runs")
    assert sorted(ours.part(dict.fromkeys(names))) == sorted(theirs.part(dict.fromkeys(names)))
    assert len(ours.part(dict.fromkeys(names))) == RUNS_OF_EACH_SIDE


def test_scalars(ours: Side, theirs: Side) -> None:
    found = ours.series("scalars", "scalars")
    assert found == theirs.series("scalars", "scalars")
    assert found["scalar/loss"] == [
        [1000.5, 0, 2.0**24],
        [1001.5, 1, -1.0000000031710769e-30],
        [1007.5, 7, 0.10000000149011612],
    ]
    assert [point[2] for point in found["scalar/odd"]] == ["NaN", "Infinity", "-Infinity"]


def test_children_of_add_scalars(ours: Side, theirs: Side) -> None:
    names = ours.part(ours.board.get("/data/plugin/scalars/tags"))
    children = [run for run, tags in names.items() if "group/losses" in tags]
    assert len(children) == 3
    for run in children:
        found = ours.get("scalars/scalars", run, tag="group/losses")
        assert found == theirs.get("scalars/scalars", run, tag="group/losses")
        assert [point[:2] for point in found] == [[1000.5, 0], [1001.5, 1], [1007.5, 7]]


@pytest.mark.parametrize("plugin", ["histograms", "distributions"])
def test_histograms(ours: Side, theirs: Side, plugin: str) -> None:
    found = ours.series(plugin, plugin)
    assert len(found) == 7
    assert all([point[:2] for point in series] == [[1000.5, 0], [1001.5, 1], [1007.5, 7]] for series in found.values())
    assert found == theirs.series(plugin, plugin)


@pytest.mark.parametrize("call", ["image/", "images/", "boxes/", "figure/", "video"])
def test_images(ours: Side, theirs: Side, library: str, call: str) -> None:
    found, expected = ours.images(call), theirs.images(call)
    number = {"image/": 6, "images/": 2, "boxes/": 2, "figure/": 2, "video": library == "tensorboardX"}
    assert len(found) == number[call]
    for tag, series in found.items():
        for mine, other in zip(series, expected[tag], strict=True):
            assert mine[:2] == other[:2]
            assert mine[2].dtype == other[2].dtype
            np.testing.assert_array_equal(mine[2], other[2], err_msg=tag)


def test_floats_beyond_1_are_white_where_tensorboardx_wraps(ours: Side, theirs: Side, library: str) -> None:
    pixels = {
        side: {tag: int(series[0][2].flat[0]) for tag, series in side.images("wrong/").items()}
        for side in (ours, theirs)
    }
    wrapped = {"wrong/float": 126, "wrong/int32": 56}
    assert pixels[ours] == {"wrong/float": 255, "wrong/int32": 255}
    assert pixels[theirs] == (wrapped if library == "tensorboardX" else pixels[ours])


def test_sounds(ours: Side, theirs: Side, library: str) -> None:
    found, expected = ours.sounds(), theirs.sounds()
    assert len(found) == 2
    for tag, series in found.items():
        for ours_at, theirs_at in zip(series, expected[tag], strict=True):
            assert ours_at[:4] == theirs_at[:4]
            difference = np.abs(ours_at[4].astype(int) - theirs_at[4])
            assert difference.max() <= (0 if library == "torch" else 2)


def test_the_kind_of_sounds(ours: Side, theirs: Side) -> None:
    kinds = [
        {(one["contentType"], one["label"]) for of in side.series("audio", "audio", sample=0).values() for one in of}
        for side in (ours, theirs)
    ]
    assert kinds[0] == kinds[1]


def test_texts(ours: Side, theirs: Side) -> None:
    found = ours.series("text", "text")
    assert sorted(found) == ["text/empty/text_summary", "text/words/text_summary"]
    assert found == theirs.series("text", "text")
    assert "<strong>step</strong> 7" in found["text/words/text_summary"][2]["text"]


def test_curves(ours: Side, theirs: Side) -> None:
    found = {
        side: {tag: answer[f"{side.folder}/main"] for tag, answer in side.series("pr_curves", "pr_curves").items()}
        for side in (ours, theirs)
    }
    assert [len(series) for series in found[ours].values()] == [3, 3, 3]
    assert found[ours] == found[theirs]


def parts_of_meshes(side: Side) -> dict[str, list[dict[str, Any]]]:
    """In an order that does not depend on how TensorBoard's data server hashes tags."""
    return {
        tag: sorted(parts, key=lambda part: (part["step"], part["content_type"]))
        for tag, parts in side.series("mesh", "meshes").items()
    }


def test_meshes(ours: Side, theirs: Side, library: str) -> None:
    found, expected = parts_of_meshes(ours), parts_of_meshes(theirs)
    assert {tag: len(parts) for tag, parts in found.items()} == {"mesh/cloud": 3, "mesh/full": 9}
    for tag, parts in found.items():
        for part, theirs_part in zip(parts, expected[tag], strict=True):
            assert {**part, "components": 0, "config": ""} == {**theirs_part, "components": 0, "config": ""}
            assert (json.loads(part["config"]) or {}) == (json.loads(theirs_part["config"]) or {})
            if library == "torch":
                assert part["components"] == theirs_part["components"]
    for kind in ("VERTEX", "FACE", "COLOR"):
        asked = {"tag": "mesh/full", "step": 7, "sample": 1, "content_type": kind}
        assert len(ours.bytes("mesh/data", **asked)) > 0
        assert ours.bytes("mesh/data", **asked) == theirs.bytes("mesh/data", **asked)


def test_a_cloud_has_no_faces_but_under_tensorboardxs_names(ours: Side, library: str) -> None:
    """tensorboardX leaves it open which parts a mesh has, which TensorBoard takes for all of them."""
    parts = {part["components"] for part in ours.get("mesh/meshes", tag="mesh/cloud")}
    assert parts == {0b10 if library == "torch" else 0b1110}


def test_hyperparameters(ours: Side, theirs: Side, library: str) -> None:
    asked = {"allowedStatuses": EVERY_STATUS, "startIndex": 0, "sliceSize": 100, "aggregationType": "AGGREGATION_AVG"}
    groups = ours.board.post("/data/plugin/hparams/session_groups", asked)["sessionGroups"]
    rows = {
        group["name"]: (
            group["hparams"],
            {one["name"]["tag"]: (one["value"], one["trainingStep"]) for one in group["metricValues"]},
            [session["status"] for session in group["sessions"]],
        )
        for group in groups
    }
    mine, other = (rows[f"{side.folder}/main/trial"] for side in (ours, theirs))
    assert mine[0] == {"lr": 0.1, "batch": 32, "name": "sgd", "amp": True}
    assert mine[0]["amp"] is True
    assert mine == other
    if library == "torch":
        assert other[0]["amp"] == 1.0
        assert other[0]["amp"] is not True, "torch records a bool as a number; runchart does not"


def test_metrics_of_hyperparameters(ours: Side, theirs: Side) -> None:
    for tag, value in {"accuracy": 0.75, "loss": 0.5}.items():
        for side in (ours, theirs):
            ((_, step, found),) = side.get("scalars/scalars", "main/trial", tag=tag)
            assert (step, found) == (0, value)


def test_custom_scalars(ours: Side, theirs: Side) -> None:
    layout = ours.board.get("/data/plugin/custom_scalars/layout")
    charts = {category["title"]: (category["chart"], category["closed"]) for category in layout["category"]}
    assert charts[ours.folder] == charts[theirs.folder]
    assert charts[f"{ours.folder}, more"] == charts[f"{theirs.folder}, more"]
    assert charts[ours.folder][0][0] == {"title": "both", "multiline": {"tag": ["scalar/loss", "scalar/l.*"]}}
    lines = ours.get("custom_scalars/scalars", tag="scalar/l.*")
    assert sorted(lines["tag_to_events"]) == ["scalar/long", "scalar/loss"]
    assert lines == theirs.get("custom_scalars/scalars", tag="scalar/l.*")


def test_the_projector(ours: Side, theirs: Side) -> None:
    found = ours.get("projector/info")["embeddings"]
    assert len(found) == 6
    assert found == theirs.get("projector/info")["embeddings"]
    for name in (entry["tensorName"] for entry in found):
        assert ours.bytes("projector/tensor", name=name) == theirs.bytes("projector/tensor", name=name)
        assert ours.labels(name) == theirs.labels(name)
    pictures = [frames(side.bytes("projector/sprite_image", name="letters:00007")) for side in (ours, theirs)]
    used = [np.concatenate([picture[:8], picture[8:16, :16].reshape(8, 16, 3)], axis=1) for picture in pictures]
    np.testing.assert_array_equal(*used)
    assert not pictures[0][16:].any(), "tensorboardX leaves what was in memory where there are no thumbnails"


def graph_of(side: Side, run: str) -> GraphDef:
    content = side.bytes("graphs/graph", run, conceptual="false").decode()
    return text_format.Parse(content, GraphDef())


def operations(graph: GraphDef) -> list[tuple[str, str, list[list[int]]]]:
    """The scope, operation and output shapes of what computes, and of the ends."""
    return sorted(
        (
            node.name.rpartition("/")[0],
            node.op,
            [[dim.size for dim in shape.dim] for shape in node.attr["_output_shapes"].list.shape],
        )
        for node in graph.node
        if node.op.startswith("aten::") or node.op == "IO Node"
    )


@pytest.mark.parametrize("run", ["mlp", "cnn"])
def test_graphs(ours: Side, theirs: Side, run: str) -> None:
    found = operations(graph_of(ours, run))
    assert len(found) == {"mlp": 5, "cnn": 7}[run]
    assert found == operations(graph_of(theirs, run))


def test_graphs_are_named_where_tensorboard_looks(ours: Side, theirs: Side) -> None:
    info = ours.board.get("/data/plugin/graphs/info")
    mine, other = ({run: graph["run_graph"] for run, graph in side.part(info).items()} for side in (ours, theirs))
    assert mine == other == {"mlp": True, "cnn": True, "onnx": True}


def test_onnx_graphs_are_joined_where_theirs_have_two_nodes_of_one_name(ours: Side, theirs: Side) -> None:
    mine, other = (graph_of(side, "onnx") for side in (ours, theirs))
    names = {side: [node.name for node in graph.node] for side, graph in (("ours", mine), ("theirs", other))}
    assert [node.op for graph in (mine, other) for node in graph.node if node.op == "Gemm"] == ["Gemm", "Gemm"]
    assert len(set(names["ours"])) == len(names["ours"]) == 4
    assert {source for node in mine.node for source in node.input} <= set(names["ours"])
    assert len(set(names["theirs"])) < len(names["theirs"])


def test_time_series(ours: Side, theirs: Side, logdir: Path) -> None:
    """The page of TensorBoard's TIME SERIES tab asks for scalars, histograms and images by another route."""
    tags = ours.board.get("/data/plugin/timeseries/tags")
    for plugin in ("scalars", "histograms"):
        assert ours.part(tags[plugin]["runTagInfo"]) == theirs.part(tags[plugin]["runTagInfo"])
    of_images = tags["images"]["tagRunSampledInfo"]
    assert {tag: ours.part(runs) for tag, runs in of_images.items()} == {
        tag: theirs.part(runs) for tag, runs in of_images.items()
    }
    asked = [
        ("scalars", "scalar/loss", {}),
        ("histograms", "histogram/normal", {}),
        ("images", "image/bytes", {"sample": 0}),
    ]
    for plugin, tag, extra in asked:
        mine, other = (time_series(side, plugin, tag, extra) for side in (ours, theirs))
        assert [(one["step"], one["wallTime"]) for one in mine] == [(0, 1000.5), (1, 1001.5), (7, 1007.5)]
        if plugin == "images":
            mine, other = ([pixels_of(side, one) for one in series] for side, series in ((ours, mine), (theirs, other)))
        assert mine == other


def time_series(side: Side, plugin: str, tag: str, extra: dict[str, int]) -> list[dict[str, Any]]:
    run = f"{side.folder}/main"
    request = json.dumps([{"plugin": plugin, "tag": tag, "run": run, **extra}])
    (answer,) = side.board.get("/data/plugin/timeseries/timeSeries", requests=request)
    return answer["runToSeries"][run]


def pixels_of(side: Side, one: dict[str, Any]) -> list[Any]:
    answer = side.board.client.get("/data/plugin/timeseries/imageData", params={"imageId": one["imageId"]})
    return frames(answer.content).tolist()
