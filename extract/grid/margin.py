"""Row numbers that stand beside a ruled table, outside its frame: a column of its own that nobody drew."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from extract.grid.build import Shape, build
from extract.grid.labels import is_stt
from extract.grid.numbers import is_first, number_of, outline
from extract.grid.owners import Ink
from extract.grid.record import Grid
from extract.grid.refine import shape_of
from extract.grid.words import Line, Phrase

NEAR = 60.0  # points: numbers stand no farther from the frame
LEAST = 2  # numbers that begin a list and count on, or one under a label that says what it is
CONFIDENCE = 0.9  # of such a table: where its numbers stand is plain, only their column's sides are not drawn
MARGIN = 0.25  # of the font size: kept around the numbers


@dataclass(frozen=True, slots=True)
class _Mark:
    """A text beside the frame, its row, and the font size."""

    phrase: Phrase
    row: int
    size: float


def with_numbers(grid: Grid, text: Sequence[Line], ink: Ink, previous: Grid | None) -> Grid:
    """The grid with one more column at its left, where row numbers stand there, one a row; else as it is.

    `text` is what stands in no table. The page before's table in the same columns tells such a column as well.
    """
    marks = _marks(grid, text)
    if not marks or not _counts(marks, goes_on=_had_numbers(grid, previous)):
        return grid
    shape = shape_of(grid)
    x0 = min(mark.phrase.x0 for mark in marks) - MARGIN * marks[0].size
    across = np.insert(shape.across, 0, shape.across.any(axis=1), axis=1)
    down = np.insert(shape.down, 0, True, axis=0)
    wider = Shape(np.insert(shape.edges, 0, x0), shape.lines, across, down)
    return build(wider, ink, grid.method, min(grid.confidence, CONFIDENCE))


def _marks(grid: Grid, text: Sequence[Line]) -> list[_Mark]:
    """What stands alone beside the rows, left of the frame; nothing where anything else does too."""
    x0, top, _, bottom = grid.area
    found = []
    for line in text:
        middle = (line.top + line.bottom) / 2
        if top < middle < bottom and line.phrases[0].x1 <= x0:
            row = int(np.searchsorted(grid.lines, middle)) - 1
            found.append(_Mark(line.phrases[0], row, line.size))
            if len(line.phrases) > 1 or line.phrases[0].x0 < x0 - NEAR:
                return []
    return found


def _counts(marks: Sequence[_Mark], goes_on: bool) -> bool:
    """Whether texts are row numbers, one a row, with or without the label over them."""
    labelled = is_stt(marks[0].phrase.text)
    numbers = [number_of(mark.phrase.text) for mark in marks[labelled:]]
    told = [number for number in numbers if number]
    rows = [mark.row for mark in marks]
    if not told or len(told) < len(numbers) or len(set(rows)) < len(rows) or not outline(told, 0):
        return False
    return goes_on or labelled or (len(told) > LEAST and is_first(told[0]) and outline(told, LEAST))


def _had_numbers(grid: Grid, previous: Grid | None) -> bool:
    """Whether the page before's table has the same columns and one more at its left."""
    if previous is None or len(previous.edges) != len(grid.edges) + 1:
        return False
    return bool(np.abs(previous.edges[1:] - grid.edges).max() <= 1.0)
