"""The OpenAPI document names exactly the routes there are, and real answers match its schemas."""

import json
from collections.abc import Iterator
from pathlib import Path

import jsonschema
import pytest
from starlette.routing import Mount, Route

from runchart import SummaryWriter
from runchart.server import compat, routes
from runchart.server.openapi import PATHS, document
from runchart.server.routes import ROUTES

HTTP_PAGE = Path(__file__).parents[3] / "docs" / "http.md"


def there_are() -> Iterator[tuple[str, str]]:
    for mount in (routes.ROUTES, compat.ROUTES):
        assert isinstance(mount, Mount)
        for route in mount.routes:
            assert isinstance(route, Route)
            for method in route.methods - {"HEAD"}:
                yield mount.path + route.path, method.lower()


def test_it_names_exactly_the_routes_there_are():
    assert ROUTES.path == "/api"
    assert {(path, method) for path, methods in PATHS.items() for method in methods} == set(there_are())


def test_docs_name_them_too():
    text = HTTP_PAGE.read_text()
    for path in PATHS:
        assert path in text or path.rpartition("/")[2] in text, path


def test_every_reference_leads_somewhere():
    whole = document("0")
    for reference in set(json.dumps(whole).split('"$ref": "')[1:]):
        name = reference.partition('"')[0].rpartition("/")[2]
        assert name in whole["components"]["schemas"]


def schema_of(path: str, method: str = "get", status: str = "200"):
    whole = document("0")
    schema = whole["paths"][path][method]["responses"][status]["content"]["application/json"]["schema"]
    return {**schema, "components": whole["components"]}


def check(data, path: str, method: str = "get", status: str = "200") -> None:
    schema = schema_of(path, method, status)
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(data, schema, cls=jsonschema.Draft202012Validator)


def is_json(operation) -> bool:
    return operation is not None and "application/json" in operation["responses"]["200"]["content"]


# Texts are asked for by references that the sample logdir does not have: test_blobs.py holds their answers against the schema.
ANSWERED = [path for path, methods in PATHS.items() if is_json(methods.get("get")) and path != "/api/media/text"]


@pytest.mark.parametrize("path", ANSWERED)
def test_real_answers_match(client, path):
    query = {"run": "a", "tag": "odd", "since": "old:0", "requests": '[{"plugin": "scalars", "tag": "odd"}, {}]'}
    query["id"] = 0
    answer = client.get(path, params=query)
    assert answer.status_code == 200
    check(answer.json(), path)


def test_changes_match_when_there_are_some(client):
    boot = client.get("api/runs").json()["boot"]
    changes = client.get("api/changes", params={"since": f"{boot}:0"}).json()
    assert changes["runs"]
    check(changes, "/api/changes")


def test_forms_match(client):
    answer = client.post("data/plugin/scalars/scalars_multirun", data={"tag": "odd", "runs": ["a", "b"]})
    check(answer.json(), "/data/plugin/scalars/scalars_multirun", "post")


def test_statistics_match(client):
    answer = client.post("api/statistics", json={"series": [[0, 0], [0, 1], [77, 0]]})
    check(answer.json(), "/api/statistics", "post")


def test_errors_match(client):
    check(client.get("api/runs?limit=x").json(), "/api/runs", status="4XX")
    check(client.post("api/series", content=b"{").json(), "/api/series", "post", status="4XX")


def test_frame_headers_match(client):
    whole = document("0")
    frame = client.post("api/series", json={"series": [[0, 0], [0, 1], [77, 0]], "pixels": 10}).content
    header = json.loads(frame[4 : 4 + int.from_bytes(frame[:4], "little")])
    jsonschema.validate(header, {"$ref": "#/components/schemas/FrameHeader", "components": whole["components"]})


def test_a_schema_that_is_wrong_is_noticed(client):
    listing = client.get("api/runs").json()
    listing["runs"][0]["series"][0][4] = "none"
    with pytest.raises(jsonschema.ValidationError):
        check(listing, "/api/runs")


def test_deletion_matches(serve, tmp_path):
    for run in ("a", "b"):
        with SummaryWriter(str(tmp_path / run)) as writer:
            writer.add_scalar("loss", 1.0, 0)
    with serve(tmp_path).loaded().client() as board:
        runs = {"runs": ["a", "b", "nowhere"]}
        check(board.post("api/runs/files", json=runs).json(), "/api/runs/files", "post")
        deleted = board.post("api/runs/delete", json=runs).json()
        check(deleted, "/api/runs/delete", "post")
        check(board.get("api/trash").json(), "/api/trash")
        folders = {"folders": [*(entry["folder"] for entry in deleted["deleted"]), "nowhere"]}
        check(board.post("api/runs/restore", json=folders).json(), "/api/runs/restore", "post")
