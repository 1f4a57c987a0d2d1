"""The door of the grid: a page in, its tables out."""

from extract.grid.record import Grid
from extract.grid.ruled import ruled_tables
from extract.page import Page


def find_tables(page: Page, previous: Grid | None = None) -> tuple[Grid, ...]:
    """The page's tables from top to bottom; a table nested in another's cell is that cell's text.

    `previous` is the last Grid of the page before, or None: a table without rules, whose header is not printed again,
    goes on in its columns, and a row cut at the page's edge is looked for between them.

    Of the page it asks: strokes and thin filled bars come as rules with `width` > 0, edges of backgrounds with
    `width` 0, and those only where a reader sees the colour change. (Word fills a shaded cell line by line, often in
    the paper's own white: fills of one colour that touch are one, and a white fill on white paper has no edge.)
    """
    return tuple(sorted(ruled_tables(page), key=lambda grid: (grid.area[1], grid.area[0])))
