"""Tables of a DOCX: rows, spans and frames."""

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st

from normalize.text import ink
from phuluc.errors import LimitExceeded
from phuluc.issues import IssueKind
from phuluc.model import RawTable
from phuluc.settings import Limits, Settings
from tests.extract.grids import Grid, as_docx, grids
from tests.extract.word_files import docx, lines, p, plan, read, tables, tbl, tc, texts, tr

SPAN = '<w:gridSpan w:val="{}"/>'
DOWN = '<w:vMerge w:val="restart"/>'
MORE = "<w:vMerge/>"


def spans(table: RawTable) -> list[list[tuple[int, int, int, str]]]:
    return [[(cell.col, cell.col_span, cell.row_span, cell.text) for cell in row.cells] for row in table.rows]


def one(body: str) -> RawTable:
    (table,) = tables(read(docx(body)))
    return table


@settings(deadline=None, max_examples=60)
@given(grids())
def test_any_table_comes_back(grid: Grid) -> None:
    """This test ensures that a table of any spans, written by python-docx, is read with the same cells."""
    (table,) = tables(read(as_docx(grid)))
    assert spans(table) == grid.expected()
    assert sorted(ink(table.ink)) == sorted(ink("".join(grid.texts())))


def test_merges_across_and_down() -> None:
    """This test ensures that gridSpan and vMerge become spans, and a merge's other cells say nothing."""
    table = one(
        tbl(
            tr(tc("STT", DOWN), tc("Thời gian", SPAN.format(2))),
            tr(tc("", MORE), tc("Bắt đầu"), tc("Hoàn thành")),
            tr(tc("1"), tc("2"), tc("3")),
        )
    )
    assert spans(table) == [
        [(0, 1, 2, "STT"), (1, 2, 1, "Thời gian")],
        [(1, 1, 1, "Bắt đầu"), (2, 1, 1, "Hoàn thành")],
        [(0, 1, 1, "1"), (1, 1, 1, "2"), (2, 1, 1, "3")],
    ]


def test_text_that_a_merge_hides_is_not_printed() -> None:
    """This test ensures that a merged cell's leftover text is neither in the rows nor in the ink."""
    table = one(tbl(tr(tc("Sở", DOWN), tc("a")), tr(tc("thừa", MORE), tc("b")), tr(tc("c"), tc("d"))))
    assert texts(table) == [["Sở", "a"], ["b"], ["c", "d"]]
    assert "thừa" not in table.ink


def test_a_merge_that_continues_nothing_is_a_cell() -> None:
    """This test ensures that a merge with no beginning, or of another width, loses no text."""
    table = one(
        tbl(tr(tc("đầu", MORE), tc("b")), tr(tc("a", DOWN), tc("b", DOWN)), tr(tc("rộng", MORE + SPAN.format(2))))
    )
    assert texts(table) == [["đầu", "b"], ["a", "b"], ["rộng"]]


def test_the_old_way_of_merging_across() -> None:
    """This test ensures that hMerge joins cells, as Word 97's converters write them."""
    table = one(
        tbl(tr(tc("a", '<w:hMerge w:val="restart"/>'), tc("", "<w:hMerge/>"), tc("c")), tr(tc("1"), tc("2"), tc("3")))
    )
    assert spans(table)[0] == [(0, 2, 1, "a"), (2, 1, 1, "c")]


def test_a_merge_on_record_is_accepted() -> None:
    """This test ensures that cells merged down while changes were tracked are merged."""
    upper, lower = (f'<w:cellMerge w:id="1" w:vMerge="{kind}"/>' for kind in ("rest", "cont"))
    table = one(tbl(tr(tc("1"), tc("Sở Xây dựng", upper)), tr(tc("2"), tc("", lower)), tr(tc("3"), tc("c"))))
    assert spans(table)[:2] == [[(0, 1, 1, "1"), (1, 1, 2, "Sở Xây dựng")], [(0, 1, 1, "2")]]


