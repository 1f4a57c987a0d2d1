"""Where values stand: the boxes of a row's cells, over page breaks and merged cells, only where asked for."""

from dataclasses import replace

from normalize.document import normalize
from phuluc.model import Document, RawTable
from phuluc.settings import Settings
from phuluc.source import Box
from tests.normalize import build

HEADER = ("TT", "Nhiệm vụ", "Cơ quan chủ trì", "Thời gian")
WIDTH, HEIGHT = 100.0, 20.0  # points of a cell


def boxed(table: RawTable) -> RawTable:
    """The table with a box for each cell, WIDTH by HEIGHT a column and row."""
    rows = []
    for at, row in enumerate(table.rows):
        cells = [
            replace(
                cell,
                box=Box(
                    WIDTH * cell.col, HEIGHT * at, WIDTH * (cell.col + cell.col_span), HEIGHT * (at + cell.row_span)
                ),
            )
            for cell in row.cells
        ]
        rows.append(replace(row, cells=tuple(cells)))
    return replace(table, rows=tuple(rows))


def read(*grids: build.Grid, review: bool = True) -> Document:
    pages = [[boxed(build.table(grid, page))] for page, grid in enumerate(grids, start=1)]
    return normalize(build.document(*pages), Settings(review=review))


def places(document: Document, row: int, column: int) -> list[tuple[int | None, float, float]]:
    """Page, top and bottom of each part of a cell."""
    found = document.tables[0].rows[row].places[column]
    return [(source.page, source.box.top, source.box.bottom) for source in found if source.box is not None]


PLAN = (
    HEADER,
    ("1", "Xây dựng kế hoạch tuyên truyền", "Bộ Y tế", "Quý I/2025"),
    ("2", "Tổ chức tập huấn cho các<open", "Bộ Nội vụ<open", "Quý II/2025<open"),
)
REST = (
    ("open>", "open>cán bộ tuyên truyền ở cơ sở.", "open>", "open>"),
    ("3", "Tổng kết", "Bộ Y tế", "Quý IV/2025"),
)


def test_a_cell_stands_in_its_box() -> None:
    document = read(PLAN)
    assert places(document, 0, 2) == [(1, 20.0, 40.0)]
    box = document.tables[0].rows[0].places[2][0].box
    assert box == Box(200.0, 20.0, 300.0, 40.0)


def test_a_cell_cut_by_a_page_break_stands_on_both_pages() -> None:
    document = read(PLAN, REST)
    assert [row.number for row in document.tables[0].rows] == ["1", "2", "3"]
    assert places(document, 1, 1) == [(1, 40.0, 60.0), (2, 0.0, 20.0)]
    assert places(document, 2, 1) == [(2, 20.0, 40.0)]


def test_rows_under_a_merged_cell_share_its_box() -> None:
    document = read((HEADER, ("1", "Lập kế hoạch", "Bộ Y tế", "2025"), ("2", "Tập huấn", "^", "2025")))
    assert places(document, 0, 2) == places(document, 1, 2) == [(1, 20.0, 60.0)]


def test_a_cell_merged_down_over_a_page_break_stands_on_both_pages() -> None:
    above = (HEADER, ("1", "Lập kế hoạch", "Bộ Y tế<open", "Năm 2025"), ("2", "Tập huấn", "^", "Năm 2025"))
    below = (("3", "Kiểm tra", "open>", "Năm 2025"), ("4", "Tổng kết", "Bộ Nội vụ", "Năm 2025"))
    document = read(above, below)
    assert [row.cells[2] for row in document.tables[0].rows] == ["Bộ Y tế", "Bộ Y tế", "Bộ Y tế", "Bộ Nội vụ"]
    parts = [(1, 20.0, 60.0), (2, 0.0, 20.0)]
    assert [places(document, row, 2) for row in range(3)] == [parts, parts, parts]


def test_a_section_merged_across_stands_in_its_whole_box() -> None:
    document = read((HEADER, ("I", "TUYÊN TRUYỀN", ">", ">"), ("1", "Tập huấn", "Bộ Y tế", "2025")))
    boxes = {source.box for column in (1, 2, 3) for source in document.tables[0].rows[0].places[column]}
    assert boxes == {Box(100.0, 20.0, 400.0, 40.0)}


def test_nobody_pays_who_did_not_ask() -> None:
    asked, unasked = read(PLAN, REST), read(PLAN, REST, review=False)
    assert all(row.places == () for row in unasked.tables[0].rows)
    assert asked.tasks == unasked.tasks
    assert [row.cells for row in asked.tables[0].rows] == [row.cells for row in unasked.tables[0].rows]
