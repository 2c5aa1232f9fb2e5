"""Settings: hyperparameters, and layouts of custom scalars. Above `summary.hparams` and `summary.layout`."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import count
from typing import TYPE_CHECKING, Any, ClassVar

from runchart import summary
from runchart._core import EventWriter, Reader
from runchart.summary.given import given
from runchart.writer.calls import Calls

if TYPE_CHECKING:
    from runchart.summary.hparams import Values
    from runchart.summary.layout import Layout

SESSIONS: dict[str, frozenset[tuple[str, type, Any]]] = {}
"""The hyperparameters that this process has written, one set a directory."""


class Settings(Calls):
    """The calls that say how a run was set up and how its charts are arranged.

    A class whose `add_hparams` has to make a directory for every call, as both libraries do, sets `hparams_sub_run`. Where the
    order of arguments differs it overrides `add_hparams` and hands on by keyword; called on this class, both orders are understood.
    """

    hparams_sub_run: ClassVar[bool] = False
    """Whether `add_hparams` without `run_name` writes to ``<log_dir>/<seconds since 1970>/`` instead of the run itself."""

    if TYPE_CHECKING:  # what the writer brings along

        def _start(self, writer: EventWriter, directory: str) -> None: ...

    def add_hparams(
        self,
        hparam_dict: Any,
        metric_dict: Any = None,
        hparam_domain_discrete: Any = None,
        run_name: Any = None,
        global_step: Any = None,
        *,
        name: str | None = None,
    ) -> None:
        """Logs the hyperparameters of this run, and metrics to compare it by: a row of the HPARAMS tab.

        At the start of a run `add_hparams(config)` is enough: the metric columns are all scalars of the run. A later call with
        the same hyperparameters adds metrics to the row; one with others is a row of its own, in ``<log_dir>/hparams_2``
        and so on, because TensorBoard keeps one set a run, the first. docs/kinds/hparams.md has more.

        Args:
            hparam_dict: any mapping, namespace or dataclass; `runchart.summary.hparams.values` says what becomes of its values.
            metric_dict: a mapping of tags to real numbers, which are logged as scalars.
            hparam_domain_discrete: for some keys, a list of the values that may occur. Checked, not written: it would hide the
                keys of other runs. A str here is tensorboardX's third argument, the name.
            run_name: a directory below `log_dir`, or an absolute one, to write to as a run of its own.
            global_step: the step of the metrics. Default: the last step of a curve of that tag in this run, else 0.
            name: tensorboardX's word for `run_name`.

        Raises:
            TypeError: no mapping; a metric that is no number; a domain that does not fit.
            ValueError: two keys of one name after flattening; a metric of several elements; text with surrogates.
            OSError: the directory for `run_name` cannot be made.
        """
        if isinstance(hparam_domain_discrete, str):
            global_step = global_step if run_name is None else run_name
            hparam_domain_discrete, run_name = None, hparam_domain_discrete
        found = summary.hparams.values(hparam_dict)
        metrics = summary.hparams.metrics({} if metric_dict is None else metric_dict)
        summary.hparams.domains(hparam_domain_discrete, found)
        self._write_session(found, metrics, name if run_name is None else run_name, whole_step(global_step))

    def add_custom_scalars(self, layout: Mapping[str, Mapping[str, Sequence[Any]]]) -> None:
        """Arranges scalars in charts, for the CUSTOM SCALARS tab. Replaces what was arranged by this writer before.

        Args:
            layout: ``{category: {chart: [kind, tags]}}``. The kind is ``"Multiline"``, with any number of tags, each a regular
                expression that tags of the run match from their beginning (one that is no regular expression stands for itself), or
                ``"Margin"``, with three tags: value, lower and upper bound.

        Raises:
            TypeError: no such nesting; a name or tag that is no str.
            ValueError: another kind of chart; no tags; a margin chart of other than three tags; text with surrogates.
        """
        checked = summary.layout.checked(layout)
        self.write_draft(summary.layout.layout(checked))
        self._layout.clear()
        self._layout.update(checked)

    def add_custom_scalars_multilinechart(
        self, tags: Sequence[str], category: str = "default", title: str = "untitled"
    ) -> None:
        """Adds a chart with a line for each tag to the layout that this writer has given so far.

        Args:
            tags: tags, or regular expressions for them.
            category: the heading to put it under.
            title: the chart's title. One that is there already stays, and both are shown.

        Raises:
            TypeError, ValueError: as `add_custom_scalars`.
        """
        self._add_chart(category, title, "Multiline", tags)

    def add_custom_scalars_marginchart(
        self, tags: Sequence[str], category: str = "default", title: str = "untitled"
    ) -> None:
        """Adds a chart of one line within its bounds to the layout that this writer has given so far.

        Args:
            tags: three tags: value, lower bound, upper bound.
            category: the heading to put it under.
            title: the chart's title. One that is there already stays, and both are shown.

        Raises:
            TypeError, ValueError: as `add_custom_scalars`.
        """
        self._add_chart(category, title, "Margin", tags)

    @cached_property
    def _layout(self) -> Layout:
        return {}

    def _add_chart(self, category: str, title: str, kind: str, tags: Sequence[str]) -> None:
        added = summary.layout.checked({category: {title: [kind, tags]}})
        merged = summary.layout.merged(self._layout, added)
        self.write_draft(summary.layout.layout(merged))
        self._layout.update(merged)

    def _write_session(
        self, found: Values, metrics: dict[str, float], run_name: str | os.PathLike[str] | None, step: int | None
    ) -> None:
        """Writes to this run, or to one that is opened for it."""
        tags = {self.names.tag(tag): value for tag, value in metrics.items()}
        directory = self._session_directory(found, run_name)
        if directory == os.path.abspath(self.log_dir):
            write_session(self, found, tags, step, self._last_steps(tags) if step is None else {})
            return
        run = EventWriter()
        self._start(run, directory)
        try:
            write_session(run, found, tags, step, {})
        finally:
            run.close()

    def _session_directory(self, found: Values, run_name: str | os.PathLike[str] | None) -> str:
        """The first of the directories for this call that holds the same hyperparameters or none."""
        session = frozenset((key, type(value), value) for key, value in found.items())
        for directory in self._directories(run_name):
            if SESSIONS.setdefault(directory, session) == session:
                return directory
        raise AssertionError("the directories never end")

    def _directories(self, run_name: str | os.PathLike[str] | None) -> Iterator[str]:
        here = os.path.abspath(self.log_dir)
        if not run_name and self.hparams_sub_run:
            run_name = str(time.time())
        first = os.path.abspath(os.path.join(here, run_name)) if run_name else here
        yield first
        others = os.path.join(here, "hparams") if first == here else first
        yield from (f"{others}_{number}" for number in count(2))

    def _last_steps(self, tags: Iterable[str]) -> dict[str, int]:
        """The last step of those tags that are curves of this run already; none where `use_metadata` gives the step.

        TensorBoard's data server drops the points of a curve from the step of a later point on.
        """
        if not tags or self._metadata()[0] is not None or not os.path.isdir(self.log_dir):
            return {}
        self.flush()
        reader = Reader(self.log_dir, follow=False)
        reader.refresh()
        names = reader.tags()
        here = [run for run in reader.runs() if run["name"] == "."]
        reader.close()
        return {names[tag]: last for run in here for tag, _, _, last, _, _ in run["series"] if names[tag] in tags}


def write_session(
    run: EventWriter, found: Values, metrics: Mapping[str, float], step: int | None, last_steps: Mapping[str, int]
) -> None:
    """The session starts, its metrics, and its end if it has any: without, it still goes on."""
    run.write_draft(summary.hparams.session_start(found), step)
    for tag, value in metrics.items():
        run.add_scalar(tag, value, last_steps.get(tag, step))
    if metrics:
        run.write_draft(summary.hparams.session_end(), step)


def whole_step(global_step: Any) -> int | None:
    """The step, looked at before anything is written."""
    try:
        return None if global_step is None else int(global_step)
    except (TypeError, ValueError, OverflowError):
        raise TypeError(f"add_hparams: global_step: expected an int, got {given(global_step)}") from None
