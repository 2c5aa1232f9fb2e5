"""The floors of the house: a room imports only from the rooms that its row names.

This file holds the table of ARCHITECTURE.md and reads the imports of Rust, Python, TypeScript and Svelte against it.
A room is the first part of a file's path below its root: `query/bucket.rs` and `query.rs` are both the room `query`.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent
LONGEST_FILE = 400
ROOTS = {"rust": "crates/runchart-core/src", "python": "src/runchart", "ui": "ui/src"}
SUFFIXES = {"rust": {".rs"}, "python": {".py", ".pyi"}, "ui": {".ts", ".js", ".svelte"}}

FLOORS = {
    "rust": {
        "error": "",
        "record": "error",
        "event": "error record",
        "series": "error event",
        "query": "error series",
        "logdir": "error series event record",
        "encode": "error",
        "writer": "error event record encode",
    },
    "python": {
        "_core": "",
        "summary": "_core",
        "writer": "summary _core",
        "dropin": "writer summary",
        "integrations": "writer",
        "logdirs": "_core",
        "reader": "_core logdirs",
        "analysis": "reader",
        "server": "reader analysis",
        "cli": "_core summary writer dropin integrations logdirs reader analysis server",
    },
    "ui": {
        "i18n": "",
        "frame": "",
        "api": "frame",
        "data": "frame",
        "chart": "data",
        "panels": "chart data api",
        "shell": "panels data api i18n",
    },
}

# Where a program starts and where public names are listed: they stand above every floor.
ABOVE_ALL = {"rust": {"lib"}, "python": {"__init__", "__main__"}, "ui": {"main"}}

# Rooms that the table foresees and that are not built yet.
NOT_YET: dict[str, set[str]] = {
    "rust": set(),
    "python": {"integrations", "analysis"},
    "ui": set(),
}


@dataclass(frozen=True)
class Import:
    """One import as it stands in a file, and the room that it leads to."""

    line: int
    text: str
    room: str


def room_of(path: PurePosixPath) -> str:
    return path.parts[0].split(".")[0]


def broken_floors(language: str, path: PurePosixPath, source: str) -> list[str]:
    """Says of each import in `source` that breaks the table: file, line, import and row."""
    room = room_of(path)
    rows = FLOORS[language]
    if room in ABOVE_ALL[language]:
        return []
    where = f"{ROOTS[language]}/{path}"
    if room not in rows:
        return [f"{where}: the table of {language} has no room `{room}`; put the file into a room or add a row"]
    allowed = {room, *rows[room].split()}
    return [
        f"{where}:{found.line}: `{found.text}` breaks the row `{room}: {rows[room] or '-'}`"
        for found in IMPORTS[language](path, source)
        if found.room not in allowed
    ]


# Rust


def without_comments_and_strings(source: str) -> str:
    """Blanks comments and string literals, keeping every line where it is."""
    literal = re.compile(
        r'//[^\n]*|/\*.*?\*/|b?r(?P<hashes>#*)".*?"(?P=hashes)|b?"(?:\\.|[^"\\])*"|b?\'(?:\\.[^\']*|[^\'\\])\'',
        re.DOTALL,
    )
    return literal.sub(lambda match: "".join("\n" if char == "\n" else " " for char in match[0]), source)


def flattened(tree: str) -> list[str]:
    """The paths of a use tree: `crate::{a, b::{c, d}}` gives crate::a, crate::b::c and crate::b::d."""
    tree = re.sub(r"\s+as\s+\w+", "", tree)
    tree = re.sub(r"\s+", "", tree)
    opening = tree.find("{")
    if opening < 0:
        return [tree]
    head, inner = tree[:opening], tree[opening + 1 : tree.rindex("}")]
    parts, depth, start = [], 0, 0
    for index, char in enumerate(inner + ","):
        depth += (char == "{") - (char == "}")
        if char == "," and depth == 0:
            parts.append(inner[start:index])
            start = index + 1
    return [path for part in parts if part for path in flattened(head + part)]


def rust_imports(path: PurePosixPath, source: str) -> Iterator[Import]:
    inline: list[tuple[str, int]] = []
    depth = 0
    token = re.compile(
        r"\bmod\s+(?P<module>\w+)\s*\{|(?P<open>\{)|(?P<close>\})"
        r"|\buse\s+(?P<tree>[^;]+);|\b(?P<path>(?:crate|super|self)(?:\s*::\s*\w+)+)"
    )
    outer = [*path.parts[:-1], path.stem] if path.stem not in {"mod", "lib"} else list(path.parts[:-1])
    text = without_comments_and_strings(source)
    for match in token.finditer(text):
        if match["module"]:
            inline.append((match["module"], depth))
            depth += 1
        elif match["open"]:
            depth += 1
        elif match["close"]:
            depth -= 1
            if inline and inline[-1][1] == depth:
                inline.pop()
        else:
            line = text.count("\n", 0, match.start()) + 1
            here = [*outer, *(name for name, _ in inline)]
            for written in flattened(match["tree"] or match["path"]):
                room = rust_room(here, written)
                if room:
                    yield Import(line, written, room)


def rust_room(here: list[str], written: str) -> str | None:
    """The room that a path leads to; None for other crates, for `self` and for names at the crate's root."""
    parts = re.sub(r"\s+", "", written).split("::")
    if parts[0] == "crate":
        target = parts[1:]
    elif parts[0] in {"self", "super"}:
        climbs = parts.count("super")
        target = [*here[: len(here) - climbs], *parts[climbs + (parts[0] == "self") :]]
    else:
        return None
    is_room = bool(target) and target[0] in FLOORS["rust"]
    if target and not is_room and parts[0] == "crate" and target[0] != "*" and target[0][0].islower():
        return target[0]
    return target[0] if is_room else None


