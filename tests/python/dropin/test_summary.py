"""The functions that make summaries give what those of the real libraries give: messages of the same content."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from tensorboard.compat.proto.summary_pb2 import Summary
from tensorboardX import summary as tensorboardx_summary
from torch.utils.tensorboard import summary as torch_summary

REAL = {"tensorboardX": tensorboardx_summary, "torch.utils.tensorboard": torch_summary}

# Calls as both libraries take them, written in Python so that they can be made in a process of the drop-in too.
BOTH = """
scalar('a/b', 0.5)
scalar('a', np.float32(16777217))
text('a', '# ü')
histogram_raw('a', 0, 3, 4, 6, 14, [1, 2, 3], [1, 2, 1])
histogram('a', np.arange(1024.0), bins='auto', max_bins=5)
histogram('a', np.arange(1024.0), bins=[0, 10, 100, 1000, 10000])
histogram('a', np.arange(-500.0, 500.0), bins='doane')
custom_scalars({'Taiwan': {'twse': ['Multiline', ['a', 'b']]}, 'USA': {'dow': ['Margin', ['a', 'b', 'c']]}})
pr_curve('a', np.array([0, 1, 1, 0, 1]), np.array([0.1, 0.9, 0.4, 0.3, 0.6]), 11)
pr_curve_raw('a', [75, 64, 21], [150, 105, 18], [0, 45, 132], [0, 11, 54], [0.3, 0.4, 0.5], [1.0, 0.9, 0.3], 3)
mesh('a', np.arange(12.0).reshape(1, 4, 3), np.full((1, 4, 3), 255), np.array([[[0, 1, 2], [1, 2, 3]]]), None)
mesh('a', np.arange(12.0).reshape(1, 4, 3), None, None, {'camera': {'fov': 75}})
hparams({'lr': 0.1}, {'accuracy': 0.1})[0]
hparams({'lr': 0.1}, {'accuracy': 0.1})[1]
hparams({'lr': 0.1}, {'accuracy': 0.1})[2]
hparams({'name': 'hi'}, {'loss': 1})[1]
""".strip().splitlines()
TENSORBOARDX = ["scalar('a', 1, 'A', '*about*')", "scalar('/a b?', 1)", "hparams({'on': True}, {'loss': 1})[0]"]
TORCH = [
    "audio('a', np.linspace(-1, 1, 100))",
    "scalar('a', 0.1, new_style=True)",
    "scalar('a', 0.1, new_style=True, double_precision=True)",
]

CALLS = [("tensorboardX", call) for call in BOTH + TENSORBOARDX] + [
    ("torch.utils.tensorboard", call) for call in BOTH + TORCH
]

NUMBERS = "np.arange(3 * 32 * 32{}).reshape(3, 32, 32)"
# Those of tensorboardX's own tests, which compare compressed bytes, and a few more.
PICTURES = [
    f"image('a', {NUMBERS.format(', dtype=np.uint8')})",
    f"image('a', {NUMBERS.format('')} / 3072)",
    f"image('a', {NUMBERS.format('')}.astype(float))",
    "image('a', np.arange(64.0).reshape(1, 8, 8))",
    "image('a', np.arange(256.0).reshape(4, 8, 8))",
    "image('a', np.arange(128.0).reshape(2, 1, 8, 8), dataformats='NCHW')",
    "image('a', np.arange(384.0).reshape(2, 3, 8, 8), dataformats='NCHW')",
    "image('a', np.arange(512.0).reshape(2, 4, 8, 8), dataformats='NCHW')",
    "image('a', np.arange(64.0).reshape(8, 8), dataformats='HW')",
    "image('a', np.linspace(0, 1, 3072).reshape(3, 32, 32), rescale=0.5)",
    f"image_boxes('a', {NUMBERS.format('')}.astype(float), np.array([[10, 10, 40, 40]]))",
    "image_boxes('a', np.linspace(0, 1, 3072).reshape(3, 32, 32), np.array([[3, 4, 20, 28]]), labels=['cat'])",
]


@pytest.fixture(scope="module")
def made(real: Any, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, str], Summary]:
    """What a call of the drop-in gives."""
    folder = tmp_path_factory.mktemp("made")
    calls = [*CALLS, *[("tensorboardX", call) for call in PICTURES]]
    script = f"""
import base64, numpy as np, runchart.dropin, tensorboardX.summary, torch.utils.tensorboard.summary
for module, call in {calls!r}:
    where = vars(tensorboardX.summary if module == "tensorboardX" else torch.utils.tensorboard.summary)
    made = eval(call, {{**where, "np": np}})
    assert type(made).DESCRIPTOR.full_name == "runchart.tensorboard.Summary"
    print(base64.b64encode(made.SerializeToString()).decode())
