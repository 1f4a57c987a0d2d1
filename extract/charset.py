"""Bytes to text for the formats that do not say their encoding, or lie about it."""

import codecs
import re
import unicodedata

from extract.legacy import decoder_for
from extract.syllable import WORD, is_syllable

# Longest first: UTF-32's mark begins with UTF-16's.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
_WHOLE_TO_BROKEN = 8  # letters; in an 8-bit Vietnamese text those that keep to UTF-8 by chance are the fewer
_SAMPLE = 4096  # bytes; UTF-16 without a mark shows within its first words
# Basic Latin and the Vietnamese letters make most of a text's high bytes 0x00, 0x01 and 0x1E.
_HIGH_BYTES = frozenset(b"\x00\x01\x03\x1e\x20")
_UTF16_SHARE = 0.9
# Windows-1258 is Vietnamese Windows' own 8-bit code; it is tried before its Western sister, which takes any letter.
_OLD_CODES = (("TCVN3", ".VnTime"), ("VNI", "VNI-Times"))
_EIGHT_BIT = ("windows-1258", "windows-1252", "latin-1")
# What a page may declare: Python's other codecs (zip, hex, rot13, escapes) are no encodings of a page.
_DECLARABLE = re.compile(r"(?:windows-|cp)125\d|iso-8859-\d{1,2}|latin-?1|us-ascii|utf-?8|gb18030|gbk|koi8-[ru]", re.I)


def byte_order_mark(data: bytes) -> tuple[str, int] | None:
    """The encoding that a byte order mark names, and the mark's length; None where there is none."""
    return next(((name, len(mark)) for mark, name in _MARKS if data.startswith(mark)), None)


def utf16_without_mark(data: bytes) -> str | None:
    """UTF-16 told by its high bytes: "utf-16-le", "utf-16-be", or None."""
    head = data[: _SAMPLE & ~1]
    head = head[: len(head) & ~1]
    if len(head) < 4 or 0 not in head:
        return None
    for name, high, low in (("utf-16-le", head[1::2], head[::2]), ("utf-16-be", head[::2], head[1::2])):
        likely = sum(byte in _HIGH_BYTES for byte in high) / len(high)
        zeros_below = low.count(0) / len(low)
        if likely >= _UTF16_SHARE and zeros_below < 1 - _UTF16_SHARE:
            return name
    return None


def guess(data: bytes, declared: str | None = None, cut: bool = False) -> tuple[str, int]:
    """The encoding to read `data` in, and the length of the byte order mark to skip.

    A byte order mark wins, then UTF-16 told by its bytes, then UTF-8 if the bytes keep to it (those of another
    encoding do not by chance), then what the document declares, then the 8-bit codes. `cut`: the data is a sample and
    its last letter may be cut.
    """
    if marked := byte_order_mark(data):
        return marked
    if wide := utf16_without_mark(data):
        return wide, 0
    names = ["utf-8", *_EIGHT_BIT]
    if declared and _DECLARABLE.fullmatch(declared):
        names.insert(1, declared)
    found = next(name for name in names if _keeps_to(data, name, cut))
    return ("utf-8" if found != "utf-8" and _is_damaged_utf8(data) else found), 0


def decode(data: bytes, declared: str | None = None) -> str:
    """The text of `data`, its byte order mark taken off; a byte that has no meaning becomes U+FFFD, never an error."""
    name, skip = guess(data, declared)
    return data[skip:].decode(name, errors="replace")


def decode_likely(data: bytes, declared: str | None = None) -> tuple[str, str | None]:
    """The text of `data` where what is declared of its encoding may be a lie, and the old font code it is in, if any.

    Bytes of an 8-bit code mean different letters in windows-1258, TCVN3 and VNI; that one is taken in which the most
    words have the shape of Vietnamese syllables, the declared one where no other has more.
    """
    name, skip = guess(data, declared)
    text = data[skip:].decode(name, errors="replace")
    if skip or name.startswith("utf-"):
        return text, None
    readings: list[tuple[str, str | None]] = [(text, None)]
    readings += [(data.decode(code, errors="replace"), None) for code in _EIGHT_BIT]
    letters = data.decode("latin-1")
    readings += [(decode_font(letters), code) for code, font in _OLD_CODES if (decode_font := decoder_for(font))]
    return max(readings, key=lambda reading: likeness(reading[0]))


def likeness(text: str) -> float:
    """The share of Vietnamese syllables among a text's words with letters beyond ASCII; 0 where it has none."""
    start = _BEYOND_ASCII.search(text)  # a page's first letters come after its style sheets
    sample = text[start.start() : start.start() + _SAMPLE] if start else ""
    words = [word for word in WORD.findall(unicodedata.normalize("NFC", sample)) if not word.isascii()]
    return sum(is_syllable(word) for word in words) / len(words) if words else 0.0


def _is_damaged_utf8(data: bytes) -> bool:
    """Whether all but a few letters keep to UTF-8: a page cut and pasted with a broken byte is no page in another code.

    Two bytes of an 8-bit code look like a letter of UTF-8 only by chance.
    """
    text = data.decode("utf-8", errors="replace")
    broken = text.count("\ufffd")
    return len(_BEYOND_ASCII.findall(text)) - broken > _WHOLE_TO_BROKEN * broken


def _keeps_to(data: bytes, name: str, cut: bool) -> bool:
    try:
        codecs.getincrementaldecoder(name)().decode(data, final=not cut)
    except (UnicodeError, LookupError):
        return False
    return True
