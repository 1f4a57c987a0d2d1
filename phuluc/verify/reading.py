"""Which two readings a kind of document has, and how they are had."""

from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from phuluc.errors import PhulucError, UnsupportedSource
from phuluc.issues import Issue, IssueKind
from phuluc.model import Document, RawPage, RawTable
from phuluc.opinion import Opinion
from phuluc.pipeline import OnPage, corrected, understand
from phuluc.settings import Settings
from phuluc.verify.compare import Letters, Reading, compare, letters
from phuluc.verify.mark import marked

if TYPE_CHECKING:
    from extract.readers import Input
    from extract.sniff import Kind

_FLOWS = ("docx", "doc", "odt", "rtf")  # kinds without pages that LibreOffice prints
_PRINTED = (
    "the first reading has no pages: letters outside tables, page by page, were not compared",
    "print does not tell an author's line breaks from wrapping: they were not compared",
)


def read_twice(
    path: str | Path | bytes, settings: Settings, name: str = "-", on_page: OnPage | None = None
) -> Document:
    """Read a source as `phuluc.pipeline.read` does, and once more in another way; the Document holds the opinion.

    PDF is read by PDFium, then by pdfplumber (`settings.engine` is not asked); DOCX, and what LibreOffice turns into
    it, from its own markup, then from the PDF that LibreOffice prints of it. Rows that differ are flagged
    `engines-disagree`. Where no second reading can be had, `opinion` is None and an issue says why. `on_page` is told
    of the pages of both readings.

    Raises:
        PhulucError: the first reading fails.
    """
    from extract.locked import unlocked
    from extract.readers import open_input
    from extract.sniff import sniff

    source = open_input(path, settings, name)
    plain = unlocked(source, settings)
    kind = sniff(plain.data)
    first = _read("PDFium" if kind == "pdf" else kind, source, replace(settings, engine="auto"), on_page)
    try:
        opinion = _opinion(kind, plain, first, settings, on_page)
    except PhulucError as error:
        issue = Issue(IssueKind.NOT_VERIFIED, note=str(error))
        return corrected(replace(first.document, issues=(*first.document.issues, issue)), settings)
    return corrected(marked(first.document, opinion), settings)


def _opinion(kind: "Kind", source: "Input", first: Reading, settings: Settings, on_page: OnPage | None) -> Opinion:
    """What the second reading says of the first.

    Raises:
        UnsupportedSource: there is no second way to read this kind, or any of its pages.
        PhulucError: the second reading fails.
    """
    from extract.office import convert
    from extract.readers import Input as Printed

    again = replace(settings, ocr="never")  # there is no second way to read a picture
    if kind == "pdf":
        if first.pages and first.seen.issuperset(first.pages):
            raise UnsupportedSource("every page was read by OCR, for which there is no second way")
        second = _read("pdfplumber", source, replace(again, engine="pdfplumber"), on_page)
        return compare(first, second, _fields(source.data, first, second, settings))
    if kind not in _FLOWS:
        raise UnsupportedSource("there is no second way to read this kind of file, as there is for PDF and DOCX")
    printed = Printed(source.name, convert(source.data, kind, "pdf", settings))
    second = _read("LibreOffice's PDF of it", printed, replace(again, engine="auto", pages=None), on_page)
    opinion = compare(replace(first, pages={}), replace(second, pages={}, breaks=False))
    return replace(opinion, notes=(*opinion.notes, *_PRINTED))


@dataclass(slots=True)
class _Watch:
    """What is seen of a document's pages while they are walked."""

    pages: dict[int, Letters] = field(default_factory=dict)
    seen: set[int] = field(default_factory=set)
    unreadable: set[int] = field(default_factory=set)

    def see(self, page: RawPage) -> None:
        """Look at a page that has a number."""
        number = page.number
        if number is None:
            return
        kinds = {issue.kind for issue in page.issues}
        tables = [block for block in page.blocks if isinstance(block, RawTable)]
        if IssueKind.OCR_USED in kinds or any(table.method == "ocr" for table in tables):
            self.seen.add(number)
        if IssueKind.PAGE_UNREADABLE in kinds:
            self.unreadable.add(number)
        self.pages[number] = Counter()
        for block in page.blocks:
            for text in (block.ink,) if isinstance(block, RawTable) else block.lines:
                self.pages[number] += letters(text)


def _read(name: str, source: "Input", settings: Settings, on_page: OnPage | None) -> Reading:
    from extract.readers import read_document

    watch = _Watch()
    document = understand(read_document(source, settings), settings, on_page, watch.see)
    return Reading(name, document, watch.pages, frozenset(watch.seen), frozenset(watch.unreadable))


def _fields(data: bytes, first: Reading, second: Reading, settings: Settings) -> dict[int, Letters]:
    """What form fields print on the pages where the first reading has letters that the second has not."""
    from extract.pdf.fields import field_letters

    pages = [number for number, found in first.pages.items() if found - second.pages.get(number, Counter())]
    return field_letters(data, pages, settings) if pages else {}
