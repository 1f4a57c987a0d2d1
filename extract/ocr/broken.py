"""Dashed and dotted rules, and what a copier has left of them.

Written for horizontal ones; upright ones are those of the transposed picture.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from operator import itemgetter

import cv2
import numpy as np
from numpy.typing import NDArray

from extract.ocr.clean import INK, Darkness, components_in_rows, runs
from extract.ocr.segments import ASIDE, BRIDGE, FAINT, GROWN, IN_LINE, SURE, Segments, beside, in_text

LONG_BROKEN = 0.3  # inch: taller than a row of one line
SPARSE = 0.15  # share of a dotted rule's length that must be inked
SHORT = 0.12  # inch: a broken rule in line with a longer one may be as low as the lowest row
DASH = 0.09  # inch: no dash is longer; a letter's stem is
PIECE = 0.1  # inch: shorter runs of a broken rule are specks and marks over letters
OWN = 0.6  # share of a broken rule's length that is thin; the rest goes through letters
JOINED = 0.8  # share of the way between two of its runs that must be inked
THROUGH = 0.5  # inch: so much of a broken rule is hidden by letters that touch it: the tail of a Q is as long
OUT_OF_LINE = 0.01  # inch: how far its runs stand out of line, with the skew that is left
PERIOD = (
    0.105  # inch from dash to dash, some hidden: Typst's have 0.083; figures above each other, 8 points high, have 0.13
)
MOSTLY = 0.7  # share of a rule of long dashes that is inked: LibreOffice's have 0.77; figures above each other, 0.6
ALONG = 0.2  # inch: over so much of a dotted rule the mean of its dots is steady
CLEAR = 0.02  # inch above and below a level rule: no letter of a row stands nearer
PASSED = 3  # level rules: so many that a line of dots stands free of are no chance
PASSED_BY_LETTERS = 2  # the same of brackets, "a)" above "b)" above "c)": their ink is in runs longer than a dash
FREE = 0.2  # of the ink all along: a rule, dotted or faded, has as much there as elsewhere
GONE = 0.75  # of a rule's least length: so much of a faded rule may be gone; no column is as narrow, no row as low
ALL_ALONG = 0.9  # share of a faded rule's length: its own is 0.93 and more; rows of text (QD 294) have 0.65 to 0.83
ALONE = 0.25  # of a faded rule's ink: beside it is 0.1 and less; beside what a row of text has in line, 0.4
DOTS = 0.035  # inch: the mean gap between a faded rule's dots is 0.02 (suckhoe), between letters' strokes 0.06
FADED = 16  # of 255: the mean along a dotted rule copied twice is 18 and more (suckhoe), of paper under 5
BESIDE = 0.4  # of that mean: what is left at its sides; rows of text have more on one
NEXT = (0.02, 0.045)  # inch from a column's rule: text keeps away from it, LibreOffice's 0.04 and the side bearing
AMONG = 0.15  # share of a column's rule with ink so near on both sides: rules of ten layouts have 0, letters 0.2 to 0.4
THIN = 0.03  # inch: broken rules, copied twice, are thinner than what is bridged of a row of text

_START = itemgetter(1)
Piece = tuple[float, int, int, int]  # where a thin run lies: its middle's row, its first column, its width, its area


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page's darkness, its resolution, the least length of a rule in pixels, the rules known across and along it."""

    dark: Darkness
    dpi: float
    length: int
    crossing: Segments
    solid: Segments


def find_broken(closed: Darkness, whole: Darkness, sheet: Sheet) -> Segments:
    """Dashed and dotted rules: thin runs of `closed` in one line, joined through what touches them in `whole`.

    Those whose dots have faded are looked for too, fainter than print, yet all along a line: where there are such, or
    no solid ones either.
    """
    dpi = sheet.dpi
    tall = int(dpi * THIN) + GROWN + 1
    thick = cv2.morphologyEx(closed, cv2.MORPH_OPEN, np.ones((tall, 1), np.uint8))
    faint = cv2.threshold(cv2.subtract(closed, thick), FAINT, 1, cv2.THRESH_BINARY)[1]
    opening = np.ones((1, max(3, int(dpi * PIECE))), np.uint8)
    thin = np.asarray(cv2.morphologyEx(faint, cv2.MORPH_OPEN, opening), np.uint8)
    found = _joined(thin, whole, sheet)
    if not found.at and sheet.solid.at:
        return found
    ridges, level = _ridges(sheet.dark, dpi)
    faded = _joined(thin | ridges, np.maximum(whole, level), sheet, faded=True)
    return _end_to_end(faded, found, sheet)


