"""Glyphs that a file names no letter for: PDFium gives their codes in place of letters, and says so where asked.

Asking of every character would cost a tenth of the reading, so only what looks odd is asked of, and all of a page
where one of these proves to have no letter. Letters are then sought in the font programs (programs.py), by way of the
second reader; what these do not tell is U+FFFD.
"""

import re
from dataclasses import replace
from itertools import repeat
from types import TracebackType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from extract.charset import likeness
from extract.legacy import decoder_for, symbols_for
from extract.median import distinct
from extract.notice import VIETNAMESE
from extract.page import NO_LETTER, Glyphs, Page
from extract.pdf.native import I, Pointer, font_name, font_of, gather, ink_box, native, pointer, text_object
from phuluc.errors import PhulucError
from phuluc.issues import Issue, IssueKind
from phuluc.settings import Settings
from phuluc.source import Source

SAME_LINE = 0.5  # points: two readers put a line's base as near as that
CODES_ARE_LETTERS = 0.9  # share of syllables in words of bare codes, where these are Unicode's own: p16's have 0.1
# TeX's bitmap fonts name glyphs after their codes, and these are ASCII; numbers of glyphs make no such words.
FEW_WORDS, PLAIN_WORDS = 10, 0.8
NO_INK = 0.05  # points: PDFium gives a blank's ink a thousandth of its size
_NOTE = 60  # letters that the issue lists

_PLAIN_WORD = re.compile("[A-Z]?[a-z]*[aeiouy][a-z]*|[A-Z]*[AEIOUY][A-Z]*")

_lacks_letter = native("FPDFText_HasUnicodeMapError", I)

_USUAL, _SMALL, _INNER, _ODD = range(4)
_LAST = 0x2070  # beyond: other scripts' letters, symbols, private use
_SIGNS = "0123456789#$%&*+<=>@[\\]^_`{|}~"


def _kinds() -> NDArray[np.uint8]:
    """By code: _SMALL letter, _INNER (a capital, figure or sign: odd right after a small letter), _USUAL else, _ODD."""
    kinds = np.full(_LAST + 1, _ODD, np.uint8)
    kinds[[0, 2, 9, 10, 13, *range(0x20, 0x7F), *range(0xA0, 0x100), *range(0x2000, _LAST)]] = _USUAL
    for letter in VIETNAMESE | set("abcdefghijklmnopqrstuvwxyz"):
        kinds[ord(letter)], kinds[ord(letter.upper())] = _SMALL, _INNER
    kinds[list(map(ord, _SIGNS))] = _INNER
    return kinds


_KINDS = _kinds()


def with_lost(page: Pointer, codes: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """A text page's codes, with U+FFFD for glyphs that have no letter in the file and a blank for those without ink.

    Codes of old 8-bit fonts and of fonts of pictures stay, for they are told elsewhere; so do those that are Unicode
    itself, as a few programs write them, which shows in Vietnamese words.
    """
    kinds = _KINDS[np.minimum(codes, _LAST)]
    odd = kinds == _ODD
    odd[1:] |= (kinds[1:] == _INNER) & (kinds[:-1] == _SMALL)
    places = np.flatnonzero(odd)
    if not len(places) or not _lacks(page, places).any():
        return codes
    every = np.arange(len(codes))
    lost = every[_lacks(page, every)]
    fonts = _fonts(page, lost)
    out = codes.copy()
    for font in distinct(fonts).tolist():
        name, mine = font_name(font), lost[fonts == font]
        if not (decoder_for(name) or symbols_for(name) or _are_letters(codes, mine)):
            out[mine] = ord(NO_LETTER)
            out[[place for place in mine.tolist() if not _has_ink(page, place)]] = ord(" ")
    return out


def _lacks(page: Pointer, places: NDArray[np.intp]) -> NDArray[np.bool_]:
    return np.asarray(gather(_lacks_letter, (repeat(page), places.tolist()), len(places)) == 1, np.bool_)


def _fonts(page: Pointer, places: NDArray[np.intp]) -> NDArray[np.int64]:
    objects = gather(text_object, (repeat(page), places.tolist()), len(places))
    by_object = {handle: int(font_of(pointer(handle))) for handle in distinct(objects).tolist()}
    return np.array([by_object[handle] for handle in objects.tolist()], np.int64)


def _are_letters(codes: NDArray[np.uint32], places: NDArray[np.intp]) -> bool:
    """Whether the codes at these places, read as Unicode, make words: Vietnamese ones, or of Latin letters."""
    text = np.full(len(codes), ord("\n"), "<u4")
    text[places] = codes[places]
    text[codes == ord(" ")] = ord(" ")
    said = text.tobytes().decode("utf-32-le", "replace")
    words = [word for word in (token.strip(".,;:()-") for token in said.split()) if len(word) > 2]
    plain = sum(1 for word in words if _PLAIN_WORD.fullmatch(word))
    return likeness(said) >= CODES_ARE_LETTERS or (len(words) >= FEW_WORDS and plain >= PLAIN_WORDS * len(words))


def _has_ink(page: Pointer, place: int) -> bool:
    box = ink_box(page, place)
    return box is None or min(box[1] - box[0], box[3] - box[2]) > NO_INK


class Teller:
    """Tells letters of font programs to pages; the second reader opens the file with the first page that needs it."""

    def __init__(self, data: bytes, settings: Settings) -> None:
        self._data = data
        self._settings = settings
        self._document: Any = None

    def __enter__(self) -> "Teller":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._document is not None:
            self._document.close()

    def told(self, page: Page) -> Page:
        """The page with the letters that the second reader has where this one has none, and an issue that says so."""
        if NO_LETTER not in page.glyphs.text:
            return page
        lost = [place for place, letter in enumerate(page.glyphs.text) if letter == NO_LETTER]
        try:
            other = self._page(page.number)
        except PhulucError:
            return page
        text = list(page.glyphs.text)
        for place, letter in _at_their_places(page.glyphs, lost, other.glyphs):
            text[place] = letter
        letters = sorted({text[place] for place in lost} - {NO_LETTER})
        glyphs = replace(page.glyphs, text=text)
        return replace(page, glyphs=glyphs, issues=(*page.issues, *issues_of(letters, page.number)))

    def _page(self, number: int) -> Page:
        from extract.pdf import plumber

        if self._document is None:
            self._document = plumber.open_document(self._data, self._settings)
        return plumber.page_of(self._document, number, self._settings)


def _at_their_places(glyphs: Glyphs, lost: list[int], other: Glyphs) -> list[tuple[int, str]]:
    """The lost glyphs, and the letter of the other reading whose middle lies in the glyph's breadth on its line."""
    middle = (other.x0 + other.x1) / 2
    order = np.argsort(middle, kind="stable")
    middle, base = middle[order], other.base[order]
    found = []
    for place in lost:
        inside = range(*np.searchsorted(middle, (glyphs.x0[place], glyphs.x1[place])).tolist())
        near = [int(order[n]) for n in inside if abs(base[n] - glyphs.base[place]) <= SAME_LINE]
        if len(near) == 1:
            found.append((place, other.text[near[0]]))
    return found


def issues_of(letters: list[str], number: int) -> tuple[Issue, ...]:
    """The issue of letters that a page has from font programs alone, where there are any; blanks are none."""
    printed = " ".join(letter for letter in letters if not letter.isspace())
    return (Issue(IssueKind.LETTERS_FROM_FONT, Source(page=number), printed[:_NOTE]),) if printed else ()
