"""These tests ensure that page tables become the tables that a person reads, and that doubts are said."""

import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from normalize.tables.rows import read_rows, record
from normalize.tables.stitch import Outside, stitch
from phuluc.issues import IssueKind
from phuluc.model import Method, RawDocument, RawTable, RawText, Row
from tests.normalize import build

FOLDER = Path(__file__).parent / "cases/stitch"


def load(name: str) -> list[dict[str, Any]]:
    cases: list[dict[str, Any]] = tomllib.loads((FOLDER / name).read_text(encoding="utf-8"))["case"]
    return cases


CASES = [*load("wild.toml"), *load("subrows.toml"), *load("negative.toml")]
KNOWN_FAILURES = load("known_fail.toml")
CUT_HEADERS = load("cut_header.toml")


def rows_of(document: RawDocument) -> list[list[Row]]:
    """The rows of each joined table; the accounts must be square."""
    tables = []
    for grown in stitch(document.pages, Outside(1000)):
        form, reads, _ = read_rows(grown)
        rows = [record(read, form) for read in reads]
        audit, issues = grown.ledger.close(rows, grown.source)
        assert audit.lost == 0
        assert not issues
        assert audit.glyphs == audit.in_rows + audit.in_headers + audit.in_repeated_headers + audit.in_furniture
        tables.append(rows)
    return tables


def pages_of(case: dict[str, Any]) -> RawDocument:
    pages: list[list[RawTable | RawText]] = []
    for number, grid in enumerate(case["pages"], 1):
        edges = case["edges"][number - 1] if "edges" in case else ()
        lines = [build.text(*case["between"], page=number)] if number > 1 and "between" in case else []
        pages.append([*lines, build.table(grid, number, edges)])
    return build.document(*pages)


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_pages_are_joined_as_a_person_reads_them(case: dict[str, Any]) -> None:
    tables = rows_of(pages_of(case))
    assert [[list(row.cells) for row in rows] for rows in tables] == case["rows"]
    flags = {f"{t}.{r}": list(row.flags) for t, rows in enumerate(tables) for r, row in enumerate(rows) if row.flags}
    assert flags == case.get("flags", {})


@pytest.mark.parametrize("case", CUT_HEADERS, ids=[case["name"] for case in CUT_HEADERS])
def test_a_header_that_the_page_break_cuts_is_one(case: dict[str, Any]) -> None:
    (grown,) = stitch(pages_of(case).pages, Outside(1000))
    assert list(grown.layout.labels) == case["labels"]
    assert grown.pages == list(range(1, len(case["pages"]) + 1))
    (rows,) = rows_of(pages_of(case))
    assert [list(row.cells) for row in rows] == case["rows"]
    assert not any(row.flags for row in rows)


@pytest.mark.parametrize("case", KNOWN_FAILURES, ids=[case["name"] for case in KNOWN_FAILURES])
@pytest.mark.xfail(strict=True, raises=AssertionError)
def test_known_failures_still_fail(case: dict[str, Any]) -> None:
    tables = rows_of(pages_of(case))
    assert [[list(row.cells) for row in rows] for rows in tables] == case["rows"]


HEADER = ["STT", "Nhiệm vụ", "Chủ trì"]


def test_running_heads_and_feet_do_not_keep_a_table_apart() -> None:
    pages: list[list[RawTable | RawText]] = [
        [
            build.text("CÔNG BÁO/Số 345 + 346", page=number),
            build.table([HEADER, [str(number), "Rà soát", "Sở Y tế"]], number),
            build.text("Kế hoạch công tác năm 2026 - Trang " + str(number), page=number),
        ]
        for number in (1, 2, 3)
    ]
    (rows,) = rows_of(build.document(*pages))
    assert [row.number for row in rows] == ["1", "2", "3"]


