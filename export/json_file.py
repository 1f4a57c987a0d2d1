"""JSON: one object a source, one line a row, written piece by piece.

The whole at once with an indent would be readable too, but Python's indenting encoder is ten times slower than the
plain one, and a row a line is what a person and `diff` want.
"""

import json
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from export import record
from export.part import Part, put
from phuluc.issues import Issue
from phuluc.model import Document, Table
from phuluc.settings import Settings

_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False, check_circular=False).encode
_FLUSH = 1 << 16  # characters held before they go to the file


def parts(document: Document, settings: Settings) -> Iterator[Part]:
    """The one file."""
    yield Part(".json", lambda stream: write(document, stream))


def write(document: Document, stream: BinaryIO) -> tuple[Issue, ...]:
    """Write the contract's object; `json.load` of it equals `document.to_dict()`."""
    held: list[str] = []
    size = 0
    for piece in _pieces(document):
        held.append(piece)
        size += len(piece)
        if size > _FLUSH:
            put(stream, "".join(held))
            held.clear()
            size = 0
    put(stream, "".join(held))
    return ()


def _pieces(document: Document) -> Iterator[str]:
    yield "{\n"
    yield from (f"{_encode(key)}: {_encode(value)},\n" for key, value in record.head(document).items())
    yield '"tables": '
    yield from _listed(map(_table, document.tables))
    yield ',\n"tasks": '
    yield from _listed([_encode(record.task(task))] for task in document.tasks)
    yield from (f",\n{_encode(key)}: {_encode(value)}" for key, value in record.tail(document).items())
    yield "\n}\n"


def _table(table: Table) -> Iterator[str]:
    yield f'{_encode(record.table_head(table))[:-1]}, "rows": '
    yield from _listed([_encode(record.row(row))] for row in table.rows)
    yield "}"


def _listed(items: Iterable[Iterable[str]]) -> Iterator[str]:
    """A list with each item, given in pieces, on a line of its own."""
    before = "[\n"
    for item in items:
        yield before
        yield from item
        before = ",\n"
    yield "[]" if before == "[\n" else "\n]"
