"""Roman numerals made of upright strokes, counted in the picture: Tesseract sees strokes and miscounts them.

I, II and III run together, "III" comes out as "HI", "11" or "II"; the strokes of a quarter of a year are the difference
between March and September. Counting is a reading of its own; no other word is touched.
"""

import re

import numpy as np
from numpy.typing import NDArray

from extract.ocr.clean import Darkness, runs
from extract.ocr.engine import Words, change

HALF_INK = 115  # of 255
WAIST = (0.35, 0.65)  # of the height: between the serifs
STEADY = 0.8  # share of a stroke that is inked from end to end of the waist: a round letter has less
LEAN = 0.02  # of the height: the slash of 12 points leans 0.055 over two thirds of the waist, an upright 0.005
AROUND = 0.11  # of the height beside a stroke: what a slash's ends reach out to
APART = 0.6  # of the height: strokes of one numeral stand 0.35 apart; with a hyphen between, as in "I-II", 0.85
MOST = 3  # IIII is no numeral
COUNTED = 0.9  # confidence of a numeral whose strokes were counted
LOPSIDED = 0.12  # of the height: a figure 1 has its flag on the left only, an I has serifs on both sides or none
SERIF = 0.05  # of the height: so far an I's head reaches to the right, in Times 0.1; a 1 has nothing there
_STROKES = re.compile(r"([IlH1|!]{1,6})(?=$|[,;:./)–-])")
_QUARTER = re.compile(r"([IlH1|!T]{1,6})(?=$|[,;./)–-])")  # "Quý T-H/2025": no quarter's number has a T
_RANGE = re.compile(r"(I{1,3})[-–]([IlH1|!]{1,6})(?=$|[,;:./)])")
_JOINS = re.compile(r"[IVXl1H|!]+[,;]?|và|đến|[-–]")


def uprights(piece: Darkness) -> tuple[int, int, int]:
    """How many upright strokes of one kind a picture of print begins with, and the ends of the last and of all ink.

    Ends are pixels from the left; 0 strokes where it begins with something else.
    """
    height = piece.shape[0]
    waist = piece[int(height * WAIST[0]) : max(int(height * WAIST[1]), int(height * WAIST[0]) + 1)]
    inked = waist.mean(axis=0) > HALF_INK
    starts, ends = runs(inked)
    if not len(starts):
        return 0, 0, 0
    count = 0
    first = ends[0] - starts[0]
    steady = waist.min(axis=0) > HALF_INK / 2
    last, pad = starts[0], int(AROUND * height)
    for start, end in zip(starts, ends, strict=True):
        wide = end - start
        if start - last > APART * height:
            break
        last = end
        like = wide <= 0.4 * height and wide <= 1.6 * first + 1 and first <= 1.6 * wide + 1
        upright = _lean(waist[:, max(0, start - pad) : end + pad]) <= LEAN * height
        if not (like and upright and float(steady[start:end].mean()) > STEADY):
            break
        count += 1
    return count, int(ends[count - 1]) if count else 0, int(ends[-1])


def _lean(stroke: NDArray[np.uint8]) -> float:
    """How many pixels the middle of a stroke is farther right in its upper third than in its lower."""
    third = max(1, len(stroke) // 3)
    upper, lower = (part.sum(axis=0, dtype=np.float64) for part in (stroke[:third], stroke[-third:]))
    places = np.arange(stroke.shape[1])
    return float(upper @ places / max(upper.sum(), 1) - lower @ places / max(lower.sum(), 1))


def only_uprights(piece: Darkness) -> int:
    """How many upright strokes a number is made of, where it is of nothing else: I, II and III; else 0."""
    count, last, end = uprights(piece)
    return count if count <= MOST and last == end else 0


def settle(text: Darkness, words: Words) -> None:
    """Put the number of strokes counted in the place of what was read for them: after "Quý", and in "IH" anywhere."""
    quarter = False
    for n, word in enumerate(words.text):
        found = (_QUARTER if quarter else _STROKES).match(word)
        if found and (quarter or _no_word(found[1])):
            numeral = _counted(text, words, n, found[1])
            if numeral and numeral != found[1]:
                change(words, n, numeral + word[found.end() :], COUNTED)
        if quarter:
            _second(text, words, n)
        quarter = word.lower() in ("quý", "quí") or (quarter and _JOINS.fullmatch(word) is not None)


def _second(text: Darkness, words: Words, n: int) -> None:
    """Put right the second numeral of a range, "I-II/2025", by the strokes that follow those of the first."""
    found = _RANGE.match(words.text[n])
    if found is None:
        return
    piece = _word(text, words, n)
    first, last, _ = uprights(piece)
    second = uprights(piece[:, last + 1 :])[0] if first == len(found[1]) else 0
    if 1 <= second <= MOST and found[2] != "I" * second:
        word = words.text[n]
        change(words, n, word[: found.start(2)] + "I" * second + word[found.end(2) :], COUNTED)


def _no_word(read: str) -> bool:
    """Whether a reading is strokes and neither a figure nor one letter that is no numeral."""
    return read == "I" or (len(read) > 1 and not read.isdigit())


def _counted(text: Darkness, words: Words, n: int, read: str) -> str:
    """The numeral that a word begins with, by its strokes; "" where they cannot be counted."""
    piece = _word(text, words, n)
    count, last, end = uprights(piece)
    alone = len(words.text[n]) == len(read)
    if last == end and words.text[n][len(read) :].startswith(")"):  # the bracket is upright at its waist
        count -= 1
    if not 1 <= count <= MOST or (alone and last != end):
        return ""
    if count == 1 and read == "1":
        return "1" if flag_on_left(piece) else "I"
    return "I" * count


def _word(text: Darkness, words: Words, n: int) -> Darkness:
    """The word's picture, cut to the rows of its first stroke."""
    piece = text[max(0, words.top[n] - 1) : words.bottom[n] + 1, max(0, words.x0[n] - 2) : words.x1[n] + 2]
    inked = np.flatnonzero((piece > HALF_INK).any(axis=0))
    if not len(inked):
        return piece
    head = piece[:, inked[0] : inked[0] + max(3, piece.shape[0] // 2)]
    rows = np.flatnonzero((head > HALF_INK).any(axis=1))
    return piece[rows[0] : rows[-1] + 1] if len(rows) else piece


def flag_on_left(piece: NDArray[np.uint8]) -> bool:
    """Whether the first stroke's head reaches out to the left only."""
    left, right = head(piece)
    return bool(left - right > LOPSIDED * piece.shape[0])


def serifs(piece: NDArray[np.uint8]) -> bool:
    """Whether the first stroke's head reaches out to the right, and to the left no farther: an I and no 1."""
    return head(piece)[1] > SERIF * piece.shape[0] and not flag_on_left(piece)


def head(piece: NDArray[np.uint8]) -> tuple[int, int]:
    """How many pixels the first stroke's head reaches out to the left and to the right."""
    height = piece.shape[0]
    waist = piece[int(height * WAIST[0]) : max(int(height * WAIST[1]), int(height * WAIST[0]) + 1)].mean(axis=0)
    stem = np.flatnonzero(waist > HALF_INK)
    run = stem[: int(np.argmax(np.diff(stem, append=stem[-1] + 9) > 1)) + 1]
    top = piece[: max(2, int(height * 0.3))].max(axis=0) > HALF_INK
    left = int(run[0] - np.flatnonzero(top[: run[-1] + 1])[0]) if top[: run[-1] + 1].any() else 0
    beyond = top[run[-1] + 1 :]
    right = int(np.argmin(beyond)) if len(beyond) and not beyond.all() else 0
    return left, right
