"""How likely a text layer's letters are those that are printed, told from one cell's text alone."""

from functools import lru_cache

import regex

from extract.syllable import WORD, is_syllable

UNREADABLE = 0.3  # sure of a cell with a glyph that the file names no letter for, or names one of another script
SPARED = 0.15  # share of a cell's small words that may be no syllables: in the corpus "m", "mini", "karaoke" alone are
ODD = 0.7  # of the confidence: what a cell loses whose small words are no syllables at all
TORN = 0.7  # of the confidence that each word leaves that a stray blank tears
MOST_TORN = 3  # such words count
FEW = 4  # small words: fewer say nothing of their language

# No letter at all, or letters of two scripts in one word; micro and ohm stand before the letters of units.
_WRONG = regex.compile(
    r"[\ufffd\p{Cc}\p{Cn}--\n\t]|\p{Latin}[^\p{Latin}\P{L}µμΩ]|[^\p{Latin}\P{L}µμΩ]\p{Latin}", regex.V1
)


# A word's piece without a vowel that stands alone.
_PIECE = regex.compile(r"(?:^|(?<=\s))(?i:[bcdđghklmnpqrstvx]{1,3})(?=[,;]?(?:\s|$))")


@lru_cache(maxsize=65536)
def legible(text: str) -> float:
    """The confidence, 0 to 1, that a text of Vietnamese says what is printed.

    Glyphs without a letter and words of two scripts are a map gone wrong; pieces of syllables are words torn by stray
    blanks; small words that are shaped like no Vietnamese syllable, in greater number than names and borrowed words
    come in, are letters put for others.

    >>> legible("Cải cách thể chế"), legible("7uyӝn truyền"), legible("Công tr ình"), legible("điểm c khoản 120 m")
    (1.0, 0.3, 0.7, 1.0)
    """
    if _WRONG.search(text):
        return UNREADABLE
    torn = TORN ** min(_count_torn(text), MOST_TORN) if _PIECE.search(text) else 1.0
    small = [word for word in WORD.findall(text) if len(word) > 1 and word.islower()]
    if len(small) < FEW or all(map(str.isascii, small)):
        return round(torn, 2)  # figures, capitals, another language
    share = sum(not is_syllable(word) for word in small) / len(small)
    return round(torn * (1.0 - ODD * max(0.0, share - SPARED) / (1.0 - SPARED)), 2)


def _count_torn(text: str) -> int:
    """How many pieces without a vowel make a syllable with the word before or after them."""
    words = text.split()
    count = 0
    for before, piece, after in zip(["", *words], words, [*words[1:], ""], strict=False):
        bare = piece.rstrip(",;")
        if _PIECE.fullmatch(bare):
            wholes = [before + bare, bare + after if bare == piece else ""]
            count += any(whole.isalpha() and whole != bare and is_syllable(whole) for whole in wholes)
    return count
