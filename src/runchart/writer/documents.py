"""Text, HTML, plotly figures, tables, configurations, checkpoints, and many values in one call. Above `summary`."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any

from runchart import summary
from runchart.writer.calls import Calls
from runchart.writer.saved import saved


class Documents(Calls):
    """The calls for what people read, and for values of any kind."""

    def add_text(self, tag: str, text_string: str, global_step: Any = None, walltime: float | None = None) -> None:
        """Logs text, shown as markdown.

        Args:
            tag: name of the series. As with torch and tensorboardX, the file has ``<tag>/text_summary``.
            text_string: markdown, of any length.
            global_step: the step. Default: 0.
            walltime: seconds since 1970. Default: now.

        Raises:
            TypeError: `tag` or `text_string` is no str.
            ValueError: one of them holds surrogates.
        """
        self.write_draft(summary.text.text(tag, text_string), global_step, walltime)

    def add_html(self, tag: str, html: str, global_step: Any = None, walltime: float | None = None) -> None:
        """Logs HTML. The page shows it in a sandboxed frame that has no access to the page and no network.

        Args:
            tag: name of the series.
            html: a document or a part of one; styles, scripts and pictures (as ``data:`` URLs) have to be inside.
            global_step: the step. Default: 0.
            walltime: seconds since 1970. Default: now.

        Raises:
            TypeError: `tag` or `html` is no str.
            ValueError: one of them holds surrogates.
        """
        self.write_draft(summary.html.html(tag, html), global_step, walltime)

    def add_plotly(self, tag: str, figure: Any, global_step: Any = None, walltime: float | None = None) -> None:
        """Logs a plotly figure with its data, to be zoomed and hovered in the page.

        Args:
            tag: name of the series.
            figure: a ``plotly.graph_objects.Figure``, its JSON, or a dict ``{"data": [...], "layout": {...}}`` that may hold arrays
                and dates; plotly need not be installed for the last two. NaN and infinities become gaps.
            global_step: the step. Default: 0.
            walltime: seconds since 1970. Default: now.

        Raises:
            TypeError: `figure` is none of these, or holds an object that JSON has no form for.
            ValueError: no JSON, or no list ``data`` in it.
        """
        self.write_draft(summary.plotly.plotly(tag, figure), global_step, walltime)

    def add_table(
        self,
        tag: str,
        rows_or_dataframe: Any,
        global_step: Any = None,
        walltime: float | None = None,
        columns: Sequence[str] | None = None,
    ) -> None:
        """Logs a table.

        Args:
            tag: name of the series.
            rows_or_dataframe: a DataFrame of pandas or polars, a Table of pyarrow, a list of dicts, a dict of columns, a list of lists, or
                a 2-D array. Cells: str, int (exact at any size), float (NaN and infinities too), bool, None, dates, times,
                durations, scalars of numpy and torch, lists and dicts of these, and images: PIL, uint8 of HW, uint8 0..255 or float
                0..1 of HWC or CHW (encoded at once, in the caller's thread). A tensor of another shape is written as nested lists.
            global_step: the step. Default: 0.
            walltime: seconds since 1970. Default: now.
            columns: names for lists of lists and arrays (default: ``"0"``, ``"1"``, ...); of the others, which columns to write,
                and in which order.

        Raises:
            TypeError: no table, or a cell of another type; the complaint names row and column.
            ValueError: rows or columns of different lengths, two columns of one name, a name in `columns` that is not there.
        """
        self.write_draft(summary.table.table(tag, rows_or_dataframe, columns), global_step, walltime)

    def add_config(self, config: Any) -> None:
        """Logs the configuration of the run, or more of it: a later call adds keys, and overrides those that it repeats.

        No run of its own is made. The tag is ``_runchart/config``.

        Args:
            config: a dict, ``argparse.Namespace``, dataclass, or configuration of omegaconf, ml_collections, transformers or
                pydantic, nested at will. Numbers, str, bool, None, lists and dicts are written as they are, arrays of at most
                1,000 elements as lists; members of enumerations by name, functions and classes by qualified name, all else as
                ``str()`` gives it.

        Raises:
            TypeError: `config` is none of these.
            ValueError: it holds itself, or two keys of one dict have the same text.
        """
        self.write_draft(summary.config.config(config))

    def add_checkpoint(
        self,
        path: str | os.PathLike[str],
        metrics: Mapping[str, Any] | None = None,
        global_step: Any = None,
        walltime: float | None = None,
        tag: str = "checkpoint",
    ) -> None:
        """Logs that a checkpoint was saved. The file is neither read nor copied: its path, size and time are written.

        A path that is not there (yet, or not on this machine) is written as such and is no error.

        Args:
            path: a file, a directory, or a URL such as ``s3://bucket/model`` (which is not looked at).
            metrics: how good it is, such as ``{"val/loss": 0.3}``: numbers, also of numpy and torch.
            global_step: the step. Default: 0.
            walltime: seconds since 1970. Default: now.
            tag: name of the series, for those who keep several.

        Raises:
            TypeError: `path` is no path, or a metric no number.
            ValueError: a metric of more than one element.
        """
        found = saved(path, self.log_dir)
        self.write_draft(summary.checkpoint.checkpoint(tag, found, metrics), global_step, walltime)

    def log(self, values: Mapping[str, Any], step: Any = None, walltime: float | None = None) -> None:
        """Logs a dict of values of any kind, all of them or, if one is not accepted, none.

        Names of nested dicts are joined with ``/``. The first rule that fits is taken:

        ====================================================  ====================================
        None                                                  skipped
        dict                                                  its values, under ``name/key``
        str                                                   `add_text`
        bool, int, float                                      `add_scalar`
        plotly figure                                         `add_plotly`
        DataFrame (pandas, polars), Table (pyarrow)           `add_table`
        matplotlib figure                                     `add_figure`, which closes it
        PIL image                                             `add_image`
        array, tensor or list of one element                  `add_scalar`
        uint8 of HW, HWC, CHW (C: 1, 3, 4; HWC first)         `add_image`
        uint8 of NHWC, NCHW                                   `add_images`
        every other array, tensor or list of real numbers     `add_histogram`
        all else                                              TypeError that names the key
        ====================================================  ====================================

        Args:
            values: names (str, or int such as the number of a layer) and values.
            step: the step of all of them. Default: 0.
            walltime: seconds since 1970. Default: now.

        Raises:
            TypeError: a value, or a key, that no rule fits; nothing has been written then.
            ValueError: two values under one tag, or an array without elements; nothing has been written then.
        """
        for tag, value in summary.log.entries(values, self.names):
            if isinstance(value, float):
                self.add_scalar(tag, value, step, walltime)
            else:
                self.write_draft(value, step, walltime)
