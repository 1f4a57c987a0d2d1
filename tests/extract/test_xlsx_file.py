"""Plans kept as spreadsheets: titles, tables, merges, what is hidden, and files made to hurt."""

import zipfile
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.styles import Border, Font, Side

from normalize.text import ink
from phuluc.errors import DamagedSource, LimitExceeded, PhulucError
from phuluc.issues import IssueKind
from phuluc.settings import Limits, Settings
from tests.extract.grids import Grid, grids
from tests.extract.markup_tools import lines_of, page_of, rows_of, shape_of, tables_of

HEADER = ["STT", "Nhiệm vụ", "Chủ trì", "Thời gian"]
LINE = Border(*(Side(style="thin"),) * 4)


def saved(book: Workbook) -> bytes:
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def sheet_of(rows: list[list[Any]]) -> tuple[Workbook, Any]:
    book = Workbook()
    sheet: Any = book.active
    for row in rows:
        sheet.append(row)
    return book, sheet


def bordered(sheet: Any, area: str) -> None:
    for row in sheet[area]:
        for cell in row:
            cell.border = LINE


def changed(data: bytes, name: str, old: bytes, new: bytes) -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as source, zipfile.ZipFile(stream, "w") as target:
        for member in source.namelist():
            part = source.read(member)
            assert member != name or old in part
            target.writestr(member, part.replace(old, new) if member == name else part)
    return stream.getvalue()


def test_a_plan_with_its_title_and_signature() -> None:
    """This test ensures that the table is told from what stands above and below it, by its borders."""
    book, sheet = sheet_of(
        [
            ["UBND TỈNH", None, None, "CỘNG HÒA"],
            ["KẾ HOẠCH NĂM 2025"],
            [],
            HEADER,
            ["I", "Phần một"],
            [1, "a", "Sở A", None],
        ]
    )
    sheet.append([])
    sheet.append(["Nơi nhận:", None, None, "CHỦ TỊCH"])
    sheet["D6"], sheet["D6"].number_format = date(2025, 6, 30), "mm-dd-yy"
    sheet.merge_cells("A2:D2")
    sheet.merge_cells("B5:D5")
    sheet["A4"].font = Font(bold=True)
    bordered(sheet, "A4:D40")
    bordered(sheet, "A8:A8")
    for cell in sheet[8]:
        cell.border = Border()
    data = saved(book)
    assert lines_of(data) == ["UBND TỈNH CỘNG HÒA", "KẾ HOẠCH NĂM 2025", "Nơi nhận: CHỦ TỊCH"]
    (table,) = tables_of(data)
    assert rows_of(table) == [HEADER, ["I", "Phần một"], ["1", "a", "Sở A", "30/06/2025"]]
    assert shape_of(table)[1][1] == (1, 3, 1, "Phần một")
    assert [cell.bold for cell in table.rows[0].cells] == [True, False, False, False]
    assert table.rows[1].source.place == "sheet Sheet, row 5"


def test_without_borders_a_blank_row_ends_the_table() -> None:
    """This test ensures that the signature below an unruled table stays out, and a section after a gap stays in."""
    book, _ = sheet_of(
        [HEADER, [1, "a", "Sở A", "Quý I"], [], ["II", "Phần hai"], [2, "b", "Sở B"], [], ["Nơi nhận:", None, "KT."]]
    )
    data = saved(book)
    (table,) = tables_of(data)
    assert [row[0] for row in rows_of(table)] == ["STT", "1", "II", "2"]
    assert lines_of(data) == ["Nơi nhận: KT."]


def test_outline_numbers_stored_as_fractions() -> None:
    """This test ensures that 1.1 under STT is a point, and 1.1 elsewhere a number."""
    book, _ = sheet_of([HEADER, [1.1, "a", "b", 1.5]])
    (table,) = tables_of(saved(book))
    assert rows_of(table)[1] == ["1.1", "a", "b", "1,5"]


def test_hidden_parts_are_left_out_and_named() -> None:
    """This test ensures that hidden sheets, rows and columns give no rows, and a warning each."""
    book, sheet = sheet_of([HEADER, [1, "a", "b", "c"], [2, "ẩn", "b", "c"], [3, "d", "e", "f"]])
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["C"].hidden = True
    sheet.merge_cells("C1:D1")
    book.create_sheet("Nháp").append(HEADER)
    book["Nháp"].sheet_state = "hidden"
    page = page_of(saved(book))
    (table,) = tables_of(saved(book))
    assert rows_of(table) == [["STT", "Nhiệm vụ", "Chủ trì"], ["1", "a", "c"], ["3", "d", "f"]]
    assert {issue.kind for issue in page.issues} == {IssueKind.HIDDEN}
    assert [issue.note for issue in page.issues] == [
        "1 row(s) of sheet Sheet",
        "1 column(s) of sheet Sheet",
        "sheet Nháp",
    ]


