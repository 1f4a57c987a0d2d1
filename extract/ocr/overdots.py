"""Tones over an i that are its dot, and over a capital that has none: Tesseract reads "chi" as "chỉ", "Ung" as "Ủng".

A dot is smaller than any tone, and that it is seen, or nothing over a capital, is a reading of its own. A tone only
goes, and only where what is left is a syllable too.
"""

import re
import unicodedata

from extract.ocr.clean import INKED, Darkness, blobs
from extract.ocr.engine import Words, change
from extract.ocr.underdots import SEEN, without

TONES = "\u0300\u0301\u0303\u0309"
DOT = 0.175  # of the height of h or a capital: dots have 0.12 to 0.15, bold ones and all tones 0.21 and more
LEAST = 0.06  # of that height: less is a speck
BODY = 0.45  # of that height: letters have more, marks less
HIGH = 0.5  # of that height: a dot ends above
OVER = 0.5  # of a capital's height over it: where its tone stands
CAPITAL = 1.65  # heights of the x beside it: a capital has 1.38 to 1.55, one that its tone ran into 1.75 and more
_HIGH = re.compile(f"[AEIOUY]\u031b?([{TONES}])")
_TONED = re.compile(f"[iI]([{TONES}])")
_TALL = re.compile(r"[bdđhkl]|[^\W\d_a-zà-ỹđ]")  # an i beside none of these gives nothing to measure by


def settle(text: Darkness, dark: Darkness, words: Words) -> None:
    """Take away, in place, tones over an i of which the picture shows the dot, and over a capital with no ink there.

    `dark` still has its rules, that may have taken a tone with them, and its dust.
    """
    for n, word in enumerate(words.text):
        letters = unicodedata.normalize("NFD", word)
        capital, found = _HIGH.match(letters), _TONED.search(letters)
        if capital is not None and word[1:2].islower():
            bare = without(word, capital[1])
            if bare != word and _is_bare(text, dark, words, n):
                change(words, n, bare, SEEN)
            continue
        if found is None or not _TALL.search(word):
            continue
        bare = without(word, found[1])
        top = max(0, words.top[n] - 2)
        if bare != word and _dotted(text[top : words.bottom[n] + 1, words.x0[n] : words.x1[n]]):
            change(words, n, bare, SEEN)


def _dotted(piece: Darkness) -> bool:
    """Whether all that stands over a word's letters is one dot."""
    boxes = blobs(piece).tolist()
    tall = max((h for *_, h in boxes), default=0)
    head = min((y for _, y, _, h in boxes if h == tall), default=0)
    over = [
        (w + h) / 2
        for _, y, w, h in boxes
        if h < BODY * tall and y + h - head < HIGH * tall and max(w, h) > LEAST * tall
    ]
    return len(over) == 1 and over[0] < DOT * tall


def _is_bare(text: Darkness, dark: Darkness, words: Words, n: int) -> bool:
    """Whether a word's first letter is a capital with nothing over it."""
    high = words.bottom[n] - words.top[n]
    top, left = max(0, words.top[n] - high // 2), max(0, words.x0[n] - 2)
    piece = text[top : words.bottom[n] + 1, left : words.x1[n] + 1]
    letters = sorted(box for box in blobs(piece).tolist() if box[3] > BODY * high)
    if len(letters) < 2:
        return False
    x, y, w, h = letters[0]
    small = y + h - max(top for _, top, *_ in letters[1:])
    over = dark[max(0, top + y - int(OVER * h)) : max(0, top + y - 1), left + max(0, x - 1) : left + x + w + 1]
    return small < h < CAPITAL * small and not (over > INKED // 2).any()
