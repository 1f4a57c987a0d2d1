"""Cells with claimed places and spans to a grid where every field is taken exactly once."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from extract.flow import FlowCell

NEXT_FREE = -1  # as a cell's column: the next free one in its row, as in HTML


def settle(rows: Sequence[Sequence[FlowCell]]) -> tuple[list[tuple[FlowCell, ...]], int]:
    """Place the cells of each row, and give the rows back with the number of grid columns.

    A claim on a taken field gives way: the cell moves on to the next free column, its span ends where another cell
    stands and where the table ends. Columns in which no cell begins fall together with the one on their left (a span
    of a thousand columns costs nothing). Fields that no cell claims become empty cells, one for each gap.
    """
    placed, width = _place(rows)
    starts = sorted({cell.col for row in placed for cell in row} | {0})
    edges = [*starts, max(width, starts[-1] + 1)] if placed else []
    narrowed = [[_narrow(cell, edges) for cell in row] for row in placed]
    return _fill(narrowed, len(starts)), len(starts)


def _place(rows: Sequence[Sequence[FlowCell]]) -> tuple[list[list[FlowCell]], int]:
    busy: dict[int, int] = {}  # column -> the first row in which it is free again
    placed: list[list[FlowCell]] = []
    width = 0
    for index, row in enumerate(rows):
        cells: list[FlowCell] = []
        cursor = 0
        for claim in row:
            col = cursor if claim.col == NEXT_FREE else max(claim.col, cursor)
            while busy.get(col, 0) > index:
                col += 1
            end = col + 1
            while end < col + claim.col_span and busy.get(end, 0) <= index:
                end += 1
            row_span = max(1, min(claim.row_span, len(rows) - index))
            if row_span > 1:
                busy.update(dict.fromkeys(range(col, end), index + row_span))
            cells.append(_moved(claim, col, end - col, row_span))
            cursor, width = end, max(width, end)
        placed.append(cells)
    return placed, width


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
    reaching: list[FlowCell] = []  # cells from rows above that reach into this one, with the rows they have left
    for row in rows:
        spans = sorted((cell.col, cell.col + cell.col_span) for cell in (*row, *reaching))
        stops = [(0, 0), *spans, (width, width)]
        gaps = [FlowCell(end, (), col_span=start - end) for (_, end), (start, _) in pairwise(stops) if start > end]
        filled.append(tuple(sorted((*row, *gaps), key=lambda cell: cell.col)))
        below = [replace(cell, row_span=cell.row_span - 1) for cell in (*reaching, *row) if cell.row_span > 1]
        reaching = below
    return filled
