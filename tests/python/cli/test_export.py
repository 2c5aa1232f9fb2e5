"""runchart export: the same table in every form, read back by other programs."""

from __future__ import annotations

import json
import math
import os
import pty
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

import runchart

NAMES = ("plain", 'a "quoted", name', "中\n文")


def export(*arguments: object, status: int = 0) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "runchart", "export", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, timeout=60)
    assert done.returncode == status, done.stderr
    assert b"Traceback" not in done.stderr
    return done


@pytest.fixture(scope="module")
def logdir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    logdir = tmp_path_factory.mktemp("export") / "logs"
    for run in ("a", "b,c"):
        with runchart.SummaryWriter(logdir / run) as writer:
            for step in range(100):
                for name in NAMES:
                    writer.add_scalar(name, step / 3, step, walltime=1.5e9 + step / 7)
            for step, value in enumerate((math.nan, math.inf, -math.inf)):
                writer.add_scalar("odd", value, step)
            writer.add_scalar("double", 0.1, 0, double_precision=True)
    return logdir


def expected(logdir: Path, tag: str = "*", run: str = "*") -> pd.DataFrame:
    with runchart.open(logdir, follow=False) as log:
        return log.scalars(tag, run).to_pandas().astype({"run": str, "tag": str})


def test_csv(logdir: Path, tmp_path: Path) -> None:
    export(logdir, "--to", "csv", "-o", tmp_path / "out.csv")
    table = pd.read_csv(tmp_path / "out.csv")
    pd.testing.assert_frame_equal(table.astype({"run": str, "tag": str}), expected(logdir))
    assert os.listdir(tmp_path) == ["out.csv"]


def test_json(logdir: Path) -> None:
    text = export(logdir, "--to", "json").stdout.decode()
    rows = json.loads(text, parse_constant=lambda name: pytest.fail(f"{name} is no JSON"))
    assert len(text.splitlines()) == len(rows) + 2
    assert [row["value"] for row in rows if row["tag"] == "odd"] == ["NaN", "Infinity", "-Infinity"] * 2
    table = pd.DataFrame(rows)
    table["value"] = table["value"].astype(float)
    pd.testing.assert_frame_equal(table.astype({"run": str, "tag": str}), expected(logdir))


def test_parquet(logdir: Path, tmp_path: Path) -> None:
    export(logdir, "--to", "parquet", "-o", tmp_path / "out.parquet")
    table = pd.read_parquet(tmp_path / "out.parquet")
    assert isinstance(table["run"].dtype, pd.CategoricalDtype)
    pd.testing.assert_frame_equal(table.astype({"run": str, "tag": str}), expected(logdir))


def test_parquet_in_several_groups(logdir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from runchart.cli.export import main
    from runchart.reader import forms

    monkeypatch.setattr(forms, "GROUP_ROWS", 150)
    assert main([str(logdir), "--to", "parquet", "-o", str(tmp_path / "out.parquet")]) == 0
    import pyarrow.parquet

    assert pyarrow.parquet.ParquetFile(tmp_path / "out.parquet").num_row_groups == 4
    pd.testing.assert_frame_equal(
        pd.read_parquet(tmp_path / "out.parquet").astype({"run": str, "tag": str}), expected(logdir)
    )


def test_selection(logdir: Path) -> None:
    out = export(logdir, "--to", "csv", "--run", "b*", "--tag", "pl*", "--tag", "odd").stdout.decode()
    assert {tuple(line.rsplit(",", 4)[:2]) for line in out.splitlines()[1:]} == {('"b,c"', "plain"), ('"b,c"', "odd")}
    same = export(logdir, "--to", "csv", "--run", "/^b/", "--tag", "/^(pl|odd)/").stdout.decode()
    assert same == out
    assert b"no scalars" in export(logdir, "--to", "csv", "--tag", "nothing", status=2).stderr
    assert b"no run matches 'b,x'; there is 'b,c'" in export(logdir, "--to", "csv", "--run", "b,x", status=2).stderr
    assert b"/(/ is no regular expression" in export(logdir, "--to", "csv", "--tag", "/(/", status=2).stderr


def test_without_pyarrow_it_says_what_to_install(logdir: Path, tmp_path: Path) -> None:
    script = "import sys; sys.modules['pyarrow'] = None; from runchart.cli import main; sys.exit(main())"
    command = [sys.executable, "-c", script, "export", str(logdir), "--to", "parquet", "-o", str(tmp_path / "x")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == 2
    assert "pip install 'runchart[parquet]'" in done.stderr
    assert os.listdir(tmp_path) == []


def test_a_file_that_cannot_be_written(logdir: Path, tmp_path: Path) -> None:
    said = export(logdir, "--to", "csv", "-o", tmp_path / "nowhere" / "x", status=2).stderr.decode()
    assert "cannot be written: No such file or directory" in said
    assert b"--to" in export(logdir, status=2).stderr


def test_a_bar_on_a_terminal_only(logdir: Path, tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "runchart", "export", str(logdir), "--to", "csv", "-o", str(tmp_path / "x.csv")]
    subprocess.run(command, stderr=theirs, timeout=60, check=True)
    assert b"points" in os.read(ours, 10_000)
    os.close(ours)
    os.close(theirs)
    assert export(logdir, "--to", "csv", "-o", tmp_path / "x.csv").stderr == b""
