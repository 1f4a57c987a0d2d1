"""Rules of a scanned table: directional opening of darkness, then checks that what is left is a rule and no text.

A plain opening of a binary page takes rows of text for rules and loses noisy rules (OCR.md, step 4). One axis is
written; the other is the transposed picture.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from operator import itemgetter

import cv2
import numpy as np
from numpy.typing import NDArray

from extract.ocr.clean import INK, Darkness, components
from extract.page import Rules

LONG_ACROSS = 0.45  # inch: longer than a stroke, a dash or an underlined word's gap
LONG_DOWN = 0.2  # inch: taller than a capital of 14 points
LONG_BROKEN = 0.3  # inch: taller than a row of one line
THICK = 0.05  # inch: no table rule is thicker; a black bar or a letter's stem at heading size is
FAINT = 71  # of 255: a rule of a worn copy
BRIDGE = 0.06  # inch: a break that a copier makes in a rule, and the gap of a dotted one
NEAR = 0.1  # inch: how far from the other rule a rule may end, on worn copies
OFF = 0.12  # of a rule's length: the most its ends may stand off; a letter's stem in a low row stands off more
LEVEL = 4  # rules that leave off at one height: a row of so many cells is cut open there
SURE = 2.2  # inch: longer than any word; underlined titles of that length are judged by the grid
SPARSE = 0.15  # share of a dotted rule's length that must be inked
SHORT = 0.12  # inch: a broken rule in line with a longer one may be as low as the lowest row
DASH = 0.09  # inch: no dash is longer; a letter's stem is
PIECE = 0.1  # inch: shorter runs of a broken rule are specks and marks over letters
OWN = 0.6  # share of a broken rule's length that is thin; the rest goes through letters
JOINED = 0.8  # share of the way between two of its runs that must be inked
THROUGH = 0.5  # inch: so much of a broken rule is hidden by letters that touch it: the tail of a Q is as long
OUT_OF_LINE = 0.01  # inch: how far its runs stand out of line, with the skew that is left
GROWN = 2  # pixels that carrying a rule over residual skew adds to its thickness
COLUMN = 0.5  # inch: a letter that touches the rules above and below it is 0.2 high
IN_LINE = 0.03  # inch: how far the parts of a column's rule stand out of line
EDGE = 0.007  # inch: how far a rule's edge fades
PERIOD = (
    0.105  # inch from dash to dash, some hidden: Typst's have 0.083; figures above each other, 8 points high, have 0.13
)
MOSTLY = 0.7  # share of a rule of long dashes that is inked: LibreOffice's have 0.77; figures above each other, 0.6
ALONG = 0.2  # inch: over so much of a dotted rule the mean of its dots is steady
LOWEST_ROW = 0.15  # inch: rules in one line that are less apart are one, its dots gone; a row of 8 points is higher
DOTS = 0.035  # inch: the mean gap between a faded rule's dots is 0.02 (suckhoe), between letters' strokes 0.06
FADED = 24  # of 255: the mean along a dotted rule copied twice is 40 and more (suckhoe), of paper under 5
BESIDE = 0.4  # of that mean: what is left at its sides; rows of text have more on one
THIN = 0.03  # inch: broken rules, copied twice, are thinner than what is bridged of a row of text
# The middle, foot or head of figures that touch, "2026-2028" on a copy of a copy, makes a run as long as a rule.
ASIDE = 0.03  # inch from a rule's middle: strokes of that text are there on one side or both
PIERCED = 0.2  # share of a short rule's length with ink on both sides: text has 0.4, rules up to 0.06
ON_ONE_SIDE = (0.4, 0.9)  # share with ink on one side: text has 0.45 to 0.7, rules up to 0.07, a double rule all
UNIFORM = 0.72  # share of a rule's length that must be inked; rows of text have gaps


_START = itemgetter(1)
Piece = tuple[float, int, int, int]  # where a thin run lies: its middle's row, its first column, its width, its area


@dataclass(frozen=True, slots=True)
class Segments:
    """Rules along one axis in pixels, as parallel arrays: position across, start and end along, thickness."""

    at: list[float]
    start: list[float]
    end: list[float]
    width: list[float]

    def add(self, at: float, start: float, end: float, width: float) -> None:
        """Put one more rule at the end."""
        for column, value in zip((self.at, self.start, self.end, self.width), (at, start, end, width), strict=True):
            column.append(value)

    def in_points(self, dpi: float) -> Rules:
        """The same in points."""
        scale = 72 / dpi
        columns = (np.asarray(column, np.float64) * scale for column in (self.at, self.start, self.end, self.width))
        return Rules(*columns)


def horizontal(dark: Darkness, dpi: float, long: float = LONG_ACROSS, crossing: Segments | None = None) -> Segments:
    """Horizontal rules of at least `long` inches: solid ones, then dashed and dotted ones where no solid one is.

    `crossing` are rules known to stand across these. With them taken out, a letter between two of them that stand
    close, the stem of one in a low row, is far from reaching from one to the next.
    """
    none = Segments([], [], [], [])
    length, bridge = max(9, int(dpi * long)), max(3, int(dpi * BRIDGE))
    closing = np.ones((1, bridge), np.uint8)
    alone = _without(dark, crossing, dpi) if crossing else dark
    # Three pixels across carry a rule over residual skew; a blur along it bridges breaks.
    wide = _grown(alone)
    solid = _solid(np.asarray(cv2.blur(wide, (bridge, 1)), np.uint8), alone, dpi, length)
    closed = np.asarray(cv2.morphologyEx(wide, cv2.MORPH_CLOSE, closing), np.uint8)
    whole = np.asarray(cv2.morphologyEx(_grown(dark), cv2.MORPH_CLOSE, closing), np.uint8) if crossing else closed
    closed = erase(closed, solid, none, dpi)
    broken = _broken(closed, whole, alone, dpi, length, crossing.at if crossing else ())
    return Segments(
        solid.at + broken.at, solid.start + broken.start, solid.end + broken.end, solid.width + broken.width
    )


def _grown(dark: Darkness) -> Darkness:
    return np.asarray(cv2.dilate(dark, np.ones((3, 1), np.uint8)), np.uint8)


def _without(dark: Darkness, crossing: Segments, dpi: float) -> Darkness:
    """The picture without upright rules, but where ink on both sides says that what is looked for goes through."""
    out = dark.copy()
    height, width = dark.shape
    edge = max(1, round(dpi * EDGE))
    for at, start, end, thick in zip(crossing.at, crossing.start, crossing.end, crossing.width, strict=True):
        left, right = int(at - thick / 2 - 0.5) - edge, int(at + thick / 2 + 0.5) + 1 + edge
        rows = slice(max(0, int(start)), min(height, int(end) + 1))
        if left > 0 and right < width:
            out[rows, left:right] = np.minimum(dark[rows, left - 1], dark[rows, right])[:, None]
    return out


def _solid(bridged: Darkness, dark: Darkness, dpi: float, length: int) -> Segments:
    """The thin level runs of `bridged` that `dark` shows to be rules and no rows of text."""
    opened = cv2.morphologyEx(bridged, cv2.MORPH_OPEN, np.ones((1, length), np.uint8))
    count, labels, stats, _ = components(cv2.threshold(opened, FAINT, 1, cv2.THRESH_BINARY)[1])
    out = Segments([], [], [], [])
    for label in range(1, count):
        x, y, w, h, area = (int(v) for v in stats[label])
        thickness = area / max(w, 1) - GROWN
        if w < length or thickness > dpi * THICK:
            continue
        top, bottom = max(0, y - 1), y + h + 1
        strip = np.where(labels[top:bottom, x : x + w] == label, dark[top:bottom, x : x + w], 0)
        middle = top + _middle(strip)
        if float((strip.max(axis=0) > FAINT).mean()) >= UNIFORM and not _in_text(dark, middle, x, x + w, dpi):
            out.add(middle, x, x + w, thickness)
    return out


def _in_text(dark: Darkness, at: float, start: int, end: int, dpi: float) -> bool:
    """Whether a run is part of a word whose letters touch; runs longer than any word are not."""
    if end - start > dpi * SURE:
        return False
    rows = (min(max(0, int(at + side * dpi * ASIDE)), len(dark) - 1) for side in (-1, 1))
    above, below = (dark[row, start:end] > FAINT for row in rows)
    least, most = ON_ONE_SIDE
    return float((above & below).mean()) > PIERCED or any(least < float(side.mean()) < most for side in (above, below))


def _middle(strip: Darkness) -> float:
    """The row, from a strip's top, about which its ink lies."""
    weight = strip.sum(axis=1, dtype=np.float64)
    return 0.5 + float((weight * np.arange(len(weight))).sum() / max(float(weight.sum()), 1e-6))


