"""The routes below /api over a real logdir: what they answer, and what they say to requests that cannot be answered."""

import json
import math
import struct
from collections.abc import Iterator

import numpy as np
import pytest
from tensorboardX import SummaryWriter

import runchart

TYPES = {"x": "<f8", "count": "<u4", "nan": "<u4", "pos": "<u4", "neg": "<u4", "median": "<f8"}


def strict_json(text: str) -> object:
    """JSON as a browser reads it: NaN is an error."""

    def refuse(constant: str) -> None:
        raise AssertionError(f"{constant} travelled as JSON")

    return json.loads(text, parse_constant=refuse)


def columns_of(frame: bytes) -> tuple[dict, list[dict[str, np.ndarray]]]:
    """A frame, taken apart by the letter of docs/http.md."""
    (length,) = struct.unpack_from("<I", frame)
    assert (4 + length) % 8 == 0
    header = strict_json(frame[4 : 4 + length].decode())
    body = frame[4 + length :]
    series = []
    for entry in header["series"]:
        columns = {}
        for name, place in zip(header["columns"], entry["at"], strict=True):
            assert place % 8 == 0
            dtype = TYPES.get(name.partition("_")[0], "<f4" if entry["value"] == "f32" else "<f8")
            columns[name] = np.frombuffer(body, dtype, entry["n"], place)
        series.append(columns)
    return header, series


@pytest.fixture
def ids(client) -> dict[tuple[str, str], list[int]]:
    """[run id, tag id] by their names."""
    listing = client.get("api/runs").json()
    return {
        (run["name"], listing["tags"][series[0]]): [run["id"], series[0]]
        for run in listing["runs"]
        for series in run["series"]
    }


def test_runs_are_listed_with_their_series(client, sample_logdir):
    answer = client.get("api/runs")
    listing = strict_json(answer.text)
    assert listing["logdir"] == str(sample_logdir)
    assert listing["progress"]["state"] == "following"
    assert listing["progress"]["points"] == 600
    assert listing["damaged"] == 0
    assert listing["total"] == 3
    assert sorted(listing["tags"]) == ["odd", "train/loss"]
    assert sorted(run["name"] for run in listing["runs"]) == ["a", "b", "c/d"]
    a = next(run for run in listing["runs"] if run["name"] == "a")
    series = {listing["tags"][entry[0]]: entry[1:] for entry in a["series"]}
    assert series["train/loss"] == [100, 0, 99, 0]
    assert series["odd"][:3] == [100, 0, 990]
    assert a["fold"] is None
    assert a["first_wall"] <= a["last_wall"]


def test_runs_that_are_found_together_stand_in_natural_order(serve, tmp_path):
    names = ["run2", "run2/eval", "run10", "run10/eval"]
    for name in reversed(names):
        (tmp_path / name).mkdir(parents=True, exist_ok=True)
        (tmp_path / name / "tfevents").touch()
    with serve(tmp_path).loaded().client() as client:
        runs = client.get("api/runs").json()["runs"]
        assert [(run["id"], run["name"]) for run in runs] == list(enumerate(names))


def test_statistics_of_whole_series(client, ids):
    wanted = [ids["a", "odd"], [77, 0], ids["a", "train/loss"]]
    answer = strict_json(client.post("api/statistics", json={"series": wanted}).text)
    assert answer["points"] == [100, 0, 100]
    assert answer["last"] == ["-Infinity", "NaN", pytest.approx(1.01, rel=1e-6)]
    assert answer["max"][1:] == ["NaN", 2.0]
    assert answer["min"][2] == answer["last"][2]
    assert answer["mean"][2] == pytest.approx(1 + sum(1 / step for step in range(1, 101)) / 100, rel=1e-6)


def test_runs_come_in_pages(client):
    whole = client.get("api/runs").json()["runs"]
    pages = [client.get("api/runs", params={"offset": offset, "limit": 2}).json() for offset in (0, 2, 4)]
    assert [len(page["runs"]) for page in pages] == [2, 1, 0]
    assert [page["offset"] for page in pages] == [0, 2, 4]
    assert {page["total"] for page in pages} == {3}
    assert [run["id"] for page in pages for run in page["runs"]] == [run["id"] for run in whole]


