"""Cells with claimed places and spans to a grid where every field is taken exactly once."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import TypeAlias

from extract.flow import FlowCell
from phuluc.settings import over_limit

NEXT_FREE = -1  # as a cell's column: the next free one in its row, as in HTML

_Taken: TypeAlias = tuple[int, int, int]  # first column, the column after the last, the row that is free again


def settle(rows: Sequence[Sequence[FlowCell]], cell_limit: int) -> tuple[list[tuple[FlowCell, ...]], int]:
    """Place the cells of each row, and give the rows back with the number of grid columns.

    A claim on a taken field gives way: the cell moves on to the next free column, its span ends where another cell
    stands and where the table ends. Columns in which no cell begins fall together with the one on their left (a span
    of a thousand columns costs nothing). Fields that no cell claims become empty cells, one for each gap.

    Raises:
        LimitExceeded: a grid of more than `cell_limit` fields.
    """
    placed, width = _place(rows, cell_limit)
    starts = sorted({cell.col for row in placed for cell in row} | {0})
    edges = [*starts, max(width, starts[-1] + 1)] if placed else []
    narrowed = [[_narrow(cell, edges) for cell in row] for row in placed]
    return _fill(narrowed, len(starts)), len(starts)


def _place(rows: Sequence[Sequence[FlowCell]], cell_limit: int) -> tuple[list[list[FlowCell]], int]:
    busy: list[_Taken] = []  # what cells of the rows above take of this one, from left to right
    placed: list[list[FlowCell]] = []
    starts: set[int] = set()
    for index, row in enumerate(rows):
        busy = [taken for taken in busy if taken[2] > index]
        cells = _place_row(row, busy, len(rows) - index)
        starts.update(cell.col for cell in cells)
        if (index + 1) * len(starts) > cell_limit:
            raise over_limit("cells", f"over the limit of {cell_limit:,} cells")
        busy = sorted([*busy, *_reaching(cells, index)])
        placed.append(cells)
    return placed, max((cell.col + cell.col_span for row in placed for cell in row), default=0)


def _place_row(claims: Sequence[FlowCell], busy: list[_Taken], rows_left: int) -> list[FlowCell]:
    cells: list[FlowCell] = []
    cursor = at = 0
    for claim in claims:
        col = cursor if claim.col == NEXT_FREE else max(claim.col, cursor)
        while at < len(busy) and busy[at][0] <= col:
            col = max(col, busy[at][1])
            at += 1
        end = col + max(1, claim.col_span)
        if at < len(busy):
            end = min(end, busy[at][0])
        cells.append(_moved(claim, col, end - col, max(1, min(claim.row_span, rows_left))))
        cursor = end
    return cells


def _reaching(cells: Sequence[FlowCell], index: int) -> list[_Taken]:
    """What the cells of row `index` take of the rows below."""
    return [(cell.col, cell.col + cell.col_span, index + cell.row_span) for cell in cells if cell.row_span > 1]


def _narrow(cell: FlowCell, edges: list[int]) -> FlowCell:
    first, last = bisect_left(edges, cell.col), bisect_left(edges, cell.col + cell.col_span)
    return _moved(cell, first, max(1, last - first), cell.row_span)


def _moved(cell: FlowCell, col: int, col_span: int, row_span: int) -> FlowCell:
    """The cell at another place; most are where they claim to be."""
    if (cell.col, cell.col_span, cell.row_span) == (col, col_span, row_span):
        return cell
    return replace(cell, col=col, col_span=col_span, row_span=row_span)


def _fill(rows: list[list[FlowCell]], width: int) -> list[tuple[FlowCell, ...]]:
    filled: list[tuple[FlowCell, ...]] = []
    busy: list[_Taken] = []
    for index, row in enumerate(rows):
        busy = [taken for taken in busy if taken[2] > index]
        spans = sorted([*((cell.col, cell.col + cell.col_span) for cell in row), *(taken[:2] for taken in busy)])
        stops = [(0, 0), *spans, (width, width)]
        gaps = [FlowCell(end, (), col_span=start - end) for (_, end), (start, _) in pairwise(stops) if start > end]
        filled.append(tuple(sorted((*row, *gaps), key=lambda cell: cell.col)))
        busy += _reaching(row, index)
    return filled
