"""Glyphs to text: lines, spaces, paragraphs, reading order."""

import unicodedata
from collections.abc import Callable, Sequence
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from extract.cells import CellText, cells_text
from extract.grid.record import OUTSIDE, Grid
from extract.ink import finish_glyphs, pick
from extract.outside import outside_text
from extract.page import Glyphs, Page
from tests.extract.made import OPENERS, font, made, pages

both_engines = pytest.mark.parametrize("engine", sorted(OPENERS))
Draw = Callable[[Canvas], None]


def grid_over(page: Page, edges: Sequence[float], lines: Sequence[float]) -> Grid:
    """A plain grid at these places; each glyph belongs to the cell that its middle is in."""
    glyphs, rows, cols = page.glyphs, len(lines) - 1, len(edges) - 1
    row, col = (part.ravel().astype(np.int32) for part in np.mgrid[0:rows, 0:cols])
    xs, ys = np.array(edges, float), np.array(lines, float)
    x = np.searchsorted(xs, (glyphs.x0 + glyphs.x1) / 2) - 1
    y = np.searchsorted(ys, (glyphs.top + glyphs.bottom) / 2) - 1
    owner = np.where((x >= 0) & (x < cols) & (y >= 0) & (y < rows), y * cols + x, OUTSIDE).astype(np.int32)
    ones, no = np.ones(rows * cols, np.int32), np.zeros(rows * cols, np.bool_)
    area = (xs[0], ys[0], xs[-1], ys[-1])
    return Grid(area, xs, ys, row, col, ones, ones, xs[col], ys[row], xs[col + 1], ys[row + 1], no, no, owner)


def cell(draw: Draw, engine: str = "pdfium", right: float = 200.0) -> CellText:
    """The text of one cell from x = 50 to `right`."""
    page = pages(made(draw), engine)[0]
    [said] = cells_text(page.glyphs, grid_over(page, (50, right), (0, 300)))
    return said


def column(*texts: str, left: float = 55.4, pitch: float = 14.0) -> Draw:
    """Lines under each other, set from the left."""

    def draw(c: Canvas) -> None:
        for i, text in enumerate(texts):
            c.drawString(left, 250 - i * pitch, text)

    return draw


def centred(*texts: str) -> Draw:
    def draw(c: Canvas) -> None:
        for i, text in enumerate(texts):
            c.drawCentredString(125, 250 - i * 14, text)

    return draw


# --- letters and spaces -----------------------------------------------------------------------------------------


@both_engines
def test_order_is_where_glyphs_stand(engine: str) -> None:
    """A line whose accented letters come later in the file, in another font, reads like any other."""

    def draw(c: Canvas) -> None:
        text, x = "Nhiệm vụ, công việc", 60.0
        places = []
        for letter in text:
            places.append((x, letter))
            x += stringWidth(letter, font(), 12)
        for accented in (False, True):
            for x, letter in places:
                if (ord(letter) > 0x7F) is accented and letter != " ":
                    c.setFont(font("Other" if accented else "Boxes"), 12)
                    c.drawString(x, 200, letter)

    assert cell(draw, engine).text == "Nhiệm vụ, công việc"


@both_engines
@pytest.mark.parametrize("gap", [0.0, -0.3, 0.4])
def test_each_letter_placed_alone(gap: float, engine: str) -> None:
    """Letters one by one, a hair apart or over each other, no blanks in the file."""

    def draw(c: Canvas) -> None:
        x = 60.0
        for letter in "Bộ Tư pháp ban hành":
            if letter != " ":
                c.drawString(x, 200, letter)
            x += stringWidth(letter, font(), 12) + gap

    assert cell(draw, engine).text == "Bộ Tư pháp ban hành"


@both_engines
def test_squeezed_spaces_are_spaces(engine: str) -> None:
    def draw(c: Canvas) -> None:
        x = 60.0
        for word in ("Căn ", "cứ ", "Nghị ", "định"):
            c.drawString(x, 200, word)
            x += stringWidth(word, font(), 12) - 2.1

    assert cell(draw, engine).text == "Căn cứ Nghị định"


