"""What is no scalar, read back: files by tensorboardX, torch, TensorBoard's own summaries and runchart."""

from __future__ import annotations

import io
import math
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import polars
import pytest
import tensorboardX
from PIL import Image
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboard.compat.proto.event_pb2 import Event
from tensorboard.compat.proto.summary_pb2 import Summary
from tensorboard.plugins.hparams import summary_v2 as hparams_summary
from tensorboard.summary.writer.event_file_writer import EventFileWriter
from tensorboard.util.tensor_util import make_ndarray
from torch.utils.tensorboard import SummaryWriter as TorchWriter

import runchart
from runchart.reader import HParams, Images, Sound

PICTURE = np.arange(3 * 4 * 5, dtype=np.uint8).reshape(4, 5, 3) * 3
WAVE = np.sin(np.arange(400) / 10).astype(np.float32)

WRITERS = {"tensorboardX": tensorboardX.SummaryWriter, "torch": TorchWriter, "runchart": runchart.SummaryWriter}


def log_everything(writer) -> None:
    for step in (0, 10, 20):
        writer.add_scalar("loss", step, step)
        writer.add_image("picture", PICTURE + step, step, dataformats="HWC")
        writer.add_audio("sound", WAVE, step, sample_rate=8000)
        writer.add_histogram("weights", np.arange(100) + step, step)
        writer.add_text("said", f"at *{step}*", step)
    writer.add_pr_curve("curve", np.array([0, 1, 1, 0]), np.array([0.1, 0.9, 0.6, 0.2]), 0)
    writer.close()


@pytest.fixture(params=WRITERS)
def run(request: pytest.FixtureRequest, tmp_path: Path) -> runchart.reader.Run:
    log_everything(WRITERS[request.param](str(tmp_path)))
    with runchart.open(tmp_path, follow=False) as log:
        return log.runs["."]


def test_kinds_and_entries(run: runchart.reader.Run) -> None:
    kinds = run.kinds
    assert (kinds["scalars"], kinds["images"], kinds["audio"]) == (["loss"], ["picture"], ["sound"])
    assert (kinds["histograms"], kinds["text"], kinds["pr_curves"]) == (["weights"], ["said/text_summary"], ["curve"])
    entry = run.entries()["picture"]
    assert (entry.kind, entry.points, entry.first_step, entry.last_step, entry.last_value) == ("images", 3, 0, 20, None)
    assert run.entries()["loss"].last_value == 20


def test_images(run: runchart.reader.Run) -> None:
    images = run.images("picture")
    assert images.steps.tolist() == [0, 10, 20]
    assert images.wall_times.dtype == np.float64
    for step, image in zip(images.steps, images, strict=True):
        assert image.dtype == np.uint8
        np.testing.assert_array_equal(image, PICTURE + step)
    (encoded,) = images.encoded(1)
    np.testing.assert_array_equal(np.asarray(Image.open(io.BytesIO(encoded))), PICTURE + 10)
    assert repr(images) == f"<Images 'picture' of {run.name!r}: 3 points, steps 0 to 20>"
    last = images[1:]
    assert isinstance(last, Images)
    assert last.steps.tolist() == [10, 20]
    np.testing.assert_array_equal(last[-1], PICTURE + 20)
    with pytest.raises(IndexError):
        images[3]
    with pytest.raises(IndexError, match="no sample 1 of 'picture': this step has 1"):
        run.images("picture", sample=1)[0]


def test_audio(run: runchart.reader.Run) -> None:
    sounds = run.audio("sound")
    assert sounds.steps.tolist() == [0, 10, 20]
    sound = sounds[0]
    assert isinstance(sound, Sound)
    assert (sound.sample_rate, sound.content_type) == (8000, "audio/wav")
    np.testing.assert_allclose(sound.to_numpy(), WAVE[:, None], atol=1e-4)


def test_histograms(run: runchart.reader.Run) -> None:
    histogram = run.histograms("weights")[2]
    assert histogram.counts.sum() == 100
    assert (histogram.min, histogram.max, histogram.num) == (20, 119, 100)
    assert histogram.left[0] <= 20
    assert histogram.right[-1] >= 119
    assert histogram.nan == 0


def test_text(run: runchart.reader.Run) -> None:
    texts = [text if isinstance(text, str) else text.item() for text in run.text("said/text_summary")]
    assert texts == ["at *0*", "at *10*", "at *20*"]


