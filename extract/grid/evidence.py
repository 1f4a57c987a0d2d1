"""What the print says against a row's cells: text that runs on through a border, holes in a line, print over print."""

import numpy as np

from extract.grid.record import Bools, Grid
from extract.grid.words import SAME_LINE
from extract.page import Floats, Glyphs, Ints

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
    inside = np.flatnonzero(grid.owner >= 0).astype(np.int32)
    if len(inside) < 2:
        return [1.0] * grid.shape[0]
    line = _lines(glyphs, inside)
    order = np.lexsort((glyphs.x0[inside], line))
    inside, line = inside[order], line[order]
    one, two = inside[:-1], inside[1:]
    gap = (glyphs.x0[two] - glyphs.x1[one]) / glyphs.size[one]
    beside = line[:-1] == line[1:]
    same = grid.owner[one] == grid.owner[two]
    hole = (gap > HOLE) | ((gap > WHITE) & _over_an_edge(grid, glyphs.x1[one], glyphs.x0[two]))
    row = grid.row[grid.owner]
    rows = grid.shape[0]
    left = np.ones(rows)
    for places, each in (
        (two[beside & ~same & (gap < THROUGH) & (row[one] == row[two])], LEFT_THROUGH),
        (two[beside & same & hole], LEFT_HOLE),
        (_overprinted(glyphs, inside, line), LEFT_OVER),
    ):
        left *= each ** np.minimum(np.bincount(row[places], minlength=rows), MOST)
    left *= np.where(np.bincount(row[_of_another_size(glyphs, grid, inside)], minlength=rows) >= ALIEN, LEFT_ALIEN, 1.0)
    return [round(value, 2) for value in left.tolist()]


def _of_another_size(glyphs: Glyphs, grid: Grid, inside: Ints) -> Ints:
    """Glyphs clearly larger or smaller than most of their cell's: stamps and signatures, but raised figures too."""
    owner, size = grid.owner[inside], glyphs.size[inside]
    usual = np.bincount(owner, size, minlength=len(grid.row)) / np.maximum(
        np.bincount(owner, minlength=len(grid.row)), 1
    )
    found: Ints = inside[np.abs(size / usual[owner] - 1) > UNLIKE]
    return found


def _over_an_edge(grid: Grid, left: Floats, right: Floats) -> Bools:
    """Which of the stretches hold an edge between columns."""
    found: Bools = np.searchsorted(grid.edges, left) != np.searchsorted(grid.edges, right)
    return found


def _lines(glyphs: Glyphs, chosen: Ints) -> Ints:
    """The number of each glyph's line, by its baseline."""
    order = np.argsort(glyphs.base[chosen], kind="stable")
    usual = float(np.median(glyphs.size[chosen]))
    line = np.zeros(len(chosen), np.int32)
    line[order[1:]] = np.cumsum(np.diff(glyphs.base[chosen][order]) > SAME_LINE * usual)
    return line


def _overprinted(glyphs: Glyphs, inside: Ints, line: Ints) -> Ints:
    """Glyphs that stand over a glyph of another line, in one order or the other."""
    size = float(np.median(glyphs.size[inside]))
    middle: Floats = (glyphs.x0[inside] + glyphs.x1[inside]) / 2
    column = np.floor(middle / size).astype(np.int64)
    band = np.floor(glyphs.base[inside] / size).astype(np.int64)
    order = np.lexsort((middle, column, band))
    one, two = order[:-1], order[1:]
    apart = np.abs(glyphs.base[inside[one]] - glyphs.base[inside[two]])
    over = (line[one] != line[two]) & (np.abs(middle[one] - middle[two]) < OVER * size)
    over &= (apart > RAISED * size) & (apart < LINES_APART * size)
    found: Ints = inside[two[over]]
    return found
