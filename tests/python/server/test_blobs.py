"""Points of pictures and their bytes over HTTP: whole, under the right type, and harmless whatever was logged."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import jsonschema
import numpy as np
import pytest
from PIL import Image
from tensorboard.compat.proto.event_pb2 import Event
from tensorboard.compat.proto.summary_pb2 import Summary, SummaryMetadata
from tensorboard.summary.writer.event_file_writer import EventFileWriter
from tensorboard.util.tensor_util import make_tensor_proto

from runchart import SummaryWriter
from runchart.server import schemas

GOLDEN = Path(__file__).parents[2] / "golden"
SCRIPT = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!DOCTYPE html><script>alert(1)</script>"


def png(width: int, height: int, shade: int = 0) -> bytes:
    out = io.BytesIO()
    Image.new("L", (width, height), shade).save(out, "PNG")
    return out.getvalue()


def png_of_head(width: int, height: int) -> bytes:
    """A PNG that says how large it is, and holds next to nothing."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0" * 64)) + chunk(b"IEND", b"")


def image_event(tag: str, step: int, encoded: bytes) -> Event:
    value = Summary.Value(tag=tag, image=Summary.Image(width=4, height=3, encoded_image_string=encoded))
    return Event(step=step, wall_time=1000.0 + step, summary=Summary(value=[value]))


def log(logdir: Path, *events: Event) -> None:
    writer = EventFileWriter(str(logdir))
    for event in events:
        writer.add_event(event)
    writer.close()


class Media:
    """Asks a board for one series of pictures."""

    def __init__(self, client: httpx.Client, run: str, tag: str) -> None:
        self.client = client
        listing = client.get("api/runs").json()
        self.entry = next(one for one in listing["runs"] if one["name"] == run)
        self.tag = listing["tags"].index(tag)
        answer = client.post("api/media", json={"series": [[self.entry["id"], self.tag]]})
        assert answer.status_code == 200, answer.text
        (self.series,) = answer.json()["series"]

    def samples(self) -> list[dict]:
        return self.client.post("api/media/samples", json={"refs": self.series["refs"]}).json()["points"]

    def blob(self, point: int, sample: int = 0, **headers: str) -> httpx.Response:
        query = {"ref": self.series["refs"][point], "sample": sample}
        return self.client.get("api/media/blob", params=query, headers=headers)


@pytest.fixture
def media(serve, tmp_path) -> Iterator[Callable[..., Media]]:
    """The board over what was logged to the directory, as one series of it."""
    with ExitStack() as clients:

        def media(tag: str, run: str = ".") -> Media:
            return Media(clients.enter_context(serve(tmp_path).loaded().client()), run, tag)

        yield media


def test_steps_times_and_bytes(media, tmp_path):
    pixels = np.random.default_rng(0).integers(0, 255, (3, 5, 4, 3), np.uint8)
    with SummaryWriter(str(tmp_path / "run")) as writer:
        for step, image in enumerate(pixels):
            writer.add_image("sample", image, step * 10, walltime=1e9 + step, dataformats="HWC")
        writer.add_scalar("loss", 1.0, 0)
    found = media("sample", "run")
    assert found.entry["media"] == [[found.tag, "image", 3, 0, 20]]
    assert found.series["kind"] == "image"
    assert (found.series["steps"], found.series["wall_times"]) == ([0, 10, 20], [1e9, 1e9 + 1, 1e9 + 2])
    for place, image in enumerate(pixels):
        answer = found.blob(place)
        assert answer.headers["content-type"] == "image/png"
        assert np.array_equal(np.asarray(Image.open(io.BytesIO(answer.content))), image)
        told = {"type": "image/png", "bytes": len(answer.content), "width": 4, "height": 5}
        assert found.samples()[place]["samples"] == [told]


