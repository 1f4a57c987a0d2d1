"""The sheet `Tổng hợp`: counts by year, by section and by agency, each with a native chart."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from export.doubts import doubts_of
from export.schedule import horizon, marks
from export.workbook.agencies import name_of
from export.workbook.book import Book, title
from export.workbook.measure import FONT, height
from export.workbook.rows import RowSheet
from phuluc.model import Document, Task

NAME = "Tổng hợp"

_WIDTHS = (52, 13, 13, 13)
_CHART_COLUMN = 5
_CHART_COLUMNS = 10  # of the default width that a chart covers
_SCALE = 70  # per cent, in print: the table and the chart beside it on one A4 page's width
_COLOURS = ("#2F5597", "#A9D18E")
_DATA_FONTS = {
    "#2F5597": {"name": FONT, "size": 9, "color": "#FFFFFF"},
    "#A9D18E": {"name": FONT, "size": 9, "color": "#1F3864"},
}
_ROW = 20.0  # points: a row of a table here
_NO_SECTION = "(không thuộc mục nào)"
_BAR = 38  # pixels of a bar: two lines of its name, or LibreOffice leaves out every other name
_MOST_BARS = 15  # agencies in the chart; the table beside it has them all


@dataclass(frozen=True, slots=True)
class _Block:
    """A table with a chart beside it: `drawn` rows and the count columns `series` of it (from 1) are in the chart.

    `first` says what the chart's rows are where it has not all.
    """

    heading: str
    labels: tuple[str, ...]
    rows: Sequence[tuple[str, tuple[int, ...]]]
    chart: str
    drawn: int
    series: tuple[int, ...] = (1, 2)
    first: str = ""

    @property
    def title(self) -> str:
        """The chart's."""
        cut = f" ({self.drawn} {self.first})" if self.first and self.drawn < len(self.rows) else ""
        return self.heading.partition(" (")[0] + cut


def write(book: Book) -> None:
    """Write the sheet."""
    sheet = book.sheet(NAME, "#BF9000")
    for place, width in enumerate(_WIDTHS):
        sheet.set_column(place, place, width)
    sheet.set_column(len(_WIDTHS), len(_WIDTHS), 3)
    row = title(book, sheet, "TỔNG HỢP")
    tasks = [task for task in book.document.tasks if task.kind == "task"]
    row = _totals(book, sheet, row, tasks)
    blocks = [
        _by_year(book.document, tasks),
        *([_by_section(book.document)] if any(task.section for task in tasks) else []),
    ]
    for block in blocks:
        row = _write_block(book, sheet, row, block)
    # A break before the longest block; a page fitted to its width would ignore it.
    sheet.set_print_scale(_SCALE)
    sheet.set_h_pagebreaks([row])
    row = _write_block(book, sheet, row, _by_agency(tasks))
    sheet.print_area(0, 0, row, _CHART_COLUMN + _CHART_COLUMNS)


def _totals(book: Book, sheet: RowSheet, row: int, tasks: Sequence[Task]) -> int:
    leads = {name_of(agency) for task in tasks for agency in task.lead}
    sections = sum(task.kind == "section" for task in book.document.tasks)
    doubtful = sum(bool(doubts_of(task)) for task in tasks)
    said = (
        ("Nhiệm vụ", len(tasks)),
        ("Mục", sections),
        ("Cơ quan chủ trì", len(leads)),
        ("Nhiệm vụ cần đối chiếu", doubtful),
    )
    for label, number in said:
        sheet.set_row(row, _ROW)
        sheet.write_string(row, 0, label, book.style("cell", "name", "middle"))
        sheet.write_number(row, 1, number, book.style("cell", "number", "bold", "middle"))
        row += 1
    return row + 1