def test_sheets_in_order_and_values_under_merges() -> None:
    """This test ensures that sheets follow each other, and a value that a merge covers is not printed."""
    book, sheet = sheet_of([HEADER, [1, "a", "Sở A", "x"], [2, "b", "thừa", "y"]])
    sheet.merge_cells("C2:C3")
    raw = saved(book)
    book.create_sheet("Hai").append(HEADER)
    book["Hai"].append([1, "c", "d", "e"])
    first, second = tables_of(saved(book))
    assert shape_of(first)[1][2] == (2, 1, 2, "Sở A")
    assert rows_of(second)[1] == ["1", "c", "d", "e"]
    assert len(tables_of(raw)) == 1


def test_formulas_show_what_was_stored() -> None:
    """This test ensures that a formula without a stored result is named, for nobody knows what it shows."""
    book, _ = sheet_of([HEADER, [1, "a", "b", "=SUM(A1:A2)"]])
    data = saved(book)
    page = page_of(data)
    assert [issue.kind for issue in page.issues] == [IssueKind.TABLE_UNCERTAIN]
    stored = changed(data, "xl/worksheets/sheet1.xml", b"<v></v>", b"<v>7</v>") if b"<v></v>" in data else None
    assert stored is None or rows_of(tables_of(stored)[0])[1][3] == "7"


def test_a_stray_format_far_away_costs_nothing() -> None:
    """This test ensures that a border at the sheet's last row and column makes no table of a million rows."""
    book, sheet = sheet_of([HEADER, [1, "a", "b", "c"]])
    sheet["XFD1048576"].border = LINE
    (table,) = tables_of(saved(book))
    assert (len(table.rows), table.width) == (2, 4)


@settings(deadline=None, max_examples=60)
@given(grids())
def test_any_table_comes_back(grid: Grid) -> None:
    """This test ensures that a bordered table of any merges is read with the same cells."""
    book = Workbook()
    sheet: Any = book.active
    for col in range(grid.width):
        sheet.cell(1, col + 1, f"cột {col}")
    for spot in grid.spots:
        sheet.cell(spot.row + 2, spot.col + 1, spot.text or "ô")
        if spot.rows > 1 or spot.cols > 1:
            sheet.merge_cells(
                start_row=spot.row + 2,
                start_column=spot.col + 1,
                end_row=spot.row + 1 + spot.rows,
                end_column=spot.col + spot.cols,
            )
    bordered(sheet, f"A1:{chr(64 + grid.width)}{grid.height + 1}")
    if grid.width < 3:
        return
    (table,) = tables_of(saved(book))
    expected = [[(c, w, h, text or "ô") for c, w, h, text in row] for row in grid.expected()]
    assert shape_of(table)[1:] == expected
    assert sorted(ink(table.ink)) == sorted(ink("".join(c.text for r in table.rows for c in r.cells)))


def test_limits() -> None:
    """This test ensures that too many cells and bombs each have their error."""
    book, sheet = sheet_of([HEADER] * 10)
    data = saved(book)
    with pytest.raises(LimitExceeded, match=r"Limits\.cells"):
        page_of(data, Settings(limits=Limits(cells=39)))
    with pytest.raises(LimitExceeded, match=r"Limits\.unpacked_bytes"):
        page_of(data, Settings(limits=Limits(unpacked_bytes=1000)))
    sheet.merge_cells("A1:B1")
    huge = changed(saved(book), "xl/worksheets/sheet1.xml", b'"A1:B1"', b'"A1:XFD1048576"')
    assert lines_of(huge) == ["STT"]


@pytest.mark.parametrize("name", ["workbook.xml", "worksheets/sheet1.xml", "styles.xml", "_rels/workbook.xml.rels"])
def test_entities_and_broken_parts(name: str) -> None:
    """This test ensures that a part with entities, or with no XML, is damage."""
    book, _ = sheet_of([HEADER, [1, "a", "b", "c"]])
    data = saved(book)
    for start in (b'<!DOCTYPE x [<!ENTITY a "b">]><', b"<<"):
        with pytest.raises(DamagedSource):
            page_of(changed(data, f"xl/{name}", b"<", start))


