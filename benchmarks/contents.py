"""What the benchmarks of media log: arrays, pictures, sound and text of the kinds that training makes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy

Log = Callable[[Any, int], None]
Content = Any


@dataclass(frozen=True)
class Work:
    """One row of the tables: what is logged, how, and from how many bytes on something of it is in the file."""

    name: str
    content: Callable[[], Content]
    log: Callable[[Any, Content, int], None]
    least: int
    large: bool = False
    """Whether a peer takes a second or so for it."""


def generator() -> numpy.random.Generator:
    return numpy.random.default_rng(0)


def weights(count: int) -> Content:
    return generator().standard_normal(count, dtype=numpy.float32) / 16


def brain_weights(count: int) -> Content:
    import torch

    return torch.from_numpy(weights(count)).to(torch.bfloat16)


def photograph(height: int, width: int, grain: float = 5.0) -> Content:
    """Waves of colour with grain, (3, height, width): PIL makes 0.62 of its bytes of it, as of a photograph."""
    y, x = numpy.mgrid[:height, :width]
    waves = [128 + 80 * numpy.sin(x / (20 + 7 * c) + c) * numpy.cos(y / (31 - 5 * c)) for c in range(3)]
    pixels = numpy.stack(waves) + generator().normal(0, grain, (3, height, width))
    return pixels.clip(0, 255).astype(numpy.uint8)


def photograph_as_floats() -> Content:
    return photograph(512, 512).astype(numpy.float32) / 255


def thumbnails() -> Content:
    return numpy.stack([numpy.roll(photograph(64, 64), shift, 2) for shift in range(64)])


def noisy_clip() -> Content:
    return generator().integers(0, 256, (1, 16, 3, 64, 64), dtype=numpy.uint8)


def moving_waves() -> Content:
    return numpy.stack([numpy.roll(photograph(64, 64, grain=0.0), 4 * time, 2) for time in range(16)])[None]


def sound() -> Content:
    seconds = numpy.arange(441_000) / 44_100
    return (0.5 * numpy.sin(2 * numpy.pi * 440 * seconds) + generator().normal(0, 0.01, 441_000)).astype(numpy.float32)


def points() -> Content:
    return weights(10_000 * 512).reshape(10_000, 512), [f"word {number}" for number in range(10_000)]


def curves() -> Content:
    from matplotlib.figure import Figure

    figure = Figure()
    axes = figure.add_subplot()
    for line in range(4):
        axes.plot(numpy.cumsum(generator().normal(0, 1 + line, 300)), label=f"run {line}")
    axes.legend()
    return figure


PARAGRAPH = "**Step** went well: `loss` is lower than before, see the [table](#table).\n\n"

WORKS = [
    Work("histogram, float32 10^4", lambda: weights(10_000), lambda w, a, s: w.add_histogram("a", a, s), 1_000),
    Work("histogram, float32 10^6", lambda: weights(1_000_000), lambda w, a, s: w.add_histogram("b", a, s), 1_000),
    Work("histogram, float32 10^7", lambda: weights(10**7), lambda w, a, s: w.add_histogram("c", a, s), 1_000, True),
    Work("histogram, bfloat16 10^7", lambda: brain_weights(10**7), lambda w, a, s: w.add_histogram("d", a, s), 1_000, True),
    Work("image, uint8 3x512x512", lambda: photograph(512, 512), lambda w, a, s: w.add_image("e", a, s), 100_000),
    Work("image, float32 3x512x512", photograph_as_floats, lambda w, a, s: w.add_image("f", a, s), 100_000),
    Work("image, uint8 3x1080x1920", lambda: photograph(1080, 1920), lambda w, a, s: w.add_image("g", a, s), 10**6, True),
    Work("images, uint8 64x3x64x64", thumbnails, lambda w, a, s: w.add_images("h", a, s), 10_000),
    Work("video, noise 1x16x3x64x64", noisy_clip, lambda w, a, s: w.add_video("i", a, s), 10_000),
    Work("video, waves 1x16x3x64x64", moving_waves, lambda w, a, s: w.add_video("j", a, s), 10_000),
    Work("audio, 10 s of 44.1 kHz", sound, lambda w, a, s: w.add_audio("k", shaped_for(w, a), s), 800_000),
    Work(
        "embedding, 10,000x512 with labels",
        points,
        lambda w, a, s: w.add_embedding(a[0], a[1], global_step=s, tag="l"),
        10**7,
        True,
    ),
    Work("text, 75 characters", lambda: PARAGRAPH, lambda w, a, s: w.add_text("m", a, s), 75),
    Work("text, 10 kB", lambda: PARAGRAPH * 133, lambda w, a, s: w.add_text("n", a, s), 9_000),
    Work("figure, 4 lines, 640x480", curves, lambda w, a, s: w.add_figure("o", a, s, close=False), 5_000),
]  # fmt: skip


def shaped_for(writer: Any, samples: Content) -> Content:
    """torch wants (1, frames), tensorboardX (frames, 1); runchart takes both."""
    return samples[None] if type(writer).__module__.startswith("torch.") else samples[:, None]


def pictures() -> dict[str, Content]:
    """Pictures (height, width, 3) that PNG compresses well, badly, or hardly at all."""
    y, x = numpy.mgrid[:512, :512]
    slope = numpy.stack([x * 255 // 511, y * 255 // 511, (x + y) * 255 // 1022], -1)
    found = {
        "waves with grain": photograph(512, 512).transpose(1, 2, 0),
        "waves without grain": photograph(512, 512, grain=0.0).transpose(1, 2, 0),
        "noise": generator().integers(0, 256, (512, 512, 3), dtype=numpy.uint8),
        "one colour": numpy.full((512, 512, 3), (30, 90, 200), numpy.uint8),
        "even slopes": slope.astype(numpy.uint8),
        "matplotlib figure": drawn(curves()),
    }
    return {name: numpy.ascontiguousarray(picture) for name, picture in found.items()}


def drawn(figure: Any) -> Content:
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    return numpy.asarray(canvas.buffer_rgba())[:, :, :3]
