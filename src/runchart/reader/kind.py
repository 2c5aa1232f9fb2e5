"""Kinds of data: TensorBoard's names of plugins, and those of runchart's own documents; and which call of a run reads which."""

from __future__ import annotations

import json
from typing import Any

PLUGIN = "runchart"
"""The plugin of documents; their metadata says which kind they are of."""

CALLS = {
    "images": "images",
    "audio": "audio",
    "histograms": "histograms",
    "text": "text",
    "pr_curves": "pr_curves",
    "graphs": "graphs",
    "graph_run_metadata": "run_metadata",
    "graph_run_metadata_graph": "run_metadata",
    "graph_keras_model": "keras_models",
    "table": "tables",
    "confusion_matrix": "confusion_matrices",
    "scatter": "scatters",
    "plotly": "plotly",
    "html": "html",
    "checkpoint": "checkpoints",
}
"""By kind. All else that is no scalar is read by ``tensors``, if at all."""

WHOLE = {"config": "config()", "custom_scalars": "layout()", "hparams": "hparams()"}
"""Kinds that a run has one of, by the call that reads it."""


def call_for(kind: str, tag: str) -> str:
    """The call that reads `tag`, as Python that follows ``run.``."""
    return WHOLE.get(kind, f"{CALLS.get(kind, 'tensors')}({tag!r})")


def document_kind(content: bytes) -> str:
    """The kind that the metadata of a document says: ``table``, ``config``, ...; the plugin's name where it says none."""
    kind = document_about(content).get("kind")
    return kind if isinstance(kind, str) else PLUGIN


def document_about(content: bytes) -> dict[str, Any]:
    """The metadata of a document; empty if it cannot be read."""
    try:
        about = json.loads(content)
    except (ValueError, RecursionError):
        return {}
    return about if isinstance(about, dict) else {}
