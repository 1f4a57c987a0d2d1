"""What the print says against a row's cells: text that runs on through a border, holes in a line, print over print."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from extract.grid.record import Bools, Grid
from extract.grid.words import SAME_LINE
from extract.median import median
from extract.page import Floats, Glyphs, Ints

Index = NDArray[np.intp]

THROUGH = (
    0.3  # of the font size: letters nearer to each other on both sides of a border are one text; cells pad by more
)
HOLE = 3.0  # of the font size: no space within a cell's line is so wide, however far it is stretched
WHITE = 0.5  # of the font size: wider than a space; where a column of other rows begins, it is the column's
OVER = 0.25  # of the font size: middles of letters so near, on lines too near for two, are print over print
LINES_APART = 0.55  # of the font size: lines of text stand farther apart
RAISED = 0.1  # of the font size: smaller steps are one line
MOST = 3  # such places count in one row
UNLIKE = 0.15  # share by which a glyph's size differs from its cell's mean
ALIEN = 6  # such glyphs in a row: fewer are raised figures and marks of notes
LEFT_ALIEN = 0.7  # of a row's confidence
LEFT_THROUGH, LEFT_HOLE, LEFT_OVER = 0.8, 0.8, 0.75  # of a row's confidence, for each place


def row_confidence(glyphs: Glyphs, grid: Grid) -> list[float]:
    """For each row of the grid how surely its cells are parted as the print parts them, 0 to 1."""
    inside = np.flatnonzero(grid.owner >= 0)
    if len(inside) < 2:
        return [1.0] * grid.shape[0]
    size, base = glyphs.size[inside], glyphs.base[inside]
    usual = median(size)
    order = np.argsort(base, kind="stable")
    steps = np.diff(base[order])
    line = np.zeros(len(inside), np.int32)
    line[order[1:]] = np.cumsum(steps > SAME_LINE * usual)
    places = [*_in_lines(glyphs, grid, inside, line)]
    # Most pages are of one size, with lines well apart: the rest is looked at only where it can be.
    if ((steps > RAISED * usual) & (steps < LINES_APART * usual)).any():
        places.append((_overprinted(glyphs, inside, line, usual), LEFT_OVER))
    row, rows = grid.row[np.maximum(grid.owner, 0)], grid.shape[0]  # of glyphs in no cell none is asked for
    left = np.ones(rows)
    for found, each in places:
        if len(found):
            left *= each ** np.minimum(np.bincount(row[found], minlength=rows), MOST)
    if size.max() > (1 + UNLIKE) * size.min():
        alien = np.bincount(row[_of_another_size(grid, inside, size)], minlength=rows) >= ALIEN
        left *= np.where(alien, LEFT_ALIEN, 1.0)
    return [round(value, 2) for value in left.tolist()]


def _in_lines(glyphs: Glyphs, grid: Grid, inside: Index, line: Ints) -> Iterator[tuple[Index, float]]:
    """Glyphs too near to the one before them in another cell, or too far from it in their own; what each leaves."""
    order = np.lexsort((glyphs.x0[inside], line))
    inside, line = inside[order], line[order]
    one, two = inside[:-1], inside[1:]
    beside = line[:-1] == line[1:]
    gap = (glyphs.x0[two] - glyphs.x1[one]) / glyphs.size[one]
    same = grid.owner[one] == grid.owner[two]
    through = beside & ~same & (gap < THROUGH)
    yield two[through & (grid.row[grid.owner[one]] == grid.row[grid.owner[two]])], LEFT_THROUGH
    wide = np.flatnonzero(beside & same & (gap > WHITE))
    hole = (gap[wide] > HOLE) | _over_an_edge(grid, glyphs.x1[one[wide]], glyphs.x0[two[wide]])
    yield two[wide[hole]], LEFT_HOLE


def _of_another_size(grid: Grid, inside: Index, size: Floats) -> Index:
    """Glyphs clearly larger or smaller than most of their cell's: stamps and signatures, but raised figures too."""
    owner = grid.owner[inside]
    mean = np.bincount(owner, size) / np.maximum(np.bincount(owner), 1)
    found: Index = inside[np.abs(size / mean[owner] - 1) > UNLIKE]
    return found


def _over_an_edge(grid: Grid, left: Floats, right: Floats) -> Bools:
    """Which of the stretches hold an edge between columns."""
    found: Bools = np.searchsorted(grid.edges, left) != np.searchsorted(grid.edges, right)
    return found


def _overprinted(glyphs: Glyphs, inside: Index, line: Ints, size: float) -> Index:
    """Glyphs that stand over a glyph of another line, in one order or the other."""
    middle: Floats = (glyphs.x0[inside] + glyphs.x1[inside]) / 2
    column = np.floor(middle / size).astype(np.int64)
    band = np.floor(glyphs.base[inside] / size).astype(np.int64)
    order = np.lexsort((middle, column, band))
    one, two = order[:-1], order[1:]
    apart = np.abs(glyphs.base[inside[one]] - glyphs.base[inside[two]])
    over = (line[one] != line[two]) & (np.abs(middle[one] - middle[two]) < OVER * size)
    over &= (apart > RAISED * size) & (apart < LINES_APART * size)
    found: Index = inside[two[over]]
    return found
