"""These tests ensure that a header told by its text ends where a reader sees it end, on all of its pages."""

from itertools import pairwise

import pytest

from extract.grid.record import Grid
from extract.grid.tables import find_tables
from tests.extract.grid.sheet import Sheet, said

PITCH = 14.4
EDGES = [50.0, 90.0, 290.0, 400.0, 480.0]
LABELS = ["STT", "Nhiemvu", "Chutri", "Thoigian"]
LEVEL = ["Batdau", "Ketthuc"]


def header(sheet: Sheet, top: float, gap: float) -> float:
    """Labels at the top, two under the last of them, `gap` points of white between the levels; the y below."""
    sheet.row(EDGES, top, "STT", "Nhiem vu", "Chu tri").centred(400, 560, top + 12, "Thoi gian")
    sheet.row(EDGES, top + PITCH + gap, "", "", "", "Bat dau", "Ket thuc")
    return top + 2 * PITCH + 2 * gap


def one(sheet: Sheet, previous: Grid | None = None) -> tuple[list[list[str]], Grid]:
    page = sheet.page()
    (grid,) = find_tables(page, previous)
    return said(page, grid), grid


def first_page(gap: float) -> Sheet:
    sheet = Sheet()
    top = header(sheet, 100, gap)
    for number in range(1, 6):
        sheet.row(EDGES, top, str(number), "Viec nao do\ncua cac so nganh", "So Noi vu", "2025", "2026")
        top += 2 * PITCH + gap
    return sheet


@pytest.mark.parametrize("gap", [0.0, 2.0, 8.0])
def test_levels_are_no_farther_apart_than_rows(gap: float) -> None:
    """No white says where the header ends; the numbers at the tops of rows do."""
    text, grid = one(first_page(gap))
    assert text[:2] == [LABELS, LEVEL]
    assert text[2:] == [[str(n), "Viecnaodo cuacacsonganh", "SoNoivu", "2025", "2026"] for n in range(1, 6)]
    assert len(grid.header) == 2


@pytest.mark.parametrize("gap", [0.0, 2.0, 8.0])
def test_the_rest_of_a_row_under_a_header_printed_again(gap: float) -> None:
    _, previous = one(first_page(gap))
    sheet = Sheet()
    top = header(sheet, 60, gap)
    sheet.row(EDGES, top, "", "va cac huyen\ntren dia ban")
    for number in range(6, 9):
        top += 2 * PITCH + gap
        sheet.row(EDGES, top, str(number), "Viec nao do\ncua cac so nganh", "So Noi vu", "2025", "2026")
    text, grid = one(sheet, previous)
    assert text[:3] == [LABELS, LEVEL, ["", "vacachuyen trendiaban", "", "", ""]]
    assert [row[0] for row in text[3:]] == ["6", "7", "8"] and len(grid.header) == 2


def test_one_row_alone_under_a_header_printed_again() -> None:
    _, previous = one(first_page(2.0))
    sheet = Sheet()
    sheet.row(EDGES, header(sheet, 60, 2.0), "6", "Viec nao do", "So Noi vu", "2025", "2026")
    assert one(sheet, previous)[0][2:] == [["6", "Viecnaodo", "SoNoivu", "2025", "2026"]]


@pytest.mark.parametrize(("upper", "lower"), [("Số", "TT"), ("ST", "T"), ("STT", "")])
@pytest.mark.parametrize("border", [False, True])
def test_the_label_over_the_numbers_is_cut_in_two(upper: str, lower: str, border: bool) -> None:
    sheet = Sheet().row(EDGES[:4], 100, f"{upper}\n{lower}", "Nhiem\nvu", "Chu tri", "Thoi gian")
    borders = [96.0, 118.0 if border else 96.0, *(106.0 + 30 * n for n in range(1, 6))]
    for number in range(1, 5):
        sheet.row(EDGES[:4], 108 + 30 * number, str(number), "Viec nao do", "So Noi vu", "2025")
    text, _ = one(bands(sheet, sorted(set(borders)), 1))
    assert [row[0] for row in text[-4:]] == ["1", "2", "3", "4"]
    joined = ["".join(row[col] for row in text[:-4]).replace(" ", "") for col in range(2)]
    assert joined == [upper + lower, "Nhiemvu"]


