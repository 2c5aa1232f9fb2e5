"""What is seen and heard: images, figures, videos and sound."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from runchart import summary
from runchart.writer.calls import Calls


class Media(Calls):
    """The calls for images, figures, videos and sound. All are encoded behind the caller."""

    def add_image(
        self,
        tag: str,
        img_tensor: Any,
        global_step: Any = None,
        walltime: float | None = None,
        dataformats: str = "CHW",
    ) -> None:
        """Logs one image, stored as PNG.

        Args:
            tag: name of the series.
            img_tensor: array of any library, of the shape that `dataformats` says, or a PIL image (which says it by itself).
                uint8 is stored as it is. All other types are taken to be in [0, 1], multiplied by 255 and clipped; NaN is 0.
            global_step: the step. Default: 0.
            walltime: seconds since 1970. Default: now.
            dataformats: an order of ``CHW`` (C is 1 gray, 2 gray and alpha, 3 RGB, 4 RGBA), of ``HW``, or of ``NCHW``, whose
                images make one grid, 8 in a row. Upper or lower case.

        Raises:
            TypeError: no real numbers, or the tag is no str.
            ValueError: shape and `dataformats` do not fit, a size is 0, or there are more than 4 channels.
        """
        self.write_draft(summary.image.image(self.names.tag(tag), img_tensor, dataformats), global_step, walltime)

    def add_images(
        self,
        tag: str,
        img_tensor: Any,
        global_step: Any = None,
        walltime: float | None = None,
        dataformats: str = "NCHW",
    ) -> None:
        """Logs several images as one: a grid, 8 in a row.

        Args:
            img_tensor: array of the shape that `dataformats` says, or a list of images of one size with a channel axis, whose
                `dataformats` then may leave out the N. Values as for `add_image`.

        The other arguments and errors are those of `add_image`.
        """
        self.write_draft(summary.image.images(self.names.tag(tag), img_tensor, dataformats), global_step, walltime)

    def add_image_with_boxes(
        self,
        tag: str,
        img_tensor: Any,
        box_tensor: Any,
        global_step: Any = None,
        walltime: float | None = None,
        rescale: float = 1,
        dataformats: str = "CHW",
        labels: Sequence[str] | None = None,
    ) -> None:
        """Logs one image with red rectangles, such as detected objects. Needs Pillow (``pip install pillow``).

        Args:
            img_tensor: as for `add_image`, without N.
            box_tensor: (boxes, 4): left, top, right, bottom in pixels of the image.
            rescale: factor of the size of the stored image.
            labels: a text for each box.

        Raises:
            ImportError: Pillow is missing.
            ValueError: `box_tensor` is not (boxes, 4), there is another number of `labels`, or as for `add_image`.
        """
        draft = summary.boxes.boxes(tag, img_tensor, box_tensor, rescale, dataformats, labels)
        self.write_draft(draft, global_step, walltime)

    def add_figure(
        self, tag: str, figure: Any, global_step: Any = None, close: bool = True, walltime: float | None = None
    ) -> None:
        """Logs a matplotlib figure as an image, or a list of figures of one size as a grid.

        Args:
            figure: `matplotlib.figure.Figure`, or a list of them. Drawn at the call, without its transparency.
            close: whether pyplot forgets the figure afterwards.

        Raises:
            TypeError: `figure` is no figure.
        """
        self.write_draft(summary.figure.figure(self.names.tag(tag), figure, close), global_step, walltime)

    def add_video(
        self,
        tag: str,
        vid_tensor: Any,
        global_step: Any = None,
        fps: float = 4,
        walltime: float | None = None,
        dataformats: str = "NTCHW",
    ) -> None:
        """Logs a video, stored as an animated GIF. Nothing else needs to be installed.

        Args:
            vid_tensor: array of the shape that `dataformats` says; C is 1 or 3 (2 or 4: without its alpha). N clips make one grid of a
                power of two columns and rows. Values as for `add_image`.
            fps: frames a second, up to 50: GIF counts in hundredths of a second.
            dataformats: an order of ``NTCHW``, or of ``TCHW``.

        Raises:
            ValueError: shape and `dataformats` do not fit, a size is 0, or `fps` is not above 0.
        """
        self.write_draft(summary.video.video(self.names.tag(tag), vid_tensor, fps, dataformats), global_step, walltime)

    def add_audio(
        self,
        tag: str,
        snd_tensor: Any,
        global_step: Any = None,
        sample_rate: int = 44100,
        walltime: float | None = None,
    ) -> None:
        """Logs sound, stored as WAV of 16 bits.

        Args:
            snd_tensor: (frames,), (frames, channels) or (channels, frames) with 1 or 2 channels. Floats are in [-1, 1] and are
                clipped to it. int16 is stored as it is.
            sample_rate: frames a second.

        Raises:
            TypeError: numbers that are neither floats nor int16.
            ValueError: another shape, no frames, or `sample_rate` is not above 0.
        """
        self.write_draft(summary.audio.audio(tag, snd_tensor, sample_rate), global_step, walltime)
