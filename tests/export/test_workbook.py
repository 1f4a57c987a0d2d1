"""The workbook: read back by openpyxl and pandas to the same values; nothing in it runs; it is made to be handed on."""

import io
import re
import zipfile
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from openpyxl.worksheet.worksheet import Worksheet

import phuluc
from export import labels, xlsx_file
from export.workbook import timeline
from export.workbook.book import CUT, LONGEST
from export.workbook.measure import lines
from phuluc.issues import Issue, IssueKind
from phuluc.model import Agency, Document, Period
from phuluc.source import Box, Source
from tests.export import build

SHEETS = ["Nhiệm vụ", "Cơ quan", "Tiến độ", "Tổng hợp", "Nguồn"]
HEAD = 5  # the header row of `Nhiệm vụ`, counted from 1
LABELS = [
    "STT",
    "Nhiệm vụ, công việc",
    "Cơ quan chủ trì",
    "Cơ quan phối hợp",
    "Thời gian thực hiện",
    "Bắt đầu",
    "Kết thúc",
    "Định kỳ",
    "Sản phẩm, kết quả",
    "Ghi chú",
    "Trang",
    "Cần lưu ý",
]


def data_of(document: Document) -> bytes:
    stream = io.BytesIO()
    xlsx_file.write(document, stream)
    return stream.getvalue()


def book_of(document: Document) -> Any:
    return openpyxl.load_workbook(io.BytesIO(data_of(document)))


@pytest.fixture(scope="module")
def book() -> Any:
    return book_of(build.document())


def values(sheet: Worksheet, row: int) -> list[object]:
    return [cell.value for cell in sheet[row]]


def test_five_sheets(book: Any) -> None:
    assert book.sheetnames == SHEETS


def test_tasks_in_order_with_real_dates(book: Any) -> None:
    sheet = book["Nhiệm vụ"]
    assert values(sheet, HEAD) == LABELS
    assert [sheet.cell(HEAD + 1 + place, 1).value for place in range(8)] == ["I", "1", "2", "II", "1", "1.1", "3", "4"]
    assert values(sheet, HEAD + 3) == [
        "2",
        "Tổ chức Tháng vận động\n- đợt một",
        "BHXH Việt Nam;\nCác bộ ngành liên quan",
        None,
        "Tháng 5 hằng năm",
        None,
        None,
        "Tháng 5 hằng năm",
        "Năm 2021-2022: 3-5,5 hội nghị/năm/tỉnh;\nNăm 2023-2025: Triển khai",
        "xem Phụ lục;\nKinh phí: -5",
        "1",
        None,
    ]
    dated = sheet.cell(HEAD + 6, 6)
    assert dated.value == datetime(2021, 1, 1)
    assert dated.number_format == "dd/mm/yyyy"
    assert sheet.cell(HEAD + 6, 7).value == datetime(2021, 12, 31)


def test_bands_outline_freeze_and_filter(book: Any) -> None:
    sheet = book["Nhiệm vụ"]
    levels = [sheet.row_dimensions[HEAD + 1 + place].outlineLevel for place in range(8)]
    assert levels == [0, 1, 1, 0, 1, 2, 1, 1]
    assert sheet.sheet_properties.outlinePr.summaryBelow is False
    assert sheet.freeze_panes == f"C{HEAD + 1}"
    assert sheet.auto_filter.ref == f"A{HEAD}:L{HEAD + 8}"
    band, plain = sheet.cell(HEAD + 1, 2), sheet.cell(HEAD + 2, 2)
    assert band.font.b
    assert band.fill.fgColor.rgb == "FFD9E2F3"
    assert not plain.font.b
    assert plain.alignment.wrap_text


@pytest.mark.parametrize("name", SHEETS)
def test_print_set_up(book: Any, name: str) -> None:
    sheet = book[name]
    assert sheet.page_setup.orientation == "landscape"
    assert int(sheet.page_setup.paperSize) == 9
    assert "&P" in sheet.oddFooter.center.text
    if name != "Tổng hợp":
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) in ((1, 0), (None, 0))
    if name in SHEETS[:3]:
        assert sheet.print_title_rows


def test_footer_keeps_a_number_apart_from_the_fonts_size(book: Any) -> None:
    assert book["Nhiệm vụ"].oddFooter.left.text == "294/QĐ-LĐTBXH"
    assert book["Nhiệm vụ"].oddFooter.left.size == 9


