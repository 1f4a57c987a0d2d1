"""The whole run as one page of calls."""

from collections.abc import Callable, Generator, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from phuluc.issues import IssueKind
from phuluc.model import Document, RawDocument, RawPage
from phuluc.settings import Settings
from phuluc.watch import watched

if TYPE_CHECKING:
    from extract.readers import Input

OnPage = Callable[[int, int | None], None]
"""Told after each page: pages read so far, pages to read in all (None where the format has no pages)."""
OnRawPage = Callable[[RawPage], None]


def read(
    path: str | Path | bytes, settings: Settings | None = None, name: str = "-", on_page: OnPage | None = None
) -> Document:
    """Read a decision: its tables, joined over pages, and what their cells mean.

    Args:
        path: a file, or a document's bytes.
        settings: the choices of the run; the defaults where None.
        name: what to call a source that was given as bytes.
        on_page: called as pages are read, for a progress bar.

    Raises:
        PhulucError: the source cannot be read; its text says why and what to do.
    """
    from extract.readers import open_input, read_document

    settings = settings or Settings()
    given = open_input(path, settings, name)
    document = understand(read_document(given, settings), settings, on_page)
    if settings.review:
        document = _with_sheets(document, given, settings)
    return corrected(document, settings)


def _with_sheets(document: Document, given: "Input", settings: Settings) -> Document:
    """The document with its pages as pictures."""
    from extract.sheets import sheets

    ocr = {issue.source.page for issue in document.issues if issue.kind is IssueKind.OCR_USED and issue.source}
    return replace(document, sheets=tuple(sheets(given, settings, {page for page in ocr if page is not None})))


def corrected(document: Document, settings: Settings) -> Document:
    """A document that was understood, with the corrections of its source that the settings hold."""
    if not settings.corrections:
        return document
    from phuluc.corrections.apply import corrected as with_corrections

    return with_corrections(document, settings.corrections)


def understand(
    opened: RawDocument, settings: Settings, on_page: OnPage | None = None, see: OnRawPage | None = None
) -> Document:
    """What an opened document says. Its pages are walked once, and it is closed behind them; `see` is shown each.

    Raises:
        PhulucError: a page's reader raised it, or the document is over a limit.
    """
    from normalize.document import normalize

    raw = replace(opened, pages=watched(opened.pages, settings.limits))
    if on_page is not None or see is not None:
        raw = replace(raw, pages=_told(raw, settings, on_page, see))
    try:
        return normalize(raw, settings)
    finally:
        if isinstance(opened.pages, Generator):  # a walk that broke off holds native documents open until it is closed
            opened.pages.close()


def _told(raw: RawDocument, settings: Settings, on_page: OnPage | None, see: OnRawPage | None) -> Iterator[RawPage]:
    """The same pages, with `see` called before each and `on_page` behind it."""
    total = raw.source.pages
    if total is not None and settings.pages is not None:
        total = max(0, min(total, settings.pages[1]) - settings.pages[0] + 1)
    for done, page in enumerate(raw.pages, start=1):
        if see is not None:
            see(page)
        yield page
        if on_page is not None:
            on_page(done, total)
