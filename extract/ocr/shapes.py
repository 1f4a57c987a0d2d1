"""Rules on the shape of what was read, never on its words: look-alikes that print tells apart and OCR does not.

(OCR.md, step 9.) A changed word keeps a confidence that says so; no letter comes in that the picture could not show.
"""

import re

from extract.ocr.engine import Words, change, chosen
from extract.syllable import is_syllable

CHANGED = 0.85  # the most that a word settled by its shape is sure
ALONE = 0.035  # inch: specks of a sheet copied twice, by their boxes; the hyphen of 10 points is 0.045 long
TOGETHER = 0.2  # of a line's height: a space is wider
YEAR_TOGETHER = 0.6  # of a line's height: the last figure of a year that stretched print sets apart
_CUT_YEAR = re.compile(r".*/(?:19|20)\d")
_YEAR_END = re.compile(r"\d(?!\d)")
_SAME_IN_BOTH_CASES = re.compile(r"[CcOoÔôƠơSsVvXxUuƯưZzWwÓÒỎÕỌóòỏõọÚÙỦŨỤúùủũụỚỜỞỠỢớờởỡợỐỒỔỖỘốồổỗộỨỪỬỮỰứừửữự]+")
_AMONG_FIGURES = str.maketrans({"O": "0", "o": "0", "I": "1", "l": "1", "|": "1"})
_FIGURES = re.compile(r"[\dOoIl|][\dOoIl|./:-]*")
_LAST_LETTERS = re.compile(r"[^\W\d_]*$")
_POINTS = re.compile(r"[.,:;'’‘`\"“”*•·~_–-]{1,2}")
_MARK_BEFORE = re.compile(r"['‘’`](?=\w)")  # before a word: print has quotes in pairs, and they are read at both ends
_ROMAN = re.compile(r"I{1,3}(?:[./-]|$)")  # a quarter: "III/2025"; figures go on in "I5/4/2026"
_QUARTER = re.compile(r"([IHVl1|]+)(.*)")
_SLASH_RUN_IN = re.compile(r"(I{0,2})U(?=(?:19|20)\d\d)")  # "Quý IIU2026": an I and the slash behind it
_PER_MILLE = re.compile(r"%[oO0](?![\w%])")  # the engine's data has no "‰" (s05); nothing is printed as "%o"
_BULLETS = frozenset("~•¬—–_·»")


def settle(words: Words) -> None:
    """Apply the rules to one strip's words, in place."""
    _join_figures(words)
    text = words.text
    _unmarked(words)
    _unbracketed(words)
    small = sum(any(letter.islower() for letter in word) for word in text)
    for n, word in enumerate(text):
        new = _bullet(words, n) or _quarter(text, n) or _figures(word) or _PER_MILLE.sub("‰", word)
        if 2 * small > len(text) and n and not text[n - 1].endswith((".", "!", "?", ":")):
            new = _lowered(new)
        new = _evened(new).replace("—", "–")  # Vietnamese print has no dash longer than the en dash
        if new != word:
            change(words, n, new, CHANGED)


def without_specks(words: Words, dpi: float) -> Words:
    """The words but for points and strokes that stand alone and are no larger than dust: print has none such.

    A point of print stands at its word and an ellipsis is wider; a hyphen is longer than dust.
    """
    return chosen(
        words, [n for n, text in enumerate(words.text) if not (_POINTS.fullmatch(text) and _small(words, n, dpi))]
    )


def _small(words: Words, n: int, dpi: float) -> bool:
    return max(words.x1[n] - words.x0[n], words.bottom[n] - words.top[n]) <= dpi * ALONE


def _unmarked(words: Words) -> None:
    """Take away specks before words that were read for a quote that nothing closes."""
    closed = any(mark in word[1:] for word in words.text for mark in "'’")
    for n, word in enumerate(words.text):
        if not closed and _MARK_BEFORE.match(word):
            change(words, n, word[1:], CHANGED)


