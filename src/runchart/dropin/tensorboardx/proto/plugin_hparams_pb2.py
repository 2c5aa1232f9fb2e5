"""What the metadata of hyperparameters holds."""

from typing import Any

from google.protobuf import struct_pb2

from runchart.dropin.schema import declare
from runchart.dropin.tensorboardx.proto import api_pb2

HParamsPluginData: Any
SessionEndInfo: Any
SessionStartInfo: Any

MESSAGES = {
    "HParamsPluginData": """
        1 version int32
        2 experiment Experiment in data
        3 session_start_info SessionStartInfo in data
        4 session_end_info SessionEndInfo in data
    """,
    "SessionStartInfo": """
        1 hparams map<string,google.protobuf.Value>
        2 model_uri string
        3 monitor_url string
        4 group_name string
        5 start_time_secs double
    """,
    "SessionEndInfo": """
        1 status Status
        2 end_time_secs double
    """,
}

declare(globals(), MESSAGES, {}, struct_pb2, api_pb2, package=api_pb2.HPARAMS)
