"""The pages are true: their Python runs, and what the program takes and answers is in them and is not more than in it."""

import ast
import inspect
import re
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from runchart import SummaryWriter

REPOSITORY = Path(__file__).resolve().parent.parent
SOURCES = REPOSITORY / "src" / "runchart"
PAGES = sorted([*REPOSITORY.glob("README*.md"), *REPOSITORY.glob("docs/**/*.md")])
KINDS = [page for page in PAGES if page.parent.name == "kinds" and page.name != "README.md"]
SECTIONS = ["Arguments", "What lands on disk", "What differs from tensorboardX and torch"]
"""What every page of a kind has, in this order."""
BLOCK = re.compile(r"^```(?P<language>\w+)[^\n]*\n(?P<code>.*?)^```", re.DOTALL | re.MULTILINE)


def script_of(page: str) -> str:
    """The Python blocks of a page as one script, each line where it stands in the page."""
    lines = [""] * (page.count("\n") + 1)
    for block in BLOCK.finditer(page):
        if block["language"] == "python":
            first = page.count("\n", 0, block.start("code"))
            code = block["code"].splitlines()
            lines[first : first + len(code)] = code
    return "\n".join(lines) + "\n"


def shell_lines(page: str) -> list[str]:
    """The lines of a page's shell blocks."""
    shells = {"sh", "bash", "console", "shell"}
    return [
        line for block in BLOCK.finditer(page) if block["language"] in shells for line in block["code"].splitlines()
    ]


def literals(folder: Path, pattern: str) -> set[str]:
    """The string literals below a folder of our own sources that match as a whole."""
    return {
        node.value
        for file in folder.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and re.fullmatch(pattern, node.value)
    }


def flags() -> set[str]:
    """What the command takes; where TensorBoard spells a flag with `_`, both spellings are one."""
    return {spelled(flag) for flag in literals(SOURCES / "cli", r"--[a-z][\w-]*")}


def spelled(text: str) -> str:
    return re.sub(r"--[a-z][\w-]*", lambda flag: flag[0].replace("_", "-"), text)


def routes() -> set[str]:
    """What the server answers, without parameters of the path."""
    return {re.sub(r"/\{.*", "", route) for route in literals(SOURCES / "server", r"/(api|data)/[\w/{}:.]+")}


def mentions(text: str, word: str) -> bool:
    return re.search(rf"(?<![\w/-]){re.escape(word)}(?![\w/-])", text) is not None


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(REPOSITORY).as_posix())
def test_the_python_of_a_page_runs(page: Path, tmp_path: Path) -> None:
    script = tmp_path / f"{page.stem}.py"
    script.write_text(script_of(page.read_text()))
    folder = tmp_path / "here"
    folder.mkdir()
    ended = subprocess.run([sys.executable, script], cwd=folder, capture_output=True, text=True, timeout=100)
    assert ended.returncode == 0, ended.stderr


def test_the_readme_shows_python() -> None:
    assert script_of((REPOSITORY / "README.md").read_text()).strip(), "README.md shows no Python"


def test_every_flag_is_in_the_pages() -> None:
    text = spelled("\n".join(page.read_text() for page in PAGES))
    assert flags()
    missing = sorted(flag for flag in flags() if not mentions(text, flag))
    assert not missing, f"flags that no page of docs/ and no README names: {missing}"


def test_every_flag_of_the_pages_is_taken() -> None:
    lines = [line for page in PAGES for line in shell_lines(page.read_text()) if re.match(r"\$?\s*runchart\b", line)]
    named = {flag for line in lines for flag in re.findall(r"(?<!\S)--[a-z][\w-]*", spelled(line.split("#")[0]))}
    assert lines, "no page shows the command"
    assert not named - flags(), f"flags that the pages show and the command does not take: {sorted(named - flags())}"


def test_every_route_is_in_the_pages() -> None:
    text = (REPOSITORY / "docs" / "http.md").read_text()
    assert routes()
    missing = sorted(route for route in routes() if not mentions(text, route))
    assert not missing, f"routes that docs/http.md does not name: {missing}"


def test_every_route_with_a_heading_is_served() -> None:
    headings = re.findall(r"(?m)^## (?:GET|POST|PUT|DELETE) (/[\w/.-]+)", (REPOSITORY / "docs" / "http.md").read_text())
    assert headings
    assert not set(headings) - routes(), f"docs/http.md has what the server has not: {sorted(set(headings) - routes())}"


def test_links_between_pages_lead_somewhere() -> None:
    pages = [*PAGES, *REPOSITORY.glob("*.md")]
    links = [
        (page, link) for page in pages for link in re.findall(r"\]\(([^)#]+)", page.read_text()) if ":" not in link
    ]
    missing = {f"{page.name}: {link}" for page, link in links if not (page.parent / link).exists()}
    assert links
    assert not missing, f"links to pages that are not there: {sorted(missing)}"


def calls() -> list[str]:
    """The calls of SummaryWriter that log something."""
    return [name for name in dir(SummaryWriter) if name.startswith("add_") or name in {"log", "export_scalars_to_json"}]


def arguments(text: str) -> list[str]:
    """The names in the parentheses of a call or a signature."""
    parts = re.split(r",\s*(?![^(]*\))", text)
    return [re.split(r"[=:]", part)[0].strip() for part in parts if part.strip() not in {"*", "/", "self"}]


