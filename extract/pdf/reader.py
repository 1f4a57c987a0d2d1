"""The door of PDF: pages through the chosen engine, tables through the grid, blocks from top to bottom."""

import hashlib
from collections.abc import Callable, Iterator
from importlib import import_module

from extract.grid.record import Grid
from extract.grid.tables import find_tables
from extract.layout import lay_out
from extract.ocr.reader import mend
from extract.page import Book, Page
from extract.readers import Input
from extract.turned import placed, turns_of, upright
from phuluc.model import RawDocument, RawPage, SourceFile
from phuluc.settings import Engine, Settings

# Imported when chosen: PDFium's run does not pay for pdfplumber.
ENGINES: dict[Engine, str] = {
    "auto": "extract.pdf.pdfium",
    "pdfium": "extract.pdf.pdfium",
    "pdfplumber": "extract.pdf.plumber",
}


def read_pdf(source: Input, settings: Settings) -> RawDocument:
    """Open a PDF; its pages are read as they are walked.

    Raises:
        LockedSource, DamagedSource, LimitExceeded: as the engine says, at once or while walking.
    """
    book = open_book(source, settings)
    file = SourceFile(
        source.name, hashlib.sha256(source.data).hexdigest(), "application/pdf", book.count, book.producer
    )
    return RawDocument(file, mend(walk(book), source.data, settings))


def open_book(source: Input, settings: Settings) -> Book:
    """Open a PDF with the run's engine.

    Raises:
        LockedSource, DamagedSource, UsageError, LimitExceeded: as the engine says.
    """
    open_pdf: Callable[[bytes, Settings], Book] = import_module(ENGINES[settings.engine]).open_pdf
    return open_pdf(source.data, settings)


def walk(book: Book) -> Iterator[tuple[Page, RawPage]]:
    """Each page as the engine saw it, and laid out."""
    previous: Grid | None = None
    for page in book.pages:
        turns = turns_of(page)
        sheet = upright(page, turns) if turns else page
        grids = find_tables(sheet, previous)
        previous = grids[-1] if grids else None
        raw = lay_out(sheet, grids)
        yield page, placed(raw, page, turns) if turns else raw
