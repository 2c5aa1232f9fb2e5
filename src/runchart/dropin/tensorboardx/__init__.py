"""What `import tensorboardX` gives: its public names, over `runchart.writer`."""

from runchart.dropin.finder import VERSION as __version__
from runchart.dropin.tensorboardx.torchvis import TorchVis
from runchart.dropin.tensorboardx.writer import FileWriter, GlobalSummaryWriter, RecordWriter, SummaryWriter

__all__ = ["FileWriter", "GlobalSummaryWriter", "RecordWriter", "SummaryWriter", "TorchVis", "__version__"]
