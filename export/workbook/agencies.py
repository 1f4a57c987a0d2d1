"""The sheet `Cơ quan`: one line for each task and agency, tidy, so that a pivot table needs no cleaning.

Header in the first row, no title, no band, no merged cell; the same value is written the same way throughout.
"""

from datetime import date

from export.columns import Line, lines, pages_of
from export.labels import word
from export.workbook.book import Book, header
from export.workbook.measure import height
from export.workbook.rows import Cell
from phuluc.model import Agency

NAME = "Cơ quan"

# Label, width in Excel's units, style.
COLUMNS = (
    ("Mã nhiệm vụ", 13, "cell"),
    ("Mục", 24, "cell"),
    ("STT", 6.5, "centre"),
    ("Nhiệm vụ, công việc", 46, "cell"),
    ("Vai trò", 10, "centre"),
    ("Cơ quan", 32, "cell"),
    ("Tên như trong văn bản", 32, "cell"),
    ("Thời gian thực hiện", 16, "cell"),
    ("Bắt đầu", 10.7, "date"),
    ("Kết thúc", 10.7, "date"),
    ("Trang", 7, "centre"),
)


def write(book: Book) -> None:
    """Write the sheet."""
    sheet = book.sheet(NAME, "#2F5597")
    on = book.document.as_of
    columns = COLUMNS if on is None else (*COLUMNS, (f"Cơ quan tại ngày {on:%d/%m/%Y}", 32, "cell"))
    header(book, sheet, 0, [label for label, _, _ in columns])
    for place, (_, width, _) in enumerate(columns):
        sheet.set_column(place, place, width)
    formats = [book.style_number("cell", style) for _, _, style in columns]
    widths = [float(width) for _, width, _ in columns]
    row = 0
    for line in lines(book.document):
        shared = _shared(book, line)
        least = height(list(zip(shared[1:4], widths[1:4], strict=True)))
        for part in ("lead", "partners"):
            for agency in getattr(line.task, part):
                row += 1
                named = [book.fit(text, line.task.id) for text in (name_of(agency), agency.text)]
                values = [*shared[:4], word("part", part), *named, *shared[4:5], *_days(line), shared[5]]
                values += [] if on is None else [book.fit(heir_of(agency), line.task.id)]
                cells: list[Cell] = list(zip(values, formats, strict=True))
                sheet.put_row(row, cells, max(least, height(list(zip(named, widths[5:7], strict=True)))))
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(row, 1), len(columns) - 1)
    sheet.print_area(0, 0, row, len(columns) - 1)
    sheet.ignore_errors({"number_stored_as_text": f"A2:L{row + 2}"})


def name_of(agency: Agency) -> str:
    """The name to count an agency by: the register's, or as printed where the register does not know it."""
    return agency.name or " ".join(agency.text.split())


def heir_of(agency: Agency) -> str:
    """The name of what has an agency's tasks on the day asked for: its successor's, or its own."""
    heir = agency.successor
    return name_of(agency) if heir is None else heir.name or heir.id


def _shared(book: Book, line: Line) -> list[str]:
    """What all the lines of a task have alike: id, section, number, task, period, pages."""
    task = line.task
    texts = (task.id, task.section or "", task.number, task.task, task.period.text, ", ".join(pages_of(task)))
    return [book.fit(text, task.id) for text in texts]


def _days(line: Line) -> tuple[date | None, date | None]:
    return line.task.period.start, line.task.period.end
