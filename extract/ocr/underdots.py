"""Dots below vowels that are not there: Tesseract reads "THI HÀNH" as "THỊ HÀNH", the commoner word.

Seeing that there is no ink under a syllable is a reading of its own. A dot only goes, and only where what is left is a
syllable too; none is put in, for specks and the marks of the next line look like dots.
"""

import re
import unicodedata

import numpy as np

from extract.ocr.clean import INKED, Darkness, blobs
from extract.ocr.engine import Words
from extract.ocr.passes import lines_of
from extract.syllable import is_syllable

DOT = "\u0323"
_SYLLABLE = re.compile(r"[(\"“'-]?([^\W\d_]+)[,.;:)\"”]{0,2}")
SEEN = 0.9  # confidence of a syllable under which nothing was seen
BODY = 0.6  # of a line's highest blob: letters and no marks
BELOW = 0.4  # of a letter's height: no dot stands lower
LEAST = 4  # letters on a line: with fewer a tail is taken for its foot


def settle(dark: Darkness, words: Words) -> None:
    """Take away, in place, dots below that the picture does not show; `dark` still has its specks and rules."""
    for members in lines_of(words):
        if not any(DOT in unicodedata.normalize("NFD", words.text[n]) for n in members):
            continue
        foot, tall = _foot(dark, words, members)
        if not foot:
            continue
        for n in members:
            under = dark[foot + 1 : foot + int(BELOW * tall), max(0, words.x0[n] - 2) : words.x1[n] + 2]
            bare = without(words.text[n], DOT)
            if bare != words.text[n] and not (under > INKED // 2).any():
                words.text[n] = bare
                words.confidence[n] = min(words.confidence[n], SEEN)


def _foot(dark: Darkness, words: Words, members: list[int]) -> tuple[int, float]:
    """The row on which a line's letters stand, and their height; zeros where too few are seen."""
    left, right = min(words.x0[n] for n in members), max(words.x1[n] for n in members)
    top, bottom = min(words.top[n] for n in members), max(words.bottom[n] for n in members)
    boxes = blobs(dark[top:bottom, left:right])
    letters = boxes[boxes[:, 3] >= BODY * boxes[:, 3].max()] if len(boxes) else boxes
    if len(letters) < LEAST:
        return 0, 0.0
    return top + int(np.median(letters[:, 1] + letters[:, 3])), float(np.median(letters[:, 3]))


def without(word: str, mark: str) -> str:
    """The word without a combining mark, where that is a syllable; else as it is."""
    found = _SYLLABLE.fullmatch(word)
    if found is None:
        return word
    bare = unicodedata.normalize("NFC", unicodedata.normalize("NFD", found[1]).replace(mark, ""))
    return word.replace(found[1], bare) if is_syllable(bare) else word