def _broken(
    closed: Darkness, whole: Darkness, dark: Darkness, dpi: float, length: int, crossing: Sequence[float]
) -> Segments:
    """Dashed and dotted rules: thin runs of `closed` in one line, joined through what touches them in `whole`.

    Where there are such, those whose dots have faded are looked for too: fainter than print, yet all along a line.
    """
    tall = int(dpi * THIN) + GROWN + 1
    thick = cv2.morphologyEx(closed, cv2.MORPH_OPEN, np.ones((tall, 1), np.uint8))
    runs = cv2.threshold(cv2.subtract(closed, thick), FAINT, 1, cv2.THRESH_BINARY)[1]
    runs = cv2.morphologyEx(runs, cv2.MORPH_OPEN, np.ones((1, max(3, int(dpi * PIECE))), np.uint8))
    thin = np.asarray(runs, np.uint8)
    out = _joined(thin, whole, dark, dpi, length, crossing)
    if not out.at:
        return out
    ridges, level = _ridges(dark, dpi)
    return _end_to_end(_joined(thin | ridges, np.maximum(whole, level), dark, dpi, length, crossing, out), dpi)


def _end_to_end(rules: Segments, dpi: float) -> Segments:
    """Rules in one line that all but touch each other as one: a copier's rollers bend a faded rule."""
    out = Segments([], [], [], [])
    gap = dpi * LOWEST_ROW
    for at, start, end, width in sorted(zip(rules.at, rules.start, rules.end, rules.width, strict=True), key=_START):
        before = (n for n, place in enumerate(out.at) if abs(place - at) <= dpi * IN_LINE and out.end[n] + gap >= start)
        n = next(before, None)
        if n is None:
            out.add(at, start, end, width)
        else:
            out.end[n] = max(out.end[n], end)
    return out


