"""Real DOCX files, read as a person reads them; what is expected was written down from their pages."""

import os
from collections import Counter
from pathlib import Path

import pytest

from normalize.text import ink
from phuluc.model import RawTable
from tests.extract.markup_tools import lines_of, rows_of, tables_of

CORPUS = Path(os.environ.get("PHULUC_CORPUS", Path(__file__).parents[3] / "shared/corpus"))
pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not here")


def read(name: str) -> list[RawTable]:
    return tables_of((CORPUS / name).read_bytes())


def spans(row: RawTable, index: int) -> list[tuple[int, int, int, str]]:
    return [(cell.col, cell.col_span, cell.row_span, cell.text) for cell in row.rows[index].cells]


def test_d06_all_rows() -> None:
    """This test ensures that a plan's header, its column numbers and its fourteen tasks come whole and in order."""
    plan = rows_of(read("d06_kh_ct11_khoangsan.docx")[-1])
    assert plan[0] == [
        "TT",
        "Tên nhiệm vụ",
        "Sở, ngành chủ trì tham mưu",
        "Đơn vị phối hợp thực hiện",
        "Thời gian thực hiện",
        "Ghi chú",
    ]
    assert plan[1] == ["", "(1)", "(2)", "(3)", "(4)", "(5)"]
    assert [row[0] for row in plan[2:]] == [str(number) for number in range(1, 15)]
    assert {len(row) for row in plan} == {6}
    assert plan[2][2] == "Các Sở, ban, ngành; UBND các xã, phường"
    assert plan[3][4] == "Xong trong tháng 5/2026"


def test_d06_text_before_the_plan() -> None:
    """This test ensures that the annex's title stands right before its table."""
    assert "MỘT SỐ NHIỆM VỤ TRỌNG TÂM CỦA CÁC SỞ, BAN, NGÀNH VÀ ĐỊA PHƯƠNG" in lines_of(
        (CORPUS / "d06_kh_ct11_khoangsan.docx").read_bytes()
    )


def test_d25_a_header_of_two_levels_and_merges() -> None:
    """This test ensures that the classes of works keep their header and the merged numbers their rows."""
    table = read("d25_tt34_2026_bxd.docx")[2]
    assert spans(table, 0) == [
        (0, 1, 2, "STT"),
        (1, 1, 2, "Loại công trình"),
        (2, 1, 2, "Tiêu chí phân cấp"),
        (3, 5, 1, "Cấp công trình"),
    ]
    assert [text for _, _, _, text in spans(table, 1)] == ["Đặc biệt", "I", "II", "III", "IV"]
    assert spans(table, 2) == [(0, 1, 5, "1.1.1"), (1, 7, 1, "Công trình giáo dục, đào tạo")]
    assert spans(table, 3)[2] == (3, 5, 1, "Cấp III với mọi quy mô")


def test_d28_a_list_of_786_chemicals() -> None:
    """This test ensures that a long list is read to its end, formulas with their subscripts."""
    table = rows_of(read("d28_nd24_2026_hoachat.docx")[3])
    numbers = [row[0] for row in table if row[0].rstrip(".").isdigit()]
    assert numbers == [f"{number}." for number in range(1, 787)]
    assert table[1] == ["1.", "Acetaldehyde", "Axetandehit", "75-07-0", "C2H4O"]
    assert table[-1][3:] == ["87674-68-8", "C12H18ClNO2S"]


@pytest.mark.parametrize("name", ["d06_kh_ct11_khoangsan.docx", "d25_tt34_2026_bxd.docx", "d28_nd24_2026_hoachat.docx"])
def test_cells_hold_all_the_ink(name: str) -> None:
    """This test ensures that each table's cells have the glyphs of its text, taken by the other walk."""
    for table in read(name):
        assert Counter(ink(table.ink)) == Counter(ink("".join(cell.text for row in table.rows for cell in row.cells)))
