"""This test ensures that ruled tables of every style come back as the cells that were drawn."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.grid.cells import cells
from extract.grid.record import NO_CELL, OUTSIDE, Grid
from extract.grid.tables import find_tables
from tests.extract.grid.sheet import Sheet, said, shuffled

EDGES = [50.0, 90.0, 250.0, 400.0, 540.0]
LINES = [100.0, 130.0, 160.0, 190.0]
FULL = [["a", "b", "c", "d"], ["e", "f", "g", "h"], ["i", "j", "k", "l"]]


def filled(edges: list[float] = EDGES, lines: list[float] = LINES) -> Sheet:
    sheet = Sheet()
    for top, row in zip(lines, FULL, strict=False):
        sheet.row(edges, top + 5, *row)
    return sheet


def one(sheet: Sheet, previous: Grid | None = None) -> tuple[list[list[str]], Grid]:
    page = sheet.page()
    (grid,) = find_tables(page, previous)
    return said(page, grid), grid


def spans(grid: Grid) -> set[tuple[int, int, int, int]]:
    return set(zip(*(c.tolist() for c in (grid.row, grid.col, grid.row_span, grid.col_span)), strict=True))


@st.composite
def layouts(draw: st.DrawFn) -> tuple[list[float], list[float], list[tuple[int, int, int, int]]]:
    """Column and row positions, and a partition into rectangles (row, col, row_span, col_span)."""
    widths = draw(st.lists(st.integers(20, 120), min_size=2, max_size=7))
    heights = draw(st.lists(st.integers(20, 90), min_size=2, max_size=8))
    edges = [40.0 + sum(widths[:i]) for i in range(len(widths) + 1)]
    lines = [40.0 + sum(heights[:i]) for i in range(len(heights) + 1)]
    taken = np.zeros((len(heights), len(widths)), bool)
    found = []
    for row in range(len(heights)):
        for col in range(len(widths)):
            if taken[row, col]:
                continue
            right = col + 1
            while right < len(widths) and not taken[row, right] and draw(st.integers(0, 4)) == 0:
                right += 1
            down = row + 1
            while down < len(heights) and draw(st.integers(0, 4)) == 0:
                down += 1
            taken[row:down, col:right] = True
            found.append((row, col, down - row, right - col))
    return edges, lines, found


@settings(deadline=None, max_examples=150)
@given(layouts(), st.integers(0, 1 << 30), st.floats(0, 0.7), st.integers(1, 4))
def test_drawn_cells_come_back(
    layout: tuple[list[float], list[float], list[tuple[int, int, int, int]]], seed: int, jitter: float, pieces: int
) -> None:
    edges, lines, drawn = layout
    rows = {y for row, _, height, _ in drawn for y in (row, row + height)}
    cols = {x for _, col, _, width in drawn for x in (col, col + width)}
    if len(drawn) < 2 or rows != set(range(len(lines))) or cols != set(range(len(edges))) or len(edges) < 3:
        return  # a line that no cell ends at cannot be seen
    sheet = Sheet(900, 900)
    for row, col, height, width in drawn:
        sheet.box(edges[col], lines[row], edges[col + width], lines[row + height])
        sheet.text(edges[col] + 3, lines[row] + 14, "x")
    sheet.horizontal = shuffled(sheet.horizontal, seed, jitter, pieces)
    sheet.vertical = shuffled(sheet.vertical, seed, jitter, pieces)
    page = sheet.page()
    (grid,) = find_tables(page)
    assert spans(grid) == set(drawn)
    np.testing.assert_allclose(grid.edges, edges, atol=1)
    np.testing.assert_allclose(grid.lines, lines, atol=1)
    assert np.bincount(grid.owner, minlength=len(drawn)).tolist() == [1] * len(drawn)
    assert not grid.open_top.any() and not grid.open_bottom.any()


@given(st.integers(1, 7), st.integers(1, 7), st.data())
def test_each_slot_is_covered_once_whatever_the_walls(rows: int, cols: int, data: st.DataObject) -> None:
    across = np.array(data.draw(st.lists(st.booleans(), min_size=(rows + 1) * cols, max_size=(rows + 1) * cols)))
    down = np.array(data.draw(st.lists(st.booleans(), min_size=(cols + 1) * rows, max_size=(cols + 1) * rows)))
    found = cells(across.reshape(rows + 1, cols), down.reshape(cols + 1, rows))
    covered = np.zeros((rows, cols), int)
    for cell, (row, col, height, width) in enumerate(
        zip(found.row, found.col, found.row_span, found.col_span, strict=True)
    ):
        covered[row : row + height, col : col + width] += 1
        assert (found.slot[row : row + height, col : col + width] == cell).all()
        assert not across.reshape(rows + 1, cols)[row + 1 : row + height, col : col + width].any()
        assert not down.reshape(cols + 1, rows)[col + 1 : col + width, row : row + height].any()
    assert (covered == 1).all()
    order = list(zip(found.row.tolist(), found.col.tolist(), strict=True))
    assert order == sorted(order)


@settings(deadline=None)
@given(layouts())
def test_turned_over_walls_give_turned_over_cells(
    layout: tuple[list[float], list[float], list[tuple[int, int, int, int]]],
) -> None:
    edges, lines, drawn = layout
    across, down = np.zeros((len(lines), len(edges) - 1), bool), np.zeros((len(edges), len(lines) - 1), bool)
    for row, col, height, width in drawn:
        across[[row, row + height], col : col + width] = True
        down[[col, col + width], row : row + height] = True
    straight, turned = cells(across, down), cells(down, across)
    assert set(zip(straight.row, straight.col, straight.row_span, straight.col_span, strict=True)) == set(
        zip(turned.col, turned.row, turned.col_span, turned.row_span, strict=True)
    )


def test_plain_grid() -> None:
    text, grid = one(filled().lattice(EDGES, LINES))
    assert text == FULL
    assert grid.method == "rules" and grid.confidence == 1.0
    assert grid.area == (50.0, 100.0, 540.0, 190.0)


def test_gaps_of_two_points_at_joints() -> None:
    sheet = filled()
    for y in LINES:
        for left, right in pairwise(EDGES):
            sheet.h(y, left + 1, right - 1)
    for x in EDGES:
        for top, bottom in pairwise(LINES):
            sheet.v(x, top + 2, bottom - 2)
    assert one(sheet)[0] == FULL


def test_double_lines_are_one() -> None:
    sheet = filled()
    for shift in (-1.1, 1.1):
        sheet.lattice([x + shift for x in EDGES], [y + shift for y in LINES])
    text, grid = one(sheet)
    assert text == FULL and len(grid.row) == 12


def test_cells_drawn_one_by_one_with_spacing_between() -> None:
    for spacing in (2.25, 4.5):
        sheet = filled()
        for top, bottom in pairwise(LINES):
            for left, right in pairwise(EDGES):
                half = spacing / 2
                sheet.box(left + half, top + half, right - half, bottom - half)
        text, grid = one(sheet)
        assert text == FULL and len(grid.row) == 12, spacing


def test_a_block_below_whose_side_stands_near_a_column_does_not_hide_it() -> None:
    """LibreOffice joins a signature block to the table above it, its own side 4.9 points from one of the table's."""
    sheet = Sheet(size=8)
    for top, row in zip(LINES, FULL, strict=False):
        sheet.row(EDGES, top + 5, *row)
    sheet.lattice(EDGES, LINES).text(54, 203, "m").text(260, 203, "n")
    sheet.h(220, EDGES[0], EDGES[-1]).v(245.1, 190, 220).v(EDGES[0], 190, 220).v(EDGES[-1], 190, 220)
    text, _ = one(sheet)
    assert text[:3] == FULL


