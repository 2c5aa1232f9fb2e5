"""tensorboardX's SummaryWriter and FileWriter: those of `runchart.writer`, with its names and orders of arguments."""

from __future__ import annotations

import atexit
import os
import weakref
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from runchart.dropin.passing import Passing
from runchart.dropin.tensorboardx.comet_utils import CometLogger
from runchart.dropin.tensorboardx.event_file_writer import EventFileWriter
from runchart.dropin.tensorboardx.store import Store, is_remote
from runchart.summary.names import TENSORBOARDX
from runchart.writer import files

__all__ = ["DummyFileWriter", "EventFileWriter", "FileWriter", "SummaryWriter"]


class FileWriter(files.FileWriter):
    """Writes summaries and events to an event file in `logdir`."""

    def __init__(
        self, logdir: str | os.PathLike[str], max_queue: int = 10, flush_secs: float = 120, filename_suffix: str = ""
    ) -> None:
        super().__init__(logdir, max_queue, flush_secs, filename_suffix)

    @contextmanager
    def use_metadata(self, *, global_step: Any = None, walltime: float | None = None) -> Iterator[FileWriter]:
        """Within it, `add_summary` without a step or a time takes these."""
        events = self.event_writer._writer
        before = events._metadata()
        events._set_metadata(global_step, walltime)
        try:
            yield self
        finally:
            events._set_metadata(*before)


class SummaryWriter(Passing):
    """tensorboardX's SummaryWriter. Calls and values are those of `runchart.SummaryWriter`, but:

    * tags are cleaned: letters, digits and ``-/_.`` stay, all else becomes ``_``;
    * `add_scalars` writes to ``<logdir>/<main_tag>/<key>``;
    * `add_hparams` makes a run of its own, ``<logdir>/<name or the time>``;
    * the parts of a mesh end in ``_1``, ``_2``, ``_3``;
    * `file_writer` is None after `close`.

    Args:
        logdir, comment, purge_step, max_queue, flush_secs, filename_suffix, write_to_disk: as for `runchart.SummaryWriter`.
            ``s3://`` and ``gs://`` are written to ``./s3:/...`` and uploaded by `flush`, `close` and at the end.
        log_dir: the same as `logdir`, which wins.
        comet_config: accepted where it is disabled.
        options: further ones of `runchart.SummaryWriter`.
    """

    names = TENSORBOARDX
    hparams_sub_run = True
    watched = __name__

    def __init__(
        self,
        logdir: str | os.PathLike[str] | None = None,
        comment: str = "",
        purge_step: int | None = None,
        max_queue: int = 10,
        flush_secs: float = 120,
        filename_suffix: str = "",
        write_to_disk: bool = True,
        log_dir: str | os.PathLike[str] | None = None,
        comet_config: dict[str, Any] | None = None,
        **options: Any,
    ) -> None:
        CometLogger(comet_config)
        given = (logdir or log_dir) or None
        self._store = Store(os.fspath(given)) if given and is_remote(given) and write_to_disk else None
        super().__init__(given, comment, purge_step, max_queue, flush_secs, filename_suffix, write_to_disk, **options)
        if self._store is not None:
            atexit.register(upload_at_exit, weakref.ref(self))

    @property
    def scalar_dict(self) -> dict[str, list[list[float]]]:
        """What `add_scalars` has logged since the last export, read back from the files, as `export_scalars_to_json` has it."""
        return self._logged_scalars()

    def add_hparams(  # type: ignore[override]
        self,
        hparam_dict: Any,
        metric_dict: Any = None,
        name: str | None = None,
        global_step: Any = None,
        **options: Any,
    ) -> None:
        """As `runchart.SummaryWriter.add_hparams`, in a run of its own called `name`."""
        super().add_hparams(hparam_dict, metric_dict, run_name=name, global_step=global_step, **options)

    def add_image_with_boxes(  # type: ignore[override]
        self,
        tag: str,
        img_tensor: Any,
        box_tensor: Any,
        global_step: Any = None,
        walltime: float | None = None,
        dataformats: str = "CHW",
        labels: Sequence[str] | None = None,
        rescale: float = 1,
    ) -> None:
        """As `runchart.SummaryWriter.add_image_with_boxes`, with tensorboardX's order of arguments."""
        super().add_image_with_boxes(tag, img_tensor, box_tensor, global_step, walltime, rescale, dataformats, labels)

    def flush(self, timeout: float = 30.0) -> None:
        """Hands everything logged so far to the kernel, waiting at most `timeout` seconds, and to the store."""
        super().flush(timeout)
        if self._store is not None:
            self._store.upload()

    def close(self, timeout: float = 30.0) -> None:
        """Writes everything, waiting at most `timeout` seconds, and closes the file."""
        super().close(timeout)
        if self._store is not None:
            self._store.upload()

    def _get_file_writer(self) -> files.FileWriter:
        return FileWriter.over(self, self.log_dir)

    def _directory(self, given: str | os.PathLike[str] | None, comment: str) -> str:
        return super()._directory(given, comment) if self._store is None else os.fspath(given or "")


class DummyFileWriter(files.FileWriter):
    """Writes nothing."""

    def __init__(self, logdir: str) -> None:
        unwritten = SummaryWriter(logdir, write_to_disk=False)
        self.event_writer = EventFileWriter.over(unwritten, logdir)


def upload_at_exit(reference: weakref.ref[SummaryWriter]) -> None:
    found = reference()
    if found is not None:
        found.flush()
