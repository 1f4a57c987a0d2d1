"""A question's answer: rows of plain values, as text cells, as CSV or as a workbook of one sheet."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO

from export.columns import BY_NAME, JOIN
from export.csv_file import write_rows
from export.labels import flag, word
from export.recurrence import words
from phuluc.errors import OutputError

MOST_ROWS = 1_048_575  # of a sheet below its header: Excel's limit
_WIDE, _NARROW = 48, 14  # column widths in Excel's units: of text, and of all else
_EXACT = 1e15  # from here on a spreadsheet, which keeps 15 digits, would change a number: it stays text
_LONG = 24  # characters from which on a column is one of text


@dataclass(frozen=True, slots=True)
class Answer:
    """The names of an answer's columns, and its rows, which can be walked once."""

    columns: tuple[str, ...]
    rows: Iterator[tuple[Any, ...]]


def cell(value: Any) -> str:
    """A value as the text of one cell: dates in ISO 8601, lists with the contract's mark between, "" for nothing.

    >>> cell(None), cell(date(2025, 12, 31)), cell(["a", "b"]), cell(Decimal("2.50"))
    ('', '2025-12-31', 'a; b', '2.50')
    """
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return JOIN.join(map(cell, value))
    return str(value)


def write_csv(answer: Answer, stream: BinaryIO, *, raw: bool = False) -> None:
    """CSV as `extract` writes it: a byte-order mark, and no formula unless `raw`."""
    write_rows(stream, _text_rows(answer), raw=raw)


def _text_rows(answer: Answer) -> Iterator[list[str]]:
    yield list(answer.columns)
    for row in answer.rows:
        yield list(map(cell, row))


def write_xlsx(answer: Answer, stream: BinaryIO) -> None:
    """A workbook: real dates and numbers, frozen header with a filter; text never becomes a formula or a link.

    Raises:
        OutputError: there are more rows than a sheet holds.
    """
    import xlsxwriter

    from export.workbook.book import PLAIN_TEXT, STYLES

    with TemporaryDirectory(prefix="phuluc-") as folder:
        options = PLAIN_TEXT | {"constant_memory": True, "tmpdir": folder, "in_memory": False}
        book = xlsxwriter.Workbook(stream, options)
        # The date is no moment of a run, so that the same answer gives the same bytes.
        book.set_properties({"created": datetime(1980, 1, 1)})
        sheet = book.add_worksheet(word("answer", "sheet"))
        styles = {name: book.add_format(STYLES["cell"] | STYLES.get(name, {})) for name in ("cell", "date")}
        last = _fill(sheet, styles, book.add_format(STYLES["head"]), answer)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(last, 1), len(answer.columns) - 1)
        book.close()


def _fill(sheet: Any, styles: dict[str, Any], head: Any, answer: Answer) -> int:
    """Write header and rows; returns the last row's number, from 0."""
    first, rows = _peek(answer.rows)
    for column, name in enumerate(answer.columns):
        wide = first is not None and len(cell(first[column])) >= _LONG
        sheet.set_column(column, column, _WIDE if wide else _NARROW)
        sheet.write_string(0, column, _label(name), head)
    number = 0
    for number, row in enumerate(rows, 1):
        if number > MOST_ROWS:
            raise OutputError(f"the answer has more than {MOST_ROWS:,} rows, which no sheet holds; write CSV")
        for column, (name, value) in enumerate(zip(answer.columns, row, strict=True)):
            _put(sheet, number, column, _said(name, value), styles)
    return number


def _peek(rows: Iterator[tuple[Any, ...]]) -> tuple[tuple[Any, ...] | None, Iterable[tuple[Any, ...]]]:
    """The first row, and all of them."""
    from itertools import chain

    first = next(rows, None)
    return first, () if first is None else chain((first,), rows)


def _put(sheet: Any, row: int, column: int, value: Any, styles: dict[str, Any]) -> None:
    from export.workbook.book import fit_cell
    from export.workbook.rows import serial

    if isinstance(value, date) and not isinstance(value, datetime) and (day := serial(value)) is not None:
        sheet.write_number(row, column, day, styles["date"])
    elif isinstance(value, int | float | Decimal) and not isinstance(value, bool) and abs(float(value)) < _EXACT:
        sheet.write_number(row, column, value, styles["cell"])
    else:
        sheet.write_string(row, column, fit_cell(cell(value))[0], styles["cell"])


def _label(column: str) -> str:
    """The Vietnamese head of a column; one that has none keeps its name."""
    return BY_NAME[column].label if column in BY_NAME else word("answer", column)


_WORDS: dict[str, Callable[[str], str]] = {
    "rrule": words,
    "part": lambda name: word("part", name),
    "flags": lambda name: flag(name).label,
}


def _said(column: str, value: Any) -> Any:
    """A value in Vietnamese where the column's values are words of the contract."""
    say = _WORDS.get(column)
    if say is None or value is None:
        return value
    return [say(each) for each in value] if isinstance(value, list) else say(str(value))
