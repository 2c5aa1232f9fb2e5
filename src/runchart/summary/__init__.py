"""From values to drafts of summaries: one file per kind of data, each pure, without any I/O. Above `_core`.

A file is imported when its name is first asked for: neither numpy nor anything else is loaded for scalars.
"""

import importlib
from types import ModuleType

KINDS = frozenset(
    {
        "array",
        "audio",
        "boxes",
        "checkpoint",
        "config",
        "confusion_matrix",
        "embedding",
        "figure",
        "graph",
        "histogram",
        "hparams",
        "html",
        "image",
        "layout",
        "log",
        "mesh",
        "onnx",
        "openvino",
        "plotly",
        "pr_curve",
        "projector",
        "scalar",
        "scatter",
        "table",
        "tensor",
        "text",
        "video",
        "wire",
    }
)


def __getattr__(name: str) -> ModuleType:
    if name in KINDS:
        return importlib.import_module(f"runchart.summary.{name}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
