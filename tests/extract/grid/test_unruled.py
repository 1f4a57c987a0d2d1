"""This test ensures that tables whose columns no rule parts are read by their header, gutters and row numbers."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.grid import numbers
from extract.grid.numbers import follows, number_of, outline, row_lines
from extract.grid.record import OUTSIDE, Grid
from extract.grid.tables import find_tables
from tests.extract.grid.sheet import Sheet, said

EDGES = [50.0, 90.0, 290.0, 430.0, 560.0]
HEADER = ("STT", "Nhiem vu", "Chu tri", "Thoi gian")
ROWS = (
    ("1", "Xay dung ke hoach\ntuyen truyen hang nam", "So Noi vu", "Nam 2025"),
    ("2", "Tap huan", "So Tai chinh;\nSo Y te\nva cac huyen", "Quy II"),
    ("3", "To chuc hoi nghi\ntruc tuyen", "UBND xa", "Hang nam"),
    ("4", "Bao cao", "So Noi vu", "Thang 12"),
)
WANT = [[cell.replace(" ", "").replace("\n", " ") for cell in row] for row in ROWS]
HEAD = [cell.replace(" ", "") for cell in HEADER]
PITCH = 14.4


def height(row: tuple[str, ...]) -> float:
    return max(cell.count("\n") + 1 for cell in row) * PITCH


def body(sheet: Sheet, top: float, rows: tuple[tuple[str, ...], ...], gap: float, middle: bool = False) -> list[float]:
    """Rows below each other, `gap` points of white between them; the y of their borders."""
    borders = [top]
    for row in rows:
        for x, cell in zip(EDGES, row, strict=False):
            shift = (height(row) - height((cell,))) / 2 if middle else 0.0
            sheet.text(x + 4, borders[-1] + gap / 2 + shift + 12, cell)
        borders.append(borders[-1] + height(row) + gap)
    return borders


def one(sheet: Sheet, previous: Grid | None = None) -> tuple[list[list[str]], Grid]:
    page = sheet.page()
    (grid,) = find_tables(page, previous)
    return said(page, grid), grid


@pytest.mark.parametrize("gap", [2.0, 6.0, 12.0])
@pytest.mark.parametrize("middle", [False, True])
def test_no_rules_at_all(gap: float, middle: bool) -> None:
    sheet = Sheet().text(150, 60, "PHU LUC").row(EDGES, 100, *HEADER)
    body(sheet, 120, ROWS, gap, middle)
    text, grid = one(sheet)
    assert text == [HEAD, *WANT]
    assert grid.method == "gutters" and grid.confidence < 0.9
    assert [round(x) for x in grid.edges[1:-1]] == pytest.approx([78, 255, 401], abs=12)


@pytest.mark.parametrize("said_so", ["(tiếp theo)", "Phụ lục (tiếp)", "Bảng 2 (tiếp)"])
def test_a_line_that_says_that_the_table_goes_on_is_no_row(said_so: str) -> None:
    """It stands amid the page or at the next one's top, where the table goes on without a header."""
    sheet = Sheet().row(EDGES, 100, *HEADER)
    borders = body(sheet, 120, ROWS[:2], 8.0, middle=True)
    sheet.text(260, borders[-1] + 14, said_so)
    body(sheet, borders[-1] + 20, ROWS[2:], 8.0, middle=True)
    page = sheet.page()
    above, below = find_tables(page)
    assert [*said(page, above), *said(page, below)] == [HEAD, *WANT]
    following = Sheet().text(260, 50, said_so)
    body(following, 60, (("5", *ROWS[0][1:]), ("6", *ROWS[1][1:])), 8.0)
    text, _ = one(following, below)
    assert text == [["5", *WANT[0][1:]], ["6", *WANT[1][1:]]]


def test_points_below_numbers_in_a_narrow_column() -> None:
    """The point of "10." wraps below it; the rest of the last row is none the less the table's."""
    rows = tuple((f"{n}\n.", *row[1:]) for n, row in zip(("9", "10", "11", "12"), ROWS, strict=True))
    sheet = Sheet().row(EDGES, 100, *HEADER)
    body(sheet, 120, (*rows[:3], ("12\n.", "Bao cao\nhang quy\nhang nam", "So Noi vu", "Thang 12")), 8.0)
    text, _ = one(sheet)
    assert text[1:4] == [[f"{n} .", *row[1:]] for n, row in zip(("9", "10", "11"), WANT, strict=False)]
    assert text[4][1] == "Baocao hangquy hangnam"


