"""TensorFlow's public messages as protobuf classes, declared in lines of `number name type`. Above protobuf.

The package name is our own, so that the classes live beside those of tensorboardX, TensorBoard and TensorFlow.
"""

from __future__ import annotations

import re
from types import ModuleType
from typing import Any

from google.protobuf import descriptor_pb2, descriptor_pool
from google.protobuf.internal import builder

PACKAGE = "runchart.tensorboard"
FIELD = re.compile(r"(?P<number>\d+) (?P<name>\w+) (?P<type>[\w.<>,]+)(?P<repeated>\*?)(?: in (?P<oneof>\w+))?")
SCALARS = {
    "double": 1, "float": 2, "int64": 3, "uint64": 4, "int32": 5, "bool": 8, "string": 9, "bytes": 12, "uint32": 13,
}  # fmt: skip
REPEATED, OPTIONAL = 3, 1


def declare(
    module: dict[str, Any],
    messages: dict[str, str],
    enums: dict[str, str],
    *needs: ModuleType,
    package: str = PACKAGE,
) -> None:
    """Puts the classes of `messages` and `enums` into a module's globals, as protobuf's compiler would.

    Args:
        module: the globals of a module named ``<family>_pb2``.
        messages: for each name (``Outer.Inner`` where nested) its fields, one a line: ``number name type``, with ``*`` after
            the type where repeated and ``in <oneof>`` at the end. Types are scalars, names of this package,
            ``google.protobuf.*``, or ``map<key,value>``.
        enums: for each name its ``NAME=number`` in one line.
        needs: modules whose messages are fields of these.
        package: the protobuf package of these messages and of those that they name.
    """
    family = module["__name__"].rpartition(".")[2].removesuffix("_pb2")
    file = descriptor_pb2.FileDescriptorProto(
        name=f"runchart/{family}.proto",
        package=package,
        syntax="proto3",
        dependency=[needed.DESCRIPTOR.name for needed in needs],
    )
    for name, fields in messages.items():
        add_fields(place(file, name, "message_type", "nested_type"), f".{package}.", name, fields)
    for name, values in enums.items():
        enum = place(file, name, "enum_type", "enum_type")
        for value in values.split():
            enum.value.add(name=value.split("=")[0], number=int(value.split("=")[1]))
    module["DESCRIPTOR"] = descriptor_pool.Default().AddSerializedFile(file.SerializeToString())
    builder.BuildMessageAndEnumDescriptors(module["DESCRIPTOR"], module)
    builder.BuildTopDescriptorsAndMessages(module["DESCRIPTOR"], module["__name__"], module)


def place(file: Any, name: str, top: str, nested: str) -> Any:
    """A new message or enum named `name`, inside the messages that its dots name."""
    *outer, last = name.split(".")
    holder, kind = file, top
    for part in outer:
        within = holder.message_type if holder is file else holder.nested_type
        holder, kind = next(message for message in within if message.name == part), nested
    return getattr(holder, kind).add(name=last)


def add_fields(message: Any, prefix: str, path: str, fields: str) -> None:
    oneofs: dict[str, int] = {}
    for line in filter(None, map(str.strip, fields.splitlines())):
        match = FIELD.fullmatch(line)
        if match is None:
            raise ValueError(f"{path}: {line!r} is no field")
        field = message.field.add(name=match["name"], number=int(match["number"]), label=OPTIONAL)
        if match["type"].startswith("map<"):
            field.label, field.type_name = REPEATED, add_entry(message, prefix, path, match)
        else:
            set_type(field, prefix, match["type"])
        if match["repeated"]:
            field.label = REPEATED
        if match["oneof"]:
            if match["oneof"] not in oneofs:
                oneofs[match["oneof"]] = len(oneofs)
                message.oneof_decl.add(name=match["oneof"])
            field.oneof_index = oneofs[match["oneof"]]


def set_type(field: Any, prefix: str, name: str) -> None:
    if name in SCALARS:
        field.type = SCALARS[name]
    else:
        field.type_name = f".{name}" if name.startswith("google.") else f"{prefix}{name}"


def add_entry(message: Any, prefix: str, path: str, field: re.Match[str]) -> str:
    """The message of one entry of a map field, as protobuf wants it; returns its full name."""
    key, value = field["type"][4:-1].split(",")
    title = "".join(part.capitalize() for part in field["name"].split("_")) + "Entry"
    entry = message.nested_type.add(name=title)
    entry.options.map_entry = True
    set_type(entry.field.add(name="key", number=1, label=OPTIONAL), prefix, key)
    set_type(entry.field.add(name="value", number=2, label=OPTIONAL), prefix, value)
    return f"{prefix}{path}.{title}"
