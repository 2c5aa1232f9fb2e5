"""What models and data are made of: graphs, meshes and embeddings. Above `summary` and `calls`."""

from __future__ import annotations

import fcntl
import logging
import os
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any

from runchart import summary
from runchart.summary import wire
from runchart.summary.given import given
from runchart.writer.calls import Calls

logger = logging.getLogger("runchart")


class Structure(Calls):
    """The calls that show structure rather than numbers over time."""

    write_to_disk: bool
    strict: bool

    def add_graph(
        self, model: Any, input_to_model: Any = None, verbose: bool = False, use_strict_trace: bool = True
    ) -> None:
        """Logs the graph of a model: its operations in the scopes of its modules, with shapes.

        The model runs once with the example, in evaluation; flags, buffers, gradients and torch's random numbers are afterwards
        as they were. It is followed by `torch.jit.trace`, and where that cannot, by `torch.export`. Where neither can, the graph shows
        modules and parameters, and a warning through ``logging.getLogger("runchart")`` says why. Of branches that depend on
        data, the one is shown that was taken.

        Args:
            model: a `torch.nn.Module`, a module or function of `torch.jit`, a `keras.Model` that is functional or sequential, or a
                function whose example holds arrays of jax.
            input_to_model: an example of its input, on the model's device: a tensor; a tuple or list of the arguments; a dict
                of arguments by name, or as the one argument. None where the model takes none.
            verbose: print the graph.
            use_strict_trace: False lets `torch.jit.trace` follow lists and dicts that change.

        Raises:
            TypeError: `model` is no such model.
            ValueError: the model needs an input and there is none, or it has lazy modules that have not run yet.
            RuntimeError: the model itself fails with this input.
        """
        self._write_graph(summary.graph.graph(model, input_to_model, verbose, use_strict_trace))

    def add_onnx_graph(self, onnx_model_file: Any = None, *, prototxt: Any = None) -> None:
        """Logs the graph of a model in an ONNX file. Needs the onnx package.

        Args:
            onnx_model_file: path of the file.
            prototxt: torch's name for `onnx_model_file`.

        Raises:
            TypeError: no path is given.
            ImportError: the onnx package is missing.
            OSError: the file cannot be read.
            ValueError: it holds no ONNX model.
        """
        self._write_graph(summary.onnx.onnx(prototxt if onnx_model_file is None else onnx_model_file))

    def add_openvino_graph(self, xmlname: Any) -> None:
        """Logs the graph of a model of OpenVINO, from the XML file of its intermediate representation.

        Args:
            xmlname: path of the file.

        Raises:
            TypeError: no path is given.
            OSError: the file cannot be read.
            ValueError: it holds no OpenVINO model, is no XML, or declares a document type.
        """
        self._write_graph(summary.openvino.openvino(xmlname))

    def add_mesh(
        self,
        tag: str,
        vertices: Any,
        colors: Any = None,
        faces: Any = None,
        config_dict: Mapping[str, Any] | None = None,
        global_step: Any = None,
        walltime: float | None = None,
    ) -> None:
        """Logs a batch of meshes, or of point clouds where there are no faces.

        Args:
            tag: name of the series.
            vertices: (B, N, 3) coordinates x, y, z of real numbers. NaN and infinities are kept.
            colors: (B, N, 3) red, green and blue of each vertex in 0..255, of any type; values outside are clipped, NaN is 0.
            faces: (B, F, 3) numbers of the three vertices of each triangle, whole and from 0 to N - 1.
            config_dict: camera, lights and material for three.js; what JSON takes.
            global_step: the step. Default: 0.
            walltime: seconds since 1970. Default: now.

        Raises:
            TypeError: `tag` is no str, what should be numbers is not, or JSON does not take `config_dict`.
            ValueError: shapes that do not fit together, something empty, or a face of a vertex that is not there.
        """
        draft = summary.mesh.mesh(tag, vertices, colors, faces, config_dict, self.names)
        self.write_draft(draft, global_step, walltime)

    def add_embedding(
        self,
        mat: Any,
        metadata: Any = None,
        label_img: Any = None,
        global_step: Any = None,
        tag: str = "default",
        metadata_header: Any = None,
    ) -> None:
        """Logs points of many dimensions, with labels and thumbnails, for TensorBoard's projector.

        Writes ``<step>/<tag>/tensors.tsv``, ``metadata.tsv`` and ``sprite.png`` below the run, behind the caller, and an entry
        in ``projector_config.pbtxt``. An entry of the same tag and step is replaced, all others are kept.

        Args:
            mat: (N, D) finite real numbers, a row for each point.
            metadata: a list of N labels, turned into text; with `metadata_header` a list of N rows. Tabs and line ends become
                spaces, and a label without letters becomes ``(empty)``.
            label_img: (N, C, H, H) square pictures of 1 to 4 channels: uint8, or numbers in 0..1. If the sprite would be wider
                than the 8,192 pixels that TensorBoard takes, they are made smaller, with a warning.
            global_step: the step. Default: 0.
            tag: name of the embedding; at most 255 bytes, for it names a directory.
            metadata_header: names of the columns of `metadata`. A single name is left out, as the projector expects it.

        Raises:
            TypeError: what should be numbers, labels or a step is not.
            ValueError: lengths or shapes do not fit together, or a number is not finite (also an AssertionError, which the
                two libraries raise).
        """
        step = step_number(self._metadata()[0] if global_step is None else global_step, f"add_embedding({given(tag)})")
        embedding = summary.embedding.embedding(mat, metadata, label_img, step, tag, metadata_header)
        if not self.write_to_disk:
            return
        for path, draft in embedding.files.items():
            self.write_file(os.path.join(self.log_dir, path), draft)
        try:
            point_to(self.log_dir, embedding.entry)
        except OSError as error:
            if self.strict:
                raise
            logger.warning("add_embedding(%r): the projector will not show it: %s", tag, error)

    def _write_graph(self, graph: bytes) -> None:
        self.write(wire.double(1, time.time()) + wire.message(4, graph))


def step_number(step: Any, where: str) -> int:
    try:
        return 0 if step is None else int(step)
    except (TypeError, ValueError, OverflowError):
        raise TypeError(f"{where}: global_step: expected a whole number, got {given(step)}") from None


def point_to(directory: str, entry: Any) -> None:
    """Puts an entry into the projector's configuration, which other processes may be changing too."""
    os.makedirs(directory, exist_ok=True)
    path = os.path.join(directory, summary.projector.FILE)
    part = f"{path}.{os.getpid()}.{threading.get_ident()}.part"
    with locked(directory):
        try:
            with open(path, encoding="utf-8") as file:
                config = summary.projector.merged(file.read(), entry)
        except FileNotFoundError:
            config = str(entry)
        except ValueError as error:
            os.replace(path, f"{path}.broken")
            logger.warning("%s cannot be read (%s); it is now %s.broken", path, error, path)
            config = str(entry)
        try:
            with open(part, "w", encoding="utf-8") as file:
                file.write(config)
            os.replace(part, path)
        except OSError:
            with suppress(OSError):
                os.unlink(part)
            raise


@contextmanager
def locked(directory: str) -> Iterator[None]:
    """One process, and one thread, at a time; without the lock where a file system has none."""
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        with suppress(OSError):
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
