"""Signs that the data of Tesseract does not have, told by their ink: "□" comes out as "L1" or "1", "÷" as "+" or ":".

A box to be ticked is a hollow square, a division a bar with a dot over and one under its middle. Seeing them is a
reading of its own; no other word is touched.
"""

import re

import numpy as np
from numpy.typing import NDArray

from extract.ocr.clean import INKED, Darkness, blobs
from extract.ocr.engine import Words, change
from extract.ocr.passes import lines_of
from extract.ocr.signs import BLANK, MEASURED, replace

BOX, OVER = "□", "÷"
SQUARE = (0.85, 1.18)  # width by height
SIDE = 0.09  # of a square's height: so near to its edge runs its line; two strokes with serifs are farther in
LEAST = 10  # pixels: smaller is no sign of print at 150 dpi
DRAWN = 0.9  # share of a side that is inked; the bowl of a D has 0.7
HOLLOW = 0.2  # of its height: farther in than that it is empty
BESIDE = 2.2  # of a square's height: so far it stands before a word, at most
LETTER = (0.6, 1.6)  # of a word's height: how high a square beside it is
FLAT = 0.35  # of its length: the most that a bar is high
DOT = (0.1, 0.5)  # of a bar's length, the size of a dot: 0.2 to 0.25
CENTRED = 0.15  # of a bar's length: so far a dot stands off its middle
APART = (0.1, 0.6)  # of a bar's length: from a dot's middle to that of the bar 0.35 to 0.4
ALIKE = 0.15  # of a bar's length: so much one dot stands farther off than the other
MOST = 0.7  # of a word's width: so wide is the box that is all of it
SHORT = 3  # letters that a box is read as
_FIGURES = re.compile(r"[\d.,≥≤<>+:=–-]*\S[\d.,]*")
_SIGN = re.compile(r"(?<=\d)[+:=z±–-](?=\d)")

Box = tuple[int, int, int, int]


def settle(dark: Darkness, words: Words) -> None:
    """Put them in, in one strip's words, in place; `dark` still has the small dots that dust is as small as."""
    for n in reversed(range(len(words.text))):  # from the end: a word may become several
        if len(words.text[n]) <= SHORT and _has_box(dark, words, n):
            change(words, n, BOX, MEASURED)
        elif _FIGURES.fullmatch(words.text[n]):
            _divided(dark, words, n)
    for n in sorted((min(members, key=lambda m: words.x0[m]) for members in lines_of(words)), reverse=True):
        if words.text[n] != BOX:
            _before(dark, words, n)


def _has_box(dark: Darkness, words: Words, n: int) -> bool:
    """Whether a word is a box and nothing else."""
    left, top, more = max(0, words.x0[n] - 2), words.top[n], (words.bottom[n] - words.top[n]) // 5
    piece = dark[max(0, top - more) : words.bottom[n] + more, left : words.x1[n] + 2]
    return any(w > MOST * (words.x1[n] - words.x0[n]) for _, _, w, _ in squares(piece))


def _before(dark: Darkness, words: Words, n: int) -> None:
    """Put in the box that stands before a line's first word, or at the head of its box, and was passed over."""
    high = words.bottom[n] - words.top[n]
    left, top = max(0, words.x0[n] - int(BESIDE * high)), max(0, words.top[n] - high // 3)
    right = (words.x0[n] + words.x1[n]) // 2
    found = squares(dark[top : words.bottom[n] + high // 3, left:right])
    if len(found) != 1 or not LETTER[0] * high < found[0][3] < LETTER[1] * high:
        return
    x, y, w, h = found[0]
    words.x0[n] = max(words.x0[n], left + x + w)
    where = left + x, top + y, left + x + w, top + y + h
    for column, value in zip((words.x0, words.top, words.x1, words.bottom), where, strict=True):
        column.insert(n, value)
    words.text.insert(n, BOX)
    words.confidence.insert(n, MEASURED)
    words.line.insert(n, words.line[n])


def squares(piece: Darkness) -> list[Box]:
    """The hollow squares in a picture: left, top, width, height."""
    return [
        (x, y, w, h)
        for x, y, w, h in blobs(piece).tolist()
        if SQUARE[0] < w / h < SQUARE[1] and h > LEAST and _hollow(piece[y : y + h, x : x + w] > INKED)
    ]


def _hollow(ink: NDArray[np.bool_]) -> bool:
    high = len(ink)
    side, inner = max(2, round(SIDE * high)), max(3, round(HOLLOW * high))
    sides = ink[:side].any(axis=0), ink[-side:].any(axis=0), ink[:, :side].any(axis=1), ink[:, -side:].any(axis=1)
    return min(float(one.mean()) for one in sides) > DRAWN and not ink[inner:-inner, inner:-inner].any()


def _divided(dark: Darkness, words: Words, n: int) -> None:
    """Give a word the "÷" that stands in it; parted by blanks where there are some."""
    word = words.text[n]
    high = max(words.bottom[n] - words.top[n], words.x1[n] - words.x0[n] if len(word) == 1 else 0)
    top, left = max(0, words.bottom[n] - high - high // 3), max(0, words.x0[n] - 1)
    piece = dark[top : words.bottom[n] + high // 3, left : words.x1[n] + 1]
    bars = divisions(piece)
    if len(bars) != 1:
        return
    if len(word) == 1:
        change(words, n, OVER, MEASURED)
        return
    x, _, w, _ = bars[0]
    beside = [box for box in blobs(piece).tolist() if not x - 2 < box[0] + box[2] / 2 < x + w + 2 and box[3] > w / 8]
    before, after = [box for box in beside if box[0] < x], [box for box in beside if box[0] > x]
    signs = list(_SIGN.finditer(word))
    at = signs[0].start() if len(signs) == 1 else len(before) if len(word) == len(beside) + 1 else 0
    if not 0 < at < len(word) - 1 or not before or not after:
        return
    ends = max(b[0] + b[2] for b in before), min(b[0] for b in after)
    wide = BLANK * max(b[3] for b in beside)
    if x - ends[0] > wide and ends[1] - x - w > wide:
        parts = [(word[:at], left, left + ends[0]), (OVER, left + x, left + x + w)]
        replace(words, n, [*parts, (word[at + 1 :], left + ends[1], words.x1[n])])
    else:
        change(words, n, word[:at] + OVER + word[at + 1 :], MEASURED)


def divisions(piece: Darkness) -> list[Box]:
    """The bars in a picture that have one dot over and one under their middle."""
    boxes = [tuple(box) for box in blobs(piece).tolist()]
    return [box for box in boxes if box[3] <= FLAT * box[2] and _between_dots(box, boxes)]


def _between_dots(bar: Box, boxes: list[Box]) -> bool:
    x, y, wide, high = bar
    off = [
        (b + h / 2 - y - high / 2) / wide
        for a, b, w, h in boxes
        if DOT[0] * wide < min(w, h)
        and max(w, h) < DOT[1] * wide
        and abs(a + w / 2 - x - wide / 2) < CENTRED * wide
        and APART[0] * wide < abs(b + h / 2 - y - high / 2) < APART[1] * wide
    ]
    return len(off) == 2 and min(off) < 0 < max(off) and abs(sum(off)) < ALIKE
