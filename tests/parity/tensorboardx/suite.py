"""Runs tensorboardX's own tests, from its sdist, against the drop-in: `make parity`.

They stand in a temporary directory with nothing of tensorboardX beside them. Two of them need what the sdist has not: an
OpenVINO model, for which openvino.xml stands in, and the sources that answer to the name, which one test lints.
Ends with 1 where a test fails that expected_failures.txt does not list, or one passes that it lists.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tarfile
import tempfile
import xml.etree.ElementTree as ET
from pathlib import Path

HERE = Path(__file__).resolve().parent
REPOSITORY = HERE.parents[2]
FACADE = REPOSITORY / "src" / "runchart" / "dropin" / "tensorboardx"
REQUIREMENT = "tensorboardX==2.6.5"
MOST_EXPECTED = 11


def main() -> int:
    expected = expected_failures((HERE / "expected_failures.txt").read_text())
    with tempfile.TemporaryDirectory(prefix="parity-") as folder:
        lay_out(Path(folder))
        outcomes = run_tests(Path(folder))
    known = sorted(name for name in expected if outcomes.get(name, "passed") != "passed")
    passed = list(outcomes.values()).count("passed")
    print(f"{passed} of {len(outcomes)} passed; {len(known)} failed as listed:")
    print("\n".join(f"  {name}: {expected[name]}" for name in known))
    wrong = complaints(outcomes, expected)
    print("\n".join(wrong) or "parity holds")
    return 1 if wrong else 0


def complaints(outcomes: dict[str, str], expected: dict[str, str]) -> list[str]:
    """What is not as the list says."""
    failed = {name for name, outcome in outcomes.items() if outcome != "passed"}
    found = [f"failed, and is not listed: {name}" for name in sorted(failed - set(expected))]
    found += [f"listed, and did not fail: {name}" for name in sorted(set(expected) - failed)]
    found += [f"listed without a reason: {name}" for name, reason in expected.items() if not reason]
    if len(expected) > MOST_EXPECTED:
        found.append(f"{len(expected)} failures are listed; at most {MOST_EXPECTED} may be")
    return found if outcomes else [*found, "no test was run"]


def expected_failures(text: str) -> dict[str, str]:
    """The listed tests, and why each cannot pass: lines of `name: reason`."""
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return {name: reason for name, _, reason in (line.partition(": ") for line in lines)}


def lay_out(folder: Path) -> None:
    """The suite as it wants to be run: `tests`, `examples`, and `tensorboardX` to lint."""
    pip = [sys.executable, "-m", "pip", "-q", "--disable-pip-version-check"]
    download = ["download", "--no-deps", "--no-binary", ":all:", "-d", str(folder), REQUIREMENT]
    subprocess.run([*pip, *download], check=True)
    with tarfile.open(next(folder.glob("*.tar.gz"))) as sdist:
        members = [member for member in sdist.getmembers() if "/tests" in member.name]
        for member in members:
            member.name = re.sub(r"^[^/]+/", "", member.name)
        sdist.extractall(folder, members, filter="data")
    (folder / "examples").mkdir()
    (folder / "examples" / "mobilenetv2.xml").write_bytes((HERE / "openvino.xml").read_bytes())
    (folder / "tensorboardX").symlink_to(FACADE)
    rules = f'extend = "{REPOSITORY}/pyproject.toml"\nsrc = ["{REPOSITORY}/src"]\n'
    (folder / "ruff.toml").write_text(f'{rules}lint.extend-ignore = ["N999"] # the name of the folder is theirs\n')
    (folder / "pytest.ini").write_text("[pytest]\n")
    guard = "import tensorboardX\nassert tensorboardX.__name__ == 'runchart.dropin.tensorboardx', tensorboardX\n"
    (folder / "conftest.py").write_text(guard)


def run_tests(folder: Path) -> dict[str, str]:
    """Runs the suite in a process that has the drop-in; returns the outcome of each test."""
    report = folder / "report.xml"
    command = [sys.executable, "-m", "runchart.dropin", "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    subprocess.run(
        [*command, "--tb=short", f"--junitxml={report}", "tests"],
        cwd=folder,
        env={**os.environ, "PATH": path},
        check=False,
    )
    cases = ET.parse(report).getroot().iter("testcase")
    return {f"{case.get('classname')}.{case.get('name')}": outcome_of(case) for case in cases}


def outcome_of(case: ET.Element) -> str:
    return next((child.tag for child in case if child.tag in {"failure", "error", "skipped"}), "passed")


if __name__ == "__main__":
    sys.exit(main())
