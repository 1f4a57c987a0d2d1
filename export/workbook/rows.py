"""A worksheet whose body is written a row at a time: what makes the workbook fast enough for long plans.

XlsxWriter takes 11 µs a cell between `write_string` and `close`; a page of ten tasks is some 500 cells over the sheets,
which is more than all of reading that page costs. Here a row becomes its XML at once (1 µs a cell), and XlsxWriter
writes everything else. `worksheet_class` is its documented way in; `_write_rows`, `_check_dimensions`, `dim_rowmax` and
`_get_xf_index` (in book.py) are its own inner names, held by the lock file and by tests/export/test_workbook.py.
"""

import re
from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

Cell = tuple[str | date | int | None, int]
"""What a cell holds (None: nothing) and the number of its style (see book.Book.style_number)."""

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
        self._check_dimensions(row, len(cells) - 1)
        outline = ""
        if level:
            self.set_row(row, height, None, {"level": level})  # XlsxWriter must know how deep the outline goes
            outline = f' outlineLevel="{level}"'
        number = row + 1
        parts: list[str] = []
        put = parts.append
        put(f'<row r="{number}" ht="{height}" customHeight="1"{outline}>')
        for column, (value, style) in zip(_COLUMNS, cells, strict=False):
            if not value:
                put(f'<c r="{column}{number}" s="{style}"/>')
            elif isinstance(value, str):
                put(f'<c r="{column}{number}" s="{style}" t="inlineStr">{_inline(value)}</c>')
            else:
                put(f'<c r="{column}{number}" s="{style}"{_plain(value)}</c>')
        put("</row>\n")
        self._body.append("".join(parts))

    def _write_rows(self) -> None:
        """XlsxWriter's head, then the body."""
        if not self._body:
            super()._write_rows()
            return
        last = self.dim_rowmax
        self.dim_rowmax: int | None = self._body_from - 1
        super()._write_rows()
        self.dim_rowmax = last
        self.fh.writelines(self._body)
        self._body.clear()


def serial(day: date) -> int | None:
    """A day as spreadsheets count it; None of one that they cannot hold."""
    return (day - _EPOCH).days if day >= _FIRST_DAY else None


@lru_cache(maxsize=8192)
def _inline(value: str) -> str:
    """Text as a cell's content, so marked that nothing in it is taken for an escape and no blank is lost."""
    text = value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    if "_x" in text:
        text = _ESCAPE.sub("_x005F_", text)
    if text[0] in " \n\t" or text[-1] in " \n\t" or "  " in text:
        return f'<is><t xml:space="preserve">{text}</t></is>'
    return f"<is><t>{text}</t></is>"


def _plain(value: date | int) -> str:
    """The end of a cell's opening tag and its content, of a number or a day."""
    if isinstance(value, int):
        return f"><v>{value}</v>"
    number = serial(value)
    if number is None:
        return f' t="inlineStr">{_inline(f"{value:%d/%m/%Y}")}'
    return f"><v>{number}</v>"
