"""The benchmarks run, and their C peer really writes what it is credited with."""

import json
import math
import os
import platform
import subprocess
import sys
from pathlib import Path

import pytest
from tensorboard.backend.event_processing.event_file_loader import EventFileLoader

BENCHMARKS = Path(__file__).resolve().parent.parent / "benchmarks"

BUILD = "import sys; from pathlib import Path; import run; run.BUILT_PEERS = Path(sys.argv[1]); run.build_peers()"
WRITE = """
import sys, write
writer = write.writer_of("c_method", write.Path(sys.argv[1]))
for step in (0, 127, 128, 2**40):
    writer.add_scalar("train/loss", step / 3, step)
writer.close()
"""


@pytest.fixture(scope="module")
def peers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if platform.machine() not in {"x86_64", "AMD64"}:
        pytest.skip(f"the C peer needs SSE4.2, which {platform.machine()} has not")
    folder = tmp_path_factory.mktemp("peers")
    python("-c", BUILD, folder)
    return folder


def python(*arguments: object, peers: Path | None = None) -> str:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(BENCHMARKS), str(peers or BENCHMARKS)])}
    command = [sys.executable, *map(str, arguments)]
    ended = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def test_tensorboard_reads_what_the_c_peer_writes(peers: Path, tmp_path: Path) -> None:
    python("-c", WRITE, tmp_path, peers=peers)
    version, *events = EventFileLoader(str(next(tmp_path.iterdir()))).Load()
    assert version.file_version == "brain.Event:2"
    assert [event.step for event in events] == [0, 127, 128, 2**40]
    values = [event.summary.value[0].tensor.float_val[0] for event in events]
    assert all(math.isclose(value, event.step / 3, rel_tol=1e-6) for value, event in zip(values, events, strict=True))
    assert {event.summary.value[0].tag for event in events} == {"train/loss"}


PEERS = ["c", "c_method", "list", "runchart", "tensorboardX", "torch"]


@pytest.mark.parametrize(
    ("peer", "kind"), [*((peer, "float") for peer in PEERS), ("c", "tensor"), ("runchart", "tensor")]
)
def test_every_writer_takes_what_it_is_given(peers: Path, peer: str, kind: str) -> None:
    figures = json.loads(python(BENCHMARKS / "write.py", peer, kind, 200, peers=peers))
    assert figures["call_us"] > 0


def test_the_loop_the_imports_and_the_loading_give_figures(peers: Path, tmp_path: Path) -> None:
    assert json.loads(python(BENCHMARKS / "loop.py", "runchart", 2, 2, peers=peers))["step_ms"] > 0
    assert json.loads(python(BENCHMARKS / "imports.py", "runchart"))["heavy"] == 0
    python(BENCHMARKS / "load.py", "write", tmp_path, 3, 2, 10)
    assert json.loads(python(BENCHMARKS / "load.py", "load", tmp_path, 60, 0))["seconds"] > 0


@pytest.mark.parametrize("plugin", ["scalars", "histograms", "images"])
def test_logdirs_of_each_kind_are_written_whole(plugin: str, tmp_path: Path) -> None:
    python(BENCHMARKS / "logdirs.py", "write", tmp_path, plugin, 2, 3, 4)
    assert json.loads(python(BENCHMARKS / "logdirs.py", "load", tmp_path, 24))["cpu"] > 0
    assert json.loads(python(BENCHMARKS / "logdirs.py", "check", tmp_path))["mb_per_second"] > 0


def test_tables_and_queries_give_figures(tmp_path: Path) -> None:
    python(BENCHMARKS / "logdirs.py", "write", tmp_path, "scalars", 1, 1, 1_000)
    for program in ("runchart", "tbparse"):
        assert json.loads(python(BENCHMARKS / "logdirs.py", "table", tmp_path, program))["events_per_second"] > 0
    assert json.loads(python(BENCHMARKS / "logdirs.py", "query", tmp_path, 1_000))["step/longest"] > 0


def test_media_gives_figures_for_all_that_is_not_large(peers: Path) -> None:
    figures = json.loads(python(BENCHMARKS / "media.py", "calls", "runchart", 1, peers=peers))
    assert figures["image, uint8 3x512x512/bytes"] > 100_000
    assert all(value > 0 for value in figures.values()), figures
    assert json.loads(python(BENCHMARKS / "media.py", "memory", "runchart", 1, peers=peers))["threads"] == 0
    assert json.loads(python(BENCHMARKS / "encoding.py", 1, peers=peers))["noise/runchart_bytes"] > 0


@pytest.mark.timeout(400)
def test_the_page_gives_figures(peers: Path) -> None:
    if not Path("/usr/bin/chromium").exists():
        pytest.skip("/usr/bin/chromium is missing: apt-get install chromium")
    code = "import page; report = page.run(True); print(*report.tables, *report.targets, sep='\\n')"
    text = python("-c", code, peers=peers)
    assert "hover" in text
    assert "nan" not in text
