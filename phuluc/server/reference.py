"""The API's description in OpenAPI, as the plain rows that a page shows."""

from dataclasses import dataclass
from typing import Any

Object = dict[str, Any]
_METHODS = ("get", "post", "put", "delete")


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter of an operation, or a key of a record: its type in words, and what is said of it.

    `required`: whether a request must have it; of answers' records nothing is asked.
    """

    name: str
    type: str
    about: str
    required: bool


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one path. `body`: media types it takes; `answers`: status, what it means, media types."""

    method: str
    path: str
    summary: str
    about: str
    fields: tuple[Field, ...]
    body: tuple[str, ...]
    answers: tuple[tuple[str, str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Record:
    """A shape of JSON, by its name."""

    name: str
    about: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Reference:
    """The whole: `about` in paragraphs."""

    version: str
    about: tuple[str, ...]
    operations: tuple[Operation, ...]
    records: tuple[Record, ...]


def described(schema: Object) -> Reference:
    """The rows of an OpenAPI description."""
    info = schema["info"]
    operations = tuple(
        _operation(method, path, methods[method])
        for path, methods in schema["paths"].items()
        for method in _METHODS
        if method in methods
    )
    records = tuple(
        _record(name, each) for name, each in schema["components"]["schemas"].items() if "properties" in each
    )
    return Reference(info["version"], tuple(info["description"].strip().split("\n\n")), operations, records)


def _operation(method: str, path: str, told: Object) -> Operation:
    fields = [
        Field(each["name"], _type(each["schema"]), each.get("description", ""), each.get("required", False))
        for each in told.get("parameters", ())
    ]
    answers = [
        (status, each.get("description", ""), tuple(each.get("content", {})))
        for status, each in sorted(told["responses"].items())
    ]
    body = tuple(told.get("requestBody", {}).get("content", {}))
    return Operation(
        method.upper(), path, told["summary"], told.get("description", ""), tuple(fields), body, tuple(answers)
    )


def _record(name: str, told: Object) -> Record:
    fields = tuple(
        Field(key, _type(each), each.get("description", ""), required=False) for key, each in told["properties"].items()
    )
    return Record(name, " ".join(told.get("description", "").split()), fields)


def _type(schema: Object) -> str:
    """A schema in a few words.

    >>> _type({"anyOf": [{"type": "array", "items": {"$ref": "#/components/schemas/A"}}, {"type": "null"}]})
    'list of A or null'
    """
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "anyOf" in schema:
        return " or ".join(map(_type, schema["anyOf"]))
    if "enum" in schema:
        return " | ".join(map(str, schema["enum"]))
    kind = schema.get("type", "anything")
    if kind == "array":
        return f"list of {_type(schema['items'])}" if "items" in schema else "list"
    if kind == "object" and isinstance(schema.get("additionalProperties"), dict):
        return f"object of {_type(schema['additionalProperties'])}"
    return str(kind)