@pytest.mark.parametrize(
    ("head", "tables"),
    [
        ("Kế hoạch thực hiện Nghị quyết năm 2026 {}", 1),
        ("{} | Kế hoạch thực hiện Nghị quyết", 1),
        ("PHỤ LỤC {}", 3),
        ("Danh mục nhiệm vụ, biểu số {}", 3),
        ("Nhiệm vụ của các đơn vị thuộc Quận {}", 3),
    ],
)
def test_a_page_number_beside_the_running_head_does_not_keep_a_table_apart(head: str, tables: int) -> None:
    pages: list[list[RawTable | RawText]] = [
        [
            build.text(head.format(number), page=number),
            build.table([HEADER, [str(number), "Rà soát", "Sở Y tế"]], number),
        ]
        for number in (1, 2, 3)
    ]
    assert len(rows_of(build.document(*pages))) == tables


@pytest.mark.parametrize(
    ("head", "number", "doubted"),
    [(True, "2", True), (True, "1", False), (True, "7", False), (False, "7", True), (False, "1", False)],
)
def test_a_table_kept_apart_that_may_be_the_rest_is_doubted(head: bool, number: str, doubted: bool) -> None:
    second = [*([HEADER] if head else []), [number, "Báo cáo", "Sở Y tế"], ["20", "a", "b"], ["21", "c", "d"]]
    pages: list[list[RawTable | RawText]] = [
        [build.table([HEADER, ["1", "Rà soát", "Sở Y tế"]])],
        [build.text("Các nhiệm vụ khác", page=2), build.table(second, 2)],
    ]
    found = list(stitch(build.document(*pages).pages, Outside(1000)))
    assert len(found) == 2
    assert [issue.kind for grown in found for issue in grown.issues] == [IssueKind.STITCH_UNCERTAIN] * doubted


@pytest.mark.parametrize(
    ("cell", "below", "doubted"),
    [
        ("Bộ Khoa học<open", "và Công nghệ", True),
        ("- Sở Y tế;\n- Sở Nội vụ;<open", "- Bộ Công an", True),
        ("- Sở Y tế;\n- Sở Nội vụ;", "- Bộ Công an", False),
        ("Sở Y tế.<open", "- Như Điều 2;", False),
        ("- Sở Y tế;\n- Sở Nội vụ.<open", "Nơi nhận:", False),
    ],
)
def test_a_rest_that_stands_in_no_table_on_the_next_page_is_doubted(cell: str, below: str, doubted: bool) -> None:
    first = build.table([HEADER, ["1", "Rà soát", "Sở Y tế"], ["2", "Báo cáo", cell]])
    (rows,) = rows_of(build.document([first], [build.text(below, page=2)]))
    assert ("stitch-uncertain" in rows[-1].flags) == doubted


@pytest.mark.parametrize(
    ("again", "number", "tables"), [("BIỂU TỔNG HỢP", "3", 1), ("BIỂU CHI TIẾT", "3", 2), ("BIỂU TỔNG HỢP", "1", 2)]
)
def test_a_title_in_the_table_is_printed_again_with_its_header(again: str, number: str, tables: int) -> None:
    pages: list[list[RawTable | RawText]] = [
        [build.table([["BIỂU TỔNG HỢP", ">", ">"], HEADER, ["1", "Rà soát", "Sở Y tế"], ["2", "Báo cáo", "Sở Y tế"]])],
        [build.table([[again, ">", ">"], HEADER, [number, "Tập huấn", "Sở Y tế"]], 2)],
    ]
    assert len(rows_of(build.document(*pages))) == tables


THIRD = ["3", "Tập huấn", "Sở Nội vụ"]


