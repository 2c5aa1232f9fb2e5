"""Images and clips in one picture, as torch offers it: those of the facade of tensorboardX."""

from runchart.dropin.tensorboardx.utils import _prepare_video, convert_to_HWC, figure_to_image, make_grid

__all__ = ["_prepare_video", "convert_to_HWC", "figure_to_image", "make_grid"]
