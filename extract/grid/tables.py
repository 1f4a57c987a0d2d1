"""The door of the grid: a page in, its tables out."""

from dataclasses import replace

import numpy as np

from extract.grid.draft import GAP
from extract.grid.extend import extend
from extract.grid.furniture import without_furniture
from extract.grid.margin import with_numbers
from extract.grid.owners import ink_of
from extract.grid.record import OUTSIDE, Grid
from extract.grid.refine import refine
from extract.grid.ruled import ruled_tables, tolerance
from extract.grid.rules import Segments, merge
from extract.grid.tidy import tidy
from extract.grid.unruled import unruled_tables
from extract.grid.words import SAME_LINE, SAME_LINE_OCR, Line, lines, words
from extract.page import Page, Rules


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
    ink = ink_of(page.glyphs)
    reach = tolerance(page.glyphs)
    horizontal, vertical = merge(page.horizontal, reach, reach), merge(page.vertical, reach, reach)
    ruled = [refine(tidy(grid, ink), ink) for grid in ruled_tables(horizontal, vertical, ink, previous)]
    inked = [grid for grid in ruled if _inked(grid, page.vertical)]
    text, rules = _rest(page, (horizontal, vertical), inked)
    kept = without_furniture(text, previous.beside if previous else ())
    told = unruled_tables(kept, rules, ink, previous)
    tinted = [grid for grid in ruled if grid not in inked and all(_wins(grid, other) for other in told)]
    told = [grid for grid in told if not any(_overlap(grid, other) for other in tinted)]
    if len(inked) == 1 and not tinted and not told:
        inked = [extend(inked[0], kept, ink, page.height, previous)]
    inked = [with_numbers(grid, text, ink, previous) for grid in inked] if text else inked
    found = sorted(_apart([*inked, *tinted, *told]), key=lambda grid: (grid.area[1], grid.area[0]))
    beside = tuple(
        line for line in text if not any(g.area[1] < (line.top + line.bottom) / 2 < g.area[3] for g in found)
    )
    return tuple(replace(grid, beside=beside) for grid in found)


def _apart(grids: list[Grid]) -> list[Grid]:
    """Grids without those whose area meets a fuller one's; a glyph belongs to one of them only."""
    kept: list[Grid] = []
    for grid in sorted(grids, key=lambda grid: -int((grid.owner >= 0).sum())):
        if any(_overlap(grid, other) and _overlap_across(grid, other) for other in kept):
            continue
        owned = [other.owner != OUTSIDE for other in kept if _overlap(grid, other)]
        kept.append(replace(grid, owner=np.where(np.any(owned, axis=0), OUTSIDE, grid.owner)) if owned else grid)
    return kept


def _inked(grid: Grid, vertical: Rules) -> bool:
    """Whether strokes part the grid's columns; backgrounds alone may part them in every other row only."""
    x0, top, x1, bottom = grid.area
    inside = (vertical.at > x0) & (vertical.at < x1) & (vertical.start < bottom) & (vertical.end > top)
    return bool((vertical.width[inside] > 0).any())


def _wins(tinted: Grid, told: Grid) -> bool:
    """Whether a table of backgrounds stands against one told by text: that one must hold more of the page's text."""
    return not _overlap(tinted, told) or int((told.owner >= 0).sum()) <= int((tinted.owner >= 0).sum())


def _overlap(one: Grid, two: Grid) -> bool:
    return one.area[1] < two.area[3] and two.area[1] < one.area[3]


def _overlap_across(one: Grid, two: Grid) -> bool:
    return one.area[0] < two.area[2] and two.area[0] < one.area[2]


def _rest(
    page: Page, rules: tuple[Segments, Segments], taken: list[Grid]
) -> tuple[list[Line], tuple[Segments, Segments]]:
    """The lines of text, and the horizontal and vertical rules, that stand in none of the tables."""
    free = np.ones(len(page.glyphs.text), bool)
    across, down = (np.ones(len(segments.at), bool) for segments in rules)
    for grid in taken:
        _, top, _, bottom = grid.area
        free &= grid.owner == OUTSIDE
        across &= (rules[0].at < top - GAP) | (rules[0].at > bottom + GAP)
        down &= (rules[1].end < top + GAP) | (rules[1].start > bottom - GAP)
    chosen = np.flatnonzero(free).astype(np.int32)
    text = lines(words(page.glyphs, chosen, SAME_LINE_OCR if page.method == "ocr" else SAME_LINE))
    return text, (
        rules[0].pick(np.flatnonzero(across).astype(np.int32)),
        rules[1].pick(np.flatnonzero(down).astype(np.int32)),
    )