def test_all_samples_of_a_step_as_tensorflow_writes_them(media, tmp_path):
    metadata = SummaryMetadata(plugin_data=SummaryMetadata.PluginData(plugin_name="images"))
    strings = make_tensor_proto([b"4", b"3", png(4, 3, 1), png(4, 3, 2), png(4, 3, 3)])
    value = Summary.Value(tag="batch", metadata=metadata, tensor=strings)
    log(tmp_path, Event(step=7, wall_time=1.0, summary=Summary(value=[value])))
    found = media("batch")
    assert [sample["width"] for sample in found.samples()[0]["samples"]] == [4, 4, 4]
    assert [found.blob(0, sample).content for sample in range(3)] == [png(4, 3, shade) for shade in (1, 2, 3)]
    beyond = found.blob(0, 3)
    assert (beyond.status_code, "has 3" in beyond.json()["error"]) == (404, True)


def test_answers_match_their_schemas(media, tmp_path):
    log(tmp_path, image_event("a", 1, png(4, 3)), image_event("a", 2, b""))
    found = media("a")
    asked = {"series": [[found.entry["id"], found.tag], [77, 0]]}
    answers = {
        "Run": found.entry,
        "Media": found.client.post("api/media", json=asked).json(),
        "Samples": found.client.post("api/media/samples", json={"refs": [*found.series["refs"], "none"]}).json(),
    }
    for name, answer in answers.items():
        jsonschema.validate(answer, {**schemas.ref(name), "components": {"schemas": schemas.SCHEMAS}})


def test_text_as_it_was_logged(media, tmp_path):
    with SummaryWriter(str(tmp_path)) as writer:
        for step, words in enumerate(("# Title\n**bold** 中文 العربية 👍🏽", "")):
            writer.add_text("notes", words, step)
    found = media("notes/text_summary")
    assert found.series["kind"] == "text"
    texts = [found.client.get("api/media/text", params={"ref": ref}) for ref in found.series["refs"]]
    assert [text.json()["values"] for text in texts] == [["# Title\n**bold** 中文 العربية 👍🏽"], [""]]
    assert all("immutable" in text.headers["cache-control"] for text in texts)
    jsonschema.validate(texts[0].json(), {**schemas.ref("Text"), "components": {"schemas": schemas.SCHEMAS}})
    wrong = found.blob(0)
    assert (wrong.status_code, "stored as strings" in wrong.json()["error"]) == (422, True)


def test_tables_of_text_and_bytes_that_are_none(media, tmp_path):
    metadata = SummaryMetadata(plugin_data=SummaryMetadata.PluginData(plugin_name="text"))
    strings = make_tensor_proto(np.array([[b"a", b"b"], [b"c", b"\xff<script>"]], object))
    value = Summary.Value(tag="table", metadata=metadata, tensor=strings)
    log(tmp_path, Event(step=7, wall_time=1.0, summary=Summary(value=[value])))
    found = media("table")
    answer = found.client.get("api/media/text", params={"ref": found.series["refs"][0]}).json()
    assert (answer["shape"], answer["values"]) == ([2, 2], ["a", "b", "c", "\ufffd<script>"])


@pytest.mark.parametrize("golden", ["tensorboardX", "torch", "tensorflow2"])
def test_files_of_others(serve, golden):
    seen = 0
    with serve(GOLDEN / golden).loaded().client() as client:
        listing = client.get("api/runs").json()
        media = [(run["id"], tag) for run in listing["runs"] for tag, kind, *_ in run["media"] if kind == "image"]
        for series in client.post("api/media", json={"series": media}).json()["series"]:
            points = client.post("api/media/samples", json={"refs": series["refs"]}).json()["points"]
            for ref, point in zip(series["refs"], points, strict=True):
                for sample, told in enumerate(point["samples"]):
                    answer = client.get("api/media/blob", params={"ref": ref, "sample": sample})
                    assert answer.headers["content-type"] == told["type"]
                    assert Image.open(io.BytesIO(answer.content)).size == (told["width"], told["height"])
                    seen += 1
    assert seen


