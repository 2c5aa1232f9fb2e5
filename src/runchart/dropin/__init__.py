"""Answers to the names `tensorboardX` and `torch.utils.tensorboard`: importing this is all. Above `finder`.

`python -m runchart.dropin train.py`, the variable ``RUNCHART_DROPIN=1``, or `import runchart.dropin` before the others.
"""

from runchart.dropin.finder import install

install()
