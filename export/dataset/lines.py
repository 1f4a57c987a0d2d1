"""A document's lines of all tables, and as plain JSON values on their way out of a guarded process."""

from collections.abc import Callable
from datetime import date
from functools import cache
from typing import Any

from export.dataset.tables import TABLES, Column, Kind, Line
from phuluc.model import Document
from phuluc.wire import decoder

Lines = tuple[tuple[Line, ...], ...]
"""The lines of each of tables.TABLES, in their order."""

_TYPES: dict[Kind, Any] = {
    "text": str,
    "integer": int,
    "number": float,
    "truth": bool,
    "day": date,
    "texts": tuple[str, ...],
}


def lines_of(document: Document) -> Lines:
    """What the tables hold of a document."""
    return tuple(tuple(table.lines(document)) for table in TABLES)


def to_json(lines: Lines) -> list[list[list[Any]]]:
    """The same of lists, texts and numbers, days in ISO 8601."""
    return [
        [[value.isoformat() if isinstance(value, date) else value for value in line] for line in table]
        for table in lines
    ]


def from_json(told: Any) -> Lines:
    """The lines of such values, each taken as what its column declares and never as what it says of itself.

    Raises:
        ValueError: they are no lines of these tables.
    """
    if not isinstance(told, list) or len(told) != len(TABLES):
        raise ValueError("no lines of these tables")
    return tuple(_table(place, table) for place, table in enumerate(told))


def _table(place: int, told: Any) -> tuple[Line, ...]:
    decoders = _decoders(place)
    if not isinstance(told, list) or not all(isinstance(line, list) for line in told):
        raise ValueError("no lines")
    return tuple(tuple([decode(value) for decode, value in zip(decoders, line, strict=True)]) for line in told)


@cache
def _decoders(place: int) -> tuple[Callable[[Any], Any], ...]:
    return tuple(_decoder(column) for column in TABLES[place].columns)


def _decoder(column: Column[Any]) -> Callable[[Any], Any]:
    if column.kind == "texts":
        inner = decoder(_TYPES["texts"])
        return lambda told: list(inner(told))
    return decoder(_TYPES[column.kind] | None if column.null else _TYPES[column.kind])
