"""`make bench`: runchart and its peers side by side, in alternation; medians and ratios go to benchmarks/results/, a page a family.

python benchmarks/run.py                    all families
python benchmarks/run.py write loop         these families
python benchmarks/run.py --quick            a few minutes with small numbers, only printed
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

FAMILIES = ["write", "loop", "media", "imports", "load", "logdirs", "serve", "page"]
RESULTS = BENCHMARKS / "results"
PEERS = ["runchart", "numpy", "torch", "tensorboard", "tensorboard-data-server", "tensorboardX", "tbparse"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("family", nargs="*", choices=[[], *FAMILIES], help="default: all")
    parser.add_argument("--quick", action="store_true", help="small numbers, to see that it runs")
    arguments = parser.parse_args()
    build_peers()
    for family in arguments.family or FAMILIES:
        print(f"{time.strftime('%H:%M:%S')} {family}", file=sys.stderr, flush=True)
        before = os.getloadavg()
        text = page(family, import_module(family).run(arguments.quick), before)
        print(text)
        if not arguments.quick:
            (RESULTS / f"{family}.md").write_text(text)


def build_peers() -> None:
    BUILT_PEERS.mkdir(parents=True, exist_ok=True)
    include = sysconfig.get_path("include")
    source, module = BENCHMARKS / "peers" / "c_writer.c", BUILT_PEERS / "c_writer.so"
    subprocess.run(["cc", "-O2", "-shared", "-fPIC", "-msse4.2", f"-I{include}", source, "-o", module], check=True)


def page(family: str, report: Report, before: tuple[float, float, float]) -> str:
    when = f"Measured on {time.strftime('%Y-%m-%d %H:%M')} by `benchmarks/run.py {family}`."
    lines = [f"# Results: {family}", "", when, "", machine(before), ""]
    lines += ["| work | to reach | measured | reached |", "|---|---|---|---|"]
    for target in report.targets:
        lines.append(f"| {target.work} | {target.target} | {target.measured} | {'yes' if target.reached else 'no'} |")
    return "\n".join(lines) + "\n\n" + "\n".join(map(str, report.tables))


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
