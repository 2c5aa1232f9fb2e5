"""The runchart command as a person meets it: what it prints, where it listens, how it ends."""

import socket
import subprocess
import sys
import time
from contextlib import suppress
from urllib.parse import urlsplit

import httpx
import pytest

from runchart import SummaryWriter, __version__
from runchart.cli.announce import address_lines, count, short
from runchart.cli.flags import NOT_NEEDED, parse

SCALARS = "data/plugin/scalars/scalars"


def command(*arguments: str, cwd=None) -> subprocess.CompletedProcess:
    """A command that is meant to end by itself."""
    return subprocess.run(
        [sys.executable, "-m", "runchart", *arguments], capture_output=True, text=True, timeout=60, cwd=cwd, check=False
    )


def log(directory, tag: str = "loss") -> None:
    with SummaryWriter(str(directory)) as writer:
        writer.add_scalar(tag, 1.0, 1)


def test_what_it_prints(serve, sample_logdir):
    board = serve(sample_logdir).loaded()
    assert board.lines[0] == f"runchart {sample_logdir}"
    assert urlsplit(board.url).hostname == "127.0.0.1"
    assert board.lines[-1].startswith("3 runs, 2 tags, 600 points (")
    assert not any("ssh" in line or "damage" in line for line in board.lines)


@pytest.mark.parametrize("before", [["serve"], []])
@pytest.mark.parametrize("option", [True, False])
def test_ways_to_say_it(serve, sample_logdir, before, option):
    board = serve(*before, f"--logdir={sample_logdir}" if option else sample_logdir).loaded()
    with board.client() as client:
        assert client.get("api/runs").json()["total"] == 3


def test_ctrl_c_ends_it(serve, sample_logdir):
    board = serve(sample_logdir).loaded()
    assert board.interrupt() == 0
    assert not any("Traceback" in line for line in board.lines)
    with pytest.raises(httpx.ConnectError), board.client() as client:
        client.get("api/health")


def test_without_a_logdir_it_opens_runs_or_else_logs(serve, tmp_path):
    log(tmp_path / "logs" / "of-logs")
    board = serve(cwd=tmp_path).loaded()
    assert board.lines[0] == f"runchart {tmp_path / 'logs'}"
    log(tmp_path / "runs" / "of-runs")
    board = serve(cwd=tmp_path).loaded()
    assert board.lines[0] == f"runchart {tmp_path / 'runs'}"


def test_without_any_logdir_it_says_so(tmp_path):
    done = command(cwd=tmp_path)
    assert done.returncode == 2
    assert "runs/" in done.stderr
    assert "runchart LOGDIR" in done.stderr


def runs_of(board) -> list[str]:
    with board.client() as client:
        return sorted(run["name"] for run in client.get("api/runs").json()["runs"])


def test_several_logdirs_are_shown_as_one(serve, tmp_path):
    for run in ("logs1/x", "logs2/x", "logs2", "exp-1/x", "exp-2", "lr=0.1/x", "other/x"):
        log(tmp_path / run)
    board = serve("a=logs1", "logs2", "exp-*", "lr=0.1", cwd=tmp_path).loaded()
    assert board.lines[0].startswith(f"runchart a={tmp_path}/logs1 logs2={tmp_path}/logs2 {tmp_path}/exp-* lr=0.1=")
    assert runs_of(board) == ["a/x", "exp-1/x", "exp-2", "logs2", "logs2/x", "lr=0.1/x"]
    with board.client() as client:
        assert [point[1:] for point in client.get(SCALARS, params={"run": "a/x", "tag": "loss"}).json()] == [[1, 1.0]]
        assert client.get("api/nearby").json() == {"folders": []}
    assert runs_of(serve("b=logs2", cwd=tmp_path).loaded()) == ["b", "b/x"]


