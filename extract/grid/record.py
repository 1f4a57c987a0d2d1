"""One table as found on a page, as columns: one entry a cell, one owner a glyph."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from extract.grid.words import Line
from extract.page import Floats, Ints

Bools = NDArray[np.bool_]

NO_CELL = -1  # a glyph in the table's area that stands in none of its cells
OUTSIDE = -2  # a glyph outside the table's area


@dataclass(frozen=True, slots=True, eq=False)
class Grid:
    """A table's cells, and which of the page's glyphs stand in each.

    `area` is (x0, top, x1, bottom) in points from the page's top left corner. `edges` are the ncols + 1 ascending x
    positions of the columns, `lines` the nrows + 1 ascending y positions of the rows. The next columns have one entry
    a cell, sorted by row, then column: `row, col` from 0, `row_span, col_span` from 1, and the cell's box. Every slot
    (row, column) belongs to exactly one cell. `open_top`/`open_bottom`: no rule closes the cell there, and it may go
    on over the page's edge. `owner` has one entry for each glyph of the page: the index of its cell, NO_CELL or
    OUTSIDE. `method` says what the rows and columns were told by, `confidence` (0 to 1) how surely. `header` are the
    lines of a header that only its text tells, on this page or the last one that had it; `beside` are the page's lines
    that stand in no table.
    """

    area: tuple[float, float, float, float]
    edges: Floats
    lines: Floats
    row: Ints
    col: Ints
    row_span: Ints
    col_span: Ints
    x0: Floats
    top: Floats
    x1: Floats
    bottom: Floats
    open_top: Bools
    open_bottom: Bools
    owner: Ints
    method: Literal["rules", "gutters"] = "rules"
    confidence: float = 1.0
    header: tuple[Line, ...] = ()
    beside: tuple[Line, ...] = ()

    def __post_init__(self) -> None:
        """Hold the columns to one length."""
        columns = (self.col, self.row_span, self.col_span, self.x0, self.top, self.x1, self.bottom)
        if any(len(column) != len(self.row) for column in (*columns, self.open_top, self.open_bottom)):
            raise ValueError("cell columns of unequal length")

    @property
    def shape(self) -> tuple[int, int]:
        """(rows, columns)."""
        return len(self.lines) - 1, len(self.edges) - 1