def test_document_properties(book: Any) -> None:
    properties = book.properties
    assert properties.title == "Kế hoạch tuyên truyền bảo hiểm xã đến năm 2025"
    assert properties.subject == "Quyết định 294/QĐ-LĐTBXH"
    assert properties.creator.startswith("phuluc ")
    assert properties.created == datetime(2021, 3, 3)


def test_doubtful_cells_are_tinted_and_say_why(book: Any) -> None:
    sheet = book["Nhiệm vụ"]
    row = HEAD + 7
    tint = "FFFFE699"
    assert [cell.fill.fgColor.rgb == tint for cell in sheet[row]].count(True) == 3
    for column, flag in ((1, "number-gap"), (2, "cut-short"), (5, "period-unparsed")):
        assert sheet.cell(row, column).fill.fgColor.rgb == tint
        assert labels.flag(flag).why in sheet.cell(row, column).comment.text
        assert "62%" in sheet.cell(row, column).comment.text
    assert sheet.cell(HEAD + 2, 2).comment is None


def test_cells_that_ocr_is_unsure_of_are_tinted_one_by_one() -> None:
    document = build.document()
    (table,) = document.tables
    unsure = replace(table.rows[1], sure=(1.0, 0.9, 0.31, 0.5, 1.0, 0.0, 0.0, 0.0))
    rows = (table.rows[0], unsure, *table.rows[2:])
    sheet = book_of(replace(document, tables=(replace(table, rows=rows),)))["Nhiệm vụ"]
    notes = [cell.comment.text if cell.comment else None for cell in sheet[HEAD + 2]]
    assert notes[2] == "Chữ trong ô này nhận dạng từ ảnh, độ tin cậy 31%; cần đối chiếu với văn bản."
    assert [cell.fill.fgColor.rgb == "FFFFE699" for cell in sheet[HEAD + 2]] == [column == 2 for column in range(12)]
    assert notes[:2] == [None, None]
    assert notes[3:10] == [None] * 7, "an empty cell is not in doubt, and one of even chances neither"


def test_the_cell_that_is_cut_short_is_found_by_its_quote() -> None:
    partners = (Agency("BHXH Việt Nam"), Agency("Ủy ban nhân dân các tỉnh, thành phố trực thuộc"))
    task = build.task(text="Tổng hợp", partners=partners, flags=("cut-short",))
    quote = "... quan; - Ủy ban nhân dân các tỉnh, thành phố trực thuộc"
    issues = (Issue(IssueKind.CUT_SHORT, Source(1), quote),)
    sheet = book_of(build.document((task,), issues=issues))["Nhiệm vụ"]
    assert [cell.column for cell in sheet[HEAD + 1] if cell.fill.fgColor.rgb == "FFFFE699"] == [4]


def test_a_year_from_the_header_is_told_and_not_tinted() -> None:
    period = replace(build.years("Quý I", 2021, 2021), inferred=True)
    sheet = book_of(build.document((build.task(period=period, flags=("year-inferred",)),)))["Nhiệm vụ"]
    assert sheet.cell(HEAD + 1, 12).value == "Năm suy từ tiêu đề"
    assert all(cell.fill.fgColor.rgb != "FFFFE699" for cell in sheet[HEAD + 1])


def test_comments_name_page_and_place(book: Any) -> None:
    sheet = book["Nhiệm vụ"]
    assert sheet.cell(HEAD + 7, 11).value == "1, 2"
    assert sheet.cell(HEAD + 7, 11).comment.text == (
        "Trang 1, cách mép trên 24,7 cm, cao 2,1 cm\nTrang 2, cách mép trên 2,1 cm, cao 1,1 cm"
    )
    assert sheet.cell(HEAD + 8, 11).comment.text == "Bảng 1, dòng 9"


