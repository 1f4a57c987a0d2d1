"""Whether a font's glyphs can be the letters that its map says: where their ink reaches tells one from another.

An ẹ has ink below its line and an é has not; an e reaches as high as an o, an ê higher. A map that says other letters
than are drawn (another subset's map, one that lost the marks or mixed them up) is told by that, whatever its words
look like. Each font is looked at on the first pages that show enough of it.
"""

import unicodedata
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from extract.legacy import decoder_for, symbols_for
from extract.median import median
from extract.notice import VIETNAMESE
from extract.page import Floats, Ints
from extract.pdf.native import Pointer, ink_box

MOST_LOOKS = 3  # pages on which a font is looked at: what they do not show, later ones hardly do
PLAIN_LETTERS = 4  # kinds of letters without marks that tell how high an o is
LEVEL = 0.12  # of that height: how far those letters may differ for their boxes to tell anything
REACH = 0.14  # of that height: ink farther above it or below the line is a mark, a stem or a tail; horns end below
# Kinds of letters of a font that reach otherwise, and their share: 5,400 looks at fonts of 14 producers show 2 in one
# file that Ghostscript spoilt, and none elsewhere; maps without marks or with marks mixed up 3 of 20 and 6 of 52.
LEAST_ODD, ODD_SHARE = 3, 0.06

_MARKS_ABOVE = "\u0300\u0301\u0302\u0303\u0306\u0309"
_DOT_BELOW, _HORN = "\u0323", "\u031b"
_STEMS, _TAILS, _PLAIN = "bdđhkl", "gpqy", "aceomnrsuvxz"


def _reach(letter: str) -> tuple[bool, bool] | None:
    """Whether a small letter's ink reaches above an o and below the line; None where fonts differ in it."""
    base, *marks = list(unicodedata.normalize("NFD", letter))
    above = base in _STEMS or any(mark in _MARKS_ABOVE for mark in marks)
    if base not in _STEMS + _TAILS + _PLAIN or (_HORN in marks and not above):
        return None
    return above, base in _TAILS or _DOT_BELOW in marks


_REACHES = {ord(letter): reach for letter in VIETNAMESE | set("bcdghklmnpqrsvxz") if (reach := _reach(letter))}
_PLAIN_CODES = frozenset(map(ord, _PLAIN))
_KNOWN = np.array([code in _REACHES for code in range(max(_REACHES) + 2)])  # by code; the last is all others
_COMBINING = 0x300 >> 7


class Upright(NamedTuple):
    """Upright characters of a page: their places, fonts, and the y of each one's line in the page's own points."""

    places: NDArray[np.intp]
    font: Ints
    base: Floats


class Eye:
    """What was seen of a document's fonts, by their names."""

    def __init__(self) -> None:
        self._lies: set[str] = set()
        self._looks: Counter[str] = Counter()

    def lying(self, page: Pointer, codes: NDArray[np.uint32], upright: Upright, names: Sequence[str]) -> list[int]:
        """The fonts of a text page, as places in `names`, that say other letters than they draw; `codes` are its."""
        for font, name in enumerate(names):
            if name not in self._lies and self._looks[name] < MOST_LOOKS:
                self._looks[name] += 1
                mine = upright.font == font
                places, base = upright.places[mine], upright.base[mine]
                if not (decoder_for(name) or symbols_for(name)) and _lies(page, codes, places, base):
                    self._lies.add(name)
        return [font for font, name in enumerate(names) if name in self._lies]


def _lies(page: Pointer, codes: NDArray[np.uint32], places: NDArray[np.intp], base: Floats) -> bool:
    """Whether the first glyphs of a font's letters are odd, and the last ones too: one may be raised or cut."""
    for step in (1, -1):
        letters, tops, bottoms = _letters_seen(page, codes, places[::step], base[::step])
        odd = count_odd(letters, tops, bottoms)
        if odd < LEAST_ODD or odd <= ODD_SHARE * len(letters):
            return False
    return True


def _letters_seen(
    page: Pointer, codes: NDArray[np.uint32], places: NDArray[np.intp], base: Floats
) -> tuple[list[int], Floats, Floats]:
    """The first glyph of each letter there: its code, and how far over its line its ink ends above and below."""
    known = _KNOWN[np.minimum(codes[places], len(_KNOWN) - 1)]
    known &= np.append(codes, 0)[places + 1] >> 7 != _COMBINING  # else its box is of letter and mark together
    places, base = places[known], base[known]
    letters, first = np.unique(codes[places], return_index=True)
    none = (0.0, 0.0, 0.0, 0.0)
    boxes = np.array([ink_box(page, place) or none for place in places[first].tolist()]).reshape(-1, 4)
    return letters.tolist(), boxes[:, 3] - base[first], boxes[:, 2] - base[first]


def count_odd(letters: list[int], tops: Floats, bottoms: Floats) -> int:
    """How many letters have ink where they should not, or lack it; 0 where their boxes tell nothing.

    `tops` and `bottoms`: how far over the line the ink of each letter ends.
    """
    plain = np.array([tops[n] for n, code in enumerate(letters) if code in _PLAIN_CODES])
    if len(plain) < PLAIN_LETTERS:
        return 0
    height = median(plain)
    if height <= 0 or median(np.abs(plain - height)) > LEVEL * height:
        return 0
    if np.ptp(tops) < LEVEL * height:  # all boxes alike: the font's, not the glyphs'
        return 0
    said = np.array([_REACHES[code] for code in letters])
    seen = np.stack([tops > (1 + REACH) * height, bottoms < -REACH * height], axis=1)
    return int((said != seen).any(axis=1).sum())
