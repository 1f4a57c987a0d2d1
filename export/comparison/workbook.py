"""A comparison as a workbook in Vietnamese: what changed, a line a value, and a summary."""

from collections.abc import Sequence
from io import BytesIO
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO

from export.columns import pages_of
from export.comparison.words import Piece, left_out, lines_of, section_of, shown, stood, value_label, word
from export.values import DOCUMENT
from export.workbook.book import Book, header
from export.workbook.measure import height
from export.workbook.rows import RowSheet
from phuluc.difference import STATUSES, Comparison, RowChange, ValueChange
from phuluc.issues import Issue
from phuluc.model import Document, Task

CHANGES, SUMMARY = "Thay đổi", "Tóm tắt"
# Label and width in Excel's units.
COLUMNS = (
    ("Thay đổi", 14.0),
    ("Mục", 22.0),
    ("STT cũ", 7.0),
    ("STT mới", 7.0),
    ("Nhiệm vụ, công việc", 40.0),
    ("Giá trị", 16.0),
    ("Bản cũ", 38.0),
    ("Bản mới", 38.0),
    ("Ghi chú", 20.0),
    ("Trang cũ", 7.0),
    ("Trang mới", 7.0),
)
_OLD, _NEW = 6, 7
# In print without colours a line through or under the words still tells.
_INKS: dict[str, dict[str, Any]] = {
    "same": {},
    "removed": {"font_color": "#9B1C1C", "font_strikeout": True},
    "added": {"font_color": "#0B5D2A", "underline": 1, "bold": True},
}
_GROUNDS = {"added": "#DFF3E4", "removed": "#FDE6E6"}
_WIDTHS = (26.0, 60.0, 60.0)


def write(comparison: Comparison, stream: BinaryIO) -> tuple[Issue, ...]:
    """Write the workbook; returns what had to be cut to fit a cell."""
    packed = BytesIO()
    with TemporaryDirectory(prefix="phuluc-") as folder, Book(comparison.new, packed, folder) as book:
        _changes(book, comparison)
        _summary(book, comparison)
    stream.write(packed.getbuffer())
    return tuple(book.issues)


# --- Thay đổi ----------------------------------------------------------------------------------------------------


def _changes(book: Book, comparison: Comparison) -> None:
    """The sheet of changes: header in the first row, no band, so that it sorts and filters as it is."""
    sheet = book.sheet(CHANGES, "#9B1C1C")
    header(book, sheet, 0, [label for label, _ in COLUMNS])
    for column, (_, width) in enumerate(COLUMNS):
        sheet.set_column(column, column, width)
    inks = {kind: book.raw.add_format(more) for kind, more in _INKS.items()}
    row = 0
    for change in comparison.document:
        row += 1
        cells = ["Văn bản", "", "", "", "", value_label(change.path), change.old, change.new, "", "", ""]
        _line(book, sheet, row, cells, change, inks)
    for each in comparison.rows:
        for value in each.values or (None,):
            row += 1
            _line(book, sheet, row, _cells(each, value), value, inks)
            if each.statuses[0] in _GROUNDS:
                ground = book.fill(_GROUNDS[each.statuses[0]], "cell")
                sheet.write_string(row, 0, word(each.statuses[0]), ground)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(row, 1), len(COLUMNS) - 1)
    sheet.print_area(0, 0, row, len(COLUMNS) - 1)
    sheet.ignore_errors({"number_stored_as_text": f"A2:K{row + 2}"})


def _cells(each: RowChange, value: ValueChange | None) -> list[str]:
    """The texts of a line: of a value that changed, or of a row that went, came or was moved."""
    statuses = ", ".join(word(status) for status in each.statuses)
    numbers = [row.number if row is not None else "" for row in (each.old, each.new)]
    pages = [", ".join(pages_of(row)) if row is not None else "" for row in (each.old, each.new)]
    if value is not None:
        told = [value_label(value.path), value.old, value.new]
    else:
        told = ["", _whole(each.old) if each.new is None else "", _whole(each.new) if each.old is None else ""]
    return [statuses, section_of(each), *numbers, each.row.task, *told, _note(each, value), *pages]


