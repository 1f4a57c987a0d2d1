"""XLSX: the workbook to hand on, five sheets in Vietnamese."""

from collections.abc import Iterator
from io import BytesIO
from tempfile import TemporaryDirectory
from typing import BinaryIO

from export.part import Part
from phuluc.issues import Issue
from phuluc.model import Document
from phuluc.settings import Settings


def parts(document: Document, settings: Settings) -> Iterator[Part]:
    """The one file."""
    yield Part(".xlsx", lambda stream: write(document, stream))


def write(document: Document, stream: BinaryIO) -> tuple[Issue, ...]:
    """Write the workbook; returns what had to be cut to fit a cell."""
    from export.workbook import agencies, origin, overview, tasks, timeline
    from export.workbook.book import Book

    # Packed in memory, where packing cannot fail: a zip archive left half-written complains when it is collected.
    packed = BytesIO()
    with TemporaryDirectory(prefix="phuluc-") as folder, Book(document, packed, folder) as book:
        for sheet in (tasks, agencies, timeline, overview, origin):
            sheet.write(book)
    stream.write(packed.getbuffer())
    return tuple(book.issues)
