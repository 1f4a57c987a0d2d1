"""Cells with clashing claims to a grid without holes."""

import time
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.flow import FlowCell
from extract.lattice import NEXT_FREE, settle
from phuluc.errors import LimitExceeded

LIMIT = 2_000_000
CLAIMS = st.builds(
    FlowCell,
    col=st.integers(NEXT_FREE, 8),
    content=st.just(()),
    row_span=st.integers(0, 5),
    col_span=st.integers(0, 6),
)


@settings(max_examples=500)
@given(st.lists(st.lists(CLAIMS, max_size=5), max_size=6))
def test_every_field_is_taken_once(rows: list[list[FlowCell]]) -> None:
    """This test ensures that whatever cells claim, each field of the grid belongs to exactly one."""
    settled, width = settle(rows, LIMIT)
    fields = Counter(
        (row + down, cell.col + right)
        for row, cells in enumerate(settled)
        for cell in cells
        for down in range(cell.row_span)
        for right in range(cell.col_span)
    )
    assert fields == Counter((row, col) for row in range(len(rows)) for col in range(width))


@settings(max_examples=500)
@given(st.lists(st.lists(CLAIMS, max_size=5), max_size=6))
def test_no_cell_is_dropped_and_rows_keep_their_order(rows: list[list[FlowCell]]) -> None:
    """This test ensures that every claim ends as a cell of its row, in the order of the row."""
    marked = [
        [FlowCell(c.col, (f"{y}.{x}",), c.row_span, c.col_span) for x, c in enumerate(row)]
        for y, row in enumerate(rows)
    ]
    settled, _ = settle(marked, LIMIT)
    assert [[cell.content[0] for cell in row if cell.content] for row in settled] == [
        [cell.content[0] for cell in row] for row in marked
    ]


def test_spans_of_thousands_cost_nothing() -> None:
    """This test ensures that columns in which nothing begins fall away."""
    settled, width = settle([[FlowCell(0, (), col_span=1000)], [FlowCell(0, ()), FlowCell(1, ())]], LIMIT)
    assert (width, settled[0][0].col_span) == (2, 2)


def test_wide_spans_over_many_rows_cost_nothing() -> None:
    """This test ensures that the price of a span is its cell, and not the columns and rows that it takes."""
    rows = [[FlowCell(NEXT_FREE, (), 2, 1000)] for _ in range(3_000)]
    started = time.process_time()
    settled, width = settle(rows, LIMIT)
    assert time.process_time() - started < 1
    assert (len(settled), width) == (3_000, 2)


def test_more_fields_than_the_limit() -> None:
    """This test ensures that a grid is held to the limit by all its fields, also those that few cells take."""
    stairs = [[FlowCell(col, (), row_span=100)] for col in range(100)]
    assert settle(stairs, 10_000)[1] == 100
    with pytest.raises(LimitExceeded, match=r"Limits\.cells"):
        settle(stairs, 9_999)
