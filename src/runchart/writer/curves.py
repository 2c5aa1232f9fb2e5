"""Curves and classes: precision and recall, confusion matrices, scatter plots. Above `summary.pr_curve`, `summary.confusion_matrix`
and `summary.scatter`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from runchart import summary
from runchart.writer.calls import Calls


class Curves(Calls):
    """The calls that log how good a classifier is, and points in a plane or in space."""

    def add_pr_curve(
        self,
        tag: str,
        labels: Any,
        predictions: Any,
        global_step: Any = None,
        num_thresholds: int = 127,
        weights: Any = None,
        walltime: float | None = None,
    ) -> None:
        """Logs precision and recall of a binary classifier at each of `num_thresholds` thresholds.

        Args:
            tag: name of the series.
            labels: bool, int or float, each 0 or 1; any shape.
            predictions: as many numbers within [0, 1]: the probability of 1.
            global_step: the step. Default: 0.
            num_thresholds: how many, evenly from 0 to 1. More than the 127 at which both libraries stop are kept.
            weights: as many numbers of at least 0, or one for all. Default: 1.
            walltime: seconds since 1970. Default: now.

        Raises:
            TypeError: no numbers; `num_thresholds` is no int.
            ValueError: nothing; different lengths; labels other than 0 and 1; predictions outside [0, 1] or NaN; negative weights.
        """
        self.write_draft(
            summary.pr_curve.pr_curve(tag, labels, predictions, num_thresholds, weights), global_step, walltime
        )

    def add_pr_curve_raw(
        self,
        tag: str,
        true_positive_counts: Any,
        false_positive_counts: Any,
        true_negative_counts: Any,
        false_negative_counts: Any,
        precision: Any,
        recall: Any,
        global_step: Any = None,
        num_thresholds: int = 127,
        weights: Any = None,  # noqa: ARG002 - an argument of both libraries, which they do not use
        walltime: float | None = None,
    ) -> None:
        """Logs precision and recall that are computed already, an element for each threshold, evenly from 0 to 1.

        Args:
            tag: name of the series.
            true_positive_counts, false_positive_counts, true_negative_counts, false_negative_counts: at least 0, of one length.
            precision, recall: within [0, 1], of that length; NaN (0 / 0) is written as 0.
            global_step: the step. Default: 0.
            num_thresholds: kept as a remark in the file; what is shown goes by the length.
            weights: without effect, as in both libraries: the counts are weighted already.
            walltime: seconds since 1970. Default: now.

        Raises:
            TypeError: no numbers.
            ValueError: nothing; different lengths; negative counts; precision or recall outside [0, 1].
        """
        draft = summary.pr_curve.pr_curve_raw(
            tag,
            true_positive_counts,
            false_positive_counts,
            true_negative_counts,
            false_negative_counts,
            precision,
            recall,
            num_thresholds,
        )
        self.write_draft(draft, global_step, walltime)

    def add_confusion_matrix(
        self,
        tag: str,
        matrix: Any,
        global_step: Any = None,
        walltime: float | None = None,
        class_names: Sequence[str] | None = None,
    ) -> None:
        """Logs how often things of one class were taken for another. TensorBoard does not show it.

        Args:
            tag: name of the series.
            matrix: (classes, classes) counts or shares of at least 0, rows actual and columns predicted, as scikit-learn has it; or
                a tuple ``(labels, predictions)`` of two lists of one length, of class numbers from 0 on or of names.
            global_step: the step. Default: 0.
            walltime: seconds since 1970. Default: now.
            class_names: a name for each class, in the order of the rows.

        Raises:
            TypeError: no numbers; names that are no str.
            ValueError: not square; empty; negative, NaN or infinite; different lengths; a class without name; over 1,000 classes.
        """
        self.write_draft(summary.confusion_matrix.confusion_matrix(tag, matrix, class_names), global_step, walltime)

    def add_scatter(
        self,
        tag: str,
        points: Any,
        labels: Any = None,
        global_step: Any = None,
        walltime: float | None = None,
        column_names: Sequence[str] | None = None,
    ) -> None:
        """Logs points in a plane or in space. TensorBoard does not show them.

        Args:
            tag: name of the series.
            points: (N, 2) or (N, 3) real numbers, kept as float32, NaN and infinities too.
            labels: N str (classes) or N numbers (kept as float64). Default: none.
            global_step: the step. Default: 0.
            walltime: seconds since 1970. Default: now.
            column_names: a name for each axis. Default: x, y, z.

        Raises:
            TypeError: no numbers; labels of str and numbers mixed.
            ValueError: another shape; no points; other than N labels; a number beyond float32.
        """
        self.write_draft(summary.scatter.scatter(tag, points, labels, column_names), global_step, walltime)
