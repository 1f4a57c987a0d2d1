"""Dots below vowels: Tesseract reads "THI HÀNH" as "THỊ HÀNH", the commoner word, and "luật" as "luât".

Seeing what ink there is under a syllable is a reading of its own. A dot goes where there is none and what is left is a
syllable; one that is seen is put in where that makes a syllable, unless the sheet has dots where no word can have one.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from extract.median import median
from extract.ocr.clean import INK, INKED, Darkness, blobs
from extract.ocr.engine import Words, change
from extract.ocr.marks import width
from extract.ocr.passes import lines_of
from extract.syllable import WORD, is_syllable

DOT = "\u0323"
_SYLLABLE = re.compile(r"[(\"“'-]?([^\W\d_]+)[,.;:)\"”]{0,2}")
_SYLLABLES = re.compile(r"[(\"“'-]?[^\W\d_]+(?:[/-][^\W\d_]+)*[,.;:)\"”]{0,2}")
SEEN = 0.9  # confidence of a syllable under which nothing was seen
BODY = 0.6  # of a line's highest blob: letters and no marks
BELOW = 0.4  # of a letter's height: no dot stands lower
LEAST = 4  # letters on a line: with fewer a tail is taken for its foot
NEAR = 0.32  # of a letter's height below the foot: there a dot begins; marks of the next line from 0.38 on
SIZE = (0.145, 0.4)  # of a letter's height: dots have 0.15 to 0.33, most specks of copies less
ROUND = 1.7  # a dot is no more times as wide as high, or as high as wide
RULED = 0.75  # share of a row below a line that is inked where a rule runs: dots on it were erased with it
BROKEN = 0.25  # the same of dotted and dashed rules, that have 0.4 to 0.62
BUMP = 0.075  # of a letter's height: so far a dot stands out from those
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

    A syllable has one tone. On a sheet with a dot under one that has another, specks look like dots: there only what
    is no syllable without its dot, "luât", gets one.
    """
    specks = False
    found: list[tuple[Words, int, str]] = []
    for words in groups:
        for n, places in _dots(dark, text, words):
            syllables = [_syllable_at(words.text[n], place) for place in places]
            specks |= any(map(_otherwise_toned, syllables))
            if len(places) == 1 and (dotted := _dotted(words.text[n], syllables[0], places[0])):
                found.append((words, n, dotted))
    for words, n, dotted in found:
        if not (specks and all(map(is_syllable, WORD.findall(words.text[n])))):
            change(words, n, dotted, SEEN)


def _dots(dark: Darkness, text: Darkness, words: Words) -> Iterator[tuple[int, list[float]]]:
    """Each word of syllables, and where dots stand under it: shares of its width from the left."""
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
        rows = slice(foot + 1, low)
        under = dark[rows, left:right] > INKED
        erased = under & (text[rows, left:right] <= INKED)
        for fades in (0, 1):
            bumps = [left + x for x in _on_a_rule(under, erased, tall, fades)]
            free = [x for x in bumps if all(abs(x - other) > SIZE[1] * tall for other in middles)]
            if all(any(_may_have(words, n, x) for n in members) for x in free):  # else the rule is ragged
                middles += [x for x in free if fades or not any(_is_sound(words, n, x) for n in members)]
        dotted = {n: [x for x in middles if words.x0[n] <= x <= words.x1[n]] for n in members}
        for n, mine in dotted.items():
            if _SYLLABLES.fullmatch(words.text[n]):
                yield n, [_share(words, n, x) for x in mine]


