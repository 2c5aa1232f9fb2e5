"""Handles of resources, as fields of tensors."""

from typing import Any

from runchart.dropin.schema import declare

ResourceHandleProto: Any

MESSAGES = {
    "ResourceHandleProto": """
        1 device string
        2 container string
        3 name string
        4 hash_code uint64
        5 maybe_type_name string
    """,
}

declare(globals(), MESSAGES, {})