def _end_to_end(faded: Segments, found: Segments, sheet: Sheet) -> Segments:
    """Both kinds; in one line with a faded one, and less than a rule's least length from it, they are one with it."""
    out, lone = Segments([], [], [], []), Segments([], [], [], [])
    for kind, other in ((faded, out), (found, lone)):
        for at, start, end, width in sorted(zip(kind.at, kind.start, kind.end, kind.width, strict=True), key=_START):
            n = _touched(out, at, start, end, sheet)
            if n is None:
                other.add(at, start, end, width)
            else:
                out.start[n], out.end[n] = min(out.start[n], start), max(out.end[n], end)
    for part in zip(lone.at, lone.start, lone.end, lone.width, strict=True):
        out.add(*part)
    return out


def _touched(rules: Segments, at: float, start: float, end: float, sheet: Sheet) -> int | None:
    """The first of `rules` that a stretch goes on, all but GONE of a rule's least length."""
    gap = GONE * sheet.length
    spans = enumerate(zip(rules.at, rules.start, rules.end, strict=True))
    near = (n for n, (y, a, b) in spans if abs(y - at) <= sheet.dpi * IN_LINE and start <= b + gap and end >= a - gap)
    return next(near, None)


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


def _joined(thin: Darkness, whole: Darkness, sheet: Sheet, *, faded: bool = False) -> Segments:
    """The rules that runs of `thin` make; where they may have `faded`, those that stand alone and of dots only."""
    dpi = sheet.dpi
    count, _, stats, middles = components_in_rows(thin)
    pieces = sorted(range(1, count), key=lambda n: int(stats[n][0]))
    thin_runs = [(float(middles[n][1]), int(stats[n][0]), int(stats[n][2]), int(stats[n][4])) for n in pieces]
    out = Segments([], [], [], [])
    for chain in sorted(_chains(thin_runs, whole, dpi, sheet.crossing.at), key=_reach, reverse=True):
        in_line = not faded and any(abs(chain[0][0] - at) <= dpi * OUT_OF_LINE for at in out.at)
        # A letter in a low row and the gaps above and below it would pass for a short broken rule.
        if _reach(chain) >= (dpi * SHORT if in_line else max(sheet.length, dpi * LONG_BROKEN)):
            _add_chain(out, chain, sheet, faded=faded)
    return out


def _add_chain(out: Segments, chain: list[Piece], sheet: Sheet, *, faded: bool) -> None:
    """Add a chain to the rules where it is thin and close enough for one."""
    dark, dpi = sheet.dark, sheet.dpi
    start, end = chain[0][1], chain[0][1] + _reach(chain)
    own = sum(w for _, _, w, _ in chain)
    at = sum(y * w for y, _, w, _ in chain) / own
    ink = _along(dark, at, start, end)
    marks = ink > (min(FAINT, float(ink.mean())) if faded else FAINT)  # soft dots, all of one level, stand out of it
    if own < OWN * len(ink) or not _marked(marks, dpi, DOTS if faded else math.inf):
        return
    if faded and (own < ALL_ALONG * len(ink) or _between_strokes(sheet, at, start, end)):
        return  # a row of text
    thickness = max(1.0, sum(area for *_, area in chain) / own - GROWN)
    if in_text(dark, (at, start, end, thickness), dpi) or _stands_free(dark, at, start, end, sheet.crossing, dpi):
        return
    if sheet.crossing.at and among_letters(dark, at, start, end, dpi):
        return
    if faded:  # the mean along a rule goes on beyond its end
        first, last = without_specks(marks, dpi)
        start, end = _out_of_text(sheet, at, start + first, start + last)
    spare = dpi * BRIDGE / 2  # it may end in a gap
    out.add(at + 0.5, max(0.0, start - spare), min(float(dark.shape[1]), end + spare), thickness)


def without_specks(marks: NDArray[np.bool_], dpi: float) -> tuple[int, int]:
    """Where a rule's dots begin and end; a speck in line, farther from them than they from each other, is none."""
    starts, ends = runs(marks)
    apart = starts[1:] - ends[:-1] > dpi * PIECE
    first, last = np.concatenate([starts[:1], starts[1:][apart]]), np.concatenate([ends[:-1][apart], ends[-1:]])
    long = np.flatnonzero(last - first >= dpi * PIECE)
    return (int(first[long[0]]), int(last[long[-1]])) if len(long) else (int(starts[0]), int(ends[-1]))


def _out_of_text(sheet: Sheet, at: float, start: int, end: int) -> tuple[int, int]:
    """The ends of a faded rule, cut back to the first and last that it passes where it stands in text beyond."""
    lines = zip(sheet.crossing.at, sheet.crossing.start, sheet.crossing.end, strict=True)
    passed = [int(place) for place, left, right in lines if left < at < right and start < place < end]
    if passed and _between_strokes(sheet, at, start, min(passed)):
        start = min(passed)
    if passed and _between_strokes(sheet, at, max(passed), end):
        end = max(passed)
    return start, end