def test_points_of_lists_beside_the_numbers_begin_no_rows() -> None:
    """Below a header of the page before, "a)" stands close to the column of numbers, and in none of its rows."""
    sheet = Sheet().row(EDGES, 100, *HEADER)
    body(sheet, 120, ROWS, 8.0)
    _, before = one(sheet)
    left = before.edges[1] + 1 - 4
    following = Sheet()
    top = 50.0
    for number in ("5", "6", "7"):
        following.text(EDGES[0] + 4, top + 12, number)
        following.text(left + 4, top + 12, "Ra soat\na) Mot viec\nb) Hai viec")
        following.text(EDGES[2] + 4, top + 12, "So Noi vu").text(EDGES[3] + 4, top + 12, "Quy II")
        top += 3 * PITCH + 8
    text, _ = one(following, before)
    assert [row[0] for row in text] == ["5", "6", "7"]


def test_numbers_of_letters_and_figures() -> None:
    """The rows below the last section's title are the table's as well."""
    numbers = ["A", "A.1", "A.2", "B", "B.1", "B.2", "C", "C.1", "C.2"]
    rows = tuple((n, *row[1:]) if "." in n else (n, "CONG TAC") for n, row in zip(numbers, ROWS * 3, strict=False))
    sheet = Sheet().row(EDGES, 100, *HEADER)
    body(sheet, 120, rows, 6.0)
    text, _ = one(sheet)
    assert [row[0] for row in text] == ["STT", *numbers]
    assert [row[1:] for row in text[1:] if "." in row[0]] == [WANT[i % 4][1:] for i in (1, 2, 4, 5, 7, 8)]


@pytest.mark.parametrize("middle", [False, True])
def test_titles_without_a_number_are_rows_of_their_own(middle: bool) -> None:
    rows = (("Cong tac chung",), *ROWS[:2], ("Cong tac rieng",), *ROWS[2:])
    sheet = Sheet().row(EDGES, 100, *HEADER)
    body(sheet, 120, rows, 8.0, middle)
    sheet.text(54, 420, "Ghi chu ve bang nay")
    text, _ = one(sheet)
    assert text == [HEAD, ["Congtacchung", "", ""], *WANT[:2], ["Congtacrieng", "", ""], *WANT[2:]]


def test_only_horizontal_rules() -> None:
    sheet = Sheet().row(EDGES, 102, *HEADER)
    borders = body(sheet, 120, ROWS, 6)
    for y in (100, *borders):
        sheet.h(y, 50, 560)
    text, grid = one(sheet)
    assert text == [HEAD, *WANT]
    assert (grid.area[0], grid.area[2]) == (50, 560) and grid.lines.tolist() == pytest.approx([100, *borders])
    assert grid.confidence >= 0.9 and not grid.open_bottom.any()


@pytest.mark.parametrize("mark", ["-", "–", "+"])
def test_rows_with_a_dash_for_a_number_at_the_end(mark: str) -> None:
    rows = (*ROWS, (mark, "Kiem tra", "So Y te", "Quy IV"))
    sheet = Sheet().row(EDGES, 102, *HEADER)
    for y in (100, *body(sheet, 120, rows, 6)):
        sheet.h(y, 50, 560)
    assert one(sheet)[0] == [HEAD, *WANT, [mark, "Kiemtra", "SoYte", "QuyIV"]]


@pytest.mark.parametrize("head", [True, False])
def test_a_row_of_sums_is_a_row(head: bool) -> None:
    """No white parts it from the row above, and no number."""
    rows = (*ROWS, ("", "Tổng cộng", "12", "3.400,5"))
    first = Sheet().row(EDGES, 100, *HEADER)
    body(first, 120, ROWS, 6)
    sheet = Sheet()
    if head:
        sheet.row(EDGES, 100, *HEADER)
    body(sheet, 120, rows, 0)
    text, _ = one(sheet, None if head else one(first)[1])
    assert text[-2:] == [WANT[-1], ["", "Tổngcộng", "12", "3.400,5"]]


def test_a_text_that_says_sum_without_a_figure_begins_no_row() -> None:
    rows = (("1", "Bao cao", "So Noi vu\nTổng cộng", "Nam 2025\nHang nam"), *ROWS[1:])
    sheet = Sheet().row(EDGES, 100, *HEADER)
    body(sheet, 120, rows, 6)
    assert [row[0] for row in one(sheet)[0][1:]] == ["1", "2", "3", "4"]