def _ridges(dark: Darkness, dpi: float) -> tuple[Darkness, Darkness]:
    """Where the mean along a line stands out from those on both its sides; where it is as dark as a faded rule's."""
    strokes = cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((1, int(dpi * DASH)), np.uint8))
    mean = cv2.blur(cv2.subtract(dark, strokes), (max(3, int(dpi * ALONG)), 1))
    away = int(dpi * ASIDE)
    beside = np.maximum(np.roll(mean, away, axis=0), np.roll(mean, -away, axis=0))
    mean = cv2.dilate(mean, np.ones((3, 1), np.uint8))
    level = np.asarray(cv2.threshold(mean, FADED, INK, cv2.THRESH_BINARY)[1], np.uint8)
    alone = beside < cv2.convertScaleAbs(mean, alpha=BESIDE)
    return np.asarray((level > 0) & alone, np.uint8), level


def _joined(
    thin: Darkness,
    whole: Darkness,
    dark: Darkness,
    dpi: float,
    length: int,
    crossing: Sequence[float],
    known: Segments | None = None,
) -> Segments:
    """The rules that runs of `thin` make; `known` are those found of it without what has faded."""
    count, _, stats, middles = components(thin)
    pieces = sorted(range(1, count), key=lambda n: int(stats[n][0]))
    runs = [(float(middles[n][1]), int(stats[n][0]), int(stats[n][2]), int(stats[n][4])) for n in pieces]
    out = Segments([], [], [], [])
    for chain in sorted(_chains(runs, whole, dpi, crossing), key=_reach, reverse=True):
        in_line = _near((known or out).at, chain[0][0], dpi * OUT_OF_LINE)
        # A letter in a low row and the gaps above and below it would pass for a short broken rule.
        if _reach(chain) < (dpi * SHORT if in_line else max(length, dpi * LONG_BROKEN)):
            continue
        _add_chain(out, chain, dark, dpi, known)
    return out


