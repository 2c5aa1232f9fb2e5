"""Who may ask, and what no request can reach."""

import socket
import threading
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx
import pytest

from runchart.reader import Reader
from runchart.server.app import create_app
from runchart.server.listen import BoardServer, listen
from runchart.server.security import host_name, is_loopback

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data: blob:",
    "media-src": "'self' blob:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'none'",
    "frame-ancestors": "'self'",
}


@pytest.fixture
def guarded(tmp_path) -> Iterator[str]:
    """A board with a token, as other addresses than loopback get it, here on loopback; its URL."""
    reader = Reader(str(tmp_path))
    listening = listen("127.0.0.1", 0, tries=1)
    server = BoardServer(create_app(reader, str(tmp_path), version="0", token="secret+token/1"))
    thread = threading.Thread(target=server.run, args=([listening],))
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True
    thread.join()
    reader.close()


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "127.0.0.1:1", "127.9.9.9", "localhost", "LocalHost:80", "localhost.", "a.localhost", "[::1]:7"],
)
def test_loopback_names_pass(client, host):
    assert client.get("api/health", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:6006",
        "127.0.0.1.evil.example",
        "localhost.evil.example",
        "10.0.0.1",
        "[::2]",
        "0",
        "",
    ],
)
@pytest.mark.parametrize("path", ["", "api/health", "data/runs", "nothing"])
def test_other_names_are_refused(client, host, path):
    answer = client.get(path, headers={"host": host})
    assert answer.status_code == 403
    assert "--allowed-host" in answer.text
    if path == "api/health":
        assert "--allowed-host" in answer.json()["error"]


def test_a_name_that_was_allowed(serve, sample_logdir):
    board = serve(sample_logdir, "--allowed-host", "Box.example", "--allowed-host", "second.example")
    with board.client() as client:
        for host, status in {"box.example:6006": 200, "second.example": 200, "third.example": 403}.items():
            assert client.get("api/health", headers={"host": host}).status_code == status


def test_names_and_addresses():
    assert [host_name(host) for host in ("a:1", "a", "[::1]:1", "[::1]", "")] == ["a", "a", "[::1]", "[::1]", ""]
    assert is_loopback("::1")
    assert not is_loopback("0.0.0.0")
    assert not is_loopback("::")
    assert not is_loopback("localhost.example")


def test_nothing_is_answered_without_the_token(guarded):
    with httpx.Client(base_url=guarded) as client:
        api = ("/api/runs", "/api/nearby", "/api/health?token=", "/api/health?token=secret")
        for path in ("/", *api, "/data/runs", "/nothing"):
            answer = client.get(path)
            assert answer.status_code == 403, path
            assert "token" in answer.text
            assert "secret" not in answer.text
        assert client.get("/api/health", headers={"cookie": "runchart-1=secret; ;;=;"}).status_code == 403
        assert client.post("/api/series", content=b" " * 5_000_000).status_code == 403


def test_the_token_is_taken_once_and_then_kept_in_a_cookie(guarded):
    with httpx.Client(base_url=guarded) as client:
        first = client.get("/", params={"token": "secret+token/1"})
        assert first.status_code == 200
        cookie = first.headers["set-cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=Strict" in cookie
        assert client.get("/api/health").status_code == 200
        assert client.get("/api/health", headers={"host": "any.example"}).status_code == 200
        assert "set-cookie" not in client.get("/api/health").headers


@pytest.mark.parametrize("path", ["", "api/health", "api/nothing", "api/runs?limit=x", "data/runs", "nothing"])
def test_every_answer_carries_the_headers(client, path):
    for host in ("127.0.0.1", "evil.example"):
        headers = client.get(path, headers={"host": host}).headers
        policy = dict(part.split(" ", 1) for part in headers["content-security-policy"].split("; "))
        assert policy == POLICY
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert "access-control-allow-origin" not in headers
        assert "server" not in headers


def test_no_other_origin_is_let_in(client):
    answer = client.options(
        "api/runs", headers={"origin": "http://evil.example", "access-control-request-method": "GET"}
    )
    assert answer.status_code == 405
    assert not [name for name in answer.headers if name.startswith("access-control")]


@pytest.mark.parametrize(
    "target",
    [
        "/../../../../etc/passwd",
        "/%2e%2e/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
        "/..%2f..%2f..%2f..%2fetc%2fpasswd",
        "/assets/../../../../../../etc/passwd",
        "/assets/..%5c..%5c..%5cetc%5cpasswd",
        "//etc/passwd",
        "/%2fetc%2fpasswd",
        "/assets/%00",
        "/assets/" + "a" * 5000,
        "/__init__.py",
        "/../app.py",
        "/api/../../etc/passwd",
        "/data/plugin/scalars/scalars?run=../../etc&tag=passwd",
    ],
)
def test_no_path_leads_out_of_the_page(sample, target):
    address = urlsplit(sample.url)
    with socket.create_connection((address.hostname, address.port)) as connection:
        connection.sendall(f"GET {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
        answer = b"".join(iter(lambda: connection.recv(65536), b""))
    status = int(answer.split()[1])
    assert status in {400, 404}, answer[:200]
    assert b"root:" not in answer
    assert b"Traceback" not in answer


def test_a_request_that_is_no_http_is_refused(sample):
    address = urlsplit(sample.url)
    for noise in (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", b"GET\r\n\r\n"):
        with socket.create_connection((address.hostname, address.port)) as connection:
            connection.sendall(noise)
            connection.shutdown(socket.SHUT_WR)
            answer = b"".join(iter(lambda: connection.recv(65536), b""))
        assert answer.startswith(b"HTTP/1.1 400")
        assert b"Traceback" not in answer
