"""Cells: the maximal rectangles of a grid's slots with no wall inside."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from extract.grid.rules import Segments
from extract.page import Floats, Ints

GAP_SHARE = 0.35  # of a slot: in a very narrow slot the tolerated gap may not be the whole of it

Walls = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """Cells sorted by row, then column; `slot[r, c]` is the index of the cell that slot belongs to."""

    row: Ints
    col: Ints
    row_span: Ints
    col_span: Ints
    slot: Ints


def walls(segments: Segments, lines: Floats, slots: Floats, gap: float) -> Walls:
    """Where rules part slots: wall[k, j] is true if a rule on `lines[k]` runs from `slots[j]` to `slots[j + 1]`.

    A segment lies on the nearest line, if that is within `gap` points; up to twice `gap` of a side may be missing.
    """
    width = np.diff(slots)
    covered = np.zeros((len(lines), len(width)))
    if len(segments.at) and len(lines):
        away = np.abs(segments.at[:, None] - lines)
        nearest, on = away.argmin(axis=1), away.min(axis=1) <= gap
        overlap = np.minimum(segments.end[:, None], slots[1:]) - np.maximum(segments.start[:, None], slots[:-1])
        np.add.at(covered, nearest[on], np.maximum(overlap[on], 0.0))
    return covered >= width - np.minimum(2 * gap, GAP_SHARE * width)


def cells(horizontal: Walls, vertical: Walls) -> Cells:
    """Cut rows x cols slots into rectangles.

    `horizontal` is (rows + 1, cols): walls above and below slots; `vertical` is (cols + 1, rows), the same turned
    over. Where walls enclose no rectangle (an L-shape, a rule that ends in mid-air), it is cut into rectangles from
    the top left. Every slot belongs to exactly one cell.
    """
    rows, cols = len(horizontal) - 1, len(vertical) - 1
    above, left = horizontal.tolist(), vertical.T.tolist()
    slot = [[-1] * cols for _ in range(rows)]
    found: list[tuple[int, int, int, int]] = []
    for row in range(rows):
        for col in range(cols):
            if slot[row][col] >= 0:
                continue
            right = col + 1
            while right < cols and slot[row][right] < 0 and not left[row][right]:
                right += 1
            down = row + 1
            while down < rows and _free(above[down], slot[down], left[down], col, right):
                down += 1
            for covered in range(row, down):
                slot[covered][col:right] = [len(found)] * (right - col)
            found.append((row, col, down - row, right - col))
    row_of, col_of, row_span, col_span = np.array(found, np.int32).reshape(-1, 4).T
    return Cells(row_of, col_of, row_span, col_span, np.array(slot, np.int32).reshape(rows, cols))


def _free(above: list[bool], slot: list[int], left: list[bool], col: int, right: int) -> bool:
    """Whether a rectangle over columns `col` to `right` may take in one more row, given that row's walls and slots."""
    return not (any(above[col:right]) or any(left[col + 1 : right]) or any(taken >= 0 for taken in slot[col:right]))