def test_a_row_whose_number_stands_aside_of_its_label_is_no_end() -> None:
    """In a wide column the label stands in the middle; only a section's long number reaches under it."""
    sheet = (
        Sheet()
        .centred(50, 130, 114, "STT")
        .text(150, 114, HEADER[1])
        .text(294, 114, HEADER[2])
        .text(434, 114, HEADER[3])
    )
    for y in (100, 120, 160, 190, 210, 246, 268):
        sheet.h(y, 50, 560)
    for y, row in zip((134, 174, 224, 260), ROWS, strict=True):
        sheet.text(52, y, row[0]).text(134, y, row[1]).text(294, y, row[2].replace("\n", " ")).text(434, y, row[3])
    sheet.text(52, 204, "XVIII").text(134, 204, "Nhiem vu thuong xuyen")
    text, _ = one(sheet)
    assert [row[0] for row in text[1:]] == ["1", "2", "XVIII", "3", "4"]


def test_rules_around_header_and_at_the_end_only() -> None:
    sheet = Sheet().row(EDGES, 102, *HEADER)
    borders = body(sheet, 120, ROWS, 6)
    for y in (100, 120, borders[-1]):
        sheet.h(y, 50, 560, 1.2)
    assert one(sheet)[0] == [HEAD, *WANT]


def test_rules_without_an_stt_label() -> None:
    sheet = Sheet().row(EDGES, 102, "Ma", "Ten", "Don vi", "So luong")
    borders = body(sheet, 120, (("A1", "Gao", "tan", "12"), ("B7", "Ngo", "tan", "7")), 6)
    for y in (100, *borders):
        sheet.h(y, 50, 560)
    assert one(sheet)[0] == [["Ma", "Ten", "Donvi", "Soluong"], ["A1", "Gao", "tan", "12"], ["B7", "Ngo", "tan", "7"]]


def test_lead_agency_merged_over_rows_by_a_rule_with_a_gap() -> None:
    sheet = Sheet().row(EDGES, 102, *HEADER)
    rows = (("1", "Viec mot", "So Noi vu", "Nam 2025"), ("2", "Viec hai", "", "Nam 2026"))
    first, between, last = body(sheet, 120, rows, 6)
    for y in (100, first, last):
        sheet.h(y, 50, 560)
    sheet.h(between, 50, 272).h(between, 415, 560)
    text, grid = one(sheet)
    assert text == [HEAD, ["1", "Viecmot", "SoNoivu", "Nam2025"], ["2", "Viechai", "Nam2026"]]
    assert grid.row_span[grid.col == 2].tolist() == [1, 2]


def test_two_merged_cells_below_each_other_are_two() -> None:
    edges = [50.0, 150.0, 190.0, 400.0]
    sheet = Sheet().row(edges, 102, "Linh vuc", "TT", "Nhiem vu", "Chu tri").h(100, 50, 540).h(120, 50, 540)
    for number in range(1, 6):
        area = {1: "Dat dai", 4: "Nuoc"}.get(number, "")
        sheet.row(edges, 98 + number * 24, area, str(number), "Viec nao do", "So Y te").h(120 + number * 24, 140, 540)
    text, grid = one(sheet.h(240, 50, 540))
    assert [row[0] for row in text] == ["Linhvuc", "Datdai", "2", "3", "Nuoc", "5"]
    assert grid.row_span[grid.col == 0].tolist() == [1, 3, 2]


def test_zebra_rows_are_bands() -> None:
    sheet = Sheet().row(EDGES, 102, *HEADER)
    borders = body(sheet, 120, ROWS, 6)
    for number, (top, bottom) in enumerate(pairwise([100.0, *borders])):
        if number % 2 == 0:
            sheet.box(50, top, 560, bottom, 0)
    text, grid = one(sheet)
    assert text == [HEAD, *WANT] and grid.lines.tolist() == pytest.approx([100, *borders])


def test_zebra_rows_of_single_cells() -> None:
    sheet = Sheet().row(EDGES, 102, *HEADER)
    borders = body(sheet, 120, ROWS, 6)
    for number, (top, bottom) in enumerate(pairwise([100.0, *borders])):
        for left, right in pairwise(EDGES) if number % 2 == 0 else ():
            sheet.box(left, top, right, bottom, 0)
    assert one(sheet)[0] == [HEAD, *WANT]


