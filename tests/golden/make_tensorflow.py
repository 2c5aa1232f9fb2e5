"""TensorFlow's own summaries of the second version, a traced tf.function, and TensorBoard's plugins by way of TensorFlow.

Run it where tensorflow 2.21 is installed: `python tests/golden/make_tensorflow.py`.
"""

import numpy as np
import tensorflow as tf
from answers import emptied, finish
from tensorboard.plugins.hparams import api as hp
from tensorboard.plugins.mesh import summary_v2 as mesh
from tensorboard.plugins.pr_curve import summary as pr_curve

random = np.random.default_rng(0)
logdir = emptied("tensorflow2")

with tf.summary.create_file_writer(str(logdir / "summaries")).as_default():
    for step in (0, 1, 5):
        tf.summary.scalar("scalar", 0.1 * step, step, description="A *scalar*")
        tf.summary.scalar("scalar/nan", float("nan") if step else float("-inf"), step)
        tf.summary.histogram("histogram", random.normal(size=100), step, buckets=10)
        tf.summary.histogram("histogram/same", np.full(9, 0.5), step)
        tf.summary.histogram("histogram/empty", [], step)
        tf.summary.image("image", random.integers(0, 256, (2, 6, 5, 3), np.uint8), step, max_outputs=2)
        tf.summary.audio("audio", random.uniform(-1, 1, (2, 40, 1)).astype(np.float32), 8000, step, encoding="wav")
        tf.summary.text("text", f"step **{step}** — ≥", step)
        tf.summary.text("text/table", [["a", "b"], ["c", str(step)]], step)
        tf.summary.text("text/cube", [[["a"], ["b"]], [["c"], ["d"]]], step)

with tf.summary.create_file_writer(str(logdir / "graph")).as_default():

    @tf.function
    def double(x):
        return x * 2 + 1

    tf.summary.trace_on(graph=True, profiler=False)
    double(tf.constant(1.0))
    tf.summary.trace_export("trace", step=3)
    tf.summary.graph(double.get_concrete_function(tf.constant(1.0)).graph)

for run, rate in (("first", 0.1), ("second", 0.01)):
    with tf.summary.create_file_writer(str(logdir / "hparams" / run)).as_default():
        units, name, lr = (hp.HParam("units", hp.Discrete([16, 32])), hp.HParam("name"), hp.HParam("lr"))
        hp.hparams_config(hparams=[units, name, lr], metrics=[hp.Metric("accuracy", display_name="Accuracy")])
        hp.hparams({units: 16, name: "adam", lr: rate, "flag": True}, trial_id=run, start_time_secs=1.7e9)
        tf.summary.scalar("accuracy", 1 - rate, step=1)

with tf.summary.create_file_writer(str(logdir / "plugins")).as_default():
    for step in (0, 2):
        labels, scores = random.integers(0, 2, 50).astype(bool), random.uniform(size=50).astype(np.float32)
        curve = pr_curve.raw_data_pb(
            "curve",
            *[np.arange(5, 0, -1) + step] * 4,
            *[np.linspace(0, 1, 5)] * 2,
            num_thresholds=5,
        )
        tf.summary.experimental.write_raw_pb(curve.SerializeToString(), step=step)
        summary = pr_curve.pb("curve/scored", labels, scores, num_thresholds=7)
        tf.summary.experimental.write_raw_pb(summary.SerializeToString(), step=step)
        vertices = random.uniform(size=(1, 4, 3)).astype(np.float32)
        faces, colors = np.array([[[0, 1, 2], [1, 2, 3]]], np.int32), random.integers(0, 256, (1, 4, 3), np.uint8)
        mesh.mesh("mesh", vertices, faces, colors, {"camera": {"fov": 75}}, step)
        mesh.mesh("cloud", vertices, step=step)

finish(logdir, {"tensorflow": tf.__version__})
