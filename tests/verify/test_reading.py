"""These tests ensure that a source is read in two ways that share no reader, and that neither is trusted blindly."""

import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from reportlab.pdfgen.canvas import Canvas

from extract import office
from extract.page import Book, Page
from extract.pdf import plumber
from extract.pdf import reader as pdf_reader
from phuluc.errors import DamagedSource
from phuluc.model import Document
from phuluc.opinion import Count
from phuluc.settings import Settings
from phuluc.verify import reading
from phuluc.verify.compare import FIELDS, Reading
from phuluc.verify.reading import read_twice

SAMPLES = Path(__file__).parents[2] / "samples"
ROWS = (("STT", "Nhiem vu", "Co quan chu tri"), ("1", "Ra soat van ban", "So Tu phap"), ("2", "Tap huan", "So Y te"))


def page_of(field: str = "") -> bytes:
    """A page with a table of three rows; `field` is what a form field in its last cell says."""
    stream = io.BytesIO()
    canvas = Canvas(stream, (400, 300))
    canvas.grid([20, 60, 220, 380], [280, 250, 220, 190])
    for row, texts in enumerate(ROWS):
        for x, text in zip((25, 65, 225), texts, strict=True):
            canvas.drawString(x, 262 - 30 * row, text)
    if field:
        canvas.acroForm.textfield(value=field, x=300, y=195, width=70, height=18, borderWidth=0, name="n")
    canvas.save()
    return stream.getvalue()


def notes(document: Document, code: str) -> list[str]:
    return [issue.note for issue in document.issues if issue.kind.code == code]


def misread(letter: str, instead: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the second reader take one letter for another."""

    def pages(book: Book) -> Iterator[Page]:
        for page in book.pages:
            text = [instead if each == letter else each for each in page.glyphs.text]
            yield replace(page, glyphs=replace(page.glyphs, text=text))

    def open_pdf(data: bytes, settings: Settings) -> Book:
        book = plumber.open_pdf(data, settings)
        return replace(book, pages=pages(book))

    monkeypatch.setattr("tests.verify.test_reading.open_pdf", open_pdf, raising=False)
    monkeypatch.setitem(pdf_reader.ENGINES, "pdfplumber", __name__)


@pytest.mark.parametrize("name", ["qd294.pdf", "qd294-chromium.pdf", "qd294-liberation.pdf"])
def test_both_engines_read_the_sample_alike(name: str) -> None:
    opinion = read_twice(SAMPLES / name, Settings()).opinion
    assert opinion is not None
    assert (opinion.first, opinion.second, opinion.differences) == ("PDFium", "pdfplumber", ())
    assert (opinion.rows, opinion.cells) == (Count(33, 33), Count(198, 198))
    assert opinion.glyphs.alike == opinion.glyphs.compared > 5_000


def test_a_letter_that_one_engine_misreads_is_found_where_it_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    misread("v", "u", monkeypatch)
    document = read_twice(page_of(), Settings(ocr="never"))
    assert document.opinion is not None
    told = [(each.kind, each.row, each.column, each.first, each.second) for each in document.opinion.disagreements]
    assert told == [
        ("header", "table 0", "Nhiem vu", "Nhiem vu (task)", "Nhiem uu"),
        ("header", "table 0", "Co quan chu tri", "Co quan chu tri (lead)", "Co quan chu tri"),
        ("cell", "0/1", "Nhiem vu", "Ra soat van ban", "Ra soat uan ban"),
        ("outline", "0/1", "", "task 1", "1"),
        ("outline", "0/2", "", "task 2", "2"),
        ("page", "", "", "vv", "uu"),
    ]
    assert [row.trust.engines < 1 for row in document.tables[0].rows] == [True, True]


def test_form_fields_are_the_first_reader_s_alone_and_explained() -> None:
    document = read_twice(page_of(field="Bo Y te"), Settings(ocr="never"))
    assert document.opinion is not None
    assert document.tables[0].rows[1].cells[2] == "So Y te Bo Y te"
    assert {each.explained for each in document.opinion.differences} == {FIELDS}
    assert {each.kind for each in document.opinion.differences} == {"cell", "page"}
    assert not any("engines-disagree" in row.flags for row in document.tables[0].rows)


def test_what_one_engine_cannot_open_has_no_second_opinion(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(data: bytes, settings: Settings) -> Book:
        raise DamagedSource("no sense in it")

    monkeypatch.setattr(plumber, "open_pdf", refuse)
    document = read_twice(page_of(), Settings())
    assert document.opinion is None and len(document.tasks) == 2
    assert notes(document, "not-verified") == ["no sense in it"]


@pytest.mark.parametrize(
    "data", ["STT\tNhiệm vụ\tChủ trì\n1\tRà soát\tSở Y tế\n".encode(), b"<table><tr><td>1</table>"]
)
def test_kinds_with_one_reader_say_so(data: bytes) -> None:
    document = read_twice(data, Settings())
    assert document.opinion is None
    assert notes(document, "not-verified") == [
        "there is no second way to read this kind of file, as there is for PDF and DOCX"
    ]


def test_a_document_that_ocr_alone_read_has_no_second_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    once = reading._read

    def scanned(name: str, *how: Any) -> Reading:
        assert name == "PDFium", "pages that are pictures are not asked for twice"
        found = once(name, *how)
        return replace(found, seen=frozenset(found.pages))

    monkeypatch.setattr(reading, "_read", scanned)
    document = read_twice(page_of(), Settings(ocr="never"))
    assert document.opinion is None and len(document.tasks) == 2
    assert notes(document, "not-verified") == ["every page was read by OCR, for which there is no second way"]


def test_word_files_need_libreoffice_for_a_second_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "find_soffice", lambda: None)
    document = read_twice(SAMPLES / "qd294.docx", Settings())
    assert document.opinion is None and len(document.tasks) == 33
    (note,) = notes(document, "not-verified")
    assert "needs LibreOffice" in note and "apt-get install" in note


@pytest.mark.system
def test_word_files_are_held_against_libreoffice_s_print() -> None:
    if office.find_soffice() is None:
        pytest.skip("LibreOffice is not installed")
    opinion = read_twice(SAMPLES / "qd294.docx", Settings()).opinion
    assert opinion is not None
    assert (opinion.first, opinion.second, opinion.differences) == ("docx", "LibreOffice's PDF of it", ())
    assert (opinion.rows, opinion.pages) == (Count(33, 33), Count())
    assert len(opinion.notes) == 2