# Python


def python_imports(path: PurePosixPath, source: str) -> Iterator[Import]:
    package = ["runchart", *path.parts[:-1]]
    for node in ast.walk(ast.parse(source)):
        modules: list[str] = []
        if isinstance(node, ast.Import):
            modules = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            start = package[: len(package) - node.level + 1] if node.level else []
            base = [*start, *(node.module.split(".") if node.module else [])]
            modules = [".".join(base)] if len(base) > 1 else [".".join([*base, alias.name]) for alias in node.names]
        elif isinstance(node, ast.Call) and ast.unparse(node.func) in {"import_module", "importlib.import_module"}:
            named = node.args[0].value if node.args and isinstance(node.args[0], ast.Constant) else ""
            modules = [str(named)]
        for module in modules:
            parts = module.split(".")
            if parts[0] == "runchart":
                yield Import(node.lineno, ast.unparse(node), parts[1] if len(parts) > 1 else "__init__")


# TypeScript and Svelte


def ui_imports(path: PurePosixPath, source: str) -> Iterator[Import]:
    without_comments = re.sub(
        r"/\*.*?\*/|(?<![:'\"`\w/])//[^\n]*|<!--.*?-->",
        lambda match: re.sub(r"[^\n]", " ", match[0]),
        source,
        flags=re.DOTALL,
    )
    statement = re.compile(
        r"\b(?:import|export)\b[^;'\"()]*?\bfrom\s*(['\"])(?P<from>[^'\"]+)\1"
        r"|\bimport\s*(['\"])(?P<bare>[^'\"]+)\3|\bimport\s*\(\s*(['\"`])(?P<lazy>[^'\"`]+)\5"
    )
    for match in statement.finditer(without_comments):
        written = match["from"] or match["bare"] or match["lazy"]
        room = ui_room(path, written.split("?")[0])
        if room:
            yield Import(without_comments.count("\n", 0, match.start()) + 1, written, room)


def ui_room(path: PurePosixPath, written: str) -> str | None:
    """The room that an import leads to; None for packages and for what lies outside ui/src (styles, golden files)."""
    if written.startswith(("@/", "$lib/")):
        target = list(PurePosixPath(written).parts[1:])
    elif written.startswith("."):
        target = list(path.parts[:-1])
        for part in PurePosixPath(written).parts:
            if part == "..":
                if not target:
                    return None
                target.pop()
            elif part != ".":
                target.append(part)
    else:
        return None
    if not target or target[-1].endswith((".css", ".svg")):
        return None
    return target[0].split(".")[0]


IMPORTS = {"rust": rust_imports, "python": python_imports, "ui": ui_imports}


def sources(language: str) -> list[PurePosixPath]:
    root = REPOSITORY / ROOTS[language]
    return sorted(
        PurePosixPath(file.relative_to(root).as_posix())
        for file in root.rglob("*")
        if file.suffix in SUFFIXES[language] and not file.name.endswith(".d.ts") and "_ui" not in file.parts
    )


# The house itself


@pytest.mark.parametrize("language", FLOORS)
def test_rooms_import_only_from_the_floors_below(language: str) -> None:
    root = REPOSITORY / ROOTS[language]
    broken = [line for path in sources(language) for line in broken_floors(language, path, (root / path).read_text())]
    assert not broken, "\n" + "\n".join(broken)


@pytest.mark.parametrize("language", FLOORS)
def test_rooms_of_the_table_are_there(language: str) -> None:
    there = {room_of(path) for path in sources(language)}
    foreseen = NOT_YET[language]
    missing, built = set(FLOORS[language]) - foreseen - there, foreseen & there
    assert not missing, f"the table names rooms that are not there: {missing}"
    assert not built, f"these rooms are built now, so take them off NOT_YET: {built}"


def test_the_core_knows_no_python() -> None:
    manifest = (REPOSITORY / "crates/runchart-core/Cargo.toml").read_text()
    assert not re.search(r"(?m)^(pyo3|numpy)\b", manifest), "crates/runchart-core builds without an interpreter"