def test_rows_that_begin_late_and_end_early() -> None:
    """This test ensures that gridBefore moves cells, and what a row leaves open is empty."""
    table = one(
        tbl(
            tr(tc("1"), tc("2"), tc("3"), tc("4")),
            tr(tc("b"), properties='<w:gridBefore w:val="1"/><w:gridAfter w:val="2"/>'),
        )
    )
    assert spans(table)[1] == [(0, 1, 1, ""), (1, 1, 1, "b"), (2, 2, 1, "")]


def test_deleted_rows_and_cells_are_gone() -> None:
    """This test ensures that a tracked deletion of a row or a cell is accepted."""
    table = one(
        tbl(
            tr(tc("1"), tc("giữ")),
            tr(tc("2"), tc("bỏ"), properties='<w:del w:id="1"/>'),
            tr(tc("3"), tc("bỏ", '<w:cellDel w:id="2"/>'), tc("giữ"), properties='<w:ins w:id="3"/>'),
        )
    )
    assert texts(table) == [["1", "giữ"], ["3", "giữ"]]
    assert "bỏ" not in table.ink


_LIBREOFFICE = {"docProps/app.xml": b"<Properties><Application>LibreOffice/7.4.7.2</Application></Properties>"}


@pytest.mark.parametrize(
    ("extra", "number", "kept", "warned"),
    [(_LIBREOFFICE, "<w:numPr/>", 2, 1), (_LIBREOFFICE, "", 2, 0), ({}, "<w:numPr/>", 3, 0)],
)
def test_rows_that_libreoffice_forgets_to_delete(extra: dict[str, bytes], number: str, kept: int, warned: int) -> None:
    """This test ensures that rows of deleted text are gone where LibreOffice converted, and stay where Word wrote."""
    gone = '<w:p><w:del w:id="1"><w:r><w:delText>bỏ</w:delText></w:r></w:del></w:p>'
    rows = tr(tc("STT"), tc("Nhiệm vụ")), tr(tc(p("", number)), tc(gone)), tr(tc("1"), tc("giữ"))
    page = read(docx(tbl(*rows), extra=extra))
    assert len(tables(page)[0].rows) == kept
    assert sum(issue.kind is IssueKind.TABLE_UNCERTAIN for issue in page.issues) == warned


def test_rows_and_cells_in_content_controls() -> None:
    """This test ensures that a content control around rows or cells hides neither."""
    row = tr(tc("1"), f"<w:sdt><w:sdtContent>{tc('trong')}</w:sdtContent></w:sdt>")
    assert texts(one(tbl(f"<w:sdt><w:sdtPr/><w:sdtContent>{row}</w:sdtContent></w:sdt>"))) == [["1", "trong"]]


def test_repeated_header_rows_are_marked() -> None:
    """This test ensures that Word's own mark of a header comes along, also when it is switched off."""
    on, off = "<w:tblHeader/>", '<w:tblHeader w:val="0"/>'
    table = one(tbl(tr(tc("STT"), tc("b"), properties=on), tr(tc("1"), tc("b"), properties=off), tr(tc("2"), tc("b"))))
    assert [row.header for row in table.rows] == [True, False, False]


def test_slivers_between_hand_drawn_rows_are_closed() -> None:
    """This test ensures that rows whose borders miss each other by a hair share their columns."""
    first = tr(tc("1"), tc("a", SPAN.format(2)), tc("b"))
    second = tr(tc("2", SPAN.format(2)), tc("c"), tc("d"))
    assert spans(one(tbl(first, second, grid=(700, 60, 4000, 2000)))) == [
        [(0, 1, 1, "1"), (1, 1, 1, "a"), (2, 1, 1, "b")],
        [(0, 1, 1, "2"), (1, 1, 1, "c"), (2, 1, 1, "d")],
    ]
    wide = spans(one(tbl(first, second, grid=(700, 900, 4000, 2000))))
    assert wide[0][1] == (1, 2, 1, "a")


def test_a_narrow_column_that_holds_something_stays() -> None:
    """This test ensures that a column is not closed for being narrow where a cell fills it."""
    table = one(tbl(tr(tc("1"), tc("x"), tc("b")), tr(tc("2", SPAN.format(2)), tc("d")), grid=(700, 60, 4000)))
    assert spans(table) == [
        [(0, 1, 1, "1"), (1, 1, 1, "x"), (2, 1, 1, "b")],
        [(0, 2, 1, "2"), (2, 1, 1, "d")],
    ]