@pytest.mark.parametrize(
    ("below", "above", "second", "tables"),
    [
        (("pháp",), (), [HEADER, ["2", "Tập huấn", "Sở Nội vụ"]], 1),
        (("2", "Báo cáo"), (), [THIRD], 1),  # a row whose rules are not drawn
        (("pháp",), (), [HEADER, ["1", "Tập huấn", "Sở Nội vụ"]], 2),
        (("pháp",), ("Biểu 2",), [HEADER, ["2", "Tập huấn", "Sở Nội vụ"]], 2),
        (("Nơi nhận:",), (), [HEADER, ["2", "Tập huấn", "Sở Nội vụ"]], 2),
    ],
)
def test_text_below_a_table_on_its_page_does_not_part_it_from_its_rest(
    below: tuple[str, ...], above: tuple[str, ...], second: list[list[str]], tables: int
) -> None:
    first: list[RawTable | RawText] = [build.table([HEADER, ["1", "Rà soát", "Sở Y tế"]]), build.text(*below)]
    rest: list[RawTable | RawText] = [
        *([build.text(*above, page=2)] if above else []),
        build.table([*second, ["9", "a", "b"]], 2),
    ]
    found = rows_of(build.document(first, rest))
    assert len(found) == tables
    assert tables == 2 or "stitch-uncertain" in found[0][1].flags


SECOND = ["1", "Tập huấn", "Sở Nội vụ"]


@pytest.mark.parametrize(
    ("first", "second", "between", "tables", "doubted"),
    [
        ([HEADER, ["1", "Rà soát", "Sở Y tế"], ["2", "Báo cáo", "Sở Y tế"]], [SECOND], (), 1, True),
        ([HEADER, ["1", "Rà soát", "Sở Y tế"], ["I", "Về nhân lực", ""]], [SECOND], (), 1, False),
        ([HEADER, ["1", "a", "b"], ["2", "c", "d"], ["1", "e", "f"], ["2", "g", "h"]], [SECOND], (), 1, False),
        ([HEADER, ["1", "Rà soát", "Sở Y tế"], ["2", "Báo cáo", "Sở Y tế"]], [HEADER, SECOND], (), 2, False),
        (
            [HEADER, ["1", "Rà soát", "Sở Y tế"], ["2", "Báo cáo", "Sở Y tế"]],
            [HEADER, SECOND],
            ("PHỤ LỤC II",),
            2,
            False,
        ),
        ([HEADER, ["1", "Rà soát", "Sở Y tế"], ["2", "Báo cáo", "Sở Y tế"]], [SECOND], ("II. Về nhân lực",), 2, False),
    ],
)
def test_numbers_that_begin_again_on_the_next_page(
    first: list[list[str]], second: list[list[str]], between: tuple[str, ...], tables: int, doubted: bool
) -> None:
    """A title or a header between makes another table of it; with neither it is the same one, and a doubt."""
    below: list[RawTable | RawText] = [build.text(*between, page=2)] if between else []
    document = build.document([build.table(first)], [*below, build.table(second, 2)])
    found = rows_of(document)
    assert len(found) == tables
    (row,) = (row for rows in found for row in rows if row.cells[1] == "Tập huấn")
    assert ("stitch-uncertain" in row.flags) is doubted


def test_rows_below_other_text_whose_numbers_go_on_are_the_tables() -> None:
    """They were lost: two rows without a header seemed to frame text."""
    first = [HEADER, ["1", "Rà soát", "Sở Y tế"], ["2", "Báo cáo", "Sở Y tế"]]
    following: list[RawTable | RawText] = [
        build.text("Xem trang trước", page=2),
        build.table([["3", "Tập huấn", "Sở Nội vụ"]], 2),
    ]
    (rows,) = rows_of(build.document([build.table(first)], following))
    assert [(row.number, row.flags) for row in rows] == [("1", ()), ("2", ()), ("3", ("stitch-uncertain",))]


