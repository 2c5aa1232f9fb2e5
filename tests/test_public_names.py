"""What `import runchart` promises: a sorted list of names that are all there, and nothing heavy behind them."""

import subprocess
import sys

import runchart

HEAVY = {"torch", "tensorflow", "tensorboard", "tensorboardX", "google", "starlette", "uvicorn", "asyncio", "pandas"}


def test_the_public_names_are_there_and_sorted() -> None:
    assert runchart.__all__ == sorted(runchart.__all__)
    assert all(hasattr(runchart, name) for name in runchart.__all__)


def test_importing_the_writer_loads_nothing_heavy() -> None:
    script = "import sys, runchart; print(*{name.partition('.')[0] for name in sys.modules})"
    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.split()
    assert "runchart" in loaded
    assert HEAVY.isdisjoint(loaded)