def _add_chain(out: Segments, chain: list[Piece], dark: Darkness, dpi: float, known: Segments | None) -> None:
    """Add a chain to the rules where it is thin and close enough for one."""
    start, end = chain[0][1], chain[0][1] + _reach(chain)
    own = sum(w for _, _, w, _ in chain)
    at = sum(y * w for y, _, w, _ in chain) / own
    marks = dark[max(0, int(at) - GROWN) : int(at) + GROWN + 1, start:end].max(axis=0) > FAINT
    runs = _runs(marks)
    inked = float(marks.mean())
    if own < OWN * len(marks) or inked < SPARSE:
        return
    if len(marks) <= dpi * SURE and inked < MOSTLY and (len(runs) + 1) * dpi * PERIOD < len(marks):
        return  # figures that stand above each other
    if known is not None and not _near(known.at, at, dpi * IN_LINE) and len(marks) - sum(runs) > len(runs) * dpi * DOTS:
        return  # the same: what stands at the left edge of a column of text
    if len(marks) < dpi * LONG_BROKEN and max(runs, default=0) > dpi * DASH:
        return  # the stem of a letter that stands in line
    if _in_text(dark, at, start, end, dpi):
        return
    first, last = np.flatnonzero(marks)[[0, -1]].tolist()
    start, end = start + first, start + last + 1
    spare = dpi * BRIDGE / 2  # it may end in a gap
    thickness = max(1.0, sum(area for *_, area in chain) / own - GROWN)
    out.add(at + 0.5, max(0.0, start - spare), min(float(dark.shape[1]), end + spare), thickness)


def _near(places: Sequence[float], at: float, most: float) -> bool:
    return any(abs(place - at) <= most for place in places)


def _reach(chain: list[Piece]) -> int:
    return chain[-1][1] + chain[-1][2] - chain[0][1]


def _chains(pieces: list[Piece], whole: Darkness, dpi: float, crossing: Sequence[float]) -> list[list[Piece]]:
    """Pieces, sorted from the left, as chains of those in one line with no gap of paper between them.

    Between two rules that cross there is a cell: what hides a rule all the way is that cell's text.
    """
    off = max(1.5, dpi * OUT_OF_LINE)
    chains: list[list[Piece]] = []
    for piece in pieces:
        y, x, _, _ = piece
        level = [chain for chain in chains if abs(chain[-1][0] - y) <= off and sum(chain[-1][1:3]) - off <= x]
        last = max(level, key=lambda chain: sum(chain[-1][1:3]), default=None)
        end = sum(last[-1][1:3]) if last else 0
        if last and x - end <= dpi * THROUGH and sum(end < at < x for at in crossing) < 2 and _inked(whole, y, end, x):
            last.append(piece)
        else:
            chains.append([piece])
    return chains


def _inked(whole: Darkness, y: float, start: int, end: int) -> bool:
    """Whether there is ink at a height all the way from one column to another."""
    row = int(y)
    between = whole[max(0, row - 1) : row + 2, start:end]
    return not between.size or float((between.max(axis=0) > FAINT).mean()) >= JOINED


def _runs(marks: NDArray[np.bool_]) -> list[int]:
    """How long each run of ink is."""
    turns = np.flatnonzero(np.diff(np.concatenate([[False], marks, [False]]).astype(np.int8)))
    return [int(n) for n in turns[1::2] - turns[::2]]


def find(dark: Darkness, dpi: float) -> tuple[Segments, Segments]:
    """Horizontal and vertical rules in pixels, those of the table's frame and no strokes of text."""
    across = horizontal(dark, dpi)
    # Each axis is judged by the other, so twice: by the long rules first, then by those that end on what these hold,
    # such as the one below "Thời gian" over "Bắt đầu" and "Hoàn thành", on which the rule between these two begins.
    long_across = _where(across, [length > dpi * SURE for length in _lengths(across)])
    down = horizontal(np.ascontiguousarray(dark.T), dpi, LONG_DOWN, long_across)
    near = dpi * NEAR
    across = _anchored(across, _anchored(down, long_across, near, dpi, upright=True), near, dpi, upright=False)
    return across, _columns(_anchored(down, across, near, dpi, upright=True), dpi)


