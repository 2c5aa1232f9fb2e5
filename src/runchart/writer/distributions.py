"""Many numbers at one step: histograms and tensors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from runchart import summary
from runchart.writer.calls import Calls


class Distributions(Calls):
    """The calls for histograms and tensors."""

    def add_histogram(
        self,
        tag: str,
        values: Any,
        global_step: Any = None,
        bins: str | int | Sequence[float] = "tensorflow",
        walltime: float | None = None,
        max_bins: int | None = None,
    ) -> None:
        """Logs how values are distributed, such as the weights or gradients of a layer.

        Args:
            tag: name of the series.
            values: array of any shape and library. float16 and bfloat16 are counted as they are; a tensor on a device is counted
                there. NaN and infinities are counted apart.
            global_step: the step. Default: 0.
            bins: ``"tensorflow"`` (edges that grow by a tenth from 1e-12 to 1e20, for both signs), a number of equal bins, ascending
                edges, or a name that `numpy.histogram_bin_edges` knows, such as ``"auto"``.
            walltime: seconds since 1970. Default: now.
            max_bins: neighbouring bins are joined until there are about as few.

        Raises:
            TypeError: no real numbers.
            ValueError: no values, or `bins` are not understood.
        """
        draft = summary.histogram.histogram(self.names.tag(tag), values, bins, max_bins)
        self.write_draft(draft, global_step, walltime)

    def add_histogram_raw(
        self,
        tag: str,
        min: float,  # noqa: A002 - the libraries' names
        max: float,  # noqa: A002
        num: int,
        sum: float,  # noqa: A002
        sum_squares: float,
        bucket_limits: Any,
        bucket_counts: Any,
        global_step: Any = None,
        walltime: float | None = None,
    ) -> None:
        """Logs a histogram that was counted elsewhere.

        Args:
            min, max, num, sum, sum_squares: of the values that were counted.
            bucket_limits: right edge of each bucket, ascending.
            bucket_counts: values in each bucket, 0 or more; as many as `bucket_limits`.

        Raises:
            ValueError: other lengths, no bucket, negative counts, or edges that descend.
        """
        numbers = (min, max, num, sum, sum_squares)
        self.write_draft(summary.histogram.raw(tag, numbers, bucket_limits, bucket_counts), global_step, walltime)

    def add_tensor(self, tag: str, tensor: Any, global_step: Any = None, walltime: float | None = None) -> None:
        """Logs an array as it is. TensorBoard keeps it and shows it nowhere.

        Args:
            tensor: array of any shape and library: booleans, integers, floats (float16 and bfloat16 too), complex numbers.

        Raises:
            TypeError: no numbers.
            ValueError: 2 GiB or more, which no event can hold.
        """
        self.write_draft(summary.tensor.tensor(tag, tensor), global_step, walltime)
