"""Which cell a glyph stands in: by its middle, and by its word where a word runs over a rule."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from extract.grid.record import OUTSIDE, Bools
from extract.grid.words import SAME_LINE, words
from extract.median import distinct, median
from extract.page import Floats, Glyphs, Ints

LIFT = 0.3  # of the font size: a small letter's middle above the baseline; text that touches a rule stays on its side
TOUCH, OVERLAP = 0.08, -0.1  # of the font size: letters of one word leave less between them, and kern less
JOINED = 0.03  # of the font size: between two letters of a word that are not kerned
ALIGNED = 0.5  # points: lines of one cell begin at the same x, within this
AT_RULE, AT_RULE_SHARE = 4, 0.25  # lines, and share of a column's lines, that begin right at the rule on purpose
BALANCE = 0.25  # of the font size: a centred word runs over both sides of its cell alike, within this
CLOSING = frozenset(",.;:)")  # begin no word: Typst hangs them over their cell, to where the next one begins
HEAD = 0.4  # of a cell's width: a word that begins in this first part of it begins there on purpose

Run = list[int]  # glyphs from left to right


@dataclass(frozen=True, slots=True, eq=False)
class Ink:
    """A page's glyphs, and the points (x, y) that say where they stand: mid-advance, a small letter's middle."""

    glyphs: Glyphs
    x: Floats
    y: Floats


def ink_of(glyphs: Glyphs) -> Ink:
    """The glyphs with their middles."""
    y = np.minimum(np.maximum(glyphs.base - LIFT * glyphs.size, glyphs.top), glyphs.bottom)
    return Ink(glyphs, (glyphs.x0 + glyphs.x1) / 2, y)


def owners(ink: Ink, edges: Floats, lines: Floats, slot: Ints) -> Ints:
    """The cell of each glyph, by the rows x cols `slot`s of cells; OUTSIDE for those beyond the border.

    A word that runs over its cell's side is not torn: it belongs where it begins, or where it is centred.
    """
    rows, cols = slot.shape
    row = np.searchsorted(lines, ink.y, side="right") - 1
    in_rows: Bools = (row >= 0) & (row < rows)
    # One column of slots on both sides stands for what is outside.
    wide = np.full((rows, cols + 2), OUTSIDE, np.int32)
    wide[:, 1:-1] = slot
    owner = np.full(len(ink.x), OUTSIDE, np.int32)
    owner[in_rows] = wide[row[in_rows], np.searchsorted(edges, ink.x[in_rows], side="right")]

    glyphs = ink.glyphs
    reach = TOUCH * glyphs.size
    left = np.searchsorted(edges, glyphs.x0 - reach, side="right")
    right = np.searchsorted(edges, glyphs.x1 + reach, side="right")
    over = np.flatnonzero(in_rows & (left != right))
    over = over[wide[row[over], left[over]] != wide[row[over], right[over]]]
    if len(over):
        _keep_words(ink, owner, edges, over, in_rows)
    return owner


def _keep_words(ink: Ink, owner: Ints, edges: Floats, over: Ints, in_rows: Bools) -> None:
    """Give every word with a glyph among `over` to one cell, in place."""
    glyphs = ink.glyphs
    bases = np.r_[-np.inf, distinct(glyphs.base[over]), np.inf]
    after = np.searchsorted(bases, glyphs.base)
    nearest = np.minimum(bases[after] - glyphs.base, glyphs.base - bases[after - 1])
    chosen = np.flatnonzero(in_rows & (nearest <= SAME_LINE * glyphs.size)).astype(np.int32)
    found = words(glyphs, chosen)
    struck = np.zeros(len(ink.x), bool)
    struck[over] = True
    columns = distinct(np.searchsorted(edges, glyphs.x1[over] + TOUCH * glyphs.size[over], side="right"))
    starts = np.r_[[_margin(ink, in_rows, edges[c - 1], edges[c]) for c in columns.tolist() if 0 < c < len(edges)]]
    order, ends = found.order.tolist(), found.first.tolist()
    for place in distinct(np.searchsorted(found.first, np.flatnonzero(struck[found.order]), side="right") - 1).tolist():
        for run in _torn(order[ends[place] : ends[place + 1]], ink, owner, starts):
            owner[run] = _home(run, ink, owner, edges)


def _margin(ink: Ink, in_rows: Bools, left: float, right: float) -> float:
    """The x where at least half of a column's lines begin; infinite where they begin here and there."""
    inside = np.flatnonzero(in_rows & (ink.x > left) & (ink.x < right))
    if not len(inside):
        return np.inf
    _, line = np.unique(np.round(ink.glyphs.base[inside]), return_inverse=True)
    first = np.full(int(line.max()) + 1, np.inf)
    np.minimum.at(first, line, ink.glyphs.x0[inside])
    usual = median(first)
    if len(first) > 1 and (np.abs(first - usual) < ALIGNED).mean() >= 0.5:
        return usual
    hard = np.abs(first - left) < ALIGNED  # without any padding, first lines may be indented and headers centred
    return left if hard.sum() >= AT_RULE and hard.mean() >= AT_RULE_SHARE else np.inf


def _torn(word: Run, ink: Ink, owner: Ints, starts: Floats) -> list[Run]:
    """A word's glyphs, parted beyond a rule where two cells' words meet.

    They stand apart there, or overlap, or the second begins where its column's lines begin. A letter printed over
    the next cell's goes on with the one at whose end it stands.
    """
    runs = [word[:1]]
    x0, x1, size = ink.glyphs.x0, ink.glyphs.x1, ink.glyphs.size
    for one, two in pairwise(word):
        gap = (x0[two] - x1[one]) / size[one]
        touches = OVERLAP < gap < TOUCH
        begins = bool((np.abs(starts - x0[two]) < ALIGNED).any()) and ink.glyphs.text[two] not in CLOSING
        over = [run for run in runs[:-1] if gap <= OVERLAP and abs(x0[two] - x1[run[-1]]) < JOINED * size[two]]
        if over:
            over[0].append(two)
        elif owner[two] != owner[runs[-1][0]] and (begins or not touches):
            runs.append([two])
        else:
            runs[-1].append(two)
    return runs


def _home(run: Run, ink: Ink, owner: Ints, edges: Floats) -> int:
    """The cell that a run of touching glyphs belongs to."""
    cells: list[int] = list(dict.fromkeys(owner[run].tolist()))
    inside = [cell for cell in cells if cell != OUTSIDE]
    if len(inside) < 2 or len(cells) < 2:
        return inside[0] if inside else OUTSIDE
    start, end = float(ink.glyphs.x0[run[0]]), float(ink.glyphs.x1[run[-1]])
    balance = BALANCE * float(ink.glyphs.size[run[0]])
    for cell in cells:
        own = [glyph for glyph in run if owner[glyph] == cell]
        left = edges[edges <= ink.x[own[0]]].max(initial=-np.inf)
        right = edges[edges > ink.x[own[-1]]].min(initial=np.inf)
        if start < left and end > right and abs((left - start) - (end - right)) <= balance:
            return cell
        if cell == cells[0] and cell != OUTSIDE and start < left + HEAD * (right - left):
            return cell
    return max(inside, key=owner[run].tolist().count) if cells[0] == OUTSIDE else _begun(inside, run, owner)


def _begun(cells: list[int], run: Run, owner: Ints) -> int:
    """Of two cells the second, where nearly all of the run stands in it (it is set flush right); else the first."""
    share = owner[run].tolist().count(cells[0]) / len(run)
    return cells[1] if share < BALANCE else cells[0]