def _columns(down: Segments, dpi: float) -> Segments:
    """Upright rules of columns: with those above and below it each makes more than a letter in a low row.

    Where no rule of the page is longer than a low row, the row is all that there is of the table.
    """
    enough = min(dpi * COLUMN, max(_lengths(down), default=0.0))
    return _where(down, [covered(down, at, dpi) >= enough for at in down.at])


def covered(rules: Segments, at: float, dpi: float) -> float:
    """How much of a line is ruled; where a stem was found twice, as solid and as broken, it counts once."""
    spans = zip(rules.at, rules.start, rules.end, strict=True)
    total, reached = 0.0, 0.0
    for start, end in sorted((start, end) for place, start, end in spans if abs(place - at) <= dpi * IN_LINE):
        total += max(0.0, end - max(start, reached))
        reached = max(reached, end)
    return total


def _lengths(rules: Segments) -> list[float]:
    return [end - start for start, end in zip(rules.start, rules.end, strict=True)]


def _where(rules: Segments, keep: list[bool]) -> Segments:
    columns = (rules.at, rules.start, rules.end, rules.width)
    return Segments(*([v for v, k in zip(column, keep, strict=True) if k] for column in columns))


def _anchored(rules: Segments, others: Segments, near: float, dpi: float, *, upright: bool) -> Segments:
    """Rules that both begin and end on a rule of the other axis, or are longer than any word: text does neither.

    Where a page's end cuts a row open, beyond all level rules, its upright ones leave off level with each other.
    """
    lengths = _lengths(rules)
    places = list(zip(rules.at, lengths, strict=True))
    slack = [
        near
        if any(other > dpi * COLUMN and abs(place - at) <= dpi * IN_LINE for place, other in places)
        else min(near, OFF * length)
        for at, length in places
    ]

    def met(along: float, at: float, within: float) -> bool:
        return any(
            abs(along - position) <= within and start - near <= at <= end + near
            for position, start, end in zip(others.at, others.start, others.end, strict=True)
        )

    first = [met(start, at, within) for start, at, within in zip(rules.start, rules.at, slack, strict=True)]
    last = [met(end, at, within) for end, at, within in zip(rules.end, rules.at, slack, strict=True)]
    long = [length > dpi * SURE for length in lengths]
    highest, lowest = min(others.at, default=0.0) - near, max(others.at, default=0.0) + near
    keep = [
        sure
        or (a and b)
        or (upright and a and end > lowest and _level(end, rules.end, first, long, within))
        or (upright and b and start < highest and _level(start, rules.start, last, long, within))
        for sure, a, b, start, end, within in zip(long, first, last, rules.start, rules.end, slack, strict=True)
    ]
    return _where(rules, keep)


def _level(along: float, ends: list[float], held: list[bool], long: list[bool], within: float) -> bool:
    """Whether a free end is level with a long rule's, or with those of LEVEL rules that are held at their other end."""
    level = [(a, b) for end, a, b in zip(ends, held, long, strict=True) if abs(along - end) <= within]
    return any(b for _, b in level) or sum(a for a, _ in level) >= LEVEL


def erase(dark: Darkness, across: Segments, down: Segments, dpi: float) -> Darkness:
    """The page without its rules: what is left is text (and seals)."""
    out = dark.copy()
    _erase(out, across, dpi)
    _erase(out.T, down, dpi)
    return out


def _erase(out: Darkness, across: Segments, dpi: float) -> None:
    """Erase horizontal rules in place, and their soft edges but where letters hang over them."""
    edge = max(1, round(dpi * EDGE))
    height = out.shape[0]
    for at, start, end, width in zip(across.at, across.start, across.end, across.width, strict=True):
        top, bottom = int(at - width / 2 - 0.5), int(at + width / 2 + 0.5) + 1
        part = slice(int(start), int(end) + 1)
        for first, last, beyond in ((top - edge, top, top - edge - 1), (bottom, bottom + edge, bottom + edge)):
            if 0 <= beyond < height:
                soft = out[max(0, first) : last, part]
                soft[:, out[beyond, part] <= FAINT] = 0
        out[max(0, top) : bottom, part] = 0
