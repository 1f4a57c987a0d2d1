"""Cells with clashing claims to a grid without holes."""

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from extract.flow import FlowCell
from extract.lattice import NEXT_FREE, settle

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
    settled, width = settle(rows)
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
    settled, _ = settle(marked)
    assert [[cell.content[0] for cell in row if cell.content] for row in settled] == [
        [cell.content[0] for cell in row] for row in marked
    ]


def test_spans_of_thousands_cost_nothing() -> None:
    """This test ensures that columns in which nothing begins fall away."""
    settled, width = settle([[FlowCell(0, (), col_span=1000)], [FlowCell(0, ()), FlowCell(1, ())]])
    assert (width, settled[0][0].col_span) == (2, 2)
