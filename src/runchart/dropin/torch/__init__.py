"""What `import torch.utils.tensorboard` gives: its public names, over `runchart.writer`."""

from runchart.dropin.torch.writer import FileWriter, RecordWriter, SummaryWriter

__all__ = ["FileWriter", "RecordWriter", "SummaryWriter"]
