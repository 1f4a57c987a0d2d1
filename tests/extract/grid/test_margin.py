"""These tests ensure that row numbers beside a table's frame are its own, and other text there is not."""

import pytest

from extract.grid.tables import find_tables
from tests.extract.grid.sheet import Sheet, said

EDGES = [90.0, 290.0, 400.0, 560.0]


def sheet(*beside: str) -> Sheet:
    """A ruled table of as many rows as texts stand beside it."""
    made = Sheet().lattice(EDGES, [100.0 + 30 * n for n in range(len(beside) + 1)])
    for row, number in enumerate(beside):
        made.row(EDGES, 104 + 30 * row, "Viec nao do", "So Noi vu", "Quy I").text(60, 116 + 30 * row, number)
    return made


@pytest.mark.parametrize("numbers", [["STT", "1", "2", "3"], ["TT", "I", "1.", "2."], ["1", "2", "3", "4"]])
def test_numbers_beside_the_frame_are_a_column(numbers: list[str]) -> None:
    page = sheet(*numbers).page()
    (grid,) = find_tables(page)
    assert [row[0] for row in said(page, grid)] == numbers and grid.shape == (len(numbers), 4)


@pytest.mark.parametrize(
    "beside",
    [["5", "10", "15", "20"], ["xem", "1", "2", "3"], ["1", "", "", ""], ["2", "3", "4", "5"], ["", "", "", ""]],
)
def test_other_text_beside_the_frame_is_none(beside: list[str]) -> None:
    (grid,) = find_tables(sheet(*beside).page())
    assert grid.shape == (4, 3)


def test_a_row_has_one_number() -> None:
    """A margin's line numbers, several a row."""
    (grid,) = find_tables(sheet("1", "3", "5").text(60, 127, "2").text(60, 157, "4").page())
    assert grid.shape == (3, 3)


def test_numbers_go_on_over_the_page() -> None:
    first, later = sheet("STT", "1", "2").page(), sheet("3").page()
    (previous,) = find_tables(first)
    (grid,) = find_tables(later, previous)
    assert said(later, grid) == [["3", "Viecnaodo", "SoNoivu", "QuyI"]]
