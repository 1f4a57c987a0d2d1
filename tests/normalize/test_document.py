"""These tests ensure that a document's tables become tasks, with nothing lost and every doubt said."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from normalize.document import normalize
from phuluc.issues import Issue, IssueKind
from phuluc.model import Document, RawDocument, RawPage, RawTable, RawText, Span, Task
from phuluc.settings import Settings
from phuluc.source import Source
from tests.normalize import build

HEADER = ["STT", "Nhiệm vụ", "Cơ quan chủ trì", "Cơ quan phối hợp", "Thời gian", "Kết quả", "Kinh phí", "Ghi chú"]


def read(*pages: list[RawTable | RawText]) -> Document:
    return normalize(build.document(*pages), Settings())


def task_of(grid: build.Grid) -> Task:
    return read([build.table(grid)]).tasks[0]


def kinds(document: Document) -> set[str]:
    return {issue.kind.code for issue in document.issues}


def test_a_row_becomes_a_task() -> None:
    row = [
        "1",
        "Xây dựng kế hoạch",
        "BHXH Việt Nam",
        "Sở Y tế; Sở Nội vụ",
        "Năm 2021",
        "Kế hoạch",
        "20 triệu",
        "Theo QĐ 1",
    ]
    task = task_of([HEADER, row])
    assert (task.id, task.path, task.number, task.kind, task.section, task.parent) == (
        "0/1",
        ("1",),
        "1",
        "task",
        None,
        None,
    )
    assert task.task == "Xây dựng kế hoạch"
    assert [agency.text for agency in task.lead] == ["BHXH Việt Nam"]
    assert [agency.text for agency in task.partners] == ["Sở Y tế", "Sở Nội vụ"]
    assert (task.period.start, task.period.end) == (date(2021, 1, 1), date(2021, 12, 31))
    assert [output.text for output in task.outputs] == ["Kế hoạch"]
    assert task.extra == (("Kinh phí", "20 triệu"), ("Ghi chú", "Theo QĐ 1"))
    assert (task.confidence, task.flags) == (1.0, ())


def test_a_note_that_says_the_same_as_the_task_is_kept() -> None:
    task = task_of([HEADER, ["1", "Tập huấn", "Sở Y tế", "", "Năm 2021", "", "", "Tập huấn"]])
    assert task.extra == (("Ghi chú", "Tập huấn"),)


def test_sections_groups_and_parents_are_named() -> None:
    grid = [
        ["STT", "Nhiệm vụ", "Chủ trì"],
        ["II", "Về nhân lực", ">"],
        ["1", "Tập huấn", ""],
        ["1.1", "Cán bộ tỉnh", "Sở Y tế"],
    ]
    section, group, task = read([build.table(grid)]).tasks
    assert (section.kind, group.kind, task.kind) == ("section", "group", "task")
    assert (task.id, task.path) == ("0/II.1.1", ("II", "1", "1.1"))
    assert (task.parent, task.section, group.parent) == ("0/II.1", "Về nhân lực", "0/II")


def test_the_number_in_the_task_is_taken_off_the_task() -> None:
    grid = [["Nhiệm vụ", "Chủ trì"], ["I. Về nhân lực", ">"], ["1. Tập huấn", "Sở Y tế"], ["2. Trình", "Sở Y tế"]]
    document = read([build.table(grid)])
    assert [(task.id, task.task) for task in document.tasks] == [
        ("0/I", "Về nhân lực"),
        ("0/I.1", "Tập huấn"),
        ("0/I.2", "Trình"),
    ]
    assert document.tables[0].rows[1].cells[0] == "1. Tập huấn"


def test_a_section_that_begins_in_the_number_column() -> None:
    grid = [["STT", "Nhiệm vụ", "Chủ trì"], ["I. Về nhân lực", ">", ">"], ["1", "Tập huấn", "Sở Y tế"]]
    section, task = read([build.table(grid)]).tasks
    assert (section.number, section.task, section.kind) == ("I", "Về nhân lực", "section")
    assert task.id == "0/I.1"


def test_words_alone_in_the_number_column_head_a_section_though_no_cell_is_merged() -> None:
    heads = [["Hợp phần một", "", "", ""], ["Hợp phần hai", "", "", ""]]
    rows = [[str(n), "Rà soát", "Sở Tư pháp", "Năm 2025"] for n in range(1, 5)]
    grid = [["STT", "Nhiệm vụ", "Chủ trì", "Thời gian"], heads[0], *rows[:2], heads[1], *rows[2:]]
    tasks = normalize(build.document([build.table(grid)]), Settings()).tasks
    assert [task.kind for task in tasks] == ["section", "task", "task", "section", "task", "task"]
    assert [task.section for task in tasks if task.kind == "task"] == ["Hợp phần một"] * 2 + ["Hợp phần hai"] * 2


def test_marked_years_become_a_period() -> None:
    grid = [
        ["TT", "Nhiệm vụ", "Chủ trì", "Thời gian thực hiện", ">", ">"],
        ["^", "^", "^", "2021", "2022", "2023"],
        ["1", "Rà soát", "Sở Y tế", "x", "x", ""],
        ["2", "Trình", "Sở Y tế", "", "", "x"],
    ]
    first, second = read([build.table(grid)]).tasks
    assert (first.period.text, first.period.start, first.period.end) == (
        "2021, 2022",
        date(2021, 1, 1),
        date(2022, 12, 31),
    )
    assert (second.period.text, second.period.start) == ("2023", date(2023, 1, 1))
    assert first.extra == ()


def test_marked_quarters_take_the_year_from_the_header() -> None:
    grid = [
        ["TT", "Nhiệm vụ", "Chủ trì", "Thời gian (Năm 2026)", ">"],
        ["^", "^", "^", "Quý I", "Quý II"],
        ["1", "Rà soát", "Sở Y tế", "", "x"],
    ]
    task = task_of(grid)
    assert (task.period.start, task.period.end) == (date(2026, 4, 1), date(2026, 6, 30))


def test_start_and_end_columns_make_one_period() -> None:
    grid = [
        ["TT", "Nhiệm vụ", "Thời gian", ">", "Chủ trì"],
        ["^", "^", "Bắt đầu", "Hoàn thành", "^"],
        ["1", "Rà soát", "01/2022", "03/2022", "Sở Y tế"],
        ["2", "Trình", "05/2022", "03/2022", "Sở Y tế"],
        ["3", "Tổng kết", "", "12/2022", "Sở Y tế"],
    ]
    first, wrong, end = read([build.table(grid)]).tasks
    assert (first.period.text, first.period.start, first.period.end) == (
        "01/2022 - 03/2022",
        date(2022, 1, 1),
        date(2022, 3, 31),
    )
    assert (wrong.period.kind, wrong.flags) == ("unknown", ("period-unparsed",))
    assert end.period.end == date(2022, 12, 31)


def test_an_end_that_stands_alone_keeps_what_it_says() -> None:
    grid = [
        ["TT", "Nhiệm vụ", "Bắt đầu", "Hoàn thành", "Chủ trì"],
        ["1", "Rà soát", "", "Hằng năm", "Sở Y tế"],
        ["2", "Trình", "", "Sơ kết năm 2027; tổng kết năm 2030", "Sở Y tế"],
        ["3", "Lập tổ", "", "Sau khi có hướng dẫn", "Sở Y tế"],
        ["4", "Tổng kết", "", "2030", "Sở Y tế"],
        ["5", "Lưu trữ", "", "31/02/2022", "Sở Y tế"],
    ]
    yearly, twice, event, deadline, unclear = (task.period for task in read([build.table(grid)]).tasks)
    assert (yearly.kind, yearly.rrule, yearly.text) == ("recurring", "FREQ=YEARLY", "Hằng năm")
    assert twice.spans == (
        Span(date(2027, 1, 1), date(2027, 12, 31)),
        Span(date(2030, 1, 1), date(2030, 12, 31)),
    )
    assert event.kind == "event"
    assert (deadline.kind, deadline.start, deadline.end) == ("span", None, date(2030, 12, 31))
    assert unclear.kind == "unknown"


def test_one_cell_for_lead_and_partners_is_taken_apart() -> None:
    grid = [["TT", "Nhiệm vụ", "Cơ quan chủ trì, phối hợp"], ["1", "Rà soát", "Chủ trì: Sở Y tế; Phối hợp: Sở Nội vụ"]]
    task = task_of(grid)
    assert [agency.text for agency in task.lead] == ["Sở Y tế"]
    assert [agency.text for agency in task.partners] == ["Sở Nội vụ"]


def test_marks_that_say_as_above_mean_what_stands_above_and_stay_as_printed() -> None:
    rows = [
        ["1", "Rà soát", "Sở Y tế", "Sở Nội vụ", "Năm 2026", "Báo cáo", "", ""],
        ["2", "Tập huấn", "-nt-", "Như trên", "nt", '"', "", ""],
        ["3", "Tổng kết", "nt", "", "Năm 2027", "nt", "nt", ""],
    ]
    document = read([build.table([HEADER, *rows])])
    for task, year in zip(document.tasks, (2026, 2026, 2027), strict=True):
        assert [agency.text for agency in task.lead] == ["Sở Y tế"]
        assert (task.period.start, task.flags) == (date(year, 1, 1), ())
        assert [output.text for output in task.outputs] == ["Báo cáo"]
    assert [[agency.text for agency in task.partners] for task in document.tasks] == [["Sở Nội vụ"], ["Sở Nội vụ"], []]
    assert [list(row.cells) for row in document.tables[0].rows] == rows
    assert document.tasks[2].extra == (("Kinh phí", "nt"),)


def test_a_mark_with_nothing_above_it_says_what_it_says() -> None:
    task = task_of([HEADER, ["1", "Rà soát", "nt", "", "Năm 2026", "", "", ""]])
    assert [agency.text for agency in task.lead] == ["nt"]


@pytest.mark.parametrize("number", [True, False])
def test_a_task_beside_a_cell_merged_across_the_rest_keeps_its_words(number: bool) -> None:
    grid = [
        ["TT", "Nhiệm vụ", "Chủ trì", "Thời gian", "Sản phẩm"],
        ["1", "Rà soát văn bản", "Sở Y tế", "Quý I/2026", "Báo cáo"],
        ["", "Tổng kết công tác", "Theo chỉ đạo của UBND tỉnh", ">", ">"],
        ["2", "Tập huấn cán bộ", "Sở Y tế", "Quý II/2026", "Lớp"],
        ["^", "^", "Theo chỉ đạo của UBND tỉnh", ">", ">"],
    ]
    document = read([build.table(grid if number else [row[1:] for row in grid])])
    told = [(task.kind, task.task) for task in document.tasks]
    words = ["Rà soát văn bản", "Tổng kết công tác", "Tập huấn cán bộ", "Tập huấn cán bộ"]
    assert told == [("task", text) for text in words]
    assert [agency.text for agency in document.tasks[1].lead] == ["Theo chỉ đạo của UBND tỉnh"]


def test_a_merged_lead_is_given_to_each_row_and_counted_once() -> None:
    grid = [["TT", "Nhiệm vụ", "Chủ trì"], ["1", "Rà soát", "Sở Y tế"], ["2", "Trình", "^"]]
    document = read([build.table(grid)])
    assert [task.lead[0].text for task in document.tasks] == ["Sở Y tế", "Sở Y tế"]
    assert document.tables[0].rows[1].inherited == {2}
    assert document.audit.lost == 0
    assert document.audit.glyphs == document.audit.in_rows + document.audit.in_headers


def test_rows_of_a_merged_number_have_ids_of_their_own() -> None:
    grid = [["TT", "Nhiệm vụ", "Chủ trì"], ["1", "Cấp tỉnh", "Sở Y tế"], ["^", "Cấp xã", "UBND xã"]]
    document = read([build.table(grid)])
    assert [(task.id, task.number, task.path) for task in document.tasks] == [
        ("0/1", "1", ("1",)),
        ("0/1#2", "1", ("1",)),
    ]


def test_a_table_that_is_no_plan_comes_whole() -> None:
    grid = [["STT", "Tên chất", "Mã số CAS"], ["1", "Acetone", "67-64-1"], ["3", "Benzene", "71-43-2"]]
    document = read([build.table(grid)])
    assert not document.tasks
    (table,) = document.tables
    assert [row.cells for row in table.rows] == [("1", "Acetone", "67-64-1"), ("3", "Benzene", "71-43-2")]
    assert [row.kind for row in table.rows] == [None, None]
    assert table.rows[1].flags == ("number-gap",)
    assert kinds(document) == {"roles-unknown", "number-gap"}


def test_a_document_without_tables_says_so() -> None:
    document = normalize(build.document([build.text("Chỉ là lời.")]), Settings())
    assert kinds(document) == {"no-stt-table"}
    assert document.audit.glyphs == 0


def test_text_that_no_cell_holds_is_lost_and_shown() -> None:
    table = build.table([["STT", "Nhiệm vụ", "Chủ trì"], ["1", "Rà soát", "Sở Y tế"]], strays=["- 3 -", "Đóng dấu"])
    document = read([table])
    assert (document.audit.in_furniture, document.audit.lost) == (3, 7)
    (issue,) = [issue for issue in document.issues if issue.kind is IssueKind.LOST_TEXT]
    assert issue.note == "Đóng dấu"


def test_letters_that_a_reader_dropped_are_lost_and_shown() -> None:
    table = build.table([["STT", "Nhiệm vụ", "Chủ trì"], ["1", "Rà soát", "Sở Y tế"]])
    document = read([replace(table, ink=table.ink + "Zz")])
    assert document.audit.lost == 2
    assert "Zz" in next(issue.note for issue in document.issues if issue.kind is IssueKind.LOST_TEXT)


def test_a_reader_s_issues_and_flags_travel_with_the_document() -> None:
    table = build.table([["STT", "Nhiệm vụ", "Chủ trì"], ["1", "Rà soát", "Sở Y tế"]])
    row = table.rows[1]
    cells = tuple(replace(cell, flags=frozenset({"ocr"}), confidence=0.5) for cell in row.cells)
    issue = Issue(IssueKind.OCR_USED, Source(1), "vie")
    page = RawPage(1, (replace(table, rows=(table.rows[0], replace(row, cells=cells))),), issues=(issue,))
    document = normalize(RawDocument(build.SOURCE, iter([page])), Settings())
    assert issue in document.issues
    assert document.tasks[0].flags == ("ocr", "low-confidence")
    assert document.tasks[0].confidence == 0.5


@pytest.mark.parametrize("count", [3, 30])
def test_pages_are_walked_once_and_not_kept(count: int) -> None:
    alive = 0

    def pages() -> Iterator[RawPage]:
        nonlocal alive
        for number in range(1, count + 1):
            grid = [["STT", "Nhiệm vụ", "Chủ trì"], [str(number), "Rà soát", "Sở Y tế"]]
            alive = number
            yield RawPage(number, (build.table(grid, number),))

    document = normalize(RawDocument(build.SOURCE, pages()), Settings())
    assert alive == count
    assert len(document.tasks) == count
    assert len(document.tables) == 1
    assert document.tables[0].pages == tuple(range(1, count + 1))


def test_numbered_months_get_the_word_of_their_header() -> None:
    grid = [
        ["TT", "Nhiệm vụ", "Chủ trì", "Tháng thực hiện (Năm 2026)", ">", ">"],
        ["^", "^", "^", "1", "2", "3"],
        ["1", "Rà soát", "Sở Y tế", "", "x", "x"],
    ]
    task = task_of(grid)
    assert (task.period.text, task.period.start, task.period.end) == ("Tháng 2, 3", date(2026, 2, 1), date(2026, 3, 31))


def test_a_note_among_the_rows_opens_no_section() -> None:
    grid = [
        ["TT", "Nhiệm vụ", "Chủ trì"],
        ["I", "Về nhân lực", ">"],
        ["1", "Rà soát", "Sở Y tế"],
        ["Ghi chú: nhiệm vụ chuyển tiếp.", ">", ">"],
        ["2", "Trình", "Sở Y tế"],
    ]
    assert [(task.id, task.section) for task in read([build.table(grid)]).tasks[-1:]] == [("0/I.2", "Về nhân lực")]


def test_titles_with_sums_head_sections_and_a_total_is_no_task() -> None:
    grid = [
        ["STT", "Nội dung", "Đơn vị đầu mối", "Thời gian", "Kinh phí (triệu đồng)"],
        ["", "PHẦN A: TRUYỀN THÔNG", "", "", "1.250"],
        ["1", "Mít tinh", "Phòng Truyền thông", "Quý I/2026", "450,5"],
        ["2", "Tập huấn", "Phòng Truyền thông", "Quý II/2026", "800"],
        ["", "PHẦN B: CHUYÊN MÔN", "", "", "3.000"],
        ["1", "Sàng lọc", "Phòng Y tế", "Quý I/2026", "3.000"],
        ["", "Tổng cộng", "", "", "4.250"],
    ]
    tasks = read([build.table(grid)]).tasks
    assert [task.kind for task in tasks] == ["section", "task", "task", "section", "task", "section"]
    assert [task.section for task in tasks if task.kind == "task"] == [
        "PHẦN A: TRUYỀN THÔNG",
        "PHẦN A: TRUYỀN THÔNG",
        "PHẦN B: CHUYÊN MÔN",
    ]
    assert {task.flags for task in tasks} == {()}


def kinds_with(said: str) -> list[str]:
    """The kinds of the rows of a plan with a row without a number between its two tasks."""
    grid = [
        ["STT", "Nội dung", "Đơn vị đầu mối", "Kinh phí"],
        ["1", "Rà soát", "Sở Y tế", "5"],
        ["", said, "", "5"],
        ["2", "Trình", "Sở Y tế", "5"],
    ]
    return [task.kind for task in read([build.table(grid)]).tasks]


@pytest.mark.parametrize("said", ["Cộng A", "Cộng mục II", "Tổng cộng (A + B)", "TỔNG I + II:", "Cộng (1)"])
def test_sums_of_a_section_are_no_task(said: str) -> None:
    assert kinds_with(said) == ["task", "section", "task"]


@pytest.mark.parametrize("said", ["Cống 3", "Cổng A", "Công I"])
def test_works_that_read_like_sums_without_their_marks_are_tasks(said: str) -> None:
    assert "section" not in kinds_with(said)


def test_a_task_that_only_begins_like_a_total_is_a_task() -> None:
    grid = [
        ["STT", "Nội dung", "Đơn vị đầu mối", "Kinh phí"],
        ["1", "Rà soát", "Sở Y tế", ""],
        ["", "Tổng số liệu báo cáo", "", "5"],
        ["2", "Tổng kết", "Sở Y tế", ""],
    ]
    assert [task.kind for task in read([build.table(grid)]).tasks] == ["task", "task", "task"]


def test_texts_and_figures_under_years_are_kept() -> None:
    grid = [
        ["TT", "Nhiệm vụ", "Chủ trì", "Thời gian thực hiện", ">", ">"],
        ["^", "^", "^", "2021", "2022", "2023"],
        ["1", "Rà soát", "Sở Y tế", "Quý I", "", ""],
        ["2", "Tập huấn (số lớp)", "Sở Y tế", "", "3", "5"],
    ]
    text, figures = read([build.table(grid)]).tasks
    assert (text.period.text, text.period.start, text.period.end) == ("Quý I 2021", date(2021, 1, 1), date(2021, 3, 31))
    assert (figures.period.text, figures.period.start) == ("2022, 2023", date(2022, 1, 1))
    assert figures.extra == (("Thời gian thực hiện / 2022", "3"), ("Thời gian thực hiện / 2023", "5"))


PARTY_PAPER = "Báo điện tử Đảng Cộng sản Việt Nam"


def test_a_body_that_bears_the_words_of_a_letterhead_is_no_letterhead() -> None:
    head = ["STT", "Nhiệm vụ", "Chủ trì", "Phối hợp", "Thời gian"]
    first = build.table([head, ["1", "Tuyên truyền", "Sở Y tế", PARTY_PAPER, "Năm 2026"]])
    second = build.table([["2", "Tổng kết", "Sở Y tế", f"{PARTY_PAPER}\nSở Nội vụ", "Năm 2026"]], page=2)
    document = read([first], [second])
    assert [task.number for task in document.tasks] == ["1", "2"]
    assert document.audit.lost == 0


def test_a_letterhead_is_no_data() -> None:
    block = build.table(
        [["ỦY BAN NHÂN DÂN\nTỈNH A", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc"]]
    )
    assert not read([block]).tables


@pytest.mark.parametrize(
    "last",
    [
        ["Nơi nhận:\n- Như trên;\n- Lưu: VT.", ">", "TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH\nTrần Văn Bình", ">"],
        ["", "Nơi nhận:", "", "T/M BAN THƯỜNG VỤ\nBÍ THƯ"],
        ["Nơi nhận:\n- Lưu VT", ">", ">", ">"],
    ],
)
def test_a_signature_block_in_the_table_is_no_task(last: list[str]) -> None:
    grid = [["STT", "Nhiệm vụ", "Chủ trì", "Thời gian"], ["1", "Rà soát", "Sở Y tế", "Năm 2026"], last]
    document = read([build.table(grid)])
    assert [task.number for task in document.tasks] == ["1"]
    assert (document.audit.lost, document.audit.in_furniture > 0) == (0, True)


@pytest.mark.parametrize(
    ("title", "start", "flag"),
    [
        ("Chuyển đổi số năm 2026", date(2026, 4, 30), "year-inferred"),
        ("Chuyển đổi số giai đoạn 2026 - 2030", None, "period-unparsed"),
        ("Tăng cường chuyển đổi số", date(2025, 4, 30), "year-inferred"),
    ],
)
def test_days_without_a_year_are_of_the_year_that_is_planned(title: str, start: date | None, flag: str) -> None:
    """This test ensures that no day is put into the year of signing where the plan is for others."""
    head = ("SỞ Y TẾ", "Số: 1/KH-SYT", "Hà Nội, ngày 19 tháng 12 năm 2025", "KẾ HOẠCH", title, "Căn cứ Nghị quyết,")
    row = ["1", "Treo cờ", "Sở A", "Sở B", "30/4 - 01/5", "Cờ", "", ""]
    (task,) = read([RawText(head, Source()), build.table([HEADER, row])]).tasks
    assert (task.period.start, flag in task.flags) == (start, True)