def test_no_source_file_holds_two_nouns() -> None:
    roots = [REPOSITORY / "src", REPOSITORY / "ui/src", *REPOSITORY.glob("crates/*/src"), REPOSITORY / "tools"]
    files = [
        file for root in roots for file in root.rglob("*") if file.suffix in {".rs", ".py", ".pyi", ".ts", ".svelte"}
    ]
    lengths = {
        file.relative_to(REPOSITORY).as_posix(): lines_of_code(file) for file in files if "_ui" not in file.parts
    }
    long = {name: lines for name, lines in lengths.items() if lines > LONGEST_FILE}
    assert files
    assert not long, f"longer than {LONGEST_FILE} lines without their tests, so split by noun: {long}"


def lines_of_code(file: Path) -> int:
    """Lines of a file up to its tests; a file of tests counts nothing."""
    if ".test." in file.name or file.stem == "tests" or "tests" in file.parts:
        return 0
    return len(file.read_text().split("\n#[cfg(test)]\nmod tests {")[0].splitlines())


# The checker, on small broken houses

BROKEN = [
    ("rust", "record.rs", "use crate::event::Event;", 1),
    ("rust", "record.rs", "use crate::{error::Error, event::{Event, Value}};", 2),
    ("rust", "writer.rs", "fn f() {\n    let s = crate::series::Series::new();\n}", 1),
    ("rust", "event/wire.rs", "use super::super::logdir::Logdir;", 1),
    ("rust", "series.rs", "mod tests {\n    use super::super::query::query;\n}", 1),
    ("rust", "series/column.rs", "use crate::manager::Manager;", 1),
    ("rust", "helpers.rs", "", 1),
    ("python", "writer.py", "import runchart.reader", 1),
    ("python", "writer.py", "from runchart import reader", 1),
    ("python", "writer.py", "def f():\n    from .server import app", 1),
    ("python", "writer.py", "from runchart import SummaryWriter", 1),
    ("python", "summary/scalar.py", "from ..writer import SummaryWriter", 1),
    ("python", "server/frame.py", "import importlib\nimportlib.import_module('runchart.writer')", 1),
    (
        "python",
        "reader.py",
        "from __future__ import annotations\nif TYPE_CHECKING:\n    from .analysis import Finding",
        1,
    ),
    ("ui", "frame.ts", "import { get } from './api';", 1),
    ("ui", "chart/line.ts", "import type { Run } from '../api';", 1),
    ("ui", "chart/line.ts", "export { a }\nfrom '../panels/scalars/card';", 1),
    ("ui", "data/runs.ts", "const chart = await import('../chart/line');", 1),
    (
        "ui",
        "panels/scalars/Card.svelte",
        "<script lang=\"ts\">\n  import List from '../../shell/List.svelte';\n</script>",
        1,
    ),
    ("ui", "misc.ts", "", 1),
]

SOUND = [
    ("rust", "event.rs", "use crate::record::Record;\nuse crate::error::Error;\nmod wire;\nuse self::wire::Field;"),
    ("rust", "event/wire.rs", 'use super::Event; // crate::series would break it\nconst S: &str = "crate::series::x";'),
    ("rust", "event.rs", "mod tests {\n    use super::*;\n    fn f() { super::encode(); }\n}"),
    ("rust", "series/column.rs", "use std::sync::Arc;\nuse super::segment::Segment;\nuse crate::Result;"),
    ("rust", "lib.rs", "pub mod writer;\npub use crate::query::query;"),
    (
        "python",
        "server/frame.py",
        "import json\nimport numpy as np\nfrom ..reader import Log\nfrom .app import create_app",
    ),
    ("python", "writer.py", "from runchart._core import Writer\nfrom . import summary"),
    ("python", "__init__.py", "from .server import app"),
    (
        "ui",
        "shell/App.svelte",
        "<script>\n  import { Line } from 'lucide-svelte';\n  import Card from '../panels/Card.svelte';</script>",
    ),
    (
        "ui",
        "chart/line.ts",
        "// import { x } from '../api';\nimport { series } from '../data/series';\nimport './line.css';",
    ),
    ("ui", "main.ts", "import App from './shell/App.svelte';"),
]


@pytest.mark.parametrize(("language", "path", "source", "count"), BROKEN)
def test_a_broken_floor_is_found(language: str, path: str, source: str, count: int) -> None:
    broken = broken_floors(language, PurePosixPath(path), source)
    assert len(broken) == count, broken
    assert all(path in line for line in broken)


@pytest.mark.parametrize(("language", "path", "source"), SOUND)
def test_a_sound_floor_passes(language: str, path: str, source: str) -> None:
    assert broken_floors(language, PurePosixPath(path), source) == []


def test_the_table_has_no_circle() -> None:
    for rows in FLOORS.values():
        done: set[str] = set()
        while len(done) < len(rows):
            ready = {room for room, below in rows.items() if room not in done and set(below.split()) <= done}
            assert ready, f"these rooms import each other: {set(rows) - done}"
            done |= ready