def test_agencies_are_tidy() -> None:
    frame = pd.read_excel(io.BytesIO(data_of(build.document())), sheet_name="Cơ quan", dtype={"STT": str})
    assert len(frame) == 6
    assert list(frame["Vai trò"]) == ["Chủ trì", "Phối hợp", "Phối hợp", "Chủ trì", "Chủ trì", "Chủ trì"]
    assert list(frame["Cơ quan"])[:2] == ["Bảo hiểm xã hội Việt Nam", "Các bộ ngành liên quan"]
    assert frame.loc[0, "Tên như trong văn bản"] == "BHXH Việt Nam"
    assert not frame[["Mã nhiệm vụ", "Mục", "STT", "Nhiệm vụ, công việc", "Vai trò", "Cơ quan"]].isna().to_numpy().any()
    counted = frame.pivot_table(index="Cơ quan", columns="Vai trò", values="Mã nhiệm vụ", aggfunc="count")
    assert counted.loc["Các bộ ngành liên quan", "Phối hợp"] == 1
    assert counted.loc["Bảo hiểm xã hội Việt Nam", "Chủ trì"] == 2


def test_a_pivot_of_qd294_needs_no_cleaning() -> None:
    """Counted by hand in the decision, where the two bodies are written in four ways ("BHXH", "–" for "-")."""
    document = phuluc.read(Path(__file__).parents[2] / "samples" / "qd294.pdf")
    frame = pd.read_excel(io.BytesIO(data_of(document)), sheet_name="Cơ quan", dtype={"STT": str})
    counted = frame.pivot_table(index="Cơ quan", columns="Vai trò", values="Mã nhiệm vụ", aggfunc="count", fill_value=0)
    assert counted.loc["Bảo hiểm xã hội Việt Nam", "Chủ trì"] == 15
    assert counted.loc["Bộ Lao động - Thương binh và Xã hội", "Chủ trì"] == 7
    assert counted.loc["Bộ Lao động - Thương binh và Xã hội", "Phối hợp"] == 4
    assert not frame["Cơ quan"].str.contains(r"^\W|\s\s|\W$|\n", regex=True).any()


def test_dates_of_agencies_are_dates() -> None:
    task = build.task(lead=(build.VSS,), period=build.years("Năm 2021", 2021, 2021))
    frame = pd.read_excel(io.BytesIO(data_of(build.document((task,)))), sheet_name="Cơ quan")
    assert list(frame["Bắt đầu"]) == [pd.Timestamp(2021, 1, 1)]


def timeline_row(sheet: Worksheet, text: str) -> list[tuple[str, object]]:
    """Colour and text of the quarters in the row of a task."""
    row = next(row for row in sheet.iter_rows() if row[1].value == text)
    return [(str(cell.fill.fgColor.rgb)[2:], cell.value) for cell in row[4:24]]


def test_the_gantt_fills_quarters_under_their_years(book: Any) -> None:
    sheet = book["Tiến độ"]
    years = next(row for row in sheet.iter_rows(values_only=True) if 2021 in row)
    assert [year for year in years if year] == [2021, 2022, 2023, 2024, 2025]
    blank = ("FFFFFF", None)
    on, named, ongoing = (timeline.MARKS[mark][0][1:] for mark in ("on", "again-named", "ongoing"))
    may = timeline_row(sheet, "Tổ chức Tháng vận động\n- đợt một")
    assert [place for place, cell in enumerate(may) if cell == (named, "●")] == [1, 5, 9, 13, 17]
    assert timeline_row(sheet, "Tập huấn cho cơ quan bảo hiểm xã hội được") == [blank] * 20
    rows = [row for row in sheet.iter_rows() if row[1].value == "Xây dựng kế hoạch"]
    filled = [[str(cell.fill.fgColor.rgb)[2:] for cell in row[4:24]] for row in rows]
    assert filled[1] == [on] * 4 + ["FFFFFF"] * 16
    assert filled[2] == [ongoing] * 20
    assert sheet.freeze_panes == "C7"


def test_arrows_where_a_period_goes_beyond_the_years_shown() -> None:
    rows = (build.task(text="dài", period=build.years("", 1975, 2050)),)
    sheet = book_of(build.document(rows))["Tiến độ"]
    cells = next(row for row in sheet.iter_rows(values_only=True) if row[1] == "dài")
    assert (cells[4], cells[-1]) == ("←", "→")
    assert len(cells) == 4 + 48


def test_no_dates_at_all() -> None:
    document = build.document((build.task(),), meta=replace(build.document().meta, date=None, horizon=None))
    sheet = book_of(document)["Tiến độ"]
    assert sheet.max_column == 4


