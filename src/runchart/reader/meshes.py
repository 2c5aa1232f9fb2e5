"""Meshes and point clouds: up to three tags of one run, joined by step. Wraps media and the wire format."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

from .tensors import Tensors
from .wire import fields

VERTICES, FACES, COLORS = 1, 2, 3
"""TensorBoard's numbers for the parts of a mesh."""


@dataclass(frozen=True)
class Part:
    """What the metadata of one tag says."""

    mesh: str
    """The name under which the mesh was logged."""
    number: int
    """`VERTICES`, `FACES` or `COLORS`."""
    config: dict[str, Any]


@dataclass(frozen=True, eq=False)
class Mesh:
    """A batch of meshes; without faces, of point clouds."""

    vertices: NDArray[np.float32]
    """Shape (batch, n, 3): x, y and z of each."""
    faces: NDArray[np.int32] | None
    """Shape (batch, m, 3): for each triangle the numbers of its vertices."""
    colors: NDArray[np.uint8] | None
    """Shape (batch, n, 3): red, green and blue of each vertex, 0 to 255."""
    config: dict[str, Any]
    """Camera, lights and material for three.js, as they were logged; often empty."""


class Meshes(Sequence[Mesh]):
    """The meshes of one name in order of their points. Each is read from its file when it is asked for."""

    def __init__(self, tag: str, parts: Iterable[tuple[Part, Tensors]]) -> None:
        known = {part.number: (part, tensors) for part, tensors in parts}
        part, self._vertices = known[VERTICES]
        self._others = {number: tensors for number, (_, tensors) in known.items()}
        self.run = self._vertices.run
        """Name of the run."""
        self.tag = tag
        """The name under which the mesh was logged."""
        self.config = part.config
        """Of the first that was logged: TensorBoard keeps one a tag."""

    @property
    def steps(self) -> NDArray[np.int64]:
        """Shape (n,)."""
        return self._vertices.steps

    @property
    def wall_times(self) -> NDArray[np.float64]:
        """Shape (n,), seconds since 1970."""
        return self._vertices.wall_times

    @overload
    def __getitem__(self, index: int) -> Mesh: ...
    @overload
    def __getitem__(self, index: slice) -> list[Mesh]: ...
    def __getitem__(self, index: int | slice) -> Mesh | list[Mesh]:
        if isinstance(index, slice):
            return [self[place] for place in range(*index.indices(len(self)))]
        vertices = np.asarray(self._vertices[index], np.float32)
        faces, colors = self._part(FACES, index), self._part(COLORS, index)
        return Mesh(
            vertices,
            None if faces is None else faces.astype(np.int32),
            None if colors is None else colors.astype(np.uint8),
            self.config,
        )

    def __len__(self) -> int:
        """The number of points."""
        return len(self._vertices)

    def __repr__(self) -> str:
        ends = f", steps {self.steps[0]} to {self.steps[-1]}" if len(self) else ""
        return f"<Meshes {self.tag!r} of {self.run!r}: {len(self)} points{ends}>"

    def _part(self, number: int, index: int) -> NDArray[Any] | None:
        """What belongs to vertices `index`: of the same place where both have the same steps, else the last of its step."""
        part = self._others.get(number)
        if part is None:
            return None
        if np.array_equal(part.steps, self.steps):
            return part[index]
        same = np.flatnonzero(part.steps == self.steps[index])
        return part[int(same[-1])] if len(same) else None


def part_of(content: bytes) -> Part:
    """What the metadata of a tag of plugin ``mesh`` says. ValueError if it cannot be read."""
    found = dict(fields(content))
    name, config = found.get(2, b""), found.get(5, b"")
    if not isinstance(name, bytes) or not isinstance(config, bytes):
        raise ValueError("not the metadata of a mesh: its name or configuration is no text")
    try:
        settings = json.loads(config or b"{}")
    except RecursionError:
        raise ValueError("not the metadata of a mesh: its configuration is nested too deeply") from None
    return Part(name.decode(), int(found.get(3, 0)), settings if isinstance(settings, dict) else {})
