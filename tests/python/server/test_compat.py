"""TensorBoard's routes, against the real TensorBoard over the same logdir."""

import queue
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator

import httpx
import pytest

PATIENCE = 90.0
SCALARS = "data/plugin/scalars/scalars"
MULTIRUN = "data/plugin/scalars/scalars_multirun"


@pytest.fixture(scope="module")
def tensorboard(sample_logdir) -> Iterator[httpx.Client]:
    """The real TensorBoard; it keeps 1,000 points of a series, more than the sample has."""
    command = [sys.executable, "-m", "tensorboard.main", "--logdir", str(sample_logdir), "--port", "0"]
    process = subprocess.Popen(
        [*command, "--host", "127.0.0.1", "--load_fast=false"],
        stderr=subprocess.PIPE,
        text=True,
    )
    lines: queue.Queue[str] = queue.Queue()
    reading = threading.Thread(target=lambda: [lines.put(line) for line in process.stderr], daemon=True)
    reading.start()
    url = None
    while url is None:
        url = re.search(r"http://127\.0\.0\.1:\d+", lines.get(timeout=PATIENCE))
    with httpx.Client(base_url=url.group(), timeout=PATIENCE) as client:
        while len(client.get(SCALARS.replace("scalars/scalars", "scalars/tags")).json()) < 3:
            time.sleep(0.2)
        yield client
    process.terminate()
    process.wait()
    reading.join()
    process.stderr.close()


def same(ours: httpx.Response, theirs: httpx.Response) -> None:
    assert ours.status_code == theirs.status_code
    assert ours.headers["content-type"] == theirs.headers["content-type"]
    if theirs.headers["content-type"] == "application/json":
        assert ours.json() == theirs.json()
    else:
        assert ours.text == theirs.text


def test_runs_in_their_order(client, tensorboard):
    same(client.get("data/runs"), tensorboard.get("data/runs"))
    assert client.get("data/runs").json() == ["b", "a", "c/d"]


def test_environment(client, tensorboard, sample_logdir):
    ours, theirs = client.get("data/environment").json(), tensorboard.get("data/environment").json()
    del theirs["debug"]  # TensorBoard's own flags
    assert ours == theirs
    assert ours["data_location"] == str(sample_logdir)


def test_plugins_listing(client, tensorboard):
    ours, theirs = client.get("data/plugins_listing").json(), tensorboard.get("data/plugins_listing").json()
    assert ours == {"scalars": theirs["scalars"]}
    assert ours["scalars"]["enabled"] is True


def test_tags(client, tensorboard):
    same(client.get("data/plugin/scalars/tags"), tensorboard.get("data/plugin/scalars/tags"))


@pytest.mark.parametrize("run", ["a", "b", "c/d"])
@pytest.mark.parametrize("tag", ["train/loss", "odd"])
@pytest.mark.parametrize("form", [{}, {"format": "json"}, {"format": "csv"}, {"format": "xml"}])
def test_scalars(client, tensorboard, run, tag, form):
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
def test_scalars_that_are_not_there(client, tensorboard, query):
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
def test_scalars_of_several_runs(client, tensorboard, form, multipart):
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
