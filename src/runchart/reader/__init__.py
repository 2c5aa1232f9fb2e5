"""Open a logdir: runs, tags, and what was logged under each, as numpy arrays and tables.

Wraps the native `Reader`, which loads in parallel, keeps every point and follows files as they grow.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TypeAlias

from runchart._core import Reader
from runchart.logdirs import existing

from .audio import Audio, Sound
from .checkpoints import Checkpoint, Checkpoints
from .confusion_matrices import ConfusionMatrices, ConfusionMatrix
from .graphs import Graphs, KerasModels, RunMetadata
from .histograms import Histogram, Histograms
from .hparams import HParams, Session
from .images import Images
from .index import Entry
from .layouts import Category, Chart, Layout, Margin
from .log import Log
from .meshes import Mesh, Meshes
from .other_tools import Found
from .pages import Html, Plotly
from .pr_curves import PrCurve, PrCurves
from .projector import Embedding
from .run import Run, Runs
from .scalars import Scalars
from .scatters import Scatter, Scatters
from .series import Series
from .tables import LoggedTable, Tables
from .tensors import Tensors
from .text import Text

__all__ = [
    "Audio",
    "Category",
    "Chart",
    "Checkpoint",
    "Checkpoints",
    "ConfusionMatrices",
    "ConfusionMatrix",
    "Embedding",
    "Entry",
    "Found",
    "Graphs",
    "HParams",
    "Histogram",
    "Histograms",
    "Html",
    "Images",
    "KerasModels",
    "Layout",
    "Log",
    "LoggedTable",
    "Margin",
    "Mesh",
    "Meshes",
    "Plotly",
    "PrCurve",
    "PrCurves",
    "Reader",
    "Run",
    "RunMetadata",
    "Runs",
    "Scalars",
    "Scatter",
    "Scatters",
    "Series",
    "Session",
    "Sound",
    "Tables",
    "Tensors",
    "Text",
    "open",
]


Path: TypeAlias = "str | os.PathLike[str]"


def open(*paths: Path | Sequence[Path], follow: bool = True, fold: bool = True) -> Log:  # noqa: A001
    """Opens a logdir, or several as one, and waits until all that is on disk now has been read.

    Args:
        paths: a directory; every directory in or below it that holds a file with ``tfevents`` in its name is a run. Of several,
            which may be a list, each has its runs below its name: ``"a=logs1"`` below ``a``, ``"logs2"`` below ``logs2``, what
            the shell pattern ``"exp-*"`` matches, now or later, below ``exp-1``, ``exp-2``, ...
        follow: go on reading as files grow and runs appear. False reads once, and again at `Log.refresh`.
        fold: what `add_scalars` writes as child runs appears in the parent run, as ``"<main tag>/<key>"``, and what `add_hparams` of
            torch and tensorboardX writes to a run below appears in the run itself; the run of the logdir bears the logdir's
            name. False leaves the names of runs and tags as they are on disk.

    Raises:
        FileNotFoundError: there is no such directory, or a pattern matches none.
        NotADirectoryError: a path is a file.
        TypeError: no path was given.
        ValueError: two logdirs have the same name.

    Files that are damaged or cannot be read raise nothing: see `Log.damage`.
    """
    given: list[str] = []
    for path in paths:
        given += [os.fspath(one) for one in ([path] if isinstance(path, (str, os.PathLike)) else path)]
    if not given:
        raise TypeError("no logdir was given: runchart.open(path), or several paths, or a list of them")
    return Log(existing(given), follow=follow, fold=fold)
