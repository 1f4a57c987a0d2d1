"""From a table told by its text to a Grid: row lines, walls and cells."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from extract.grid.build import Shape, build
from extract.grid.cells import Walls, walls
from extract.grid.gutters import parted
from extract.grid.labels import Header, says_more
from extract.grid.numbers import EPSILON, WIDEST_SHARE, Interval, row_lines, whites
from extract.grid.owners import Ink
from extract.grid.record import Grid
from extract.grid.rules import Segments
from extract.grid.words import Line
from extract.median import distinct
from extract.page import Floats

GAP = 3.0  # points: rules of one table begin and end together, give or take
MARGIN = 0.25  # of the font size: kept around text where no rule says where a table ends
CLEARLY = 1.5  # times the white between lines: rows that have no more white between them cannot be told from lines
OFF = 0.4  # of the font size: a line too many or too few moves a row's middle by 0.6
CONFIDENCE_OFF = 0.5  # where numbers stand off their rows' middles
CONFIDENCE_RULES = 0.9  # rules part the rows, text the columns


@dataclass(frozen=True, slots=True)
class Draft:
    """A table in the making: lines `start` to `end` (exclusive) of the `page`, cut at its columns, are its body.

    `inner` are the edges between columns, `stt` is the column of row numbers, `anchors` the body lines that have one,
    `bars` the y of rules over its whole width. `bottom` is the rule that ends it, None where none does.
    """

    page: Sequence[Line]
    header: Header | None
    inner: tuple[float, ...]
    stt: int
    x0: float
    x1: float
    start: int
    end: int
    anchors: tuple[int, ...]
    bars: tuple[float, ...]
    confidence: float
    bottom: float | None = None


def grid_of(draft: Draft, horizontal: Segments, ink: Ink, previous: Grid | None) -> Grid | None:
    """The cells of a draft; the last table of the page before may hold the beginning of its first row.

    None where its parts are out of order: text that only looked like a table.
    """
    page = draft.page
    top, start, bottom = _heights(draft)
    edges = _edges(draft, horizontal)
    ruled = distinct(horizontal.at[(horizontal.at > start - GAP) & (horizontal.at < bottom + GAP)])
    across = walls(horizontal, ruled, edges, GAP)
    inside = (ruled > start + GAP) & (ruled < bottom - GAP)
    bands = [start, *ruled[inside & across[:, draft.stt]].tolist(), bottom]
    ruled_rows = _parts_rows(draft, bands, previous)
    split = [y for band in pairwise(bands) for y in _split(draft, band, ruled_rows, previous is not None)]
    levels = [upper.y for upper in draft.header.uppers] if draft.header else []
    lines = _apart([top, *levels, start, *ruled[inside & across.any(axis=1)].tolist(), *split, bottom])
    if len(lines) < 2 or (np.diff(edges) <= 0).any() or not top <= start < bottom:
        return None
    first = draft.header.start if draft.header else draft.start
    rows: list[list[Line]] = [[] for _ in lines[1:]]
    for line in page[first : draft.end]:
        rows[int(np.clip(np.searchsorted(lines, (line.top + line.bottom) / 2) - 1, 0, len(rows) - 1))].append(line)
    down = np.array([[True] * len(rows), *parted(rows, draft.inner), [True] * len(rows)], bool)
    for upper in draft.header.uppers if draft.header else ():  # a label over several columns is not parted by them
        down[upper.first + 1 : upper.last + 1, lines[1:] <= upper.y + GAP] = False
    shape = Shape(
        edges, lines, _across(draft, lines, edges, horizontal, [*split, start] if draft.header else split), down
    )
    _part_texts(shape, rows)
    if draft.bottom is not None or draft.end < len(page):
        shape.across[-1] = True
    confidence = max(draft.confidence, CONFIDENCE_RULES) if len(draft.bars) > 2 else draft.confidence
    confidence = min(confidence, CONFIDENCE_OFF) if _is_off(draft, rows) else confidence
    header = tuple(page[draft.header.start : draft.header.end]) if draft.header else previous.header if previous else ()
    return replace(build(shape, ink, "gutters", confidence), header=header)


def _heights(draft: Draft) -> tuple[float, float, float]:
    """The y of the table's top, of its body's top, and of its bottom."""
    body = draft.page[draft.start : draft.end]
    margin = MARGIN * body[-1].size
    bottom = draft.bottom if draft.bottom is not None else max(line.bottom for line in body) + margin
    if draft.header:
        return draft.header.top, draft.header.bottom, bottom
    top = min([body[0].top - margin, *draft.bars[:1]])
    return top, top, bottom


def _edges(draft: Draft, horizontal: Segments) -> Floats:
    """The column positions; the outer ones where the rules end, or a little beyond the text.

    Without a header they are those of the page before.
    """
    margin = MARGIN * draft.page[draft.start].size if draft.header else 0.0
    x0, x1 = draft.x0 - margin, draft.x1 + margin
    on = np.isin(horizontal.at, draft.bars)
    if on.any():
        x0, x1 = min(x0, float(horizontal.start[on].min())), max(x1, float(horizontal.end[on].max()))
    return np.array([x0, *draft.inner, x1])


def _parts_rows(draft: Draft, bands: Sequence[float], previous: Grid | None) -> bool:
    """Whether rules part the rows: here, where each of two numbers has its band, or in the table on the page before."""
    if not draft.bars or previous is None or previous.confidence >= CONFIDENCE_RULES:
        return bool(draft.bars)
    page = draft.page
    held = np.searchsorted(bands, [(page[at].top + page[at].bottom) / 2 for at in draft.anchors])
    return len(held) > 1 and len(distinct(held)) == len(held)


def _split(draft: Draft, band: Interval, ruled: bool, continued: bool) -> list[float]:
    """Where row numbers part a band between two rules; one alone does where rules are known to part no rows."""
    page = draft.page
    inside = [at for at in range(draft.start, draft.end) if band[0] < (page[at].top + page[at].bottom) / 2 < band[1]]
    anchors = [at for at in draft.anchors if at in inside]
    if len(anchors) < (2 if ruled else 1):
        return []
    ink = [(page[at].top, page[at].bottom) for at in inside if at not in anchors or says_more(page[at])]
    found = row_lines([(page[at].top, page[at].bottom) for at in anchors], ink, band, continued)
    return [*found, *_unnumbered(draft, [page[at] for at in inside], found)]


def _unnumbered(draft: Draft, text: Sequence[Line], found: Sequence[float]) -> list[float]:
    """Where rows with no number of their own begin: below a white as wide as rows have, clearly wider than lines have.

    Texts of two columns at least must begin there together, none in mid-sentence and no row's number, which stands in
    the middle of its row here; paragraphs of one cell may be as far apart.
    """
    gaps = whites([(line.top, line.bottom) for line in text], text[0].top, text[-1].bottom)
    between = [high - low for low, high in gaps if any(low <= place <= high for place in found)]
    within = [gap for gap in gaps if not any(gap[0] <= place <= gap[1] for place in found)]
    if not between or not within:
        return []
    wide = WIDEST_SHARE * float(np.median(between))
    # The lower quarter, not the least: lines of neighbouring columns that are out of step leave slivers.
    least = float(np.quantile([high - low for low, high in within], 0.25))
    if least * CLEARLY > wide and len(within) > 1:
        return []
    places = []
    for low, high in within:
        first = next(line for line in text if line.top >= high - EPSILON)
        columns = {int(np.searchsorted(draft.inner, phrase.x0)) for phrase in first.phrases} - {draft.stt}
        begins = not any(phrase.small for phrase in first.phrases) and not any(
            draft.page[at] is first for at in draft.anchors
        )
        if high - low >= wide and len(columns) >= 2 and begins:
            places.append((low + high) / 2)
    return places


def _is_off(draft: Draft, rows: Sequence[Sequence[Line]]) -> bool:
    """Whether a row's number stands neither in its first line nor in its middle: lines of it are in another row."""
    for row in rows:
        numbers = [line for line in row if any(draft.page[at] is line for at in draft.anchors)]
        first = min((line.top for line in row), default=0.0)
        if len(numbers) == 1 and numbers[0].top > first + EPSILON:
            middle = (first + max(line.bottom for line in row)) / 2
            if abs((numbers[0].top + numbers[0].bottom) / 2 - middle) > OFF * numbers[0].size:
                return True
    return False


