"""One sheet: which of its rows are a table's, and the table's cells with what is merged."""

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from extract.flow import STT_LABEL, FlowCell, FlowRow, FlowTable, tidy
from extract.lattice import settle
from extract.number_format import shown
from extract.xlsx_layout import Layout
from phuluc.settings import over_limit

_TABLE_COLS = 3  # filled cells that make a row the first of a table; letterheads and signatures stand in two
_HEADER_ROWS = 3  # how far down a header's levels go
_NUMBER = re.compile(r"(?:\d{1,3}(?:\.\d{1,3})*|[IVXL]{1,6}|[A-Za-zĐđ])[.)]?")

Bounds: TypeAlias = tuple[int, int, int, int]  # first row, first column, last row, last column, from 1


@dataclass(frozen=True, slots=True)
class Field:
    """A filled or bordered cell: row and column from 1, its value and format."""

    row: int
    col: int
    value: Any
    number_format: str = "General"
    border: bool = False
    bold: bool = False


class Sheet:
    """The visible fields of a sheet, merged ranges resolved."""

    def __init__(self, fields: list[Field], layout: Layout, cell_limit: int) -> None:
        """Leave out what is hidden, and what a merge covers: Excel keeps such values and shows none of them."""
        self._limit = cell_limit
        self._fields: dict[int, dict[int, Field]] = defaultdict(dict)
        for item in fields:
            if item.row not in layout.hidden_rows and item.col not in layout.hidden_cols:
                self._fields[item.row][item.col] = item
        self._bordered = {row for row, items in self._fields.items() if any(item.border for item in items.values())}
        self._rows = sorted(self._fields)
        self._cols = sorted({col for items in self._fields.values() for col in items})
        self._covered: set[tuple[int, int]] = set()
        self._merged = 0
        self._spans: dict[tuple[int, int], Bounds] = {}
        values = {(item.row, item.col): item for item in fields}
        for bounds in layout.merged:
            self._merge(bounds, values.get(bounds[:2]))
        self.rows = [row for row in self._rows if self._filled(row)]

    def belongs(self, row: int, group: list[int]) -> bool:
        """Whether a row is part of the table whose rows so far are `group`, or begins one where that is empty.

        In a table with borders the rows with borders are its own. In one without, a blank row ends it, unless the
        next one has as many cells as a table's, or begins with a number.
        """
        filled = self._filled(row)
        if not group:
            return len(filled) >= _TABLE_COLS
        if group[0] in self._bordered:
            return row in self._bordered
        numbered = _NUMBER.fullmatch(self._text(filled[0])) is not None
        return row == group[-1] + 1 or len(filled) >= _TABLE_COLS or numbered

    def line(self, row: int) -> str:
        """A row outside tables, as one line."""
        return " ".join(self._text(item) for item in self._filled(row))

    def table(self, rows: list[int], place: str) -> FlowTable:
        """The rows as a table; empty columns at its sides are no part of it.

        Raises:
            LimitExceeded: more cells than the limit.
        """
        filled = [item for row in rows for item in self._filled(row)]
        ends = [self._spans.get((item.row, item.col), (0, 0, 0, item.col))[3] for item in filled]
        cols = _between(self._cols, min(item.col for item in filled), max(ends))
        self._check(len(rows) * len(cols))
        numbers = {
            item.col for item in filled if item.row in rows[:_HEADER_ROWS] and STT_LABEL.fullmatch(self._text(item))
        }
        claims = [
            [self._cell(row, col, rows, cols, col in numbers) for col in cols if (row, col) not in self._covered]
            for row in rows
        ]
        settled, width = settle(claims, self._limit)
        ink = "\n".join(self._text(item, item.col in numbers) for item in filled)
        flow_rows = (FlowRow(cells, place=f"row {row}") for cells, row in zip(settled, rows, strict=True))
        return FlowTable(tuple(flow_rows), width, ink, place)

    def _cell(self, row: int, col: int, rows: list[int], cols: list[int], outline: bool) -> FlowCell:
        item = self._fields[row].get(col, Field(row, col, None))
        _, _, last_row, last_col = self._spans.get((row, col), (row, col, row, col))
        return FlowCell(
            bisect_left(cols, col),
            (self._text(item, outline),),
            len(_between(rows, row, last_row)),
            len(_between(cols, col, last_col)),
            item.bold and item.value is not None,
        )

    def _merge(self, bounds: Bounds, origin: Field | None) -> None:
        """Give a merged range to its first visible field, and mark the others as covered."""
        first_row, first_col, last_row, last_col = bounds
        rows, cols = _between(self._rows, first_row, last_row), _between(self._cols, first_col, last_col)
        self._merged += len(rows) * len(cols)
        self._check(self._merged)
        free = [(row, col) for row in rows for col in cols if (row, col) not in self._covered]
        if not free or free[0] in self._spans:
            return
        row, col = free[0]
        self._spans[free[0]] = bounds
        self._covered.update(free[1:])
        if origin is not None:
            self._fields[row][col] = replace(origin, row=row, col=col)

    def _check(self, cells: int) -> None:
        if cells > self._limit:
            raise over_limit("cells", f"over the limit of {self._limit:,} cells")

    def _filled(self, row: int) -> list[Field]:
        items = sorted(self._fields[row].values(), key=lambda item: item.col)
        return [item for item in items if (row, item.col) not in self._covered and self._text(item)]

    @staticmethod
    def _text(item: Field, outline: bool = False) -> str:
        """What the field shows. In a column of numbers (STT) 1.1 is the first point under 1, and no fraction."""
        return tidy(shown(item.value, item.number_format, "." if outline else ","))


def _between(ordered: list[int], first: int, last: int) -> list[int]:
    return ordered[bisect_left(ordered, first) : bisect_right(ordered, last)]
