"""The door of PDF: blocks from top to bottom, and what each says."""

import hashlib
import subprocess
import sys
from collections.abc import Callable

import pytest
from reportlab.pdfgen.canvas import Canvas

from extract.pdf.reader import read_pdf
from extract.readers import Input
from phuluc.issues import IssueKind
from phuluc.model import RawPage, RawTable, RawText
from phuluc.settings import Engine, Settings
from tests.extract.made import OPENERS, made
from tests.patience import PATIENCE

ENGINES: list[Engine] = ["auto", "pdfium", "pdfplumber"]
Draw = Callable[[Canvas], None]


def read(data: bytes, engine: Engine = "auto") -> list[RawPage]:
    return list(read_pdf(Input("made.pdf", data), Settings(engine=engine, ocr="never")).pages)


def table(c: Canvas, top: float, rows: list[list[str]], left: float = 50.0, width: float = 100.0) -> None:
    for i, row in enumerate(rows):
        y = top - 20 * i
        for j, text in enumerate(row):
            c.rect(left + width * j, y - 20, width, 20)
            c.drawString(left + width * j + 6, y - 14, text)


def _plan(c: Canvas) -> None:
    c.drawCentredString(200, 270, "KẾ HOẠCH")
    table(c, 250, [["TT", "Nhiệm vụ", "Chủ trì"], ["1", "Tập huấn", "Sở Y tế"]])
    c.drawString(50, 180, "Ghi chú: như trên.")
    table(c, 160, [["TT", "Tên", "Số"], ["2", "Lớp", "3"]])
    c.drawCentredString(200, 20, "7")


@pytest.mark.parametrize("engine", ENGINES)
def test_blocks_from_top_to_bottom(engine: Engine) -> None:
    [page] = read(made(_plan), engine)
    assert (page.number, page.width, page.height, page.issues) == (1, 400, 300, ())
    above, first, between, second, below = page.blocks
    assert isinstance(above, RawText) and above.lines == ("KẾ HOẠCH",)
    assert isinstance(between, RawText) and between.lines == ("Ghi chú: như trên.",)
    assert isinstance(below, RawText) and below.lines == ("7",)
    assert isinstance(first, RawTable) and isinstance(second, RawTable)
    assert [[cell.text for cell in row.cells] for row in first.rows] == [
        ["TT", "Nhiệm vụ", "Chủ trì"],
        ["1", "Tập huấn", "Sở Y tế"],
    ]
    assert (first.width, first.method, first.strays) == (3, "rules", ())
    assert first.edges == pytest.approx((50, 150, 250, 350), abs=1)
    assert sorted(first.ink) == sorted("TTNhiệmvụChủtrì1TậphuấnSởYtế")
    box = first.rows[1].cells[2].box
    assert box is not None
    assert (box.x0, box.top, box.x1, box.bottom) == pytest.approx((250, 70, 350, 90), abs=1)
    assert second.source.page == 1


def test_the_file_is_named() -> None:
    data = made(_plan, _plan)
    source = read_pdf(Input("made.pdf", data), Settings(ocr="never")).source
    assert (source.file, source.media_type, source.pages) == ("made.pdf", "application/pdf", 2)
    assert source.sha256 == hashlib.sha256(data).hexdigest()
    assert source.producer is not None and "ReportLab" in source.producer


def test_a_page_without_letters_says_so() -> None:
    first, second = read(made(_plan, lambda c: c.rect(50, 50, 100, 100)))
    assert first.issues == ()
    assert [issue.kind for issue in second.issues] == [IssueKind.NO_TEXT_LAYER]


def test_a_table_alone_and_text_alone() -> None:
    alone, text = read(
        made(lambda c: table(c, 250, [["TT", "Tên"], ["1", "Lớp"]]), lambda c: c.drawString(50, 200, "Điều 1."))
    )
    assert [type(block) for block in alone.blocks] == [RawTable]
    assert [type(block) for block in text.blocks] == [RawText]


def test_pages_are_read_as_they_are_walked() -> None:
    """A document is opened without reading its pages, and may be left in the middle."""
    document = read_pdf(Input("made.pdf", made(*[_plan] * 3)), Settings(ocr="never"))
    assert next(document.pages).number == 1
    assert next(document.pages).number == 2
    del document


def test_every_engine_has_a_door() -> None:
    assert set(OPENERS) == {"pdfium", "pdfplumber"}


def test_a_walk_left_open_to_the_programs_end_is_no_crash() -> None:
    program = (
        "from extract.readers import open_input, read_document\n"
        "from phuluc.settings import Settings\n"
        "opened = read_document(open_input('samples/qd294.pdf', Settings()), Settings())\n"
        "print(next(opened.pages).number)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=PATIENCE, check=False
    )
    assert (done.returncode, done.stdout) == (0, "1\n")
