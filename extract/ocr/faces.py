"""Letters and signs that Tesseract takes for others, told by the form of their ink: E for F, ":" for ";", “ for specks.

A word is looked at where as many pieces of ink stand side by side in it as letters were read; measuring a piece is a
reading of its own. The proportions were measured on fourteen faces of text fonts. Only these ways: a semicolon
with a speck looks like a colon, and d and đ, 0 and O were told no better by their form than Tesseract tells them.
"""

import re
from dataclasses import dataclass

import numpy as np

from extract.ocr.clean import INKED, Darkness, blobs
from extract.ocr.engine import Words, change
from extract.ocr.shapes import CHANGED
from extract.syllable import WORD, is_syllable

FOOT = 0.7  # of its width: so far the foot of an F reaches at most, that of an E 0.88
HANGS = 1.5  # the lower part's height by the upper one's: 1.0 in ":", 1.85 and more in ";"
SINGLE = (0.5, 1.1)  # width by height: a letter that has not run into its neighbour
TALL = 0.6  # of the tallest piece: letters and figures
MARK = 0.15  # of the tallest piece: quotes have 0.3 and more, specks less
QUOTES = '“”"'
BESIDE = 0.5  # of the narrower of two pieces: parts of one letter stand so far over each other
_STOP = re.compile(r".+:")
Box = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Face:
    """What stands side by side with its neighbours: the boxes (left, top, width, height) that lie over each other."""

    parts: tuple[Box, ...]

    @property
    def box(self) -> Box:
        """Left, top, right and bottom of all parts."""
        x, y, w, h = zip(*self.parts, strict=True)
        return min(x), min(y), max(map(sum, zip(x, w, strict=True))), max(map(sum, zip(y, h, strict=True)))


def settle(text: Darkness, words: Words) -> None:
    """Put in, in one strip's words, in place, the letters and signs that the picture shows where others were read."""
    paired = any(mark in word[1:] for word in words.text for mark in QUOTES)
    for n, word in enumerate(words.text):
        told = word
        if "E" in word:
            told = _armed(word, _picture(text, words, n))
        if _STOP.fullmatch(told) and _hangs(_picture(text, words, n)):
            told = told[:-1] + ";"
        if word[0] in QUOTES and not paired and not _is_free(_picture(text, words, n)):
            told = told[1:]
        if told and told != word:
            change(words, n, told, CHANGED)


def _picture(text: Darkness, words: Words, n: int) -> Darkness:
    """A word with what hangs below its box; marks of the next line begin lower than the foot and are told by it."""
    below = (words.bottom[n] - words.top[n]) // 3
    rows = slice(max(0, words.top[n] - 2), words.bottom[n] + below)
    return text[rows, max(0, words.x0[n] - 1) : words.x1[n] + 1]


def faces(picture: Darkness) -> list[Face]:
    """What stands side by side in a word's picture, from the left; the line below left out."""
    boxes = sorted(tuple(box) for box in blobs(picture).tolist())
    tall = max((h for *_, h in boxes), default=0)
    foot = float(np.median([y + h for _, y, _, h in boxes if h >= TALL * tall])) if boxes else 0.0
    groups: list[Face] = []
    for x, y, w, h in boxes:
        if y >= foot:
            continue
        start, _, end, _ = groups[-1].box if groups else (x, 0, x, 0)
        if groups and end - x > BESIDE * min(w, end - start):
            groups[-1] = Face((*groups[-1].parts, (x, y, w, h)))
        else:
            groups.append(Face(((x, y, w, h),)))
    return groups


def _hangs(picture: Darkness) -> bool:
    """Whether the two parts that a word ends in are a point and a comma."""
    found = faces(picture)
    if not found or len(found[-1].parts) != 2:
        return False
    upper, lower = sorted(found[-1].parts, key=lambda box: box[1])
    return lower[3] > HANGS * upper[3]


def _is_free(picture: Darkness) -> bool:
    """Whether a mark stands before the first letter, and no speck that touches it."""
    boxes = sorted(tuple(box) for box in blobs(picture).tolist())
    tall = max((h for *_, h in boxes), default=0)
    first = next((x for x, _, _, h in boxes if h > TALL * tall), 0)
    return any(x + w <= first + 1 and h > MARK * tall for x, _, w, h in boxes)


def _armed(word: str, picture: Darkness) -> str:
    """A word with those of its E's that have no foot told as F; in a syllable of Vietnamese there is no F."""
    found = faces(picture)
    for place in [n for n, letter in enumerate(word) if letter == "E"]:
        known = place == 0 or len(found) == len(word)
        if known and place < len(found) and not _in_a_syllable(word, place) and _no_foot(picture, found[place]):
            word = word[:place] + "F" + word[place + 1 :]
    return word


def _in_a_syllable(word: str, place: int) -> bool:
    return any(found.start() <= place < found.end() and is_syllable(found[0]) for found in WORD.finditer(word))


def _no_foot(picture: Darkness, face: Face) -> bool:
    left, top, right, bottom = face.box
    if len(face.parts) != 1 or not SINGLE[0] < (right - left) / (bottom - top) < SINGLE[1]:
        return False
    ink = picture[top:bottom, left:right] > INKED
    last = np.flatnonzero(ink[-max(2, len(ink) // 8) :].any(axis=0))[-1]
    return bool(last + 1 < FOOT * (right - left))
