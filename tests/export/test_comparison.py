"""The reports of two versions say what the comparison says, whatever stands in the documents."""

import base64
import hashlib
import io
import json
import re
from dataclasses import replace

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html
from openpyxl.cell.rich_text import CellRichText, TextBlock

from export.comparison import files, json_file, page, workbook
from export.comparison.words import Piece, pieces, shown, word
from export.writers import check_formats
from phuluc.difference import STATUSES, Comparison, RowChange, ValueChange
from phuluc.errors import UsageError
from phuluc.model import Agency, Document, Meta, Output
from tests.export import build

HOSTILE = "<script>alert(1)</script>=cmd|'&\"\x0b"


def old_document() -> Document:
    return build.document(meta=Meta("Dự thảo", None, None, None, "Kế hoạch", None))


def comparison(text: str = "Bãi bỏ") -> Comparison:
    """One change of each status, built by hand."""
    first, second, third, *_ = build.tasks()
    gone = replace(third, task=text, lead=(Agency(text),), outputs=(Output(text),), extra=((text, text),))
    other = replace(second, section="Mục khác")
    values = (
        ValueChange("task", "Xây dựng kế hoạch", f"Ban hành kế hoạch {text}"),
        ValueChange("partners", f"Sở A\n{text}", "Sở A\nSở B\nSở C", (text,), ("Sở B", "Sở C")),
        ValueChange("period", "Quý 4/2025", "Quý IV/2025", reworded=True),
        ValueChange(f"extra.{text}", text, ""),
    )
    rows = (
        RowChange(second, second, values=values),
        RowChange(other, second, moved=True, values=(ValueChange("number", "2", "1"),)),
        RowChange(first, first, moved=True),
        RowChange(gone, None),
        RowChange(None, gone),
    )
    own = (ValueChange("document.title", "Kế hoạch", text),)
    return Comparison(old_document(), build.document(), rows, own, same=7)


COUNTS = {"added": 1, "removed": 1, "moved": 2, "changed": 1, "renumbered": 1}


def test_the_counts_are_of_rows() -> None:
    assert comparison().counts == COUNTS
    assert tuple(COUNTS) == STATUSES


# --- words -------------------------------------------------------------------------------------------------------


@given(build.texts, build.texts)
def test_pieces_hold_both_texts(old: str, new: str) -> None:
    found = pieces(old, new)
    assert "".join(piece.text for piece in found if piece.kind != "added") == old
    assert "".join(piece.text for piece in found if piece.kind != "removed") == new


@given(st.lists(st.sampled_from("kế hoạch , 2021 2022 báo cáo".split()), max_size=12), st.data())
def test_pieces_of_edited_texts_hold_both(words: list[str], data: st.DataObject) -> None:
    edited = [word for word in words if data.draw(st.booleans())] + data.draw(st.lists(st.just("mới"), max_size=2))
    test_pieces_hold_both_texts.hypothesis.inner_test(" ".join(words), " ".join(edited))  # type: ignore[attr-defined]


def test_a_changed_phrase_is_one_piece() -> None:
    assert pieces("Báo cáo hằng quý gửi Bộ", "Báo cáo mỗi năm gửi Bộ") == [
        Piece("same", "Báo cáo "),
        Piece("removed", "hằng quý"),
        Piece("added", "mỗi năm"),
        Piece("same", " gửi Bộ"),
    ]


def test_a_text_with_nothing_alike_is_told_whole() -> None:
    assert pieces("Quý I/2021", "Hằng năm") == [Piece("removed", "Quý I/2021"), Piece("added", "Hằng năm")]


def test_of_a_list_only_what_went_and_came_is_told() -> None:
    change = ValueChange("lead", "A\nB", "A\nC\nD", ("B",), ("C", "D"))
    assert shown(change) == [[Piece("removed", "B")], [Piece("added", "C")], [Piece("added", "D")]]


# --- the page ----------------------------------------------------------------------------------------------------


def test_the_page_runs_and_fetches_nothing() -> None:
    text = page.page(comparison(HOSTILE))
    tree = html.document_fromstring(text)
    assert tree.xpath("//script | //link | //img | //iframe | //@onclick | //@style | //@src | //@href") == []
    (style,) = tree.xpath("//style/text()")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    (policy,) = tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert policy.split("; ")[:2] == ["default-src 'none'", f"style-src 'sha256-{digest}'"]
    assert re.findall(r"url\(|@import", style) == []


def test_the_page_says_every_change_in_both_languages() -> None:
    tree = html.document_fromstring(page.page(comparison(HOSTILE)))
    assert [node.text_content() for node in tree.xpath("//h3/del | //h3/ins")] == [HOSTILE] * 2
    assert tree.xpath("//article[contains(@class, 'row')]/@class") == [
        "row changed",
        "row moved-renumbered",
        "row moved",
        "row removed",
        "row added",
    ]
    changed = tree.xpath("//article[@class='row changed']")[0]
    assert changed.xpath(".//dt/span[@class='vi']/text()")[:3] == [
        "Nhiệm vụ, công việc",
        "Cơ quan phối hợp",
        "Thời gian thực hiện",
    ]
    assert changed.xpath(".//dt/span[@class='en']/text()")[:3] == ["Task", "Partners", "Time"]
    assert "cùng nghĩa, khác cách viết" in changed.text_content()
    for status, count in COUNTS.items():
        (label,) = tree.xpath(f"//label[@for='show-{status}']")
        assert label.text_content() == f"{count} {word(status)}{word(status, 'en')}"
        assert tree.xpath(f"//input[@id='show-{status}' and @type='checkbox' and @checked]")


