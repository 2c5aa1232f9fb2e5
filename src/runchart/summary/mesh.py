"""Meshes: points in space with colors and triangles, shown in TensorBoard's mesh dashboard."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from runchart._core import Draft
from runchart.summary import wire
from runchart.summary.array import real
from runchart.summary.given import given, tag_text
from runchart.summary.names import TENSORBOARDX, TORCH, Names

VERTEX, FACE, COLOR = 1, 2, 3
"""TensorBoard's numbers for the parts of a mesh."""

EXACT = 1 << 24
"""Up to here float32, in which TensorBoard keeps faces too, holds each whole number."""


def mesh(
    tag: str,
    vertices: Any,
    colors: Any = None,
    faces: Any = None,
    config_dict: Mapping[str, Any] | None = None,
    names: Names = TORCH,
) -> Draft:
    """A batch of meshes, or of point clouds where there are no faces.

    Args:
        tag: name of the series.
        vertices: (B, N, 3) coordinates x, y, z. NaN and infinities are kept: such a point is not drawn.
        colors: (B, N, 3) red, green and blue of each vertex in 0..255, of any type; clipped to that range, NaN is 0.
        faces: (B, F, 3) numbers of the vertices of each triangle, from 0 to N - 1.
        config_dict: camera, lights and material for three.js, as JSON takes them.
        names: whose endings the tags of the parts get; with tensorboardX's the metadata is tensorboardX's too.

    Raises:
        TypeError: `tag` is no str, what should be numbers is not, `config_dict` is no dict or not for JSON.
        ValueError: shapes that do not fit together, something empty, or a face of a vertex that is not there.
    """
    tag = tag_text(tag)
    where = f"add_mesh({tag!r})"
    points = batch(vertices, f"{where}: vertices", "N")
    parts = {VERTEX: points}
    if faces is not None:
        parts[FACE] = triangles(faces, points.shape, f"{where}: faces")
    if colors is not None:
        parts[COLOR] = shades(colors, points.shape, f"{where}: colors")
    config, bare = settings(config_dict, where), names == TENSORBOARDX
    if config_dict is None:
        config = "null" if bare else "{}"
    components = 0 if bare else sum(1 << kind for kind in parts)
    encoded = b""
    for kind, data in parts.items():
        content = plugin_data(tag, kind, config, data.shape, components)
        encoded += wire.tensor(tag + names.mesh[kind - 1], tensor(data), "mesh", content)
    return Draft.summary(encoded)


def batch(values: Any, what: str, letter: str) -> NDArray[Any]:
    """Numbers of shape (B, anything, 3)."""
    data = real(values, what).numpy()
    if data.ndim != 3 or data.shape[2] != 3 or not data.size:
        hint = "; for one mesh put it into a batch: values[None]" if data.ndim == 2 and data.shape[1] == 3 else ""
        raise ValueError(f"{what}: expected the shape (B, {letter}, 3), none of them 0, got {tuple(data.shape)}{hint}")
    return data


def triangles(values: Any, vertices: tuple[int, ...], what: str) -> NDArray[Any]:
    data = batch(values, what, "F")
    if data.shape[0] != vertices[0]:
        raise ValueError(
            f"{what}: expected one set of triangles for each of the {vertices[0]} meshes, got {data.shape}"
        )
    last = vertices[1] - 1
    sound = (data >= 0) & (data <= last) & (data == np.floor(data))
    if not sound.all():
        wrong = data[~sound][0]
        raise ValueError(f"{what}: expected whole numbers of vertices, 0 to {last}, got {wrong}")
    if last > EXACT:
        raise ValueError(f"{what}: expected at most {EXACT + 1:,} vertices, which float32 can number, got {last + 1:,}")
    return data


def shades(values: Any, vertices: tuple[int, ...], what: str) -> NDArray[Any]:
    data = batch(values, what, "N")
    if data.shape != vertices:
        raise ValueError(f"{what}: expected one color for each vertex, shape {vertices}, got {data.shape}")
    return data if data.dtype == np.uint8 else np.nan_to_num(data.astype(np.float32).clip(0, 255))


def settings(config: Any, where: str) -> str:
    if config is not None and not isinstance(config, Mapping):
        raise TypeError(f"{where}: config_dict: expected a dict such as {{'camera': {{...}}}}, got {given(config)}")
    try:
        return json.dumps(config, sort_keys=True, allow_nan=False)
    except (TypeError, ValueError) as error:
        raise TypeError(
            f"{where}: config_dict: expected what JSON takes (str, finite numbers, lists, dicts): {error}"
        ) from None


def tensor(data: NDArray[Any]) -> bytes:
    """A TensorProto of float32."""
    with np.errstate(over="ignore"):
        values = data.astype("<f4").tobytes()
    return wire.integer(1, wire.DT_FLOAT) + wire.message(2, wire.shape(data.shape)) + wire.message(5, values)


def plugin_data(tag: str, kind: int, config: str, shape: tuple[int, ...], components: int) -> bytes:
    """A MeshPluginData of version 0."""
    sizes = b"".join(wire.varint(size) for size in shape)
    out = wire.text(2, tag) + wire.integer(3, kind) + wire.text(5, config) + wire.message(6, sizes)
    return out + (wire.integer(7, components) if components else b"")
