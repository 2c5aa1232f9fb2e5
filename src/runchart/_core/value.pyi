"""One value of a tag that is no scalar, read again from its file."""

from typing import Any, Literal, TypeAlias, TypedDict

import numpy as np
from numpy.typing import NDArray

class ImageValue(TypedDict):
    """Pictures as they are stored: PNG, GIF or another format. More than one where several were logged at once."""

    kind: Literal["image"]
    width: int
    height: int
    encoded: list[bytes]

class AudioValue(TypedDict):
    """Sound as it is stored. ``sample_rate`` is 0 and ``content_type`` empty where nothing says it."""

    kind: Literal["audio"]
    encoded: list[bytes]
    sample_rate: float
    labels: list[str]
    content_type: str

class HistogramValue(TypedDict):
    """Buckets by their edges. Of summaries of the first version, empty buckets at the ends are left out, and least and greatest
    value are the outer edges, as TensorBoard has it; those alone have ``min`` to ``sum_squares``. ``nan``, ``pos_inf`` and
    ``neg_inf`` are 0 unless runchart wrote the file."""

    kind: Literal["histogram"]
    left: NDArray[np.float64]
    right: NDArray[np.float64]
    counts: NDArray[np.float64]
    min: float | None
    max: float | None
    num: float | None
    sum: float | None
    sum_squares: float | None
    nan: int
    pos_inf: int
    neg_inf: int

class TensorValue(TypedDict):
    """Numbers; half and bfloat16 as float32, which holds them exactly."""

    kind: Literal["tensor"]
    array: NDArray[Any]

class StringsValue(TypedDict):
    """A tensor of strings in row-major order."""

    kind: Literal["strings"]
    shape: tuple[int, ...]
    values: list[bytes]

class BytesValue(TypedDict):
    """A protobuf message: a GraphDef, a RunMetadata."""

    kind: Literal["bytes"]
    data: bytes

class MetadataValue(TypedDict):
    """The value is what its own metadata holds, as for hyperparameters."""

    kind: Literal["metadata"]
    content: bytes

Value: TypeAlias = ImageValue | AudioValue | HistogramValue | TensorValue | StringsValue | BytesValue | MetadataValue
