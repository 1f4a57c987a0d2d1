"""A header that the page's end cuts: its labels stand on one page, the rest of them, or their lower level, on the next.

The rest is known by where it stands: below a table that is nothing but its header, in a row without a number, and there
in the middle of a label, under one that has no text yet, or parting one into columns.
"""

from collections.abc import Sequence
from dataclasses import replace

from normalize.tables.continuation import EDGE_TOLERANCE
from normalize.tables.grid import join_text
from normalize.tables.header import LABEL_LIMIT
from normalize.tables.marks import is_number
from phuluc.model import RawCell, RawRow, RawTable


def whole_header(head: RawTable, below: RawTable) -> tuple[RawTable, int] | None:
    """One table of a header and of the next page's table, and how many of its rows are the header's at the least.

    None where the first row below is no rest of the header.

    Args:
        head: a table of header rows alone.
        below: the table of the next page.
    """
    edges = _common_edges(head.edges, below.edges)
    if not edges or not below.rows:
        return None
    rows, (first, *others) = ([_moved(row, part.edges, edges) for row in part.rows] for part in (head, below))
    labels = {slot: cell for row in rows for cell in row.cells for slot in range(cell.col, cell.col + cell.col_span)}
    texts = [cell for cell in first.cells if cell.text]
    if len(labels) < len(edges) - 1 or not texts or not all(_belongs(cell, labels[cell.col]) for cell in texts):
        return None
    level = tuple(cell for cell in texts if cell.col_span < labels[cell.col].col_span)
    parted = {id(labels[cell.col]) for cell in level}
    rests = {id(labels[cell.col]): cell for cell in texts if cell not in level}
    lowest = {id(cell) for cell in labels.values()}
    for at, row in enumerate(rows):
        down = len(rows) + 1 - at
        reach = {id(cell): down for cell in row.cells if level and id(cell) in lowest and id(cell) not in parted}
        cells = (replace(_with(cell, rests), row_span=reach.get(id(cell), cell.row_span)) for cell in row.cells)
        rows[at] = replace(row, cells=tuple(cells))
    rows += [replace(first, cells=level)] if level else []
    return _joined(head, below, (*rows, *others), edges), len(rows)


def _common_edges(one: Sequence[float], other: Sequence[float]) -> tuple[float, ...]:
    """The edges of both, those that nearly meet taken once; none where the outer ones differ."""
    if not one or not other or max(abs(one[0] - other[0]), abs(one[-1] - other[-1])) > EDGE_TOLERANCE:
        return ()
    edges: list[float] = []
    for edge in sorted((*one, *other)):
        if not edges or edge - edges[-1] > EDGE_TOLERANCE:
            edges.append(edge)
    return tuple(edges)


def _moved(row: RawRow, own: Sequence[float], edges: Sequence[float]) -> RawRow:
    """A row with its cells counted in other, finer columns."""
    place = [min(range(len(edges)), key=lambda i: abs(edges[i] - edge)) for edge in own]
    cells = (
        replace(cell, col=place[cell.col], col_span=place[cell.col + cell.col_span] - place[cell.col])
        for cell in row.cells
    )
    return replace(row, cells=tuple(cells))


def _belongs(cell: RawCell, label: RawCell) -> bool:
    """Whether a text below the page break belongs to the label above it."""
    if len(cell.text) > LABEL_LIMIT or is_number(cell.text) or cell.col_span > label.col_span:
        return False
    return cell.col_span < label.col_span or not label.text or cell.text[0].islower()


def _with(label: RawCell, rests: dict[int, RawCell]) -> RawCell:
    """A label with what of it stands below the page break."""
    rest = rests.get(id(label))
    if rest is None:
        return label
    text = join_text(label.text, rest.text, label.tail_room, rest.head_width)
    return replace(label, text=text, confidence=min(label.confidence, rest.confidence))


def _joined(head: RawTable, below: RawTable, rows: tuple[RawRow, ...], edges: tuple[float, ...]) -> RawTable:
    return replace(
        head,
        rows=rows,
        width=len(edges) - 1,
        edges=edges,
        ink=head.ink + below.ink,
        strays=(*head.strays, *below.strays),
        confidence=min(head.confidence, below.confidence),
    )
