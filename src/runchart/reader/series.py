"""A series: the points of one tag of one run, as three arrays. Wraps the native `Reader`'s columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import pandas


@dataclass(frozen=True, eq=False, repr=False)
class Series:
    """The points of one tag of one run at the moment of asking: three arrays of one length that nothing changes later.

    They are ordered by file and place in the file; what a restart superseded is left out.
    """

    run: str
    """Name of the run."""
    tag: str
    """Name of the series."""
    steps: NDArray[np.int64]
    """Shape (n,)."""
    wall_times: NDArray[np.float64]
    """Shape (n,), seconds since 1970."""
    values: NDArray[np.floating[Any]]
    """Shape (n,), float32, or float64 where the file has float64 or integers of more than 16 bits."""

    def __len__(self) -> int:
        """The number of points."""
        return len(self.steps)

    def __repr__(self) -> str:
        ends = f", steps {self.steps[0]} to {self.steps[-1]}, last value {self.values[-1]:g}" if len(self) else ""
        return f"<Series {self.tag!r} of {self.run!r}: {len(self)} points{ends}>"

    def to_pandas(self) -> pandas.DataFrame:
        """A table of the columns step, wall_time (seconds since 1970) and value. Raises ImportError without pandas."""
        import pandas as pd

        return pd.DataFrame({"step": self.steps, "wall_time": self.wall_times, "value": self.values})
