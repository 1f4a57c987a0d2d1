"""Tones over an i that are its dot: Tesseract reads "chi" as "chỉ" and "vi" as "vì", the commoner words.

A dot is smaller than any tone, and that it is seen is a reading of its own. A tone only goes, and only where what is
left is a syllable too.
"""

import re
import unicodedata

from extract.ocr.clean import Darkness, blobs
from extract.ocr.engine import Words, change
from extract.ocr.underdots import SEEN, without

TONES = "\u0300\u0301\u0303\u0309"
DOT = 0.175  # of the height of h or a capital: dots have 0.12 to 0.15, bold ones and all tones 0.21 and more
LEAST = 0.06  # of that height: less is a speck
BODY = 0.45  # of that height: letters have more, marks less
HIGH = 0.5  # of that height: a dot ends above
_TONED = re.compile(f"[iI]([{TONES}])")
_TALL = re.compile(r"[bdđhkl]|[^\W\d_a-zà-ỹđ]")  # an i beside none of these gives nothing to measure by


def settle(text: Darkness, words: Words) -> None:
    """Take away, in place, tones over an i of which the picture shows the dot."""
    for n, word in enumerate(words.text):
        found = _TONED.search(unicodedata.normalize("NFD", word))
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
