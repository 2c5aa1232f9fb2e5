"""What a text's metadata holds."""

from typing import Any

from runchart.dropin.schema import declare

TextPluginData: Any

MESSAGES = {
    "TextPluginData": """
        1 version int32
    """,
}

declare(globals(), MESSAGES, {})