@both_engines
def test_letters_spaced_out_are_one_word(engine: str) -> None:
    def draw(c: Canvas) -> None:
        x = 60.0
        for letter in "QUYẾT ĐỊNH":
            c.drawString(x, 200, letter)
            x += stringWidth(letter, font(), 12) + 3

    assert cell(draw, engine).text == "QUYẾT ĐỊNH"


@pytest.mark.parametrize("said", ["STT", "II", "Số TT", "TT"])
def test_short_words_spaced_out_are_words(said: str) -> None:
    def draw(c: Canvas) -> None:
        x = 60.0
        for letter in said:
            c.drawString(x, 200, letter)
            x += stringWidth(letter, font(), 12) + 1.8

    assert cell(draw).text == said


@pytest.mark.parametrize("said", ["1 2", "A B C"])
def test_few_letters_apart_are_apart(said: str) -> None:
    def draw(c: Canvas) -> None:
        x = 60.0
        for letter in said.split():
            c.drawString(x, 200, letter)
            x += stringWidth(f"{letter} ", font(), 12)

    assert cell(draw).text == said


def test_figures_apart_are_apart() -> None:
    """A line of single letters with blanks between them is not a word spaced out."""
    assert cell(lambda c: c.drawString(60, 200, "1 2 3 4 5 6 7")).text == "1 2 3 4 5 6 7"


def test_justified_lines() -> None:
    def draw(c: Canvas) -> None:
        c.drawString(60, 200, "Bộ")
        c.drawString(110, 200, "Tư")
        c.drawString(140, 200, "pháp")

    assert cell(draw).text == "Bộ Tư pháp"


def test_raised_and_lowered_letters_stay_on_their_line() -> None:
    def draw(c: Canvas) -> None:
        c.drawString(60, 200, "CO")
        c.setFont(font(), 7)
        c.drawString(72, 197, "2")
        c.setFont(font(), 12)
        c.drawString(75.5, 200, ", m")
        c.setFont(font(), 7)
        c.drawString(91.5, 204, "3")
        c.setFont(font(), 12)
        c.drawString(60, 186, "dòng hai")

    assert cell(draw).text.replace("\n", " ") == "CO2, m3 dòng hai"


def test_a_lowered_figure_that_the_wrap_parts_from_its_letter_goes_with_it() -> None:
    """LibreOffice wraps a centred formula before its first subscript: "C" stands alone."""

    def draw(c: Canvas) -> None:
        c.drawString(95, 250, "C")
        c.setFont(c._fontname, 7)
        c.drawString(83, 235, "10")
        c.setFont(c._fontname, 12)
        c.drawString(90, 236, "HNO")
        c.setFont(c._fontname, 7)
        c.drawString(95, 221, "2")

    assert cell(draw, right=130).text == "C10HNO2"


def test_turned_text_reads_along_itself() -> None:
    def draw(c: Canvas) -> None:
        c.rotate(90)
        c.drawString(100, -100, "Thời gian")
        c.drawString(100, -114, "thực hiện")

    assert cell(draw).text.replace("\n", " ") == "Thời gian thực hiện"


def test_cells_do_not_mix() -> None:
    def draw(c: Canvas) -> None:
        c.drawString(55, 200, "một hai")
        c.drawString(155, 201, "ba bốn")

    page = pages(made(draw))[0]
    said = cells_text(page.glyphs, grid_over(page, (50, 150, 250), (0, 150, 300)))
    assert [cell.text for cell in said] == ["một hai", "ba bốn", "", ""]


