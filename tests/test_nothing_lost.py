"""These tests ensure that every printed letter ends in exactly one place, counted by others than the audit.

The audit compares what a reader took in with what came out of it. Here the print is counted anew: of a PDF by PDFium's
own text, through pypdfium2 and none of this house's code, and of a made document by the plan that it was made of. Both
are held, letter by letter with their marks, against the rows, headers, repeated headers and furniture that tables were
booked under, and the lines outside them.
"""

import os
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from unittest import mock

import pypdfium2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extract.pdf.fields import field_letters
from extract.readers import open_input, read_document
from normalize.audit import Ledger
from phuluc.issues import Issue
from phuluc.model import Audit, Document, RawPage, RawTable, RawText, Row
from phuluc.pipeline import understand
from phuluc.settings import Settings
from phuluc.source import Box, Source
from tests.corpus import as_docx, as_html, as_text, as_typst
from tests.corpus.cases import Case, cases
from tests.corpus.content import MERGED, Annex, Column, Plan
from tests.corpus.layout import BASE, LAYOUTS
from tests.corpus.producers import produce

CORPUS = Path(os.environ.get("PHULUC_CORPUS", Path(__file__).parents[2] / "shared" / "corpus"))
LONG = 1_000_000  # bytes: such a document takes ten seconds and more
REAL = [
    pytest.param(path, marks=[pytest.mark.system] if path.stat().st_size > LONG else [], id=path.stem)
    for path in sorted(CORPUS.glob("[fp][0-9]*.pdf"))
    if "tounicode" not in path.name
]
PURE = ("typst", "docx", "html", "text", "markdown", "xlsx")
EVERY = 5  # of the corpus' cases; test_floors.py has the audit of all
NEVER = Settings(ocr="never")
Letters = Counter[str]


@dataclass(slots=True)
class Books:
    """What became of a document's texts: those booked under a table, those outside, and the tables' areas by page.

    Tables that no account was opened for (a letterhead, signatures) are outside, with the texts of their cells.
    """

    booked: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)
    tables: list[RawTable] = field(default_factory=list)
    opened: list[RawTable] = field(default_factory=list)
    areas: dict[int, list[Box]] = field(default_factory=dict)

    def see(self, page: RawPage) -> None:
        for block in page.blocks:
            if isinstance(block, RawText):
                self.outside += block.lines
                continue
            self.tables.append(block)
            if page.number is not None and block.source.box is not None:
                self.areas.setdefault(page.number, []).append(block.source.box)


def read(source: Path | bytes) -> tuple[Document, Books]:
    """A document, and its books as they were closed."""
    books, open_account, close = Books(), Ledger.open, Ledger.close

    def opened(self: Ledger, table: RawTable, running: frozenset[str]) -> None:
        books.opened.append(table)
        open_account(self, table, running)

    def closed(self: Ledger, rows: Iterable[Row], where: Source) -> tuple[Audit, list[Issue]]:
        rows = list(rows)
        books.booked += [*self.headers, *self.repeated, *self.furniture]
        books.booked += [text for row in rows for at, text in enumerate(row.cells) if at not in row.inherited]
        return close(self, rows, where)

    with mock.patch.object(Ledger, "open", opened), mock.patch.object(Ledger, "close", closed):
        document = understand(read_document(open_input(source, NEVER, "made"), NEVER), NEVER, see=books.see)
    known = {id(table) for table in books.opened}
    apart = [table for table in books.tables if id(table) not in known]
    books.outside += [cell.text for table in apart for row in table.rows for cell in row.cells]
    return document, books


def letters(texts: Iterable[str]) -> Letters:
    """Printed letters with their marks; what prints nothing, and how a hyphen is coded, is left out."""
    text = unicodedata.normalize("NFC", "".join(texts)).translate(
        {0x2010: "-", 0x2011: "-", 0xAD: "-", 0xFFFE: "-", 2: "-"}
    )
    return Counter(letter for letter in text if unicodedata.category(letter)[0] not in "ZC")


def printed(data: bytes) -> Iterator[str]:
    """Each page's text as PDFium gives it."""
    document = pypdfium2.PdfDocument(data)
    for page in document:
        yield page.get_textpage().get_text_range()


def printed_inside(data: bytes, areas: dict[int, list[Box]]) -> Letters:
    """The letters whose middles lie in these areas, as PDFium places them; pages are upright and begin at (0, 0)."""
    found: Letters = Counter()
    for number, page in enumerate(pypdfium2.PdfDocument(data), start=1):
        text, height = page.get_textpage(), page.get_height()
        for at in range(text.count_chars()):
            left, bottom, right, top = text.get_charbox(at, loose=True)
            x, y = (left + right) / 2, height - (bottom + top) / 2
            if any(box.x0 <= x <= box.x1 and box.top <= y <= box.bottom for box in areas.get(number, ())):
                found += letters([text.get_text_range(at, 1)])
    return found