def test_missing_border_left_and_right() -> None:
    sheet = filled()
    for y in LINES:
        sheet.h(y, EDGES[0], EDGES[-1])
    for x in EDGES[1:-1]:
        sheet.v(x, LINES[0], LINES[-1])
    assert one(sheet)[0] == FULL


def test_two_tables_that_do_not_touch_are_two() -> None:
    sheet = filled().lattice(EDGES, LINES)
    below = [y + 110 for y in LINES]
    for top, row in zip(below, FULL, strict=False):
        sheet.row(EDGES, top + 5, *row)
    page = sheet.lattice(EDGES, below).page()
    first, second = find_tables(page)
    assert said(page, first) == said(page, second) == FULL
    assert first.area[1] < second.area[1]


def test_two_tables_close_together_with_a_title_between_are_two() -> None:
    sheet = filled().lattice(EDGES, LINES).text(60, 203, "BIEU 2")
    below = [y + 108 for y in LINES]
    for top, row in zip(below, FULL, strict=False):
        sheet.row(EDGES, top + 5, *row)
    assert len(find_tables(sheet.lattice(EDGES, below).page())) == 2


def test_merged_cells() -> None:
    sheet = Sheet().row(EDGES, 105, "1", "muc", "", "").row(EDGES, 135, "2", "viec", "co quan", "nam")
    sheet.row(EDGES, 165, "3", "viec", "", "nam")
    for y in LINES:
        for col, (left, right) in enumerate(pairwise(EDGES)):
            if not (y == 160 and col == 2):
                sheet.h(y, left, right)
    for x in EDGES:
        sheet.v(x, 100 if x in (EDGES[0], EDGES[1], EDGES[-1]) else 130, 190)
    text, grid = one(sheet)
    assert text == [["1", "muc"], ["2", "viec", "coquan", "nam"], ["3", "viec", "nam"]]
    assert (0, 1, 1, 3) in spans(grid) and (1, 2, 2, 1) in spans(grid)


