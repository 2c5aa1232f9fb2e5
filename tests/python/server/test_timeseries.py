"""TensorBoard's time series routes, against the real TensorBoard over the same logdir."""

import io
import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from tensorboard.compat.proto.event_pb2 import Event
from tensorboard.compat.proto.summary_pb2 import Summary, SummaryMetadata
from tensorboard.plugins.histogram.metadata import create_summary_metadata
from tensorboard.summary.writer.event_file_writer import EventFileWriter
from tensorboard.util.tensor_util import make_tensor_proto
from tensorboardX import SummaryWriter

TAGS = "data/plugin/timeseries/tags"
SERIES = "data/plugin/timeseries/timeSeries"
DATA = "data/plugin/timeseries/imageData"


def test_tags(client, tensorboard, same):
    same(client.get(TAGS), tensorboard.get(TAGS))
    assert client.get(TAGS).json()["scalars"]["runTagInfo"]["c/d"] == ["odd", "train/loss"]


ASKED = [
    {"plugin": "scalars", "tag": "train/loss"},
    {"plugin": "scalars", "tag": "odd", "run": "c/d"},
    {"plugin": "scalars", "tag": "odd", "run": ""},
    {"plugin": "scalars", "tag": "odd", "run": "nowhere", "sample": 3},
    {"plugin": "scalars", "tag": "nothing"},
    {"plugin": "scalars", "tag": 7},
    {"plugin": "scalars"},
    {"plugin": "text", "tag": "odd"},
    {"tag": "odd"},
    {},
    {"plugin": "images", "tag": "odd"},
    {"plugin": "images", "tag": "odd", "run": "a"},
    {"plugin": "images", "tag": "odd", "run": "a", "sample": 0},
    {"plugin": "histograms", "tag": "odd"},
    {"plugin": "histograms", "tag": "odd", "run": "a"},
]


@pytest.mark.parametrize("asked", [ASKED, [], *([one] for one in ASKED)], ids=str)
@pytest.mark.parametrize("way", ["multipart", "form", "query"])
def test_series(client, tensorboard, same, asked, way):
    def answer(of):
        if way == "query":
            return of.get(SERIES, params={"requests": json.dumps(asked)})
        if way == "form":
            return of.post(SERIES, data={"requests": json.dumps(asked)})
        return of.post(SERIES, files={"requests": (None, json.dumps(asked))})

    same(answer(client), answer(tensorboard))
    assert len(answer(client).json()) == len(asked)


def test_every_point_is_there(client):
    (answer,) = client.get(SERIES, params={"requests": json.dumps(ASKED[:1])}).json()
    assert [len(series) for series in answer["runToSeries"].values()] == [100, 100, 100]


@pytest.mark.parametrize("form", [{}, {"requests": ""}, {"requests": "{"}, {"tag": "odd"}])
def test_requests_that_cannot_be_read(client, tensorboard, same, form):
    same(client.post(SERIES, data=form), tensorboard.post(SERIES, data=form))
    same(client.get(SERIES, params=form), tensorboard.get(SERIES, params=form))
    assert client.post(SERIES, data=form).status_code == 400


@pytest.mark.parametrize("asked", ["7", "[7]", "{}", "[" * 100_000])
def test_requests_that_are_no_list_of_objects(client, asked):
    answer = client.post(SERIES, data={"requests": asked})
    assert answer.status_code == 400
    assert answer.text.startswith("Invalid argument: ")


@pytest.fixture(scope="module")
def media_logdir(tmp_path_factory) -> Path:
    """Pictures and histograms by tensorboardX, and both as tensors, two pictures a step, as TensorFlow 2 writes them."""
    logdir = tmp_path_factory.mktemp("timeseries") / "logs"
    for run in ("a", "b"):
        with SummaryWriter(str(logdir / run)) as writer:
            for step in range(5):
                writer.add_scalar("loss", step, step)
                writer.add_image("picture", np.full((3, 4, 4), step, np.uint8), step)
                writer.add_histogram("weights", np.arange(100) - step, step)
    out = io.BytesIO()
    Image.new("RGB", (4, 4)).save(out, "PNG")
    png = out.getvalue()
    writer = EventFileWriter(str(logdir / "new"))
    for step in range(5):
        summary = Summary()
        buckets = np.array([[0.1, 0.2, 3], [0.2, 0.3, 4 + step]])
        metadata = create_summary_metadata("weights", "")
        summary.value.add(tag="weights", tensor=make_tensor_proto(buckets), metadata=metadata)
        samples = [b"4", b"4", png, b"<svg> two"]
        metadata = SummaryMetadata(plugin_data=SummaryMetadata.PluginData(plugin_name="images"))
        summary.value.add(tag="pictures", tensor=make_tensor_proto(samples), metadata=metadata)
        summary.value.add(tag="loss", simple_value=1.0)
        writer.add_event(Event(step=step, wall_time=1e9 + step, summary=summary))
    writer.close()
    return logdir


@pytest.fixture(scope="module")
def both(media_logdir, running_tensorboard, served):
    """Our board and TensorBoard over the same pictures and histograms."""
    with running_tensorboard(media_logdir, runs=3) as theirs, served(media_logdir).client() as ours:
        yield ours, theirs


def test_tags_of_pictures_and_histograms(both, same):
    ours, theirs = both
    same(ours.get(TAGS), theirs.get(TAGS))
    assert ours.get(TAGS).json()["images"]["tagRunSampledInfo"]["pictures"] == {"new": {"maxSamplesPerStep": 2}}


@pytest.mark.parametrize("run", ["a", "b", "new", "nowhere", ""])
def test_histograms(both, same, run):
    ours, theirs = (
        of.get(SERIES, params={"requests": json.dumps([{"plugin": "histograms", "tag": "weights", "run": run}])})
        for of in both
    )
    same(ours, theirs)
    assert [len(series) for series in ours.json()[0]["runToSeries"].values()] == [5] * {"": 3, "nowhere": 0}.get(run, 1)


@pytest.mark.parametrize(
    ("run", "tag", "sample"),
    [("a", "picture", 0), ("a", "picture", 1), ("new", "pictures", 0), ("new", "pictures", 1), ("new", "pictures", 2),
     ("", "picture", 0), ("nowhere", "picture", 0), ("a", "weights", 0)],
)  # fmt: skip
def test_pictures(both, run, tag, sample):
    asked = [{"plugin": "images", "tag": tag, "run": run, "sample": sample}]
    ours, theirs = (of.get(SERIES, params={"requests": json.dumps(asked)}).json()[0] for of in both)
    ids = [[point.pop("imageId") for series in of["runToSeries"].values() for point in series] for of in (ours, theirs)]
    assert ours == theirs
    for our_id, their_id in zip(*ids, strict=True):
        our_picture, their_picture = (
            of.get(DATA, params={"imageId": of_id}) for of, of_id in zip(both, (our_id, their_id), strict=True)
        )
        assert our_picture.content == their_picture.content
        assert our_picture.headers["content-type"] == their_picture.headers["content-type"]
        assert our_picture.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "image_id",
    ["", "abc", "0.0.0.0", "99.0.0.0.0", "0.99.0.0.0", "0.1.0.999999999999.0", "0.0.0." + "9" * 19 + ".0", "٣.0.0.0.0"],
)
def test_pictures_that_are_not_there(both, image_id):
    ours, _ = both
    assert ours.get(DATA, params={"imageId": image_id}).status_code == 404