def told(plan: Plan, flat: bool) -> Letters:
    """The letters of a plan's tables, each merged cell once; each label once, or in flat text over each column."""
    texts: list[str] = []
    for annex in plan.annexes:
        labels = [column.label for column in annex.columns]
        for above, label in zip([(), *labels], labels, strict=False):
            shared = 0 if flat or len(label) < 2 else sum(a == b for a, b in zip(above, label[:-1], strict=False))
            texts += [" / ".join(label)] if flat else label[shared:]
        texts += [text for row in annex.rows for text in row if text != MERGED]
    return letters(texts)


# --- the corpus -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", list(cases(PURE))[::EVERY], ids=str)
def test_a_made_document_s_letters_are_all_booked(case: Case) -> None:
    path = produce(case.producer, case.plan, case.layout)
    _, books = read(path)
    if path.suffix == ".pdf":
        assert letters([*books.booked, *books.outside]) == letters(printed(path.read_bytes()))
    elif not case.layout.numbered and not case.layout.restart:
        assert letters(books.booked) == told(case.plan, flat=path.suffix in (".txt", ".md"))


@pytest.mark.parametrize("plan", ["cchc", "giaoduc", "pccc"])
def test_the_letters_inside_tables_are_those_of_rows_headers_and_furniture(plan: str) -> None:
    case = next(case for case in cases(("typst",)) if case.plan.name == plan and not case.layout.rotate)
    path = produce(case.producer, case.plan, case.layout)
    _, books = read(path)
    assert letters(books.booked) == printed_inside(path.read_bytes(), books.areas)


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus of real documents is not here")
@pytest.mark.parametrize("path", REAL)
def test_a_real_document_s_letters_are_all_booked(path: Path) -> None:
    data = path.read_bytes()
    document, books = read(path)
    pages = range(1, (document.source.pages or 0) + 1)
    fields = sum(field_letters(data, pages, NEVER).values(), Counter[str]())
    assert letters([*books.booked, *books.outside]) == letters(printed(data)) + fields
    assert document.audit.lost == 0


# --- random documents -------------------------------------------------------------------------------------------

WORDS = (
    "Rà soát văn bản quy phạm; Sở Y tế, UBND các huyện Năm 2025-2026 tập huấn (đợt 1) 15% cán bộ/xã được ưỡng".split()
)
TEXTS = st.lists(st.sampled_from(WORDS), min_size=1, max_size=30).map(" ".join)
HEADS = ("STT", "Nhiệm vụ", "Cơ quan chủ trì", "Thời gian", "Sản phẩm", "Kinh phí", "Ghi chú")


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """A plan of one table: 3 to 6 columns, 1 to 25 rows, sections, empty cells."""
    width = draw(st.integers(3, 6))
    heads = HEADS[:2] + tuple(draw(st.permutations(HEADS[2:]))[: width - 2])
    columns = tuple(Column((head,), "", 100 / width if at else 8) for at, head in enumerate(heads))
    rows: list[tuple[str, ...]] = []
    for number in range(1, draw(st.integers(2, 25))):
        if draw(st.integers(0, 5)) == 0:
            rows.append(("I" * draw(st.integers(1, 3)), draw(TEXTS)))
        others = [draw(st.one_of(TEXTS, st.just(""))) for _ in range(width - 2)]
        rows.append((str(number), draw(TEXTS), *others))
    return Plan("random", "1/KH", "2025-01-01", "UBND", (Annex(("PHỤ LỤC",), columns, tuple(rows)),))


LIGHT = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
FEWER = settings(LIGHT, max_examples=8)
RULED = [LAYOUTS[name] for name in ("base", "portrait", "once", "dashed", "tiles", "horizontal", "none", "zebra")]


@FEWER
@given(plans(), st.sampled_from(RULED))
def test_a_random_pdf_loses_nothing(plan: Plan, layout: object) -> None:
    data = as_typst.pdf(plan, layout)  # type: ignore[arg-type]
    document, books = read(data)
    assert letters([*books.booked, *books.outside]) == letters(printed(data))
    assert document.audit.lost == 0


@pytest.mark.parametrize(
    "make",
    [as_docx.document, as_text.tabs, as_text.markdown, as_text.xlsx, lambda *made: as_html.page(*made).encode()],
    ids=["docx", "text", "markdown", "xlsx", "html"],
)
def test_a_random_document_of_other_kinds_loses_nothing(make: object) -> None:
    @FEWER
    @given(plans())
    def every(plan: Plan) -> None:
        document, books = read(make(plan, BASE))  # type: ignore[operator]
        assert letters(books.booked) == told(plan, flat=False)
        assert document.audit.lost == 0

    every()