def _unbracketed(words: Words) -> None:
    """An l where a bracket was read that nothing opens, in no syllable: "ethy]", "])" as the number of an item."""
    deep = 0
    for n, word in enumerate(words.text):
        out = ""
        for place, letter in enumerate(word):
            deep += letter == "["
            lone = letter == "]" and not deep
            deep -= letter == "]" and deep > 0
            core = "".join(_LAST_LETTERS.findall(out)[:1])
            foreign = bool(core) and core[-1] != "l" and not is_syllable(core.lower())
            foreign = foreign and (not core.isupper() or any(map(str.isdigit, out)))
            stands = foreign or (not out and word[place + 1 : place + 2] == ")")
            out += "l" if lone and stands else letter
        if out != word:
            change(words, n, out, CHANGED)


def _join_figures(words: Words) -> None:
    """One number where Tesseract saw a gap between its figures that is none: "IV/202 3"."""
    for n in range(len(words.text) - 1, 0, -1):
        one, other = words.text[n - 1], words.text[n]
        gap = words.x0[n] - words.x1[n - 1]
        year = _CUT_YEAR.fullmatch(one) and _YEAR_END.match(other)
        near = gap < (YEAR_TOGETHER if year else TOGETHER) * (words.bottom[n] - words.top[n])
        if words.line[n] == words.line[n - 1] and one[-1:].isdigit() and other[0].isdigit() and near:
            words.text[n - 1] = one + other
            words.x1[n - 1] = words.x1[n]
            words.confidence[n - 1] = min(words.confidence[n - 1], words.confidence[n], CHANGED)
            for column in (words.text, words.x0, words.top, words.x1, words.bottom, words.confidence, words.line):
                del column[n]


def _bullet(words: Words, n: int) -> str:
    """A blot before a word at a line's start is the hyphen of a list."""
    begins = n == 0 or words.line[n] != words.line[n - 1]
    goes_on = n + 1 < len(words.text) and words.line[n + 1] == words.line[n]
    return "-" if begins and goes_on and words.text[n] in _BULLETS else ""


def _quarter(text: list[str], n: int) -> str:
    """The Roman numeral after "Quý": "Quý H" and "Quý ll" are II, and "Quý I, IIU2026" ends in III/2026."""
    if any(word.lower() in ("quý", "quí") for word in text[:n]) and _SLASH_RUN_IN.match(text[n]):
        return _SLASH_RUN_IN.sub(r"\1I/", text[n])
    if not n or text[n - 1].lower() not in ("quý", "quí"):
        return ""
    found = _QUARTER.match(text[n])
    if found is None or found[1].isdigit():
        return ""
    numeral = found[1].replace("H", "II").replace("l", "I").replace("1", "I").replace("|", "I")
    return numeral + found[2] if numeral in ("I", "II", "III", "IV") else ""


def _figures(word: str) -> str:
    """Letters among figures that are figures: "2O25", "I5/4/2026"; a word needs more figures than letters."""
    core = word.strip("(),;.")
    if not _FIGURES.fullmatch(core) or sum(c.isdigit() for c in core) <= sum(c.isalpha() for c in core):
        return ""
    if _ROMAN.match(core):
        return ""
    return word.replace(core, core.translate(_AMONG_FIGURES))


def _lowered(word: str) -> str:
    """An upper-case syllable of letters that look alike in both cases, inside lower-case text."""
    core = word.strip(",;.:()")
    if len(core) > 1 and core.isupper() and _SAME_IN_BOTH_CASES.fullmatch(core) and is_syllable(core.lower()):
        return word.replace(core, core.lower())
    return word


def _evened(word: str) -> str:
    """A syllable that begins small, without capitals that look like small letters: "tỜ", "xÚC"."""
    core = word.strip(",;.:()")
    high = [letter for letter in core if letter.isupper()]
    if high and core[0].islower() and all(map(_SAME_IN_BOTH_CASES.fullmatch, high)) and is_syllable(core.lower()):
        return word.replace(core, core.lower())
    return word
