"""Versions of graphs."""

from typing import Any

from runchart.dropin.schema import declare

VersionDef: Any

MESSAGES = {
    "VersionDef": """
        1 producer int32
        2 min_consumer int32
        3 bad_consumers int32*
    """,
}

declare(globals(), MESSAGES, {})