def test_every_point_of_a_series(client, ids):
    pairs = [ids["a", "train/loss"], ids["b", "odd"]]
    answer = client.post("api/series", json={"x": "step", "pixels": None, "series": pairs})
    assert answer.headers["content-type"] == "application/octet-stream"
    header, (loss, odd) = columns_of(answer.content)
    assert [[entry["run"], entry["tag"]] for entry in header["series"]] == pairs
    assert [entry["points"] for entry in header["series"]] == [100, 100]
    assert header["series"][0]["width"] == 0
    np.testing.assert_array_equal(loss["x_first"], np.arange(100))
    np.testing.assert_array_equal(loss["mean"], np.float32([1 / (step + 1) + 1 for step in range(100)]))
    np.testing.assert_array_equal(odd["x_last"], np.arange(0, 1000, 10))
    for column, place in (("count", 0), ("nan", 1), ("pos_inf", 2), ("neg_inf", 3)):
        np.testing.assert_array_equal(odd[column], np.arange(100) % 4 == place)
    assert math.isnan(odd["mean"][1])


def test_buckets_keep_count_and_extremes(client, ids):
    query = {
        "x": "step",
        "pixels": 10,
        "series": [ids["b", "train/loss"]],
        "columns": ["x_first", "min", "max", "count"],
    }
    header, (columns,) = columns_of(client.post("api/series", json=query).content)
    assert header["columns"] == query["columns"]
    assert header["series"][0]["width"] == 16
    assert columns["count"].sum() == 100
    assert columns["max"].max() == 1
    assert columns["min"].min() == np.float32(0.01)


def test_a_range_of_x(client, ids):
    query = {"x": "step", "lo": 10, "hi": 19, "pixels": None, "series": [ids["b", "train/loss"]]}
    _, (columns,) = columns_of(client.post("api/series", json=query).content)
    inside = (columns["x_first"] >= 10) & (columns["x_first"] <= 19)
    assert inside.sum() == 10
    assert (~inside).sum() <= 2


@pytest.mark.parametrize("x", ["step", "relative", "wall", "index"])
def test_every_axis(client, ids, x):
    header, (columns,) = columns_of(
        client.post("api/series", json={"x": x, "pixels": None, "series": [ids["a", "train/loss"]]}).content
    )
    assert header["x"] == x
    assert len(columns["x_first"]) == 100
    assert (np.diff(columns["x_first"]) >= 0).all()


def test_no_point_was_replaced_where_nothing_restarted(client, ids):
    asked = {"series": [ids["a", "train/loss"]], "pixels": None}
    (shown,) = columns_of(client.post("api/series", json=asked).content)[0]["series"]
    (replaced,) = columns_of(client.post("api/series", json={**asked, "superseded": True}).content)[0]["series"]
    assert (shown["n"], replaced["n"], replaced["points"]) == (100, 0, 100)
    assert "superseded is 1" in client.post("api/series", json={**asked, "superseded": 1}).json()["error"]


def test_a_series_that_is_not_there_has_no_buckets(client, ids):
    missing = [[9999, 0], [0, 9999], ids["a", "train/loss"]]
    header, _ = columns_of(client.post("api/series", json={"series": missing, "pixels": None}).content)
    assert [entry["n"] for entry in header["series"]] == [0, 0, 100]


