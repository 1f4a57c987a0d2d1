"""Rows that hold nothing: strips that a merged cell's longer background or rule leaves at a page's edge or inside."""

import numpy as np

from extract.grid.build import Shape, build
from extract.grid.owners import Ink
from extract.grid.record import Bools, Grid
from extract.grid.refine import shape_of
from extract.page import Ints

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
        keep[line] = _needed(slot[line - 1], slot[line], parted[line - 1], text)
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


def _needed(above: Ints, below: Ints, parted: Bools, text: Bools) -> bool:
    """Whether a line that parts few columns parts two texts anywhere, or cells of unlike width."""
    pairs = set(zip(above[parted].tolist(), below[parted].tolist(), strict=True))
    alike = all(
        (above == one).sum() == (below == two).sum() == ((above == one) & (below == two)).sum() for one, two in pairs
    )
    return not alike or any(text[one] and text[two] for one, two in pairs)


def _empty(grid: Grid, text: Bools, open_cells: Bools) -> bool:
    """Whether the row of the open cells is a strip: each cell that stands in it alone is open and empty."""
    row = set(grid.row[open_cells].tolist())
    if len(row) != 1:
        return False
    alone = (grid.row == row.pop()) & (grid.row_span == 1)
    return bool(open_cells[alone].all()) and not text[alone].any()