def _whole(row: Task | None) -> str:
    """All that a row says, a value a line."""
    return "\n".join(f"{value_label(path)}: {text}" for path, text in lines_of(row)) if row is not None else ""


def _note(each: RowChange, value: ValueChange | None) -> str:
    notes = [word("reworded")] if value is not None and value.reworded else []
    if each.moved and each.old is not None and each.new is not None and each.old.section != each.new.section:
        notes.append(f"{word('from')} “{each.old.section or ''}”")
    sides = zip(("old", "new"), stood(each), strict=True)
    notes += [f"{word(side)}: {where}" for side, where in sides if where]
    return "; ".join(notes)


def _line(
    book: Book, sheet: RowSheet, row: int, cells: Sequence[str], value: ValueChange | None, inks: dict[str, Any]
) -> None:
    """One row of the sheet, the words that went and came marked in the versions' columns."""
    texts = [book.fit(text, f"{CHANGES}, {row + 1}") for text in cells]
    sheet.set_row(row, height(zip(texts, (width for _, width in COLUMNS), strict=True)))
    style = book.style("cell")
    marked = _marked(value) if value is not None else {}
    for column, text in enumerate(texts):
        runs = marked.get(column, ())
        if text == cells[column] and len(runs) > 1 and "".join(run.text for run in runs) == text:
            said = [part for run in runs for part in (inks[run.kind], run.text)]
            sheet.write_rich_string(row, column, *said, style)
        else:
            sheet.write_string(row, column, text, style)


def _marked(value: ValueChange) -> dict[int, list[Piece]]:
    """The pieces of each version's text, where it is told as one text."""
    lines = shown(value)
    if value.removed or value.added or len(lines) != 1:
        return {}
    sides = (_OLD, "added"), (_NEW, "removed")
    return {column: [piece for piece in lines[0] if piece.kind != other] for column, other in sides}


# --- Tóm tắt -----------------------------------------------------------------------------------------------------


def _summary(book: Book, comparison: Comparison) -> None:
    sheet = book.sheet(SUMMARY, "#7F7F7F")
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    sheet.set_row(0, 24)
    sheet.write_string(0, 0, word("title").upper(), book.style("title"))
    row = _table(book, sheet, 2, ("", word("old"), word("new")), _versions(comparison))
    counts = comparison.counts
    told = [(word(status), word(status, about=True), counts[status]) for status in STATUSES]
    told.append((word("same"), word("same", about=True), comparison.same))
    row = _table(book, sheet, row + 1, ("Thay đổi", "Ý nghĩa", "Số dòng"), told)
    aside = left_out(comparison)
    if aside:
        sheet.write_string(row, 0, f"{word('tables')} {aside}", book.style("subtitle"))
        row += 1
    sheet.print_area(0, 0, row, len(_WIDTHS) - 1)


def _versions(comparison: Comparison) -> list[tuple[str, ...]]:
    """What each version is: its file and what it says of itself."""
    both = comparison.old, comparison.new
    told = [
        ("Tệp", *(document.source.file for document in both)),
        ("SHA-256", *(document.source.sha256 for document in both)),
    ]
    for name, text in (("number", _number), ("date", _day), ("title", _title)):
        told.append((value_label(DOCUMENT + name), *map(text, both)))
    return told


def _number(document: Document) -> str:
    return document.meta.number or ""


def _day(document: Document) -> str:
    return f"{document.meta.date:%d/%m/%Y}" if document.meta.date else ""


def _title(document: Document) -> str:
    return document.meta.title or ""


def _table(book: Book, sheet: RowSheet, row: int, labels: Sequence[str], lines: Sequence[Sequence[str | int]]) -> int:
    """A small table with its header; returns the row below it."""
    for place, line in enumerate((labels, *lines)):
        style = book.style("cell") if place else book.style("head")
        cells = [each if isinstance(each, int) else book.fit(each, SUMMARY) for each in line]
        sheet.set_row(row, max(18.0, height(zip(map(str, cells), _WIDTHS, strict=True))))
        for column, cell in enumerate(cells):
            if isinstance(cell, int):
                sheet.write_number(row, column, cell, book.style("cell", "number"))
            else:
                sheet.write_string(row, column, cell, style)
        row += 1
    return row
