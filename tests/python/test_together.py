"""GlobalSummaryWriter: one file, and steps that count over processes."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from pathlib import Path

from tensorboard.backend.event_processing.event_file_loader import LegacyEventFileLoader

SCRIPT = """
    import multiprocessing, sys
    from runchart import GlobalSummaryWriter
    writer = GlobalSummaryWriter(sys.argv[1])
    def train():
        for value in range(500): writer.add_scalar("loss", value)
        for value in range(3): writer.add_text("note", "word " * 20_000)
    fork = multiprocessing.get_context("fork")
    children = [fork.Process(target=train) for _ in range(4)]
    [child.start() for child in children]
    [child.join() for child in children]
    assert [child.exitcode for child in children] == [0] * 4
    train()
    writer.close()
    assert GlobalSummaryWriter.getSummaryWriter() is writer
"""


def test_four_forked_processes_write_one_file_with_one_count(tmp_path: Path) -> None:
    command = [sys.executable, "-c", textwrap.dedent(SCRIPT), str(tmp_path)]
    result = subprocess.run(command, capture_output=True, text=True, timeout=100)
    assert (result.returncode, result.stderr) == (0, "")
    (file,) = tmp_path.iterdir()
    events = list(LegacyEventFileLoader(str(file)).Load())
    assert [event.file_version for event in events if event.file_version] == ["brain.Event:2"]
    found: dict[str, list[int]] = {}
    for event in events:
        for value in event.summary.value:
            found.setdefault(value.tag, []).append(event.step)
    assert sorted(found["loss"]) == list(range(2500))
    assert sorted(found["note/text_summary"]) == list(range(15))
