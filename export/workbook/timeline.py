"""The sheet `Tiến độ`: the tasks against years and quarters, filled cells as a Gantt chart."""

from export.columns import lines
from export.labels import word
from export.schedule import Horizon, Mark, horizon, marks
from export.workbook.book import Book, header, title
from export.workbook.measure import height
from export.workbook.measure import lines as lines_in
from export.workbook.rows import Cell, RowSheet
from export.workbook.tasks import outline
from phuluc.model import RowKind, Task

NAME = "Tiến độ"

_LABELS = (("STT", 6.5), ("Nhiệm vụ, công việc", 50.0), ("Cơ quan chủ trì", 24.0), ("Thời gian", 17.0))
_QUARTER_WIDTH = 3.0
_QUARTERS = ("I", "II", "III", "IV")

# Colour of a filled quarter, and what stands in it, so that a print in black and white still tells them apart.
MARKS: dict[Mark, tuple[str, str]] = {
    "on": ("#2F5597", ""),
    "open": ("#9DC3E6", ""),
    "due": ("#2F5597", "◆"),
    "again": ("#C6E0B4", ""),
    "again-named": ("#548235", "●"),
    "ongoing": ("#EDF5E7", "~"),
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
    body = _Body(book, sheet, shown)
    last = head
    for last, line in enumerate(lines(book.document), start=head + 1):
        body.write(last, line.task, levels[line.task.id])
    columns = len(_LABELS) + (shown.quarters if shown else 0)
    sheet.freeze_panes(head + 1, 2)
    sheet.autofilter(head, 0, max(last, head + 1), len(_LABELS) - 1)
    sheet.outline_settings(visible=True, symbols_below=False)
    sheet.print_area(0, 0, last, columns - 1)
    sheet.ignore_errors({"number_stored_as_text": f"A{head + 2}:A{last + 2}"})


def _legend(book: Book, sheet: RowSheet, row: int, shown: Horizon | None) -> int:
    """What the colours mean, in one line; returns the row of the header."""
    if shown is None:
        sheet.write_string(row, 0, "Văn bản không nêu mốc thời gian nào quy được ra năm.", book.style("subtitle"))
        return row + 1
    pieces: list[object] = []
    for mark, (colour, sign) in MARKS.items():
        meaning = word("mark", mark)
        pieces += [book.ink(_INK.get(mark, colour)), sign or "■", book.style("small"), f" {meaning}     "]
    pieces += [book.style("small"), f"{_BEFORE} {_AFTER} còn tiếp ngoài các năm này", book.style("legend")]
    sheet.write_rich_string(row, 0, *pieces)
    return row + 1


def _head(book: Book, sheet: RowSheet, row: int, shown: Horizon | None) -> int:
    """Two header rows, years over quarters; returns the lower one's."""
    header(book, sheet, row + 1, [label for label, _ in _LABELS], height=20)
    sheet.set_row(row, 20)
    for place, (_, width) in enumerate(_LABELS):
        sheet.set_column(place, place, width)
        sheet.write_blank(row, place, None, book.style("head", "above"))
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


class _Body:
    """The rows below the header: a filled quarter for each mark, with a stronger rule where a year begins."""

    def __init__(self, book: Book, sheet: RowSheet, shown: Horizon | None) -> None:
        self._book, self._sheet, self._shown = book, sheet, shown
        kinds: dict[RowKind, tuple[str, ...]] = {"section": ("band",), "group": ("group",), "task": ()}
        self._texts = {kind: _text_formats(book, *names) for kind, names in kinds.items()}
        self._wrapped_band = _text_formats(book, "band", "wrap")
        grounds: dict[RowKind, str] = {"section": "#D9E2F3", "group": "#F2F5FA", "task": "#FFFFFF"}
        self._empty = {kind: self._year(book, colour, "#D9D9D9", "") for kind, colour in grounds.items()}
        self._filled = {
            mark: self._year(book, colour, colour, _INK.get(mark, "#FFFFFF")) for mark, (colour, _) in MARKS.items()
        }

    @staticmethod
    def _year(book: Book, colour: str, rule: str, ink: str) -> list[int]:
        """The styles of a year's four quarters; a filled bar shows no rule inside."""
        base = {"font_color": ink or "#000000", "valign": "vcenter", "font_size": 9, "right": 0, "left_color": rule}
        begins = base | {"left_color": "#7F7F7F"}
        formats = [book.fill(colour, "cell", "centre", **(base if quarter else begins)) for quarter in range(4)]
        return [int(each._get_xf_index()) for each in formats]

    def write(self, row: int, task: Task, level: int) -> None:
        """One row: what and who, then the quarters."""
        lead = ";\n".join(agency.text for agency in task.lead)
        texts = [self._book.fit(text, task.id) for text in (task.number, task.task, lead, task.period.text)]
        widths = [width for _, width in _LABELS]
        band = task.kind == "section" and not any(texts[2:]) and lines_in(task.task, sum(widths[1:])) == 1
        high = 20.0 if band else height(zip(texts, widths, strict=True))
        formats = self._wrapped_band if task.kind == "section" and not band else self._texts[task.kind]
        cells: list[Cell] = list(zip(texts, formats, strict=True))
        self._sheet.put_row(row, cells + self._quarters(task), high, level)

    def _quarters(self, task: Task) -> list[Cell]:
        shown = self._shown
        if shown is None:
            return []
        ground = self._empty[task.kind]
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


def _text_formats(book: Book, *names: str) -> list[int]:
    return [book.style_number("cell", *(["centre"] if place == 0 else []), *names) for place in range(len(_LABELS))]
