"""A page's table as lines of cells, and the joining of cells: what stitching and the header stand on.

A cell is one object, shared by every line and column that it spans: text that goes on on the next page is added to it
once and is there for all of them.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from phuluc.model import RawCell, RawRow, RawTable
from phuluc.source import Source

LIST_MARK = re.compile(r"(?:[-–—+•*●▪]\s|\(?(?:\d{1,2}|[a-zđ])[.)]\s)")
_GROUP_FIGURES, _YEAR_FIGURES = 3, 4
_LAST_GROUP = re.compile(r"[\dIVX]([./])(\d{1,3})$")
_FIRST_FIGURES = re.compile(r"\d{1,3}(?![\d./])")
_SPACE_WIDTH = 3.0  # points: a space of a 12-point text face, for telling whether a word would have fitted
# Of a reader's doubt in its method: of the generated corpus' rows in tables told by text alone (0.7), 96 in 100 are
# right, so that the method speaks less against a row than what is wrong with the row itself.
_METHOD_SHARE = 0.5
# What is left of rows that have, as most there do, two cells under one label, or one under two: they are flagged.
_RUN_TOGETHER = 0.55
_ASTRIDE = 0.55  # what is left of a row with a text over a part of one column and another: it is flagged
_FEW_CELLS = 2  # filled ones that a heading's row may have


@dataclass(slots=True, eq=False)
class Cell:
    """A printed cell over columns `first` to `last` and `rows` lines, as it grows over pages."""

    text: str
    first: int
    last: int
    rows: int = 1
    open_top: bool = False
    open_bottom: bool = False
    tail_room: float | None = None
    bold: bool = False
    confidence: float = 1.0
    flags: frozenset[str] = frozenset()
    head_width: float | None = None
    places: tuple[Source, ...] = ()

    def append(self, other: "Cell") -> None:
        """Go on with the text of the cell's other part."""
        if other.text:
            self.text = join_text(self.text, other.text, self.tail_room, other.head_width)
            self.tail_room = other.tail_room
        self.open_bottom = other.open_bottom
        self.confidence = min(self.confidence, other.confidence)
        self.flags |= other.flags
        self.places += other.places


@dataclass(slots=True, eq=False)
class Line:
    """One row: the cell over each column (None where there is none), and from left to right those that begin here."""

    cells: list[Cell | None]
    own: tuple[int, ...]
    sources: list[Source]
    header: bool = False
    flags: set[str] = field(default_factory=set)
    reader: float = 1.0

    def text(self, column: int) -> str:
        """What is printed in the cell over this column, also when it begins in a line above."""
        cell = self.cells[column]
        return cell.text if cell is not None else ""

    def own_text(self, column: int) -> str:
        """What is printed in the cell that begins in this line and column."""
        return self.text(column) if column in self.own else ""

    def filled_at(self, column: int) -> bool:
        """Whether a text begins in this column, here or in a line above."""
        cell = self.cells[column]
        return cell is not None and cell.first == column and bool(cell.text)

    def own_cells(self) -> list[Cell]:
        """The cells that begin here, from left to right."""
        return [cell for column in self.own if (cell := self.cells[column]) is not None]

    def filled(self) -> list[int]:
        """The columns in which a text begins here."""
        return [column for column in self.own if self.text(column)]

    def across(self) -> Cell | None:
        """The cell of a row merged across at least half of the table, with at most a number before it."""
        wide: Cell | None = None
        for column in self.own:
            cell = self.cells[column]
            if cell is None or cell.last == cell.first or not cell.text:
                continue
            if wide is not None:
                return None
            wide = cell
        if wide is None or (wide.last - wide.first) * 2 < len(self.cells) - 2:
            return None
        others = [column for column in self.filled() if column != wide.first]
        return wide if not others or (len(others) == 1 and others[0] < wide.first) else None


# A column of a page's grid stands over these columns of the table, first and last.
Mapping = Sequence[tuple[int, int]]


def identity(width: int) -> Mapping:
    """Each grid column is a column of the table."""
    return [(column, column) for column in range(width)]


def lines_of(rows: Iterable[RawRow], mapping: Mapping, columns: int, table: RawTable) -> list[Line]:
    """The rows of a page's table as lines over the table's columns."""
    lines: list[Line] = []
    parted: list[Line] = []
    below: list[tuple[int, Cell]] = []  # cells that span into the next line: lines left, cell
    page = table.source.page if table.placed else None
    finer = columns < len(mapping)
    for row in rows:
        cells: list[Cell | None] = [None] * columns
        own: list[int] = []
        for _, cell in below:
            cells[cell.first : cell.last + 1] = [cell] * (cell.last - cell.first + 1)
        below = [(left - 1, cell) for left, cell in below if left > 1]
        together = sum([_place(raw, mapping, cells, own, below, page) for raw in row.cells])
        reader = _grid_confidence(table, row)
        if finer and any(_is_astride(raw, mapping) for raw in row.cells):
            reader *= _ASTRIDE
        lines.append(Line(cells, tuple(own), [row.source], row.header, reader=reader))
        parted += lines[-1:] if together else []
    if len(parted) > 1 and 2 * len(parted) > sum(len(line.filled()) > _FEW_CELLS for line in lines):
        for line in parted:
            line.reader *= _RUN_TOGETHER
    if table.method == "gutters":
        for line in _run_over(lines, columns):
            line.reader *= _RUN_TOGETHER
    return lines


