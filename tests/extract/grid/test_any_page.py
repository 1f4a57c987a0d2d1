"""This test ensures that whatever a page holds, its grids are whole: each glyph has one owner, each slot one cell."""

import time

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.grid.record import NO_CELL, OUTSIDE, Grid
from extract.grid.tables import find_tables
from extract.page import Page
from tests.extract.grid.sheet import Sheet

SECONDS = 5  # of processor time: ten times what it takes; what grows by the square takes far more
PLACE = st.integers(0, 30).map(lambda n: 20.0 + 18 * n) | st.floats(0, 600)
WORDS = st.sampled_from(
    ["STT", "TT", "1", "2", "3", "I", "II", "a)", "Nhiem vu", "Co quan chu tri", "Nam 2025", "x" * 60]
)


@st.composite
def pages(draw: st.DrawFn) -> Page:
    sheet = Sheet(600, 600)
    for x, y, said, size in draw(
        st.lists(st.tuples(PLACE, PLACE, WORDS, st.sampled_from([6, 12, 12, 12])), max_size=40)
    ):
        sheet.text(x, y, said, size)
    for at, one, two, width in draw(
        st.lists(st.tuples(PLACE, PLACE, PLACE, st.sampled_from([0, 0.5, 2])), max_size=15)
    ):
        sheet.h(at, min(one, two), max(one, two), width)
    for at, one, two, width in draw(
        st.lists(st.tuples(PLACE, PLACE, PLACE, st.sampled_from([0, 0.5, 2])), max_size=15)
    ):
        sheet.v(at, min(one, two), max(one, two), width)
    return sheet.page()


def check(page: Page, grids: tuple[Grid, ...]) -> None:
    owned = np.zeros(len(page.glyphs.text), int)
    tops = [grid.area[1] for grid in grids]
    assert tops == sorted(tops)
    for grid in grids:
        rows, cols = grid.shape
        assert rows >= 1 and cols >= 2
        assert (np.diff(grid.edges) > 0).all() and (np.diff(grid.lines) > 0).all()
        covered = np.zeros((rows, cols), int)
        for row, col, height, width in zip(grid.row, grid.col, grid.row_span, grid.col_span, strict=True):
            covered[row : row + height, col : col + width] += 1
        assert (covered == 1).all()
        order = list(zip(grid.row.tolist(), grid.col.tolist(), strict=True))
        assert order == sorted(order)
        assert len(grid.owner) == len(page.glyphs.text)
        assert set(grid.owner.tolist()) <= {OUTSIDE, NO_CELL, *range(len(grid.row))}
        owned += grid.owner != OUTSIDE
        assert grid.area == (grid.edges[0], grid.lines[0], grid.edges[-1], grid.lines[-1])
        assert 0 < grid.confidence <= 1
    assert (owned <= 1).all()


@settings(deadline=None, max_examples=100)
@given(pages(), pages())
def test_grids_of_any_two_pages_are_whole(first: Page, second: Page) -> None:
    grids = find_tables(first)
    check(first, grids)
    check(second, find_tables(second, grids[-1] if grids else None))


def test_no_glyphs_no_tables() -> None:
    assert find_tables(Sheet().lattice([50, 100, 200], [50, 100, 200]).page()) == ()
    assert find_tables(Sheet().page()) == ()


def test_a_drawing_of_thousands_of_strokes_costs_no_time() -> None:
    sheet = Sheet()
    for number in range(3000):
        sheet.h(50 + number * 0.2, 50 + number % 71, 90 + number % 97).v(
            50 + number * 0.15, 50 + number % 53, 95 + number % 61
        )
    page = sheet.row([50, 90], 700, "chu thich", "ban do").page()
    begin = time.process_time()
    grids = find_tables(page)
    assert time.process_time() - begin < SECONDS
    check(page, grids)
