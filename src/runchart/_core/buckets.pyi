"""What a query answers."""

from typing import Any, TypeAlias

Buckets: TypeAlias = dict[str, Any]
"""The columns of one series over one range of x, one element a bucket, and the numbers ``points``, ``superseded`` and ``width``.
``x_first x_last x_min x_max`` are f64; ``first last min max mean`` f32, or f64 where the file has f64, over finite values,
NaN where there is none, and ``x_*`` say where those stand; ``count`` (finite values) ``nan pos_inf neg_inf`` are u32. Where
each bucket is one point (``width`` 0) the four x are one array object, and so are the five values. ``restarts``
lists x and step of the first point of each restart, also outside the range. ``spike_min`` and
``spike_max`` are ``min`` and ``max`` where these stand out of their surroundings, else NaN. ``median`` (f64) if asked for."""