def test_counts_by_year_section_and_agency_with_native_charts(book: Any) -> None:
    rows = [row[:3] for row in book["Tổng hợp"].iter_rows(values_only=True) if row[0]]
    assert ("Nhiệm vụ", 5, None) in rows
    assert ("Năm 2021", 1, 3) in rows
    assert ("Năm 2022", 0, 3) in rows
    assert ("Không quy được ra năm", 1, 0) in rows
    assert ("Công tác xây dựng kế hoạch", 2, 0) in rows
    assert ("Về nhân lực làm công tác tuyên truyền", 3, 1) in rows
    assert ("Bảo hiểm xã hội Việt Nam", 2, 0) in rows
    assert ("Các bộ ngành liên quan", 1, 1) in rows
    with zipfile.ZipFile(io.BytesIO(data_of(build.document()))) as packed:
        charts = [packed.read(name) for name in packed.namelist() if re.fullmatch(r"xl/charts/chart\d\.xml", name)]
    assert len(charts) == 3
    bars = [chart for chart in charts if b'<c:barDir val="bar"/>' in chart]
    assert len(bars) == 2
    assert all(b'<c:tickLblSkip val="1"/>' in chart for chart in bars)  # each bar has its name


def test_a_chart_that_has_not_all_agencies_says_so() -> None:
    def charts(agencies: int) -> str:
        leads = tuple(Agency(f"Đơn vị số {place}") for place in range(agencies))
        data = data_of(build.document((replace(build.task("1"), lead=leads),)))
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            names = [name for name in packed.namelist() if name.startswith("xl/charts/chart")]
            return "".join(packed.read(name).decode() for name in names)

    assert "Theo cơ quan (15 cơ quan đầu bảng)<" in charts(16)
    assert "Theo cơ quan<" in charts(15)


def test_sections_of_one_title_in_two_annexes_are_counted_apart() -> None:
    section = build.task("I", "section", text="Tổ chức thực hiện")
    again = replace(section, id="1/I")
    below = build.task("1", above=section), replace(build.task("1", above=again), id="1/I.1")
    book = book_of(build.document((section, below[0], again, below[1])))
    rows = [row[:2] for row in book["Tổng hợp"].iter_rows(values_only=True)]
    assert rows.count(("Tổ chức thực hiện", 1)) == 2


def test_a_sheets_own_name_is_not_translated() -> None:
    assert labels.place(Source(place="sheet my row table, row 7")) == "trang tính my row table, dòng 7"
    assert labels.place(Source(place="table 1, row 9")) == "bảng 1, dòng 9"


def test_the_source_is_named_whole(book: Any) -> None:
    said = {row[0]: row[1] for row in book["Nguồn"].iter_rows(values_only=True) if row[0]}
    assert said["Số, ký hiệu"] == "294/QĐ-LĐTBXH"
    assert said["Ngày ban hành"] == "03/03/2021"
    assert said["Cơ quan ban hành"] == "Bộ Lao động-Thương binh và Xã hội"
    assert said["SHA-256"] == "0" * 64
    assert said["Tên tệp"] == "kế hoạch.pdf"
    assert said["Số trang"] == "2"
    assert said["Giai đoạn"] == "01/01/2021 - 31/12/2025"
    assert said["Ký tự in trong bảng"] == "1.000"
    assert said["Thất lạc"] == "0"
    everything = "\n".join(str(cell) for row in book["Nguồn"].iter_rows(values_only=True) for cell in row if cell)
    assert "2, 3 < 4" in everything
    assert "phuluc " in everything


@pytest.mark.parametrize("text", ["=1+1", "+1", "-5", "@x", "123", "1.5", "http://a.vn", "=HYPERLINK(1)", "mailto:a@b"])
def test_text_never_becomes_a_formula_a_number_or_a_link(text: str) -> None:
    task = build.task(text=text, lead=(Agency(text),), period=Period(text, "unknown"), extra=((text, text),))
    meta = replace(build.document().meta, title=text, number=text, issuer=text)
    found = book_of(build.document((task,), meta=meta))
    for sheet in found:
        assert not sheet._hyperlinks
        for row in sheet.iter_rows():
            assert all(cell.data_type != "f" for cell in row)
    assert found["Nhiệm vụ"].cell(HEAD + 1, 2).value == text
    assert found["Nhiệm vụ"].cell(HEAD + 1, 2).data_type == "s"


def test_control_characters_are_replaced() -> None:
    text = "a\x00b\x07c\x1bd\ufffee\ud800f\r\ng\rh"
    sheet = book_of(build.document((build.task(text=text),)))["Nhiệm vụ"]
    assert sheet.cell(HEAD + 1, 2).value == "a\ufffdb\ufffdc\ufffdd\ufffde\ufffdf\ng\nh"


