"""The sheet `Nhiệm vụ`: all rows in order, sections as bands, an outline that folds."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from textwrap import shorten

from export import labels
from export.columns import BY_NAME, Line, lines, pages_of
from export.doubts import doubts_of, quoted_cuts, unsure
from export.recurrence import words
from export.values import EXTRA
from export.workbook.book import Book, header, title
from export.workbook.measure import em, height
from export.workbook.measure import lines as lines_in
from export.workbook.rows import RowSheet
from phuluc.model import Correction, Document, RowKind, Task

NAME = "Nhiệm vụ"

Value = str | date | None


@dataclass(frozen=True, slots=True)
class _Column:
    """A column of the sheet: the output column it shows, its width in Excel's units, how, and in which style."""

    name: str
    width: float
    get: Callable[[Line], Value]
    style: str = "cell"


def _text(name: str) -> Callable[[Line], str]:
    """The text of an output column, several values below one another."""
    get = BY_NAME[name].get

    def listed(line: Line) -> str:
        value = get(line)
        return ";\n".join(value) if isinstance(value, tuple) else str(value or "")

    return listed


COLUMNS = (
    _Column("number", 6.5, lambda line: line.task.number, "centre"),
    _Column("task", 44, lambda line: line.task.task),
    _Column("lead", 20, _text("lead")),
    _Column("partners", 24, _text("partners")),
    _Column("period", 15, _text("period")),
    _Column("start", 10.7, lambda line: line.task.period.start, "date"),
    _Column("end", 10.7, lambda line: line.task.period.end, "date"),
    _Column("rrule", 12, lambda line: words(line.task.period.rrule)),
    _Column("outputs", 30, _text("outputs")),
    _Column("notes", 14, _text("notes")),
    _Column("pages", 7, lambda line: ", ".join(pages_of(line.task)), "centre"),
    _Column("flags", 15, lambda line: ";\n".join(labels.flag(flag).label for flag in line.task.flags)),
)
_AT = {column.name: place for place, column in enumerate(COLUMNS)}
_NOTHING = "Không nhận ra bảng nhiệm vụ nào trong văn bản; các bảng tìm thấy được kể trong trang “Nguồn”."
_UNSURE = "Chữ trong ô này nhận dạng từ ảnh, độ tin cậy {sure}; cần đối chiếu với văn bản."
_LONGEST_NOTE = 500  # characters of a text that a note quotes; the whole stands in the sheet `Nguồn`
_BARE_NOTES = 9.0  # the notes column's width where no row has a note


def write(book: Book) -> None:
    """Write the sheet."""
    document = book.document
    sheet = book.sheet(NAME, "#1F3864")
    row = title(book, sheet, "BẢNG NHIỆM VỤ")
    header(book, sheet, row, [BY_NAME[column.name].label for column in COLUMNS])
    rows = list(lines(document))
    if not rows:
        sheet.write_string(row - 1, 0, _NOTHING, book.style("bold"))
    widths = _widths(rows)
    for place, width in enumerate(widths):
        sheet.set_column(place, place, width)
    body = _Body(book, sheet, widths)
    levels = outline(document)
    for place, line in enumerate(rows, start=row + 1):
        body.write(place, line, levels[line.task.id])
    _finish(sheet, row, row + len(rows))


def outline(document: Document) -> dict[str, int]:
    """How deep each task stands below others, 0 to 7 as a spreadsheet's outline has it."""
    depth: dict[str, int] = {}
    for task in document.tasks:
        depth[task.id] = min(7, depth[task.parent] + 1) if task.parent in depth else 0
    return depth


