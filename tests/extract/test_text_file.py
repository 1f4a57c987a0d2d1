"""Plain text: tables between tabs, pipes and commas, the marks of Markdown, and text that holds no table."""

import os
import time
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.text_marks import break_items, markdown_cell, plain_line
from normalize.text import ink
from phuluc.issues import IssueKind
from phuluc.model import RawTable
from tests.extract.grids import WORDS
from tests.extract.markup_tools import lines_of, page_of, rows_of, shape_of, tables_of, tones_apart

HERE = Path(__file__).parent
CORPUS = Path(os.environ.get("PHULUC_CORPUS", HERE.parents[2] / "shared/corpus"))
HEADER = "STT\tNhiệm vụ\tChủ trì\tThời gian"


def cases(name: str) -> list[dict[str, Any]]:
    return list(tomllib.loads((HERE / f"cases/list_items/{name}.toml").read_text(encoding="utf-8"))["case"])


@pytest.mark.parametrize(
    "text",
    [
        "-" * 3_000 + "x",
        "|-" * 3_000 + "x",
        "*a " * 8_000,
        "a* *" * 8_000,
        "`a_~~[" * 8_000,
        "[a](b" * 8_000,
        '"\t' * 8_000,
        '\t"a\n' * 8_000,
        "a|b|c\nd|e\n" * 3_000,
        "# a" + " " * 20_000 + "b # c",
    ],
    ids=["dashes", "pipes", "stars", "closing stars", "marks", "links", "quotes", "open quotes", "uneven", "blanks"],
)
def test_texts_made_to_be_looked_through_again_and_again(text: str) -> None:
    """This test ensures that no text costs much more than its length."""
    started = time.process_time()
    for line in (text, "|" + text):
        markdown_cell(line), plain_line(line)
    assert lines_of(text)
    assert time.process_time() - started < 3


@pytest.mark.parametrize("case", cases("wild"), ids=lambda case: case["from"])
def test_lists_run_together_are_broken(case: dict[str, Any]) -> None:
    """This test ensures that list items which a one-line cell runs together get their lines back."""
    assert break_items(case["text"]).split("\n") == case["lines"]


@pytest.mark.parametrize("case", cases("negative"), ids=lambda case: case["from"])
def test_hyphens_of_names_stay(case: dict[str, Any]) -> None:
    """This test ensures that no other hyphen becomes a list mark."""
    assert break_items(case["text"]) == case["text"]


@given(st.text("ab;.- –+•\t", max_size=40))
def test_breaking_lists_adds_and_takes_nothing(text: str) -> None:
    """This test ensures that only blanks become line breaks."""
    assert "".join(break_items(text).split()) == "".join(text.split())
    assert break_items(break_items(text)) == break_items(text)


def test_the_sample_reads_as_printed() -> None:
    """This test ensures that the seed's text gives its title, its five page tables, and no mark of markup."""
    data = (HERE.parents[1] / "samples/qd294.txt").read_bytes()
    assert lines_of(data)[:3] == [
        "TIẾN ĐỘ THỰC HIỆN",
        "Kế hoạch tuyên truyền bảo hiểm xã đến năm 2025",
        "(Kèm theo Quyết định số 294/QĐ-LĐTBXH ngày 03 tháng 03 năm 2021 của Bộ Lao động-Thương binh và Xã hội)",
    ]
    found = tables_of(data)
    assert [len(table.rows) - 1 for table in found] == [8, 6, 6, 6, 7]
    assert {table.width for table in found} == {6}
    assert rows_of(found[0])[6][:3] == ["1.1", "Cán bộ Phòng Truyền thông và Phát triển đối tượng", "BHXH Việt Nam"]
    assert found[0].rows[6].source.place == "table 1, line 11"


def test_rows_shorter_than_the_header_are_filled() -> None:
    """This test ensures that cells whose tabs an editor cut off are empty, and a row begins on its own line."""
    (table,) = tables_of(f"{HEADER}\nI\tCông tác xây dựng\n1\tLập kế hoạch\tSở A\n2\tKhác\tSở B\tNăm 2025\t")
    assert rows_of(table) == [
        ["STT", "Nhiệm vụ", "Chủ trì", "Thời gian"],
        ["I", "Công tác xây dựng", ""],
        ["1", "Lập kế hoạch", "Sở A", ""],
        ["2", "Khác", "Sở B", "Năm 2025"],
    ]
    assert (table.width, table.rows[1].cells[2].col_span) == (4, 2)


