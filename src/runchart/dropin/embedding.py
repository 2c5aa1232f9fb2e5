"""The files of an embedding one by one, as both libraries' private modules write them. Above `summary.embedding`."""

from __future__ import annotations

import os
from typing import Any

import numpy as np

from runchart import summary


def make_mat(matlist: Any, save_path: str | os.PathLike[str]) -> None:
    """Writes ``tensors.tsv``: a line for each row of a matrix."""
    write(summary.embedding.embedding(matlist), "tensors.tsv", save_path)


def make_tsv(metadata: Any, save_path: str | os.PathLike[str], metadata_header: Any = None) -> None:
    """Writes ``metadata.tsv``: a line for each label, or for each row of labels below their header."""
    points = np.zeros((len(metadata), 1))
    write(
        summary.embedding.embedding(points, metadata, metadata_header=metadata_header or None),
        "metadata.tsv",
        save_path,
    )


def make_sprite(label_img: Any, save_path: str | os.PathLike[str]) -> None:
    """Writes ``sprite.png``: square pictures, (N, C, H, H), in one."""
    points = np.zeros((len(label_img), 1))
    write(summary.embedding.embedding(points, label_img=label_img), "sprite.png", save_path)


def write(embedding: Any, name: str, folder: str | os.PathLike[str]) -> None:
    content = next(draft for path, draft in embedding.files.items() if path.endswith(f"/{name}"))
    with open(os.path.join(folder, name), "wb") as file:
        file.write(content.SerializeToString())
