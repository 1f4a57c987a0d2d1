"""The JSON Schema of the JSON output, made from the records and the contract.

`python -m export.schema` writes it anew; tests/export/test_schema.py holds the checked-in file to it.
"""

import json
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from export import labels
from export.record import SCHEMA
from phuluc.issues import IssueKind, Severity
from phuluc.model import (
    Agency,
    Audit,
    Body,
    Column,
    Correction,
    Document,
    Measure,
    Meta,
    Output,
    Period,
    Row,
    SourceFile,
    Span,
    Table,
    Task,
    Trust,
)
from phuluc.source import Source

FILE = "phuluc-1.schema.json"

Schema = dict[str, Any]


def _ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _or_null(schema: Schema) -> Schema:
    if isinstance(schema.get("type"), str) and "enum" not in schema:
        return schema | {"type": [schema["type"], "null"]}
    return {"anyOf": [schema, {"type": "null"}]}


@dataclass(frozen=True, slots=True)
class _Object:
    """An object of the contract: the record it shows, its keys in order, what it is, and keys that are no field."""

    record: type
    keys: tuple[str, ...]
    about: str
    own: Schema


_TEXTS: Schema = {"type": "object", "additionalProperties": {"type": "string"}}
_FLAGS: Schema = _list({"enum": list(labels.flags())})
_SHARE: Schema = {"type": "number", "minimum": 0, "maximum": 1}
PARTS = tuple(field.name for field in fields(Trust))
_PAGE: Schema = {"type": ["integer", "null"], "minimum": 1}
_BBOX: Schema = {
    "description": "[x0, top, x1, bottom] in PDF points (1/72 inch) from the page's top left corner, after rotation",
    "type": ["array", "null"],
    "items": {"type": "number"},
    "minItems": 4,
    "maxItems": 4,
}

# Keys stand in the order of the output. What is not under `own` has the type of the record's field of that name.
OBJECTS: dict[str, _Object] = {
    "sourceFile": _Object(
        SourceFile,
        ("file", "sha256", "media_type", "pages", "producer"),
        "the file that was read; pages is null where the format has none",
        {"sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$"}},
    ),
    "decision": _Object(
        Meta,
        ("source", "kind", "number", "date", "issuer", "title", "horizon", "as_of", "corrections"),
        "what the document says of itself, null where not found; as_of: the day on which successors are told, or null; "
        "corrections: what people put right of it",
        {
            "source": _ref("sourceFile"),
            "as_of": {"type": ["string", "null"], "format": "date"},
            "corrections": _list(_ref("correction")),
        },
    ),
    "span": _Object(Span, ("start", "end"), "days, both ends inclusive; null where that side is open", {}),
    "source": _Object(
        Source,
        ("page", "bbox", "place"),
        "where something stood; place is for formats without pages",
        {"page": _PAGE, "bbox": _BBOX},
    ),
    "column": _Object(Column, ("label", "role"), "a table's column: its label as printed and its role", {}),
    "row": _Object(
        Row,
        ("number", "kind", "cells", "sources", "flags"),
        "a row as printed; header rows are not among them",
        {"flags": _FLAGS},
    ),
    "table": _Object(Table, ("index", "title", "pages", "columns", "rows"), "a table joined over its pages", {}),
    "agency": _Object(
        Agency,
        ("text", "id", "name", "kind", "successor"),
        "one body as printed; id, canonical name and kind from the register, or null; successor: what took it over by "
        "the day asked for, or null",
        {},
    ),
    "body": _Object(Body, ("id", "name"), "a body of the register; name is null where no row says it", {}),
    "period": _Object(
        Period,
        ("text", "kind", "start", "end", "spans", "rrule", "inferred"),
        "when something is due; start and end bound all spans; rrule is an RFC 5545 recurrence rule; inferred: the "
        "year is not in the text",
        {},
    ),
    "measure": _Object(
        Measure,
        ("min", "max", "unit", "per", "approximate", "of"),
        "a counted promise; null where that side is open; of: what a percentage is taken of",
        {},
    ),
    "output": _Object(
        Output,
        ("text", "period", "measure", "measures"),
        "one product of a task; measure is the first of measures, or null",
        {"measure": _or_null(_ref("measure"))},
    ),
    "trust": _Object(
        Trust,
        PARTS,
        "what the confidence is made of: its parts, 1 where nothing speaks against the row",
        dict.fromkeys(PARTS, _SHARE),
    ),
    "correction": _Object(
        Correction,
        ("path", "old", "new", "note"),
        "a value that a person put right: old as the source has it, new as typed, list items one a line",
        {},
    ),
    "task": _Object(
        Task,
        (
            "id",
            "path",
            "number",
            "kind",
            "section",
            "parent",
            "task",
            "lead",
            "partners",
            "period",
            "outputs",
            "extra",
            "sources",
            "confidence",
            "flags",
            "trust",
            "corrections",
        ),
        "a row of a table whose columns were recognised: a section, a group, or a task",
        {"extra": _TEXTS, "flags": _FLAGS, "confidence": _SHARE},
    ),
    "audit": _Object(
        Audit,
        ("glyphs", "in_rows", "in_headers", "in_repeated_headers", "in_furniture", "lost"),
        "what became of every printed character inside the tables",
        {},
    ),
}

