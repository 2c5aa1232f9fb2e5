"""What a query answers."""

from typing import TypedDict

import numpy as np
from numpy.typing import NDArray

class Buckets(TypedDict):
    """The columns of one series over one range of x, one element a bucket.
    ``x_first x_last x_min x_max`` are f64; ``first last min max mean`` f32, or f64 where the file has f64, over finite values,
    NaN where there is none, and ``x_*`` say where those stand; ``count`` (finite values) ``nan pos_inf neg_inf`` are u32. Where
    each bucket is one point (``width`` 0) the four x are one array object, and so are the five values. ``spike_min`` and
    ``spike_max`` are ``min`` and ``max`` where these stand out of their surroundings, else NaN.
    """

    points: int
    superseded: int
    width: float
    x_first: NDArray[np.float64]
    x_last: NDArray[np.float64]
    x_min: NDArray[np.float64]
    x_max: NDArray[np.float64]
    first: NDArray[np.floating]
    last: NDArray[np.floating]
    min: NDArray[np.floating]
    max: NDArray[np.floating]
    mean: NDArray[np.floating]
    spike_min: NDArray[np.floating]
    spike_max: NDArray[np.floating]
    count: NDArray[np.uint32]
    nan: NDArray[np.uint32]
    pos_inf: NDArray[np.uint32]
    neg_inf: NDArray[np.uint32]
