"""The text outside tables in reading order: lines, and the two columns of a letterhead one after the other."""

import numpy as np
from numpy.typing import NDArray

from extract.lines import read_lines
from extract.page import Glyphs

GUTTER = 1.5  # of the font size: a gap as broad, under or over another, parts two columns of text
LONE_GUTTER = 6.0  # of the font size: a gap as broad parts a line by itself; blanks left for handwriting are narrower
BLOCK = 3.0  # of the font size: lines farther apart than this are no block


def outside_text(glyphs: Glyphs, index: NDArray[np.intp]) -> tuple[tuple[str, ...], tuple[float, float, float, float]]:
    """The lines of the glyphs `index` in reading order, and the box (x0, top, x1, bottom) around them in points."""
    lines = read_lines(glyphs, index, np.zeros(len(index), np.int32))
    x0, x1, top, bottom = (c[index] for c in (glyphs.x0, glyphs.x1, glyphs.top, glyphs.bottom))
    box = (float(x0.min()), float(top.min()), float(x1.max()), float(bottom.max()))
    return tuple(lines.text), box
