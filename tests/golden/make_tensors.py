"""Tensors of every dtype and rank 0 to 3, as TensorFlow's make_tensor_proto and tf.summary.write store them.

Run it where tensorflow 2.21 is installed: `python tests/golden/make_tensors.py`.
"""

import numpy as np
import tensorflow as tf
from answers import emptied, finish, plain
from tensorflow.core.framework.summary_pb2 import Summary
from tensorflow.core.util.event_pb2 import Event

TYPES = "float16 bfloat16 float32 float64 int8 int16 int32 int64 uint8 uint16 uint32 uint64 bool complex64 complex128"
SHAPES = ((), (3,), (2, 3), (2, 1, 2), (0,))
WORDS = ["", "ascii", "größer ≥ 2", "日本", "a\nb", "f"]


def numbers(dtype: tf.DType, shape: tuple[int, ...]) -> np.ndarray:
    """Numbers that the type holds exactly and that tell its ends and its sign."""
    count = int(np.prod(shape, dtype=int))
    if dtype == tf.bool:
        return (np.arange(count) % 2 == 0).reshape(shape)
    if dtype.is_complex:
        return (np.arange(count) - 1 + 0.5j).astype(dtype.as_numpy_dtype).reshape(shape)
    if dtype.is_floating:
        return (np.arange(count) * 0.75 - 1.5).astype(dtype.as_numpy_dtype).reshape(shape)
    return np.resize(np.array([dtype.max, dtype.min, 1], dtype.as_numpy_dtype), count).reshape(shape)


logdir = emptied("tensors")
known: dict[str, dict] = {"proto": {}, "written": {}}


def note(run: str, tag: str, dtype: str, array: np.ndarray) -> None:
    known[run][tag] = {"kind": "golden", "steps": [2], "values": [plain(array)], "dtype": dtype, "shape": array.shape}


def proto(writer: tf.io.TFRecordWriter, tag: str, dtype: str, array: np.ndarray, **given) -> None:
    tensor = tf.make_tensor_proto(given.pop("values", array), tf.as_dtype(dtype), **given)
    summary = Summary(value=[Summary.Value(tag=tag, tensor=tensor)])
    summary.value[0].metadata.plugin_data.plugin_name = "golden"
    writer.write(Event(wall_time=1.7e9, step=2, summary=summary).SerializeToString())
    note("proto", tag, dtype, tf.make_ndarray(tensor))
    assert np.array_equal(tf.make_ndarray(tensor), array)


(logdir / "proto").mkdir()
with tf.io.TFRecordWriter(str(logdir / "proto" / "events.out.tfevents.1")) as writer:
    writer.write(Event(wall_time=1.7e9, file_version="brain.Event:2").SerializeToString())
    for dtype in TYPES.split():
        for shape in SHAPES:
            array = numbers(tf.as_dtype(dtype), shape)
            proto(writer, f"{dtype}/{'x'.join(map(str, shape)) or 'single'}", dtype, array)
        one = numbers(tf.as_dtype(dtype), (1,))
        proto(writer, f"{dtype}/repeated", dtype, np.broadcast_to(one, (2, 3)), values=one[0], shape=(2, 3))
    for shape in ((), (3,), (2, 3), (1, 2, 3), (0,)):
        words = np.resize(np.array([word.encode() for word in WORDS], object), shape)
        proto(writer, f"string/{'x'.join(map(str, shape)) or 'single'}", "string", words)

with tf.summary.create_file_writer(str(logdir / "written")).as_default():
    metadata = tf.compat.v1.SummaryMetadata(plugin_data={"plugin_name": "golden"})
    for dtype in TYPES.split():
        for shape in SHAPES:
            array = numbers(tf.as_dtype(dtype), shape)
            tag = f"{dtype}/{'x'.join(map(str, shape)) or 'single'}"
            tf.summary.write(tag, tf.constant(array, tf.as_dtype(dtype)), step=2, metadata=metadata)
            note("written", tag, dtype, array)

finish(logdir, {"tensorflow": tf.__version__}, known)