def test_a_cell_broken_over_lines_is_put_together() -> None:
    """This test ensures that a cell copied from Word with its paragraphs stays one cell."""
    (table,) = tables_of(f"{HEADER}\n1\tLập kế hoạch\t- Sở A;\n- Sở B\tNăm 2025\n2\tKhác\tSở C\tNăm 2026\n")
    assert rows_of(table)[1:] == [
        ["1", "Lập kế hoạch", "- Sở A;\n- Sở B", "Năm 2025"],
        ["2", "Khác", "Sở C", "Năm 2026"],
    ]


def test_tables_end_where_tabs_end() -> None:
    """This test ensures that text before, between and after tables stays outside."""
    text = f"PHỤ LỤC I\n\n{HEADER}\n1\ta\tb\tc\n\nPHỤ LỤC II\n{HEADER}\n1\td\te\tf\nNơi nhận:\n\t- Như trên;\n"
    assert [rows_of(table)[1][1] for table in tables_of(text)] == ["a", "d"]
    assert lines_of(text) == ["PHỤ LỤC I", "PHỤ LỤC II", "Nơi nhận:", "- Như trên;"]


def test_letterheads_with_tabs_are_no_tables() -> None:
    """This test ensures that two columns side by side, set with tabs, are text."""
    text = "UBND TỈNH\t\t\tCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nSố: 1\t\t\tHà Nội, ngày 1"
    assert tables_of(text) == []


def test_markdown() -> None:
    """This test ensures that Markdown's pipe tables are read, with their escapes, marks and breaks."""
    text = (
        "# PHỤ LỤC\n\n| STT | **Nhiệm vụ** | Chủ trì |\n|:---:|---|---:|\n"
        "| 1 | Rà soát A\\|B &nbsp;và *C* | - Sở A<br>- Sở B |\n| **I** | | |\n\nHết."
    )
    (table,) = tables_of(text)
    assert rows_of(table) == [
        ["STT", "Nhiệm vụ", "Chủ trì"],
        ["1", "Rà soát A|B và C", "- Sở A\n- Sở B"],
        ["I", "", ""],
    ]
    assert table.rows[2].cells[0].bold
    assert sorted(ink(table.ink)) == sorted(ink("".join(cell for row in rows_of(table) for cell in row)))
    assert lines_of(text) == ["PHỤ LỤC", "Hết."]
    assert table.confidence == 1.0


@pytest.mark.parametrize(
    ("cell", "printed"),
    [
        ("*a* **b** ***c***", "a b c"),
        ("**Sở *Y tế* tỉnh**", "Sở Y tế tỉnh"),
        ("(*) Ghi chú *đậm*", "(*) Ghi chú đậm"),
        ("2*3 và 4*5", "2*3 và 4*5"),
        (r"\*\* không đậm **", "** không đậm **"),
        ("`mã` ``đoạn`` `", "mã đoạn `"),
        ("_nghiêng_ __đậm__ tep_tin_1 _ _", "nghiêng đậm tep_tin_1 _ _"),
        ("[Nghị định 1](https://x/?a=1) ![ảnh](a.png) [1] (2)", "Nghị định 1 ảnh [1] (2)"),
        ("~~bỏ~~ ~5", "bỏ ~5"),
        ("a &lt; b<br/>c</p><p>d", "a < b\nc\nd"),
    ],
)
def test_marks_of_markdown(cell: str, printed: str) -> None:
    """This test ensures that a Markdown cell comes as a browser would print it, its ink too."""
    (table,) = tables_of(f"| STT | Nhiệm vụ | Ai |\n|-|:-:|-:|\n| 1 | {cell} | Sở A |\n")
    assert rows_of(table) == [["STT", "Nhiệm vụ", "Ai"], ["1", printed, "Sở A"]]
    assert sorted(ink(table.ink)) == sorted(ink("".join(text for row in rows_of(table) for text in row)))


def test_single_dashes_in_a_row_are_its_text() -> None:
    """This test ensures that dashes for "none" are no rule, but right under the header."""
    (table,) = tables_of("STT | Nhiệm vụ | Ai\n-|-|-\n1 | a | b\n - | - | - \n")
    assert rows_of(table)[1:] == [["1", "a", "b"], ["-", "-", "-"]]


def test_fences_are_marks() -> None:
    """This test ensures that a table in a block of code is read, and the fences are no text."""
    assert lines_of("```text\n| a | b | c |\n|---|---|---|\n| 1 | d | e |\n```\nHết") == ["Hết"]


