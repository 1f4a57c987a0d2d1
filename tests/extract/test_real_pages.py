"""Real documents (PHULUC_CORPUS, or ../shared/corpus): both engines, and what a person reads in them."""

import csv
import os
from pathlib import Path

import pytest

from extract.pdf.reader import read_pdf
from extract.readers import Input
from normalize.text import ink
from phuluc.model import RawPage, RawTable, RawText
from phuluc.settings import Engine, Settings

CORPUS = Path(os.environ.get("PHULUC_CORPUS", Path(__file__).parents[3] / "shared" / "corpus"))
ENGINES: list[Engine] = ["pdfium", "pdfplumber"]
both_engines = pytest.mark.parametrize("engine", ENGINES)

pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus of real documents is not here")


def read(name: str, engine: Engine, first: int, last: int) -> list[RawPage]:
    data = (CORPUS / name).read_bytes()
    settings = Settings(engine=engine, ocr="never", pages=(first, last))
    return list(read_pdf(Input(name, data), settings).pages)


def tables(pages: list[RawPage]) -> list[list[list[str]]]:
    return [
        [[cell.text for cell in row.cells] for row in block.rows]
        for page in pages
        for block in page.blocks
        if isinstance(block, RawTable)
    ]


def lines(page: RawPage) -> list[str]:
    return [line for block in page.blocks if isinstance(block, RawText) for line in block.lines]


@both_engines
def test_pages_turned_every_way(engine: Engine) -> None:
    """f07: the same table on pages turned by 0, 90, 180 and 270; on the last two the print itself counts backwards."""
    found = tables(read("f07_rotated_pages.pdf", engine, 1, 4))
    assert len(found) == 4
    printed = sorted(f"cell[{i}][{j}]" for i in range(8) for j in range(5))
    assert all(sorted(text for row in table for text in row) == printed for table in found)
    assert found[0][0] == [f"cell[0][{i}]" for i in range(5)]


@both_engines
def test_a_table_on_a_turned_page_is_its_csv(engine: Engine) -> None:
    """f01: the first page against the table that its publishers' own tests hold it to."""
    with (CORPUS / "f01_ghana_awards.csv").open(encoding="utf-8", newline="") as stream:
        expected = [[ink(text) for text in row] for row in csv.reader(stream)]
    [found] = tables(read("f01_ghana_awards.pdf", engine, 1, 1))
    assert [[ink(text) for text in row] for row in found] == expected


@both_engines
def test_letterhead_and_signature(engine: Engine) -> None:
    """p08: two blocks side by side are read one after the other; number and date are form fields, PDFium's alone."""
    number, date = ("Số: 2093 /QĐ-BYT", "Hà Nội, ngày 24 tháng 6 năm 2025")
    if engine == "pdfplumber":
        number, date = ("Số: /QĐ-BYT", "Hà Nội, ngày tháng năm 2025")
    first, second = read("p08_qd2093_byt_tthc.pdf", engine, 1, 2)
    assert lines(first)[:6] == [
        "BỘ Y TẾ",
        number,
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        date,
        "QUYẾT ĐỊNH",
    ]
    assert lines(second)[-3:] == ["KT. BỘ TRƯỞNG", "THỨ TRƯỞNG", "Nguyễn Thị Liên Hương"]


@both_engines
def test_squeezed_and_justified_lines(engine: Engine) -> None:
    """p08: Word squeezed the spaces of this line to under a tenth of the font size."""
    [page] = read("p08_qd2093_byt_tthc.pdf", engine, 1, 1)
    assert any(
        line.endswith("Nghị định số 63/2010/NĐ-CP ngày 08/6/2010 của Chính phủ về kiểm soát") for line in lines(page)
    )


@both_engines
def test_cells_with_paragraphs(engine: Engine) -> None:
    """p09 (Microsoft Print to PDF): list items in tall cells, wrapped and not."""
    [table] = tables(read("p09_qd1629_ubnd_tthc.pdf", engine, 4, 4))
    row = next(row for row in table if row[0] == "02")
    assert row[1] == "Cấp giấy chứng nhận cơ sở ươm tạo công nghệ cao, ươm tạo doanh nghiệp"
    assert row[3].split("\n")[:3] == [
        "1. Địa điểm thực hiện, cách thức nộp hồ sơ và nhận kết quả:",
        "- Trực tiếp tại Trung tâm Phục vụ hành chính công tỉnh Lai Châu.",
        "- Qua hệ thống bưu chính công ích.",
    ]


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [("f01_ghana_awards.pdf", 1, 5), ("p08_qd2093_byt_tthc.pdf", 4, 12), ("p09_qd1629_ubnd_tthc.pdf", 3, 6)],
)
def test_engines_agree(name: str, first: int, last: int) -> None:
    one, other = (read(name, engine, first, last) for engine in ENGINES)
    assert tables(one) == tables(other)
    assert [lines(page) for page in one] == [lines(page) for page in other]
