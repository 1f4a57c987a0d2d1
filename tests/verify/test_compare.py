"""These tests ensure that two readings are told to differ in what they differ in, and in nothing else."""

from collections import Counter
from dataclasses import replace

import pytest

from normalize.document import normalize
from phuluc.model import Document, Meta
from phuluc.opinion import Count, Opinion
from phuluc.settings import Settings
from phuluc.verify.compare import FIELDS, Reading, compare, letters
from phuluc.verify.mark import marked
from tests.normalize import build

HEAD = ["STT", "Nhiệm vụ", "Chủ trì", "Thời gian"]
ROWS = [
    ["1", "Rà soát văn bản", "Sở Tư pháp", "Năm 2025"],
    ["2", "Tập huấn cán bộ", "- Sở Y tế;\n- Sở Nội vụ", "Quý I/2025"],
    ["3", "Báo cáo kết quả", "Sở Y tế", "Hằng năm"],
]
WIDTHS = (0.0, 40.0, 200.0, 350.0, 500.0)


def document(rows: list[list[str]], head: list[str] | None = None) -> Document:
    table = build.table([head or HEAD, *rows], edges=WIDTHS)
    return normalize(build.document([table]), Settings())


def opinion_of(rows: list[list[str]], head: list[str] | None = None) -> Opinion:
    return compare(Reading("one", document(ROWS)), Reading("two", document(rows, head)))


def changed(row: int, column: int, text: str) -> list[list[str]]:
    return [[text if (i, j) == (row, column) else cell for j, cell in enumerate(cells)] for i, cells in enumerate(ROWS)]


def test_equal_readings_agree() -> None:
    found = opinion_of(ROWS)
    assert (found.rows, found.cells, found.differences) == (Count(3, 3), Count(12, 12), ())
    assert found.glyphs.compared == found.glyphs.alike > 0


@pytest.mark.parametrize(
    ("text", "how"),
    [
        ("Rà soát văn bàn", "letters"),
        ("Rà soát văn bả", "letters"),
        ("Rà văn soát bản", "order"),
        ("Rà soátvăn bản", "blanks"),
        ("Rà soát\nvăn bản", "breaks"),
    ],
)
def test_a_cell_differs_in_letters_their_order_blanks_or_breaks(text: str, how: str) -> None:
    (found,) = opinion_of(changed(0, 1, text)).differences
    assert (found.kind, found.how, found.row, found.column) == ("cell", how, "0/1", "Nhiệm vụ")
    assert (found.first, found.second) == ("Rà soát văn bản", text)
    assert (found.table, found.place, found.page) == (0, 0, 1)


@pytest.mark.parametrize("text", ["Rà soát văn bản", "Rà  soát văn bản", "Rà soát văn\u00a0bản"])
def test_spelling_of_the_same_print_is_no_difference(text: str) -> None:
    assert opinion_of(changed(0, 1, text)).differences == ()


def test_a_row_that_one_reading_lacks_is_one_difference() -> None:
    found = opinion_of([ROWS[0], ROWS[2]])
    lone = [each for each in found.differences if each.kind == "row"]
    assert [(each.row, each.second, each.place) for each in lone] == [("0/2", None, 1)]
    assert found.rows == Count(3, 2)


def test_a_row_that_only_the_second_has_stands_nowhere_in_the_first() -> None:
    found = opinion_of([*ROWS, ["4", "Kiểm tra việc thực hiện", "Thanh tra tỉnh", "Năm 2026"]])
    (lone,) = found.differences
    assert (lone.kind, lone.first, lone.table, lone.place) == ("row", None, None, None)


def test_a_number_that_differs_is_a_cell_and_an_outline() -> None:
    kinds = [each.kind for each in opinion_of(changed(2, 0, "8")).differences]
    assert kinds == ["cell", "outline"]


def test_another_label_is_told_once_and_not_for_each_row() -> None:
    found = opinion_of(ROWS, ["STT", "Nhiệm vụ", "Phối hợp", "Thời gian"])
    assert [(each.kind, each.first, each.second) for each in found.differences] == [
        ("header", "Chủ trì (lead)", "Phối hợp (partners)")
    ]


