"""What a ruled table's text says of rows and columns that its rules leave out."""

from itertools import pairwise

import numpy as np

from extract.grid.build import Shape, build
from extract.grid.gutters import crossed
from extract.grid.numbers import number_of, outline, row_lines
from extract.grid.owners import Ink
from extract.grid.record import Grid
from extract.grid.words import ASCENT, DESCENT, Line, lines, words
from extract.median import median
from extract.page import Ints

MIN_LABELS = 3  # texts side by side in one cell, each under its own column: a header whose sides are not drawn
MIN_NUMBERS = 3  # row numbers one under another in one cell that make an outline: rows with no rules between them
NARROW = 0.15  # of the table's width: a column of numbers is no wider
NUMERALS = frozenset("0123456789IVXLC.()ABDĐabcdđeghik")  # of which such numbers are made
NUMBERED = 0.8  # sure: a table whose rows only the numbers tell


def refine(grid: Grid, ink: Ink) -> Grid:
    """The grid with unruled headers and rows parted into columns, and rows parted where their numbers show them."""
    parted = [part for cell in _merged(grid) for part in _parted(grid, ink, cell)]
    if parted:
        shape = shape_of(grid)
        for row, left, right in parted:
            shape.down[left + 1 : right, row] = True
            inside = [line for line in (row, row + 1) if 0 < line < len(shape.lines) - 1]  # an open border stays open
            shape.across[inside, left:right] = True
        grid = build(shape, ink, grid.method, grid.confidence)
    split = _rows(grid, ink)
    if not split:
        return grid
    return build(_with_lines(grid, split), ink, grid.method, min(grid.confidence, NUMBERED))


def shape_of(grid: Grid) -> Shape:
    """The lines and walls that a grid's cells show; the border is closed where its cells are."""
    rows, cols = grid.shape
    across, down = np.zeros((rows + 1, cols), bool), np.zeros((cols + 1, rows), bool)
    every = zip(
        grid.row.tolist(),
        grid.col.tolist(),
        grid.row_span.tolist(),
        grid.col_span.tolist(),
        grid.open_top.tolist(),
        grid.open_bottom.tolist(),
        strict=True,
    )
    for row, col, height, width, open_top, open_bottom in every:
        across[row, col : col + width] |= not open_top
        across[row + height, col : col + width] |= not open_bottom
        down[[col, col + width], row : row + height] = True
    return Shape(grid.edges, grid.lines, across, down)


def _merged(grid: Grid) -> list[int]:
    """Cells over so many columns that they may be several whose sides are not drawn: a header, or a block of rows."""
    header = (grid.row == 0) & (grid.col_span == grid.shape[1])
    found: list[int] = np.flatnonzero((grid.col_span >= MIN_LABELS) & (header | (grid.row_span > 1))).tolist()
    return found


def _parted(grid: Grid, ink: Ink, cell: int) -> list[tuple[int, int, int]]:
    """The rows of a merged cell, each with its first column and the one after its last, whose text keeps to columns.

    At least three texts, over half of the columns, stand side by side there.
    """
    top, left = int(grid.row[cell]), int(grid.col[cell])
    right = left + int(grid.col_span[cell])
    inner = grid.edges[left + 1 : right].tolist()
    text = lines(words(ink.glyphs, np.flatnonzero(grid.owner == cell).astype(np.int32)))
    found = []
    for row in range(top, top + int(grid.row_span[cell])):
        own = [line for line in text if grid.lines[row] < (line.top + line.bottom) / 2 < grid.lines[row + 1]]
        used = {int(np.searchsorted(inner, phrase.x0)) for line in own for phrase in line.phrases}
        if len(used) >= max(MIN_LABELS, (right - left + 1) // 2) and not any(crossed(line, inner) for line in own):
            found.append((row, left, right))
    return found


def _rows(grid: Grid, ink: Ink) -> dict[int, list[float]]:
    """For rows whose number cell holds several numbers that count on, the y positions between them."""
    found: dict[int, list[float]] = {}
    tall = np.diff(grid.lines) > MIN_NUMBERS * (ASCENT + DESCENT) * median(ink.glyphs.size)
    narrow = np.diff(grid.edges) < NARROW * (grid.edges[-1] - grid.edges[0])
    letters = np.bincount(grid.owner[grid.owner >= 0], minlength=len(grid.row))
    likely = tall[grid.row] & narrow[grid.col] & (grid.row_span == 1) & (grid.col_span == 1)
    by_cell = np.argsort(grid.owner, kind="stable").astype(np.int32)
    first = len(by_cell) - np.cumsum(letters[::-1])[::-1]
    for cell in np.flatnonzero(likely & (letters >= MIN_NUMBERS)).tolist():
        row = int(grid.row[cell])
        own = by_cell[first[cell] : first[cell] + letters[cell]]
        if row not in found and (places := _numbered(grid, ink, cell, own)):
            found[row] = places
    return found


def _numbered(grid: Grid, ink: Ink, cell: int, own: Ints) -> list[float]:
    """The y positions that part a row by the numbers in one of its cells; none where it holds anything else.

    `own` are the cell's glyphs.
    """
    row = int(grid.row[cell])
    if not NUMERALS.issuperset(ink.glyphs.text[glyph] for glyph in own.tolist()):
        return []
    text = lines(words(ink.glyphs, own))
    numbers = [number_of(line.phrases[0].text) if len(line.phrases) == 1 else None for line in text]
    told = [number for number in numbers if number]
    if len(told) < MIN_NUMBERS or len(told) < len(numbers) or not outline(told, MIN_NUMBERS - 1):
        return []
    others = np.flatnonzero(np.isin(grid.owner, np.flatnonzero(grid.row == row)) & (grid.owner != cell))
    beside = lines(words(ink.glyphs, others.astype(np.int32)))
    ends = float(grid.lines[row]), float(grid.lines[row + 1])
    return row_lines(_extents(text), _extents(beside), ends, bool(grid.open_top[cell])) if beside else []


def _extents(text: list[Line]) -> list[tuple[float, float]]:
    return [(line.top, line.bottom) for line in text]


def _with_lines(grid: Grid, split: dict[int, list[float]]) -> Shape:
    """The grid's shape with walls at new lines within rows; cells merged over such a row stay merged."""
    shape = shape_of(grid)
    single = np.zeros(grid.shape, bool)
    for row, col, width in zip(grid.row, grid.col, grid.col_span, strict=True):
        single[row, col : col + width] = True
    for row, col, height, width in zip(grid.row, grid.col, grid.row_span, grid.col_span, strict=True):
        if height > 1:
            single[row : row + height, col : col + width] = False
    rows: list[int] = []
    places: list[float] = []
    for row, top in enumerate(shape.lines[:-1].tolist()):
        parts = [top, *split.get(row, [])]
        places += parts
        rows += [row] * len(parts)
    across = shape.across[[*rows, len(shape.lines) - 1]]
    for at, (above, below) in enumerate(pairwise(rows), start=1):
        if above == below:
            across[at] = single[below]
    return Shape(shape.edges, np.array([*places, shape.lines[-1]]), across, shape.down[:, rows])
