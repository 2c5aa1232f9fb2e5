"""Arrays of other libraries as numpy arrays, as torch offers it. Above `summary.array`."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from runchart.summary.array import array


def make_np(x: Any) -> NDArray[Any]:
    """Numbers of any library as a numpy array of at least one axis.

    Raises:
        NotImplementedError: `x` holds no numbers.
    """
    try:
        found = array(x, "make_np").numpy()
    except TypeError as error:
        raise NotImplementedError(str(error)) from error
    return np.atleast_1d(found) if np.isscalar(x) else found
