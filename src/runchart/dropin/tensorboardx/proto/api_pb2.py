"""Hyperparameters and metrics of an experiment, and what TensorBoard's dashboard asks about them."""

from typing import Any

from google.protobuf import struct_pb2

from runchart.dropin.schema import PACKAGE, declare

AggregationType: Any
ColParams: Any
DataType: Any
DatasetType: Any
Experiment: Any
GetExperimentRequest: Any
HParamInfo: Any
Interval: Any
ListMetricEvalsRequest: Any
ListSessionGroupsRequest: Any
ListSessionGroupsResponse: Any
MetricInfo: Any
MetricName: Any
MetricValue: Any
Session: Any
SessionGroup: Any
SortOrder: Any
Status: Any

HPARAMS = f"{PACKAGE}.hparams"

EXPERIMENT = {
    "Experiment": """
        6 name string
        1 description string
        2 user string
        3 time_created_secs double
        4 hparam_infos HParamInfo*
        5 metric_infos MetricInfo*
    """,
    "HParamInfo": """
        1 name string
        2 display_name string
        3 description string
        4 type DataType
        5 domain_discrete google.protobuf.ListValue in domain
        6 domain_interval Interval in domain
    """,
    "Interval": """
        1 min_value double
        2 max_value double
    """,
    "MetricName": """
        1 group string
        2 tag string
    """,
    "MetricInfo": """
        1 name MetricName
        3 display_name string
        4 description string
        5 dataset_type DatasetType
    """,
}

SESSIONS = {
    "SessionGroup": """
        1 name string
        2 hparams map<string,google.protobuf.Value>
        3 metric_values MetricValue*
        4 sessions Session*
        5 monitor_url string
    """,
    "MetricValue": """
        1 name MetricName
        2 value double
        3 training_step int32
        4 wall_time_secs double
    """,
    "Session": """
        1 name string
        2 start_time_secs double
        3 end_time_secs double
        4 status Status
        5 model_uri string
        6 metric_values MetricValue*
        7 monitor_url string
    """,
}

REQUESTS = {
    "GetExperimentRequest": """
        1 experiment_name string
    """,
    "ListSessionGroupsRequest": """
        6 experiment_name string
        7 allowed_statuses Status*
        1 col_params ColParams*
        2 aggregation_type AggregationType
        3 aggregation_metric MetricName
        4 start_index int32
        5 slice_size int32
    """,
    "ColParams": """
        1 metric MetricName in name
        2 hparam string in name
        3 order SortOrder
        4 missing_values_first bool
        5 filter_regexp string in filter
        6 filter_interval Interval in filter
        7 filter_discrete google.protobuf.ListValue in filter
        8 exclude_missing_values bool
    """,
    "ListSessionGroupsResponse": """
        1 session_groups SessionGroup*
        3 total_size int32
    """,
    "ListMetricEvalsRequest": """
        3 experiment_name string
        1 session_name string
        2 metric_name MetricName
    """,
}

ENUMS = {
    "DataType": "DATA_TYPE_UNSET=0 DATA_TYPE_STRING=1 DATA_TYPE_BOOL=2 DATA_TYPE_FLOAT64=3",
    "DatasetType": "DATASET_UNKNOWN=0 DATASET_TRAINING=1 DATASET_VALIDATION=2",
    "Status": "STATUS_UNKNOWN=0 STATUS_SUCCESS=1 STATUS_FAILURE=2 STATUS_RUNNING=3",
    "SortOrder": "ORDER_UNSPECIFIED=0 ORDER_ASC=1 ORDER_DESC=2",
    "AggregationType": """
        AGGREGATION_UNSET=0 AGGREGATION_AVG=1 AGGREGATION_MEDIAN=2 AGGREGATION_MIN=3 AGGREGATION_MAX=4
    """,
}

declare(globals(), EXPERIMENT | SESSIONS | REQUESTS, ENUMS, struct_pb2, package=HPARAMS)
