"""Printed numbers of rows: "II", "1.1", "a)", "C": what each may mean, and whether one follows another."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

Form = Literal["roman", "letter", "arabic", "lower", "lower-roman"]

# Vietnamese lists go a, b, c, d, đ, e, g, h, i, k (Nghị định 30/2020/NĐ-CP, Phụ lục I, phần II), some authors count
# in English: the letters that one of the two leaves out may be skipped.
_LETTERS = "abcdđefghijklmnopqrstuvwxyz"
_OPTIONAL = frozenset("đfjwz")

_ROMAN = re.compile(r"X{0,4}(IX|IV|V?I{0,3})")  # to 49; no plan has more sections
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10}
_TOKEN = re.compile(r"\d{1,4}|[^\W\d_]+")
_NUMBER = re.compile(r"(?:\d{1,4}|[^\W\d_]{1,7})(?:\.?(?:\d{1,4}|[^\W\d_]{1,7}))*")
_TIGHT = re.compile(r"\s+")

# A number that opens the text of a cell: "1. Xây dựng", "1.1 Cán bộ", "a) Rà soát", "II. Về nhân lực".
_LEADING = re.compile(r"\(?((?:\d{1,3}|[IVX]{1,6}|[A-Z])(?:\.\d{1,3})*|[a-eđghiklm])\s?[.):/]\s+(?=\S)")
_LEADING_TIGHT = re.compile(r"(\d{1,3}(?:\.\d{1,3})*)[.)](?=[^\W\d_])")  # "1.Xây dựng"; "P.Tài chính" is no number
_LEADING_DOTTED = re.compile(r"(\d{1,2}(?:\.\d{1,2})+)\s+(?=[^\W\d_])")
# In a row merged across, "II Về nhân lực" may lack its full stop; a lone C, D, L, M would be a word's start.
_LEADING_BARE = re.compile(r"([IVX]{1,6}|\d{1,3})\s+(?=[^\W\d_])")


@dataclass(frozen=True, slots=True)
class Mark:
    """One reading of a printed number: its parts from the outermost; "II.1" is ((roman, 2), (arabic, 1))."""

    parts: tuple[tuple[Form, int], ...]

    @property
    def first(self) -> bool:
        """Whether a list begins with it: 1, I, A, a, 1.1."""
        return self.parts[-1][1] == 1


def clean(text: str) -> str:
    """A number as printed, without brackets around it, closing "." or ")", and stray blanks.

    >>> [clean(t) for t in ("1.", "a)", "(1)", "1. 1", "II")]
    ['1', 'a', '1', '1.1', 'II']
    """
    bare = text.strip().strip("().:,;/ -")
    tight = _TIGHT.sub("", bare)
    return tight if tight != bare and readings(tight) else bare


@lru_cache(maxsize=8192)
def readings(text: str) -> tuple[Mark, ...]:
    """Every meaning that a cleaned number may have; none if it is no number.

    >>> [mark.parts for mark in readings("I")]
    [(('roman', 1),), (('letter', 10),)]
    >>> readings("Hà Nội")
    ()
    """
    text = unicodedata.normalize("NFKC", text).rstrip("* ")  # "Ⅱ"; "2*" has a footnote
    if len(text) > 16 or not _NUMBER.fullmatch(text):
        return ()
    marks: list[tuple[tuple[Form, int], ...]] = [()]
    for token in _TOKEN.findall(text):
        options = _token(token)
        marks = [(*mark, option) for mark in marks for option in options]
    return tuple(Mark(parts) for parts in marks)


def is_number(text: str) -> bool:
    """Whether a cell's whole text is a row's number."""
    return bool(readings(clean(text)))


def is_first(text: str) -> bool:
    """Whether a list may begin with a cell's whole text."""
    return any(mark.first for mark in readings(clean(text)))


def _token(token: str) -> list[tuple[Form, int]]:
    if token.isdecimal():  # "➄" is a digit, but no figure that counts
        return [("arabic", int(token))]
    options: list[tuple[Form, int]] = []
    if token.isupper():
        roman, letter = _roman(token), _letter(token.lower())
        options += [("roman", roman)] if roman else []
        options += [("letter", letter)] if letter else []
    elif token.islower():
        roman, letter = _roman(token.upper()), _letter(token)
        options += [("lower", letter)] if letter else []
        options += [("lower-roman", roman)] if roman else []
    return options


def _roman(token: str) -> int:
    if not _ROMAN.fullmatch(token):
        return 0
    values = [_ROMAN_VALUES[c] for c in token]
    return sum(-v if i + 1 < len(values) and v < values[i + 1] else v for i, v in enumerate(values))


def _letter(token: str) -> int:
    return _LETTERS.index(token) + 1 if len(token) == 1 and token in _LETTERS else 0


def follows(form: Form, before: int, after: int) -> bool:
    """Whether `after` is the next value of a list in this form.

    >>> follows("lower", 4, 6), follows("arabic", 4, 6)  # d, (đ), e
    (True, False)
    """
    if after == before + 1:
        return True
    if form not in ("letter", "lower"):
        return False
    return before < after and all(_LETTERS[i] in _OPTIONAL for i in range(before, after - 1))


def succeeds(before: str, after: str) -> bool:
    """Whether one printed number may stand right after another of the same list.

    >>> succeeds("II", "III"), succeeds("1.9", "1.10"), succeeds("3", "5")
    (True, True, False)
    """
    return any(
        a.parts[:-1] == b.parts[:-1] and a.parts[-1][0] == b.parts[-1][0] and follows(*a.parts[-1], b.parts[-1][1])
        for a in readings(clean(before))
        for b in readings(clean(after))
    )


def in_order(before: str, after: str) -> bool:
    """Whether one number may come right after another: the next of its list, or the first of another."""
    return succeeds(before, after) or is_first(after)


def split_leading(text: str, merged: bool = False) -> tuple[str, str]:
    """Take the number off a text that begins with one: (number, rest); ("", text) where there is none.

    `merged` says that the text stands in a row merged across, where a number may lack its full stop.

    >>> split_leading("1. Xây dựng kế hoạch"), split_leading("2021 là năm đầu"), split_leading("II Về nhân lực", True)
    (('1', 'Xây dựng kế hoạch'), ('', '2021 là năm đầu'), ('II', 'Về nhân lực'))
    """
    found = _LEADING.match(text) or _LEADING_TIGHT.match(text) or _LEADING_DOTTED.match(text)
    if found is None and merged:
        found = _LEADING_BARE.match(text)
    if found is None or not readings(found[1]):
        return "", text
    return found[1], text[found.end() :]
