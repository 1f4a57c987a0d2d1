"""Ruled tables: connected rules become a frame of lines, walls and cells."""

from dataclasses import dataclass

import numpy as np

from extract.grid.build import Shape, build
from extract.grid.cells import walls
from extract.grid.joints import components, meet
from extract.grid.record import Grid
from extract.grid.rules import Segments, merge
from extract.page import Floats, Glyphs, Ints, Page

TOLERANCE = (1.0, 3.0)  # points: least and most; double borders and CSS cell spacing leave 2.25 points between strokes
TOLERANCE_SIZE = 0.25  # of the page's usual font size, so that a sheet shrunk to fit keeps its rows apart
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
    usual = float(np.median(glyphs.size)) if len(glyphs.text) else 12.0
    return min(max(TOLERANCE_SIZE * usual, TOLERANCE[0]), TOLERANCE[1])


def ruled_tables(page: Page, points: tuple[Floats, Floats]) -> list[Grid]:
    """The tables that rules enclose, in no order; `points` are the (x, y) of the page's glyphs."""
    reach = tolerance(page.glyphs)
    horizontal, vertical = merge(page.horizontal, reach, reach), merge(page.vertical, reach, reach)
    if not len(vertical.at):
        return []
    x, y = points
    grids = (
        _grid(frame, points, reach)
        for chosen in groups(horizontal, vertical, reach)
        if (frame := _frame(horizontal.pick(chosen[0]), vertical.pick(chosen[1]), x, y, reach)) is not None
    )
    return _outermost([grid for grid in grids if grid is not None])


def groups(horizontal: Segments, vertical: Segments, reach: float) -> list[tuple[Ints, Ints]]:
    """The rules of each table: those that hang together, with parts that stand side by side or share their ends."""
    joints = meet(horizontal, vertical, reach)
    parts = [_part(horizontal, vertical, *found) for found in components(joints)]
    loose = np.flatnonzero(~joints.any(axis=0)).astype(np.int32)
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
    """Indices of rules that hang together, and the box around them."""

    horizontal: Ints
    vertical: Ints
    x0: float
    top: float
    x1: float
    bottom: float


def _part(horizontal: Segments, vertical: Segments, across: Ints, down: Ints) -> _Part:
    xs = np.concatenate([horizontal.start[across], horizontal.end[across], vertical.at[down]])
    ys = np.concatenate([vertical.start[down], vertical.end[down], horizontal.at[across]])
    return _Part(across, down, float(xs.min()), float(ys.min()), float(xs.max()), float(ys.max()))


def _belong(one: _Part, two: _Part, reach: float) -> bool:
    """Whether two parts are one table: cells drawn with a gap between them, or verticals of an open row."""
    same_rows = abs(one.top - two.top) <= reach and abs(one.bottom - two.bottom) <= reach
    if same_rows and (len(one.horizontal) == 0 or len(two.horizontal) == 0):
        return True
    same_cols = abs(one.x0 - two.x0) <= THIN and abs(one.x1 - two.x1) <= THIN
    below = max(one.top - two.bottom, two.top - one.bottom)
    beside = max(one.x0 - two.x1, two.x0 - one.x1)
    return (same_cols and 0 <= below <= THIN) or (same_rows and 0 <= beside <= THIN)


def _frame(horizontal: Segments, vertical: Segments, x: Floats, y: Floats, reach: float) -> Frame | None:
    """The lines of one table's rules, without those that part nothing; None where fewer than two columns are left."""
    edges, lines = np.unique(vertical.at), np.unique(horizontal.at)
    edges = _outreach(edges, horizontal)
    between = (x > edges[0]) & (x < edges[-1])
    lines = _with_text(_outreach(lines, vertical), len(lines), y[between])
    vertical = _stretch(vertical, lines, reach)
    for _ in range(2):  # a line that parts nothing can hide behind an edge that parts nothing, and the other way round
        lines = _parting(horizontal, lines, edges, reach)
        edges = _parting(vertical, edges, lines, reach)
        if len(edges) < 3 or len(lines) < 2:
            return None
    edges = _thick(edges, x[(y > lines[0]) & (y < lines[-1])])
    lines = _thick(lines, y[between])
    return Frame(horizontal, vertical, edges, lines) if len(edges) >= 3 and len(lines) >= 2 else None


def _outreach(lines: Floats, crossing: Segments) -> Floats:
    """`lines`, with one more at an end where at least two crossing rules run on beyond the last one together."""
    enough = min(2, len(np.unique(crossing.at)))
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


def _grid(frame: Frame, points: tuple[Floats, Floats], reach: float) -> Grid | None:
    """Cells and owners of a frame; None where fewer than two cells hold text."""
    across = walls(frame.horizontal, frame.lines, frame.edges, reach)
    down = walls(frame.vertical, frame.edges, frame.lines, reach)
    grid = build(Shape(frame.edges, frame.lines, across, down), points)
    return grid if len(np.unique(grid.owner[grid.owner >= 0])) >= 2 else None


def _outermost(grids: list[Grid]) -> list[Grid]:
    """Grids without those that stand inside another: a table in a cell is that cell's text."""
    return [one for one in grids if not any(one is not other and _inside(one.area, other.area) for other in grids)]


def _inside(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return one[0] >= other[0] and one[1] >= other[1] and one[2] <= other[2] and one[3] <= other[3]