_NAMES = {each.record: name for name, each in OBJECTS.items()}
_PLAIN: dict[object, Schema] = {
    str: {"type": "string"},
    int: {"type": "integer", "minimum": 0},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    Decimal: {"type": "number"},
    date: {"type": "string", "format": "date"},
}


def schema() -> Schema:
    """The whole schema, draft 2020-12."""
    warning = {
        "code": {"enum": [kind.code for kind in IssueKind]},
        "message": {"type": "string"},
        "page": _PAGE,
        "severity": {"enum": list(get_args(Severity))},
    }
    top = {
        "schema": {"const": SCHEMA},
        "document": _ref("decision"),
        "tables": _list(_ref("table")),
        "tasks": _list(_ref("task")),
        "audit": _ref("audit"),
        "warnings": _list(_ref("warning")),
    }
    definitions = {name: _object(each) for name, each in OBJECTS.items()}
    definitions["warning"] = _closed("a problem of the data, from the catalogue in phuluc/issues.py", warning)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:{SCHEMA.replace('/', ':')}",
        "title": f"{SCHEMA}: the task tables of a Vietnamese administrative decision",
        **_closed(f"one object a source ({Document.__name__})", top),
        "$defs": definitions,
    }


def text() -> str:
    """The schema as the checked-in file has it."""
    return json.dumps(schema(), ensure_ascii=False, indent=2) + "\n"


def _object(each: _Object) -> Schema:
    hints = get_type_hints(each.record)
    return _closed(each.about, {key: each.own[key] if key in each.own else _of(hints[key]) for key in each.keys})


def _closed(about: str, properties: Schema) -> Schema:
    """An object that has all of these keys; later versions may add some, so that others are let through."""
    return {"description": about, "type": "object", "properties": properties, "required": list(properties)}


def _of(hint: Any) -> Schema:
    """The schema of a field's type.

    Raises:
        TypeError: a type that the contract has no form for.
    """
    if hint in _NAMES:
        return _ref(_NAMES[hint])
    if hint in _PLAIN:
        return dict(_PLAIN[hint])
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Literal:
        return {"enum": list(arguments)}
    if origin is tuple and arguments[1:] == (Ellipsis,):
        return _list(_of(arguments[0]))
    if origin in (Union, UnionType) and NoneType in arguments and len(arguments) == 2:
        return _or_null(_of(next(each for each in arguments if each is not NoneType)))
    raise TypeError(f"no JSON form for {hint}")


if __name__ == "__main__":
    Path(__file__).with_name(FILE).write_text(text(), encoding="utf-8")
