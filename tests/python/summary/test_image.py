"""Images as pixels: against torch and tensorboardX, from every kind of array, and what is refused."""

from __future__ import annotations

import io
import warnings
from typing import Any

import matplotlib as mpl
import numpy as np
import pytest
import tensorboardX.summary
import torch
import torch.utils.tensorboard.summary
from numpy.typing import NDArray
from PIL import Image
from tensorboard.compat.proto.summary_pb2 import Summary

from runchart import SummaryWriter, summary
from runchart._core import Draft

mpl.use("Agg")
RANDOM = np.random.default_rng(0)


def message(draft: Draft) -> Any:
    """The image of a draft, as TensorBoard's protobuf sees it."""
    (value,) = Summary.FromString(draft.SerializeToString()).value
    return value.image


def pixels(image: Any) -> NDArray[np.uint8]:
    return np.asarray(Image.open(io.BytesIO(image.encoded_image_string)).convert("RGBA"))


ARRAYS = {
    "float32 CHW": (RANDOM.random((3, 40, 50)).astype(np.float32), "CHW"),
    "uint8 HWC": (RANDOM.integers(0, 256, (40, 50, 3), dtype=np.uint8), "HWC"),
    "lower case": (RANDOM.integers(0, 256, (40, 3, 50), dtype=np.uint8), "hcw"),
    "float64 HW": (RANDOM.random((40, 50)), "HW"),
    "gray": (RANDOM.random((1, 40, 50)), "CHW"),
    "RGBA": (RANDOM.random((4, 40, 50)), "CHW"),
    "grid of 11": (RANDOM.random((11, 3, 20, 30)), "NCHW"),
    "grid of 3": (RANDOM.integers(0, 256, (3, 20, 30, 3), dtype=np.uint8), "NHWC"),
    "gray grid": (RANDOM.random((9, 1, 20, 30)), "NCHW"),
    "beyond [0, 1]": (RANDOM.normal(size=(3, 20, 20)) * 2, "CHW"),
    "int32": (RANDOM.integers(-3, 3, (3, 20, 20), dtype=np.int32), "CHW"),
    "a transposed view": (RANDOM.random((50, 40, 3)).T, "CHW"),
    "one pixel": (np.ones((3, 1, 1)), "CHW"),
}


@pytest.mark.parametrize("name", ARRAYS)
def test_pixels_are_those_of_torch(name: str) -> None:
    array, axes = ARRAYS[name]
    ours = message(summary.image.image("tag", array, axes))
    theirs = (
        torch.utils.tensorboard.summary.image("tag", torch.from_numpy(array.copy()), dataformats=axes).value[0].image
    )
    assert np.array_equal(pixels(ours), pixels(theirs))
    assert (ours.height, ours.width) == (theirs.height, theirs.width)
    assert ours.colorspace == theirs.colorspace