def test_header_of_two_levels() -> None:
    edges, lines = [50.0, 90, 250, 400, 540], [100.0, 120, 140, 160]
    sheet = Sheet().lattice(edges[:3], [100, 140, 160]).h(120, 250, 540).v(400, 120, 160).v(540, 100, 160)
    for y in (100, 140, 160):
        sheet.h(y, 250, 540)
    sheet.row(edges, 110, "TT", "Viec").row(edges, 102, "", "", "Thoi gian").row(edges, 122, "", "", "Dau", "Cuoi")
    text, grid = one(sheet.row(edges, 142, "1", "x", "y", "z"))
    assert text == [["TT", "Viec", "Thoigian"], ["Dau", "Cuoi"], ["1", "x", "y", "z"]]
    assert {(0, 0, 2, 1), (0, 1, 2, 1), (0, 2, 1, 2)} <= spans(grid)
    assert grid.lines.tolist() == lines


def test_cell_split_within_a_row() -> None:
    sheet = filled().lattice(EDGES, LINES).h(145, 250, 400).v(325, 130, 145)
    _, grid = one(sheet)
    assert {(1, 2, 1, 1), (1, 3, 1, 1), (2, 2, 1, 2), (1, 0, 2, 1)} <= spans(grid)


def test_open_cells_at_the_page_edges() -> None:
    sheet = filled()
    for y in LINES[1:3]:
        sheet.h(y, EDGES[0], EDGES[-1])
    for x in EDGES:
        sheet.v(x, LINES[0], LINES[-1])
    text, grid = one(sheet)
    assert text == FULL
    assert grid.open_top.tolist() == [True] * 4 + [False] * 8
    assert grid.open_bottom.tolist() == [False] * 8 + [True] * 4


def test_open_row_whose_verticals_end_with_each_cells_text() -> None:
    sheet = filled().lattice(EDGES, LINES[:3])
    for x, end in zip(EDGES, (178, 178, 186, 184, 184), strict=True):
        sheet.v(x, 160, end)
    text, grid = one(sheet)
    assert text == FULL and grid.open_bottom.sum() == 4


def test_merged_cell_that_runs_on_to_the_page_edge_leaves_no_empty_row() -> None:
    edges, lines = [50.0, 150.0, 190.0, 540.0], [700.0, 730.0, 760.0]
    sheet = (
        Sheet()
        .lattice(edges[1:], lines)
        .h(700, 50, 150)
        .row(edges, 705, "Nuoc", "6", "a")
        .row(edges, 735, "", "7", "b")
    )
    text, grid = one(sheet.v(50, 700, 776).v(150, 700, 776).h(776, 50, 150))
    assert text == [["Nuoc", "6", "a"], ["7", "b"]] and grid.area[3] == 760
    assert grid.open_bottom.tolist() == [True, False, False, False, False]


def test_background_that_ends_before_its_merged_cell_leaves_no_empty_row() -> None:
    edges, lines = [50.0, 150.0, 190.0, 540.0], [50.0, 80.0, 120.0, 150.0]
    sheet = (
        Sheet()
        .lattice(edges[1:], lines)
        .v(50, 50, 150)
        .row(edges, 55, "Nuoc", "6", "a")
        .row(edges, 85, "", "7", "b\nc")
    )
    text, grid = one(
        sheet.h(50, 50, 150).h(108, 50, 150).h(120, 50, 150).h(150, 50, 150).row(edges, 125, "Dat", "8", "d")
    )
    assert text == [["Nuoc", "6", "a"], ["7", "b c"], ["Dat", "8", "d"]]
    assert grid.lines.tolist() == pytest.approx(lines) and (0, 0, 2, 1) in spans(grid)


