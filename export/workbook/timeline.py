"""The sheet `Tiến độ`: the tasks against years and quarters, filled cells as a Gantt chart."""

from xlsxwriter.format import Format

from export.columns import lines
from export.schedule import Horizon, Mark, horizon, marks
from export.workbook.book import Book, header, title
from export.workbook.measure import em, height
from export.workbook.rows import Cell, RowSheet
from export.workbook.tasks import outline
from phuluc.model import Task

NAME = "Tiến độ"

_LABELS = (("STT", 6.5), ("Nhiệm vụ, công việc", 50.0), ("Cơ quan chủ trì", 24.0), ("Thời gian", 17.0))
_QUARTER_WIDTH = 3.0
_QUARTERS = ("I", "II", "III", "IV")

# Colour of a filled quarter, and what stands in it, so that a print in black and white still tells them apart.
MARKS: dict[Mark, tuple[str, str, str]] = {
    "on": ("#2F5597", "", "Trong thời gian thực hiện"),
    "open": ("#9DC3E6", "", "Phía còn bỏ ngỏ (trước hạn, hoặc từ đó trở đi)"),
    "due": ("#2F5597", "◆", "Hạn hoàn thành"),
    "again": ("#A9D18E", "", "Định kỳ, văn bản không nêu tháng"),
    "again-named": ("#548235", "●", "Định kỳ, đúng kỳ văn bản nêu"),
    "ongoing": ("#E2EFDA", "~", "Thường xuyên"),
}
_BEFORE, _AFTER = "←", "→"  # the period goes on beyond the years shown
_INK = {"ongoing": "#548235"}


def write(book: Book) -> None:
    """Write the sheet."""
    sheet = book.sheet(NAME, "#548235")
    shown = horizon(book.document)
    row = title(book, sheet, "TIẾN ĐỘ THỰC HIỆN")
    row = _legend(book, sheet, row - 1, shown)
    head = _head(book, sheet, row, shown)
    levels = outline(book.document)
    painter = _Painter(book, shown)
    last = head
    for last, line in enumerate(lines(book.document), start=head + 1):
        _write_row(book, sheet, last, line.task, painter, levels[line.task.id])
    columns = len(_LABELS) + (shown.quarters if shown else 0)
    sheet.freeze_panes(head + 1, 2)
    sheet.autofilter(head, 0, max(last, head + 1), len(_LABELS) - 1)
    sheet.outline_settings(visible=True, symbols_below=False)
    sheet.print_area(0, 0, last, columns - 1)
    sheet.ignore_errors({"number_stored_as_text": f"A{head + 2}:A{last + 2}"})


def _legend(book: Book, sheet: RowSheet, row: int, shown: Horizon | None) -> int:
    """What the colours mean, in the title's rows to the right; returns the row of the header."""
    if shown is None:
        sheet.write_string(row, 0, "Văn bản không nêu mốc thời gian nào quy được ra năm.", book.style("subtitle"))
        return row + 2
    for place, (mark, (colour, sign, meaning)) in enumerate(MARKS.items()):
        column = len(_LABELS) - 2 + (0 if place < 3 else 2)
        line = 1 + place % 3
        ink = _INK.get(mark, "#FFFFFF")
        sheet.write_string(line, column, sign, book.fill(colour, "cell", "centre", font_color=ink))
        sheet.write_string(line, column + 1, meaning, book.style("small"))
    return row + 2


def _head(book: Book, sheet: RowSheet, row: int, shown: Horizon | None) -> int:
    """Two header rows, years over quarters; returns the lower one's."""
    header(book, sheet, row + 1, [label for label, _ in _LABELS], height=20)
    sheet.set_row(row, 20)
    for place, (_, width) in enumerate(_LABELS):
        sheet.set_column(place, place, width)
        sheet.write_blank(row, place, None, book.style("head"))
    if shown is not None:
        first = len(_LABELS)
        sheet.set_column(first, first + shown.quarters - 1, _QUARTER_WIDTH)
        for place, year in enumerate(shown.years):
            column = first + 4 * place
            sheet.merge_range(row, column, row, column + 3, year, book.style("head"))
            for quarter, name in enumerate(_QUARTERS):
                sheet.write_string(row + 1, column + quarter, name, book.style("head", "quarter"))
    sheet.repeat_rows(row, row + 1)
    return row + 1


class _Painter:
    """The cells of the quarters: a filled one for each mark, with a stronger rule where a year begins."""

    def __init__(self, book: Book, shown: Horizon | None) -> None:
        self._shown = shown
        self._empty = [self._format(book, None, start) for start in (True, False, False, False)]
        self._section = [self._format(book, "#D9E2F3", start) for start in (True, False, False, False)]
        self._filled = {
            mark: [
                self._format(book, colour, start, _INK.get(mark, "#FFFFFF")) for start in (True, False, False, False)
            ]
            for mark, (colour, _, _) in MARKS.items()
        }

    @staticmethod
    def _format(book: Book, colour: str | None, starts_year: bool, ink: str = "#FFFFFF") -> Format:
        edge = {"left": 1, "left_color": "#7F7F7F"} if starts_year else {}
        more = {"font_color": ink, "valign": "vcenter", "font_size": 9} | edge
        return book.fill(colour or "#FFFFFF", "cell", "centre", **more)

    def cells(self, task: Task) -> list[Cell]:
        """The quarters of a task's row, in order."""
        shown = self._shown
        if shown is None:
            return []
        ground = self._section if task.kind == "section" else self._empty
        made: list[Cell] = [(None, ground[quarter % 4]) for quarter in range(shown.quarters)]
        found = marks(task.period, shown)
        for quarter, mark in found.items():
            made[quarter] = (MARKS[mark][1], self._filled[mark][quarter % 4])
        for quarter, sign in _beyond(task, shown, found):
            made[quarter] = (sign, made[quarter][1])
        return made


def _beyond(task: Task, shown: Horizon, found: dict[int, Mark]) -> list[tuple[int, str]]:
    """Where an arrow says that a period begins before, or goes on after, the years shown."""
    period = task.period
    arrows: list[tuple[int, str]] = []
    if period.kind != "span" or not found:
        return arrows
    begins_before = period.start is not None and shown.quarter(period.start) < 0
    if begins_before and 0 in found:
        arrows.append((0, _BEFORE))
    goes_on = period.end is None or shown.quarter(period.end) >= shown.quarters
    if goes_on and shown.quarters - 1 in found:
        arrows.append((shown.quarters - 1, _AFTER))
    return arrows


def _write_row(book: Book, sheet: RowSheet, row: int, task: Task, painter: _Painter, level: int) -> None:
    lead = ";\n".join(agency.text for agency in task.lead)
    texts = [book.fit(text, task.id) for text in (task.number, task.task, lead, task.period.text)]
    kind = {"section": ["band"], "group": ["group"], "task": []}[task.kind]
    formats = [book.style("cell", *style, *kind) for style in (["centre"], [], [], [])]
    widths = [width for _, width in _LABELS]
    band = task.kind == "section" and em(task.task) < sum(widths[1:]) / 2.2 and not any(texts[2:])
    high = 20.0 if band else height(zip(texts, widths, strict=True))
    if task.kind == "section" and not band:
        formats = [book.style("cell", "band", "wrap")] * len(formats)
    cells: list[Cell] = list(zip(texts, formats, strict=True))
    sheet.put_row(row, [*cells, *painter.cells(task)], high, level)