# --- line breaks ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        # Wrapped: the next word had no room.
        (("Xây dựng kế hoạch tuyên", "truyền hằng năm"), "Xây dựng kế hoạch tuyên truyền hằng năm"),
        (("Bộ Lao động - Thương binh", "và Xã hội"), "Bộ Lao động - Thương binh và Xã hội"),
        (("Các Sở Lao động tỉnh Đắk Lắk", "- Thương binh"), "Các Sở Lao động tỉnh Đắk Lắk - Thương binh"),
        (("Các chỉ tiêu đồng/người/", "khóa"), "Các chỉ tiêu đồng/người/khóa"),
        (("Kế hoạch giai đoạn 2021-", "2025"), "Kế hoạch giai đoạn 2021-2025"),
        (("Nhà thầu và nhà cung cấp", "/Tư vấn"), "Nhà thầu và nhà cung cấp/Tư vấn"),
        # The author's: there was room, or a list mark says so.
        (("BHXH các tỉnh", "BHXH quận, huyện"), "BHXH các tỉnh\nBHXH quận, huyện"),
        (("- Bộ Tư pháp;", "- Các bộ, ngành"), "- Bộ Tư pháp;\n- Các bộ, ngành"),
        (("- Ủy ban nhân dân các tỉnh;", "- Sở Nội vụ"), "- Ủy ban nhân dân các tỉnh;\n- Sở Nội vụ"),
        (("• Ủy ban nhân dân các tỉnh", "• Sở Nội vụ"), "• Ủy ban nhân dân các tỉnh\n• Sở Nội vụ"),
        (("+ Ủy ban nhân dân các tỉnh", "+ Sở Nội vụ"), "+ Ủy ban nhân dân các tỉnh\n+ Sở Nội vụ"),
        (("a) Lập kế hoạch;", "b) Thực hiện"), "a) Lập kế hoạch;\nb) Thực hiện"),
        (("1. Lập kế hoạch", "2. Thực hiện"), "1. Lập kế hoạch\n2. Thực hiện"),
        # The sign of a document goes on after its number, whatever column cuts it; a list item has a letter's case.
        (("Theo Nghị quyết số 57/NQ", "-CP của Chính phủ"), "Theo Nghị quyết số 57/NQ-CP của Chính phủ"),
        (("Theo các Nghị quyết số 57/NQ", "-Sở Nội vụ"), "Theo các Nghị quyết số 57/NQ -Sở Nội vụ"),
        (("Theo các công văn số 1120/UBN", "D-TH của tỉnh"), "Theo các công văn số 1120/UBND-TH của tỉnh"),
        (("Bảo dưỡng đường tỉnh số ĐT.", "965 và ĐT.963B"), "Bảo dưỡng đường tỉnh số ĐT.965 và ĐT.963B"),
        (("1. Trình Tỉnh ủy, HĐND, UBND.", "2. Sở Tài chính"), "1. Trình Tỉnh ủy, HĐND, UBND.\n2. Sở Tài chính"),
        # An address is no beginning of the list after it.
        (("1. Xem tại https://a.b.gov.vn.", "a) Sở Y tế"), "1. Xem tại https://a.b.gov.vn.\na) Sở Y tế"),
        (("Cổng (https://a.gov.vn).", "a) Sở Y tế"), "Cổng (https://a.gov.vn).\na) Sở Y tế"),
        # Who leads and who helps, under full lines.
        (("Chủ trì: Phòng Nội vụ tỉnh", "Phối hợp: Công an"), "Chủ trì: Phòng Nội vụ tỉnh\nPhối hợp: Công an"),
        (
            ("Đơn vị nào cũng phải được", "phối hợp với Công an: rõ"),
            "Đơn vị nào cũng phải được phối hợp với Công an: rõ",
        ),
        # A slash has a blank on both sides or on none.
        (("Sản phẩm, kết quả cuối của /", "đầu ra"), "Sản phẩm, kết quả cuối của / đầu ra"),
        (("Sản phẩm, kết quả cuối của", "/ đầu ra"), "Sản phẩm, kết quả cuối của / đầu ra"),
        (("Sản phẩm, kết quả cuối của/", "đầu ra"), "Sản phẩm, kết quả cuối của/đầu ra"),
        # A line whose sentence goes on is no paragraph, unless it was left nearly empty.
        (("Xây dựng các kế hoạch", "tuyên truyền"), "Xây dựng các kế hoạch tuyên truyền"),
        (("Thời gian", "thực hiện"), "Thời gian\nthực hiện"),
    ],
)
def test_line_breaks_from_the_left(lines: tuple[str, ...], text: str) -> None:
    assert cell(column(*lines), right=215).text == text


