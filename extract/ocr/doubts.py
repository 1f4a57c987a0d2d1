"""What a page that OCR read says of its tables: one that was not told by its rules is never passed on in silence."""

from collections.abc import Sequence

import numpy as np

from extract.grid.record import Grid
from extract.page import Glyphs, Page
from phuluc.issues import Issue, IssueKind
from phuluc.source import Source

COLUMN_GAP = 2.0  # of the font size: print has no wider gap between the words of one line
COLUMNS = 3  # a letterhead and a signature have two
LINES = 5  # that stand in columns: what a table of one row has
TOLD_BY_GAPS = "no rules were found on the scanned page; columns and rows were told by the gaps of the text"
UNTOLD = "the words of the scanned page stand in columns, and no table was found there"


def of_tables(page: Page, grids: Sequence[Grid]) -> tuple[Issue, ...]:
    """The doubts about a page's tables, none where rules tell them or there is no table."""
    note = ""
    if any(grid.method == "gutters" for grid in grids):
        note = TOLD_BY_GAPS
    elif not grids and lines_in_columns(page.glyphs) >= LINES:
        note = UNTOLD
    return (Issue(IssueKind.TABLE_UNCERTAIN, Source(page=page.number), note),) if note else ()


def lines_in_columns(glyphs: Glyphs) -> int:
    """How many lines of text have gaps that part them into COLUMNS or more."""
    count = 0
    level = np.round((glyphs.top + glyphs.bottom) / 2 / np.maximum(glyphs.size, 1.0), 0)
    for line in np.unique(level):
        mine = np.flatnonzero(level == line)
        mine = mine[np.argsort(glyphs.x0[mine])]
        gaps = glyphs.x0[mine[1:]] - np.maximum.accumulate(glyphs.x1[mine])[:-1]
        count += int((gaps > COLUMN_GAP * float(np.median(glyphs.size[mine]))).sum()) >= COLUMNS - 1
    return count