def test_bytes_are_cached_by_their_reference(media, tmp_path):
    log(tmp_path, image_event("a", 1, png(4, 3)), image_event("a", 2, png(4, 3, 9)))
    found = media("a")
    first, second = found.blob(0), found.blob(1)
    assert first.headers["cache-control"] == "private, max-age=31536000, immutable"
    assert first.headers["etag"] != second.headers["etag"]
    again = found.blob(0, **{"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert found.blob(1, **{"if-none-match": first.headers["etag"]}).content == second.content


@pytest.mark.parametrize(
    ("encoded", "kind"),
    [
        (SCRIPT, "image/svg+xml"),
        (HTML, "application/octet-stream"),
        (b"", "application/octet-stream"),
        (png(4, 3)[:20], "image/png"),
        (b"\x89PNG\r\n\x1a\n" + HTML, "image/png"),
    ],
    ids=["svg", "html", "nothing", "cut", "html behind a head"],
)
def test_hostile_bytes_are_sent_so_that_nothing_runs(media, tmp_path, encoded, kind):
    log(tmp_path, image_event("a", 1, encoded))
    answer = media("a").blob(0)
    assert (answer.status_code, answer.content) == (200, encoded)
    assert answer.headers["content-type"] == kind
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers.get_list("content-security-policy") == [
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"
    ]
    if kind in {"image/svg+xml", "application/octet-stream"}:
        assert answer.headers["content-disposition"] == "attachment"


def test_a_head_that_promises_too_much_is_told_before_anything_is_decoded(media, tmp_path):
    log(tmp_path, image_event("a", 1, png_of_head(20_000, 20_000)))
    (point,) = media("a").samples()
    assert (point["samples"][0]["width"], point["samples"][0]["height"]) == (20_000, 20_000)


def test_a_reference_into_a_file_that_is_another_now_is_gone(media, tmp_path):
    log(tmp_path, image_event("a", 1, png(4, 3)))
    found = media("a")
    assert found.blob(0).status_code == 200
    (file,) = tmp_path.glob("*tfevents*")
    file.unlink()
    log(tmp_path, image_event("a", 1, png(4, 3, 7)))
    (other,) = tmp_path.glob("*tfevents*")
    other.rename(file)
    gone = found.blob(0)
    assert gone.status_code == 410
    assert "cache-control" not in gone.headers
    assert "Ask POST /api/media" in gone.json()["error"]
    assert found.samples()[0]["status"] == 410


@pytest.mark.parametrize(
    "ref", ["", "../../etc/passwd", "0.0.0.0", "aa.0.0.0.0x", "aa.0.0.0." + "9" * 20, "/etc/passwd"]
)
def test_what_is_no_reference_is_refused(client, ref):
    answer = client.get("api/media/blob", params={"ref": ref})
    assert answer.status_code == 400
    assert "is no reference" in answer.json()["error"]


def test_a_reference_of_another_start_or_to_nothing_is_gone(client):
    boot = client.get("api/runs").json()["boot"]
    for ref in ("abcdef01.0.0.0.0", f"{boot}.0.0.0.0", f"{boot}.999999999.0.0.0", f"{boot}.0.0.0.{'9' * 19}"):
        answer = client.get("api/media/blob", params={"ref": ref}, headers={"if-none-match": f'"{ref}.0"'})
        assert answer.status_code == (410 if ref.startswith("abcdef01") else 304)
        assert client.get("api/media/blob", params={"ref": ref}).status_code == 410


def test_scalars_and_what_is_not_there_have_no_points(client):
    series = client.post("api/media", json={"series": [[0, 0], [77, 0]]}).json()["series"]
    assert [(one["kind"], one["refs"]) for one in series] == [(None, []), (None, [])]


@pytest.mark.parametrize("body", [{}, {"refs": "aa"}, {"refs": [1]}, {"refs": ["a"] * 201}, {"more": 1}])
def test_bad_questions_are_answered_with_what_is_right(client, body):
    answer = client.post("api/media/samples", json=body)
    assert answer.status_code == 400
    assert "refs" in answer.json()["error"]
