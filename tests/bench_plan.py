"""The long plan that tests/bench.py measures on: `python -m tests.bench_plan FILE PAGES [FONT.ttf]`."""

import sys
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path

from reportlab.lib.utils import simpleSplit
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from tests.extract.made import font

WIDTHS = (35.0, 250.0, 120.0, 150.0, 90.0, 125.0)
HEADER = (
    "STT",
    "Nhiệm vụ, công việc",
    "Cơ quan chủ trì",
    "Cơ quan phối hợp",
    "Thời gian thực hiện",
    "Sản phẩm, kết quả",
)
TASKS = (
    "Xây dựng kế hoạch tuyên truyền chính sách, pháp luật về bảo hiểm xã hội hằng năm trên địa bàn phù hợp với đặc thù "
    "từng nhóm đối tượng",
    "Tập huấn, bồi dưỡng kiến thức, kỹ năng, nghiệp vụ thông tin, truyền thông cho công chức, viên chức",
    "Tổ chức các hội nghị tuyên truyền, phổ biến, tư vấn, đối thoại trực tiếp với người lao động tại các doanh nghiệp",
    "Đánh giá, giám sát nội dung tuyên truyền trên báo điện tử để phân tích mối quan tâm của dư luận với xã hội",
    "Tổng kết chương trình phối hợp giai đoạn 2015-2020; ký kết chương trình phối hợp giai đoạn tiếp theo",
)
LEADS = ("Bảo hiểm xã hội Việt Nam", "Bộ Lao động - Thương binh và Xã hội", "Bộ Tài chính", "Sở Nội vụ")
PARTNERS = (
    ("- Bộ Tư pháp;", "- Các bộ, ngành liên quan"),
    ("UBND các tỉnh, thành phố",),
    ("- Sở Y tế;", "- Sở Tài chính"),
)
PERIODS = ("Hằng năm", "Năm 2021-2022", "Quý IV/2025", "Tháng 5 hằng năm", "Trước ngày 30/6/2022")
RESULTS = ("Kế hoạch", "Tối thiểu 01 lớp/năm", "10-15 cuộc/năm/tỉnh", "Báo cáo kết quả thực hiện")
SIZE, LEADING, PAD = 9.0, 11.0, 5.0
PAGE = (842.0, 595.0)


def write_plan(path: Path, pages: int, name: str) -> None:
    """A ruled task table of so many A4 pages, its header on each, set in the font `name`."""
    canvas = Canvas(str(path), pagesize=PAGE)
    rows = _rows()
    for number in range(1, pages + 1):
        canvas.setFont(name, SIZE)
        canvas.drawCentredString(PAGE[0] / 2, 565, str(number))
        top = _draw_row(canvas, name, [[label] for label in HEADER], 550)
        while top > 110:
            top = _draw_row(canvas, name, next(rows), top)
        canvas.showPage()
    canvas.save()


def _rows() -> Iterator[list[list[str]]]:
    """Rows without end: a section every twenty tasks; each cell as its paragraphs."""
    columns = [cycle(part) for part in (TASKS, LEADS, PARTNERS, PERIODS, RESULTS)]
    section = 0
    while True:
        section += 1
        yield [[_roman(section)], [f"Nhóm nhiệm vụ thứ {section}"], [], [], [], []]
        for number in range(1, 21):
            task, lead, partners, period, result = (next(column) for column in columns)
            yield [[str(number)], [str(task)], [str(lead)], list(partners), [str(period)], [str(result)]]


def _roman(number: int) -> str:
    tens, ones = divmod(number, 10)
    return "X" * tens + ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")[ones]


def _draw_row(canvas: Canvas, name: str, cells: list[list[str]], top: float) -> float:
    """Draw a row of ruled cells; gives the y of its bottom."""
    wrapped = [
        [line for text in cell for line in simpleSplit(text, name, SIZE, width - 2 * PAD)]
        for cell, width in zip(cells, WIDTHS, strict=True)
    ]
    bottom = top - max(map(len, wrapped)) * LEADING - PAD
    left = (PAGE[0] - sum(WIDTHS)) / 2
    canvas.setLineWidth(0.5)
    canvas.line(left, top, left + sum(WIDTHS), top)
    canvas.line(left, bottom, left + sum(WIDTHS), bottom)
    for lines, width in zip(wrapped, WIDTHS, strict=True):
        canvas.line(left, top, left, bottom)
        for i, line in enumerate(lines):
            canvas.drawString(left + PAD, top - (i + 1) * LEADING, line)
        left += width
    canvas.line(left, top, left, bottom)
    return bottom


def main(path: str, pages: str, face: str | None = None) -> None:
    """Write the plan, in a font of boxes unless another is given."""
    name = font()
    if face is not None:
        name = Path(face).stem
        pdfmetrics.registerFont(TTFont(name, face))
    write_plan(Path(path), int(pages), name)


if __name__ == "__main__":
    main(*sys.argv[1:])
