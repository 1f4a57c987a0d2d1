"""What the tables say of themselves: a JSON Schema of a line for Parquet files, a Table Schema for CSV files."""

from typing import Any

from export.dataset.tables import TABLES, Column, Kind, Table

Object = dict[str, Any]

_JSON: dict[Kind, Object] = {
    "text": {"type": "string"},
    "integer": {"type": "integer"},
    "number": {"type": "number"},
    "truth": {"type": "boolean"},
    "day": {"type": "string", "format": "date"},
    "texts": {"type": "array", "items": {"type": "string"}},
}
# Table Schema has no list of text that keeps apart what holds a delimiter: a JSON array does.
_FRICTIONLESS: dict[Kind, str] = {
    "text": "string",
    "integer": "integer",
    "number": "number",
    "truth": "boolean",
    "day": "date",
    "texts": "array",
}


def line_schema(table: Table[Any]) -> Object:
    """The JSON Schema (2020-12) of a line of the table, as an object by its columns' names."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": table.name,
        "description": table.about,
        "type": "object",
        "properties": {column.name: _property(column) for column in table.columns},
        "required": [column.name for column in table.columns],
        "additionalProperties": False,
    }


def _property(column: Column[Any]) -> Object:
    schema = _JSON[column.kind]
    kind = [schema["type"], "null"] if column.null else schema["type"]
    return {**schema, "type": kind, "description": column.about}


def table_schema(table: Table[Any]) -> Object:
    """The Frictionless Table Schema of the table, its keys included."""
    keys = {each.name: each.key for each in TABLES}
    return {
        "fields": [
            {"name": column.name, "type": _FRICTIONLESS[column.kind], "description": column.about}
            for column in table.columns
        ],
        "primaryKey": list(table.key),
        "foreignKeys": [
            {
                "fields": list(link.columns),
                "reference": {"resource": link.to, "fields": list(keys[link.to])},
            }
            for link in table.links
        ],
        "missingValues": [""],
    }
