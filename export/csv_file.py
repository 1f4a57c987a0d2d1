"""CSV as RFC 4180 has it, with the byte-order mark by which Excel knows UTF-8."""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from export.columns import COLUMNS, joined, lines, plain_tables
from export.part import Part, put
from phuluc.issues import Issue
from phuluc.model import Document, Table
from phuluc.settings import Settings

BOM = "\ufeff"
HEADER = tuple(column.name for column in COLUMNS)

# What a spreadsheet takes for the beginning of a formula; the full-width forms are taken by East Asian versions
# (OWASP, "CSV Injection").
_FORMULA = frozenset("=+-@\t\r\n＝＋－＠")
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)*\s?%?")
_FLUSH = 500  # rows held before they go to the file


def parts(document: Document, settings: Settings) -> Iterator[Part]:
    """The tasks, and one file for each table whose columns were not recognised."""
    yield Part(".csv", lambda stream: write_rows(stream, _task_rows(document), raw=settings.csv_raw))
    for table in plain_tables(document):
        yield Part(f".table-{table.index}.csv", _TableWriter(table, settings.csv_raw))


class _TableWriter:
    """Writes one unrecognised table; a class, since a lambda in a loop would see only the last table."""

    def __init__(self, table: Table, raw: bool) -> None:
        self._table, self._raw = table, raw

    def __call__(self, stream: BinaryIO) -> tuple[Issue, ...]:
        return write_rows(stream, _table_rows(self._table), raw=self._raw)


def guard(text: str) -> str:
    """Put an apostrophe before what a spreadsheet would run as a formula.

    >>> guard("=1+1"), guard("- Quý IV/2025"), guard("-5"), guard("+1.000,5")
    ("'=1+1", "'- Quý IV/2025", '-5', '+1.000,5')
    """
    if text[:1] in _FORMULA and text and not _NUMBER.fullmatch(text):
        return "'" + text
    return text


def _task_rows(document: Document) -> Iterator[list[str]]:
    yield list(HEADER)
    for line in lines(document):
        if line.task.kind != "section":
            yield [joined(column.get(line)) for column in COLUMNS]


def _table_rows(table: Table) -> Iterator[list[str]]:
    yield [column.label for column in table.columns]
    yield from (list(row.cells) for row in table.rows)


def write_rows(stream: BinaryIO, rows: Iterable[list[str]], *, raw: bool) -> tuple[Issue, ...]:
    """Write rows, the header first; `raw` leaves the guard against formulas off."""
    buffer = io.StringIO()
    buffer.write(BOM)
    writer = csv.writer(buffer, lineterminator="\r\n")
    for count, row in enumerate(rows):
        writer.writerow(row if raw else map(guard, row))
        if count % _FLUSH == _FLUSH - 1:
            put(stream, buffer.getvalue())
            buffer.seek(0)
            buffer.truncate()
    put(stream, buffer.getvalue())
    return ()
