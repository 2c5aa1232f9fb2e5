"""Arrays of other libraries as numpy arrays, as tensorboardX offers it. Above `summary.array`."""

from __future__ import annotations

import logging
from typing import Any

import numpy as np
from numpy.typing import NDArray

from runchart.summary.array import array

logger = logging.getLogger(__name__)


def make_np(x: Any) -> NDArray[Any]:
    """Numbers of any library as a numpy array; warns of NaN and infinities, as tensorboardX does.

    Raises:
        NotImplementedError: `x` holds no numbers.
    """
    try:
        return check_nan(array(x, "make_np").numpy())
    except TypeError as error:
        raise NotImplementedError(str(error)) from error


def check_nan(array: NDArray[Any]) -> NDArray[Any]:
    """Gives the array back, after a warning where it holds NaN or an infinity."""
    if array.dtype.kind in "fc" and not np.isfinite(array).all():
        logger.warning("NaN or Inf found in input tensor.")
    return array
