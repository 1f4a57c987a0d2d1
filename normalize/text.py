"""Unicode, spaces and dashes: the forms in which text is kept, compared and counted."""

import unicodedata
from functools import lru_cache

import regex

_BLANKS = regex.compile(r"[^\S\n]+")
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-"))


class _Bare(dict[int, int | str | None]):
    """By code, what a letter is without its marks, in a text whose marks are characters of their own; made as met."""

    def __missing__(self, code: int) -> int | str | None:
        """Note and give what becomes of a character."""
        self[code] = None if unicodedata.combining(chr(code)) else code
        return self[code]


_BARE = _Bare({**_DASHES, ord("đ"): "d", ord("Đ"): "D"})
_YEAR = regex.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_PAGE_NUMBER = regex.compile(
    r"[-–—|\[( ]*(?:(?:trang|page|tr\.?)\s*:?\s*)?\d{1,4}(?:\s*(?:/|of|trên)\s*\d{1,4})?[-–—|\]). ]*", regex.IGNORECASE
)
_PAGE_NUMBER_LENGTH = 30  # characters
_NOT_INK = regex.compile(r"[\p{M}\p{Z}\p{C}]+")


def squeeze(text: str) -> str:
    r"""NFC, runs of blanks as one space, no blank at the ends of lines, no empty lines.

    >>> squeeze(" Bộ  Tư\u00a0pháp \n\n - Sở ")
    'Bộ Tư pháp\n- Sở'
    """
    text = _BLANKS.sub(" ", unicodedata.normalize("NFC", text))
    return "\n".join(line for line in (part.strip() for part in text.split("\n")) if line)


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """A look-up key and never a value: lower case, no marks, đ as d, dashes as "-", blanks as one space.

    >>> fold("Bộ  Lao động – Thương binh")
    'bo lao dong - thuong binh'
    """
    return bare(text.lower())


@lru_cache(maxsize=65536)
def bare(text: str) -> str:
    """The same with its capitals.

    >>> bare("ĐẢNG  Cộng sản")
    'DANG Cong san'
    """
    return _BLANKS.sub(" ", unicodedata.normalize("NFD", text).translate(_BARE)).strip()


@lru_cache(maxsize=65536)
def plain(text: str) -> str:
    r"""Text for matching with its marks: NFC, lower case, dashes as "-", all blanks as one space.

    >>> plain("Quý  IV –\n2025")
    'quý iv - 2025'
    """
    return " ".join(unicodedata.normalize("NFC", text).lower().translate(_DASHES).split())


def ink(text: str) -> str:
    r"""What the audit counts: no blanks, no combining marks, no control or format characters.

    The same for NFC and NFD, and for any order of blanks: a text and its printed glyphs have equal ink.

    >>> ink("Bộ Tư\u00adpháp")
    'BoTuphap'
    """
    return _NOT_INK.sub("", unicodedata.normalize("NFD", text))


# A hyphen that Word keeps a line together with looks like any other.
_LOOKS = str.maketrans("‐‑", "--")


def solid(text: str) -> str:
    r"""What two texts are told to be one by: NFC without any blank, for wrapping and spacing are the printer's.

    >>> solid("Bộ Y tế;\nSở  Y tế") == solid("Bộ Y tế; Sở Y tế")
    True
    """
    return "".join(unicodedata.normalize("NFC", text.translate(_LOOKS)).split())


def years_in(text: str) -> list[int]:
    """The years that a text names, in the order of print.

    >>> years_in("Thời gian (Năm 2026)")
    [2026]
    """
    return [int(year) for year in _YEAR.findall(text)]


def is_page_number(line: str) -> bool:
    """Whether a line is nothing but a page's number; a year alone is the end of a title, for no file has such pages.

    >>> is_page_number("3"), is_page_number("- 3 -"), is_page_number("Trang 3/10"), is_page_number("2027")
    (True, True, True, False)
    """
    line = line.strip()
    return len(line) <= _PAGE_NUMBER_LENGTH and _PAGE_NUMBER.fullmatch(line) is not None and not _YEAR.match(line)
