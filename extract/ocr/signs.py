"""Dashes by their length, signs by their bar, an ellipsis by its pitch: Tesseract reads "–" as "-" and "≥" as ">".

Measuring the ink is a reading of its own; what it changes is one mark of a word or the blanks beside it, and the
word's confidence says so.
"""

import re
from itertools import pairwise

import numpy as np

from extract.ocr.clean import INKED, Darkness, blobs, runs
from extract.ocr.engine import Words, change

LETTERS = (0.03, 0.25)  # inch: how high letters of print are, from an x of 5 points to a heading
TALL = 70  # percent of a page's letters are no higher than a capital, in running text and in headings alike
LEAST, LONG = (
    0.25,
    0.58,
)  # of a capital's height: a hyphen has 0.38 to 0.5, an en dash 0.63 to 0.8 (tuphap)
FLAT = 0.5  # of its length: the most that a dash is high
THIN = 0.25  # of a capital's height: no dash is higher, in print or in a column
MIDDLE = (0.2, 0.85)  # of a word's height: where a dash lies
BLANK = 0.25  # of a capital's height: a space has 0.37, the room beside a hyphen inside a word 0.12
BELOW = 0.5  # of a capital's height below ">": where the bar of "≥" is
LIKE = 0.7  # of the gaps between a line's words: beside the 1 of Libertinus a hyphen has 0.58 of them
MEASURED = 0.9  # confidence of a word whose sign was measured
_DASH = re.compile("[-–]")
_BARRED = {">": "≥", "<": "≤"}
_SIGN = re.compile(r"(\(?)([<>])")
BRACKET = 0.5  # of a capital's height: as wide is a bracket and the blank behind it

PITCH = (0.28, 0.45, 0.6)  # of a capital's height: three stops stand 0.38 to 0.44 apart, the points of "…" 0.46 to 0.51
STOP = 0.3  # of a capital's height: the most that a point has
EVEN = 0.12  # of a capital's height: so much two distances between three points differ at most
_THREE = re.compile(r"(.*?)(?<!\.)(?:\.{2,4}|…)([^\w.…]?)")
LOWEST = 0.15  # of a sign's height: the rows of its bar where that has run into it
FULL = 0.75  # of a sign's width: ">" has a third of it at its foot

Span = tuple[int, int]  # first column of a dash, and the one after its last


def settle(text: Darkness, dpi: float, groups: list[Words]) -> None:
    """Put right, in place, the dashes and signs of words by their ink."""
    marks = {mark for words in groups for word in words.text for mark in word} & {"-", "–", "…", *_BARRED}
    marks |= {".." for words in groups for word in words.text if ".." in word}
    tall = _capital_height(text, dpi) if marks else 0.0
    if not tall:
        return
    for words in groups:
        for n in reversed(range(len(words.text))):  # from the end: a word may become several
            if three := _THREE.fullmatch(words.text[n]):
                points = _points(text, words, n, tall, len(three[2]))
                _change(words, n, three[1] + (points or words.text[n][three.end(1) : three.start(2)]) + three[2])
            if _DASH.search(words.text[n]):
                _dashed(text, words, n, tall)
            elif (sign := _SIGN.match(words.text[n])) and _has_bar(text, words, n, tall, bool(sign[1])):
                _change(words, n, sign[1] + _BARRED[sign[2]] + words.text[n][sign.end() :])


def _capital_height(text: Darkness, dpi: float) -> float:
    """The height of a page's capitals in pixels, 0 where it has no letters."""
    heights = blobs(text)[:, 3]
    heights = heights[(heights > LETTERS[0] * dpi) & (heights < LETTERS[1] * dpi)]
    return float(np.percentile(heights, TALL)) if len(heights) else 0.0


def _change(words: Words, n: int, new: str) -> None:
    if new != words.text[n]:
        change(words, n, new, MEASURED)


def _dashed(text: Darkness, words: Words, n: int, tall: float) -> None:
    """Give a word's hyphens the length that their ink has; parted by blanks where there are some."""
    word = words.text[n]
    alone = not _DASH.sub("", word)
    parts = ["", ""] if alone else _DASH.split(word)
    piece = text[words.top[n] : words.bottom[n], words.x0[n] : words.x1[n]]
    spans = _dashes(piece, tall, alone=alone)
    if len(spans) != len(parts) - 1:
        return
    marks = ["–" if end - start > LONG * tall else "-" for start, end in spans]
    _change(words, n, "".join(part + mark for part, mark in zip(parts, [*marks, ""], strict=True)))
    if len(spans) == 1:
        _part(piece, words, n, spans[0], tall)


def _dashes(piece: Darkness, tall: float, *, alone: bool) -> list[Span]:
    """The dashes of a word's picture from left to right: blobs of their own, else what touches the letters beside."""
    if not piece.size:
        return []
    boxes = [
        (x, y, w, h) for x, y, w, h in blobs(piece).tolist() if w > LEAST * tall and h <= min(FLAT * w, THIN * tall)
    ]
    high = piece.shape[0]
    found = sorted((x, x + w) for x, y, w, h in boxes if alone or MIDDLE[0] < (y + h / 2) / high < MIDDLE[1])
    return found or _crossed(piece, tall)


