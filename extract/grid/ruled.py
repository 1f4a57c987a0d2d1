"""Ruled tables: connected rules become a frame of lines, walls and cells."""

from dataclasses import dataclass

import numpy as np

from extract.grid.build import Shape, build
from extract.grid.cells import walls
from extract.grid.joints import components, meet
from extract.grid.owners import Ink
from extract.grid.record import Grid
from extract.grid.rules import Segments
from extract.median import distinct, median
from extract.page import Floats, Glyphs, Ints

TOLERANCE = (1.0, 3.0)  # points: least and most; double borders and CSS cell spacing leave 2.25 points between strokes
TOLERANCE_SIZE = 0.25  # of the page's usual font size, so that a sheet shrunk to fit keeps its rows apart
MAX_RULES = 2_000  # of one axis: over it, a map or a chart; the longest stay
MAX_LOOSE = 60  # verticals that meet no horizontal: no page has so many columns
UNDERLINE, STRIKE = 0.3, 0.5  # of the font size: how far below and above its baseline a text is underlined, struck out
UNDERLINE_END = 1.5  # points: an underline ends with its text, a cell's side runs on into the padding
MAX_ABOVE = 40  # glyphs: a page number or a running title; with more above it, a box is no rest of a cut row
THIN = 6.0  # points: a slot thinner than this, with no glyph in it, is a gap between borders and no cell
MIN_OVERSHOOT = 6.0  # points: rules that run farther than this beyond the last crossing rule bound one more slot


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """The rules of one table: segments of both axes, and the lines that they stand on."""

    horizontal: Segments
    vertical: Segments
    edges: Floats
    lines: Floats


def tolerance(glyphs: Glyphs) -> float:
    """How far apart, in points, strokes of one line or at one joint may be on this page."""
    usual = median(glyphs.size) if len(glyphs.text) else 12.0
    return min(max(TOLERANCE_SIZE * usual, TOLERANCE[0]), TOLERANCE[1])


def ruled_tables(horizontal: Segments, vertical: Segments, ink: Ink, previous: Grid | None) -> list[Grid]:
    """The tables that merged rules enclose, in no order; `previous` is the last one of the page before."""
    horizontal, vertical = longest(horizontal), longest(vertical)
    if not len(vertical.at):
        return []
    reach = tolerance(ink.glyphs)
    horizontal = without_underlines(horizontal, vertical, ink.glyphs, reach)
    grids: list[Grid] = []
    for across, down in groups(horizontal, vertical, reach):
        frame = _frame(horizontal.pick(across), vertical.pick(down), ink, reach)
        grid = frame and _grid(frame, ink, reach, previous)
        if grid:
            grids.append(grid)
    return _outermost(grids)


def longest(segments: Segments) -> Segments:
    """The longest rules, where there are more than any table has: a map or a chart."""
    if len(segments.at) <= MAX_RULES:
        return segments
    length = segments.end - segments.start
    return segments.pick(np.sort(np.argsort(-length, kind="stable")[:MAX_RULES]).astype(np.int32))


def without_underlines(horizontal: Segments, vertical: Segments, glyphs: Glyphs, reach: float) -> Segments:
    """The rules but those that begin and end with a text on them, as lines under or through words do."""
    keep = np.ones(len(horizontal.at), bool)
    few = np.flatnonzero(meet(horizontal, vertical, reach).sum(axis=1) <= 2)
    for i in few.tolist():
        y, x0, x1 = horizontal.at[i], horizontal.start[i], horizontal.end[i]
        middle = (glyphs.x0 + glyphs.x1) / 2
        on = (middle > x0) & (middle < x1)
        on &= (y > glyphs.base - STRIKE * glyphs.size) & (y < glyphs.base + UNDERLINE * glyphs.size)
        if on.any():
            keep[i] = max(abs(glyphs.x0[on].min() - x0), abs(glyphs.x1[on].max() - x1)) > UNDERLINE_END
    return horizontal.pick(np.flatnonzero(keep).astype(np.int32))


