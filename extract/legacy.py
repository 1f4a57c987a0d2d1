"""Letters of fonts from before Unicode: TCVN3 (.VnTime), VNI, and the bullets of Symbol and Wingdings.

The codes are data (extract/data/legacy.toml). A font is told by its name; text that already holds Vietnamese letters
of Unicode is left as it is, whatever its font is called.
"""

import re
import tomllib
import unicodedata
from collections.abc import Callable
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

Decoder = Callable[[str], str]

_SUBSET = re.compile(r"^[A-Z]{6}\+")
# Letters that no 8-bit code can give: their presence says that the text is Unicode already.
_UNICODE = re.compile("[\u0102\u0103\u0110\u0111\u0128\u0129\u0168\u0169\u01a0\u01a1\u01af\u01b0\u1ea0-\u1ef9]")
_PRIVATE = range(0xF000, 0xF100)  # a symbol font's own codes 00 to FF, as Windows lays them out


@lru_cache(maxsize=1024)
def decoder_for(font_name: str) -> Decoder | None:
    """The decoder of an old Vietnamese font's text to Unicode (NFC), None for any other font.

    >>> decoder_for(".VnTimeH")("bé y tÕ"), decoder_for("VNI-Times")("Boä Y teá"), decoder_for("Times New Roman")
    ('BỘ Y TẾ', 'Bộ Y tế', None)
    """
    name = _SUBSET.sub("", font_name)
    for fonts, decoder in _encodings():
        if fonts.search(name):
            return decoder
    return None


@lru_cache(maxsize=1024)
def symbols_for(font_name: str) -> dict[int, str] | None:
    """The `str.translate` table of a font of pictures, None for any other font."""
    name = _SUBSET.sub("", font_name)
    return next((table for fonts, table in _symbol_fonts() if fonts.search(name)), None)


def is_unicode(text: str) -> bool:
    """Whether the text holds Vietnamese letters that only Unicode has."""
    return _UNICODE.search(text) is not None


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(files("extract.data").joinpath("legacy.toml").read_text(encoding="utf-8"))


@cache
def _encodings() -> tuple[tuple[re.Pattern[str], Decoder], ...]:
    found: list[tuple[re.Pattern[str], Decoder]] = []
    for row in _data()["encoding"]:
        table = _table(row["codes"], row["letters"])
        table |= dict(zip(map(ord, row.get("mark_codes", "")), row.get("marks", ()), strict=True))
        if "capitals" in row:
            found.append((re.compile(row["capitals"]), _decoder(table, capitals=True)))
        found.append((re.compile(row["fonts"]), _decoder(table, capitals=False)))
    return tuple(found)


@cache
def _symbol_fonts() -> tuple[tuple[re.Pattern[str], dict[int, str]], ...]:
    return tuple(
        (re.compile(row["fonts"]), _with_private(_table(row["codes"], row["letters"]))) for row in _data()["symbols"]
    )


def _table(codes: str, letters: str) -> dict[int, str]:
    return dict(zip(map(ord, codes), letters, strict=True))


def _with_private(table: dict[int, str]) -> dict[int, str]:
    return table | {_PRIVATE.start + code: letter for code, letter in table.items() if code < 0x100}


def _decoder(table: dict[int, str], capitals: bool) -> Decoder:
    table = _with_private(table)
    plain = {code: chr(code - _PRIVATE.start) for code in _PRIVATE if code not in table}

    def decode(text: str) -> str:
        if is_unicode(text):
            return text
        text = unicodedata.normalize("NFC", text.translate(table).translate(plain))
        return text.upper() if capitals else text

    return decode
