"""Scripts that know nothing of runchart: started by `python -m runchart.dropin` or with the variable, and their children."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

SCRIPT = """
import multiprocessing, os, sys
import tensorboardX

def train(number):
    from torch.utils.tensorboard import SummaryWriter
    with SummaryWriter(f"logs/{number}") as writer:
        writer.add_scalar("loss", 0.5, number)
    print(number, SummaryWriter.__module__, tensorboardX.SummaryWriter.__module__, flush=True)

if __name__ == "__main__":
    children = [multiprocessing.get_context(sys.argv[1]).Process(target=train, args=(n,)) for n in range(2)]
    for child in children: child.start()
    for child in children: child.join()
    print(*[child.exitcode for child in children], __file__ == os.path.abspath("train.py"), sys.argv, sys.path[0] == os.getcwd())
"""
OURS = "runchart.dropin.torch.writer runchart.dropin.tensorboardx.writer"


@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
@pytest.mark.parametrize("way", ["launcher", "variable"])
def test_processes_of_multiprocessing_log_too(real: Any, tmp_path: Path, method: str, way: str) -> None:
    (tmp_path / "train.py").write_text(SCRIPT)
    start = ["-m", "runchart.dropin"] if way == "launcher" else []
    ended = real.run(*start, "train.py", method, cwd=tmp_path, dropin=None if start else "1")
    lines = sorted(ended.stdout.splitlines())
    assert lines == [f"0 0 True ['train.py', '{method}'] True", f"0 {OURS}", f"1 {OURS}"]
    assert [len(list((tmp_path / "logs" / number).glob("events*"))) for number in "01"] == [1, 1]


TORCHRUN = """
import os
from torch.utils.tensorboard import SummaryWriter
rank = os.environ["RANK"]
with SummaryWriter(f"logs/{rank}") as writer:
    writer.add_scalar("loss", 0.5, 1)
with open(f"rank{rank}", "w") as file:
    file.write(SummaryWriter.__module__)
"""


@pytest.mark.parametrize("way", ["launcher", "variable"])
def test_workers_of_torchrun_log_too(real: Any, tmp_path: Path, way: str) -> None:
    (tmp_path / "train.py").write_text(TORCHRUN)
    torchrun = ["-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2", "train.py"]
    start = ["-m", "runchart.dropin", *torchrun] if way == "launcher" else torchrun
    real.run(*start, cwd=tmp_path, dropin=None if way == "launcher" else "1")
    assert [(tmp_path / f"rank{rank}").read_text() for rank in "01"] == ["runchart.dropin.torch.writer"] * 2
    assert len(list((tmp_path / "logs").rglob("events*"))) == 2


def test_a_module_is_run_as_python_runs_it(bare: Any, tmp_path: Path) -> None:
    package = tmp_path / "package"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "train.py").write_text(
        "import sys, tensorboardX\nprint(__name__, __package__, sys.argv[1:], tensorboardX.SummaryWriter.__module__)"
    )
    ended = bare.run("-m", "runchart.dropin", "-m", "package.train", "--lr", "0.1", cwd=tmp_path)
    assert ended.stdout.strip() == "__main__ package ['--lr', '0.1'] runchart.dropin.tensorboardx.writer"


def test_a_script_ends_as_it_ends(bare: Any, tmp_path: Path) -> None:
    (tmp_path / "exits.py").write_text("import sys; sys.exit(3)")
    assert bare.run("-m", "runchart.dropin", "exits.py", cwd=tmp_path, check=False).returncode == 3
    (tmp_path / "fails.py").write_text("\nvalue = 1 / 0\n")
    ended = bare.run("-m", "runchart.dropin", "fails.py", cwd=tmp_path, check=False)
    assert ended.returncode == 1
    assert f'File "{tmp_path / "fails.py"}", line 2, in <module>' in ended.stderr
    (tmp_path / "late.py").write_text(
        "import atexit\nvalue = 7\ndef said():\n    import __main__\n    print(__main__.value)\natexit.register(said)"
    )
    assert bare.run("-m", "runchart.dropin", "late.py", cwd=tmp_path).stdout.strip() == "7"


def test_what_cannot_be_run_is_said(bare: Any, tmp_path: Path) -> None:
    ended = bare.run("-m", "runchart.dropin", "nothing.py", cwd=tmp_path, check=False)
    assert ended.returncode == 2
    assert "nothing.py: No such file or directory" in ended.stderr
    for arguments in ([], ["-m"]):
        ended = bare.run("-m", "runchart.dropin", *arguments, cwd=tmp_path, check=False)
        assert ended.returncode == 2
        assert ended.stderr.startswith("usage: python -m runchart.dropin")
    assert "usage" in bare.run("-m", "runchart.dropin", "--help", cwd=tmp_path).stdout


def test_the_script_finds_its_neighbours(bare: Any, tmp_path: Path) -> None:
    (tmp_path / "below").mkdir()
    (tmp_path / "below" / "neighbour.py").write_text("word = 'here'")
    (tmp_path / "below" / "train.py").write_text("import neighbour; print(neighbour.word)")
    assert bare.run("-m", "runchart.dropin", "below/train.py", cwd=tmp_path).stdout == "here\n"