def _crossed(piece: Darkness, tall: float) -> list[Span]:
    """Runs of columns that hold a thin level bar only."""
    inked = piece > INKED
    count = inked.sum(axis=0)
    middle = (inked * np.arange(len(piece))[:, None]).sum(axis=0) / np.maximum(count, 1) / len(piece)
    first, last = inked.argmax(axis=0), len(piece) - 1 - inked[::-1].argmax(axis=0)
    bar = (count > 0) & (last - first < THIN * tall) & (middle > MIDDLE[0]) & (middle < MIDDLE[1])
    starts, ends = runs(bar)
    return [
        (start, end)
        for start, end in zip(starts.tolist(), ends.tolist(), strict=True)
        if end - start > LEAST * tall and last[start:end].max() - first[start:end].min() < THIN * tall
    ]


def _part(piece: Darkness, words: Words, n: int, dash: Span, tall: float) -> None:
    """Part a word from its dash where there is a blank between them: "2021 - 2025" read as one word."""
    before, mark, after = words.text[n].partition("–" if "–" in words.text[n] else "-")
    blank = max(BLANK * tall, LIKE * _usual_gap(words, n))
    ink = np.flatnonzero((piece > INKED).any(axis=0))
    left, right = ink[ink < dash[0]], ink[ink >= dash[1]]
    far_left = bool(before) and len(left) > 0 and dash[0] - int(left[-1]) > blank
    far_right = bool(after) and len(right) > 0 and int(right[0]) - dash[1] > blank
    x = words.x0[n]
    cuts = [(before, x, x + int(left[-1]) + 1)] if far_left else []
    middle = mark if far_left else before + mark
    start = x + dash[0] if far_left else x
    cuts.append((middle if far_right else middle + after, start, x + dash[1] if far_right else words.x1[n]))
    if far_right:
        cuts.append((after, x + int(right[0]), words.x1[n]))
    if len(cuts) > 1:
        replace(words, n, cuts)


def _usual_gap(words: Words, n: int) -> float:
    """How many pixels the words of a word's line stand apart, 0 where it is alone."""
    line = [place for place, line in enumerate(words.line) if line == words.line[n]]
    gaps = [words.x0[after] - words.x1[before] for before, after in pairwise(line)]
    return float(np.median(gaps)) if gaps else 0.0


def replace(words: Words, n: int, parts: list[tuple[str, int, int]]) -> None:
    """Several words in a word's place: their text, where they begin and end; at most MEASURED sure."""
    count = len(parts)
    words.text[n : n + 1] = [text for text, _, _ in parts]
    words.x0[n : n + 1] = [x0 for _, x0, _ in parts]
    words.x1[n : n + 1] = [x1 for _, _, x1 in parts]
    for column in (words.top, words.bottom, words.line):
        column[n : n + 1] = [column[n]] * count
    words.confidence[n : n + 1] = [min(words.confidence[n], MEASURED)] * count


def _points(text: Darkness, words: Words, n: int, tall: float, after: int) -> str:
    """The ellipsis of one letter or of three stops that a word ends in, by its pitch; "" where there are not three.

    `after`: how many signs stand behind it.
    """
    below = int(STOP * tall)
    boxes = blobs(text[words.top[n] : words.bottom[n] + below // 2, words.x0[n] : words.x1[n] + 1])
    boxes = boxes[np.argsort(boxes[:, 0])]
    points = boxes[len(boxes) - 3 - after : len(boxes) - after]
    if len(points) < 3 or (points[:, 2:] > STOP * tall).any() or np.ptp(points[:, 1]) > EVEN * tall:
        return ""
    first, second = np.diff(points[:, 0] + points[:, 2] / 2) / tall
    pitch = (first + second) / 2
    if abs(first - second) > EVEN or not PITCH[0] < pitch < PITCH[2]:
        return ""
    return "…" if pitch > PITCH[1] else "..."


def _has_bar(text: Darkness, words: Words, n: int, tall: float, bracket: bool) -> bool:
    """Whether a level bar lies under the sign that a word begins with, or has behind its bracket."""
    bottom = words.bottom[n] + int(BELOW * tall)
    wide = words.x0[n] + min(words.x1[n] - words.x0[n], int(tall * (1 + BRACKET * bracket)))
    boxes = sorted(blobs(text[words.top[n] : bottom, words.x0[n] : wide]).tolist(), key=lambda box: box[1])
    wide_ones = [box for box in boxes if box[2] > LEAST * tall]
    return _full_at_foot(text, words, n, wide_ones) or any(
        h <= FLAT * w and y >= top + high - 1 and min(x + w, left + width) - max(x, left) > FLAT * width
        for (left, top, width, high), (x, y, w, h) in pairwise(wide_ones)
    )


def _full_at_foot(text: Darkness, words: Words, n: int, signs: list[list[int]]) -> bool:
    """Whether the ink of the one blob that a sign is reaches along its foot from side to side: its bar ran into it."""
    if len(signs) != 1:
        return False
    x, y, w, h = signs[0]
    foot = text[words.top[n] + y : words.top[n] + y + h, words.x0[n] + x : words.x0[n] + x + w][
        -max(2, int(LOWEST * h)) :
    ]
    return bool((foot > INKED).any(axis=0).mean() > FULL)
