"""Nodes of a graph, and their bytes as a GraphDef, which TensorBoard's graph dashboard shows. Above `wire`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from runchart.summary import wire

PRODUCER = 22
"""The version of the format that tensorboardX and torch name."""

Shape = Sequence[int]


@dataclass
class Node:
    """One operation, parameter, input or output. Slashes in its name are scopes, which TensorBoard folds."""

    name: str
    op: str
    inputs: list[str] = field(default_factory=list)
    """Names of nodes, with ``:1`` behind them for a second output, ``:2`` for a third."""
    shapes: list[Shape] | None = None
    """The shapes of its outputs, -1 for a size that is not known; None where nothing is known."""
    text: str = ""
    """What else is to be read about it."""

    def encode(self) -> bytes:
        """A NodeDef."""
        out = wire.text(1, self.name) + wire.text(2, self.op)
        out += b"".join(wire.text(3, name) for name in self.inputs)
        out += attribute("attr", wire.message(2, self.text.encode(errors="replace")))
        if self.shapes is not None:
            shapes = b"".join(wire.message(7, wire.shape(shape)) for shape in self.shapes)
            out += attribute("_output_shapes", wire.message(1, shapes))
        return out


def attribute(key: str, value: bytes) -> bytes:
    """One entry of a NodeDef's map of attributes; `value` is an encoded AttrValue."""
    return wire.message(5, wire.text(1, key) + wire.message(2, value))


def graph_def(nodes: Iterable[Node]) -> bytes:
    """A GraphDef."""
    return b"".join(wire.message(1, node.encode()) for node in nodes) + wire.message(4, wire.integer(1, PRODUCER))


class Labels:
    """Names for nodes that TensorBoard reads as they are meant: unique, without empty scopes, and without ``:`` and ``^``,
    which in an input mean a number of an output and an order without data."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def take(self, name: str) -> str:
        plain = "/".join(part for part in name.replace(":", "_").replace("^", "_").split("/") if part) or "unnamed"
        label, number = plain, 1
        while label in self._taken:
            number += 1
            label = f"{plain}_{number}"
        self._taken.add(label)
        return label