@pytest.mark.parametrize("first", [True, False], ids=["the rest of a cut row", "the beginning of one"])
def test_a_row_of_several_cells_beside_merged_ones_may_have_its_text_on_the_other_page(first: bool) -> None:
    edges = [50.0, 90.0, 250.0, 390.0, 540.0]
    filled = 100 if first else 80
    sheet = Sheet().row(edges, 55, "TT", "Viec", "Sanpham", "Han").row(edges, 84, "7", "Lam\nviec", "", "")
    for x in edges:
        sheet.v(x, 50, 120)
    sheet.h(50, 50, 540).h(80, 50, 540).h(100, 250, 540).h(120, 50, 540).row(edges, filled + 4, "", "", "Baocao", "Quy")
    text, _ = one(sheet)
    rows = [["7", "Lam viec", "", ""], ["Baocao", "Quy"]] if first else [["7", "Lam viec", "Baocao", "Quy"], ["", ""]]
    assert text == [["TT", "Viec", "Sanpham", "Han"], *rows]


def test_cut_row_without_any_rules_of_its_own() -> None:
    lines = [700.0, 730.0, 760.0]
    sheet = Sheet()
    for top, row in zip(lines[:2], FULL[:2], strict=True):
        sheet.row(EDGES, top + 5, *row)
    sheet.lattice(EDGES, lines).text(54, 790, "").text(94, 777, "xay dung\nke hoach").text(254, 777, "so y te").text(
        290, 830, "3"
    )
    text, grid = one(sheet)
    assert text == [*FULL[:2], ["", "xaydung kehoach", "soyte", ""]]
    assert grid.open_bottom.sum() == 4 and grid.confidence < 1
    after = (
        Sheet().text(94, 60, "nam nay").lattice(EDGES, [68, 98, 128]).row(EDGES, 73, *FULL[0]).row(EDGES, 103, *FULL[1])
    )
    text, grid = one(after, grid)
    assert text == [["", "namnay", "", ""], *FULL[:2]] and grid.open_top.sum() == 4


def test_signatures_and_notes_under_a_table_are_no_cut_row() -> None:
    lines = [660.0, 690.0, 720.0]
    for notes in (
        [(52, "Noi nhan:\n- Nhu tren;"), (300, "TM. UY BAN")],
        [(94, "Ghi chu: cac so nganh can cu nhiem vu duoc giao\nto chuc thuc hien nghiem tuc dung han")],
        [(420, "CHU TICH\n(da ky)\nNguyen Van A")],
    ):
        sheet = Sheet().lattice(EDGES, lines).row(EDGES, 665, *FULL[0]).row(EDGES, 695, *FULL[1])
        for x, said_here in notes:
            sheet.text(x, 740, said_here)
        text, grid = one(sheet)
        assert text == FULL[:2] and not grid.open_bottom.any()


def test_page_of_verticals_alone_is_one_open_row() -> None:
    sheet = Sheet()
    for x in EDGES:
        sheet.v(x, 60, 780)
    for x, said_here in zip(EDGES, ("", "viec", "co quan", "ket qua"), strict=False):
        for base in range(80, 770, 15):
            sheet.text(x + 4, base, said_here)
    _, grid = one(sheet)
    assert grid.shape == (1, 4) and grid.open_top.all() and grid.open_bottom.all()


def test_merged_lead_cell_open_over_the_whole_page() -> None:
    """The third column's cell goes on from the page before and to the next one; no rule meets the left border."""
    sheet = Sheet()
    for x in EDGES:
        sheet.v(x, 100, 190)
    sheet.h(130, 400, 540).h(160, 400, 540)
    sheet.row(EDGES, 105, "1", "viec", "co quan", "nam").row(EDGES, 135, "", "", "", "nam").row(
        EDGES, 165, "", "", "", "n"
    )
    text, grid = one(sheet)
    assert text == [["1", "viec", "coquan", "nam"], ["nam"], ["n"]]
    assert grid.open_top.tolist() == [True] * 4 + [False] * 2