@pytest.mark.parametrize(("upper", "lower"), [("Số", "TT"), ("TT", "")])
def test_the_label_over_the_numbers_stands_between_lines_of_the_others(upper: str, lower: str) -> None:
    """Labels of one, two and three lines, each in the middle of its cell."""
    sheet = (
        Sheet().text(294, 112, "Co quan\nhay don vi\nchu tri").text(404, 126.4, "Thoi gian").text(94, 126.4, "Nhiem vu")
    )
    sheet.text(54, 119.2 if lower else 122.0, f"{upper}\n{lower}")
    for number in range(1, 5):
        sheet.row(EDGES[:4], 130 + 30 * number, str(number), "Viec nao do", "So Noi vu", "2025")
    text, _ = one(sheet)
    assert text[0] == [f"{upper} {lower}".strip(), "Nhiemvu", "Coquan haydonvi chutri", "Thoigian"]
    assert [row[0] for row in text[1:]] == ["1", "2", "3", "4"]


@pytest.mark.parametrize(("numbers", "rows"), [(["1"], 1), (["I", "1."], 2), (["7"], 0), (["1", "9"], 0)])
def test_a_table_whose_first_page_holds_only_its_beginning(numbers: list[str], rows: int) -> None:
    """No rule and no second number of the list: one that begins lists is enough under labels, another is not."""
    sheet = Sheet().row(EDGES[:4], 700, "STT", "Nhiem vu", "Chu tri", "Thoi gian")
    for place, number in enumerate(numbers):
        sheet.row(EDGES[:4], 724 + 24 * place, number, "Viec nao do", "So Noi vu", "2025")
    page = sheet.page()
    assert [row for grid in find_tables(page) for row in said(page, grid)[1:]] == [
        [number, "Viecnaodo", "SoNoivu", "2025"] for number in numbers[:rows]
    ]


def test_paragraphs_of_the_rest_of_a_row_under_a_header_printed_again() -> None:
    _, previous = one(first_page(2.0))
    sheet = Sheet()
    top = header(sheet, 60, 2.0)
    sheet.row(EDGES, top, "", "va cac huyen;", "va So Y te")
    sheet.row(EDGES, top + 2.2 * PITCH, "", "- cac xa\ntren dia ban")
    sheet.text(54, top + 7 * PITCH, "Noi nhan:").text(404, top + 7 * PITCH, "CHU TICH")
    text, _ = one(sheet, previous)
    assert text[2:] == [["", "vacachuyen; -cacxa trendiaban", "vaSoYte", "", ""]]


def test_another_header_on_the_next_page_is_its_own() -> None:
    _, previous = one(first_page(2.0))
    sheet = Sheet().row([50.0, 90.0, 300.0], 60, "TT", "Ten danh muc", "Ghi chu")
    for number in range(1, 4):
        sheet.row([50.0, 90.0, 300.0], 60 + 30 * number, str(number), "Muc nao do", "x")
    text, _ = one(sheet, previous)
    assert text == [["TT", "Tendanhmuc", "Ghichu"], *([str(n), "Mucnaodo", "x"] for n in range(1, 4))]


def bands(sheet: Sheet, borders: list[float], coloured: int) -> Sheet:
    """A background behind every other row, from the one that `coloured` says."""
    for number, (top, bottom) in enumerate(pairwise(borders)):
        if number % 2 == coloured:
            sheet.box(50, top, 560, bottom, 0)
    return sheet


def test_a_background_parts_the_levels() -> None:
    sheet = first_page(8)
    top = 100 + PITCH
    borders = [96.0, top + 2, top + PITCH + 10]
    borders += [borders[-1] + n * (2 * PITCH + 8) for n in range(1, 6)]
    text, _ = one(bands(sheet, borders, 1))
    assert text[0] == LABELS and [cell for cell in text[1] if cell] == LEVEL
    assert [row[0] for row in text[2:]] == ["1", "2", "3", "4", "5"]


def test_header_and_first_row_are_of_one_colour() -> None:
    sheet = Sheet().row(EDGES[:4], 100, "STT", "Nhiem vu", "Chu tri", "Thoi gian")
    for number in range(1, 6):
        sheet.row(EDGES[:4], 90 + 30 * number, str(number), "Viec nao do", "So Noi vu", "2025")
    text, _ = one(bands(sheet, [96.0, *(117.0 + 30 * n for n in range(1, 6))], 1))
    assert text == [LABELS, *([str(n), "Viecnaodo", "SoNoivu", "2025"] for n in range(1, 6))]


def test_what_goes_on_in_mid_sentence_is_no_row() -> None:
    """wkhtmltopdf pushes a row's last lines down to where the page's cut would not tear them."""
    sheet = Sheet().row(EDGES[:4], 100, "STT", "Nhiem vu", "Chu tri", "Thoi gian")
    for number in range(1, 5):
        top = 84 + 40 * number
        sheet.row(EDGES[:4], top, str(number), "Viec nao do\ncua cac so", "So Noi vu;\nSo Y te", "Quy I:")
    sheet.row(EDGES[:4], top + 40, "", "", "UBND xa", "ho so")
    text, _ = one(sheet)
    assert text[4:] == [["4", "Viecnaodo cuacacso", "SoNoivu; SoYte UBNDxa", "QuyI: hoso"]]


