"""These tests ensure that a cut row with no rules on one of its pages is its table's, and that nothing else is."""

import pytest

from extract.grid.record import Grid
from extract.grid.tables import find_tables
from tests.extract.grid.sheet import Sheet, said

EDGES = [50.0, 90.0, 290.0, 430.0, 560.0]
BORDERS = [700.0, 730.0, 760.0]


def table(sheet: Sheet, borders: list[float]) -> Sheet:
    """Two ruled rows."""
    sheet.lattice(EDGES, borders)
    for number, top in enumerate(borders[:-1]):
        sheet.row(EDGES, top, str(number + 1), "Viec nao do", "So Noi vu", "Nam 2025")
    return sheet


def one(sheet: Sheet, previous: Grid | None = None) -> tuple[list[list[str]], Grid]:
    page = sheet.page()
    (grid,) = find_tables(page, previous)
    return said(page, grid), grid


ROWS = [["1", "Viecnaodo", "SoNoivu", "Nam2025"], ["2", "Viecnaodo", "SoNoivu", "Nam2025"]]


def test_a_row_begun_below_the_last_rule_at_the_end_of_a_page() -> None:
    text, grid = one(table(Sheet(), BORDERS).row(EDGES, 760, "3", "Viec ba\ncua cac so", "So Y te"))
    assert text == [*ROWS, ["3", "Viecba cuacacso", "SoYte", ""]]
    assert grid.open_bottom[grid.row == 2].all() and grid.confidence < 0.8


def test_the_rest_of_a_row_above_the_first_rule_of_the_next_page() -> None:
    _, previous = one(table(Sheet(), BORDERS))
    text, grid = one(table(Sheet(), [80.0, 110.0, 140.0]).row(EDGES, 62, "", "va cac huyen"), previous)
    assert text == [["", "vacachuyen", "", ""], *ROWS] and grid.open_top[grid.row == 0].all()


@pytest.mark.parametrize(("said_there", "rows"), [("4", 2), ("- 4 -", 2), ("2026", 3)])
def test_a_page_number_right_above_the_table_is_no_row_and_a_year_is(said_there: str, rows: int) -> None:
    """Even where it happens to stand at the left of a column."""
    _, previous = one(table(Sheet(), BORDERS))
    sheet = table(Sheet(), [80.0, 110.0, 140.0]).text(EDGES[2] + 4, 72, said_there)
    assert len(one(sheet, previous)[0]) == rows


def test_receivers_below_a_table_that_ends_in_mid_page_are_no_row() -> None:
    sheet = table(Sheet(), [400.0, 430.0, 460.0]).row(EDGES, 462, "", "Noi nhan:\n- Luu: VT.", "TM. UY BAN")
    assert one(sheet)[0] == ROWS


@pytest.mark.parametrize(
    ("rest", "agency"), [("cua tinh", "SoNoivu cuatinh"), ("cua tinh va cac huyen, thi xa", "SoNoivu")]
)
def test_text_that_hangs_out_of_a_merged_cell_cut_by_the_page_is_its_own(rest: str, agency: str) -> None:
    """As WeasyPrint prints it; text beyond the cell's sides is none of it."""
    sheet = table(Sheet(), BORDERS).h(790, EDGES[0], EDGES[2]).h(790, EDGES[3], EDGES[4])
    for x in EDGES:
        sheet.v(x, 760, 790)
    sheet.row(EDGES, 760, "3", "Viec ba", "So Noi vu", "Nam 2025").text(EDGES[2] + 4, 802, rest)
    text, grid = one(sheet)
    assert text == [*ROWS, ["3", "Viecba", agency, "Nam2025"]]
    assert grid.open_bottom.tolist() == [False] * 10 + [True, False]


@pytest.mark.parametrize(
    ("x", "task"), [(94, "Lammoi toanbo cacviec"), (104, "Lammoi toanbo")], ids=["in its column's line", "beside it"]
)
def test_text_that_hangs_out_of_a_row_with_no_rule_below_is_its_own_where_it_keeps_to_its_column(
    x: float, task: str
) -> None:
    sheet = (
        table(Sheet(), BORDERS).row(EDGES, 762, "3", "Lam moi\ntoan bo", "So Y te", "Nam 2026").text(x, 799, "cac viec")
    )
    for edge in EDGES:
        sheet.v(edge, 760, 788)
    assert one(sheet)[0][2][1] == task