def groups(horizontal: Segments, vertical: Segments, reach: float) -> list[tuple[Ints, Ints]]:
    """The rules of each table: those that hang together, with parts that stand side by side or share their ends."""
    joints = meet(horizontal, vertical, reach)
    parts = [_part(horizontal, vertical, *found) for found in components(joints)]
    loose = np.flatnonzero(~joints.any(axis=0)).astype(np.int32)
    loose = loose[np.argsort(vertical.start[loose] - vertical.end[loose], kind="stable")][:MAX_LOOSE]
    parts += [_part(horizontal, vertical, loose[:0], loose[i : i + 1]) for i in range(len(loose))]
    label = list(range(len(parts)))
    for one in range(len(parts)):
        for two in range(one):
            if label[one] != label[two] and _belong(parts[one], parts[two], reach):
                old, new = label[one], label[two]
                label = [new if found == old else found for found in label]
    return [
        (
            np.concatenate([part.horizontal for part, found in zip(parts, label, strict=True) if found == name]),
            np.concatenate([part.vertical for part, found in zip(parts, label, strict=True) if found == name]),
        )
        for name in sorted(set(label))
    ]


@dataclass(frozen=True, slots=True, eq=False)
class _Part:
    """Indices of rules that hang together, the y of those that part rows, and the box around them all."""

    horizontal: Ints
    vertical: Ints
    rows: Floats
    x0: float
    top: float
    x1: float
    bottom: float


def _part(horizontal: Segments, vertical: Segments, across: Ints, down: Ints) -> _Part:
    xs = np.concatenate([horizontal.start[across], horizontal.end[across], vertical.at[down]])
    ys = np.concatenate([vertical.start[down], vertical.end[down], horizontal.at[across]])
    rows = distinct(horizontal.at[across])
    return _Part(across, down, rows, float(xs.min()), float(ys.min()), float(xs.max()), float(ys.max()))


def _belong(one: _Part, two: _Part, reach: float) -> bool:
    """Whether two parts are one table: cells drawn with a gap between them, or verticals of an open row."""
    same_rows = abs(one.top - two.top) <= reach and abs(one.bottom - two.bottom) <= reach
    if same_rows and (len(one.horizontal) == 0 or len(two.horizontal) == 0):
        return True
    same_cols = abs(one.x0 - two.x0) <= THIN and abs(one.x1 - two.x1) <= THIN
    below = max(one.top - two.bottom, two.top - one.bottom)
    beside = max(one.x0 - two.x1, two.x0 - one.x1)
    return (same_cols and 0 <= below <= THIN) or (same_rows and (0 <= beside <= THIN or _astride(one, two, reach)))


def _astride(one: _Part, two: _Part, reach: float) -> bool:
    """Whether parts have the same rows, open at one end: a cell between them is merged down over the whole page."""
    if len(one.rows) < 2 or len(one.rows) != len(two.rows) or (np.abs(one.rows - two.rows) > reach).any():
        return False
    ends = ((part.rows[0] - part.top, part.bottom - part.rows[-1]) for part in (one, two))
    return any(min(overshoots) > MIN_OVERSHOOT for overshoots in zip(*ends, strict=True))


def _frame(horizontal: Segments, vertical: Segments, ink: Ink, reach: float) -> Frame | None:
    """The lines of one table's rules, without those that part nothing; None where they enclose nothing."""
    edges, lines = distinct(vertical.at), distinct(horizontal.at)
    edges = _outreach(edges, horizontal)
    between = (ink.x > edges[0]) & (ink.x < edges[-1])
    lines = _with_text(_outreach(lines, vertical), len(lines), ink.y[between])
    vertical = _stretch(vertical, lines, reach)
    if len(edges) < 2 or len(lines) < 2:
        return None
    for _ in range(2):  # a line that parts nothing can hide behind an edge that parts nothing, and the other way round
        lines = _parting(horizontal, lines, edges, reach)
        edges = _parting(vertical, edges, lines, reach)
    thick_edges = _thick(edges, ink.x[(ink.y > lines[0]) & (ink.y < lines[-1])])
    thick_lines = _thick(lines, ink.y[between])
    if len(thick_edges) < 2 or len(thick_lines) < 2:
        return None
    horizontal = _moved(horizontal, lines, thick_lines, reach)
    return Frame(horizontal, _moved(vertical, edges, thick_edges, reach), thick_edges, thick_lines)


