"""The workbook under its sheets: styles by name, text that a cell can hold, print set-up."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, BinaryIO, Self

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from export.workbook.measure import FONT, SIZE
from export.workbook.rows import RowSheet
from phuluc import __version__
from phuluc.issues import Issue, IssueKind
from phuluc.model import Document

_FIRST_YEAR = 1980  # the oldest that a zip archive's own dates can say
LONGEST = 32_767  # UTF-16 units in a cell
CUT = "… (cắt bớt; xem nguyên văn trong tệp JSON)"

# What XML 1.0 forbids, half characters, and the carriage return, which it would turn into another line's end.
_NO_XML = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")

_NAVY, _BAND, _GROUP, _LINE, _GREY = "#1F3864", "#D9E2F3", "#F2F5FA", "#BFBFBF", "#595959"
_DOUBT, _CORRECTED = "#FFE699", "#C5E0B4"

# A format is made of these by name: ("cell", "date", "doubt") is a bordered cell with a date, tinted.
STYLES: dict[str, dict[str, Any]] = {
    "cell": {"border": 1, "border_color": _LINE, "valign": "top", "text_wrap": True, "align": "left", "indent": 1},
    "head": {
        "border": 1,
        "border_color": "#FFFFFF",
        "bold": True,
        "font_color": "#FFFFFF",
        "bg_color": _NAVY,
        "align": "center",
        "valign": "vcenter",
        "text_wrap": True,
    },
    "band": {"bg_color": _BAND, "bold": True, "text_wrap": False, "valign": "vcenter", "border_color": "#8EA9DB"},
    "group": {"bg_color": _GROUP, "bold": True},
    "wrap": {"text_wrap": True},
    "centre": {"align": "center", "indent": 0},
    "middle": {"valign": "vcenter"},
    "date": {"num_format": "dd/mm/yyyy", "align": "center", "indent": 0},
    "number": {"num_format": "#,##0", "align": "center", "indent": 0},
    "doubt": {"bg_color": _DOUBT},
    "corrected": {"bg_color": _CORRECTED},
    "bold": {"bold": True},
    "small": {"font_size": 9, "font_color": _GREY},
    "title": {"bold": True, "font_size": 15, "font_color": _NAVY, "valign": "vcenter"},
    "subtitle": {"italic": True, "font_color": _GREY, "valign": "vcenter"},
    "heading": {"bold": True, "font_size": 12, "font_color": _NAVY, "bottom": 2, "bottom_color": _NAVY},
    "name": {"bold": True, "bg_color": _GROUP},
    "legend": {"valign": "vcenter"},
    "above": {"border": 0},
    "quarter": {"font_size": 8, "bold": False},
    "mono": {"font_name": "Consolas", "font_size": 10},
}


# Text stays text: it never becomes a formula, a link or a number by itself.
PLAIN_TEXT = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


class Book:
    """One workbook being written, as a context. `issues` gathers what had to be cut to fit."""

    def __init__(self, document: Document, stream: BinaryIO, folder: str) -> None:
        """Write to `stream`; `folder` takes the sheets on their way there, so that memory does not grow with them."""
        self.document = document
        self.issues: list[Issue] = []
        self._formats: dict[tuple[str, ...], Format] = {}
        options = PLAIN_TEXT | {
            "tmpdir": folder,
            "default_format_properties": {"font_name": FONT, "font_size": SIZE},
        }
        self.raw = xlsxwriter.Workbook(stream, options)
        self.raw.set_properties(_properties(document))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *error: object) -> None:
        """Write it all out; after an error, nothing.

        Raises:
            OSError: the temporary folder is full.
        """
        if kind is not None:
            return
        try:
            self.raw.close()
        except FileCreateError as failure:
            raise failure.args[0] from None

    def style(self, *names: str) -> Format:
        """The format made of these styles, later ones over earlier ones."""
        if names not in self._formats:
            merged = {key: value for name in names for key, value in STYLES[name].items()}
            self._formats[names] = self.raw.add_format(merged)
        return self._formats[names]

    def style_number(self, *names: str) -> int:
        """The number that cells of `RowSheet.put_row` name that format by."""
        return int(self.style(*names)._get_xf_index())

    def fill(self, colour: str, *names: str, **more: Any) -> Format:
        """The format made of these styles on a ground of that colour."""
        key = (*names, colour, repr(more))
        if key not in self._formats:
            merged = {k: value for name in names for k, value in STYLES[name].items()}
            self._formats[key] = self.raw.add_format(merged | {"bg_color": colour} | more)
        return self._formats[key]

    def ink(self, colour: str) -> Format:
        """Text of that colour, for a piece of a cell."""
        key = ("ink", colour)
        if key not in self._formats:
            self._formats[key] = self.raw.add_format({"font_color": colour})
        return self._formats[key]

    def sheet(self, name: str, colour: str) -> RowSheet:
        """A new sheet: A4 landscape, one page wide, page numbers at the foot."""
        sheet: RowSheet = self.raw.add_worksheet(name, worksheet_class=RowSheet)
        sheet.set_tab_color(colour)
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        sheet.set_footer(_footer(self.document, name))
        return sheet

    def fit(self, text: str, where: str) -> str:
        """Text such as a cell can hold: no character that XML forbids, no longer than Excel takes.

        A control character becomes U+FFFD. What is cut is said in the cell and added to `issues`.
        """
        fitted, cut = fit_cell(text)
        if cut:
            self.issues.append(Issue(IssueKind.OUTPUT_CUT, note=f"XLSX, {where}: {len(text):,} characters"))
        return fitted


def fit_cell(text: str) -> tuple[str, bool]:
    """Text such as a cell can hold, and whether it had to be cut."""
    if _NO_XML.search(text):
        text = _NO_XML.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))
    if len(text) * 2 <= LONGEST:
        return text, False
    units = text.encode("utf-16-le")
    if len(units) <= 2 * LONGEST:
        return text, False
    return units[: 2 * (LONGEST - len(CUT))].decode("utf-16-le", errors="ignore") + CUT, True


def title(book: Book, sheet: Worksheet, text: str) -> int:
    """Write the sheet's title block into its first rows; returns the first row below it."""
    meta = book.document.meta
    said = [part for part in (meta.kind, meta.number and f"số {meta.number}") if part]
    if meta.date:
        said.append(f"ngày {meta.date:%d/%m/%Y}")
    if meta.issuer:
        said.append(f"của {meta.issuer}")
    sheet.set_row(0, 24)
    sheet.write_string(0, 0, text, book.style("title"))
    if meta.title:
        sheet.write_string(1, 0, book.fit(" ".join(meta.title.split()), "title"), book.style("bold"))
    second = f"(Trích từ {' '.join(said)})" if said else f"(Trích từ tệp {book.document.source.file})"
    sheet.write_string(2, 0, book.fit(second, "title"), book.style("subtitle"))
    return 4