class _Body:
    """The rows below the header."""

    def __init__(self, book: Book, sheet: RowSheet, widths: list[float]) -> None:
        self._book, self._sheet, self._widths = book, sheet, widths
        self._cut = quoted_cuts(book.document)
        self._unsure = unsure(book.document)
        kinds: dict[RowKind, tuple[str, ...]] = {"section": ("band",), "group": ("group",), "task": ()}
        self._plain = {kind: self._formats(*names) for kind, names in kinds.items()}
        self._tinted = {
            tint: {kind: self._formats(*names, tint) for kind, names in kinds.items()}
            for tint in ("doubt", "corrected")
        }
        self._wrapped_band = self._formats("band", "wrap")

    def _formats(self, *names: str) -> list[int]:
        return [self._book.style_number("cell", column.style, *names) for column in COLUMNS]

    def write(self, row: int, line: Line, level: int) -> None:
        """One row, with the notes on its cells."""
        task = line.task
        values = [column.get(line) for column in COLUMNS]
        cells = [self._book.fit(value, task.id) if isinstance(value, str) else value for value in values]
        band = self._is_band(task, cells)
        texts = [(cell, width) for cell, width in zip(cells, self._widths, strict=True) if isinstance(cell, str)]
        high = 20.0 if band else height(texts)
        formats = list(self._wrapped_band if task.kind == "section" and not band else self._plain[task.kind])
        for place, (tint, text) in self._notes(task).items():
            formats[place] = self._tinted[tint][task.kind][place]
            note(self._sheet, row, place, self._book.fit(text, task.id))
        self._sheet.put_row(row, list(zip(cells, formats, strict=True)), high, level)
        where = labels.places(task)
        if where:
            note(self._sheet, row, _AT["pages"], where)

    def _notes(self, task: Task) -> dict[int, tuple[str, str]]:
        """The cells of a task that are in doubt or were corrected: their tint, and what their note says."""
        found = {
            _AT[name]: ("doubt", f"{why}\nĐộ tin cậy: {task.confidence:.0%}")
            for name, why in doubts_of(task, self._cut).items()
        }
        for name, sure in self._unsure.get(task.id, {}).items():
            _, said = found.get(_AT[name], ("", ""))
            found[_AT[name]] = "doubt", "\n".join(filter(None, (said, _UNSURE.format(sure=f"{sure:.0%}"))))
        for each in task.corrections:
            place = _AT["notes" if each.path.startswith(EXTRA) else each.path]
            _, said = found.get(place, ("", ""))
            found[place] = "corrected", "\n".join(filter(None, (said, corrected_from(each))))
        return found

    def _is_band(self, task: Task, cells: Sequence[Value]) -> bool:
        """Whether a section's title may run over its empty neighbours, on one line, as a band."""
        empty = not any(cells[_AT["lead"] : _AT["pages"]])
        return task.kind == "section" and empty and lines_in(task.task, sum(self._widths[1:-2])) == 1


def corrected_from(each: Correction) -> str:
    """What a note says of a correction: what the source has, and why it was corrected."""
    old = shorten(each.old, _LONGEST_NOTE, placeholder="…") or "(để trống)"
    what = f" ({each.path.removeprefix(EXTRA)})" if each.path.startswith(EXTRA) else ""
    why = f"\nGhi chú: {shorten(each.note, _LONGEST_NOTE, placeholder='…')}" if each.note.strip() else ""
    return f"Đã sửa{what}. Văn bản ghi: {old}{why}"


def note(sheet: RowSheet, row: int, column: int, text: str) -> None:
    """A comment on a cell, in a box that its text fits."""
    count = sum(max(1, -(-len(part) // 34)) for part in text.split("\n"))
    sheet.write_comment(
        row, column, text, {"width": 210, "height": 10 + 16 * count, "font_size": 9, "author": "phuluc"}
    )


def _finish(sheet: RowSheet, head: int, last: int) -> None:
    sheet.freeze_panes(head + 1, 2)
    sheet.autofilter(head, 0, max(last, head + 1), len(COLUMNS) - 1)
    sheet.outline_settings(visible=True, symbols_below=False)
    sheet.print_area(0, 0, last, len(COLUMNS) - 1)
    sheet.ignore_errors({"number_stored_as_text": f"A{head + 2}:L{last + 2}"})


def _widths(rows: list[Line]) -> list[float]:
    """The columns' widths; the number's fits the longest number, and an empty notes column is narrow."""
    widths = [column.width for column in COLUMNS]
    longest = max((em(line.task.number) for line in rows), default=0.0)
    widths[0] = min(18.0, max(widths[0], longest / 0.48 + 1.5))
    if not any(line.notes for line in rows):
        widths[_AT["notes"]] = _BARE_NOTES
    return widths