"""
    lines = real.run("-c", script, cwd=folder).stdout.splitlines()
    found = dict(zip(calls, lines, strict=True))
    return lambda module, call: Summary.FromString(base64.b64decode(found[module, call]))


def theirs(module: str, call: str) -> Summary:
    given = eval(call, {**vars(REAL[module]), "np": np})
    return Summary.FromString(given.SerializeToString())


def plain(summary: Summary) -> Summary:
    """The same tensors in one of their two encodings."""
    for value in summary.value:
        if value.HasField("tensor") and value.tensor.tensor_content:
            value.tensor.float_val.extend(np.frombuffer(value.tensor.tensor_content, "<f4").tolist())
            value.tensor.ClearField("tensor_content")
    return summary


@pytest.mark.parametrize(("module", "call"), CALLS)
def test_a_message_is_that_of_the_real_library(made: Any, module: str, call: str) -> None:
    assert plain(made(module, call)) == plain(theirs(module, call))


@pytest.mark.parametrize("call", PICTURES)
def test_pixels_are_those_of_tensorboardx(made: Any, call: str) -> None:
    ours, expected = (
        np.asarray(Image.open(io.BytesIO(summary.value[0].image.encoded_image_string)))
        for summary in (made("tensorboardX", call), theirs("tensorboardX", call))
    )
    np.testing.assert_array_equal(ours, expected)


def test_sound_is_within_two_levels_of_tensorboardx(answer: Any) -> None:
    script = """
import numpy as np, tensorboardX.summary
sound = tensorboardX.summary.audio("a", np.linspace(-1, 1, 100)).value[0].audio.encoded_audio_string
answer = np.frombuffer(sound[44:], "<i2").tolist()
"""
    expected = tensorboardx_summary.audio("a", np.linspace(-1, 1, 100)).value[0].audio.encoded_audio_string
    np.testing.assert_allclose(answer(script), np.frombuffer(expected[44:], "<i2").astype(int), rtol=0, atol=2)


def test_without_protobuf_they_give_drafts(bare: Any, tmp_path: Path) -> None:
    script = """
from tensorboardX import FileWriter, summary
with_bytes = summary.text("a", "words").SerializeToString()
writer = FileWriter("logs")
writer.add_summary(summary.scalar("b", 1), 3)
writer.close()
print(with_bytes)
"""
    assert "words" in bare.run("-c", script, cwd=tmp_path, dropin="1").stdout
    assert list((tmp_path / "logs").glob("events*"))


def test_the_parts_of_a_summary(answer: Any) -> None:
    script = """
import numpy as np
from tensorboardX import summary
image = summary.make_image(np.zeros((4, 5, 3), np.uint8))
boxes = summary.make_image(np.zeros((4, 5, 3), np.uint8), rois=np.array([[0, 0, 2, 2]]))
counts = summary.make_histogram(np.arange(10.0), [0, 5, 10])
video = summary.make_video(np.zeros((2, 4, 4, 3), np.uint8), 4)
curve = summary.compute_curve(np.array([0, 1]), np.array([0.2, 0.9]), 3)
answer = [image.height, image.width, boxes.colorspace, counts.num, list(counts.bucket), video.width, curve.shape]
"""
    assert answer(script) == [4, 5, 3, 10.0, [0.0, 5.0, 5.0], 4, [6, 3]]


def test_arrays_and_grids(answer: Any) -> None:
    script = """
import numpy as np, torch
from tensorboardX import utils, x2num
from torch.utils.tensorboard._convert_np import make_np
from torch.utils.tensorboard._utils import make_grid
answer = [
    x2num.make_np(torch.ones(2, requires_grad=True)).tolist(), x2num.make_np(3).shape, make_np(3).shape,
    make_np(torch.ones(2, 3)).shape, utils.make_grid(np.ones((9, 1, 2, 3))).shape,
    make_grid(np.arange(12).reshape(4, 3, 1, 1), ncols=2)[0].tolist(),
    utils._prepare_video(np.ones((5, 2, 3, 4, 4))).shape, utils.convert_to_HWC(np.ones((4, 5)), "hw").shape,
    x2num.make_np(torch.tensor(1e30, dtype=torch.bfloat16)).item() > 9e29,
]
"""
    shapes = [[1.0, 1.0], [], [1], [2, 3], [3, 4, 24], [[0, 3], [6, 9]], [2, 8, 16, 3], [4, 5, 3], True]
    assert answer(script) == shapes
