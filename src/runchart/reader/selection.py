"""What is no scalar, of all runs whose names match: one sequence a run and tag. Wraps the runs."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from .pattern import Patterns, matching

if TYPE_CHECKING:
    from .audio import Audio
    from .checkpoints import Checkpoints
    from .confusion_matrices import ConfusionMatrices
    from .histograms import Histograms
    from .images import Images
    from .pr_curves import PrCurves
    from .run import Run, Runs
    from .scatters import Scatters
    from .tables import Tables
    from .text import Text

Found = TypeVar("Found")


class Selection:
    """Calls with the names of those of a run. `tags` and `runs` are patterns as in `Log.scalars`; what nothing matches is empty."""

    @property
    def runs(self) -> Runs:
        raise NotImplementedError

    def images(self, tags: Patterns = "*", runs: Patterns = "*", sample: int = 0) -> list[Images]:
        """The pictures of each tag of each run that match."""
        return self._each("images", tags, runs, lambda run, tag: run.images(tag, sample))

    def audio(self, tags: Patterns = "*", runs: Patterns = "*", sample: int = 0) -> list[Audio]:
        """The sounds of each tag of each run that match."""
        return self._each("audio", tags, runs, lambda run, tag: run.audio(tag, sample))

    def text(self, tags: Patterns = "*", runs: Patterns = "*") -> list[Text]:
        """The texts of each tag of each run that match."""
        return self._each("text", tags, runs, lambda run, tag: run.text(tag))

    def histograms(self, tags: Patterns = "*", runs: Patterns = "*") -> list[Histograms]:
        """The histograms of each tag of each run that match."""
        return self._each("histograms", tags, runs, lambda run, tag: run.histograms(tag))

    def pr_curves(self, tags: Patterns = "*", runs: Patterns = "*") -> list[PrCurves]:
        """The PR curves of each tag of each run that match."""
        return self._each("pr_curves", tags, runs, lambda run, tag: run.pr_curves(tag))

    def tables(self, tags: Patterns = "*", runs: Patterns = "*") -> list[Tables]:
        """The tables of each tag of each run that match."""
        return self._each("table", tags, runs, lambda run, tag: run.tables(tag))

    def confusion_matrices(self, tags: Patterns = "*", runs: Patterns = "*") -> list[ConfusionMatrices]:
        """The confusion matrices of each tag of each run that match."""
        return self._each("confusion_matrix", tags, runs, lambda run, tag: run.confusion_matrices(tag))

    def scatters(self, tags: Patterns = "*", runs: Patterns = "*") -> list[Scatters]:
        """The scatter plots of each tag of each run that match."""
        return self._each("scatter", tags, runs, lambda run, tag: run.scatters(tag))

    def checkpoints(self, tags: Patterns = "*", runs: Patterns = "*") -> list[Checkpoints]:
        """The checkpoints of each tag of each run that match."""
        return self._each("checkpoint", tags, runs, lambda run, tag: run.checkpoints(tag))

    def _each(self, kind: str, tags: Patterns, runs: Patterns, read: Callable[[Run, str], Found]) -> list[Found]:
        selected = [self.runs[name] for name in self.runs.matching(runs)]
        return [read(run, tag) for run in selected for tag in matching(run.kinds.get(kind, ()), tags)]