@pytest.mark.parametrize(
    ("between", "number", "page", "tables"),
    [
        (("PHỤ LỤC II", "DANH MỤC CHỈ TIÊU"), "3", 2, 2),
        (("Biểu 2. Tổng hợp số liệu",), "3", 2, 2),
        (("Nơi nhận: Như Điều 3",), "3", 2, 2),
        (("Xem trang trước",), "3", 4, 2),
        (("Xem trang trước",), "2", 2, 2),
        (("Xem trang trước",), "3", 2, 1),
    ],
)
def test_a_title_or_a_signature_between_parts_tables_whose_numbers_go_on(
    between: tuple[str, ...], number: str, page: int, tables: int
) -> None:
    first = [HEADER, ["1", "Rà soát", "Sở Y tế"], ["2", "Báo cáo", "Sở Y tế"]]
    rest = [[number, "Tập huấn", "Sở Nội vụ"], ["7", "Tổng kết", "Sở Nội vụ"], ["8", "Trình", "Sở Nội vụ"]]
    following: list[RawTable | RawText] = [build.text(*between, page=page), build.table(rest, page)]
    empty: list[list[RawTable | RawText]] = [[] for _ in range(page - 2)]
    assert len(rows_of(build.document([build.table(first)], *empty, following))) == tables


def test_an_empty_strip_of_a_cut_row_is_no_end_of_it() -> None:
    """Typst cuts a row into a strip with nothing in it and the rest of its text."""
    first = [HEADER, ["1", "Rà soát", "Sở Y tế"], ["2", "Báo cáo", "- Phòng Quản trị;"]]
    second = [["<open", "<open", "<open"], ["", "", "- Phòng Công nghệ."], ["3", "Tập huấn", "Sở Nội vụ"]]
    (rows,) = rows_of(build.document([build.table(first)], [build.table(second, 2)]))
    assert [row.cells[2] for row in rows] == ["Sở Y tế", "- Phòng Quản trị;\n- Phòng Công nghệ.", "Sở Nội vụ"]


def test_a_signature_at_the_foot_of_each_form_keeps_forms_apart() -> None:
    pages: list[list[RawTable | RawText]] = [
        [
            build.table([HEADER, [str(number), "Rà soát", "Sở Y tế"]], number),
            build.text("(Ký tên, đóng dấu)", page=number),
        ]
        for number in (1, 2)
    ]
    assert len(rows_of(build.document(*pages))) == 2


@pytest.mark.parametrize(
    ("cell", "said", "doubted"),
    [
        ("Ban hành các quy định về<open", "đầu tư công;", True),
        ("Ban hành các quy định về<open", "TM. ỦY BAN NHÂN DÂN", False),
        ("Ban hành các quy định.", "đầu tư công;", False),
    ],
)
def test_text_at_the_next_pages_top_may_be_the_rest_of_an_open_row(cell: str, said: str, doubted: bool) -> None:
    """Nothing else may be left of the table there: neither rule, number, nor header."""
    grid = [["STT", "Nhiệm vụ", "Chủ trì", "Thời gian"], ["1", cell, "Sở Nội vụ", "Năm 2025"]]
    pages = ([build.table(grid)], [build.text("- 2 -", said, page=2)])
    ((row,),) = rows_of(build.document(*pages))
    assert ("stitch-uncertain" in row.flags) is doubted


@pytest.mark.parametrize(("method", "doubted"), [("gutters", True), ("rules", False)])
def test_a_label_as_long_as_a_task_is_doubted_where_no_rule_ends_it(method: Method, doubted: bool) -> None:
    label = "Nhiệm vụ, giải pháp Phòng, chống khai thác IUU, khắc phục cảnh báo của Ủy ban châu Âu"
    table = build.table([["STT", label, "Chủ trì", "Thời gian"], ["1", "Rà soát", "Sở Nội vụ", "Năm 2025"]])
    (grown,) = stitch(build.document([replace(table, method=method)]).pages, Outside(1000))
    form, reads, issues = read_rows(grown)
    assert [issue.kind for issue in issues] == [IssueKind.TABLE_UNCERTAIN] * doubted
    assert (record(reads[0], form).confidence < 1) is doubted