def _part_texts(shape: Shape, rows: Sequence[Sequence[Line]]) -> None:
    """Wall off, in place, a text that begins with its row, an empty line or more below the one in the same column.

    Backgrounds and rules that skip a column do not say how many cells there are in it.
    """
    tops = [min((line.top for line in row), default=np.inf) for row in rows]
    for col, (left, right) in enumerate(pairwise(shape.edges.tolist())):
        reached = -np.inf
        for at, row in enumerate(rows):
            own = [line for line in row if any(left < (p.x0 + p.x1) / 2 < right for p in line.phrases)]
            if not own:
                continue
            first = min(own, key=lambda line: line.top)
            begins = first.top - tops[at] < first.size / 8
            if at and begins and first.top - reached > first.size:
                shape.across[at, col] = True
            reached = max(line.bottom for line in own)


def _apart(places: Sequence[float]) -> Floats:
    """Ascending positions, those that nearly coincide taken once."""
    found: list[float] = []
    for place in sorted(places):
        if not found or place - found[-1] > GAP:
            found.append(place)
    return np.array(found)


def _across(draft: Draft, lines: Floats, edges: Floats, horizontal: Segments, full: Sequence[float]) -> Walls:
    """Horizontal walls: where rules run, over all columns at the `full` lines, and under a header's upper labels."""
    across = walls(horizontal, lines, edges, GAP)
    for y in full:
        across[np.abs(lines - y).argmin()] = True
    for upper in draft.header.uppers if draft.header else ():
        across[np.abs(lines - upper.y).argmin(), upper.first : upper.last + 1] = True
    if draft.header:
        across[0] = True
    return across