def test_header_alone_has_a_background() -> None:
    sheet = Sheet().row(EDGES, 102, *HEADER)
    for left, right in pairwise(EDGES):
        sheet.box(left, 100, right, 120, 0)
    body(sheet, 120, ROWS, 6)
    text, grid = one(sheet)
    assert text == [HEAD, *WANT] and grid.lines[:2].tolist() == pytest.approx([100, 120])


def test_sections_run_across() -> None:
    sheet = Sheet().row(EDGES, 100, *HEADER)
    rows = (("I", "CONG TAC XAY DUNG THE CHE VA CHINH SACH PHAP LUAT"), *ROWS[:2], ("II", "TUYEN TRUYEN"), *ROWS[:2])
    body(sheet, 120, rows, 6)
    text, grid = one(sheet)
    assert text[1] == ["I", "CONGTACXAYDUNGTHECHEVACHINHSACHPHAPLUAT", ""]
    assert grid.col_span[(grid.row == 1) & (grid.col == 1)].tolist() == [2]
    assert [row[0] for row in text[2:]] == ["1", "2", "II", "1", "2"]


@pytest.mark.parametrize("ruled", [False, True])
def test_titles_that_begin_under_the_number_run_across(ruled: bool) -> None:
    """Their number is no cell of its own; the first of them is none of the header's lines."""
    sheet = Sheet().row(EDGES, 102, *HEADER)
    rows = (("I. NHIEM VU CHUNG CUA TINH",), *ROWS[:2], ("II. NHIEM VU CUA XA",), *ROWS[2:])
    borders = body(sheet, 120, rows, 6)
    for y in (100, *borders) if ruled else ():
        sheet.h(y, 50, 560)
    text = [[cell for cell in row if cell] for row in one(sheet)[0]]
    assert text == [HEAD, ["I.NHIEMVUCHUNGCUATINH"], *WANT[:2], ["II.NHIEMVUCUAXA"], *WANT[2:]]


def test_numbered_prose_under_the_table_is_not_swallowed() -> None:
    sheet = Sheet().row(EDGES, 100, *HEADER)
    bottom = body(sheet, 120, ROWS, 6)[-1]
    sheet.text(54, bottom + 40, "II. To chuc thuc hien ke hoach nay tren dia ban tinh")
    sheet.text(54, bottom + 58, "1. Giao cac so nganh can cu chuc nang thuc hien nghiem tuc")
    assert one(sheet)[0] == [HEAD, *WANT]


@pytest.mark.parametrize("ruled", [False, True])
def test_the_rest_of_a_row_under_the_header_again(ruled: bool) -> None:
    """Its first line is short in a column where a later one runs on to where the next begins."""

    def sheet(*rows: tuple[str, ...]) -> Sheet:
        made = Sheet().row(EDGES, 102, *HEADER)
        borders = body(made, 120, rows, 6)
        for y in (100, *borders) if ruled else ():
            made.h(y, 50, 560)
        return made

    _, before = one(sheet(*ROWS))
    text, _ = one(sheet(("", "tai cac xa\nphuong va dac khu tren toan", "So Y te", "")), before)
    assert text[1:] == [["", "taicacxa phuongvadackhutrentoan", "SoYte", ""]]


def test_rows_without_a_number_stand_apart_by_the_white_that_rows_have() -> None:
    sheet = Sheet().row(EDGES, 100, *HEADER)
    rows = (
        ("1", "Truyen thong\nve bao hiem", "So Y te", "2023"),
        ("", "Hoi nghi\ntruc tuyen", "UBND xa", "2024"),
        *ROWS[1:],
    )
    body(sheet, 120, rows, 8)
    assert one(sheet)[0] == [
        HEAD,
        ["1", "Truyenthong vebaohiem", "SoYte", "2023"],
        ["", "Hoinghi tructuyen", "UBNDxa", "2024"],
        *WANT[1:],
    ]


