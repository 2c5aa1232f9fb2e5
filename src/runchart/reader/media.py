"""Media: what one tag of one run holds that is no scalar, in order of its points, each read from its file when asked for.

Wraps the native `Reader`'s places and values: nothing but steps, times and places stays in memory.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar, overload

import numpy as np
from numpy.typing import NDArray

from .index import Entry

if TYPE_CHECKING:
    from typing_extensions import Self

    from runchart._core import Places, Reader, Value

Item_co = TypeVar("Item_co", covariant=True)


class Media(Sequence[Item_co], Generic[Item_co]):
    """The points of one tag at the moment of asking. ``media[i]`` and iteration read and decode; nothing is kept.

    Reading raises `runchart._core.StaleError` (a LookupError) where the file is gone or was replaced meanwhile, and
    ValueError where the record is damaged.
    """

    kinds: ClassVar[tuple[str, ...]] = ()
    """What it reads, by the names that `Entry.kind` has; empty: any."""

    run: str
    """Name of the run."""
    tag: str
    """Name of the tag."""
    steps: NDArray[np.int64]
    """Shape (n,)."""
    wall_times: NDArray[np.float64]
    """Shape (n,), seconds since 1970."""

    def __init__(self, reader: Reader, run: str, tag: str, entry: Entry, *, superseded: bool = False) -> None:
        places = reader.places(entry.run, entry.tag, superseded=superseded)
        self._set(reader, run, tag, entry, places)

    def _set(self, reader: Reader, run: str, tag: str, entry: Entry, places: Places) -> None:
        self.run, self.tag = run, tag
        self.steps, self.wall_times = places["steps"], places["wall_times"]
        self._reader, self._entry, self._places = reader, entry, places

    @overload
    def __getitem__(self, index: int) -> Item_co: ...
    @overload
    def __getitem__(self, index: slice) -> Self: ...
    def __getitem__(self, index: int | slice) -> Item_co | Self:
        if not isinstance(index, slice):
            return self._decode(self._value(index))
        part = object.__new__(type(self))
        part.__dict__.update(self.__dict__)
        columns: Any = {name: column[index] for name, column in self._places.items()}  # type: ignore[index]
        part._set(self._reader, self.run, self.tag, self._entry, columns)
        return part

    def __len__(self) -> int:
        """The number of points."""
        return len(self.steps)

    def __repr__(self) -> str:
        ends = f", steps {self.steps[0]} to {self.steps[-1]}" if len(self) else ""
        return f"<{type(self).__name__} {self.tag!r} of {self.run!r}: {len(self)} points{ends}>"

    @property
    def metadata(self) -> bytes:
        """What the tag's first metadata held for its plugin."""
        return self._reader.metadata(self._entry.run, self._entry.tag)["content"]

    @property
    def description(self) -> str:
        """What the writer said about the tag, in markdown."""
        return self._reader.metadata(self._entry.run, self._entry.tag)["description"]

    def _value(self, index: int) -> Value:
        file, offset = int(self._places["files"][index]), int(self._places["offsets"][index])
        return self._reader.value(self._entry.run, self._entry.tag, file, offset)

    def _decode(self, value: Value) -> Item_co:
        raise NotImplementedError

    def _other(self, value: Value) -> TypeError:
        """The complaint about a value of another kind than the tag's metadata promises."""
        return TypeError(
            f"{self.tag!r} in run {self.run!r} is stored as {value['kind']}, not as {self.kinds[0] if self.kinds else 'tensor'}"
        )
