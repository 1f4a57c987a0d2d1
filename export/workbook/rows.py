"""A worksheet whose body is written a row at a time: what makes the workbook fast enough for long plans.

XlsxWriter takes 11 µs a cell between `write_string` and `close`; a page of ten tasks is some 500 cells over the sheets,
which is more than all of reading that page costs. Here a row becomes its XML at once (1 µs a cell), and XlsxWriter
writes everything else. `worksheet_class` is its documented way in; `_write_rows` and `_get_xf_index` are its own inner
names, held by the lock file and by tests/export/test_rows.py.
"""

import re
from collections.abc import Sequence
from datetime import date

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

Cell = tuple[str | date | int | None, Format]
"""What a cell holds (None: nothing) and its format."""

_EPOCH = date(1899, 12, 30)
_FIRST_DAY = date(1900, 3, 1)  # Excel takes 1900 for a leap year: days before this one come out wrong
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")  # what Excel would take for an escaped character
_COLUMNS = tuple(xl_col_to_name(column) for column in range(256))


class RowSheet(Worksheet):  # type: ignore[misc]
    """A sheet whose head is written cell by cell as ever, and whose body, below it, by `put_row`."""

    def __init__(self) -> None:
        super().__init__()
        self._body: list[str] = []
        self._body_from = 0

    def put_row(self, row: int, cells: Sequence[Cell], height: float, level: int = 0) -> None:
        """Write a whole row from column A on. Rows come in order, below all that is written cell by cell.

        Text must be such as XML can hold (see book.fit); `level` is the outline's, 0 to 7.
        """
        if not self._body:
            self._body_from = row
        self.set_row(row, height, None, {"level": level} if level else None)
        self._check_dimensions(row, len(cells) - 1)
        outline = f' outlineLevel="{level}"' if level else ""
        self._body.append(f'<row r="{row + 1}" ht="{height}" customHeight="1"{outline}>')
        self._body.extend(map(_cell, cells, _references(row, len(cells))))
        self._body.append("</row>")

    def _write_rows(self) -> None:
        """XlsxWriter's head, then the body."""
        if not self._body:
            super()._write_rows()
            return
        last = self.dim_rowmax
        self.dim_rowmax: int | None = self._body_from - 1
        super()._write_rows()
        self.dim_rowmax = last
        self.fh.write("".join(self._body))


def serial(day: date) -> int | None:
    """A day as spreadsheets count it; None of one that they cannot hold."""
    return (day - _EPOCH).days if day >= _FIRST_DAY else None


def _references(row: int, count: int) -> list[str]:
    return [f"{column}{row + 1}" for column in _COLUMNS[:count]]


def _cell(cell: Cell, reference: str) -> str:
    value, style = cell
    start = f'<c r="{reference}" s="{style._get_xf_index()}"'
    if isinstance(value, date):
        number = serial(value)
        value = f"{value:%d/%m/%Y}" if number is None else number
    if isinstance(value, int):
        return f"{start}><v>{value}</v></c>"
    if not value:
        return f"{start}/>"
    text = value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    if "_x" in text:
        text = _ESCAPE.sub("_x005F_", text)
    keep = ' xml:space="preserve"' if text[0] in " \n\t" or text[-1] in " \n\t" or "  " in text else ""
    return f'{start} t="inlineStr"><is><t{keep}>{text}</t></is></c>'