def test_a_number_in_the_middle_begins_no_row() -> None:
    """Its line holds texts of two columns, and the white above it is nearly as wide as between rows."""
    sheet = Sheet().row(EDGES, 100, *HEADER).h(100, *EDGES[::4]).h(126, *EDGES[::4])
    rows = (("1", "Xay dung\nke hoach\ntuyen truyen", "So Noi vu", "Nam 2025"),)
    top = body(sheet, 130, rows, 12.0, middle=True)[-1]
    for shift, said_there in ((6, "Tap huan\ncap xa"), (45, "Bo san pham"), (69.6, "Hoi thi\ncap xa")):
        sheet.text(EDGES[1] + 4, top + shift + 12, said_there)
    sheet.text(EDGES[0] + 4, top + 57, "2").text(EDGES[2] + 4, top + 57, "So Y te")
    body(sheet, top + 108, ROWS[2:], 12.0, middle=True)
    assert [row[0] for row in one(sheet)[0]] == ["STT", "1", "2", "3", "4"]


@pytest.mark.parametrize(("lines", "doubted"), [(2, False), (4, True)])
def test_a_number_off_its_rows_middle_is_doubted(lines: int, doubted: bool) -> None:
    """Lines of its cell are in another row, or those of another row in it."""
    sheet = Sheet().row(EDGES, 100, *HEADER)
    borders = body(sheet, 120, ROWS[:3], 6.0, middle=True)
    sheet.text(EDGES[0] + 4, borders[-1] + 26.4, "4")
    sheet.text(EDGES[1] + 4, borders[-1] + 12, "\n".join(["To chuc"] * (lines + 1)))
    _, grid = one(sheet)
    assert (grid.confidence < 0.6) is doubted


def test_paragraphs_of_one_cell_are_no_rows() -> None:
    sheet = Sheet().row(EDGES, 100, *HEADER)
    top = 120.0
    for number in range(1, 5):
        sheet.row(EDGES, top, str(number), "Viec mot;", "So Y te", "2025").text(
            EDGES[1] + 4, top + 12 + 22, "Viec hai."
        )
        top += 50
    assert one(sheet)[0] == [HEAD, *([str(n), "Viecmot; Viechai.", "SoYte", "2025"] for n in range(1, 5))]


def test_numbers_under_labels_are_a_row() -> None:
    sheet = Sheet().row(EDGES, 100, *HEADER)
    body(sheet, 120, (("(1)", "(2)", "(3)", "(4)"), *ROWS), 6)
    assert one(sheet)[0] == [HEAD, ["(1)", "(2)", "(3)", "(4)"], *WANT]


def test_header_of_two_levels() -> None:
    edges = [50.0, 90.0, 290.0, 400.0, 480.0]
    sheet = Sheet().text(54, 119, "STT").text(94, 119, "Nhiem vu").text(294, 119, "Chu tri")
    sheet.centred(400, 560, 112, "Thoi gian").text(404, 127, "Bat dau").text(484, 127, "Ket thuc")
    for number in range(1, 5):
        sheet.row(edges, 125 + number * 20, str(number), "Viec nao do", "So Noi vu", "2025", "2026")
    text, grid = one(sheet)
    assert text[:2] == [["STT", "Nhiemvu", "Chutri", "Thoigian"], ["Batdau", "Ketthuc"]]
    assert text[2] == ["1", "Viecnaodo", "SoNoivu", "2025", "2026"]
    assert grid.shape == (6, 5)


def test_upper_label_over_two_columns_of_wide_labels() -> None:
    """The upper label's own line has labels on both sides; its blank stands where the columns part."""
    edges = [50.0, 90.0, 250.0, 330.0, 410.0, 500.0]
    sheet = (
        Sheet().row(edges, 100, "TT", "Nhiem vu", "", "", "Ghi chu").centred(250, 410, 112, "Thoi gian thuc hien nam")
    )
    sheet.text(254, 130, "Bat dau").text(334, 130, "Hoan thanh").h(116, 250, 410)
    for y in (98, 136, 160, 184):
        sheet.h(y, 50, 560)
    for number in (1, 2):
        sheet.row(edges, 114 + 24 * number, str(number), "Viec", "Thang 1/2025", "Thang 2/2026", "x")
    text, _ = one(sheet)
    assert text[0] == ["TT", "Nhiemvu", "Thoigianthuchiennam", "Ghichu"] and text[1] == ["Batdau", "Hoanthanh"]
    assert text[2] == ["1", "Viec", "Thang1/2025", "Thang2/2026", "x"]