def test_turned_text_does_not_say_how_wide_its_column_is() -> None:
    """The label's column holds no more than "Nhó", though text set upright in it is three times as long."""

    def draw(c: Canvas) -> None:
        c.drawString(52, 250, "Nhó")
        c.drawString(52, 236, "m")
        c.saveState()
        c.translate(66, 120)
        c.rotate(90)
        c.drawString(0, 0, "Hạ tầng kỹ thuật")
        c.restoreState()

    page = pages(made(draw))[0]
    right = 52 + stringWidth("Nhó", font(), 12) + 2
    said = cells_text(page.glyphs, grid_over(page, (50, right), (0, 70, 230)))
    assert [cell.text for cell in said] == ["Nhóm", "Hạ tầng kỹ thuật"]


def test_hanging_indent_tells_list_marks_from_hyphens() -> None:
    """Both items' lines are full; the second mark stands where the first does, the hyphen where the text does."""

    def draw(c: Canvas) -> None:
        c.drawString(55, 250, "- Bộ Lao động tại các địa")
        c.drawString(62, 236, "phương và các tỉnh thành")
        c.drawString(62, 222, "- Thương binh và Xã hội xx")
        c.drawString(55, 208, "- Sở Nội vụ")

    right = 62 + stringWidth("- Thương binh và Xã hội xx", font(), 12) + 5
    expected = "- Bộ Lao động tại các địa phương và các tỉnh thành - Thương binh và Xã hội xx\n- Sở Nội vụ"
    assert cell(draw, right=right).text == expected


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (("Xây dựng kế hoạch", "tuyên truyền"), "Xây dựng kế hoạch tuyên truyền"),
        (("Sở Nội vụ", "Sở Y tế"), "Sở Nội vụ\nSở Y tế"),
    ],
)
def test_line_breaks_of_centred_cells(lines: tuple[str, ...], text: str) -> None:
    assert cell(centred(*lines)).text == text


def test_space_before_a_paragraph() -> None:
    """Where lines keep one pitch, a wider one begins a paragraph, also under a full line."""
    draw_at = ((250, "Xây dựng kế hoạch tuyên"), (236, "truyền về các chính sách"), (222, "mới của cả ngành y tế xx"))

    def draw(c: Canvas) -> None:
        for y, text in (*draw_at, (202, "Tổ chức các hội nghị mới"), (188, "hằng năm")):
            c.drawString(55, y, text)

    said = cell(draw, right=205).text
    assert said == (
        "Xây dựng kế hoạch tuyên truyền về các chính sách mới của cả ngành y tế xx\nTổ chức các hội nghị mới hằng năm"
    )


