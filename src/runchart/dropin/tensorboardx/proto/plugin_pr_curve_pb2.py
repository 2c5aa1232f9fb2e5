"""What a PR curve's metadata holds."""

from typing import Any

from runchart.dropin.schema import declare

PrCurvePluginData: Any

MESSAGES = {
    "PrCurvePluginData": """
        1 version int32
        2 num_thresholds uint32
    """,
}

declare(globals(), MESSAGES, {})
