"""TensorBoard's time series routes, against the real TensorBoard over the same logdir."""

import json

import pytest

TAGS = "data/plugin/timeseries/tags"
SERIES = "data/plugin/timeseries/timeSeries"


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
