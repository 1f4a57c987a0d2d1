"""PDFs made on the spot, with a font made on the spot: the tests need no font of the machine's."""

import io
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from extract.page import Page
from extract.pdf import pdfium, plumber
from phuluc.settings import Settings

OPENERS = {"pdfium": pdfium.open_pdf, "pdfplumber": plumber.open_pdf}
PAGE = (400.0, 300.0)

_UNITS = 1000
_NARROW, _WIDE, _BLANK, _USUAL = 280, 800, 250, 500
_LETTERS = [
    *range(0x20, 0x7F),
    *range(0xA0, 0x180),
    *range(0x1A0, 0x1B1),
    *range(0x300, 0x324),
    *range(0x1EA0, 0x1EFA),
    0x2013,
    0x2022,
    0xF020,  # a blank where a font has its own codes
]


def _advance(code: int) -> int:
    if 0x300 <= code < 0x370:
        return 0
    if code in (0x20, 0xA0, 0xF020):
        return _BLANK
    return _NARROW if chr(code) in "ijltfrIìíịỉĩ.,;:-'()[]/" else _WIDE if chr(code) in "mwMWƯ" else _USUAL


@cache
def font(name: str = "Boxes") -> str:
    """Register a TrueType font of boxes for all letters of Vietnamese; the name that a canvas knows it by."""
    names = {code: f"u{code:04X}" for code in _LETTERS}
    builder = FontBuilder(_UNITS, isTTF=True)
    builder.setupGlyphOrder([".notdef", *names.values()])
    builder.setupCharacterMap(names)
    glyphs = {".notdef": _box(_USUAL)} | {name: _box(_advance(code)) for code, name in names.items()}
    builder.setupGlyf(glyphs)
    metrics = {".notdef": (_USUAL, 0)} | {name: (_advance(code), 0) for code, name in names.items()}
    builder.setupHorizontalMetrics(metrics)
    builder.setupHorizontalHeader(ascent=890, descent=-216)
    builder.setupNameTable({"familyName": name, "styleName": "Regular", "psName": name})
    builder.setupOS2(sTypoAscender=890, sTypoDescender=-216, usWinAscent=890, usWinDescent=216)
    builder.setupPost()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{name}.ttf"
        builder.save(path)
        made = TTFont(f"made {name}", str(path))
    # ReportLab keeps one list of names and one of faces a process, and the first font of a face stands for the later
    # ones: another test's font of that name is not to take this one's place, nor this one that one's.
    face, made.face.name = made.face.name, made.fontName.encode()
    pdfmetrics.registerFont(made)
    made.face.name = face
    return f"made {name}"


def _box(advance: int) -> Any:
    """A box on the baseline; a mark, which has no advance, is a small one over the letter before it."""
    left, right, low, high = (40, advance - 40, 0, 600) if advance else (-340, -160, 650, 750)
    pen = TTGlyphPen(None)
    if advance != _BLANK:
        for i, (x, y) in enumerate(((left, low), (left, high), (right, high), (right, low))):
            (pen.lineTo if i else pen.moveTo)((x, y))
        pen.closePath()
    return pen.glyph()


def made(*draws: Callable[[Canvas], None], size: tuple[float, float] = PAGE, **options: Any) -> bytes:
    """A PDF with one page for each drawing; y counts from the bottom, as PDF has it."""
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=size, **options)
    for draw in draws:
        canvas.setFont(font(), 12)
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def pages(data: bytes, engine: str = "pdfium", settings: Settings | None = None) -> list[Page]:
    return list(OPENERS[engine](data, settings or Settings()).pages)


def rules(page: Page, axis: str) -> list[tuple[int, int, int]]:
    """The rules of one axis as whole points: at, start, end."""
    found = page.horizontal if axis == "horizontal" else page.vertical
    columns = (found.at.tolist(), found.start.tolist(), found.end.tolist())
    return [(round(at), round(start), round(end)) for at, start, end in zip(*columns, strict=True)]