def test_pipes_without_a_rule_are_in_doubt() -> None:
    """This test ensures that bare pipes make a table only where they are even, and then with less confidence."""
    (table,) = tables_of("STT | Nhiệm vụ | Chủ trì\n1 | Tập huấn | Sở A")
    assert table.confidence < 1.0
    assert tables_of("a | b | c\nd | e") == []
    assert tables_of("chỉ một dòng | có | gạch") == []


def test_drawn_tables() -> None:
    """This test ensures that a table drawn with signs has its wrapped lines joined, a row between two rules."""
    text = (
        "+-----+-----------+--------+\n| STT | Nhiệm vụ  | Ai     |\n+=====+===========+========+\n"
        "| 1   | Lập kế    | Sở A   |\n|     | hoạch     |        |\n+-----+-----------+--------+\n"
        "| 2   | Tập huấn  | Sở B   |\n+-----+-----------+--------+\n"
    )
    (table,) = tables_of(text)
    assert rows_of(table) == [["STT", "Nhiệm vụ", "Ai"], ["1", "Lập kế hoạch", "Sở A"], ["2", "Tập huấn", "Sở B"]]


def test_tables_drawn_with_the_signs_of_boxes() -> None:
    """This test ensures that box-drawing signs are read as the plain ones, light or double."""
    text = (
        "┌─────┬──────────┬────────┐\n│ STT │ Nhiệm vụ │ Ai     │\n╞═════╪══════════╪════════╡\n"
        "│ 1   │ Lập kế   │ Sở A   │\n│     │ hoạch    │        │\n├─────┼──────────┼────────┤\n"
        "║ 2   ║ Tập huấn ║ Sở B   ║\n└─────┴──────────┴────────┘\nHết │ rồi\n"
    )
    (table,) = tables_of(text)
    assert rows_of(table) == [["STT", "Nhiệm vụ", "Ai"], ["1", "Lập kế hoạch", "Sở A"], ["2", "Tập huấn", "Sở B"]]
    assert lines_of(text) == ["Hết │ rồi"]


def test_cells_in_quotes_between_tabs() -> None:
    """This test ensures that what Excel puts in quotes comes without them, and quotes of the text stay."""
    text = (
        f'{HEADER}\n1\t"Lập kế hoạch\n- Năm ""1"""\t"- Sở A;\n- Sở B"\tNăm 2025\n'
        '2\t"Dân vận khéo"\t"""A"""\t"mở mà không đóng\n3\tc\td\te\n'
    )
    (table,) = tables_of(text)
    assert rows_of(table)[1:] == [
        ["1", 'Lập kế hoạch\n- Năm "1"', "- Sở A;\n- Sở B", "Năm 2025"],
        ["2", '"Dân vận khéo"', '"A"', '"mở mà không đóng'],
        ["3", "c", "d", "e"],
    ]
    assert [row.source.place for row in table.rows[1:]] == [f"table 1, line {number}" for number in (2, 5, 6)]
    assert sorted(ink(table.ink)) == sorted(ink("".join(cell for row in rows_of(table) for cell in row)))


def test_a_spreadsheet_saved_as_csv() -> None:
    """This test ensures that titles above the header are lines, and that pipes and tabs in cells do no harm."""
    text = 'UBND TỈNH,,,CỘNG HÒA\nKẾ HOẠCH 2027,,,\n,,,\nSTT,Nhiệm vụ,Chủ trì,Hạn\n1,"A|B\tC",Sở A,2027\n'
    (table,) = tables_of(text)
    assert rows_of(table) == [["STT", "Nhiệm vụ", "Chủ trì", "Hạn"], ["1", "A|B C", "Sở A", "2027"]]
    assert lines_of(text) == ["UBND TỈNH CỘNG HÒA", "KẾ HOẠCH 2027"]


@pytest.mark.parametrize("separator", [",", ";"])
def test_csv(separator: str) -> None:
    """This test ensures that CSV is read, with its quotes and the lines above its header."""
    s = separator
    text = (
        f'KẾ HOẠCH\nSTT{s}Nhiệm vụ{s}Chủ trì\n1{s}"Lập kế hoạch{s} trình duyệt"{s}"Sở A\nSở B"\n2{s}"nói ""được"""{s}\n'
    )
    (table,) = tables_of(text)
    assert rows_of(table)[1:] == [["1", f"Lập kế hoạch{s} trình duyệt", "Sở A\nSở B"], ["2", 'nói "được"', ""]]
    assert lines_of(text) == ["KẾ HOẠCH"]
    assert table.rows[2].source.place == "table 1, line 5"


