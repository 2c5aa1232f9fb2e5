"""TensorFlow's summaries of the first version: graph mode, sessions, FileWriter; and a video as GIF.

Run it where tensorflow 2.21 is installed: `python tests/golden/make_tensorflow1.py`.
"""

import io

import numpy as np
import tensorflow as tf
from answers import emptied, finish
from PIL import Image
from tensorboard.plugins.custom_scalar import layout_pb2
from tensorboard.plugins.custom_scalar import summary as custom_scalar

v1 = tf.compat.v1
random = np.random.default_rng(1)
logdir = emptied("tensorflow1")

with tf.Graph().as_default(), v1.Session() as session:
    writer = v1.summary.FileWriter(str(logdir / "summaries"), session.graph)
    number = v1.placeholder(tf.float32, (), name="number")
    v1.summary.scalar("scalar", number)
    v1.summary.histogram("histogram", number * tf.range(20, dtype=tf.float32))
    v1.summary.histogram("histogram/signed", number - tf.range(5, dtype=tf.float32))
    v1.summary.image("image", tf.fill((3, 4, 5, 3), number), max_outputs=2)
    v1.summary.audio("audio", tf.fill((2, 30, 2), number / 9), 4000, max_outputs=2)
    v1.summary.text("text", tf.strings.as_string(number))
    v1.summary.text("text/row", tf.stack(["a", tf.strings.as_string(number)]))
    v1.summary.tensor_summary("tensor", tf.stack([number, number]), summary_description="two of them")
    merged = v1.summary.merge_all()
    for step in (0, 1, 9):
        options, metadata = v1.RunOptions(trace_level=v1.RunOptions.FULL_TRACE), v1.RunMetadata()
        writer.add_summary(session.run(merged, {number: step / 3}, options, metadata), step)
    metadata.step_stats.Clear()
    writer.add_run_metadata(metadata, "step 9", 9)
    writer.add_graph(tf.Graph(), global_step=9)
    writer.add_graph(session.graph, global_step=9)
    writer.close()

    frames = [Image.fromarray(random.integers(0, 256, (6, 8, 3), np.uint8)) for _ in range(3)]
    gif = io.BytesIO()
    frames[0].save(gif, "GIF", save_all=True, append_images=frames[1:], duration=100)
    writer = v1.summary.FileWriter(str(logdir / "video"))
    video = v1.Summary.Image(height=6, width=8, colorspace=3, encoded_image_string=gif.getvalue())
    writer.add_summary(v1.Summary(value=[v1.Summary.Value(tag="video", image=video)]), 4)
    writer.close()

    layout = layout_pb2.Layout(
        category=[
            layout_pb2.Category(
                title="losses",
                chart=[
                    layout_pb2.Chart(title="both", multiline=layout_pb2.MultilineChartContent(tag=["loss.*"])),
                    layout_pb2.Chart(
                        title="band",
                        margin=layout_pb2.MarginChartContent(
                            series=[
                                layout_pb2.MarginChartContent.Series(
                                    value="loss/mean", lower="loss/min", upper="loss/max"
                                )
                            ]
                        ),
                    ),
                ],
            )
        ]
    )
    writer = v1.summary.FileWriter(str(logdir / "layout"))
    writer.add_summary(custom_scalar.pb(layout))
    for step in range(3):
        for tag in ("loss/min", "loss/mean", "loss/max"):
            writer.add_summary(v1.Summary(value=[v1.Summary.Value(tag=tag, simple_value=step + len(tag) / 10)]), step)
    writer.close()

finish(logdir, {"tensorflow": tf.__version__})
