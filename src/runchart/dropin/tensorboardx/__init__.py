"""What `import tensorboardX` gives: its public names, over `runchart.writer`."""

from runchart.dropin.finder import VERSION
from runchart.dropin.tensorboardx.global_writer import GlobalSummaryWriter
from runchart.dropin.tensorboardx.record_writer import RecordWriter
from runchart.dropin.tensorboardx.torchvis import TorchVis
from runchart.dropin.tensorboardx.writer import FileWriter, SummaryWriter

__version__ = VERSION

__all__ = ["FileWriter", "GlobalSummaryWriter", "RecordWriter", "SummaryWriter", "TorchVis", "__version__"]