@pytest.mark.parametrize("row", ["30000000", "3e7", "9" * 5000, "nan", "x"])
def test_rows_beyond_the_last(row: str) -> None:
    """This test ensures that a row that no sheet has is damage, before anything makes the rows above it."""
    data = saved(sheet_of([HEADER, [1, "a", "b", "c"]])[0])
    with pytest.raises(DamagedSource):
        page_of(changed(data, "xl/worksheets/sheet1.xml", b'<row r="2"', f'<row r="{row}"'.encode()))


def test_a_row_costs_what_lies_before_its_last_column() -> None:
    """This test ensures that rows with one cell far to the right are held to the limit of cells."""
    book, sheet = sheet_of([HEADER])
    for number in range(2, 12):
        sheet.cell(number, 1_000, "x")
    with pytest.raises(LimitExceeded, match=r"Limits\.cells"):
        page_of(saved(book), Settings(limits=Limits(cells=10_000)))
    assert page_of(saved(book), Settings(limits=Limits(cells=10_004))).blocks


def test_numbers_out_of_all_bounds() -> None:
    """This test ensures that a number no sheet can hold is no end of the run, nor a column's number of many digits."""
    data = saved(sheet_of([HEADER, [7, "a", "b", "c"]])[0])
    huge = changed(data, "xl/worksheets/sheet1.xml", b"<v>7</v>", b"<v>1e999</v>")
    assert rows_of(tables_of(huge)[0])[1][0] == "inf"
    cols = f'<cols><col min="2" max="{"9" * 5000}" hidden="1"/></cols><sheetData>'.encode()
    assert lines_of(changed(data, "xl/worksheets/sheet1.xml", b"<sheetData>", cols)) == ["STT", "7"]


def test_the_same_merge_over_and_over() -> None:
    """This test ensures that merges are held to the limit of cells by all that they cover."""
    book, sheet = sheet_of([HEADER] * 10)
    sheet.merge_cells("F1:G1")
    merge = b'ref="A1:D10"'
    for times, fits in ((1, True), (30, False)):
        merges = b"/><mergeCell ".join([merge] * times)
        data = changed(saved(book), "xl/worksheets/sheet1.xml", b'ref="F1:G1"', merges)
        try:
            page_of(data, Settings(limits=Limits(cells=1_000)))
        except LimitExceeded:
            assert not fits
        else:
            assert fits


def test_every_part_goes_through_the_container() -> None:
    """This test ensures that styles and the like are held to its rules, and damage in them is named as such."""
    book, _ = sheet_of([HEADER, [1, "a", "b", "c"]])
    data = saved(book)
    for name in ("styles.xml", "theme/theme1.xml"):
        entity = changed(data, f"xl/{name}", b"<", b"<!DOCTYPE x []><")
        with pytest.raises(DamagedSource, match="entities"):
            page_of(entity)
    at = data.index(b"xl/styles.xml") + 60
    with pytest.raises(DamagedSource):
        page_of(data[:at] + bytes(200) + data[at + 200 :])
    with pytest.raises(DamagedSource):
        page_of(changed(data, "[Content_Types].xml", b"sheet.main+xml", b"x"))


def test_an_element_whose_name_is_no_name() -> None:
    """This test ensures that `<:imension/>`, handed out before the part is refused, is the error of the workbook."""
    book, _ = sheet_of([HEADER, [1, "a", "b", "c"]])
    with pytest.raises(DamagedSource, match="a sheet of the workbook is broken"):
        page_of(changed(saved(book), "xl/worksheets/sheet1.xml", b"<dimension", b"<:imension"))


@settings(deadline=None, max_examples=100)
@given(st.data())
def test_bytes_flipped_anywhere(data: st.DataObject) -> None:
    """This test ensures that a damaged workbook is read or refused, and raises nothing else."""
    book, sheet = sheet_of([HEADER, [1, "a", "b", date(2025, 1, 1)]])
    sheet.merge_cells("B2:C2")
    whole = saved(book)
    with zipfile.ZipFile(BytesIO(whole)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = data.draw(st.sampled_from(sorted(parts)))
    part = bytearray(parts[name])
    for _ in range(data.draw(st.integers(1, 6))):
        part[data.draw(st.integers(0, len(part) - 1))] = data.draw(st.integers(0, 255))
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for member, content in parts.items():
            archive.writestr(member, bytes(part) if member == name else content)
    try:
        page_of(stream.getvalue())
    except PhulucError as error:
        assert "\n" not in str(error)
