"""From lines and walls to a Grid: the last step of every way of finding a table."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from extract.grid.cells import Cells, Walls, cells
from extract.grid.owners import Ink, owners
from extract.grid.record import Bools, Grid
from extract.page import Floats


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """A table's lines and walls: `across` is (rows + 1, cols), `down` (cols + 1, rows), as in `cells`."""

    edges: Floats
    lines: Floats
    across: Walls
    down: Walls


def build(
    shape: Shape,
    ink: Ink,
    method: Literal["rules", "gutters"] = "rules",
    confidence: float = 1.0,
) -> Grid:
    """The grid of a shape; `ink` is all of the page's."""
    edges, lines = shape.edges, shape.lines
    found = cells(shape.across, shape.down)
    return Grid(
        area=(float(edges[0]), float(lines[0]), float(edges[-1]), float(lines[-1])),
        edges=edges,
        lines=lines,
        row=found.row,
        col=found.col,
        row_span=found.row_span,
        col_span=found.col_span,
        x0=edges[found.col],
        top=lines[found.row],
        x1=edges[found.col + found.col_span],
        bottom=lines[found.row + found.row_span],
        open_top=_open(found, shape.across[0], found.row == 0),
        open_bottom=_open(found, shape.across[-1], found.row + found.row_span == len(lines) - 1),
        owner=owners(ink, edges, lines, found.slot),
        method=method,
        confidence=confidence,
    )


def _open(found: Cells, border: Bools, at_border: Bools) -> Bools:
    """Cells at the grid's border that no rule closes there along at least half of their slots."""
    closed = np.append(0, np.cumsum(border))
    left: Bools = at_border & (2 * (closed[found.col + found.col_span] - closed[found.col]) <= found.col_span)
    return left