def test_the_page_says_that_nothing_changed() -> None:
    same = Comparison(build.document(), build.document(), same=8)
    assert word("none") in html.document_fromstring(page.page(same)).text_content()


# --- the workbook ------------------------------------------------------------------------------------------------


def read_back(found: Comparison) -> openpyxl.Workbook:
    stream = io.BytesIO()
    assert workbook.write(found, stream) == ()
    return openpyxl.load_workbook(stream, rich_text=True)


def test_the_workbook_has_a_line_for_each_value() -> None:
    book = read_back(comparison(HOSTILE))
    said = HOSTILE.replace("\x0b", "\ufffd")
    assert book.sheetnames == ["Thay đổi", "Tóm tắt"]
    rows = [
        [str(cell) if cell is not None else "" for cell in row] for row in book["Thay đổi"].iter_rows(values_only=True)
    ]
    assert rows[0][:8] == [
        "Thay đổi",
        "Mục",
        "STT cũ",
        "STT mới",
        "Nhiệm vụ, công việc",
        "Giá trị",
        "Bản cũ",
        "Bản mới",
    ]
    assert [(row[0], row[5], row[6], row[7]) for row in rows[1:]] == [
        ("Văn bản", "Tên văn bản", "Kế hoạch", said),
        ("Sửa", "Nhiệm vụ, công việc", "Xây dựng kế hoạch", f"Ban hành kế hoạch {said}"),
        ("Sửa", "Cơ quan phối hợp", f"Sở A\n{said}", "Sở A\nSở B\nSở C"),
        ("Sửa", "Thời gian thực hiện", "Quý 4/2025", "Quý IV/2025"),
        ("Sửa", said, said, ""),
        ("Chuyển chỗ, Đổi số", "STT", "2", "1"),
        ("Chuyển chỗ", "", "", ""),
        ("Bỏ", "", rows[8][6], ""),
        ("Thêm", "", "", rows[9][7]),
    ]
    assert rows[8][6].startswith("Cơ quan chủ trì: <script>")
    assert rows[4][8] == "cùng nghĩa, khác cách viết"
    assert rows[6][8] == "từ “Mục khác”"
    assert all(cell.data_type != "f" for row in book["Thay đổi"].iter_rows() for cell in row)


def test_the_workbook_marks_the_words_that_went() -> None:
    runs = read_back(comparison())["Thay đổi"].cell(3, 7).value
    assert isinstance(runs, CellRichText)
    went, same = runs
    assert isinstance(went, TextBlock)
    assert (went.text, went.font.strike, went.font.rFont) == ("Xây dựng", True, "Times New Roman")
    assert isinstance(same, TextBlock)
    assert (same.text, same.font.strike, same.font.rFont) == (" kế hoạch", None, "Times New Roman")


def test_the_workbook_sums_up() -> None:
    rows = [row for row in read_back(comparison())["Tóm tắt"].iter_rows(values_only=True) if row[0] or row[1]]
    told = {row[0]: row[1:] for row in rows}
    assert told["Số, ký hiệu"] == ("", "294/QĐ-LĐTBXH")
    assert told["Ngày ban hành"] == ("", "03/03/2021")
    assert [row[2] for row in rows[-6:]] == [*COUNTS.values(), 7]


# --- JSON, and all of them ---------------------------------------------------------------------------------------


def test_json_says_all_of_it() -> None:
    stream = io.BytesIO()
    json_file.write(comparison(), stream)
    told = json.loads(stream.getvalue())
    assert told["schema"] == "phuluc-diff/1"
    assert (told["counts"], told["same"]) == (COUNTS, 7)
    assert [row["statuses"] for row in told["rows"]] == [
        ["changed"],
        ["moved", "renumbered"],
        ["moved"],
        ["removed"],
        ["added"],
    ]
    assert told["rows"][0]["values"][1]["added"] == ["Sở B", "Sở C"]
    assert told["rows"][3]["new"] is None
    assert told["rows"][3]["old"]["pages"] == ["1"]


@given(build.documents(), build.documents())
@settings(build.any_document, max_examples=10)
def test_any_two_documents_have_their_reports(one: Document, other: Document) -> None:
    from phuluc.diff.compare import compare

    found = compare(one, other)
    stream = io.BytesIO()
    json_file.write(found, stream)
    assert len(json.loads(stream.getvalue())["rows"]) == len(found.rows)
    tree = html.document_fromstring(page.page(found).encode(errors="replace"))
    assert len(tree.xpath("//article[contains(@class, 'row')]")) == len(found.rows)
    workbook.write(found, io.BytesIO())


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(UsageError, match="no format is called pdf; there are html, xlsx, json"):
        check_formats(("html", "pdf"), files.WRITERS)