@pytest.mark.parametrize("name", calls())
def test_every_call_is_the_subject_of_a_page(name: str) -> None:
    found = [
        match for page in KINDS for match in re.findall(rf"`{name}\(([^`]*)\)`", page.read_text()) if "..." not in match
    ]
    signature = list(inspect.signature(getattr(SummaryWriter, name)).parameters)[1:]
    if name == "add_onnx_graph":
        signature.remove("prototxt")  # torch's name for the one argument
    assert signature in [arguments(match) for match in found], (
        f"no page of docs/kinds has `{name}({', '.join(signature)})`"
    )


@pytest.mark.parametrize("name", calls())
def test_every_call_is_in_the_index(name: str) -> None:
    assert f"`{name}(" in (REPOSITORY / "docs" / "kinds" / "README.md").read_text()


@pytest.mark.parametrize("page", KINDS, ids=lambda page: page.stem)
def test_pages_of_kinds_are_one_family(page: Path) -> None:
    text = page.read_text()
    headings = re.findall(r"(?m)^## (.*)$", text)
    assert [heading for heading in headings if heading in SECTIONS] == SECTIONS
    assert text.index("```python") < text.index("![") < text.index("## Arguments"), "the example, then its picture"
    assert f"({page.name})" in (REPOSITORY / "docs" / "kinds" / "README.md").read_text(), "the index has no link to it"


@pytest.mark.parametrize("page", KINDS, ids=lambda page: page.stem)
def test_every_kind_has_its_picture(page: Path) -> None:
    assert f"](../pictures/{page.stem}.png)" in page.read_text()
    picture = REPOSITORY / "docs" / "pictures" / f"{page.stem}.png"
    assert picture.stat().st_size <= 80_000
    with Image.open(picture) as shown:
        assert min(shown.size) >= 100
        assert len(shown.convert("RGB").getcolors(1 << 24) or []) > 8, "the picture is empty"


def test_every_picture_is_of_a_page_or_of_the_board() -> None:
    pictures = {picture.stem for picture in (REPOSITORY / "docs" / "pictures").glob("*.png")}
    assert pictures == {page.stem for page in KINDS} | {"board", "groups"}


def test_blocks_keep_their_lines() -> None:
    page = "# A\n```python\na = 1\n```\ntext\n```sh\nrunchart logs --port 1\n```\n```python\nb = a\n```\n"
    assert script_of(page).splitlines()[:10] == ["", "", "a = 1", "", "", "", "", "", "", "b = a"]
    assert shell_lines(page) == ["runchart logs --port 1"]


def test_a_mention_is_the_whole_word() -> None:
    assert mentions("`--port N` and `/api/runs?offset=0`", "--port")
    assert mentions("`--port N` and `/api/runs?offset=0`", "/api/runs")
    assert not mentions("`--port-range`, `/api/runs/x`", "--port")
    assert not mentions("`--port-range`, `/api/runs/x`", "/api/runs")


def test_every_complaint_is_answered_by_a_test_that_is_there() -> None:
    page = (REPOSITORY / "docs" / "complaints.md").read_text()
    rows = [line for line in page.splitlines() if line.startswith("| ") and "---" not in line and "::" in line]
    assert [int(row.split("|")[1]) for row in rows if row.split("|")[1].strip().isdigit()] == list(range(1, 30))
    named = re.findall(r"`([\w/]+\.py)::(\w+)`", page)
    assert len(rows) >= 29 + 19
    missing = {f"{file}::{test}" for file, test in named if test not in functions(REPOSITORY / "tests" / file)}
    assert not missing, f"tests that docs/complaints.md names and that are not there: {sorted(missing)}"


def test_every_rule_of_reading_names_tests_that_are_there() -> None:
    page = (REPOSITORY / "docs" / "reading-rules.md").read_text()
    sources = [*REPOSITORY.glob("tests/**/test_*.py"), *REPOSITORY.glob("crates/runchart-core/*/**/*.rs")]
    there = set(re.findall(r"(?m)^\s*(?:def|fn) (\w+)\(", "\n".join(source.read_text() for source in sources)))
    rows = [line.strip("| ").split(" | ") for line in page.splitlines() if line.startswith("| ") and "`" in line]
    named = {test for row in rows for test in re.findall(r"`(\w+)`", row[-1])}
    assert len(rows) >= 36
    assert all("`" in row[-1] for row in rows), "a rule without a test"
    assert not named - there, f"tests that docs/reading-rules.md names and that are not there: {sorted(named - there)}"


def test_the_threads_of_complaints_are_those_of_the_page() -> None:
    """What a test says to answer stands in the page."""
    page = (REPOSITORY / "docs" / "complaints.md").read_text()
    text = (REPOSITORY / "tests" / "python" / "test_complaints.py").read_text()
    named = set(re.findall(r"\b(?:tensorboardX|pytorch|tensorboard|detectron2|fairseq|ReAgent|pfrl)#\d+", text))
    assert len(named) > 20
    assert not {thread for thread in named if not mentions(page, thread)}


def functions(file: Path) -> set[str]:
    tree = ast.parse(file.read_text())
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