def test_directories_that_a_pattern_finds_later_are_shown(serve, tmp_path):
    board = serve("exp-*", "later=later", cwd=tmp_path).loaded()
    assert runs_of(board) == []
    with board.client() as client:
        assert client.get("api/nearby").status_code == 200
    for run in ("exp-1/x", "later/y"):
        log(tmp_path / run)
    deadline = time.monotonic() + 30
    while runs_of(board) != ["exp-1/x", "later/y"] and time.monotonic() < deadline:
        time.sleep(0.1)
    assert runs_of(board) == ["exp-1/x", "later/y"]


def test_profiles_are_named_with_what_opens_them(serve, tmp_path):
    log(tmp_path / "logs" / "x")
    (tmp_path / "logs" / "x" / "plugins" / "profile" / "2026_11_23").mkdir(parents=True)
    board = serve("a=logs", cwd=tmp_path)
    assert board.line("profile:") == f"profile: {tmp_path}/logs/x/plugins/profile"
    assert board.line("open it with").endswith(f"tensorboard --logdir {tmp_path}/logs/x")
    with board.client() as client:
        (found,) = client.get("api/other_tools").json()["found"]
    assert (found["kind"], found["path"]) == ("profile", f"{tmp_path}/logs/x/plugins/profile")


@pytest.mark.parametrize(("interval", "follows"), [("0", False), ("0.5", True)])
def test_reload_interval(serve, tmp_path, interval, follows):
    with SummaryWriter(str(tmp_path)) as writer:
        writer.add_scalar("loss", 1.0, 1)
        writer.flush()
        board = serve(tmp_path, "--reload_interval", interval).loaded()
        with board.client() as client:
            writer.add_scalar("loss", 2.0, 2)
            writer.flush()
            deadline = time.monotonic() + (30 if follows else 2)
            while (points := client.get("api/health").json()["points"]) < 2 and time.monotonic() < deadline:
                time.sleep(0.1)
    assert points == (2 if follows else 1)


def test_a_file_is_no_logdir(tmp_path):
    log(tmp_path / "run")
    (path,) = (tmp_path / "run").iterdir()
    done = command(str(path))
    assert done.returncode == 2
    assert f"{path} is a file" in done.stderr
    assert f"such as {path.parent}" in done.stderr


def test_a_logdir_that_is_not_there_is_waited_for(serve, tmp_path):
    board = serve(tmp_path / "later")
    assert "waiting for it" in board.line("later")
    board.loaded()
    assert board.lines[-1].startswith("0 runs, 0 tags, 0 points")
    with board.client() as client:
        before = client.get("api/runs").json()
        assert (before["total"], before["progress"]["state"]) == (0, "following")
        log(tmp_path / "later" / "run")
        since = f"{before['boot']}:{before['seq']}"
        while (after := client.get("api/runs").json())["progress"]["points"] < 1:
            client.get("api/changes", params={"since": since, "wait": 20})
            since = f"{after['boot']}:{after['seq']}"
        assert after["runs"][0]["name"] == "run"


def test_the_next_port_where_the_usual_one_is_taken(serve, sample_logdir):
    with socket.socket() as taking:
        taking.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        with suppress(OSError):  # taken already: as good
            taking.bind(("127.0.0.1", 6006))
            taking.listen()
        board = serve(sample_logdir, port=None)
        assert "Port 6006 is taken" in board.line("taken")
        assert urlsplit(board.url).port > 6006


def test_a_port_that_was_asked_for_and_is_taken(sample_logdir):
    with socket.create_server(("127.0.0.1", 0)) as taking:
        port = taking.getsockname()[1]
        done = command(str(sample_logdir), "--port", str(port))
    assert done.returncode == 2
    assert str(port) in done.stderr
    assert "--port" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("host", ["203.0.113.1", "no-such-host.invalid"])
