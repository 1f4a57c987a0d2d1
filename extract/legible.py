"""How likely a text layer's letters are those that are printed, told from one cell's text alone."""

import re
from functools import cache, lru_cache

import regex

from extract.syllable import is_syllable

UNREADABLE = 0.3  # sure of a cell with a glyph that the file names no letter for, or names one of another script
SPARED = 0.15  # share of a cell's small words that may be no syllables: in the corpus "m", "mini", "karaoke" alone are
ODD = 0.7  # of the confidence: what a cell loses whose small words are no syllables at all
TORN = 0.55  # of the confidence that each word leaves that a stray blank tears: one flags its row
STRANGE = 0.8  # of the confidence that each small word leaves that has Vietnamese marks and no Vietnamese shape
MOST_TORN = 3  # such words count, of either sort
FEW = 4  # small words: fewer say nothing of their language

# No letter at all, or letters of two scripts in one word; micro and ohm stand before the letters of units.
_OTHER = r"[^\p{Latin}\P{L}µμΩ]"
_FIGURE = r"(?<![\d\p{L}.,])\d(?=\p{L}*[^\x00-\x7f])\p{L}{2,}"  # in a letter's place: "7ài chính"
_WRONG_FIGURE = regex.compile(_FIGURE)
# Latin letters and common signs, as nearly all cells: only a figure can be wrong there, which is told in half the time.
_USUAL = re.compile("[\n\t -~\u00a0-\u024f\u1e00-\u1eff\u2010-\u2027]*")
_SMALL = regex.compile(r"(?<![\d\p{L}])(?<!\d )\p{Ll}{2,}(?!\p{L})")  # a figure's unit is no word
# A word's piece without a vowel that stands alone.
_PIECE_LETTERS = 3
_PIECE = re.compile(rf"(?<!\S)[bcdđghklmnpqrstvxBCDĐGHKLMNPQRSTVX]{{1,{_PIECE_LETTERS}}}(?=[,;]?(?!\S))")


@lru_cache(maxsize=65536)
def legible(text: str) -> float:
    """The confidence, 0 to 1, that a text of Vietnamese says what is printed.

    Glyphs without a letter and words of two scripts are a map gone wrong; pieces of syllables are words torn by stray
    blanks; small words that are shaped like no Vietnamese syllable are letters put for others, where they have marks or
    are more than names and borrowed words come in.

    >>> legible("Cải cách thể chế"), legible("7uyӝn truyền"), legible("Công tr ình"), legible("điểm c khoản 120 m")
    (1.0, 0.3, 0.55, 1.0)
    """
    if (_WRONG_FIGURE if _USUAL.fullmatch(text) else _wrong()).search(text):
        return UNREADABLE
    torn = TORN ** min(_count_torn(text), MOST_TORN) if _PIECE.search(text) else 1.0
    small = _SMALL.findall(text)
    if all(map(str.isascii, small)):
        return round(torn, 2)  # figures, capitals, another language
    odd = [word for word in small if not is_syllable(word)]
    marked = STRANGE ** min(sum(not word.isascii() for word in odd), MOST_TORN)
    share = max(0.0, len(odd) / len(small) - SPARED) / (1.0 - SPARED) if len(small) >= FEW else 0.0
    return round(torn * marked * (1.0 - ODD * share), 2)


@cache
def _wrong() -> "regex.Pattern[str]":
    return regex.compile(rf"[\ufffd\p{{Cc}}\p{{Cn}}--\n\t]|\p{{Latin}}{_OTHER}|{_OTHER}\p{{Latin}}|{_FIGURE}", regex.V1)


def _count_torn(text: str) -> int:
    """How many pieces without a vowel make a syllable with the word before or after them."""
    words = text.split()
    count = 0
    for before, piece, after in zip(["", *words], words, [*words[1:], ""], strict=False):
        bare = piece.rstrip(",;")
        if len(bare) <= _PIECE_LETTERS and _PIECE.fullmatch(bare):
            wholes = [before + bare, bare + after if bare == piece else ""]
            count += any(whole.isalpha() and whole != bare and is_syllable(whole) for whole in wholes)
    return count