@pytest.mark.parametrize("open_below", [True, False])
def test_a_cell_merged_down_over_the_whole_page_between_ruled_ones(open_below: bool) -> None:
    """No rule meets the verticals on both sides of it; without an end open to the page's edge these are two tables."""
    sheet = Sheet()
    for x in EDGES:
        sheet.v(x, 100, 190)
    for y in (100, 130, 160) if open_below else (100, 130, 160, 190):
        sheet.h(y, EDGES[0], EDGES[2]).h(y, EDGES[3], EDGES[4])
    for y in (105, 135, 165):
        sheet.row(EDGES, y, "1", "viec", "", "nam")
    grids = find_tables(sheet.page())
    assert [grid.shape for grid in grids] == ([(3, 4)] if open_below else [(3, 2)])


def test_text_touching_and_overrunning_rules_stays_in_its_cell() -> None:
    sheet = Sheet().lattice(EDGES, LINES)
    sheet.text(92, 129.5, "gjpq").text(92, 141, "AB").text(255, 120, "x" * 25).text(403, 120, "d")
    text, _ = one(sheet)
    assert text[0] == ["", "gjpq", "x" * 25, "d"]
    assert text[1][1] == "AB"


def test_number_wider_than_its_column_stays_there() -> None:
    sheet = Sheet().lattice([50, 70, 250, 400], LINES[:3])
    sheet.centred(50, 70, 120, "10.10").text(254, 120, "b").text(54, 150, "2")
    text, grid = one(sheet)
    assert text[0][0] == "10.10"
    assert (grid.owner != OUTSIDE).all()


def test_words_in_neighbouring_cells_that_nearly_touch_are_kept_apart() -> None:
    sheet = Sheet().lattice([50, 110, 170], [100, 130, 160])
    sheet.text(50, 120, "x" * 10).text(112, 120, "y" * 9).text(53, 150, "a").text(113, 150, "b")
    assert one(sheet)[0] == [["x" * 10, "y" * 9], ["a", "b"]]


def test_a_comma_that_hangs_over_its_cell_is_not_the_next_ones_first_letter() -> None:
    """Typst hangs commas over a cell without padding, where the lines of the next column begin."""
    sheet = Sheet().lattice([50, 110, 170], [100, 160, 190])
    for base in (112, 126, 140):
        sheet.text(50, base, "x" * 10 + "," * (base == 126)).text(110, base + (3 if base == 126 else 0), "y" * 9)
    sheet.text(53, 180, "a").text(113, 180, "b")
    assert one(sheet)[0][0] == [f"{'x' * 10} {'x' * 10}, {'x' * 10}", " ".join(["y" * 9] * 3)]


def test_a_letter_printed_over_the_next_cells_first_one_stays_with_its_word() -> None:
    sheet = Sheet().lattice([50, 110, 190], [100, 160, 190])
    for base, long in ((112, 10), (126, 8), (140, 8)):
        sheet.text(60.5, base, "x" * long).text(114, base, "y" * 9)
    sheet.text(53, 180, "a").text(114, 180, "b")
    assert one(sheet)[0][0] == [f"{'x' * 10} {'x' * 8} {'x' * 8}", " ".join(["y" * 9] * 3)]


def test_stretched_lines_that_touch_at_a_rule_are_kept_apart() -> None:
    """Cells without padding, their first lines indented: later lines end and begin at the rule itself."""
    sheet = Sheet().lattice([50, 110, 170], [100, 160, 220])
    for top in (100, 160):
        sheet.text(62, top + 14, "x" * 8).text(122, top + 14, "y" * 8)
        for line in (1, 2):
            sheet.text(50, top + 14 + 15 * line, "x" * 10).text(110, top + 14 + 15 * line, "y" * 10)
    assert one(sheet)[0] == [[" ".join(letter * n for n in (8, 10, 10)) for letter in "xy"]] * 2


def test_no_glyph_of_the_area_is_lost() -> None:
    _, grid = one(filled().lattice(EDGES, LINES))
    assert not (grid.owner == NO_CELL).any()
    assert len(grid.owner) == 12


def test_underlined_text_is_no_row() -> None:
    sheet = filled().lattice(EDGES, LINES)
    sheet.text(91.5, 150, "x" * 26).h(151.5, 91.5, 248)
    assert len(one(sheet)[1].row) == 12


def test_struck_out_text_is_no_row() -> None:
    sheet = filled().lattice(EDGES, LINES).text(254, 180, "bai bo").h(176, 254, 290)
    assert len(one(sheet)[1].row) == 12