def test_what_looks_like_an_escape_stays_as_printed() -> None:
    data = data_of(build.document((build.task(text="_x0041_ & <b>  x "),)))
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        xml = packed.read("xl/worksheets/sheet1.xml").decode()
    assert '<t xml:space="preserve">_x005F_x0041_ &amp; &lt;b&gt;  x </t>' in xml


@pytest.mark.parametrize("letter", ["ộ", "𝟗"])
def test_text_too_long_for_a_cell_is_cut_and_told(letter: str) -> None:
    stream = io.BytesIO()
    issues = xlsx_file.write(build.document((build.task(text=letter * 40_000),)), stream)
    assert {issue.kind for issue in issues} == {IssueKind.OUTPUT_CUT}
    found = openpyxl.load_workbook(stream)
    value = found["Nhiệm vụ"].cell(HEAD + 1, 2).value
    assert isinstance(value, str)
    assert value.endswith(CUT)
    assert LONGEST - 2 <= len(value.encode("utf-16-le")) // 2 <= LONGEST
    said = "\n".join(str(cell) for row in found["Nguồn"].iter_rows(values_only=True) for cell in row if cell)
    assert labels.word("issue", "output-cut") in said


def test_text_of_just_the_longest_length_is_kept() -> None:
    stream = io.BytesIO()
    assert xlsx_file.write(build.document((build.task(text="x" * LONGEST),)), stream) == ()


def test_days_that_spreadsheets_cannot_hold_are_text() -> None:
    period = build.years("", 1890, 1899)
    sheet = book_of(build.document((build.task(period=period),)))["Nhiệm vụ"]
    assert sheet.cell(HEAD + 1, 6).value == "01/01/1890"


def test_equal_documents_give_equal_bytes() -> None:
    assert data_of(build.document()) == data_of(build.document())


def test_rows_are_high_enough_for_their_text() -> None:
    short, long = build.task("1", text="Ngắn"), build.task("2", text="Tập huấn, bồi dưỡng kiến thức " * 20)
    sheet = book_of(build.document((short, long)))["Nhiệm vụ"]
    low, high = (sheet.row_dimensions[HEAD + place].height for place in (1, 2))
    assert 15 <= low <= 22
    assert 12 * 13 <= high <= 409


def test_a_place_without_pages_stands_on_one_line() -> None:
    issue = Issue(IssueKind.TABLE_UNCERTAIN, Source(place="table 2, row 134"), note="x")
    sheet = book_of(build.document(issues=(issue,)))["Nguồn"]
    (cell,) = [each for each in sheet["B"] if each.value == "bảng 2, dòng 134"]
    assert lines(cell.value, sheet.column_dimensions["B"].width) == 1
    assert sheet.row_dimensions[cell.row].height == 18


def test_every_issue_and_flag_has_a_vietnamese_label() -> None:
    for kind in IssueKind:
        assert labels.word("issue", kind.code) != kind.code
    for name in labels.flags():
        assert labels.flag(name).label != name


def test_no_rows_at_all() -> None:
    found = book_of(build.document((), tables=()))
    assert found.sheetnames == SHEETS
    assert values(found["Nhiệm vụ"], HEAD) == LABELS


@given(build.documents())
@build.any_document
def test_any_document_reads_back(document: Document) -> None:
    found = book_of(document)
    sheet = found["Nhiệm vụ"]
    for place, task in enumerate(document.tasks, start=HEAD + 1):
        assert sheet.cell(place, 1).value == task.number
        start = sheet.cell(place, 6).value
        if task.period.start is not None and task.period.start >= date(1900, 3, 1):
            assert isinstance(start, datetime)
            assert start.date() == task.period.start
    assert all(cell.data_type != "f" for each in found for row in each.iter_rows() for cell in row)
    agencies = sum(len(task.lead) + len(task.partners) for task in document.tasks)
    assert found["Cơ quan"].max_row == agencies + 1


def test_a_place_without_a_box_is_the_page() -> None:
    assert labels.place(Source(7)) == "trang 7"
    assert labels.place(Source(7, Box(0, 72, 1, 144))) == "trang 7, cách mép trên 2,5 cm, cao 2,5 cm"
