"""The words in which schemas are written: numbers, text and flags, and what is made of them."""

from __future__ import annotations

from typing import Any

Schema = dict[str, Any]

COUNT: Schema = {"type": "integer", "minimum": 0}
STEP: Schema = {"type": "integer"}
TEXT: Schema = {"type": "string"}
FLAG: Schema = {"type": "boolean"}
NUMBER: Schema = {
    "description": "A number, or the name of one that JSON does not have.",
    "oneOf": [{"type": "number"}, {"enum": ["NaN", "Infinity", "-Infinity"]}],
}
WALL: Schema = {"type": ["number", "null"], "description": "Seconds since 1970; null while nothing has been read."}

ABOVE_NOUGHT: Schema = {"type": "number", "exclusiveMinimum": 0}

PLAIN: Schema = {
    "description": "A value as it was logged; lists are JSON text, and integers beyond 2^53 are text.",
    "type": ["string", "number", "boolean", "null"],
}


def ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def fields(**properties: Schema) -> Schema:
    """An object with exactly these fields."""
    return {"type": "object", "properties": properties, "required": [*properties], "additionalProperties": False}


def listed(items: Schema, description: str = "") -> Schema:
    return {"type": "array", "items": items, **({"description": description} if description else {})}


def row(*items: Schema) -> Schema:
    """An array with a meaning for each place."""
    return {"type": "array", "prefixItems": [*items], "items": False, "minItems": len(items)}


def named(items: Schema) -> Schema:
    """An object with any names and one kind of value."""
    return {"type": "object", "additionalProperties": items}