def test_a_short_upper_label_stands_over_the_white_between_two() -> None:
    sheet = Sheet().text(56, 108, "STT").centred(90, 250, 108, "Nhiem vu").centred(250, 350, 108, "Chu tri")
    sheet.centred(350, 560, 101, "Han").centred(350, 455, 115, "Tu").centred(455, 560, 115, "Den")
    for at, (number, task, lead) in enumerate((("1", "Tap huan", "So Y te"), ("2", "Bao cao", "UBND xa"))):
        y = 136 + 20 * at
        sheet.text(56, y, number).text(94, y, task).text(254, y, lead).text(354, y, "2024").text(459, y, "2025")
    text, _ = one(sheet)
    assert text[0] == ["STT", "Nhiemvu", "Chutri", "Han"] and text[1] == ["Tu", "Den"]
    assert text[2] == ["1", "Taphuan", "SoYte", "2024", "2025"]


def test_a_label_of_two_lines_beside_labels_of_one_is_no_upper_one() -> None:
    sheet = Sheet().text(56, 108, "STT").centred(90, 250, 108, "Nhiem vu").centred(250, 350, 101, "Chu")
    sheet.centred(250, 350, 115, "tri").centred(350, 455, 108, "Tu")
    for at, row in enumerate((("1", "Tap huan", "So Y te", "2024"), ("2", "Bao cao", "UBND xa", "2025"))):
        for x, said_ in zip((56, 94, 254, 354), row, strict=True):
            sheet.text(x, 136 + 20 * at, said_)
    text, _ = one(sheet)
    assert text[0] == ["STT", "Nhiemvu", "Chu tri", "Tu"]


def test_a_background_under_an_upper_label_does_not_part_it() -> None:
    """Its blank stands where the columns below it part; the other labels, on another line, keep to the columns."""
    edges = [50.0, 90.0, 250.0, 330.0, 410.0, 500.0]
    sheet = Sheet().text(54, 121, "TT").text(94, 121, "Nhiem vu").text(504, 121, "Ghi chu")
    sheet.centred(250, 410, 112, "Thoi gian thuc hien").text(254, 130, "Bat dau").text(334, 130, "Hoan thanh")
    sheet.box(250, 117, 410, 134, 0)
    for number in range(1, 5):
        sheet.row(edges, 118 + 20 * number, str(number), "Viec", "Thang 1/2025", "Thang 2/2026", "x")
        if number % 2:
            sheet.box(50, 116 + 20 * number, 560, 136 + 20 * number, 0)
    text, _ = one(sheet)
    assert text[0] == ["TT", "Nhiemvu", "Thoigianthuchien", "Ghichu"]
    assert [cell for cell in text[1] if cell] == ["Batdau", "Hoanthanh"]


@pytest.mark.parametrize("section", [False, True])
def test_stretched_text_up_to_the_next_column(section: bool) -> None:
    """Blanks wider than the gutter: words that stand where their column's lines begin are the column's."""
    sheet = Sheet().row(EDGES, 102, *HEADER).h(100, 50, 560).h(120, 50, 560)
    for number in range(1, 6):
        sheet.row(EDGES, 90 + 30 * number, str(number), "Xay dung", "", "Nam 2025").h(120 + 30 * number, 50, 560)
        lead = "Cong  an  thanh  pho  Hai  a" if number == 3 else "So Noi vu"
        sheet.text(EDGES[2] + 2, 102 + 30 * number, lead)
    if section:
        sheet.row(EDGES, 270, "II", "CONG TAC XAY DUNG THE CHE VA CHINH SACH PHAP").h(300, 50, 560)
    text, _ = one(sheet)
    assert text[3] == ["3", "Xaydung", "ConganthanhphoHaia", "Nam2025"]
    assert not section or text[6][:2] == ["II", "CONGTACXAYDUNGTHECHEVACHINHSACHPHAP"]


def test_labels_of_several_lines() -> None:
    sheet = Sheet().row(EDGES, 107, "STT", "Nhiem vu", "", "Thoi gian").row(EDGES, 100, "", "", "Co quan\nchu tri", "")
    body(sheet, 132, ROWS, 8)
    assert one(sheet)[0] == [["STT", "Nhiemvu", "Coquan chutri", "Thoigian"], *WANT]


def test_number_column_that_is_not_the_first() -> None:
    edges = [50.0, 150.0, 190.0, 400.0]
    sheet = Sheet().row(edges, 100, "Linh vuc", "TT", "Nhiem vu", "Chu tri")
    for number in range(1, 5):
        sheet.row(edges, 100 + number * 24, "Dat dai" if number == 1 else "", str(number), "Viec nao do", "So Y te")
    text, _ = one(sheet)
    assert text[1] == ["Datdai", "1", "Viecnaodo", "SoYte"] and text[2] == ["", "2", "Viecnaodo", "SoYte"]