def _run_over(lines: Sequence[Line], columns: int) -> set[Line]:
    """The rows whose texts run over a column that has more such rows, two at least, than rows with a text of its own.

    In a table told by its text alone, that column's texts touch those on their left.
    """
    found: set[Line] = set()
    plain = [line for line in lines if line.across() is None]
    for column in range(1, columns):
        over = [line for line in plain if (cell := line.cells[column]) and cell.text and cell.first < column]
        if len(over) > max(1, sum(line.filled_at(column) for line in plain)):
            found.update(over)
    return found


def _grid_confidence(table: RawTable, row: RawRow) -> float:
    """How surely a row's cells were told: by the method, and by the row's own print."""
    return (1.0 - _METHOD_SHARE * (1.0 - table.confidence)) * row.confidence


def _is_astride(raw: RawCell, mapping: Mapping) -> bool:
    """Whether a text's cell stands over a part of one column and over another: its columns are not the table's."""
    first, last = raw.col, raw.col + raw.col_span - 1
    if not raw.text or mapping[first] == mapping[last]:
        return False
    begins = first > 0 and mapping[first - 1] == mapping[first]
    return begins or (last + 1 < len(mapping) and mapping[last] == mapping[last + 1])


def _place(
    raw: RawCell,
    mapping: Mapping,
    cells: list[Cell | None],
    own: list[int],
    below: list[tuple[int, Cell]],
    page: int | None,
) -> bool:
    """Put a cell over its columns; whether its text was run together with that of a cell to the left of it.

    `page` is where the cell stands, None where that is not to be kept.
    """
    first, last = mapping[raw.col][0], mapping[min(raw.col + raw.col_span, len(mapping)) - 1][1]
    while first in own and first < last:
        first += 1
    there = cells[first]
    if there is not None and first in own:  # a local split below one header cell: the parts are read on
        together = bool(raw.text and there.text)
        if raw.text:
            there.append(_cell(raw, first, last, page))
        return together
    cell = _cell(raw, first, last, page)
    cells[first : last + 1] = [cell] * (last - first + 1)
    own.append(first)
    if raw.row_span > 1:
        below.append((raw.row_span - 1, cell))
    return False


def _cell(raw: RawCell, first: int, last: int, page: int | None) -> Cell:
    return Cell(
        raw.text,
        first,
        last,
        raw.row_span,
        raw.open_top,
        raw.open_bottom,
        raw.tail_room,
        raw.bold,
        raw.confidence,
        raw.flags,
        raw.head_width,
        () if page is None or raw.box is None else (Source(page, raw.box),),
    )


def join_text(upper: str, lower: str, tail_room: float | None = None, head_width: float | None = None) -> str:
    r"""Two parts of one cell's text, joined as if the page had not ended between them.

    `tail_room` and `head_width` are points, as in RawCell.

    >>> join_text("01 lớp/", "năm"), join_text("giáo dục-", "đào tạo"), join_text("2021 -", "2025")
    ('01 lớp/năm', 'giáo dục-đào tạo', '2021 - 2025')
    >>> join_text("kết quả /", "sản phẩm"), join_text("kết quả", "/ sản phẩm")
    ('kết quả / sản phẩm', 'kết quả / sản phẩm')
    >>> join_text("4.750.000.00", "0 đồng"), join_text("Quý III/202", "3"), join_text("năm 2021", "2022")
    ('4.750.000.000 đồng', 'Quý III/2023', 'năm 2021 2022')
    >>> join_text("- Sở Y tế;", "- Sở Nội vụ")
    '- Sở Y tế;\n- Sở Nội vụ'
    """
    if not upper or not lower:
        return upper or lower
    if _is_glued(upper) or _is_glued(lower[::-1]) or (upper.endswith("-") and upper[-2:-1].strip()):
        return upper + lower
    if _is_cut_figure(upper, lower):
        return upper + lower
    if LIST_MARK.match(lower) and not lower[0].islower() and not upper.endswith((",", "và")):
        return _after_break(upper, lower)
    would_have_fitted = tail_room is not None and head_width is not None and head_width + _SPACE_WIDTH <= tail_room
    return f"{upper}\n{lower}" if would_have_fitted and not lower[0].islower() else f"{upper} {lower}"


def _is_glued(end: str) -> bool:
    """Whether a text's end is a slash with no blank before it, which takes none on its other side either."""
    return end.endswith("/") and not end[-2:-1].isspace()


def _is_cut_figure(upper: str, lower: str) -> bool:
    """Whether a break cut a figure in two: a group of thousands, or a year behind a slash, whole only when joined."""
    head, tail = _LAST_GROUP.search(upper), _FIRST_FIGURES.match(lower)
    if head is None or tail is None:
        return False
    whole = len(head[2]) + len(tail[0])
    return whole == (_YEAR_FIGURES if head[1] == "/" else _GROUP_FIGURES)


def _after_break(upper: str, lower: str) -> str:
    # "Bộ Lao động / - Thương binh và Xã hội" wraps right before its hyphen: a list has a mark above, or a closed line.
    last_line = upper.rsplit("\n", 1)[-1]
    listed = LIST_MARK.match(last_line) is not None or upper.endswith((".", ";", ":", "!", "?"))
    return f"{upper}\n{lower}" if listed else f"{upper} {lower}"