def test_tensors(run: runchart.reader.Run) -> None:
    (curve,) = run.tensors("curve")
    assert curve.shape == (6, 127)
    assert run.tensors(run.kinds["text"][0])[0].ravel().tolist() == [b"at *0*"]
    with pytest.raises(TypeError, match=re.escape(f"'picture' in run {run.name!r} is stored as image, not as tensor")):
        run.tensors("picture")[0]


def test_what_is_not_there_is_named(run: runchart.reader.Run) -> None:
    with pytest.raises(KeyError, match=re.escape(f"no images of tag 'pictur' in run {run.name!r}; there is 'picture'")):
        run.images("pictur")
    with pytest.raises(KeyError, match=re.escape(f"tag 'sound' in run {run.name!r} holds audio, not images")):
        run.images("sound")
    with pytest.raises(KeyError, match=re.escape(f"tag 'loss' in run {run.name!r} holds scalars, not text")):
        run.text("loss")
    with pytest.raises(KeyError, match=re.escape(f"tag 'picture' in run {run.name!r} holds images, not scalars")):
        run["picture"]


def test_pictures_of_every_form(tmp_path: Path) -> None:
    pictures = {
        "grey": Image.fromarray(PICTURE[:, :, 0]),
        "deep": Image.fromarray(PICTURE[:, :, 0].astype(np.uint16) * 256),
        "alpha": Image.fromarray(np.dstack([PICTURE, PICTURE[:, :, 0]])),
        "palette": Image.fromarray(PICTURE).quantize(60),
    }
    forms: dict[str, tuple[int, ...]] = dict.fromkeys(("grey", "deep"), (4, 5)) | {
        "alpha": (4, 5, 4),
        "palette": (4, 5, 3),
    }
    writer = EventFileWriter(str(tmp_path))
    for name, picture in pictures.items():
        out = io.BytesIO()
        picture.save(out, "PNG")
        image = Summary.Image(height=4, width=5, encoded_image_string=out.getvalue())
        writer.add_event(Event(summary=Summary(value=[Summary.Value(tag=name, image=image)])))
    writer.close()
    with runchart.SummaryWriter(tmp_path) as ours:
        frames = np.stack([np.full((8, 8, 3), level, np.uint8) for level in (0, 100, 200)])
        ours.add_video("film", frames.transpose(0, 3, 1, 2)[None], 0)
    with runchart.open(tmp_path, follow=False) as log:
        run = log.runs["."]
        assert {name: run.images(name)[0].shape for name in forms} == forms
        assert run.images("deep")[0].max() == int(PICTURE[:, :, 0].max()) * 256
        np.testing.assert_array_equal(run.images("alpha")[0][:, :, :3], PICTURE)
        assert run.images("film")[0].shape == (3, 8, 8, 3)
        assert run.images("film")[0][:, 4, 4, 0].tolist() == pytest.approx([0, 100, 200], abs=12)


def test_without_pillow_the_bytes_are_there(tmp_path: Path) -> None:
    log_everything(runchart.SummaryWriter(tmp_path))
    script = f"""
import sys; sys.modules["PIL"] = None
import runchart
images = runchart.open({str(tmp_path)!r}, follow=False).runs["."].images("picture")
assert images.encoded(0)[0].startswith(b"\\x89PNG")
images[0]
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60)
    assert "ImportError: to decode pictures Pillow is needed: pip install pillow" in done.stderr


def test_a_file_that_is_gone(tmp_path: Path) -> None:
    from runchart._core import StaleError

    log_everything(runchart.SummaryWriter(tmp_path))
    with runchart.open(tmp_path, follow=False) as log:
        images = log.runs["."].images("picture")
        for file in tmp_path.iterdir():
            file.rename(tmp_path / "moved away")
        with pytest.raises(StaleError):
            images[0]


def test_damage_in_a_picture_is_told_when_it_is_asked_for(tmp_path: Path) -> None:
    with runchart.SummaryWriter(tmp_path) as writer:
        noise = np.random.default_rng(0).integers(0, 255, (300, 300, 3), dtype=np.uint8)
        for step in range(2):
            writer.add_image("picture", noise, step, dataformats="HWC")
    (file,) = tmp_path.iterdir()
    content = bytearray(file.read_bytes())
    content[len(content) // 4] ^= 1
    file.write_bytes(content)
    with runchart.open(tmp_path, follow=False) as log:
        images = log.runs["."].images("picture")
        with pytest.raises(ValueError, match="damaged"):
            images[0]
        np.testing.assert_array_equal(images[1], noise)


@pytest.fixture
def sessions(tmp_path: Path) -> HParams:
    """Hyperparameters by runchart, torch, tensorboardX and TensorBoard's own API, beside a run without any."""
    with runchart.SummaryWriter(tmp_path / "ours") as ours:
        ours.add_hparams({"lr": 0.1, "name": "adam", "nesterov": True}, {"accuracy": 0.5}, run_name=".")
        ours.add_scalar("loss", 1.0, 0)
        ours.add_scalar("loss", 0.25, 1)
    for name in ("torch", "tensorboardX"):
        with WRITERS[name](str(tmp_path / name)) as writer:
            arguments = {"run_name": "trial"} if name == "torch" else {"name": "trial"}
            writer.add_hparams({"lr": 0.2, "layers": 3}, {"accuracy": 0.75}, **arguments)
    writer = EventFileWriter(str(tmp_path / "keras"))
    summary = hparams_summary.hparams_pb({"lr": 0.3, "run": "x"}, trial_id="t", start_time_secs=1.0)
    writer.add_event(Event(summary=Summary.FromString(summary.SerializeToString())))
    writer.close()
    with runchart.SummaryWriter(tmp_path / "none") as none:
        none.add_scalar("loss", 1.0, 0)
    with runchart.open(tmp_path, follow=False) as log:
        return log.hparams()