@pytest.mark.parametrize(
    ("body", "named"),
    [
        (b"", "not JSON"),
        (b"{", "not JSON"),
        (b"\xff\xfe", "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b"[]", "list"),
        (b'"x"', "string"),
        (b"{}", "series"),
        (b'{"series": 1}', "series is 1"),
        (b'{"series": [[0]]}', "[0]"),
        (b'{"series": [[0, true]]}', "[0, true]"),
        (b'{"series": [[0, -1]]}', "[0, -1]"),
        (b'{"series": [[0, 4294967296]]}', "4294967296"),
        (b'{"series": [[0, 0.5]]}', "[0, 0.5]"),
        (b'{"series": [], "x": "time"}', '"time"'),
        (b'{"series": [], "x": ["step"]}', '["step"]'),
        (b'{"series": [], "lo": "0"}', 'lo is "0"'),
        (b'{"series": [], "lo": NaN}', "lo is NaN"),
        (b'{"series": [], "hi": 1e999}', "hi is Infinity"),
        (b'{"series": [], "hi": true}', "hi is true"),
        (b'{"series": [], "lo": 5, "hi": 3}', "lo is 5"),
        (b'{"series": [], "pixels": 0}', "pixels is 0"),
        (b'{"series": [], "pixels": 1.5}', "pixels is 1.5"),
        (b'{"series": [], "pixels": 100000000000}', "pixels is 100000000000"),
        (b'{"series": [], "columns": "mean"}', "columns is"),
        (b'{"series": [], "columns": []}', "columns is []"),
        (b'{"series": [], "columns": ["median"]}', '"median"'),
        (b'{"series": [], "columns": [["mean"]]}', '["mean"]'),
        (b'{"series": [], "smooth": 1}', "'smooth'"),
    ],
)
def test_a_series_query_that_makes_no_sense(client, body, named):
    answer = client.post("api/series", content=body)
    assert answer.status_code == 400
    sentence = answer.json()["error"]
    assert named in sentence
    assert len(sentence) < 400


@pytest.mark.parametrize(
    ("url", "named"),
    [
        ("api/runs?offset=-1", "'-1'"),
        ("api/runs?limit=x", "'x'"),
        ("api/runs?limit=99999999999999999999", "limit"),
        ("api/changes", "boot:seq"),
        ("api/changes?since=12", "'12'"),
        ("api/changes?since=a:b", "'a:b'"),
        ("api/changes?since=a:-1", "'a:-1'"),
        ("api/changes?since=a:99999999999999999999", "cursor"),
        ("api/changes?since=a:1&wait=31", "'31'"),
        ("api/changes?since=a:1&wait=nan", "'nan'"),
        ("api/changes?since=a:1&wait=x", "'x'"),
    ],
)
def test_parameters_that_make_no_sense(client, url, named):
    answer = client.get(url)
    assert answer.status_code == 400
    assert named in answer.json()["error"]


def test_a_body_that_is_too_long_is_refused(client):
    body = b" " * (4 * 1024 * 1024 + 1)

    def in_chunks() -> Iterator[bytes]:
        for start in range(0, len(body), 65536):
            yield body[start : start + 65536]

    for content in (body, in_chunks()):
        answer = client.post("api/series", content=content)
        assert answer.status_code == 413
        assert "4 MiB" in answer.json()["error"]


def test_unknown_routes_and_methods(client):
    for method, url, status, named in [
        ("GET", "api/nothing", 404, "/api/nothing"),
        ("GET", "data/plugin/images/tags", 404, "/data/plugin/images/tags"),
        ("POST", "api/runs", 405, "GET"),
        ("GET", "api/series", 405, "POST"),
        ("DELETE", "api/health", 405, "DELETE"),
    ]:
        answer = client.request(method, url)
        assert answer.status_code == status, url
        assert named in answer.json()["error"]


def test_health_counts(client):
    health = client.get("api/health").json()
    assert (health["status"], health["runs"], health["series"], health["points"]) == ("ok", 3, 6, 600)


def test_json_is_compressed_where_it_pays(client, ids):
    listing = client.get("api/openapi.json", headers={"accept-encoding": "gzip"})
    assert listing.headers["content-encoding"] == "gzip"
    for refused in ("identity", "gzip;q=0", ""):
        assert "content-encoding" not in client.get("api/openapi.json", headers={"accept-encoding": refused}).headers
    assert "content-encoding" not in client.get("api/health", headers={"accept-encoding": "gzip"}).headers


def test_frames_are_compressed_only_for_the_wire(client, ids):
    query = {"series": [ids["a", "train/loss"]], "pixels": None}
    near = client.post("api/series", json=query, headers={"accept-encoding": "gzip"})
    far = client.post("api/series", json=query, headers={"accept-encoding": "gzip", "x-forwarded-for": "10.0.0.9"})
    assert "content-encoding" not in near.headers
    assert far.headers["content-encoding"] == "gzip"
    assert far.content == near.content


def test_damage_is_reported_and_costs_only_itself(serve, tmp_path):
    with SummaryWriter(str(tmp_path / "run")) as writer:
        for step in range(50):
            writer.add_scalar("loss", float(step), step)
    (path,) = (tmp_path / "run").iterdir()
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0xFF
    path.write_bytes(data)
    with SummaryWriter(str(tmp_path / "healthy")) as writer:
        writer.add_scalar("loss", 1.0, 1)
    board = serve(tmp_path).loaded()
    assert "1 damaged place in 1 file" in board.line("damaged")
    with board.client() as client:
        (place,) = client.get("api/damage").json()["damage"]
        assert (place["run"], place["file"]) == ("run", path.name)
        assert 0 < place["offset"] < len(data)
        assert place["reason"]
        listing = client.get("api/runs").json()
        assert listing["damaged"] == 1
        runs = {run["name"]: run for run in listing["runs"]}
        assert runs["run"]["damage"] == 1
        assert runs["run"]["series"][0][1] >= 48
        assert runs["healthy"]["series"][0][1] == 1


def test_damage_of_a_large_picture_is_told_once_somebody_has_asked_for_it(serve, tmp_path):
    noise = np.random.default_rng(0).integers(0, 256, (3, 200, 200), np.uint8)
    with SummaryWriter(str(tmp_path / "run")) as writer:
        writer.add_image("picture", noise, 7)
    (path,) = (tmp_path / "run").iterdir()
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0xFF
    path.write_bytes(data)
    with serve(tmp_path).loaded().client() as client:
        assert client.get("api/damage").json()["damage"] == []
        asked = {"requests": json.dumps([{"plugin": "images", "tag": "picture", "run": "run", "sample": 0}])}
        assert client.post("data/plugin/timeseries/timeSeries", data=asked).json()[0]["runToSeries"] == {}
        (damage,) = client.get("api/damage").json()["damage"]
        assert (damage["run"], damage["file"]) == ("run", path.name)
        assert damage["length"] > 100_000
        assert "checksum" in damage["reason"]
        listing = client.get("api/runs").json()
        assert (listing["damaged"], listing["runs"][0]["damage"]) == (1, 1)


def test_what_a_restart_replaced_is_counted(serve, tmp_path):
    for purge_step, steps in ((None, range(10)), (5, range(5, 8))):
        with runchart.SummaryWriter(tmp_path / "again", purge_step=purge_step) as writer:
            for step in steps:
                writer.add_scalar("loss", step, step)
                writer.add_text("said", "words", step)
    with SummaryWriter(str(tmp_path / "once")) as writer:
        writer.add_scalar("loss", 1.0, 1)
    with serve(tmp_path).loaded().client() as client:
        runs = {run["name"]: run["superseded"] for run in client.get("api/runs").json()["runs"]}
        assert runs == {"again": {"points": 5, "media": 5}, "once": None}
        answer = client.get("api/damage").json()
        assert answer == {"damage": [], "superseded": [{"run": "again", "points": 5, "media": 5}]}


def test_a_run_of_which_nothing_has_been_read(serve, tmp_path):
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "events.out.tfevents.1").touch()
    with serve(tmp_path).loaded().client() as client:
        (run,) = strict_json(client.get("api/runs").text)["runs"]
        assert (run["name"], run["first_wall"], run["last_wall"], run["series"]) == ("run", None, None, [])
        assert client.get("data/runs").json() == ["run"]