def test_rows_between_rules_go_on_in_the_columns_of_the_page_before() -> None:
    """Their first row has fewer texts than the table has columns, and is no header."""
    first, later = Sheet(), Sheet()
    first.row(EDGES[:4], 102, "STT", "Nhiem vu", "Chu tri", "Thoi gian").h(100, 50, 560).h(120, 50, 560)
    later.row(EDGES[:4], 62, "3", "Viec ba", "So Noi vu").h(60, 50, 560).h(80, 50, 560)
    for number in (1, 2):
        first.row(EDGES[:4], 100 + 22 * number, str(number), "Viec nao do", "So Noi vu", "2025").h(
            120 + 22 * number, 50, 560
        )
        later.row(EDGES[:4], 60 + 22 * number, str(number + 3), "Viec nao do", "So Noi vu", "2025").h(
            80 + 22 * number, 50, 560
        )
    _, previous = one(first)
    text, _ = one(later, previous)
    assert text == [["3", "Viecba", "SoNoivu", ""], *([str(n), "Viecnaodo", "SoNoivu", "2025"] for n in (4, 5))]


@pytest.mark.parametrize("closed", [False, True])
def test_one_line_left_of_a_cut_row(closed: bool) -> None:
    """It is the table's where a rule closes it; else it may be any text."""
    first = Sheet().row(EDGES[:4], 102, "STT", "Nhiem vu", "Chu tri", "Thoi gian").h(100, 50, 560).h(120, 50, 560)
    for number in (1, 2):
        first.row(EDGES[:4], 100 + 22 * number, str(number), "Viec nao do", "So Noi vu", "2025").h(
            98 + 22 * number, 50, 560
        )
    _, previous = one(first)
    later = Sheet().text(EDGES[2] + 4, 62, "pho")
    later.h(70, 50, 560 if closed else 120)
    page = later.page()
    assert [said(page, grid) for grid in find_tables(page, previous)] == ([[["", "", "pho", ""]]] if closed else [])


def test_a_label_set_to_both_edges_of_its_column_is_one() -> None:
    """Wide blanks part no label: what goes on with a small letter, and nothing above it, is the label's own."""
    edges = [50.0, 90.0, 290.0, 400.0, 520.0]
    sheet = Sheet().row(edges, 107, "STT", "Nhiem vu", "Chu tri").row(edges, 114, "", "", "", "", "San pham")
    sheet.text(404, 112, "Thoi   gian   hoan").text(437, 112 + PITCH, "thanh")
    for number in range(1, 5):
        sheet.row(edges, 120 + 30 * number, str(number), "Viec nao do", "So Noi vu", "Quy  IV\nnam  2025", "Bao cao")
    text, _ = one(sheet)
    assert text[0] == ["STT", "Nhiemvu", "Chutri", "Thoigianhoan thanh", "Sanpham"]
    assert text[1:] == [[str(n), "Viecnaodo", "SoNoivu", "QuyIV nam2025", "Baocao"] for n in range(1, 5)]


def test_a_label_between_two_labels_of_others_is_over_neither() -> None:
    """ "San pham" is centred between two lower labels, each with a label of its own above it."""
    edges = [50.0, 90.0, 230.0, 290.0, 350.0, 430.0, 490.0]
    sheet = Sheet().centred(230, 350, 112, "Thoi gian").centred(430, 550, 112, "Kinh phi")
    sheet.row(edges, 107, "STT", "Nhiem vu").centred(353, 399, 119, "San pham")
    sheet.row(edges, 114, "", "", "Dau", "Cuoi", "", "Tong", "Khac")
    for number in range(1, 5):
        sheet.row(edges, 120 + 30 * number, str(number), "Viec nao do", "2025", "2026", "Bao cao", "10", "20")
    text, _ = one(sheet)
    assert "Sanpham" in text[0] + text[1]
    assert text[-1] == ["4", "Viecnaodo", "2025", "2026", "Baocao", "10", "20"]
    assert [cell for row in text[:-4] for cell in row if cell] == [
        "STT",
        "Nhiemvu",
        "Thoigian",
        "Sanpham",
        "Kinhphi",
        "Dau",
        "Cuoi",
        "Tong",
        "Khac",
    ]
