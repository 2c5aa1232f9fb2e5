"""The native module: the contract between Python and the Rust core, a file for each noun; at run time it is one module.

Arrays are numpy arrays that own their memory. All calls that wait or compute release the GIL.
"""

from .buckets import *
from .draft import *
from .logdir import *
from .reader import *
from .run import *
from .value import *
from .writer import *

__version__: str