def _outreach(lines: Floats, crossing: Segments) -> Floats:
    """`lines`, with one more at an end where at least two crossing rules run on beyond the last one together."""
    enough = min(2, len(distinct(crossing.at)))
    if not len(lines):
        return np.array([crossing.start.min(), crossing.end.max()]) if len(crossing.at) else lines
    before = crossing.start[crossing.start < lines[0] - MIN_OVERSHOOT]
    after = crossing.end[crossing.end > lines[-1] + MIN_OVERSHOOT]
    if enough and len(before) >= enough:
        lines = np.r_[before.min(), lines]
    if enough and len(after) >= enough:
        lines = np.r_[lines, after.max()]
    return lines


def _with_text(lines: Floats, closed: int, points: Floats) -> Floats:
    """`lines` of which `closed` are rules, without an open slot at an end that holds no point."""
    if len(lines) > max(closed, 2) and not ((points > lines[-2]) & (points < lines[-1])).any():
        lines = lines[:-1]
    if len(lines) > max(closed, 2) and not ((points > lines[0]) & (points < lines[1])).any():
        lines = lines[1:]
    return lines


def _stretch(segments: Segments, lines: Floats, reach: float) -> Segments:
    """In an open slot, rules that run into it run through it: each stops at the end of its own cell's text."""
    if len(lines) < 3:
        return segments
    start = np.where(segments.start < lines[1] - reach, np.minimum(segments.start, lines[0]), segments.start)
    end = np.where(segments.end > lines[-2] + reach, np.maximum(segments.end, lines[-1]), segments.end)
    return Segments(segments.at, start, end, segments.line)


def _parting(segments: Segments, lines: Floats, slots: Floats, reach: float) -> Floats:
    """The outermost lines, and of the others those that part at least two slots."""
    keep = np.asarray(walls(segments, lines, slots, reach).any(axis=1))
    keep[[0, -1]] = True
    kept: Floats = lines[keep]
    return kept


def _thick(lines: Floats, points: Floats) -> Floats:
    """Lines without the gaps between borders: a thin slot with no point in it closes to its middle."""
    kept = [float(lines[0])]
    for line in lines[1:].tolist():
        thin = line - kept[-1] < THIN and not ((points > kept[-1]) & (points < line)).any()
        kept[-1:] = [(kept[-1] + line) / 2] if thin else [kept[-1], line]
    return np.array(kept)


def _moved(segments: Segments, lines: Floats, thick: Floats, reach: float) -> Segments:
    """The rules on `lines` moved onto the lines that these became, which may be farther from them than `reach`."""
    if len(lines) == len(thick):
        return segments
    away = np.abs(segments.at[:, None] - lines)
    became = thick[np.abs(lines[:, None] - thick).argmin(axis=1)]
    at = np.where(away.min(axis=1) <= reach, became[away.argmin(axis=1)], segments.at)
    return Segments(at, segments.start, segments.end, segments.line)


def _grid(frame: Frame, ink: Ink, reach: float, previous: Grid | None) -> Grid | None:
    """Cells and owners of a frame; None where it is no table.

    A table has two columns and text in two cells, or is the rest of the page before's, between the same edges, unless
    only text told that one's columns.
    """
    goes_on = previous is not None and previous.method == "rules" and _same_width(frame.edges, previous.edges)
    if len(frame.edges) < 3 and not goes_on:
        return None
    edges = frame.edges if previous is None or len(frame.edges) > 2 else previous.edges
    across = walls(frame.horizontal, frame.lines, edges, reach)
    down = walls(frame.vertical, edges, frame.lines, reach)
    grid = build(Shape(edges, frame.lines, across, down), ink)
    used = len(distinct(grid.owner[grid.owner >= 0]))
    above = int((ink.y < frame.lines[0]).sum())
    whole = used >= 2 and len(frame.edges) > 2
    return grid if whole or (used and goes_on and above <= MAX_ABOVE) else None


def _same_width(one: Floats, two: Floats) -> bool:
    """Whether two tables have their outer edges at the same places."""
    return bool(abs(one[0] - two[0]) <= THIN and abs(one[-1] - two[-1]) <= THIN)


def _outermost(grids: list[Grid]) -> list[Grid]:
    """Grids without those that stand inside another: a table in a cell is that cell's text."""
    return [one for one in grids if not any(one is not other and _inside(one.area, other.area) for other in grids)]


def _inside(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return one[0] >= other[0] and one[1] >= other[1] and one[2] <= other[2] and one[3] <= other[3]
