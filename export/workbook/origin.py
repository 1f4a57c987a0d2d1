"""The sheet `Nguồn`: where everything came from, what was doubtful, and what became of every character."""

from collections.abc import Iterator, Sequence
from dataclasses import fields

from export import labels
from export.columns import plain_tables
from export.notes import note
from export.values import label as value_label
from export.workbook.book import Book, title
from export.workbook.measure import height
from export.workbook.rows import RowSheet
from phuluc import __version__
from phuluc.issues import Issue
from phuluc.model import Correction, Document, Table

NAME = "Nguồn"

_WIDTHS = (26.0, 18.0, 30.0, 54.0)  # name, then three columns that a value spans; a place of DOCX fits the second


def write(book: Book) -> None:
    """Write the sheet."""
    sheet = book.sheet(NAME, "#7F7F7F")
    for place, width in enumerate(_WIDTHS):
        sheet.set_column(place, place, width)
    document = book.document
    row = title(book, sheet, "NGUỒN")
    row = _pairs(book, sheet, row, "Văn bản", _decision(document))
    row = _pairs(book, sheet, row, "Tệp", _file(document))
    row = _pairs(book, sheet, row, "Kiểm đếm ký tự trong các bảng", _audit(document))
    row = _tables(book, sheet, row)
    row = _corrections(book, sheet, row)
    row = _warnings(book, sheet, row, (*document.issues, *book.issues))
    row = _flags(book, sheet, row)
    sheet.print_area(0, 0, row, len(_WIDTHS) - 1)


def _decision(document: Document) -> Iterator[tuple[str, str]]:
    meta = document.meta
    texts = {
        "kind": meta.kind,
        "number": meta.number,
        "date": f"{meta.date:%d/%m/%Y}" if meta.date else "",
        "issuer": meta.issuer,
        "title": meta.title,
    }
    if meta.horizon:
        days = (f"{day:%d/%m/%Y}" if day else "…" for day in (meta.horizon.start, meta.horizon.end))
        texts["horizon"] = " - ".join(days)
    yield from ((labels.word("meta", name), text or "") for name, text in texts.items())


def _file(document: Document) -> Iterator[tuple[str, str]]:
    file = document.source
    for part in fields(file):
        value = getattr(file, part.name)
        yield labels.word("file", part.name), "" if value is None else str(value)
    yield "Trích xuất bằng", f"phuluc {__version__}"


def _audit(document: Document) -> Iterator[tuple[str, str]]:
    for part in fields(document.audit):
        yield labels.word("audit", part.name), f"{getattr(document.audit, part.name):,}".replace(",", ".")


def _heading(book: Book, sheet: RowSheet, row: int, text: str) -> int:
    sheet.set_row(row, 22)
    sheet.write_string(row, 0, text, book.style("heading"))
    for column in range(1, len(_WIDTHS)):
        sheet.write_blank(row, column, None, book.style("heading"))
    return row + 1


def _pairs(book: Book, sheet: RowSheet, row: int, heading: str, pairs: Iterator[tuple[str, str]]) -> int:
    """Names and values, a value over the three columns; what the document does not say is said to be missing."""
    row = _heading(book, sheet, row, heading)
    room = sum(_WIDTHS[1:])
    for name, value in pairs:
        text = book.fit(value, name) or "(không có)"
        sheet.set_row(row, max(18.0, height([(text, room)])))
        sheet.write_string(row, 0, name, book.style("cell", "name"))
        sheet.merge_range(row, 1, row, len(_WIDTHS) - 1, "", book.style("cell"))
        sheet.write_string(row, 1, text, book.style("cell", *([] if value else ["subtitle"])))
        row += 1
    return row + 1


def _listed(book: Book, sheet: RowSheet, row: int, names: tuple[str, ...], lines: Sequence[tuple[str, ...]]) -> int:
    """A small table, wrapped; its last column takes what room is left."""
    widths = (*_WIDTHS[: len(names) - 1], sum(_WIDTHS[len(names) - 1 :]))
    for line in (names, *lines):
        style = book.style("cell", "name") if line is names else book.style("cell")
        texts = [book.fit(text, NAME) for text in line]
        sheet.set_row(row, max(18.0, height(zip(texts, widths, strict=True))))
        if len(names) < len(_WIDTHS):
            sheet.merge_range(row, len(names) - 1, row, len(_WIDTHS) - 1, "", style)
        for column, text in enumerate(texts):
            sheet.write_string(row, column, text, style)
        row += 1
    return row + 1


def _tables(book: Book, sheet: RowSheet, row: int) -> int:
    document = book.document
    plain = {table.index for table in plain_tables(document)}
    row = _heading(book, sheet, row, "Các bảng trong văn bản")
    lines = [_table(table, table.index in plain) for table in document.tables]
    return _listed(book, sheet, row, ("Bảng", "Trang", "Số dòng", "Các cột"), lines or [("(không có)", "", "", "")])


def _table(table: Table, plain: bool) -> tuple[str, ...]:
    columns = " | ".join(" ".join(column.label.split()) or "…" for column in table.columns)
    told = f"{columns}\n(không nhận ra vai trò các cột; bảng nằm trong tệp CSV và JSON)" if plain else columns
    pages = f"{table.pages[0]}-{table.pages[-1]}" if len(table.pages) > 1 else "".join(map(str, table.pages))
    return f"{table.index}. {' '.join((table.title or '').split())}", pages, str(len(table.rows)), told


def _corrections(book: Book, sheet: RowSheet, row: int) -> int:
    """What people put right, where any was."""
    document = book.document
    made = [*document.corrections, *(each for task in document.tasks for each in task.corrections)]
    if not made:
        return row
    row = _heading(book, sheet, row, f"Các chỗ đã sửa ({len(made)})")
    lines = [(each.task or "Văn bản", value_label(each.path), each.old, _told(each)) for each in made]
    return _listed(book, sheet, row, ("Mã", "Giá trị", "Như văn bản", "Sửa thành"), lines)


def _told(each: Correction) -> str:
    return "\n".join(filter(None, (each.new or "(bỏ trống)", each.note and f"Ghi chú: {each.note}")))


def _warnings(book: Book, sheet: RowSheet, row: int, issues: tuple[Issue, ...]) -> int:
    row = _heading(book, sheet, row, f"Cảnh báo và ghi nhận ({len(issues)})")
    lines = [_warning(issue) for issue in issues]
    return _listed(book, sheet, row, ("Mức", "Trang", "Vấn đề", "Chi tiết"), lines or [("(không có)", "", "", "")])


def _warning(issue: Issue) -> tuple[str, ...]:
    source = issue.source
    where = "" if source is None else str(source.page or "") or labels.place(source)
    return labels.word("severity", issue.kind.severity), where, labels.word("issue", issue.kind.code), note(issue)


def _flags(book: Book, sheet: RowSheet, row: int) -> int:
    """What the marks of the sheet `Nhiệm vụ` mean, of those that it uses."""
    used = {name for task in book.document.tasks for name in task.flags}
    lines = [(labels.flag(name).label, labels.flag(name).why) for name in labels.flags() if name in used]
    if not lines:
        return row
    row = _heading(book, sheet, row, "Chú giải cột “Cần lưu ý”")
    return _listed(book, sheet, row, ("Ghi chú", "Ý nghĩa"), lines)