def narrow(lines: Sequence[str]) -> float:
    """The right side of a cell whose column is as broad as the broadest of its lines."""
    broadest: float = max(stringWidth(line.strip(), font(), 12) for line in lines)
    return 55.4 + broadest + 5.4 + 1


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (("12/202", "3"), "12/2023"),
        (("số 942/Q", "Đ-TTg"), "số 942/QĐ-TTg"),
        (("ST", "T"), "STT"),
        (("Tháng", "3"), "Tháng 3"),
        (("Quý", "IV"), "Quý IV"),
        (("50.000", "tờ"), "50.000 tờ"),
        (("khoa,", "phòng"), "khoa, phòng"),
        (("NSĐP,", "XHH"), "NSĐP, XHH"),
        (("HĐND", "tỉnh"), "HĐND tỉnh"),
        (("98,5%", "hồ sơ"), "98,5% hồ sơ"),
        (("1.234,", "5"), "1.234,5"),
        (("Nă", "m"), "Năm"),
        (("Tru", "yền"), "Truyền"),
        (("xuy", "ên;"), "xuyên;"),
        (("ngh", "iê", "m"), "nghiêm"),
        (("UBN", "D", "xã"), "UBND xã"),
        (("QĐ-", "UB", "ND"), "QĐ-UBND"),
        (("15/KH", "-", "UBND"), "15/KH-UBND"),
        (("QUÝ", "IV"), "QUÝ IV"),
        (("II", "I"), "III"),
        (("MẠN", "H"), "MẠNH"),
        (("NHÓ", "M:"), "NHÓM:"),
        (("Điể", "m)"), "Điểm)"),
        (("TỔ", "B"), "TỔ B"),
        (("PHẦN", "A"), "PHẦN A"),
        (("BỘ Y", "TẾ"), "BỘ Y TẾ"),
        (("Quý", "này"), "Quý này"),
        (("Bà", "con"), "Bà con"),
        (("xã an", "toàn"), "xã an toàn"),
        (("https://a.gov.vn/?", "id=12"), "https://a.gov.vn/?id=12"),
        (("tại https://dichvu.gov.", "vn)"), "tại https://dichvu.gov.vn)"),
        (("thư: ab@nghean.gov.", "vn"), "thư: ab@nghean.gov.vn"),
        (("tại https://a.gov.vn.", "Sở Y tế"), "tại https://a.gov.vn. Sở Y tế"),
        (("(https://dichvucong", ".gov.vn)"), "(https://dichvucong.gov.vn)"),
        (("https://dichvu", "cong.gov.vn"), "https://dichvucong.gov.vn"),
        (("(https://di", "chvucong", ".gov.vn)"), "(https://dichvucong.gov.vn)"),
        (("(https://dich", "vucong.gov.", "vn)"), "(https://dichvucong.gov.vn)"),
        (('"Cả', "nước"), '"Cả nước'),
        (("(triệu", "đồng)"), "(triệu đồng)"),
        (("2.1.", "1"), "2.1.1"),
        (("năm 2025.", "10 xã"), "năm 2025. 10 xã"),
        (("quả/chỉ", "tiêu"), "quả/chỉ tiêu"),
        (("hộ/nă", "m"), "hộ/năm"),
        (("lớp/họ", "c kỳ"), "lớp/học kỳ"),
        (("abc.gov.vn/thu", "tuc.html"), "abc.gov.vn/thutuc.html"),
        (("1120/U", "BND-TH"), "1120/UBND-TH"),
    ],
)
def test_words_cut_by_a_narrow_column(lines: tuple[str, ...], text: str) -> None:
    """What no line holds was cut in the middle; of two parts of a syllable the first is alone on its line."""
    assert cell(column(*lines), right=narrow(lines)).text == text


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (("Chu", "yển tiếp"), "Chuyển tiếp năm"),
        (("VNPT", "An Giang"), "VNPT An Giang năm"),
        (("Sở", "Tài chính"), "Sở Tài chính năm"),
    ],
)
def test_words_cut_on_an_indented_first_line(lines: tuple[str, ...], text: str) -> None:
    """The column would hold the word whole; its first line, indented, does not."""

    def draw(c: Canvas) -> None:
        c.drawString(55.4 + indent, 250, lines[0])
        c.drawString(55.4, 236, lines[1])
        c.drawString(55.4, 222, "năm")

    width = stringWidth(lines[1], font(), 12)
    indent = width - stringWidth(lines[0], font(), 12) - 1
    assert cell(draw, right=55.4 + width + 5.4 + 1).text == text


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (("Thán", "g 9/2025 và quý"), "Tháng 9/2025 và quý"),
        (("UBN", "D cấp xã, phường"), "UBND cấp xã, phường"),
        (("BCH", "QS tỉnh và các"), "BCH\nQS tỉnh và các"),
        (("Thán ", "g 9/2025 và quý"), "Thán\ng 9/2025 và quý"),
        (("(triệ", "u đồng và các"), "(triệu đồng và các"),
        (("Sủng", "Má", "ng và các xã"), "Sủng\nMáng và các xã"),
    ],
)
def test_what_is_no_word_goes_on_with_the_line_before(lines: tuple[str, ...], text: str) -> None:
    """However much room that line has left, unless the file has a blank there."""
    assert cell(column(*lines), right=narrow(lines)).text == text


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (("12.00", "0", "triệu đồng các loại"), "12.000\ntriệu đồng các loại"),
        (("3.450", ",5", "triệu đồng các loại"), "3.450,5\ntriệu đồng các loại"),
        (("2.450", ".00", "0", "triệu đồng các loại"), "2.450.000\ntriệu đồng các loại"),
        (("2026-20", "28", "và về sau"), "2026-2028\nvà về sau"),
        (("(triệu đồng", ")", "Năm 2026"), "(triệu đồng)\nNăm 2026"),
        (("1.200", "1.250", "triệu đồng các loại"), "1.200\n1.250\ntriệu đồng các loại"),
        (("1,5", "2", "triệu đồng các loại"), "1,5\n2\ntriệu đồng các loại"),
        (("30/9", "2026", "hoàn thành các mục"), "30/9\n2026\nhoàn thành các mục"),
        (("6,", "12", "triệu đồng các loại"), "6,\n12\ntriệu đồng các loại"),
        (("12.00 ", "0", "triệu đồng các loại"), "12.00\n0\ntriệu đồng các loại"),
    ],
)
def test_figures_cut_by_a_narrow_column(lines: tuple[str, ...], text: str) -> None:
    """What is a figure only when joined was cut, however much room its line seems to have."""
    assert cell(column(*lines), right=narrow(lines)).text == text


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (("1,2,3,6-", "Tetra"), "1,2,3,6-Tetra"),
        (("1,2,3,6- ", "Tetra"), "1,2,3,6- Tetra"),
        (("12/202", "3"), "12/2023"),
        (("12/202 ", "3"), "12/202 3"),
    ],
)
def test_a_blank_of_the_file_at_a_wrap_parts_words(lines: tuple[str, ...], text: str) -> None:
    assert cell(column(*lines), right=narrow(lines)).text == text