def test_a_host_that_is_not_ours(sample_logdir, host):
    done = command(str(sample_logdir), "--port", "0", "--host", host)
    assert done.returncode == 2
    assert host in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["--lodgir", "x"], "--lodgir"),
        (["--log", "x"], "--log"),
        (["a", "b"], "there is no directory a"),
        (["x=a", "x=b"], "two logdirs are called x"),
        (["a", "--reload_interval", "soon"], "'soon'"),
        (["a", "--reload_interval", "-1"], "'-1'"),
        (["a", "--logdir", "b"], "two logdirs"),
        (["a", "--port", "x"], "'x'"),
        (["a", "--port", "65536"], "'65536'"),
        (["a", "--path_prefix", "board"], "'board'"),
        (["a", "--path_prefix", "/a/../b c"], "/a/../b c"),
        (["a", "--host", "0.0.0.0", "--bind_all"], "--bind_all"),
        (["a", "--load_fast"], "--load_fast"),
    ],
)
def test_mistakes(arguments, named, tmp_path):
    done = command(*arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert named in done.stderr
    assert "Traceback" not in done.stderr


def test_version_and_help():
    assert command("--version").stdout == f"runchart {__version__}\n"
    shown = command("--help").stdout
    for flag in ("--logdir", "--port", "--host", "--path_prefix", "--allowed-host"):
        assert flag in shown


def test_flags_of_tensorboard_are_taken(serve, sample_logdir):
    board = serve(
        sample_logdir, "--samples_per_plugin", "scalars=0", "--reload_multifile=true", "--load_fast=true"
    ).loaded()
    said = [line for line in board.lines if "is not needed here" in line]
    assert [line.split()[0] for line in said] == ["--samples_per_plugin", "--load_fast", "--reload_multifile"]


def test_every_flag_that_is_not_needed_says_why(capsys):
    parse(["logs", *(part for flag in NOT_NEEDED for part in (flag, "1"))])
    assert len(capsys.readouterr().out.splitlines()) == len(NOT_NEEDED)


@pytest.mark.parametrize("prefix", ["/board", "/board/", "/a/b"])
def test_path_prefix(serve, sample_logdir, prefix):
    board = serve(sample_logdir, "--path_prefix", prefix).loaded()
    path = prefix.rstrip("/") + "/"
    assert urlsplit(board.url).path == path
    with board.client() as client:
        assert client.get("").status_code == 200
        assert client.get("api/health").json()["status"] == "ok"
        assert client.get("data/runs").status_code == 200
        short_of_it = client.get(board.url.rstrip("/"))
        assert short_of_it.is_redirect
        assert str(short_of_it.url.join(short_of_it.headers["location"])) == board.url
        for outside in ("/", "/api/health", "/boardapi/health"):
            assert client.get(httpx.URL(board.url).join(outside)).status_code == 404


def test_over_ssh_it_says_how_to_reach_it(serve, sample_logdir):
    board = serve(sample_logdir, env={"SSH_CONNECTION": "198.51.100.7 50000 203.0.113.5 2222"}).loaded()
    port = urlsplit(board.url).port
    line = board.line("ssh ")
    assert f"-p 2222 -N -L {port}:127.0.0.1:{port} " in line
    assert line.endswith("@203.0.113.5")


def test_addresses():
    assert address_lines(("127.0.0.1", 6006), "", None, "")[0] == "  http://127.0.0.1:6006/"
    assert address_lines(("::1", 7), "/b", None, "")[0] == "  http://[::1]:7/b/"
    everywhere = address_lines(("0.0.0.0", 6006), "", "secret", "198.51.100.7 50000 203.0.113.5 22")
    assert everywhere[0] == f"  http://{socket.gethostname()}:6006/?token=secret"
    assert not any("ssh" in line for line in everywhere)


def test_hosts():
    assert parse(["logs"]).host == "127.0.0.1"
    assert parse(["logs", "--bind_all"]).host == "0.0.0.0"
    assert parse(["logs", "--allowed-host", "a", "--allowed_host", "b"]).allowed_host == ["a", "b"]


def test_numbers_are_short():
    given = [0, 1, 999, 9_999, 10_000, 12_345, 999_499, 999_999, 1_200_000, 12_345_678, 3_400_000_000]
    assert [short(number) for number in given] == [
        "0", "1", "999", "9999", "10k", "12.3k", "999k", "1M", "1.2M", "12.3M", "3.4G",
    ]  # fmt: skip
    assert [count(number, "run") for number in (0, 1, 2)] == ["0 runs", "1 run", "2 runs"]
