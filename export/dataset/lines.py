"""A document's lines of all tables, and as bytes on their way out of a guarded process."""

from datetime import date
from functools import cache
from types import GenericAlias
from typing import Annotated, Any

from export.dataset.tables import TABLES, Columns, Kind, Value
from export.part import whole
from phuluc.model import Document

Lines = tuple[Columns, ...]
"""The lines of each of tables.TABLES, in their order, column by column."""

_WIDEST = 1 << 63  # an integer of the tables is below it, and not below its negative


def lines_of(document: Document) -> Lines:
    """What the tables hold of a document."""
    return tuple(table.values(document) for table in TABLES)


def to_bytes(lines: Lines) -> bytes:
    """The same as JSON in one line, days in ISO 8601."""
    import msgspec

    try:
        return msgspec.json.encode(lines)
    except UnicodeEncodeError:
        return msgspec.json.encode([[[storable(value) for value in values] for values in told] for told in lines])


def storable(value: Value) -> Value:
    """The value with no half characters in its texts, which UTF-8 cannot hold and a lying font map can leave there."""
    if isinstance(value, list):
        return list(map(whole, value))
    return whole(value) if isinstance(value, str) else value


def from_bytes(told: bytes) -> Lines:
    """The lines that such bytes hold, each value made by what its column declares and never by what it says of itself.

    Raises:
        ValueError: they are no lines of these tables.
    """
    lines: Lines = _decoder().decode(told)
    if any(len(set(map(len, columns))) > 1 for columns in lines):
        raise ValueError("columns of unlike lengths")
    return lines


@cache
def _decoder() -> Any:
    """What takes nothing but a list of the declared kind for each column of each table."""
    from msgspec import Meta
    from msgspec.json import Decoder

    kinds: dict[Kind, Any] = {
        "text": str,
        "integer": Annotated[int, Meta(ge=-_WIDEST, le=_WIDEST - 1)],
        "number": float,
        "truth": bool,
        "day": date,
        "texts": list[str],
    }
    tables = [
        [GenericAlias(list, (kinds[column.kind] | None if column.null else kinds[column.kind],)) for column in columns]
        for columns in (table.columns for table in TABLES)
    ]
    return Decoder(GenericAlias(tuple, tuple(GenericAlias(tuple, tuple(columns)) for columns in tables)))