def test_csv_is_not_read_by_the_commas_of_its_cells() -> None:
    """This test ensures that the header tells the separator, however many commas its cells hold, and a comma's tail."""
    text = 'STT;Nội dung;Ai\n1;"Rà soát; lập";"Ủy ban;\nCác thôn, bản"\n2;Tiêm;Các thôn, bản, tháng 3, tháng 9\n'
    (table,) = tables_of(text)
    assert rows_of(table)[1:] == [
        ["1", "Rà soát; lập", "Ủy ban;\nCác thôn, bản"],
        ["2", "Tiêm", "Các thôn, bản, tháng 3, tháng 9"],
    ]
    assert tables_of("Căn cứ Luật A\nCăn cứ Luật B, Luật C, Luật D\n") == []


def test_a_line_with_a_pipe_over_a_table() -> None:
    """This test ensures that what stands right over a table, pipes and all, is text."""
    text = "Biểu 1 | Đơn vị: triệu\n| STT | Nhiệm vụ | Ai |\n|---|---|---|\n| 1 | a | b |\n"
    assert lines_of(text) == ["Biểu 1 | Đơn vị: triệu"]
    assert rows_of(tables_of(text)[0]) == [["STT", "Nhiệm vụ", "Ai"], ["1", "a", "b"]]


def test_prose_is_no_table() -> None:
    """This test ensures that commas, bars and hyphens of prose make no table."""
    assert tables_of("Căn cứ Luật A, Luật B, Luật C;\nCăn cứ Nghị định D, E;\n- Lưu: VT, TH.\n") == []


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "windows-1258"]
)
def test_encodings(encoding: str) -> None:
    """This test ensures that a text is read in whatever encoding Vietnamese Windows may save it."""
    text = f"{HEADER}\n1\tXây dựng kế hoạch tuyên truyền\tBộ Nội vụ\tQuý IV\n"
    source = tones_apart(text) if encoding == "windows-1258" else text
    (table,) = tables_of(source.encode(encoding))
    assert rows_of(table)[1] == ["1", "Xây dựng kế hoạch tuyên truyền", "Bộ Nội vụ", "Quý IV"]


@pytest.mark.parametrize(
    ("code", "row"),
    [
        ("TCVN3", "1\tX©y dùng kÕ ho¹ch tuyªn truyÒn\tBé Néi vô\tQuý IV"),
        ("VNI", "1\tXaây döïng keá hoaïch tuyeân truyeàn\tBoä Noäi vuï\tQuyù IV"),
    ],
)
def test_old_codes_without_their_fonts(code: str, row: str) -> None:
    """This test ensures that a text in an old font's code is told by its syllables, read, and flagged."""
    data = f"STT\tb\tc\td\n{row}\n".encode("latin-1")
    (table,) = tables_of(data)
    assert rows_of(table)[1] == ["1", "Xây dựng kế hoạch tuyên truyền", "Bộ Nội vụ", "Quý IV"]
    assert [(issue.kind, issue.note) for issue in page_of(data).issues] == [(IssueKind.LEGACY_ENCODING, code)]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.lists(WORDS, min_size=4, max_size=4), min_size=1, max_size=5))
def test_any_table_between_tabs_comes_back(rows: list[list[str]]) -> None:
    """This test ensures that cells written between tabs are read as they are."""
    body = [[str(number), *row[1:]] for number, row in enumerate(rows, 1)]
    (table,) = tables_of("\n".join([HEADER, *("\t".join(row) for row in body)]))
    assert [[c[3] for c in row] for row in shape_of(table)] == [HEADER.split("\t"), *body]


@settings(max_examples=200, deadline=None)
@given(st.text("a1|\t\n-+:,;\"'*<b>\\ ", max_size=120))
def test_no_text_breaks_the_reader_or_loses_ink(text: str) -> None:
    """This test ensures that any jumble of marks is read, and that the rows hold the ink."""
    for block in page_of("đ\n" + text).blocks:
        if isinstance(block, RawTable):
            inside = "".join(cell.text for row in block.rows for cell in row.cells)
            assert sorted(ink(block.ink)) == sorted(ink(inside))


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not here")
def test_the_corpus_text_without_tables_has_none() -> None:
    """This test ensures that a decision set in plain text, without tables, gives its text and no table."""
    data = (CORPUS / "t05_qd1050_clean.txt").read_bytes()
    assert tables_of(data) == []
    assert lines_of(data)[3] == "QUYẾT ĐỊNH"