def test_decorative_lines_are_no_tables() -> None:
    sheet = Sheet().text(320, 50, "CONG HOA XA HOI").h(55, 350, 480).text(60, 50, "UBND TINH").h(55, 80, 140)
    sheet.h(30, 50, 545).h(800, 50, 545).h(760, 50, 190)
    for base in range(100, 750, 15):
        sheet.text(50, base, "Can cu Luat ban hanh van ban quy pham phap luat ngay 22 thang 6 nam 2015")
    assert find_tables(sheet.page()) == ()


def test_frame_round_text_or_page_is_no_table() -> None:
    sheet = Sheet().box(20, 20, 575, 820).box(300, 600, 540, 700).text(310, 620, "TM. UY BAN").text(60, 100, "van ban")
    assert find_tables(sheet.page()) == ()


def test_table_in_a_page_frame_is_found_alone() -> None:
    text, grid = one(filled().lattice(EDGES, LINES).box(20, 20, 575, 820))
    assert text == FULL and grid.area[0] == 50


def test_nested_table_is_text_of_its_cell() -> None:
    sheet = (
        Sheet().lattice([50, 90, 540], [100, 130, 300]).row([50, 90], 105, "TT", "Viec").row([50, 90], 135, "1", "x")
    )
    sheet.lattice([120, 200, 300], [200, 230, 260]).text(130, 220, "a").text(210, 220, "b").text(130, 250, "c")
    text, grid = one(sheet)
    assert grid.shape == (2, 2) and text == [["TT", "Viec"], ["1", "x ab c"]]


def test_row_cut_to_one_filled_cell_goes_on_in_the_previous_columns() -> None:
    _, previous = one(
        Sheet().lattice([50, 150, 540], [100, 130, 160]).row([50, 150], 105, "a", "b").row([50, 150], 135, "c", "d")
    )
    sheet = Sheet().lattice([50, 150, 540], [50, 700]).text(160, 80, "muc a").text(160, 100, "muc b")
    assert one(sheet, previous)[0] == [["", "muca mucb"]]
    assert find_tables(sheet.page()) == ()


def test_merged_row_alone_on_its_page_goes_on_in_the_previous_columns() -> None:
    _, previous = one(filled().lattice(EDGES, LINES))
    sheet = Sheet().box(50, 60, 540, 90).text(60, 80, "IV. Cong tac giam sat")
    text, grid = one(sheet, previous)
    assert text == [["IV.Congtacgiamsat"]] and spans(grid) == {(0, 0, 1, 4)}
    assert find_tables(sheet.page()) == ()


def test_rows_whose_sides_are_missing_under_a_section_are_parted_by_their_text() -> None:
    sheet = (
        filled()
        .lattice(EDGES[:2], LINES)
        .lattice([EDGES[0], EDGES[-1]], [100, 190])
        .h(130, 50, 540)
        .lattice(EDGES, LINES[:2])
    )
    text, _ = one(sheet)
    assert text == FULL


def test_header_filled_and_unruled_over_a_ruled_body() -> None:
    sheet = filled(lines=LINES).lattice(EDGES, LINES[1:]).box(EDGES[0], LINES[0], EDGES[-1], LINES[1], 0)
    assert one(sheet)[0] == FULL


@pytest.mark.parametrize(
    "numbers", [("1", "2", "3", "4"), ("1", "1.1", "1.2", "2"), ("2.3", "3", "a", "b"), ("I", "1", "2", "II")]
)
def test_rows_without_rules_between_them_are_parted_by_their_numbers(numbers: tuple[str, ...]) -> None:
    edges = [50.0, 90, 300, 540]
    sheet = Sheet().row(edges, 102, "STT", "Viec", "Co quan")
    for y in (100, 120, 320):
        sheet.h(y, 50, 540)
    for x in edges:
        sheet.v(x, 100, 320)
    top = 122.0
    for number in numbers:
        sheet.row(edges, top, number, "viec\nnua", f"so {number}")
        top += 36
    text, grid = one(sheet)
    assert text == [["STT", "Viec", "Coquan"], *([n, "viec nua", f"so{n}"] for n in numbers)]
    assert grid.confidence < 1.0


def test_numbers_of_no_list_part_no_rows() -> None:
    edges = [50.0, 90, 300, 540]
    sheet = Sheet().row(edges, 102, "STT", "Viec", "Co quan").lattice(edges, [100, 120, 320])
    sheet.row(edges, 122, "15\n7\n2024", "mot viec\nnhieu dong\nchu", "So")
    assert len(one(sheet)[0]) == 2
