"""Rules of a scanned table: directional opening of darkness, then checks that what is left is a rule and no text.

A plain opening of a binary page takes rows of text for rules and loses noisy rules (OCR.md, step 4). One axis is
written; the other is the transposed picture.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from extract.ocr.clean import Darkness
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
ALONE = 0.35  # share of a dotted rule's length that may have ink beside it: letters that hang down to it
BESIDE = 0.02  # inch: where that ink is looked for
COLUMN = 0.5  # inch: a letter that touches the rules above and below it is 0.2 high
IN_LINE = 0.03  # inch: how far the parts of a column's rule stand out of line
EDGE = 0.007  # inch: how far a rule's edge fades
PERIOD = 0.09  # inch from dash to dash: Typst's have 0.083; figures above each other, 8 points high, have 0.13
THIN = 0.022  # inch: broken rules are thinner than what is bridged of a row of text
UNIFORM = 0.72  # share of a rule's length that must be inked; rows of text have gaps


@dataclass(frozen=True, slots=True)
class Segments:
    """Rules along one axis in pixels, as parallel arrays: position across, start and end along, thickness."""

    at: list[float]
    start: list[float]
    end: list[float]
    width: list[float]

    def in_points(self, dpi: float) -> Rules:
        """The same in points."""
        scale = 72 / dpi
        columns = (np.asarray(column, np.float64) * scale for column in (self.at, self.start, self.end, self.width))
        return Rules(*columns)


def horizontal(dark: Darkness, dpi: float, long: float = LONG_ACROSS, crossing: Segments | None = None) -> Segments:
    """Horizontal rules of at least `long` inches: solid ones, then dashed and dotted ones where no solid one is.

    `crossing` are rules known to stand across these: counted as dashes, they would make some of figures in a column.
    """
    none = Segments([], [], [], [])
    length, bridge = max(9, int(dpi * long)), max(3, int(dpi * BRIDGE))
    # Three pixels across carry a rule over residual skew; a blur along it bridges breaks.
    wide = np.asarray(cv2.dilate(dark, np.ones((3, 1), np.uint8)), np.uint8)
    solid = _segments(np.asarray(cv2.blur(wide, (bridge, 1)), np.uint8), dark, dpi, length, broken=False)
    closed = np.asarray(cv2.morphologyEx(wide, cv2.MORPH_CLOSE, np.ones((1, bridge), np.uint8)), np.uint8)
    closed = erase(closed, solid, none, dpi)
    alone = dark.copy()
    for at, width in zip((crossing or none).at, (crossing or none).width, strict=True):
        half = width / 2 + 3 * dpi * EDGE
        alone[:, max(0, int(at - half)) : int(at + half) + 1] = 0
    # A letter in a low row and the gaps above and below it would pass for a short broken rule.
    broken = _segments(closed, alone, dpi, max(length, int(dpi * LONG_BROKEN)), broken=True)
    return Segments(
        solid.at + broken.at, solid.start + broken.start, solid.end + broken.end, solid.width + broken.width
    )


def _segments(bridged: Darkness, dark: Darkness, dpi: float, length: int, *, broken: bool) -> Segments:
    """The thin level runs of `bridged` that `dark` shows to be rules and no rows of text."""
    opened = cv2.morphologyEx(bridged, cv2.MORPH_OPEN, np.ones((1, length), np.uint8))
    mask = cv2.threshold(opened, FAINT, 1, cv2.THRESH_BINARY)[1]
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    out = Segments([], [], [], [])
    for label in range(1, count):
        x, y, w, h, area = (int(v) for v in stats[label])
        thickness = area / max(w, 1) - 2  # the dilation added two rows
        if w < length or thickness > dpi * (THIN if broken else THICK) or (broken and h > dpi * THICK):
            continue
        top, bottom = max(0, y - 1), y + h + 1
        strip = np.where(labels[top:bottom, x : x + w] == label, dark[top:bottom, x : x + w], 0)
        marks = strip.max(axis=0) > FAINT
        inked = float(marks.mean())
        if inked < (SPARSE if broken else UNIFORM):
            continue
        if broken and ((_runs(marks) + 1) * dpi * PERIOD < w or _beside(dark, dpi, x, w, top, bottom) > ALONE):
            continue
        weight = strip.sum(axis=1, dtype=np.float64)
        at = top + 0.5 + float((weight * np.arange(len(weight))).sum() / max(float(weight.sum()), 1e-6))
        reach = dpi * BRIDGE / 2 if broken else 0.0  # it may end in a gap
        out.at.append(at)
        out.start.append(max(0.0, x - reach))
        out.end.append(min(float(dark.shape[1]), x + w + reach))
        out.width.append(max(1.0, thickness))
    return out


def _runs(marks: NDArray[np.bool_]) -> int:
    """How many runs of ink there are."""
    return int(np.count_nonzero(np.diff(np.concatenate([[False], marks]).astype(np.int8)) == 1))


def _beside(dark: Darkness, dpi: float, x: int, w: int, top: int, bottom: int) -> float:
    """The share of a run's length with ink just above or below it: a row of text has it, a rule has none."""
    band = max(2, int(dpi * BESIDE))
    above = dark[max(0, top - 1 - band) : max(1, top - 1), x : x + w]
    below = dark[bottom + 1 : bottom + 1 + band, x : x + w]
    touched = np.zeros(w, np.bool_)
    for side in (above, below):
        if side.size:
            touched |= side.max(axis=0) > FAINT
    return float(touched.mean())


def find(dark: Darkness, dpi: float) -> tuple[Segments, Segments]:
    """Horizontal and vertical rules in pixels, those of the table's frame and no strokes of text."""
    across = horizontal(dark, dpi)
    # Each axis is judged by the other, so twice: long rules first, then those that end on them.
    long_across = _where(across, [length > dpi * SURE for length in _lengths(across)])
    down = horizontal(np.ascontiguousarray(dark.T), dpi, LONG_DOWN, long_across)
    near = dpi * NEAR
    down = _anchored(down, long_across, near, dpi, upright=True)
    across = _anchored(across, down, near, dpi, upright=False)
    return across, _columns(_anchored(down, across, near, dpi, upright=True), dpi)


def _columns(down: Segments, dpi: float) -> Segments:
    """Upright rules of columns: with those above and below it each makes more than a letter in a low row.

    Where no rule of the page is longer than a low row, the row is all that there is of the table.
    """
    places = list(zip(down.at, _lengths(down), strict=True))
    enough = min(dpi * COLUMN, max((length for _, length in places), default=0.0))
    return _where(
        down,
        [sum(length for other, length in places if abs(other - at) <= dpi * IN_LINE) >= enough for at, _ in places],
    )


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
    slack = [min(near, OFF * length) for length in lengths]

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