def _on_a_rule(under: NDArray[np.bool_], erased: NDArray[np.bool_], tall: float, fades: int) -> list[float]:
    """Where, in the ink below a line's foot, dots stand on a rule: bumps of it with paper between them and the foot.

    `erased`: what of that ink went with a rule, `fades`: over how many rows its edge does. A rule of dots or dashes is
    ragged itself: a bump on it is higher.
    """
    ruled = erased.mean(axis=1) if erased.size else np.zeros(0)
    rows = np.flatnonzero(ruled > BROKEN)
    if not len(rows) or not 2 <= rows[0] <= (NEAR + SIZE[0]) * tall:
        return []
    least = 1.0 if ruled[rows[0] : rows[0] + 3].max() > RULED else BUMP * tall
    above = np.where(under[: int(rows[0]) - fades], np.uint8(INK), np.uint8(0))
    return [
        x + w / 2
        for x, y, w, h in blobs(above).tolist()
        if y > 0 and y + h == len(above) and h >= least and SIZE[0] * tall <= w <= SIZE[1] * tall
    ]


def _share(words: Words, n: int, x: float) -> float:
    return (x - words.x0[n]) / max(1, words.x1[n] - words.x0[n])


def _may_have(words: Words, n: int, x: float) -> bool:
    """Whether a place is under a word, and not under a syllable that has another tone."""
    inside = words.x0[n] <= x <= words.x1[n]
    return inside and not _otherwise_toned(_syllable_at(words.text[n], _share(words, n, x)))


def _is_sound(words: Words, n: int, x: float) -> bool:
    """Whether a place is under a syllable that needs no dot: there a bump of one row may be a rag of the rule."""
    inside = words.x0[n] <= x <= words.x1[n]
    return inside and is_syllable(_syllable_at(words.text[n], _share(words, n, x))[1])


def _middles(word: str) -> list[float]:
    """The middles of a word's letters as shares of its width, by the widths that they have in print."""
    wide = np.asarray([width(letter) for letter in word])
    return list((np.cumsum(wide) - wide / 2) / wide.sum())


def _syllable_at(word: str, place: float) -> tuple[int, str]:
    """The syllable that stands nearest to a place in a word, and where it begins."""
    middles = _middles(word)
    found = [(min(abs(m - place) for m in middles[f.start() : f.end()]), f.start(), f[0]) for f in WORD.finditer(word)]
    return min(found, default=(0.0, 0, ""))[1:]


def _otherwise_toned(syllable: tuple[int, str]) -> bool:
    return bool(OTHER_TONES.intersection(unicodedata.normalize("NFD", syllable[1])))


def _dotted(word: str, syllable: tuple[int, str], place: float) -> str:
    """The word with a dot below the vowel of a syllable that stands nearest to a place; "" where none can have it."""
    start, old = syllable
    middles = _middles(word)
    best: tuple[float, str] = (1.0, "")
    for n, letter in enumerate(old):
        new = old[:n] + unicodedata.normalize("NFC", letter + DOT) + old[n + 1 :]
        if unicodedata.normalize("NFD", letter)[0].lower() in VOWELS and is_syllable(new):
            best = min(best, (abs(middles[start + n] - place), word[:start] + new + word[start + len(old) :]))
    return best[1]


def _foot(dark: Darkness, words: Words, members: list[int]) -> tuple[int, float]:
    """The row on which a line's letters stand, and their height; zeros where too few are seen."""
    left, right = min(words.x0[n] for n in members), max(words.x1[n] for n in members)
    top, bottom = min(words.top[n] for n in members), max(words.bottom[n] for n in members)
    boxes = blobs(dark[top:bottom, left:right])
    letters = boxes[boxes[:, 3] >= BODY * boxes[:, 3].max()] if len(boxes) else boxes
    if len(letters) < LEAST:
        return 0, 0.0
    feet = (letters[:, 1] + letters[:, 3]).astype(np.float64)
    return top + int(median(feet)), median(letters[:, 3].astype(np.float64))


def without(word: str, mark: str) -> str:
    """The word without a combining mark, where that is a syllable; else as it is."""
    found = _SYLLABLE.fullmatch(word)
    if found is None:
        return word
    bare = unicodedata.normalize("NFC", unicodedata.normalize("NFD", found[1]).replace(mark, ""))
    return word.replace(found[1], bare) if is_syllable(bare) else word
