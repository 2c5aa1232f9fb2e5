"""What JAX programs log by clu's metric_writers, through its SummaryWriter (TensorFlow) and its TorchTensorboardWriter.

Run it where clu and tensorflow 2.21 are installed: `python tests/golden/make_clu.py`.
"""

from importlib.metadata import version

import numpy as np
from answers import emptied, finish
from clu import metric_writers
from clu.metric_writers.torch_tensorboard_writer import TorchTensorboardWriter

logdir = emptied("clu")
for run, kind in (("tensorflow", metric_writers.SummaryWriter), ("torch", TorchTensorboardWriter)):
    random = np.random.default_rng(0)
    writer = kind(str(logdir / run))
    writer.write_hparams({"lr": 0.1, "layers": 3, "name": "adam"})
    for step in (1, 2, 10):
        writer.write_scalars(step, {"loss": 1 / step, "accuracy": np.float32(step) / 10})
        writer.write_images(step, {"image": random.uniform(size=(2, 4, 5, 3)[run == "torch" :]).astype(np.float32)})
        if run == "tensorflow":  # the other refuses text
            writer.write_texts(step, {"text": f"step *{step}*"})
        writer.write_histograms(step, {"weights": random.normal(size=50)}, {"weights": 8})
        writer.write_audios(step, {"audio": random.uniform(-1, 1, (1, 30, 1)).astype(np.float32)}, sample_rate=8000)
    writer.flush()
    writer.close()

finish(logdir, {"clu": version("clu"), "jax": version("jax")})
