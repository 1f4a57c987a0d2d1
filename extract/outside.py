"""The text outside tables in reading order: lines, and the columns of a letterhead one after the other."""

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from extract.lines import Lines, read_lines
from extract.page import Glyphs

GUTTER = 1.5  # of the font size: a gap as broad that another line keeps too parts two columns
LONE_GUTTER = 6.0  # of the font size: a gap as broad parts a line by itself; blanks left for handwriting are narrower
BLOCK = 3.0  # of the font size: lines farther apart are no block


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch of a line without a broad gap: its text, ends, baseline and font size in points."""

    text: str
    x0: float
    x1: float
    base: float
    size: float


def outside_text(glyphs: Glyphs, index: NDArray[np.intp]) -> tuple[tuple[str, ...], tuple[float, float, float, float]]:
    """The lines of the glyphs `index` in reading order, and the box (x0, top, x1, bottom) around them in points."""
    lines = read_lines(glyphs, index, np.zeros(len(index), np.int32))
    x0, x1, top, bottom = (column[index] for column in (glyphs.x0, glyphs.x1, glyphs.top, glyphs.bottom))
    box = (float(x0.min()), float(top.min()), float(x1.max()), float(bottom.max()))
    rows = [_pieces(lines, i) for i in range(len(lines.text))]
    ordered: list[_Piece] = []
    while rows:
        block, gutter = _block(rows)
        rows = rows[len(block) :]
        ordered += _by_column(block, gutter)
    return tuple(piece.text for piece in ordered), box


def _pieces(lines: Lines, line: int) -> list[_Piece]:
    """A line cut at its broad gaps."""
    size, base = lines.size[line], lines.base[line]
    words = list(lines.words(line))
    starts = [i for i in range(1, len(words)) if words[i][1] - words[i - 1][2] > GUTTER * size]
    parts = [words[start:end] for start, end in pairwise((0, *starts, len(words)))]
    return [_Piece(" ".join(word for word, _, _ in part), part[0][1], part[-1][2], base, size) for part in parts]


def _block(rows: list[list[_Piece]]) -> tuple[list[list[_Piece]], tuple[float, float] | None]:
    """The first rows that share a gutter (x from, to), or the first row alone with none."""
    best, taken = None, 1
    for gap in _gaps(rows[0]):
        gutter, count = _follow(rows, gap)
        left = sum(row[0].x1 <= gutter[0] for row in rows[:count])
        right = sum(row[-1].x0 >= gutter[1] for row in rows[:count])
        if min(left, right) > 1 and count > taken:
            best, taken = gutter, count
    return rows[:taken], best


def _follow(rows: list[list[_Piece]], gutter: tuple[float, float]) -> tuple[tuple[float, float], int]:
    """A gutter of the first row as narrow as the rows below leave it, and how many rows keep it."""
    count = 1
    for above, row in pairwise(rows):
        narrowed = _narrowed(gutter, row)
        if narrowed is None or row[0].base - above[0].base > BLOCK * max(row[0].size, above[0].size):
            break
        gutter, count = narrowed, count + 1
    return gutter, count


def _gaps(row: list[_Piece]) -> list[tuple[float, float]]:
    return [(one.x1, other.x0) for one, other in pairwise(row)]


def _narrowed(gutter: tuple[float, float], row: list[_Piece]) -> tuple[float, float] | None:
    """What is left of the gutter beside this row's text; None where the text stands in it."""
    low, high = gutter
    for piece in row:
        if piece.x0 < (low + high) / 2 < piece.x1:
            return None
        if piece.x1 <= (low + high) / 2:
            low = max(low, piece.x1)
        else:
            high = min(high, piece.x0)
    return (low, high) if high - low > GUTTER * row[0].size else None


def _by_column(block: list[list[_Piece]], gutter: tuple[float, float] | None) -> list[_Piece]:
    """A block's pieces: what is left of the gutter first, then what is right of it, each line in one piece."""
    if gutter is None:
        return [piece for row in block for piece in _glued(row, LONE_GUTTER)]
    left = [[piece for piece in row if piece.x1 <= gutter[0]] for row in block]
    right = [[piece for piece in row if piece.x1 > gutter[0]] for row in block]
    return [piece for row in (*left, *right) for piece in _glued(row, LONE_GUTTER)]


def _glued(row: list[_Piece], gap: float) -> list[_Piece]:
    """A row's pieces with those nearer than `gap` font sizes in one."""
    glued: list[_Piece] = []
    for piece in row:
        if glued and piece.x0 - glued[-1].x1 <= gap * piece.size:
            glued[-1] = replace(glued[-1], text=f"{glued[-1].text} {piece.text}", x1=piece.x1)
        else:
            glued.append(piece)
    return glued
