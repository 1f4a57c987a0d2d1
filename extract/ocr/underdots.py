"""Dots below vowels: Tesseract reads "THI HÀNH" as "THỊ HÀNH", the commoner word, and "luật" as "luât".

Seeing what ink there is under a syllable is a reading of its own. A dot goes where there is none and what is left is a
syllable; one that is seen is put in where that makes a syllable, unless the sheet has dots where no word can have one.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from extract.ocr.clean import INK, INKED, Darkness, blobs
from extract.ocr.engine import Words, change
from extract.ocr.passes import lines_of
from extract.syllable import WORD, is_syllable

DOT = "\u0323"
_SYLLABLE = re.compile(r"[(\"“'-]?([^\W\d_]+)[,.;:)\"”]{0,2}")
SEEN = 0.9  # confidence of a syllable under which nothing was seen
BODY = 0.6  # of a line's highest blob: letters and no marks
BELOW = 0.4  # of a letter's height: no dot stands lower
LEAST = 4  # letters on a line: with fewer a tail is taken for its foot
NEAR = 0.32  # of a letter's height below the foot: there a dot begins; marks of the next line from 0.38 on
SIZE = (0.145, 0.4)  # of a letter's height: dots have 0.15 to 0.33, most specks of copies less
ROUND = 1.7  # a dot is no more times as wide as high, or as high as wide
RULED = 0.5  # share of a row below a line that is inked where a rule runs: dots on it were erased with it
VOWELS = frozenset("aeiouy")
OTHER_TONES = frozenset("\u0300\u0301\u0303\u0309")


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
                change(words, n, bare, SEEN)


def restore(dark: Darkness, text: Darkness, groups: Sequence[Words]) -> None:
    """Put in, in place, dots below that no reading has and the picture shows, with its rules or without (`text`).

    A word has one tone. On a sheet with a dot under a word that has another, specks look like dots: there only what is
    no syllable without its dot, "luât", gets one.
    """
    specks = False
    found: list[tuple[Words, int, str]] = []
    for words in groups:
        for n, places in _dots(dark, text, words):
            letters = unicodedata.normalize("NFD", words.text[n])
            if OTHER_TONES.intersection(letters):
                specks |= bool(places)
            elif len(places) == 1 and DOT not in letters and (dotted := _dotted(words.text[n], places[0])):
                found.append((words, n, dotted))
    for words, n, dotted in found:
        if not (specks and all(map(is_syllable, WORD.findall(words.text[n])))):
            change(words, n, dotted, SEEN)


def _dots(dark: Darkness, text: Darkness, words: Words) -> Iterator[tuple[int, list[float]]]:
    """Each word of one syllable, and where dots stand under it: shares of its width from the left."""
    for members in lines_of(words):
        foot, tall = _foot(text, words, members)
        if not foot:
            continue
        high = foot - int(BODY * tall)  # from within the letters, so that a comma is whole
        left, right = min(words.x0[n] for n in members), max(words.x1[n] for n in members)
        low = min(text.shape[0], foot + int((NEAR + SIZE[1]) * tall) + 1)
        middles = [
            left + x + w / 2
            for x, y, w, h in blobs(text[high:low, left:right]).tolist()
            if foot - high <= y <= foot - high + NEAR * tall
            and SIZE[0] * tall <= min(w, h)
            and max(w, h) <= min(SIZE[1] * tall, ROUND * min(w, h))
        ]
        for x in _on_a_rule(dark[foot + 1 : low, left:right] > INKED, tall):
            if all(abs(left + x - other) > SIZE[1] * tall for other in middles):
                middles.append(left + x)
        for n in members:
            if _SYLLABLE.fullmatch(words.text[n]):
                wide = max(1, words.x1[n] - words.x0[n])
                yield n, [(x - words.x0[n]) / wide for x in middles if words.x0[n] <= x <= words.x1[n]]


def _on_a_rule(under: NDArray[np.bool_], tall: float) -> list[float]:
    """Where, in the ink below a line's foot, dots stand on a rule: bumps of it with paper between them and the foot."""
    ruled = np.flatnonzero(under.mean(axis=1) > RULED) if under.size else np.zeros(0)
    if not len(ruled) or not 2 <= ruled[0] <= (NEAR + SIZE[0]) * tall:
        return []
    above = np.where(under[: int(ruled[0]) - 1], np.uint8(INK), np.uint8(0))
    return [
        x + w / 2
        for x, y, w, h in blobs(above).tolist()
        if y > 0 and y + h == len(above) and SIZE[0] * tall <= w <= SIZE[1] * tall
    ]


def _dotted(word: str, place: float) -> str:
    """The word with a dot below the vowel that stands nearest to a place in it; "" where that makes no syllable."""
    best: tuple[float, str] = (1.0, "")
    for n, letter in enumerate(word):
        if unicodedata.normalize("NFD", letter)[0].lower() not in VOWELS:
            continue
        new = word[:n] + unicodedata.normalize("NFC", letter + DOT) + word[n + 1 :]
        if all(map(is_syllable, WORD.findall(new))):
            best = min(best, (abs((n + 0.5) / len(word) - place), new))
    return best[1]


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
