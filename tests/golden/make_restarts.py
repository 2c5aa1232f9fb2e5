"""A run that a supervisor of TensorFlow 1 started again from a checkpoint: SessionLog START, and points that it supersedes.

Run it where tensorflow 2.21 is installed: `python tests/golden/make_restarts.py`.
"""

import tensorflow as tf
from answers import emptied, finish

v1 = tf.compat.v1
logdir = emptied("restarts")


def session(start: int, end: int, sign: int, run: str) -> None:
    """Logs `loss` at steps from start to end, after a session start at `start`."""
    with tf.Graph().as_default():
        writer = v1.summary.FileWriter(str(logdir / run), filename_suffix=f".{start:03}")
    writer.add_session_log(v1.SessionLog(status=v1.SessionLog.START), start)
    for step in range(start, end):
        writer.add_summary(v1.Summary(value=[v1.Summary.Value(tag="loss", simple_value=sign * step)]), step)
    writer.close()


session(0, 10, 1, "again")
session(6, 12, -1, "again")
session(0, 10, 1, "once")
steps = [*range(6), *range(6, 12)]
values = [float(step) if step < 6 else -float(step) for step in steps]
again = {"kind": "scalars", "steps": steps, "values": values, "superseded": 4}

finish(logdir, {"tensorflow": tf.__version__}, {"again": {"loss": again}})
