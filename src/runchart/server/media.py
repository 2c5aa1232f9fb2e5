"""Pictures and histograms as TensorBoard's routes send them, each read from its file when it is asked for. Wraps the reader."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from .answer import number

if TYPE_CHECKING:
    from runchart.reader import Reader

IMAGE_TYPES = {
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"GIF8": "image/gif",
    b"BM": "image/bmp",
}


def tags_of(run: Mapping[str, Any], plugin: str) -> list[int]:
    """The tags of a run that hold data for this plugin."""
    if plugin == "scalars":
        return [series[0] for series in run["series"]]
    return [medium["tag"] for medium in run["media"] if medium["plugin"] == plugin]


def histograms(reader: Reader, run: int, tag: int) -> list[dict[str, Any]]:
    """All histograms of a tag; one that cannot be read is left out."""
    places = reader.places(run, tag)
    answer = []
    for wall_time, step, file, offset in zip(
        places["wall_times"], places["steps"], places["files"], places["offsets"], strict=True
    ):
        try:
            value = reader.value(run, tag, int(file), int(offset))
        except (LookupError, ValueError, OSError):
            continue
        if value["kind"] == "histogram":
            # TensorBoard rounds buckets of the first version to float32; only those have statistics.
            precision = np.float64 if value["num"] is None else np.float32
            columns = [value[name].astype(precision).tolist() for name in ("left", "right", "counts")]
            bins = [
                {"min": number(left), "max": number(right), "count": number(count)}
                for left, right, count in zip(*columns, strict=True)
            ]
            answer.append({"wallTime": number(float(wall_time)), "step": int(step), "bins": bins})
    return answer


def pictures(reader: Reader, run: int, tag: int, point: int) -> list[bytes]:
    """The pictures of one point as they are stored; none if they cannot be read."""
    places = reader.places(run, tag)
    if not len(places["steps"]):
        return []
    return _stored(reader, run, tag, int(places["files"][point]), int(places["offsets"][point]))


def image_places(reader: Reader, run: int, tag: int, sample: int) -> list[dict[str, Any]]:
    """Step, time and imageId of each picture numbered `sample`. The pictures themselves are not read, but for the last."""
    if not 0 <= sample < len(pictures(reader, run, tag, -1)):
        return []
    places = reader.places(run, tag)
    return [
        {"step": int(step), "wallTime": number(float(wall_time)), "imageId": f"{run}.{tag}.{file}.{offset}.{sample}"}
        for wall_time, step, file, offset in zip(
            places["wall_times"], places["steps"], places["files"], places["offsets"], strict=True
        )
    ]


def picture(reader: Reader, image_id: str) -> bytes:
    """The picture that `image_places` named. LookupError if it is not there, or not any more."""
    if not re.fullmatch(r"\d{1,9}\.\d{1,9}\.\d{1,9}\.\d{1,19}\.\d{1,9}", image_id, re.ASCII):
        raise LookupError(f"{image_id!r} is no imageId that timeSeries gave")
    run, tag, file, offset, sample = map(int, image_id.split("."))
    stored = _stored(reader, run, tag, file, offset)
    if sample >= len(stored):
        raise LookupError(f"there is no picture {image_id} any more; ask timeSeries again")
    return stored[sample]


def image_type(encoded: bytes) -> str:
    """The content type of a picture that a browser may show; of anything else none that it would run."""
    found = (kind for head, kind in IMAGE_TYPES.items() if encoded.startswith(head))
    return next(found, "application/octet-stream")


def _stored(reader: Reader, run: int, tag: int, file: int, offset: int) -> list[bytes]:
    try:
        value = reader.value(run, tag, file, offset)
    except (LookupError, ValueError, OSError, OverflowError):
        return []
    return value["encoded"] if value["kind"] == "image" else []
