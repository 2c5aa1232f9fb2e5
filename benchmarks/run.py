"""`make bench`: runchart and its peers in one run, in alternation; medians and ratios go to benchmarks/results.md.

python benchmarks/run.py                    all families, and the results are written
python benchmarks/run.py --quick            a few minutes with small numbers, only printed
python benchmarks/run.py write loop         these families, only printed
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
import sysconfig
import time
from importlib import import_module, metadata

from processes import BENCHMARKS, BUILT_PEERS
from report import Report

FAMILIES = ["write", "loop", "media", "imports", "load", "logdirs", "serve"]
RESULTS = BENCHMARKS / "results.md"
PEERS = ["runchart", "numpy", "torch", "tensorboard", "tensorboard-data-server", "tensorboardX", "tbparse"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("family", nargs="*", choices=[[], *FAMILIES], help="default: all")
    parser.add_argument("--quick", action="store_true", help="small numbers, to see that it runs")
    arguments = parser.parse_args()
    build_peers()
    before = os.getloadavg()
    reports = []
    for family in arguments.family or FAMILIES:
        print(f"{time.strftime('%H:%M:%S')} {family}", file=sys.stderr, flush=True)
        reports.append(import_module(family).run(arguments.quick))
    text = page(reports, before)
    print(text)
    if not arguments.family and not arguments.quick:
        RESULTS.write_text(text)
        print(f"written to {RESULTS}", file=sys.stderr)


def build_peers() -> None:
    BUILT_PEERS.mkdir(parents=True, exist_ok=True)
    include = sysconfig.get_path("include")
    source, module = BENCHMARKS / "peers" / "c_writer.c", BUILT_PEERS / "c_writer.so"
    subprocess.run(["cc", "-O2", "-shared", "-fPIC", "-msse4.2", f"-I{include}", source, "-o", module], check=True)


def page(reports: list[Report], before: tuple[float, float, float]) -> str:
    lines = [
        "# Results",
        "",
        f"Measured on {time.strftime('%Y-%m-%d %H:%M')} by `make bench`.",
        "",
        machine(before),
        "",
    ]
    lines += ["| work | to reach | measured | reached |", "|---|---|---|---|"]
    for target in (target for report in reports for target in report.targets):
        lines.append(f"| {target.work} | {target.target} | {target.measured} | {'yes' if target.reached else 'no'} |")
    tables = "\n".join(str(table) for report in reports for table in report.tables)
    return "\n".join(lines) + "\n\n" + tables


def machine(before: tuple[float, float, float]) -> str:
    """What a number depends on: processor, memory, versions, and what else the machine was doing."""
    with open("/proc/cpuinfo") as file:
        names = [line.split(":")[1].strip() for line in file if line.startswith("model name")]
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    versions = ", ".join(f"{name} {metadata.version(name)}" for name in PEERS)
    after = os.getloadavg()
    return (
        f"{names[0] if names else platform.processor()}, {os.cpu_count()} cores, {memory:.0f} GiB; "
        f"{platform.system()} {platform.release()}, Python {platform.python_version()}; {versions}. Load average over a "
        f"minute: {before[0]:.2f} before, {after[0]:.2f} after. Cells are medians with the least and the greatest sample."
    )


if __name__ == "__main__":
    main()