def test_next_page_goes_on_in_the_columns() -> None:
    first = Sheet().row(EDGES, 100, *HEADER)
    body(first, 120, ROWS, 6)
    _, previous = one(first)
    sheet = Sheet().text(290, 40, "2")
    body(sheet, 80, (("", "cua nam truoc\nva nam nay", "", ""), *ROWS), 6)
    text, grid = one(sheet, previous)
    assert text == [["", "cuanamtruoc vanamnay", "", ""], *WANT]
    assert grid.confidence < 0.7 and grid.open_top.any()
    assert (grid.owner == OUTSIDE).sum() == 1


def test_the_rest_of_a_row_alone_on_a_tinted_band_keeps_its_column() -> None:
    first = Sheet().row(EDGES, 100, *HEADER)
    body(first, 120, ROWS[:2], 6.0)
    _, previous = one(first)
    second = Sheet().text(EDGES[1] + 4, 62, "va cac\nhuyen").box(previous.area[0], 50, previous.area[2], 82, 0)
    text, _ = one(second, previous)
    assert text == [["", "vacac huyen", "", ""]]


def test_the_rest_of_a_row_on_a_page_of_tinted_bands_is_not_parted_again() -> None:
    """The page before had no bands to tell by; here each number has one, and the first row's text stands above it."""
    first = Sheet().row(EDGES, 100, *HEADER)
    body(first, 120, ROWS[:1], 6.0)
    second = Sheet().text(EDGES[1] + 4, 62, "va cac huyen")
    borders = body(
        second, 70, (("2", "Ke hoach\n\nHoi nghi\n\nTap huan", "So Y te", "Quy I"), *ROWS[2:]), 12.0, middle=True
    )
    for top, bottom in pairwise(borders):
        second.box(EDGES[0], top, EDGES[-1], bottom, 0)
    assert [row[0] for row in one(second, one(first)[1])[0]] == ["", "2", "3", "4"]


def test_signature_and_receivers_are_not_swallowed() -> None:
    sheet = Sheet().row(EDGES, 100, *HEADER)
    bottom = body(sheet, 120, ROWS, 6)[-1]
    sheet.text(50, bottom + 40, "Noi nhan:\n- Nhu Dieu 3;\n- Luu: VT.").text(380, bottom + 40, "TM. UY BAN\nCHU TICH")
    sheet.text(300, 820, "3")
    text, grid = one(sheet)
    assert text == [HEAD, *WANT] and grid.area[3] < bottom + 20


def test_receivers_right_under_the_table_are_not_swallowed() -> None:
    sheet = Sheet().row(EDGES, 100, *HEADER)
    bottom = body(sheet, 120, ROWS, 6)[-1]
    sheet.text(50, bottom + 14, "Noi nhan:\n- Nhu Dieu 3;").text(380, bottom + 14, "TM. UY BAN\nCHU TICH")
    assert one(sheet)[0] == [HEAD, *WANT]


def test_prose_under_the_table_is_not_swallowed() -> None:
    sheet = Sheet().row(EDGES, 102, *HEADER)
    borders = body(sheet, 120, ROWS, 6)
    for y in (100, *borders):
        sheet.h(y, 50, 560)
    for number in range(5):
        sheet.text(60, borders[-1] + 16 + 15 * number, "Cac so nganh can cu nhiem vu duoc giao to chuc thuc hien tot")
    text, grid = one(sheet)
    assert text == [HEAD, *WANT] and grid.area[3] == borders[-1]


def test_two_tables_on_a_page() -> None:
    sheet = Sheet().row(EDGES, 100, *HEADER)
    bottom = body(sheet, 120, ROWS, 6)[-1]
    sheet.text(200, bottom + 60, "BIEU 2").row(EDGES, bottom + 90, *HEADER)
    body(sheet, bottom + 112, ROWS, 6)
    page = sheet.page()
    assert [said(page, grid) for grid in find_tables(page)] == [[HEAD, *WANT]] * 2


@pytest.mark.parametrize("mark", ["1.", "a)", "I."])
def test_numbered_prose_is_no_table(mark: str) -> None:
    sheet = Sheet()
    for number in range(12):
        sheet.text(50, 100 + number * 40, mark if number == 0 else f"{number + 1}.")
        sheet.text(75, 100 + number * 40, "Giao So Noi vu chu tri phoi hop voi cac don vi lien quan\nto chuc thuc hien")
    assert find_tables(sheet.page()) == ()


