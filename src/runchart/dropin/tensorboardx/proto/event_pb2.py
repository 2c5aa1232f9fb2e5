"""Events: the records of an event file."""

from typing import Any

from runchart.dropin.schema import declare
from runchart.dropin.tensorboardx.proto import summary_pb2

Event: Any
LogMessage: Any
SessionLog: Any
TaggedRunMetadata: Any

MESSAGES = {
    "Event": """
        1 wall_time double
        2 step int64
        3 file_version string in what
        4 graph_def bytes in what
        5 summary Summary in what
        6 log_message LogMessage in what
        7 session_log SessionLog in what
        8 tagged_run_metadata TaggedRunMetadata in what
        9 meta_graph_def bytes in what
        10 source_metadata SourceMetadata
    """,
    "SourceMetadata": """
        1 writer string
    """,
    "LogMessage": """
        1 level LogMessage.Level
        2 message string
    """,
    "SessionLog": """
        1 status SessionLog.SessionStatus
        2 checkpoint_path string
        3 msg string
    """,
    "TaggedRunMetadata": """
        1 tag string
        2 run_metadata bytes
    """,
}

ENUMS = {
    "LogMessage.Level": """
        UNKNOWN=0 DEBUG=10 INFO=20 WARN=30 ERROR=40 FATAL=50
    """,
    "SessionLog.SessionStatus": """
        STATUS_UNSPECIFIED=0 START=1 STOP=2 CHECKPOINT=3
    """,
}

declare(globals(), MESSAGES, ENUMS, summary_pb2)
