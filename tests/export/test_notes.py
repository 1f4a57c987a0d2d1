"""These tests ensure that sheets and pages tell in Vietnamese what the program has to say of a document."""

from pathlib import Path

import pytest

from export import notes
from phuluc.issues import Issue, IssueKind

ROOT = Path(__file__).parents[2]
ROOMS = ("phuluc", "extract", "normalize", "export")


@pytest.mark.parametrize(
    ("kind", "said", "told"),
    [
        (IssueKind.JUNK_TEXT_LAYER, "65% of its letters are of no Vietnamese text", "65% số chữ không thuộc văn bản"),
        (
            IssueKind.NO_TEXT_LAYER,
            "it holds no letters; it is left as it is, for OCR was not to be used",
            "trang không có chữ nào; trang được để nguyên vì không dùng OCR",
        ),
        (IssueKind.ROLES_UNKNOWN, "table 0: TT, Đơn vị kiểm tra", "bảng 0: TT, Đơn vị kiểm tra"),
        (IssueKind.ROLES_UNKNOWN, "table 2: without a header", "bảng 2: không có tiêu đề cột"),
        (IssueKind.LOST_TEXT, "1,234 characters: ab\ncd", "1.234 ký tự: ab\ncd"),
        (
            IssueKind.TABLE_UNCERTAIN,
            "'Các bên' is taken for partners by what stands in it",
            "cột “Các bên” được coi là cột cơ quan phối hợp theo nội dung trong cột",
        ),
        (
            IssueKind.ENGINES_DISAGREE,
            '0/1, Chủ trì: "Sở Y tế" in the first reading, nothing in the second (missing)',
            '0/1, Chủ trì: lần đọc thứ nhất "Sở Y tế", lần thứ hai không có gì (chỉ một lần đọc có)',
        ),
    ],
)
def test_a_note_in_vietnamese(kind: IssueKind, said: str, told: str) -> None:
    assert notes.note(Issue(kind, note=said)).startswith(told)


@pytest.mark.parametrize("said", ["... Mã số mã vạch,", "page 3", "", "1,234"])
def test_what_a_document_says_stays_as_printed(said: str) -> None:
    assert notes.note(Issue(IssueKind.CUT_SHORT, note=said)) == said
    assert notes.note(Issue(IssueKind.PERIOD_UNPARSED, note=said)) == said


def test_a_documents_words_within_a_sentence_stay() -> None:
    told = notes.note(Issue(IssueKind.TABLE_UNCERTAIN, note="'lead' is taken for period by what stands in it"))
    assert told == "cột “lead” được coi là cột thời gian theo nội dung trong cột"
    assert notes.note(Issue(IssueKind.ROLES_UNKNOWN, note="table 1: {labels}")) == "bảng 1: {labels}"


def test_a_long_note_of_the_documents_own_is_not_searched() -> None:
    said = "table 0: " + "x in the first reading, : " * 5_000
    assert notes.note(Issue(IssueKind.ROLES_UNKNOWN, note=said)) == said


def test_each_sentence_is_one_that_the_program_says() -> None:
    """A message that is changed in the code must be changed in the table."""
    code = "\n".join(path.read_text() for room in ROOMS for path in (ROOT / room).rglob("*.py"))
    for kind, rows in notes.table().items():
        assert kind in {each.code for each in IssueKind}
        for row in rows:
            parts = notes.PLACE.split(row["en"])
            assert max(parts[::2], key=len).strip(" :") in code, row["en"]
            assert set(parts[1::2]) >= set(notes.PLACE.split(row["vi"])[1::2]), row["vi"]
