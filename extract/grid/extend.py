"""Rows cut by the page's edge whose part on this page has no rules at all: text beyond a ruled table's last rule."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np

from extract.grid.build import Shape, build
from extract.grid.furniture import PARAGRAPH
from extract.grid.gutters import crossed
from extract.grid.owners import Ink
from extract.grid.record import Grid
from extract.grid.refine import shape_of
from extract.grid.words import Line
from extract.median import median
from extract.page import Floats

MIN_COLUMNS = 3  # under two columns stand receivers and signatures
NEAR_RULE = 1.2  # of the font size: the first line stands no farther from the rule
AT_BOTTOM = 0.8  # of the page's height: text that ends above this was not cut by the page's edge
ALIGNED = 1.5  # points: the cut row's lines begin where its column's lines begin
CONFIDENCE = 0.7  # of a table with such a row


def extend(grid: Grid, text: Sequence[Line], ink: Ink, height: float, previous: Grid | None) -> Grid:
    """The grid with an open row below or above it, where all text there to the page's edge keeps to its columns.

    `text` is what stands in no table and is no furniture, `height` the page's. Above, only with the `previous` page's
    table in the same columns.
    """
    if grid.shape[1] < MIN_COLUMNS:
        return grid
    grid = _with_rest(grid, text, ink, height)
    starts = _starts(grid, ink)
    below = [line for line in text if line.top > grid.area[3] - line.size / 2]
    if below and below[-1].bottom > AT_BOTTOM * height and not grid.open_bottom.any():
        near = below[0].top - grid.area[3] <= NEAR_RULE * below[0].size
        if near and _keeps(below, grid, starts, columns=2):
            grid = _with_row(grid, ink, below[-1].bottom + below[-1].size / 8, at_top=False)
    above = [line for line in text if line.bottom < grid.area[1] + line.size / 2]
    goes_on = previous is not None and previous.shape[1] == grid.shape[1]
    if above and goes_on and previous is not None and np.abs(previous.edges - grid.edges).max() <= ALIGNED:
        near = grid.area[1] - above[-1].bottom <= NEAR_RULE * above[-1].size
        if near and not grid.open_top.any() and _keeps(above, grid, starts, columns=1):
            grid = _with_row(grid, ink, above[0].top - above[0].size / 8, at_top=True)
    return grid


def _with_rest(grid: Grid, text: Sequence[Line], ink: Ink, height: float) -> Grid:
    """The grid with its last row as deep as text that hangs out of cells which no rule closes there.

    Where none of the row's cells is closed, that is only text at the page's bottom that goes on with its column.
    """
    last = grid.row + grid.row_span == grid.shape[0]
    if not grid.open_bottom.any():
        return grid
    spans = list(zip(grid.x0[grid.open_bottom].tolist(), grid.x1[grid.open_bottom].tolist(), strict=True))
    bottom, hanging = grid.area[3], []
    for line in text:
        if line.top < grid.area[3] - line.size / 2:
            continue
        inside = all(any(x0 <= p.x0 and p.x1 <= x1 for x0, x1 in spans) for p in line.phrases)
        if not inside or line.top - bottom > NEAR_RULE * line.size:
            break
        bottom = line.bottom
        hanging.append(line)
    if not hanging:
        return grid
    all_open = bool(grid.open_bottom[last].all())
    if all_open and (bottom <= AT_BOTTOM * height or not _keeps(hanging, grid, _starts(grid, ink), columns=1)):
        return grid
    shape = shape_of(grid)
    return build(replace(shape, lines=np.append(shape.lines[:-1], bottom)), ink, grid.method, grid.confidence)


def _starts(grid: Grid, ink: Ink) -> Floats:
    """For each column, the x where most of its cells' texts begin; infinite in a column without text."""
    starts = np.full(grid.shape[1], np.inf)
    first = np.full(len(grid.row), np.inf)
    inside = grid.owner >= 0
    np.minimum.at(first, grid.owner[inside], ink.glyphs.x0[inside])
    for col in range(grid.shape[1]):
        own = first[(grid.col == col) & (grid.col_span == 1) & np.isfinite(first)]
        starts[col] = median(own) if len(own) else np.inf
    return starts


def _keeps(text: Sequence[Line], grid: Grid, starts: Floats, columns: int) -> bool:
    """Whether lines stand close together and begin where the columns' texts begin, at least two columns in a line."""
    inner = grid.edges[1:-1].tolist()
    x0, _, x1, _ = grid.area
    if any(crossed(line, inner) or line.phrases[0].x0 < x0 or line.phrases[-1].x1 > x1 for line in text):
        return False
    if any(two.top - one.bottom > PARAGRAPH * two.size for one, two in pairwise(text)):
        return False
    places = np.array([phrase.x0 for line in text for phrase in line.phrases])
    own = starts[np.searchsorted(inner, places)]
    wide = max(len(line.phrases) for line in text)
    return bool((np.abs(places - own) <= ALIGNED).all()) and wide >= columns


def _with_row(grid: Grid, ink: Ink, y: float, at_top: bool) -> Grid:
    """The grid with one more row, open towards the page's edge, from its border to y."""
    shape = shape_of(grid)
    at = 0 if at_top else len(shape.lines)
    down = np.insert(shape.down, 0 if at_top else shape.down.shape[1], True, axis=1)
    wider = Shape(shape.edges, np.insert(shape.lines, at, y), np.insert(shape.across, at, False, axis=0), down)
    return build(wider, ink, grid.method, min(grid.confidence, CONFIDENCE))
