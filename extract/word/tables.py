"""Word's tables: rows that are printed, their cells by grid column, and what is merged into what."""

from bisect import bisect_left
from dataclasses import dataclass
from itertools import islice

from extract.word.package import Element
from extract.word.walk import TC, TR, T, W, number, shown, switch, value

_MAX_COLS = 1000  # Word itself allows 63
# Twips. Rows drawn by hand end a hair apart and leave grid columns that nobody sees: Word's cell padding is 216 wide.
_SLIVER = 216
_TRACKED_MERGES = {"rest": "restart", "cont": "continue"}


@dataclass(frozen=True, slots=True)
class Placed:
    """A printed cell: its elements (several where cells are merged across the old way), place and spans."""

    elements: tuple[Element, ...]
    col: int
    col_span: int
    row_span: int = 1


@dataclass(frozen=True, slots=True)
class Shape:
    """A table's printed rows, each with its w:tr; `covered` are cells that a merge hides, whose text is not printed."""

    rows: tuple[tuple[Element, tuple[Placed, ...]], ...]
    covered: frozenset[Element]


@dataclass(slots=True)
class _Cell:
    elements: list[Element]
    start: int
    end: int
    merge: str | None  # "restart", "continue" or None
    rows: int = 1


def shape(table: Element) -> Shape:
    """Where each cell of a table stands. Grid columns too narrow to be meant are dropped."""
    positions = _positions(table)
    rows = [(row, _row_cells(row, positions)) for row in shown(table) if row.tag == TR and not is_gone(row)]
    snap = _snapper(positions, [cell for _, cells in rows for cell in cells])
    covered: set[Element] = set()
    above: dict[int, _Cell] = {}  # by start column: the cells of the row above, or what they are merged into
    kept: list[tuple[Element, list[_Cell]]] = []
    for row, cells in rows:
        current: dict[int, _Cell] = {}
        own: list[_Cell] = []
        for cell in cells:
            cell.start, cell.end = snap[cell.start], max(snap[cell.end], snap[cell.start] + 1)
            upper = above.get(cell.start)
            if cell.merge == "continue" and upper is not None and upper.merge is not None and upper.end == cell.end:
                upper.rows += 1
                current[cell.start] = upper
                covered.update(cell.elements)
            else:
                current[cell.start] = cell
                own.append(cell)
        kept.append((row, own))
        above = current
    return Shape(
        tuple(
            (row, tuple(Placed(tuple(cell.elements), cell.start, cell.end - cell.start, cell.rows) for cell in own))
            for row, own in kept
        ),
        frozenset(covered),
    )


def is_header(row: Element) -> bool:
    """Whether Word repeats the row on each page."""
    return bool(switch(row.find(W + "trPr"), "tblHeader"))


def is_gone(element: Element) -> bool:
    """Whether a row or a cell is not printed: its deletion is on record and accepted, or its row is hidden."""
    if element.tag == TC:
        properties, mark = element.find(W + "tcPr"), "cellDel"
    else:
        properties, mark = element.find(W + "trPr"), "del"
        if switch(properties, "hidden"):
            return True
    return properties is not None and properties.find(W + mark) is not None


def drop_emptied(body: Element) -> bool:
    """Delete the rows of which all text is deleted on record; whether one of them had an automatic number.

    LibreOffice forgets that such rows are deleted where it makes a DOCX of a DOC or an RTF; Word leaves no such row
    behind unless only the text was deleted.
    """
    counted = False
    for row in [row for row in body.iter(TR) if not is_gone(row) and _is_emptied(row)]:
        counted = counted or next(row.iter(W + "numPr"), None) is not None
        row.getparent().remove(row)
    return counted


def _is_emptied(row: Element) -> bool:
    if next(row.iter(W + "delText"), None) is None:
        return False
    said = row.iter(T, W + "drawing", W + "pict", W + "object", W + "fldSimple")
    return not any(element.tag != T or (element.text or "").strip() for element in said)


def _row_cells(row: Element, positions: list[int]) -> list[_Cell]:
    properties = row.find(W + "trPr")
    col = min(max(number(value(properties, "gridBefore")), 0), _MAX_COLS)
    cells: list[_Cell] = []
    for element in shown(row):
        if element.tag != TC or is_gone(element):
            continue
        cell_properties = element.find(W + "tcPr")
        span = min(max(number(value(cell_properties, "gridSpan"), 1), 1), _MAX_COLS)
        if _merge(cell_properties, "hMerge") == "continue" and cells:
            cells[-1].elements.append(element)
            cells[-1].end += span
        else:
            cells.append(_Cell([element], col, col + span, _merge(cell_properties, "vMerge")))
        col += span
    closed = properties is not None and properties.find(W + "gridAfter") is not None
    if cells and not closed and col < len(positions) - 1:
        _span_by_width(cells, positions)
    return cells


def _span_by_width(cells: list[_Cell], positions: list[int]) -> None:
    """Give a short row's cells the columns that they are as wide as.

    Converters leave gridSpan away and say only how wide a merged cell is, and Word lays it out by that. Nothing is
    changed unless every edge of the row falls on a line of the grid, and the last one on its end.
    """
    edge, start = positions[cells[0].start], cells[0].start
    found: list[tuple[int, int]] = []
    for cell in cells:
        properties = cell.elements[0].find(W + "tcPr")
        width = None if properties is None else properties.find(W + "tcW")
        if width is None or width.get(W + "type", "dxa") != "dxa":
            return
        edge += max(number(width.get(W + "w")), 0)
        above = bisect_left(positions, edge)
        end = min((above - 1, above), key=lambda line: abs(positions[min(line, len(positions) - 1)] - edge))
        end = min(end, len(positions) - 1)
        if end <= start or abs(positions[end] - edge) > _SLIVER:
            return
        found.append((start, end))
        start = end
    if start == len(positions) - 1:
        for cell, (first, last) in zip(cells, found, strict=True):
            cell.start, cell.end = first, last


def _merge(properties: Element | None, name: str) -> str | None:
    """What a cell says of a merge: restart, continue (also when it gives no value), or None."""
    if properties is None:
        return None
    if (element := properties.find(W + name)) is not None:
        said: str = element.get(W + "val", "continue")
        return said
    tracked = properties.find(W + "cellMerge")  # a merge on record, accepted
    return None if tracked is None else _TRACKED_MERGES.get(tracked.get(W + name, ""))


def _snapper(positions: list[int], cells: list[_Cell]) -> dict[int, int]:
    """Grid line to grid line, with slivers closed: no cell fills such a column alone, and it is narrow."""
    lines = sorted({cell.start for cell in cells} | {cell.end for cell in cells})
    alone = {(cell.start, cell.end) for cell in cells}
    snap: dict[int, int] = {}
    last = None
    for line in lines:
        narrow = (
            last is not None
            and line < len(positions)
            and positions[line] - positions[snap[last]] < _SLIVER
            and not any((between, line) in alone for between in lines if snap.get(between) == snap[last])
        )
        snap[line] = snap[last] if narrow and last is not None else line
        last = line
    return snap


def _positions(table: Element) -> list[int]:
    """The grid lines' places in twips, as w:tblGrid says; empty where it says nothing."""
    grid = table.find(W + "tblGrid")
    positions = [0]
    columns = () if grid is None else islice(grid.iterchildren(W + "gridCol"), _MAX_COLS)
    for column in columns:
        positions.append(positions[-1] + max(number(column.get(W + "w")), 0))
    return positions