def test_any_tag_is_an_x_axis_with_logarithms_and_medians(client, ids):
    (run, loss), (_, odd) = ids["a", "train/loss"], ids["a", "odd"]
    body = {"x": {"tag": loss}, "pixels": None, "series": [[run, odd], [run, loss]], "scale": "log", "median": 1e-6}
    header, (_, itself) = columns_of(client.post("api/series", json=body).content)
    assert header["x"] == {"tag": loss}
    assert header["columns"][-1] == "median"
    assert itself["x_first"].tolist() == sorted(itself["mean"].tolist()), "against itself it rises"
    assert np.allclose(itself["median"], itself["mean"])
    missing = client.post("api/series", json={**body, "x": {"tag": 10_000}})
    assert [entry["n"] for entry in columns_of(missing.content)[0]["series"]] == [0, 0]


@pytest.mark.parametrize(
    "wrong", [{"x": {"tag": -1}}, {"x": 3}, {"scale": "cubic"}, {"threshold": 0}, {"median": -1}, {"median": "10"}]
)
def test_axes_that_there_are_not_are_refused(client, wrong):
    answer = client.post("api/series", json={"series": [[0, 0]], **wrong})
    assert answer.status_code == 400
    assert next(iter(wrong)) in answer.json()["error"]


def test_running_medians_are_those_of_numpy(client, ids):
    run, tag = ids["a", "odd"]
    _, (every,) = columns_of(client.post("api/series", json={"pixels": None, "series": [[run, tag]]}).content)
    body = {"pixels": 9, "series": [[run, tag]], "median": 150}
    header, (columns,) = columns_of(client.post("api/series", json=body).content)
    assert header["series"][0]["width"] > 0
    finite = every["count"] == 1
    for at, middle in enumerate((columns["x_first"] + columns["x_last"]) / 2):
        near = finite & (np.abs(every["x_first"] - middle) <= 150)
        expected = np.median(every["mean"][near].astype("f8")) if columns["count"][at] else np.nan
        assert columns["median"][at] == pytest.approx(expected, nan_ok=True)