def test_letterhead_and_receivers_are_no_tables() -> None:
    sheet = Sheet().text(70, 60, "UBND TINH LAO CAI\n     SO NOI VU").h(80, 100, 160)
    sheet.text(320, 60, "CONG HOA XA HOI CHU NGHIA\n Doc lap - Tu do").h(80, 350, 500)
    sheet.text(70, 100, "So: 12/QD-SNV").text(350, 100, "Lao Cai, ngay 3 thang 3")
    for line in range(20):
        sheet.text(50, 150 + 16 * line, "Can cu Luat To chuc chinh quyen dia phuong ngay 19 thang 6 nam 2015 va")
    sheet.text(50, 520, "Noi nhan:\n- Nhu Dieu 3;\n- UBND tinh;\n- Luu: VT, TT.").text(
        380, 520, "KT. GIAM DOC\nPHO GIAM DOC"
    )
    assert find_tables(sheet.page()) == ()


def test_a_page_of_contents_is_no_table() -> None:
    sheet = Sheet().text(270, 60, "MUC LUC").h(40, 50, 545).h(800, 50, 545)
    for number in range(1, 20):
        sheet.text(50, 90 + 20 * number, f"{number}. Muc nao do trong tai lieu").text(
            530, 90 + 20 * number, str(number)
        )
    assert find_tables(sheet.page()) == ()


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1.", "1"),
        ("(2)", "2"),
        ("IV", "IV"),
        ("1.2", "1.2"),
        ("a)", "a"),
        ("12", "12"),
        ("đ)", "đ"),
        ("A.1", "A.1"),
        ("I.2.a)", "I.2.a"),
        ("3/", "3"),
    ],
)
def test_row_numbers(text: str, number: str) -> None:
    assert number_of(text) == number


@pytest.mark.parametrize("text", ["2025/QĐ", "Năm", "-", "1,5", "", "12345", "100%", "I/2025", "10/5", "số 1"])
def test_no_row_numbers(text: str) -> None:
    assert number_of(text) is None


@pytest.mark.parametrize(
    ("before", "after", "next_to"),
    [
        ("1", "2", True),
        ("9", "10", True),
        ("III", "IV", True),
        ("d", "đ", True),
        ("1.1", "1.2", True),
        ("1", "3", False),
        ("1.1", "2.2", False),
        ("2", "1", False),
        ("I", "1", False),
        ("e", "g", True),
    ],
)
def test_counting_on(before: str, after: str, next_to: bool) -> None:
    assert follows(before, after) is next_to


@settings(deadline=None)
@given(st.lists(st.integers(1, 6), min_size=1, max_size=12), st.floats(1, 12), st.booleans(), st.booleans())
def test_rows_part_where_they_were_set(depths: list[int], gap: float, middle: bool, continued: bool) -> None:
    """`depths` are the rows' lines; numbers stand at their tops or in their middles."""
    line, ink, anchors, borders = 12.0, [], [], [100.0]
    for depth in depths:
        top = borders[-1] + gap / 2
        ink += [(top + i * PITCH, top + i * PITCH + line) for i in range(depth)]
        at = top + (depth - 1) * PITCH / 2 if middle else top
        anchors.append((at, at + line))
        borders.append(borders[-1] + depth * PITCH + gap)
    found = row_lines(anchors, ink, (borders[0], borders[-1]), continued and not middle)
    assert len(found) == len(depths) - 1
    for place, one_line, two in zip(found, borders[1:-1], depths, strict=False):
        assert abs(place - one_line) <= gap / 2 + (PITCH - line) + 0.1, (place, one_line, two)


@pytest.mark.parametrize(
    ("column", "is_one"),
    [
        ("I 1 1.1 1.2 2 II 1 a b 2", True),
        ("1 2 3", True),
        ("1 1 1", False),
        ("1 3 5", False),
    ],
)
def test_an_outline_counts_on_in_its_own_lists(column: str, is_one: bool) -> None:
    assert outline(column.split(), 2) is is_one


def test_a_column_of_first_numbers_is_held_against_few_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = 0

    def counted(one: str, two: str) -> bool:
        nonlocal asked
        asked += 1
        return follows(one, two)

    monkeypatch.setattr(numbers, "follows", counted)
    assert not outline(["1"] * 2_000, 2)
    assert asked <= 2_000 * numbers.OPEN
