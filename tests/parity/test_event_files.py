"""The bytes of the event files, and the tensors that TensorBoard loads and shows nowhere.

What is framed and checksummed is verified by TensorBoard's own reader of records; tensors are asked of its two data providers.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tensorboard import context
from tensorboard.backend.event_processing import data_ingester
from tensorboard.compat.proto.event_pb2 import Event
from tensorboard.compat.tensorflow_stub.pywrap_tensorflow import PyRecordReader_New
from tensorboard.data import provider as data_provider
from tensorboard.data.server_ingester import SubprocessServerDataIngester, get_server_binary

SIDES = [f"{library}/{side}" for library in ("torch", "tensorboardX") for side in ("ours", "theirs")]


def records(file: Path) -> list[bytes]:
    """The records of a file, both checksums of each verified by TensorBoard, to the file's last byte."""
    reader = PyRecordReader_New(str(file))
    found = []
    while True:
        try:
            reader.GetNext()
        except Exception as error:  # noqa: BLE001 - the reader's own class depends on whether TensorFlow is installed
            assert "end of file" in str(error).lower() or isinstance(error, StopIteration), error
            break
        found.append(reader.record())
    assert sum(len(record) + 16 for record in found) == file.stat().st_size
    return found