def test_print_is_not_asked_for_an_author_s_line_breaks() -> None:
    one, two = document(ROWS), document(changed(1, 2, "- Sở Y tế; - Sở Nội vụ"))
    assert compare(Reading("docx", one), Reading("pdf", two, breaks=False)).differences == ()


def test_letters_of_a_page_are_counted_wherever_they_stand() -> None:
    pages = {1: letters("Nơi nhận"), 2: letters("Bảng")}
    one, two = Reading("one", document(ROWS), pages), Reading("two", document(ROWS), {**pages, 2: letters("Băng")})
    found = compare(one, two)
    assert (found.pages, found.glyphs) == (Count(2, 1), Count(12, 10))
    (page,) = found.differences
    assert (page.kind, page.page, page.first, page.second) == ("page", 2, "ả", "ă")


def test_a_page_that_a_reader_gives_up_differs_even_where_both_are_empty() -> None:
    one = Reading("one", document(ROWS), {1: Counter()})
    found = compare(one, replace(one, name="two", unreadable=frozenset({1})))
    assert [(each.kind, each.how) for each in found.disagreements] == [("page", "missing")]


def test_what_form_fields_hold_explains_what_the_second_reading_lacks_and_no_more() -> None:
    one = Reading("one", document(ROWS), {1: letters("Số: 294")})
    two = Reading("two", document(changed(0, 3, "Năm")), {1: letters("Số:")})
    found = compare(one, two, {1: letters("2942025")})
    assert {each.kind: each.explained for each in found.differences} == {"cell": FIELDS, "page": FIELDS}
    assert found.disagreements == ()
    assert len(compare(one, two, {1: letters("294")}).disagreements) == 1
    assert len(compare(two, one, {1: letters("2942025")}).disagreements) == 2


def test_pages_read_by_ocr_are_left_out_and_said_to_be() -> None:
    seen = Reading("one", document(ROWS), {1: letters("a")}, seen=frozenset({1}))
    found = compare(seen, Reading("two", document([]), {1: letters("b")}))
    assert (found.rows, found.pages, found.differences) == (Count(), Count(), ())
    assert found.notes[0] == "read by OCR, for which there is no second way: pages 1"


def test_what_the_document_says_of_itself_is_not_held_against_pages_that_one_reading_has_not() -> None:
    """This test ensures that a letterhead read by OCR is no disagreement with a reading that asks for no OCR."""
    named = replace(document(ROWS), meta=Meta(number="12/QĐ-UBND"))
    pages = {1: letters("a"), 2: letters("b")}
    printed, alone = Reading("one", named, pages), Reading("two", document(ROWS), pages)
    (told,) = compare(printed, alone).differences
    assert (told.kind, told.column, told.how) == ("document", "number", "missing")
    found = compare(replace(printed, seen=frozenset({2})), alone)
    assert found.differences == ()
    assert (found.pages, found.notes[1][:37]) == (Count(1, 1), "what the document says of itself, whi")


def test_rows_that_differ_are_flagged_and_no_others() -> None:
    found = marked(document(ROWS), opinion_of(changed(1, 1, "Tập huấn can bộ")))
    assert [("engines-disagree" in row.flags, row.trust.engines < 1) for row in found.tables[0].rows] == [
        (False, False),
        (True, True),
        (False, False),
    ]
    assert [task.flags for task in found.tasks] == [row.flags for row in found.tables[0].rows]
    (issue,) = [issue for issue in found.issues if issue.kind.code == "engines-disagree"]
    assert issue.source is not None and issue.source.page == 1
    assert issue.note == (
        '0/2, Nhiệm vụ: "Tập huấn cán bộ" in the first reading, "Tập huấn can bộ" in the second (letters)'
    )


def test_what_is_explained_flags_no_row() -> None:
    opinion = compare(
        Reading("one", document(ROWS)), Reading("two", document(changed(0, 3, "Năm"))), {1: letters("2025")}
    )
    found = marked(document(ROWS), opinion)
    assert opinion.differences and found.issues == document(ROWS).issues
    assert not any("engines-disagree" in row.flags for row in found.tables[0].rows)
