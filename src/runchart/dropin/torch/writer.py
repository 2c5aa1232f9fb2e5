"""torch's SummaryWriter and FileWriter: those of `runchart.writer`, with its names and orders of arguments."""

from __future__ import annotations

from typing import Any

from runchart.dropin.passing import Passing
from runchart.summary.names import TORCH
from runchart.writer.files import EventFileWriter, FileWriter, RecordWriter

__all__ = ["EventFileWriter", "FileWriter", "RecordWriter", "SummaryWriter"]


class SummaryWriter(Passing):
    """torch's SummaryWriter: that of runchart, but `add_hparams` makes a run of its own, ``<log_dir>/<run_name or the time>``,
    and `file_writer` is None after `close`."""

    names = TORCH
    hparams_sub_run = True
    watched = __name__

    def add_hparams(
        self,
        hparam_dict: Any,
        metric_dict: Any = None,
        hparam_domain_discrete: Any = None,
        run_name: Any = None,
        global_step: Any = None,
        **options: Any,
    ) -> None:
        """As `runchart.SummaryWriter.add_hparams`, in a run of its own called `run_name`."""
        super().add_hparams(hparam_dict, metric_dict, hparam_domain_discrete, run_name, global_step, **options)
