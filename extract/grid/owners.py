"""Which cell a glyph stands in: by its centre, and by its word where a word runs over a rule."""

import numpy as np

from extract.grid.record import OUTSIDE, Bools
from extract.page import Floats, Glyphs, Ints

LIFT = 0.3  # of the font size: a small letter's middle above the baseline; text that touches a rule stays on its side


def middles(glyphs: Glyphs) -> tuple[Floats, Floats]:
    """The points (x, y) that say where glyphs stand: mid-advance, and the middle of a small letter."""
    y = np.minimum(np.maximum(glyphs.base - LIFT * glyphs.size, glyphs.top), glyphs.bottom)
    return (glyphs.x0 + glyphs.x1) / 2, y


def owners(points: tuple[Floats, Floats], edges: Floats, lines: Floats, slot: Ints) -> Ints:
    """The cell of each point (x, y), by the rows x cols `slot`s of cells; OUTSIDE for those beyond the border."""
    x, y = points
    col = np.searchsorted(edges, x, side="right") - 1
    row = np.searchsorted(lines, y, side="right") - 1
    rows, cols = slot.shape
    inside: Bools = (col >= 0) & (col < cols) & (row >= 0) & (row < rows)
    owner = np.full(len(x), OUTSIDE, np.int32)
    owner[inside] = slot[row[inside], col[inside]]
    return owner