def test_room_and_first_word() -> None:
    said = cell(column("Sở Nội vụ", "Sở"), right=215)
    assert said.head_width == pytest.approx(stringWidth("Sở", font(), 12))
    space = 0.3 * 12
    assert said.tail_room == pytest.approx(215 - 5.4 - 55.4 - stringWidth("Sở", font(), 12) - space, abs=0.1)


def test_notes_of_a_cell() -> None:
    def draw(c: Canvas) -> None:
        c.setFont(font("Boxes-Bold"), 12)
        c.drawString(60, 200, "Sở Nội vụ")

    assert cell(draw).bold and not cell(draw).legacy

    def old(c: Canvas) -> None:
        c.setFont(font(".VnTime"), 12)
        c.drawString(60, 200, "Céng hßa")

    assert cell(old).legacy and cell(old).text == "Cộng hòa"


# --- outside tables ---------------------------------------------------------------------------------------------


def outside(draw: Draw) -> tuple[str, ...]:
    glyphs = pages(made(draw, size=(595, 842)))[0].glyphs
    return outside_text(glyphs, np.arange(len(glyphs.text)))[0]


def test_letterhead_is_read_column_by_column() -> None:
    def draw(c: Canvas) -> None:
        c.drawCentredString(150, 780, "BỘ Y TẾ")
        c.drawCentredString(420, 780, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
        c.drawCentredString(150, 765, "Số:        /QĐ-BYT")
        c.drawCentredString(420, 764, "Độc lập - Tự do - Hạnh phúc")
        c.drawCentredString(420, 745, "Hà Nội, ngày      tháng 3 năm 2021")
        c.drawCentredString(297, 700, "QUYẾT ĐỊNH")
        c.drawString(60, 680, "Điều 1. Ban hành kèm theo Quyết định này Kế hoạch tuyên truyền.")

    assert outside(draw) == (
        "BỘ Y TẾ",
        "Số: /QĐ-BYT",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Hà Nội, ngày tháng 3 năm 2021",
        "QUYẾT ĐỊNH",
        "Điều 1. Ban hành kèm theo Quyết định này Kế hoạch tuyên truyền.",
    )


def test_columns_whose_lines_lie_between_each_others() -> None:
    def draw(c: Canvas) -> None:
        for i, text in enumerate(("Nơi nhận:", "- Như Điều 3;", "- Lưu: VT.")):
            c.drawString(60, 300 - 13 * i, text)
        for i, text in enumerate(("KT. BỘ TRƯỞNG", "THỨ TRƯỞNG", "(Đã ký)")):
            c.drawString(350, 296 - 16 * i, text)

    assert outside(draw) == ("Nơi nhận:", "- Như Điều 3;", "- Lưu: VT.", "KT. BỘ TRƯỞNG", "THỨ TRƯỞNG", "(Đã ký)")


# --- properties -------------------------------------------------------------------------------------------------

WORDS = st.lists(st.text("aBđệMi,", min_size=2, max_size=6), min_size=1, max_size=5)


def _typeset(lines: list[list[str]]) -> Glyphs:
    """Words with advances of half an em, spaces of a quarter, lines of 1.2 em, at 10 points."""
    marks = [
        (letter, 10 + 5.0 * i + 2.5 * w, 12.0 * (n + 1))
        for n, line in enumerate(lines)
        for w, i, letter in _letters(line)
    ]
    x0, base = np.array([x for _, x, _ in marks]), np.array([y for *_, y in marks])
    size = np.full(len(marks), 10.0)
    return Glyphs(
        [text for text, *_ in marks], x0, base - 8, x0 + 5, base + 2, base, size, np.zeros(len(marks), np.int32), ("F",)
    )


def _letters(line: list[str]) -> list[tuple[int, int, str]]:
    """(words before, letters before, letter) of each letter in a line."""
    found: list[tuple[int, int, str]] = []
    for word, text in enumerate(line):
        found += [(word, len(found) + i, letter) for i, letter in enumerate(text)]
    return found


@given(st.lists(WORDS, min_size=1, max_size=4), st.randoms())
def test_any_order_of_glyphs_gives_the_same_text(lines: list[list[str]], random: Random) -> None:
    glyphs = _typeset(lines)
    shuffled = list(range(len(glyphs.text)))
    random.shuffle(shuffled)
    mixed = pick(glyphs, np.array(shuffled))
    index = np.arange(len(shuffled))
    assert outside_text(mixed, index)[0] == outside_text(glyphs, index)[0]
    assert outside_text(mixed, index)[0] == tuple(" ".join(line) for line in lines)


@given(st.lists(WORDS, min_size=1, max_size=4))
def test_no_letter_is_lost_or_made(lines: list[list[str]]) -> None:
    glyphs = _typeset(lines)
    page = Page(1, 400, 300, glyphs, *(pages(made(lambda c: None))[0].horizontal,) * 2)
    [said] = cells_text(glyphs, grid_over(page, (0, 400), (0, 300)))
    assert "".join(said.text.split()) == "".join(glyphs.text)
    assert unicodedata.is_normalized("NFC", said.text)


def test_letters_drawn_twice_at_one_place_are_one_however_many_stand_there() -> None:
    """This test ensures that no chance likeness of other texts (a hash's) hides a letter's double."""
    said = [first + second for first in map(chr, range(0x4E00, 0x4E00 + 60)) for second in map(chr, range(97, 123))]
    text = [*said, *said]
    one = np.ones(len(text))
    drawn = Glyphs(text, one, one, one * 9, one * 9, one * 9, one * 8, np.zeros(len(text), np.int32), ("F",))
    assert sorted(finish_glyphs(drawn).text) == sorted(said)
