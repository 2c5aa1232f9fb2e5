"""What a mesh's metadata holds."""

from typing import Any

from runchart.dropin.schema import declare

MeshPluginData: Any

MESSAGES = {
    "MeshPluginData": """
        1 version int32
        2 name string
        3 content_type MeshPluginData.ContentType
        5 json_config string
        6 shape int32*
        7 components uint32
    """,
}

ENUMS = {
    "MeshPluginData.ContentType": """
        UNDEFINED=0 VERTEX=1 FACE=2 COLOR=3
    """,
}

declare(globals(), MESSAGES, ENUMS)