def test_merged_cells_told_by_their_widths_alone() -> None:
    """This test ensures that a row without gridSpan spans the columns that its cells are as wide as, or none."""

    def wide(*widths: int) -> str:
        return tbl(
            tr(tc("STT"), tc("Nhiệm vụ"), tc("Chủ trì")),
            tr(*(tc(str(width), f'<w:tcW w:w="{width}" w:type="dxa"/>') for width in widths)),
            grid=(700, 4000, 2000),
        )

    assert spans(one(wide(700, 6010)))[1] == [(0, 1, 1, "700"), (1, 2, 1, "6010")]
    assert spans(one(wide(6700)))[1] == [(0, 3, 1, "6700")]
    assert spans(one(wide(2000, 4700)))[1][:2] == [(0, 1, 1, "2000"), (1, 1, 1, "4700")]
    assert spans(one(wide(700, 4000)))[1][:2] == [(0, 1, 1, "700"), (1, 1, 1, "4000")]


def test_hidden_rows_are_not_printed() -> None:
    """This test ensures that a row that Word hides gives nothing."""
    assert texts(one(tbl(tr(tc("1"), tc("a")), tr(tc("2"), tc("ẩn"), properties="<w:hidden/>")))) == [["1", "a"]]


def test_a_small_table_in_a_cell_is_its_text() -> None:
    """This test ensures that a table inside a data cell stays in that cell, a row a line."""
    inner = tbl(tr(tc("2021"), tc("3 lớp")), tr(tc("2022"), tc("4 lớp")))
    table = one(tbl(tr(tc("STT"), tc("Nhiệm vụ"), tc("Kết quả")), tr(tc("1"), tc("Tập huấn"), tc(inner))))
    assert texts(table)[1] == ["1", "Tập huấn", "2021 3 lớp\n2022 4 lớp"]


@pytest.mark.parametrize("around", ["{}", "<w:p/>{}<w:p/>"])
def test_a_plan_in_a_frame_is_a_table_of_its_own(around: str) -> None:
    """This test ensures that a frame around the plan is taken away, and its other text kept."""
    frame = tbl(tr(tc(p("PHỤ LỤC") + around.format(plan())), tc("")))
    page = read(docx(tbl(tr(tc(frame)))))
    assert lines(page) == ["PHỤ LỤC"]
    assert texts(tables(page)[0]) == [["STT", "Nhiệm vụ", "Chủ trì"], ["1", "Tập huấn", "Sở Y tế"]]


def test_tables_and_text_keep_their_order_and_their_names() -> None:
    """This test ensures that blocks come in the order of the document, each with its place."""
    page = read(docx(p("một") + plan() + p("hai") + p() + plan() + p("ba")))
    assert [type(block).__name__ for block in page.blocks] == ["RawText", "RawTable", "RawText", "RawTable", "RawText"]
    assert page.number is None
    assert tables(page)[1].source.place == "table 2"
    assert tables(page)[1].rows[1].source.place == "table 2, row 2"
    assert tables(page)[1].method == "markup"


def test_too_many_cells() -> None:
    """This test ensures that the limit of cells is held, by its name."""
    with pytest.raises(LimitExceeded, match=r"Limits\.cells"):
        read(docx(plan() + plan()), Settings(limits=Limits(cells=11)))


@settings(deadline=None, max_examples=10)
@given(st.integers(2, 6), st.integers(1, 5))
def test_what_python_docx_writes_by_itself(rows: int, cols: int) -> None:
    """This test ensures that a plain python-docx table is read cell by cell."""
    from io import BytesIO

    document = Document()
    table = document.add_table(rows, cols)
    for row in range(rows):
        for col in range(cols):
            table.cell(row, col).text = f"{row}.{col}"
    stream = BytesIO()
    document.save(stream)
    (found,) = tables(read(stream.getvalue()))
    assert texts(found) == [[f"{row}.{col}" for col in range(cols)] for row in range(rows)]