def _between_strokes(sheet: Sheet, at: float, start: int, end: int) -> bool:
    """Whether a stretch of a faded rule has as much ink beside it as text has; False where it has no length."""
    if end <= start:
        return False
    own = float(_along(sheet.dark, at, start, end).mean())
    return max(float(side.mean()) for side in beside(sheet.dark, at, start, end, sheet.dpi)) > ALONE * own


def _along(dark: Darkness, at: float, start: int, end: int) -> Darkness:
    """The ink along a line, as high as a rule that was carried over residual skew."""
    return np.asarray(dark[max(0, int(at) - GROWN) : int(at) + GROWN + 1, start:end].max(axis=0), np.uint8)


def _marked(marks: NDArray[np.bool_], dpi: float, apart: float) -> bool:
    """Whether what is inked along a line are a rule's dashes or dots, and not letters that stand in line."""
    dots = _lengths(marks)
    inked = float(marks.mean())
    if inked < SPARSE or len(marks) - sum(dots) > len(dots) * dpi * apart:
        return False
    if len(marks) <= dpi * SURE and inked < MOSTLY and (len(dots) + 1) * dpi * PERIOD < len(marks):
        return False  # figures that stand above each other
    return len(marks) >= dpi * LONG_BROKEN or max(dots) <= dpi * DASH  # longer is the stem of a letter


def _stands_free(dark: Darkness, at: float, start: int, end: int, crossing: Segments, dpi: float) -> bool:
    """Whether ink along a line leaves off above and below the rules that it passes: letters, row by row.

    Brackets may stand on the rule below them, one in each row.
    """
    ink = _along(dark, at, start, end)
    clear = max(2, int(dpi * CLEAR))
    above: list[float] = []
    below: list[float] = []
    for place, left, right, width in zip(crossing.at, crossing.start, crossing.end, crossing.width, strict=True):
        last, begin = int(place - width / 2) - 1 - start, int(place + width / 2) + 2 - start
        if left < at < right and last >= clear and begin + clear <= len(ink):
            above.append(float(ink[last - clear : last].mean()))
            below.append(float(ink[begin : begin + clear].mean()))
    dots = _lengths(ink > FAINT)
    long = [dot for dot in dots if dot > dpi * DASH]
    tall = 2 * sum(long) > sum(dots) and len(long) <= len(above) + 1  # one a row; long dashes are more
    if len(above) < (PASSED_BY_LETTERS if tall else PASSED):
        return False
    one, other = sum(above) / len(above), sum(below) / len(below)
    return (min(one, other) if tall else (one + other) / 2) < FREE * float(ink.mean())


def among_letters(dark: Darkness, at: float, start: int, end: int, dpi: float) -> bool:
    """Whether a column's rule has letters on both sides: the same words above each other, row by row."""
    near, far = (round(dpi * away) for away in NEXT)
    above = dark[max(0, int(at) - far) : max(1, int(at) - near + 1), start:end]
    below = dark[min(len(dark) - 1, int(at) + near) : int(at) + far + 1, start:end]
    return min(float((side.max(axis=0) > FAINT).mean()) for side in (above, below)) > AMONG


def _reach(chain: list[Piece]) -> int:
    return chain[-1][1] + chain[-1][2] - chain[0][1]


def _chains(pieces: list[Piece], whole: Darkness, dpi: float, crossing: Sequence[float]) -> list[list[Piece]]:
    """Pieces, sorted from the left, as chains of those in one line with no gap of paper between them.

    Between two rules that cross there is a cell: what hides a rule all the way is that cell's text.
    """
    off = max(1.5, dpi * OUT_OF_LINE)
    chains: list[list[Piece]] = []
    near: list[list[Piece]] = []  # those that a piece may still go on
    for piece in pieces:
        y, x, _, _ = piece
        near = [chain for chain in near if x - sum(chain[-1][1:3]) <= dpi * THROUGH]
        level = [chain for chain in near if abs(chain[-1][0] - y) <= off and sum(chain[-1][1:3]) - off <= x]
        last = max(level, key=lambda chain: sum(chain[-1][1:3]), default=None)
        end = sum(last[-1][1:3]) if last else 0
        if last and sum(end < at < x for at in crossing) < 2 and _inked(whole, y, end, x):
            last.append(piece)
        else:
            chains.append([piece])
            near.append(chains[-1])
    return chains


def _inked(whole: Darkness, y: float, start: int, end: int) -> bool:
    """Whether there is ink at a height all the way from one column to another."""
    row = int(y)
    between = whole[max(0, row - 1) : row + 2, start:end]
    return not between.size or float((between.max(axis=0) > FAINT).mean()) >= JOINED


def _lengths(marks: NDArray[np.bool_]) -> list[int]:
    """How long each run of ink is."""
    starts, ends = runs(marks)
    return [int(n) for n in ends - starts]
