"""Open a logdir: runs, tags, and what was logged under each, as numpy arrays and tables.

Wraps the native `Reader`, which loads in parallel, keeps every point and follows files as they grow.
"""

from __future__ import annotations

import os

from runchart._core import Reader

from .audio import Audio, Sound
from .graphs import Graphs
from .histograms import Histogram, Histograms
from .hparams import HParams, Session
from .images import Images
from .index import Entry
from .log import Log
from .run import Run, Runs
from .scalars import Scalars
from .series import Series
from .tensors import Tensors
from .text import Text

__all__ = [
    "Audio",
    "Entry",
    "Graphs",
    "HParams",
    "Histogram",
    "Histograms",
    "Images",
    "Log",
    "Reader",
    "Run",
    "Runs",
    "Scalars",
    "Series",
    "Session",
    "Sound",
    "Tensors",
    "Text",
    "open",
]


def open(path: str | os.PathLike[str], *, follow: bool = True, fold: bool = True) -> Log:  # noqa: A001
    """Opens the logdir at `path` and waits until all that is on disk now has been read.

    Args:
        path: a directory; every directory in or below it that holds a file with ``tfevents`` in its name is a run.
        follow: go on reading as files grow and runs appear. False reads once, and again at `Log.refresh`.
        fold: what `add_scalars` writes as child runs appears in the parent run, as ``"<main tag>/<key>"``. False leaves
            the names of runs and tags as they are on disk.

    Raises:
        FileNotFoundError: there is no such directory.
        NotADirectoryError: `path` is a file.

    Files that are damaged or cannot be read raise nothing: see `Log.damage`.
    """
    return Log(os.fspath(path), follow=follow, fold=fold)
