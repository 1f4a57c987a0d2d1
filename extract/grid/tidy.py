"""Rows that hold nothing: strips that a merged cell's longer background or rule leaves at a page's edge or inside."""

import numpy as np

from extract.grid.build import Shape, build
from extract.grid.owners import Ink
from extract.grid.record import Bools, Grid
from extract.grid.refine import shape_of
from extract.median import median
from extract.page import Ints

ROW_CELLS = 2  # that end at one line, beside cells merged down: a background or rule that runs on does so in one
MOST = 0.5  # of the columns: a line that parts more of them is needed, whatever it parts


def tidy(grid: Grid, ink: Ink) -> Grid:
    """The grid without open strips at its ends, and without lines that part only empty cells from others."""
    slot = _slots(grid)
    text = np.bincount(grid.owner[grid.owner >= 0], minlength=len(grid.row)) > 0
    keep = np.ones(len(grid.lines), bool)
    parted = slot[1:] != slot[:-1]
    share = parted.mean(axis=1)
    keep[1:-1] = share > MOST
    for line in (np.flatnonzero((share > 0) & (share <= MOST)) + 1).tolist():
        pairs = set(zip(slot[line - 1, parted[line - 1]].tolist(), slot[line, parted[line - 1]].tolist(), strict=True))
        keep[line] = _needed(slot[line - 1], slot[line], pairs, text) or _is_row_end(grid, pairs, text, ink)
    keep[0] = not _empty(grid, text, grid.open_top & (grid.row_span == 1))
    keep[-1] = not _empty(grid, text, grid.open_bottom & (grid.row_span == 1))
    if keep.all() or keep.sum() < 2:
        return grid
    shape = shape_of(grid)
    # A row of slots between two kept lines has the side walls of any of its parts.
    rows = np.cumsum(keep)[:-1]
    down = np.zeros((len(shape.edges), int(keep.sum()) - 1), bool)
    for row, at in enumerate(rows.tolist()):
        if 1 <= at <= down.shape[1]:
            down[:, at - 1] |= shape.down[:, row]
    return build(Shape(shape.edges, shape.lines[keep], shape.across[keep], down), ink, grid.method, grid.confidence)


def _slots(grid: Grid) -> Ints:
    """The cell of each slot."""
    slot = np.zeros(grid.shape, np.int32)
    cells = zip(grid.row.tolist(), grid.col.tolist(), grid.row_span.tolist(), grid.col_span.tolist(), strict=True)
    for cell, (row, col, height, width) in enumerate(cells):
        slot[row : row + height, col : col + width] = cell
    return slot


def _needed(above: Ints, below: Ints, pairs: set[tuple[int, int]], text: Bools) -> bool:
    """Whether a line that parts the cells `pairs`, in few columns, parts two texts, or cells of unlike width."""
    alike = all(
        (above == one).sum() == (below == two).sum() == ((above == one) & (below == two)).sum() for one, two in pairs
    )
    return not alike or any(text[one] and text[two] for one, two in pairs)


def _is_row_end(grid: Grid, pairs: set[tuple[int, int]], text: Bools, ink: Ink) -> bool:
    """Whether a line parts a row of several empty cells, as high as a line of text, from the next one.

    A page break may leave so much of a row beside cells merged down, its text all on the other page.
    """
    hollow = [one if not text[one] else two for one, two in pairs]
    if len(hollow) < ROW_CELLS or any(text[cell] for cell in hollow):
        return False
    height = float((grid.bottom[hollow] - grid.top[hollow]).min())
    return height >= median(ink.glyphs.size)


def _empty(grid: Grid, text: Bools, open_cells: Bools) -> bool:
    """Whether the row of the open cells is a strip: each cell that stands in it alone is open and empty."""
    row = set(grid.row[open_cells].tolist())
    if len(row) != 1:
        return False
    alone = (grid.row == row.pop()) & (grid.row_span == 1)
    return bool(open_cells[alone].all()) and not text[alone].any()
