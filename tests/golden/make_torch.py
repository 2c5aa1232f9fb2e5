"""torch.utils.tensorboard and tensorboardX: the same calls of their SummaryWriter, one logdir each.

Run it where torch 2.13 and tensorboardX 2.6 are installed: `python tests/golden/make_torch.py`.
"""

from importlib.metadata import version

import numpy as np
import tensorboardX
import torch
from answers import emptied, finish
from torch.utils import tensorboard as torch_tensorboard

LAYOUT = {
    "losses": {
        "both": ["Multiline", ["loss/train", "loss/val"]],
        "band": ["Margin", ["loss/mean", "loss/low", "loss/high"]],
    }
}

for library, kind in (("torch", torch_tensorboard.SummaryWriter), ("tensorboardX", tensorboardX.SummaryWriter)):
    random = np.random.default_rng(0)
    logdir = emptied(library)
    writer = kind(str(logdir / "main"))
    for step in (0, 3, 4):
        writer.add_scalar("loss/train", 0.1 * step, step)
        writer.add_scalars("group", {"a": step, "b": -step}, step)
        writer.add_histogram("histogram", random.normal(size=30), step)
        writer.add_image("image", random.integers(0, 256, (3, 5, 6), np.uint8), step)
        writer.add_images("images", random.integers(0, 256, (2, 3, 5, 6), np.uint8), step)
        sound = random.uniform(-1, 1, (30, 1)).astype(np.float32)
        writer.add_audio("audio", sound if library == "tensorboardX" else sound.T, step, 8000)
        writer.add_text("text", f"step *{step}*", step)
        scores = random.uniform(size=40)
        writer.add_pr_curve("curve", random.integers(0, 2, 40), scores, step, num_thresholds=11)
        vertices = torch.from_numpy(random.uniform(size=(1, 4, 3)).astype(np.float32))
        faces, colors = torch.tensor([[[0, 1, 2], [1, 2, 3]]]), torch.from_numpy(random.integers(0, 256, (1, 4, 3)))
        writer.add_mesh("mesh", vertices, colors, faces, {"camera": {"fov": 75}}, step)
        writer.add_mesh("cloud", vertices, global_step=step)
    writer.add_custom_scalars(LAYOUT)
    embedded = torch.from_numpy(random.normal(size=(4, 3)).astype(np.float32))
    pictures = torch.from_numpy(random.uniform(size=(4, 3, 6, 6)).astype(np.float32))
    writer.add_embedding(embedded, ["a", "b", "c", "d"], pictures, 0, "points")
    writer.add_hparams(
        {"lr": 0.1, "name": "adam", "flag": True},
        {"accuracy": 0.5},
        **{"torch": {"run_name": "hparams"}, "tensorboardX": {"name": "hparams"}}[library],
    )
    writer.add_graph(torch.nn.Sequential(torch.nn.Linear(3, 2), torch.nn.ReLU()), torch.zeros(1, 3))
    writer.close()
    writer = kind(str(logdir / "restarted"))
    writer.add_scalar("loss", 1.0, 5)
    writer.close()
    finish(logdir, {library: version(library).split("+")[0]})
