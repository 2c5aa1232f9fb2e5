"""Times and memory of the nodes of a graph."""

from typing import Any

from runchart.dropin.schema import declare
from runchart.dropin.tensorboardx.proto import tensor_shape_pb2, types_pb2

AllocationDescription: Any
AllocationRecord: Any
AllocatorMemoryUsed: Any
DeviceStepStats: Any
MemoryStats: Any
NodeExecStats: Any
NodeOutput: Any
RunMetadata: Any
StepStats: Any
TensorDescription: Any

MESSAGES = {
    "AllocationRecord": """
        1 alloc_micros int64
        2 alloc_bytes int64
    """,
    "AllocationDescription": """
        1 requested_bytes int64
        2 allocated_bytes int64
        3 allocator_name string
        4 allocation_id int64
        5 has_single_reference bool
        6 ptr uint64
    """,
    "TensorDescription": """
        1 dtype DataType
        2 shape TensorShapeProto
        4 allocation_description AllocationDescription
    """,
    "AllocatorMemoryUsed": """
        1 allocator_name string
        2 total_bytes int64
        3 peak_bytes int64
        4 live_bytes int64
        6 allocation_records AllocationRecord*
        5 allocator_bytes_in_use int64
    """,
    "NodeOutput": """
        1 slot int32
        3 tensor_description TensorDescription
    """,
    "MemoryStats": """
        1 temp_memory_size int64
        3 persistent_memory_size int64
        5 persistent_tensor_alloc_ids int64*
        2 device_temp_memory_size int64
        4 device_persistent_memory_size int64
        6 device_persistent_tensor_alloc_ids int64*
    """,
    "NodeExecStats": """
        1 node_name string
        2 all_start_micros int64
        3 op_start_rel_micros int64
        4 op_end_rel_micros int64
        5 all_end_rel_micros int64
        6 memory AllocatorMemoryUsed*
        7 output NodeOutput*
        8 timeline_label string
        9 scheduled_micros int64
        10 thread_id uint32
        11 referenced_tensor AllocationDescription*
        12 memory_stats MemoryStats
        13 all_start_nanos int64
        14 op_start_rel_nanos int64
        15 op_end_rel_nanos int64
        16 all_end_rel_nanos int64
        17 scheduled_nanos int64
    """,
    "DeviceStepStats": """
        1 device string
        2 node_stats NodeExecStats*
        3 thread_names map<uint32,string>
    """,
    "StepStats": """
        1 dev_stats DeviceStepStats*
    """,
    "RunMetadata": """
        1 step_stats StepStats
    """,
}

declare(globals(), MESSAGES, {}, tensor_shape_pb2, types_pb2)