def header(book: Book, sheet: Worksheet, row: int, labels: Sequence[str], height: float = 34) -> None:
    """A header row, frozen, and printed again on each page."""
    sheet.set_row(row, height)
    for column, label in enumerate(labels):
        sheet.write_string(row, column, label, book.style("head"))
    sheet.repeat_rows(row)


def _footer(document: Document, name: str) -> str:
    """Left the document's number, in the middle the page's, right the sheet's name; "&" is a code there."""
    left = (document.meta.number or document.source.file)[:80].replace("&", "&&")
    left = _NO_XML.sub("", left)
    # The blank keeps the size's figures apart from a number that begins with some.
    return f'&L&"{FONT}"&9 {left}&C&"{FONT}"&9 Trang &P/&N&R&"{FONT}"&9 {name}'


def _properties(document: Document) -> dict[str, Any]:
    """Document properties. The date is the decision's own, so that equal input gives equal bytes."""
    meta = document.meta
    clean = {
        "title": meta.title or document.source.file,
        "subject": " ".join(part for part in (meta.kind, meta.number) if part),
        "company": meta.issuer or "",
        "category": "Bảng nhiệm vụ",
        "keywords": "nhiệm vụ, tiến độ, phụ lục",
        "author": f"phuluc {__version__}",
        "comments": f"Trích từ {document.source.file}, SHA-256 {document.source.sha256}",
    }
    made = meta.date if meta.date is not None and meta.date.year >= _FIRST_YEAR else date(_FIRST_YEAR, 1, 1)
    properties: dict[str, Any] = {key: _NO_XML.sub("", " ".join(value.split()))[:255] for key, value in clean.items()}
    return properties | {"created": datetime(made.year, made.month, made.day)}
