"""A page as it was seen, as a picture: the first thing to look at when a table comes out wrong.

Over the page, rules are blue (across) and green (down), the joints where they meet red; cells are outlined in orange,
an edge that no rule closes in magenta, and each cell says its row and column and, where it spans, how many of both.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np

from extract.grid.joints import meet
from extract.grid.ruled import tolerance
from extract.grid.rules import Segments, merge
from extract.ocr.reader import mend
from extract.page import Page
from extract.pdf.reader import open_book, walk
from extract.readers import READERS, Input, unsupported
from extract.sniff import sniff
from phuluc.errors import DamagedSource, UnsupportedSource
from phuluc.model import RawCell, RawPage, RawTable
from phuluc.settings import Settings

if TYPE_CHECKING:
    from PIL.Image import Image

_LONG_SIDE = 2200  # pixels: cells of 8 pt can be read, and a poster stays an ordinary picture
_ACROSS, _DOWN, _JOINT = (30, 90, 220, 255), (0, 140, 60, 255), (220, 20, 20, 255)
_CELL, _CELL_FILL, _OPEN, _NOTE = (230, 120, 0, 255), (255, 170, 40, 26), (200, 0, 200, 255), (150, 60, 0, 255)


def draw_page(source: Input, number: int, settings: Settings, stream: BinaryIO) -> None:
    """Write page `number` (from 1) of a PDF to `stream` as a PNG, with what was seen on it.

    Raises:
        UnsupportedSource: the source is no PDF, or no document at all.
        UsageError: it has no such page.
        LockedSource, DamagedSource, LimitExceeded: as its reader says.
    """
    kind = sniff(source.data)
    if kind not in READERS:
        raise unsupported(kind)
    if kind != "pdf":
        raise UnsupportedSource("only pages of a PDF can be drawn; make one of it first")
    settings = replace(settings, pages=(number, number))
    page, laid = next(walk(open_book(source, settings)))
    laid = next(mend(iter([(page, laid)]), source.data, settings))
    picture, scale = _rendered(source, settings, page)
    _Sheet(picture, scale).draw(page, laid)
    picture.save(stream, format="PNG")


class _Sheet:
    """A picture to draw on in points of the page."""

    def __init__(self, picture: "Image", scale: float) -> None:
        from PIL import ImageDraw

        self._on = ImageDraw.Draw(picture, "RGBA")
        self._scale = scale

    def draw(self, page: Page, laid: RawPage) -> None:
        """Cells first, so that rules and joints stand out on them."""
        tables = [block for block in laid.blocks if isinstance(block, RawTable)]
        for table in tables:
            for row, cells in enumerate(table.rows):
                for cell in cells.cells:
                    self._cell(row, cell)
        reach = tolerance(page.glyphs)
        across, down = merge(page.horizontal, reach, reach), merge(page.vertical, reach, reach)
        self._rules(across, _ACROSS, flat=True)
        self._rules(down, _DOWN, flat=False)
        for i, j in zip(*np.nonzero(meet(across, down, reach)), strict=True):
            self._dot(float(down.at[j]), float(across.at[i]))

    def _cell(self, row: int, cell: RawCell) -> None:
        if cell.box is None:
            return
        x0, top, x1, bottom = (side * self._scale for side in (cell.box.x0, cell.box.top, cell.box.x1, cell.box.bottom))
        self._on.rectangle((x0, top, x1, bottom), _CELL_FILL, _CELL, 2)
        for y, is_open in ((top, cell.open_top), (bottom, cell.open_bottom)):
            if is_open:
                self._on.line((x0, y, x1, y), _OPEN, 4)
        spans = f" {cell.row_span}x{cell.col_span}" if (cell.row_span, cell.col_span) != (1, 1) else ""
        self._on.text((x0 + 4, top + 2), f"r{row} c{cell.col}{spans}", _NOTE)

    def _rules(self, rules: Segments, colour: tuple[int, int, int, int], *, flat: bool) -> None:
        for at, start, end in zip(rules.at.tolist(), rules.start.tolist(), rules.end.tolist(), strict=True):
            ends = (start, at, end, at) if flat else (at, start, at, end)
            self._on.line(tuple(side * self._scale for side in ends), colour, 2)

    def _dot(self, x: float, y: float) -> None:
        x, y = x * self._scale, y * self._scale
        self._on.ellipse((x - 4, y - 4, x + 4, y + 4), _JOINT)


def _rendered(source: Input, settings: Settings, page: Page) -> "tuple[Image, float]":
    """The page as a picture, and its pixels to the point."""
    from pypdfium2 import PdfiumError

    scale = _LONG_SIDE / max(page.width, page.height, 1.0)
    try:
        with opened(source, settings) as document:
            sheet = page_as_read(document, page.number)
            return sheet.render(scale=scale).to_pil().convert("RGB"), scale
    except PdfiumError:
        raise DamagedSource(f"page {page.number} cannot be drawn; the file is damaged there") from None


@contextmanager
def opened(source: Input, settings: Settings) -> Iterator[Any]:
    """A PDF's pages for drawing, as pypdfium2 has them.

    Raises:
        LockedSource, DamagedSource: as its reader says.
    """
    import pypdfium2

    from extract.pdf.pdfium import load

    document = pypdfium2.PdfDocument(load(source.data, settings))
    try:
        yield document
    finally:
        document.close()


def page_as_read(document: Any, number: int) -> Any:
    """A page of it, from 1, with its annotations and form fields drawn in as its reader has them.

    Raises:
        PdfiumError: the page is damaged.
    """
    from pypdfium2 import raw

    from extract.pdf.pdfium import flatten

    page = document[number - 1]
    if raw.FPDFPage_GetAnnotCount(page) > 0 and flatten(page):
        page.close()
        page = document[number - 1]
    return page