def test_hparams(sessions: HParams) -> None:
    rows = {session.run: session for session in sessions}
    assert sorted(rows) == ["keras", "ours", "tensorboardX", "torch"]
    assert rows["ours"].hparams == {"lr": 0.1, "name": "adam", "nesterov": True}
    assert rows["ours"].metrics == {"accuracy": 0.5, "loss": 0.25}
    assert rows["torch"].hparams == rows["tensorboardX"].hparams == {"lr": 0.2, "layers": 3.0}
    assert rows["torch"].metrics == rows["tensorboardX"].metrics == {"accuracy": 0.75}
    assert rows["keras"].group == "t"
    assert set(sessions.names) == {"lr", "name", "nesterov", "layers", "run"}
    assert sessions.metrics == ["accuracy", "loss"]
    assert len(sessions[:2]) == 2


def test_hparams_as_tables(sessions: HParams) -> None:
    table = sessions.to_pandas()
    assert set(table.columns) == {"run", "lr", "hparam/run", "name", "nesterov", "layers", "accuracy", "loss"}
    table = table.set_index("run")
    assert table["lr"].to_dict() == {"keras": 0.3, "ours": 0.1, "tensorboardX": 0.2, "torch": 0.2}
    assert math.isnan(table["accuracy"]["keras"])
    assert table["hparam/run"]["keras"] == "x"
    columns = sessions.columns()
    assert sessions.to_polars().to_dict(as_series=False) == columns
    assert sessions.to_arrow().to_pydict() == columns


def test_a_column_of_two_types_is_text_where_a_table_needs_one(tmp_path: Path) -> None:
    for run, value in (("a", 1.5), ("b", "auto")):
        with runchart.SummaryWriter(tmp_path / run) as writer:
            writer.add_hparams({"lr": value}, {}, run_name=".")
    with runchart.open(tmp_path, follow=False) as log:
        assert (
            log.hparams().to_polars()["lr"].to_list() == log.hparams().to_arrow()["lr"].to_pylist() == ["1.5", "auto"]
        )
        assert log.hparams().to_pandas()["lr"].tolist() == [1.5, "auto"]
        assert log.hparams(re.compile("a")).columns() == {"run": ["a"], "lr": [1.5]}
        nothing = log.hparams("nowhere")
        assert (len(nothing), len(nothing.to_pandas()), len(nothing.to_polars())) == (0, 0, 0)
        assert isinstance(nothing.to_pandas(), pd.DataFrame)
        assert isinstance(nothing.to_polars(), polars.DataFrame)


def test_tensors_are_those_that_tensorboard_reads(tmp_path: Path) -> None:
    log_everything(tensorboardX.SummaryWriter(str(tmp_path)))
    accumulator = EventAccumulator(str(tmp_path), size_guidance={"tensors": 0})
    accumulator.Reload()
    with runchart.open(tmp_path, follow=False) as log:
        for tag in accumulator.Tags()["tensors"]:
            ours = log.runs["."].tensors(tag)
            theirs = accumulator.Tensors(tag)
            assert ours.steps.tolist() == [event.step for event in theirs]
            assert ours.wall_times.tolist() == [event.wall_time for event in theirs]
            for array, event in zip(ours, theirs, strict=True):
                np.testing.assert_array_equal(array, make_ndarray(event.tensor_proto))
        assert accumulator.Tags()["tensors"]
