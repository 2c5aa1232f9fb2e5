"""`python -m runchart` is the runchart command."""

import sys

from runchart.cli import main

sys.exit(main())
