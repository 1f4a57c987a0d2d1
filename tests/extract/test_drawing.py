"""The picture of what was seen: joints where the document's rules meet, and cells between them."""

import io
from pathlib import Path

import pytest
from PIL import Image

from extract.drawing import draw_page
from extract.readers import Input
from phuluc.errors import UnsupportedSource, UsageError
from phuluc.settings import Settings

PAGE = (400.0, 200.0)  # points
COLUMNS, LINES = (50.0, 120.0, 350.0), (40.0, 80.0, 150.0)  # points from the left, from the top


def ruled(path: Path) -> bytes:
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(str(path), pagesize=PAGE)
    for x in COLUMNS:
        canvas.line(x, PAGE[1] - LINES[0], x, PAGE[1] - LINES[-1])
    for y in LINES:
        canvas.line(COLUMNS[0], PAGE[1] - y, COLUMNS[-1], PAGE[1] - y)
    for row, y in enumerate(LINES[:-1]):
        canvas.drawString(COLUMNS[0] + 20, PAGE[1] - y - 25, "STT" if row == 0 else str(row))
        canvas.drawString(COLUMNS[1] + 60, PAGE[1] - y - 25, "Nhiem vu" if row == 0 else "Lap ke hoach")
    canvas.save()
    return path.read_bytes()


def drawn(data: bytes, number: int = 1) -> Image.Image:
    stream = io.BytesIO()
    draw_page(Input("x.pdf", data), number, Settings(), stream)
    return Image.open(io.BytesIO(stream.getvalue())).convert("RGB")


def test_joints_stand_where_rules_meet_and_nowhere_else(tmp_path: Path) -> None:
    picture = drawn(ruled(tmp_path / "x.pdf"))
    scale = picture.width / PAGE[0]
    assert picture.height == pytest.approx(PAGE[1] * scale, abs=1)

    def colour(x: float, y: float) -> tuple[int, ...]:
        found = picture.getpixel((round(x * scale), round(y * scale)))
        assert isinstance(found, tuple)
        return found

    for x in COLUMNS:
        for y in LINES:
            assert colour(x, y) == (220, 20, 20)
    assert colour(COLUMNS[1], 60) == (0, 140, 60)
    assert colour(300, LINES[1]) == (30, 90, 220)
    red, green, blue = colour(330, 140)  # inside a cell: tinted, and the print shows through
    assert red > green > blue > 200
    assert colour(380, 20) == (255, 255, 255)


def test_a_page_that_is_not_there_and_a_source_without_pages(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="past the end"):
        drawn(ruled(tmp_path / "x.pdf"), 2)
    with pytest.raises(UnsupportedSource, match="only pages of a PDF"):
        drawn(b"STT\tNhiem vu\n")
