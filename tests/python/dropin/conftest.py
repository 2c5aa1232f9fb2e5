"""Environments of Python in which runchart is installed as pip does it, with and without the libraries that it answers for."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sysconfig
import venv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import runchart

SOURCES = Path(runchart.__file__).resolve().parent.parent
REAL = ("tensorboard", "tensorboardx", "tensorboard_data_server")
OURS = ("runchart", "runchart_dropin", "__pycache__")


class Environment:
    """A virtual environment of its own, its packages being those of the tests' but some."""

    def __init__(self, folder: Path, without: tuple[str, ...]) -> None:
        venv.create(folder, symlinks=True)
        self.python = str(folder / "bin" / "python")
        packages = Path(sysconfig.get_path("purelib", vars={"base": str(folder)}))
        for entry in Path(sysconfig.get_path("purelib")).iterdir():
            word = re.split(r"[-.]", entry.name.lower())[0]
            if word not in (*without, *OURS):
                (packages / entry.name).symlink_to(entry)
        (packages / "runchart.pth").write_text(f"{SOURCES}\n")
        for file in (SOURCES / "runchart.data" / "platlib").glob("runchart_dropin.*"):
            shutil.copy(file, packages)

    def run(self, *arguments: str, cwd: Path, dropin: str | None = None, check: bool = True) -> Any:
        """Runs Python; `dropin` is what RUNCHART_DROPIN is."""
        environment = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "RUNCHART"))}
        environment |= {} if dropin is None else {"RUNCHART_DROPIN": dropin}
        ended = subprocess.run(
            [self.python, *arguments], cwd=cwd, env=environment, capture_output=True, text=True, timeout=100
        )
        assert not check or ended.returncode == 0, ended.stdout + ended.stderr
        return ended


@pytest.fixture(scope="session")
def real(tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """tensorboardX and TensorBoard are installed."""
    return Environment(tmp_path_factory.mktemp("real"), ())


@pytest.fixture(scope="session")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """Neither is, nor protobuf."""
    return Environment(tmp_path_factory.mktemp("bare"), (*REAL, "google", "protobuf"))


@pytest.fixture(params=["real", "bare"])
def environment(request: pytest.FixtureRequest) -> Environment:
    """Each of both."""
    return request.getfixturevalue(request.param)


@pytest.fixture
def answer(real: Environment, tmp_path: Path) -> Callable[[str], Any]:
    """Runs a script under the drop-in; gives what it assigned to `answer`, which JSON must hold."""

    def run(script: str) -> Any:
        (tmp_path / "script.py").write_text(f"{script}\nimport json\nprint('answer', json.dumps(answer))\n")
        ended = real.run("-W", "error", "-m", "runchart.dropin", "script.py", cwd=tmp_path)
        return json.loads(ended.stdout.rpartition("answer ")[2])

    return run
