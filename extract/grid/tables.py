"""The door of the grid: a page in, its tables out."""

import numpy as np

from extract.grid.owners import middles
from extract.grid.record import Grid
from extract.grid.ruled import ruled_tables, tolerance
from extract.grid.rules import Segments, merge
from extract.grid.unruled import unruled_tables
from extract.grid.words import SAME_LINE, SAME_LINE_OCR, lines, words
from extract.page import Page


def find_tables(page: Page, previous: Grid | None = None) -> tuple[Grid, ...]:
    """The page's tables from top to bottom; a table nested in another's cell is that cell's text.

    `previous` is the last Grid of the page before, or None: a table without rules, whose header is not printed again,
    goes on in its columns, and a row cut at the page's edge is looked for between them.

    Of the page it asks: strokes and thin filled bars come as rules with `width` > 0, edges of backgrounds with
    `width` 0, and those only where a reader sees the colour change. (Word fills a shaded cell line by line, often in
    the paper's own white: fills of one colour that touch are one, and a white fill on white paper has no edge.)
    """
    if not page.glyphs.text:
        return ()
    points = middles(page.glyphs)
    ruled = ruled_tables(page, points)
    grids = [*ruled, *_unruled(page, ruled, previous)]
    return tuple(sorted(grids, key=lambda grid: (grid.area[1], grid.area[0])))


def _unruled(page: Page, ruled: list[Grid], previous: Grid | None) -> list[Grid]:
    """The tables in what the ruled ones leave of the page."""
    points = middles(page.glyphs)
    free = np.ones(len(page.glyphs.text), bool)
    reach = tolerance(page.glyphs)
    horizontal = merge(page.horizontal, reach, reach)
    outside = np.ones(len(horizontal.at), bool)
    for grid in ruled:
        free &= grid.owner < -1
        outside &= (horizontal.at < grid.area[1] - reach) | (horizontal.at > grid.area[3] + reach)
    chosen = np.flatnonzero(free).astype(np.int32)
    text = lines(words(page.glyphs, chosen, SAME_LINE_OCR if page.method == "ocr" else SAME_LINE))
    rules: Segments = horizontal.pick(np.flatnonzero(outside).astype(np.int32))
    return unruled_tables(text, rules, points, previous)