Y, X = np.mgrid[:300, :400]
SORTS = {
    "flat": np.full((300, 400, 3), (30, 90, 200)),
    "slopes": np.stack([X * 255 // 399, Y * 255 // 299, (X + Y) * 255 // 698], -1),
    "waves": np.stack([128 + 100 * np.sin(X / (9 + 5 * c)) * np.cos(Y / 13) for c in range(3)], -1),
    "noise": RANDOM.integers(0, 256, (300, 400, 3)),
    "tiles": np.tile(RANDOM.integers(0, 256, (30, 40, 3)), (10, 10, 1)),
    "half flat, half noise": np.where(Y[..., None] < 150, 7, RANDOM.integers(0, 256, (300, 400, 3))),
}


@pytest.mark.parametrize("name", SORTS)
@pytest.mark.parametrize("channels", [1, 2, 3, 4])
def test_pillow_reads_pictures_of_every_sort(name: str, channels: int) -> None:
    picture = np.concatenate([SORTS[name], SORTS[name][..., :1]], -1).astype(np.uint8)[..., :channels]
    stored = Image.open(io.BytesIO(message(summary.image.image("tag", picture, "HWC")).encoded_image_string))
    meant = np.repeat(picture, 3, -1) if channels == 1 else picture
    assert np.array_equal(np.asarray(stored), meant)


VIEWS = {
    "transposed": (lambda a: a.transpose(1, 2, 0), "HWC"),
    "channels last": (lambda a: np.ascontiguousarray(a.transpose(1, 2, 0)).transpose(2, 0, 1), "CHW"),
    "upside down": (lambda a: a[:, ::-1], "CHW"),
    "mirrored and transposed": (lambda a: a[:, :, ::-1].transpose(2, 0, 1), "WCH"),
    "every other pixel": (lambda a: a[:, ::2, ::2], "CHW"),
    "one row repeated": (lambda a: np.broadcast_to(a[:, :1], a.shape), "CHW"),
    "Fortran's order": (np.asfortranarray, "CHW"),
    "the other byte order": (lambda a: a.astype(a.dtype.newbyteorder()), "CHW"),
}


@pytest.mark.parametrize("name", VIEWS)
@pytest.mark.parametrize("dtype", [np.uint8, np.float32])
def test_views_are_what_they_show(name: str, dtype: Any) -> None:
    view, axes = VIEWS[name]
    shown = view((RANDOM.random((3, 14, 18)) * (255 if dtype == np.uint8 else 1)).astype(dtype))
    meant = pixels(message(summary.image.image("tag", shown.astype(dtype, order="C"), axes)))
    assert np.array_equal(pixels(message(summary.image.image("tag", shown, axes))), meant)
    if min(shown.strides) > 0 and shown.dtype == dtype:
        tensor = torch.from_numpy(shown)
        assert np.array_equal(pixels(message(summary.image.image("tag", tensor, axes))), meant)


def test_a_wrong_order_of_axes_is_named_as_it_was_given() -> None:
    image = RANDOM.random((20, 30, 3)).transpose(2, 0, 1)
    with pytest.raises(ValueError, match=r"'HWC'|\(HWC\)"):
        summary.image.image("tag", image, "HWC")


def test_what_is_beyond_the_range_is_clipped_where_tensorboardx_wraps() -> None:
    array = np.array([[[1.5, -0.1, 0.5, np.nan, np.inf, -np.inf]]])
    ours = pixels(message(summary.image.image("tag", array, "CHW")))[0, :, 0]
    assert ours.tolist() == [255, 0, 127, 0, 255, 0]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = pixels(tensorboardX.summary.image("tag", array[:, :, :2], dataformats="CHW").value[0].image)
    assert theirs[0, :, 0].tolist() == [126, 231]


WHITE = {
    "bool": np.ones((4, 4), bool),
    "float16": np.ones((4, 4), np.float16),
    "bfloat16": torch.ones(4, 4, dtype=torch.bfloat16),
    "float8": torch.ones(4, 4).to(torch.float8_e4m3fn),
    "requires_grad": torch.ones(4, 4, requires_grad=True),
    "list": [[1.0] * 4] * 4,
    "PIL 1": Image.new("1", (4, 4), 1),
    "PIL L": Image.new("L", (4, 4), 255),
    "PIL P": Image.new("P", (4, 4), 0).convert("RGB").point(lambda _: 255).convert("P"),
    "PIL CMYK": Image.new("CMYK", (4, 4), (0, 0, 0, 0)),
    "PIL RGB": Image.new("RGB", (4, 4), "white"),
    "PIL RGBA": Image.new("RGBA", (4, 4), "white"),
}


@pytest.mark.parametrize("name", WHITE)
def test_white_is_white_from_anywhere(name: str) -> None:
    axes = "CHW" if name.startswith("PIL") else "HW"
    image = message(summary.image.image("tag", WHITE[name], axes))
    assert (image.height, image.width) == (4, 4)
    assert (pixels(image) == 255).all()


def test_jax_arrays() -> None:
    jax = pytest.importorskip("jax.numpy")
    for dtype in (jax.float32, jax.bfloat16):
        assert (pixels(message(summary.image.image("tag", jax.ones((3, 4, 4), dtype), "CHW"))) == 255).all()


def test_transparent_pil_images_keep_their_alpha() -> None:
    picture = Image.new("RGBA", (2, 1), (10, 20, 30, 40))
    assert pixels(message(summary.image.image("tag", picture, "CHW")))[0, 0].tolist() == [10, 20, 30, 40]


def test_a_list_of_images_is_a_grid_in_either_order_of_axes() -> None:
    images = [RANDOM.integers(0, 256, (3, 10, 12), dtype=np.uint8) for _ in range(5)]
    whole = pixels(message(summary.image.images("tag", np.stack(images), "NCHW")))
    assert np.array_equal(pixels(message(summary.image.images("tag", images, "CHW"))), whole)
    assert np.array_equal(pixels(message(summary.image.images("tag", images, "NCHW"))), whole)
    tensors = [torch.from_numpy(image) for image in images]
    assert np.array_equal(pixels(message(summary.image.images("tag", tensors, "CHW"))), whole)
    theirs = tensorboardX.summary.image("tag", np.stack(images), dataformats="NCHW").value[0].image
    assert np.array_equal(pixels(theirs), whole)


def test_a_list_of_gray_images_is_a_grid() -> None:
    images = [RANDOM.integers(0, 256, (10, 12), dtype=np.uint8) for _ in range(3)]
    whole = pixels(message(summary.image.images("tag", np.stack(images)[:, None], "NCHW")))
    assert np.array_equal(pixels(message(summary.image.images("tag", images, "HW"))), whole)
    assert np.array_equal(
        pixels(message(summary.image.images("tag", [Image.fromarray(i) for i in images], "CHW"))), whole
    )


REFUSED = {
    "rank": (np.ones((4, 4)), "CHW", ValueError, "CHW"),
    "channels": (np.ones((64, 64, 3)), "CHW", ValueError, "64"),
    "letters": (np.ones((3, 4, 4)), "CXY", ValueError, "CXY"),
    "twice": (np.ones((3, 4, 4)), "CHH", ValueError, "CHH"),
    "empty": (np.ones((3, 0, 4)), "CHW", ValueError, "0"),
    "none": (None, "CHW", TypeError, "None"),
    "object": (np.array([[object()]]), "HW", TypeError, "object"),
    "text": ("picture.png", "CHW", TypeError, "picture.png"),
    "ragged": ([[1.0], [1.0, 2.0]], "HW", ValueError, "same length"),
    "complex": (np.ones((3, 4, 4), complex), "CHW", TypeError, "complex"),
    "axes": (np.ones((3, 4, 4)), None, TypeError, "dataformats"),
    "meta": (torch.ones(3, 4, 4, device="meta"), "CHW", ValueError, "meta"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_image_is_refused_with_the_tag_and_what_was_given(name: str) -> None:
    array, axes, error, words = REFUSED[name]
    with pytest.raises(error, match="photo") as caught:
        summary.image.image("photo", array, axes)
    assert words in str(caught.value)


def test_images_of_different_sizes_are_refused() -> None:
    with pytest.raises(ValueError, match=r"add_images\('photo'\).*shapes"):
        summary.image.images("photo", [np.ones((3, 4, 4)), np.ones((3, 4, 5))], "CHW")
    with pytest.raises(ValueError, match="empty list"):
        summary.image.images("photo", [], "CHW")


BOXES = np.array([[10, 10, 40, 40], [20.5, 5, 60, 70]])


@pytest.mark.parametrize("labels", [None, ["cat", "a long dog"]])
@pytest.mark.parametrize("rescale", [1, 0.5, 2])
def test_boxes_are_those_of_torch(labels: list[str] | None, rescale: float) -> None:
    array = RANDOM.random((3, 80, 90)).astype(np.float32)
    ours = message(summary.boxes.boxes("tag", array, BOXES, rescale, "CHW", labels))
    boxes = torch.utils.tensorboard.summary.image_boxes
    theirs = boxes("tag", torch.from_numpy(array), BOXES, rescale=rescale, dataformats="CHW", labels=labels)
    assert np.array_equal(pixels(ours), pixels(theirs.value[0].image))
    assert (ours.height, ours.width) == (80 * rescale, 90 * rescale), "the size of what is stored"


def test_boxes_that_do_not_fit_are_refused() -> None:
    array = np.ones((3, 8, 8))
    with pytest.raises(ValueError, match=r"\(boxes, 4\)"):
        summary.boxes.boxes("photo", array, np.ones((4, 2)), 1, "CHW", None)
    with pytest.raises(ValueError, match="1 labels were given for 2 boxes"):
        summary.boxes.boxes("photo", array, BOXES, 1, "CHW", ["cat"])
    with pytest.raises(ValueError, match="CHW"):
        summary.boxes.boxes("photo", np.ones((2, 3, 8, 8)), BOXES, 1, "NCHW", None)


def figure(title: str) -> Any:
    import matplotlib.pyplot as plt

    drawn, axes = plt.subplots(figsize=(3, 2), dpi=50)
    axes.plot([1, 3, 2])
    axes.set_title(title)
    return drawn


def test_a_figure_is_drawn_as_torch_draws_it_and_keeps_its_canvas() -> None:
    import matplotlib.pyplot as plt

    drawn = figure("loss")
    canvas = drawn.canvas
    ours = message(summary.figure.figure("tag", drawn, close=False))
    assert drawn.canvas is canvas
    assert plt.fignum_exists(drawn.number)
    theirs = torch.utils.tensorboard._utils.figure_to_image(drawn, close=False)
    assert np.array_equal(pixels(ours)[:, :, :3], theirs.transpose(1, 2, 0))
    summary.figure.figure("tag", drawn, close=True)
    assert not plt.fignum_exists(drawn.number)


def test_figures_make_a_grid() -> None:
    grid = message(summary.figure.figure("tag", [figure("a"), figure("b")], close=True))
    assert (grid.height, grid.width) == (100, 300)
    with pytest.raises(TypeError, match=r"add_figure\('photo'\).*matplotlib Figure"):
        summary.figure.figure("photo", "plot.png", close=True)


def test_the_writer_puts_images_into_the_file(tmp_path: Any) -> None:
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    with SummaryWriter(tmp_path) as writer:
        for step in range(30):
            writer.add_image("photo", np.full((3, 8, 8), step / 30), step)
        with pytest.raises(ValueError, match="photo"):
            writer.add_image("photo", np.ones((4, 4)), 31)
        writer.add_images("grid", np.ones((2, 3, 8, 8)), 1)
        writer.add_image_with_boxes("boxes", np.ones((3, 8, 8)), [[1, 1, 4, 4]], 2)
        writer.add_figure("figure", figure("a"), 3)
    accumulator = EventAccumulator(str(tmp_path), size_guidance={"images": 0})
    accumulator.Reload()
    assert sorted(accumulator.Tags()["images"]) == ["boxes", "figure", "grid", "photo"]
    photos = accumulator.Images("photo")
    assert [photo.step for photo in photos] == list(range(30))
    firsts = [pixels(photo)[0, 0, 0] for photo in photos]
    assert firsts == [int(step / 30 * 255) for step in range(30)]
