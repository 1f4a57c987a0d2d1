"""Rules of a scanned table: directional opening of darkness, then checks that what is left is a rule and no text.

A plain opening of a binary page takes rows of text for rules and loses noisy rules (OCR.md, step 4). One axis is
written; the other is the transposed picture.
"""

import cv2
import numpy as np

from extract.ocr.broken import Sheet, find_broken
from extract.ocr.clean import Darkness, components_in_rows
from extract.ocr.dashed import find_dashed
from extract.ocr.segments import BRIDGE, FAINT, GROWN, IN_LINE, SURE, Segments, in_text

LONG_ACROSS = 0.45  # inch: longer than a stroke, a dash or an underlined word's gap
LONG_DOWN = 0.2  # inch: taller than a capital of 14 points
THICK = 0.05  # inch: no table rule is thicker; a black bar or a letter's stem at heading size is
NEAR = 0.1  # inch: how far from the other rule a rule may end, on worn copies
OFF = 0.12  # of a rule's length: the most its ends may stand off; a letter's stem in a low row stands off more
LEVEL = 4  # rules that leave off at one height: a row of so many cells is cut open there
COLUMN = 0.5  # inch: a letter that touches the rules above and below it is 0.2 high
EDGE = 0.007  # inch: how far a rule's edge fades
FEW = 1 / 3  # of the rules that end on one: fewer that go on beyond it are no open side of a table
WHOLE = 0.95  # share of a rule's length that is inked where it has no breaks
UNIFORM = 0.72  # share of a rule's length that must be inked; rows of text have gaps


def horizontal(dark: Darkness, dpi: float, long: float = LONG_ACROSS, crossing: Segments | None = None) -> Segments:
    """Horizontal rules of at least `long` inches: of long dashes, solid ones, then dashed and dotted where neither is.

    `crossing` are rules known to stand across these. With them taken out, a letter between two of them that stand
    close, the stem of one in a low row, is far from reaching from one to the next.
    """
    none = Segments([], [], [], [])
    length, bridge = max(9, int(dpi * long)), max(3, int(dpi * BRIDGE))
    closing = np.ones((1, bridge), np.uint8)
    alone = _without(dark, crossing, dpi) if crossing else dark
    # Three pixels across carry a rule over residual skew; a blur along it bridges breaks.
    wide = _grown(alone)
    blurred = np.asarray(cv2.blur(wide, (bridge, 1)), np.uint8)
    solid = _solid(blurred, alone, dpi, length)
    if not _are_whole(solid, alone) and (dashed := find_dashed(wide, alone, dpi, length, crossing or none)).at:
        dashed.extend(_solid(erase(blurred, dashed, none, dpi), alone, dpi, length))
        solid = dashed
    closed = np.asarray(cv2.morphologyEx(wide, cv2.MORPH_CLOSE, closing), np.uint8)
    whole = np.asarray(cv2.morphologyEx(_grown(dark), cv2.MORPH_CLOSE, closing), np.uint8) if crossing else closed
    closed = erase(closed, solid, none, dpi)
    broken = find_broken(closed, whole, Sheet(alone, dpi, length, crossing or none, solid))
    solid.extend(broken)
    return solid


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
    count, labels, stats, _ = components_in_rows(cv2.threshold(opened, FAINT, 1, cv2.THRESH_BINARY)[1])
    out = Segments([], [], [], [])
    for label in range(1, count):
        x, y, w, h, area = (int(v) for v in stats[label])
        thickness = area / max(w, 1) - GROWN
        if w < length or thickness > dpi * THICK:
            continue
        top, bottom = max(0, y - 1), y + h + 1
        strip = np.where(labels[top:bottom, x : x + w] == label, dark[top:bottom, x : x + w], 0)
        middle = top + _middle(strip)
        if float((strip.max(axis=0) > FAINT).mean()) < UNIFORM:
            continue
        if w > dpi * SURE or not in_text(dark, (middle, x, x + w, thickness), dpi):
            out.add(middle, x, x + w, thickness)
    return out


def _are_whole(rules: Segments, dark: Darkness) -> bool:
    """Whether there are rules, and breaks in none."""
    spans = zip(rules.at, rules.start, rules.end, strict=True)
    inked = (dark[max(0, int(at) - 1) : int(at) + 2, int(a) : int(b)].max(axis=0) > FAINT for at, a, b in spans)
    return bool(rules.at) and all(float(marks.mean()) > WHOLE for marks in inked)


def _middle(strip: Darkness) -> float:
    """The row, from a strip's top, about which its ink lies."""
    weight = strip.sum(axis=1, dtype=np.float64)
    return 0.5 + float((weight * np.arange(len(weight))).sum() / max(float(weight.sum()), 1e-6))


def find(dark: Darkness, dpi: float) -> tuple[Segments, Segments]:
    """Horizontal and vertical rules in pixels, those of the table's frame and no strokes of text."""
    across = horizontal(dark, dpi)
    # Each axis is judged by the other, so twice: by the long rules first, then by those that end on what these hold,
    # such as the one below "Thời gian" over "Bắt đầu" and "Hoàn thành", on which the rule between these two begins.
    long_across = _where(across, [length > dpi * SURE for length in _lengths(across)])
    down = horizontal(np.asarray(cv2.transpose(dark), np.uint8), dpi, LONG_DOWN, long_across)
    near = dpi * NEAR
    across = _anchored(across, _anchored(down, long_across, near, dpi, upright=True), near, dpi, upright=False)
    down = _columns(_anchored(down, across, near, dpi, upright=True), dpi)
    return _within(across, down, dpi), _within(down, across, dpi)


def _within(rules: Segments, others: Segments, dpi: float) -> Segments:
    """The rules, cut back to the last one that they cross where they alone go on a little beyond it: specks in line.

    A table open at its sides, or at a page's end, has most of its rules go on beyond the last of the others.
    """
    near = dpi * NEAR
    spans = list(enumerate(zip(others.at, others.start, others.end, strict=True)))
    crossed = [[(place, n) for n, (place, a, b) in spans if a - near <= at <= b + near] for at in rules.at]
    turned = [[(-place, n) for place, n in places] for places in crossed]
    start = [-value for value in _cut_back([-value for value in rules.start], turned, dpi)]
    return Segments(rules.at, start, _cut_back(rules.end, crossed, dpi), rules.width)


def _cut_back(ends: list[float], crossed: list[list[tuple[float, int]]], dpi: float) -> list[float]:
    """The ends of rules, each no farther than the last rule that it crosses, where few of its like go on as far."""
    last = [
        max((one for one in places if one[0] < end), default=(end, -1))
        for end, places in zip(ends, crossed, strict=True)
    ]
    out = []
    for end, (place, n) in zip(ends, last, strict=True):
        like = [other for other, (_, its) in zip(ends, last, strict=True) if its == n]
        alone = sum(other >= end - dpi * IN_LINE for other in like) < FEW * len(like)
        out.append(place if alone and end - place < dpi * LONG_ACROSS else end)
    return out


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
