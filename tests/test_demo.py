"""`make demo HEADLESS=1`: a real training, the real board, and a comparison that can fail."""

import subprocess
import sys
from pathlib import Path

TOOLS = Path(__file__).resolve().parent.parent / "tools"

SCRIPT = f"""
import sys
from pathlib import Path
sys.path.insert(0, {str(TOOLS)!r})
import demo

demo.LOGDIR = Path("runs").absolute()
differences = demo.differences

def sound_then_spoiled(port, logged):
    sound = differences(port, logged)
    demo.PATIENCE = 0
    step, value = logged["digits", "train_loss"][3]
    logged["digits", "train_loss"][3] = (step, value + 1e-3)
    print("spoiled:", *differences(port, logged), sep="\\n")
    return sound

demo.differences = sound_then_spoiled
sys.exit(demo.headless("digits"))
"""


def test_the_demo_compares_what_is_served_with_what_was_logged(tmp_path: Path) -> None:
    ended = subprocess.run([sys.executable, "-c", SCRIPT], cwd=tmp_path, capture_output=True, text=True, timeout=100)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    series = ["train_loss", "train_accuracy", "train_performance", "validation_loss", "validation_accuracy"]
    assert all(tag in ended.stdout for tag in [*series, "learning_rate"])
    spoiled = ended.stdout.partition("spoiled:\n")[2].splitlines()
    assert spoiled[0].startswith("digits train_loss: logged (3, ")
    assert not spoiled[1].startswith("digits train_loss: logged")
