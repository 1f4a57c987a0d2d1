"""These tests ensure that page numbers and running heads are no rows of a table that goes on without rules."""

import pytest

from extract.grid.record import Grid
from extract.grid.tables import find_tables
from tests.extract.grid.sheet import Sheet, said

EDGES = [50.0, 90.0, 290.0, 430.0]
HEAD = "Ke hoach cai cach hanh chinh nam 2025"


def rows(sheet: Sheet, top: float, numbers: range) -> Sheet:
    """Rows of two lines right below each other."""
    for number in numbers:
        sheet.row(EDGES, top, str(number), "Viec nao do\ncua cac so", "So Noi vu", "Nam 2025")
        top += 36
    return sheet


def one(sheet: Sheet, previous: Grid | None = None) -> tuple[list[list[str]], Grid]:
    page = sheet.page()
    (grid,) = find_tables(page, previous)
    return said(page, grid), grid


def first_page() -> Grid:
    sheet = Sheet().text(50, 40, HEAD).text(500, 810, "12").row(EDGES, 100, "STT", "Nhiem vu", "Chu tri", "Thoi gian")
    return one(rows(sheet, 120, range(1, 5)))[1]


def test_lines_that_stood_there_on_the_page_before_are_no_rows() -> None:
    previous = first_page()
    assert len(previous.beside) == 2
    text, grid = one(rows(Sheet().text(50, 40, HEAD).text(500, 810, "13"), 50, range(5, 8)), previous)
    assert [row[0] for row in text] == ["5", "6", "7"] and text[0][1] == "Viecnaodo cuacacso"
    assert len(grid.beside) == 2


def test_a_line_that_stood_elsewhere_is_the_rest_of_a_row() -> None:
    text, _ = one(rows(Sheet().text(EDGES[1] + 4, 40, "va cac huyen thi xa"), 50, range(5, 8)), first_page())
    assert text[0] == ["", "vacachuyenthixa", "", ""]


@pytest.mark.parametrize("number", ["- 2 -", "Trang 2/5", "trang 2"])
def test_what_says_that_it_is_a_page_number_may_stand_near_the_table(number: str) -> None:
    sheet = rows(Sheet(), 50, range(5, 8)).text(EDGES[3] + 4, 50 + 3 * 36 + 12, number)
    text, _ = one(sheet, first_page())
    assert [row[-1] for row in text] == ["Nam2025"] * 3


def test_numbers_in_the_middle_of_rows_after_the_rest_of_one() -> None:
    """Rows as close as lines: only where the numbers stand says which lines are theirs."""
    sheet = Sheet().row(EDGES, 60, "", "va cac huyen")
    top = 60 + 14.4 + 3
    for number, lines in ((5, 2), (6, 4), (7, 1), (8, 6), (9, 3)):
        sheet.row(EDGES, top, "", "\n".join(f"viec{line}" for line in range(lines)))
        sheet.row(EDGES, top + (lines - 1) * 7.2, str(number), "", "So Y te", "Nam 2025")
        top += lines * 14.4 + 3
    text, _ = one(sheet, first_page())
    assert [row[0] for row in text] == ["", "5", "6", "7", "8", "9"]
    assert [row[1].count("viec") for row in text] == [0, 2, 4, 1, 6, 3]
