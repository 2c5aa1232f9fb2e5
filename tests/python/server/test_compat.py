"""TensorBoard's routes, against the real TensorBoard over the same logdir."""

import pytest

SCALARS = "data/plugin/scalars/scalars"
MULTIRUN = "data/plugin/scalars/scalars_multirun"


def test_runs_in_their_order(client, tensorboard, same):
    same(client.get("data/runs"), tensorboard.get("data/runs"))
    assert client.get("data/runs").json() == ["b", "a", "c/d"]


def test_environment(client, tensorboard, sample_logdir):
    ours, theirs = client.get("data/environment").json(), tensorboard.get("data/environment").json()
    del theirs["debug"]  # TensorBoard's own flags
    assert ours == theirs
    assert ours["data_location"] == str(sample_logdir)


def test_plugins_listing(client, tensorboard):
    ours, theirs = client.get("data/plugins_listing").json(), tensorboard.get("data/plugins_listing").json()
    assert ours == {name: theirs[name] for name in ("scalars", "timeseries")}
    assert ours["scalars"]["enabled"] is True


def test_tags(client, tensorboard, same):
    same(client.get("data/plugin/scalars/tags"), tensorboard.get("data/plugin/scalars/tags"))


@pytest.mark.parametrize("run", ["a", "b", "c/d"])
@pytest.mark.parametrize("tag", ["train/loss", "odd"])
@pytest.mark.parametrize("form", [{}, {"format": "json"}, {"format": "csv"}, {"format": "xml"}])
def test_scalars(client, tensorboard, same, run, tag, form):
    query = {"run": run, "tag": tag, **form}
    ours, theirs = client.get(SCALARS, params=query), tensorboard.get(SCALARS, params=query)
    same(ours, theirs)
    assert len(ours.text) > 1000


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"run": "a"},
        {"tag": "odd"},
        {"run": "", "tag": ""},
        {"run": "a", "tag": "nothing"},
        {"run": "nothing", "tag": "odd"},
        {"run": "it's", "tag": 'a "tag"'},
        {"run": "中文", "tag": "é\n"},
    ],
)
def test_scalars_that_are_not_there(client, tensorboard, same, query):
    ours = client.get(SCALARS, params=query)
    same(ours, tensorboard.get(SCALARS, params=query))
    assert ours.status_code in {400, 404}


@pytest.mark.parametrize(
    "form",
    [
        {"tag": "train/loss", "runs": ["a", "b", "c/d"]},
        {"tag": "odd", "runs": ["a", "nothing"]},
        {"tag": "nothing", "runs": ["a"]},
        {"tag": "odd"},
        {"runs": ["a"]},
        {"tag": ["odd", "train/loss"], "runs": ["a"]},
        {},
    ],
)
@pytest.mark.parametrize("multipart", [False, True])
def test_scalars_of_several_runs(client, tensorboard, same, form, multipart):
    if multipart:
        pairs = [
            (name, value)
            for name, values in form.items()
            for value in ([values] if isinstance(values, str) else values)
        ]
        body = {"files": [(name, (None, value.encode())) for name, value in pairs]}
    else:
        body = {"data": form}
    same(client.post(MULTIRUN, **body), tensorboard.post(MULTIRUN, **body))


def test_several_runs_by_get(client, tensorboard):
    ours, theirs = client.get(MULTIRUN), tensorboard.get(MULTIRUN)
    assert ours.status_code == theirs.status_code == 405
    assert ours.headers["allow"] == theirs.headers["allow"]


def test_the_root_run(serve, tmp_path):
    from tensorboardX import SummaryWriter

    with SummaryWriter(str(tmp_path)) as writer:
        writer.add_scalar("loss", 0.5, 1)
    with serve(tmp_path).loaded().client() as client:
        assert client.get("data/runs").json() == ["."]
        assert client.get(SCALARS, params={"run": ".", "tag": "loss"}).json()[0][1:] == [1, 0.5]