def _by_year(document: Document, tasks: Sequence[Task]) -> _Block:
    shown = horizon(document)
    dated: Counter[int] = Counter()
    again: Counter[int] = Counter()
    placed = 0
    for task in tasks:
        found = marks(task.period, shown) if shown else {}
        placed += bool(found)
        counter = dated if task.period.kind == "span" else again
        counter.update({shown.first + quarter // 4 for quarter in found} if shown else ())
    rows = [(f"Năm {year}", (dated[year], again[year])) for year in (shown.years if shown else ())]
    drawn = len(rows)
    if len(tasks) > placed:
        rows.append(("Không quy được ra năm", (len(tasks) - placed, 0)))
    labels = ("Năm", "Có thời hạn", "Định kỳ, thường xuyên")
    return _Block("Theo năm (một nhiệm vụ tính vào mỗi năm mà nó diễn ra)", labels, rows, "column", drawn)


def _by_section(document: Document) -> _Block:
    """Counted by the sections' ids, for two annexes may have sections of one title."""
    above: dict[str, str] = {}  # a row's id to its section's
    titles = {"": _NO_SECTION}
    for row in document.tasks:
        above[row.id] = row.id if row.kind == "section" else above.get(row.parent or "", "")
        if row.kind == "section":
            titles[row.id] = row.task or _NO_SECTION
    tasks = [task for task in document.tasks if task.kind == "task"]
    count = Counter(above[task.id] for task in tasks)
    doubtful = Counter(above[task.id] for task in tasks if doubts_of(task))
    rows = [(titles[section], (number, doubtful[section])) for section, number in count.items()]
    labels = ("Mục", "Số nhiệm vụ", "Cần đối chiếu")
    return _Block("Theo mục", labels, rows, "bar", min(len(rows), _MOST_BARS), (1,), first="mục đầu")


def _by_agency(tasks: Sequence[Task]) -> _Block:
    lead = Counter(name for task in tasks for name in {name_of(agency) for agency in task.lead})
    partner = Counter(name for task in tasks for name in {name_of(agency) for agency in task.partners})
    names = sorted(lead | partner, key=lambda name: (-lead[name], -partner[name], name))
    rows = [(name, (lead[name], partner[name])) for name in names]
    heading = "Theo cơ quan (một nhiệm vụ có thể có nhiều cơ quan)"
    labels = ("Cơ quan", "Chủ trì", "Phối hợp")
    return _Block(heading, labels, rows, "bar", min(len(rows), _MOST_BARS), first="cơ quan đầu bảng")


def _write_block(book: Book, sheet: RowSheet, row: int, block: _Block) -> int:
    """Write a table and its chart; returns the row below both."""
    sheet.set_row(row, 22)
    sheet.write_string(row, 0, block.heading, book.style("heading"))
    for column in range(1, len(block.labels)):
        sheet.write_blank(row, column, None, book.style("heading"))
    top = row + 1
    sheet.set_row(top, 34)
    for column, label in enumerate(block.labels):
        sheet.write_string(top, column, label, book.style("head"))
    high = 22 + 34.0
    last = top
    for last, (name, counts) in enumerate(block.rows, start=top + 1):
        text = book.fit(name, NAME)
        rise = max(_ROW, height([(text, float(_WIDTHS[0]))]))
        sheet.set_row(last, rise)
        sheet.write_string(last, 0, text, book.style("cell", "middle"))
        for column, number in enumerate(counts, start=1):
            sheet.write_number(last, column, number, book.style("cell", "number", "middle"))
        high += rise
    if not block.drawn:
        return last + 2
    rises = _draw(book, sheet, block, row, top)
    return last + 2 + max(0, round((rises - high) / 15))


def _draw(book: Book, sheet: RowSheet, block: _Block, row: int, top: int) -> float:
    """Put the chart beside the table; returns its height in points."""
    chart = book.raw.add_chart({"type": block.chart, "subtype": "stacked"})
    last = top + block.drawn
    for column, colour in zip(block.series, _COLOURS, strict=False):
        chart.add_series(
            {
                "name": [NAME, top, column],
                "categories": [NAME, top + 1, 0, last, 0],
                "values": [NAME, top + 1, column, last, column],
                "fill": {"color": colour},
                "gap": 60,
                "data_labels": {"value": True, "num_format": "0;;", "font": _DATA_FONTS[colour]},
            }
        )
    _dress(chart, block)
    tall = max(260, _BAR * block.drawn + 90) if block.chart == "bar" else 280  # pixels
    chart.set_size({"width": 640, "height": tall})
    sheet.insert_chart(row, _CHART_COLUMN, chart, {"object_position": 2, "y_offset": 6})
    return tall * 0.75 + 20


def _dress(chart: Any, block: _Block) -> None:
    font = {"name": FONT, "size": 10}
    chart.set_title({"name": block.title, "name_font": {**font, "size": 12, "bold": True}})
    chart.set_legend({"position": "bottom", "font": font} if len(block.series) > 1 else {"none": True})
    axis = {"num_font": font, "line": {"color": "#7F7F7F"}}
    counted = {**axis, "min": 0, "major_gridlines": {"visible": True, "line": {"color": "#D9D9D9"}}, "num_format": "0"}
    if block.chart == "bar":
        chart.set_x_axis(counted)
        chart.set_y_axis({**axis, "reverse": True, "interval_unit": 1})  # a bar without its name says nothing
    else:
        chart.set_x_axis(axis)
        chart.set_y_axis(counted)
