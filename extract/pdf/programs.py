"""Letters that a PDF does not name for its codes, told by the embedded font program's own tables.

A composite font (ISO 32000, 9.7) may lack a ToUnicode map, or the map may lack codes; the program inside often still
has a Unicode `cmap`, as Word leaves it, or glyph names of the Adobe Glyph List (`post`, CFF charsets). Only what these
say is taken, never what a glyph looks like. (Fonts of one byte a code are told by glyph names in the readers.)
"""

import io
import logging
import struct
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from fontTools import agl
from pdfminer.cmapdb import UnicodeMap
from pdfminer.pdffont import PDFCIDFont, PDFSimpleFont
from pdfminer.pdfinterp import PDFResourceManager
from pdfminer.pdftypes import PDFStream, dict_value, list_value, resolve1
from pdfminer.psexceptions import PSException
from pdfminer.psparser import PSLiteral

from extract.notice import PLAIN
from extract.page import NO_LETTER

# Without a handler of anybody's, Python would print fontTools' warnings on standard error.
logging.getLogger("fontTools").addHandler(logging.NullHandler())

AGREE = 0.9  # share of the codes named in both whose names are one: below it the program's tables tell of another font
_PROGRAMS = ("FontFile2", "FontFile3")
_NAMED = (1.0, 2.0)  # versions of `post` that hold glyph names; of others fontTools makes names up
MOST_CODES = 0x20000  # of a program's `cmap`: twice the glyphs that it can have; 2.5 kB may claim 20 million
_CODE_BYTES = 2 * 0x10000  # of a CIDToGIDMap: a CID has two bytes, and so has its glyph's number


class Fonts(PDFResourceManager):
    """pdfminer's fonts, which ask the font program for what the file does not name; `told` holds what it answered."""

    def __init__(self) -> None:
        super().__init__()
        self.told: set[str] = set()

    def get_font(self, objid: object, spec: Mapping[str, object]) -> Any:
        """The font of a dictionary; a composite one comes here again with its descendant's."""
        font = super().get_font(objid, spec)
        if isinstance(font, PDFSimpleFont):
            _forget_unknown(font, spec)
        elif isinstance(font, PDFCIDFont) and not isinstance(font.unicode_map, _Letters):
            named = font.unicode_map if "ToUnicode" in spec or not font.cidcoding.startswith("Adobe-Identity") else None
            font.unicode_map = _Letters(named, lambda: letters_by_code(spec), self.told)
        return font


def _forget_unknown(font: PDFSimpleFont, spec: Mapping[str, object]) -> None:
    """Take away the letters of codes whose glyphs have names that nobody knows: pdfminer has Adobe's own for them."""
    code = 0
    for entry in list_value(dict_value(spec.get("Encoding")).get("Differences")):
        if isinstance(entry, PSLiteral):
            if not agl.toUnicode(str(entry.name)):
                font.cid2unicode.pop(code, None)
            code += 1
        elif isinstance(entry, int):
            code = entry


class _Letters(UnicodeMap):
    """A font's map as the file has it, then as its program has it; the program is read when it is first asked."""

    def __init__(self, named: UnicodeMap | None, tables: Callable[[], dict[int, str]], told: set[str]) -> None:
        super().__init__()
        self._named = named
        self._tables = tables
        self._own: dict[int, str] | None = None
        self._told = told

    def get_unichr(self, cid: int) -> str:
        """The letter of a code.

        Raises:
            KeyError: neither the file nor the program names one.
        """
        letter = self._by_file(cid)
        if letter:
            return letter
        if self._own is None:
            self._own = self._agreed(self._tables())
        self._told.add(self._own[cid])
        return self._own[cid]

    def _by_file(self, cid: int) -> str:
        try:
            letter = self._named.get_unichr(cid) if self._named is not None else ""
        except KeyError:
            return ""
        return "" if letter == NO_LETTER else letter

    def _agreed(self, own: dict[int, str]) -> dict[int, str]:
        """The program's letters where they are the file's too, in what both name; else none."""
        both = [(self._by_file(cid), letter) for cid, letter in own.items()]
        alike = [_same(named, letter) for named, letter in both if named]
        return own if sum(alike) >= AGREE * len(alike) else {}


def _same(one: str, other: str) -> bool:
    return unicodedata.normalize("NFKC", one) == unicodedata.normalize("NFKC", other)


def letters_by_code(spec: Mapping[str, object]) -> dict[int, str]:
    """The letter of each code of a composite font that its embedded program names; `spec` is the descendant's."""
    descriptor = dict_value(spec.get("FontDescriptor"))
    program = next((resolve1(descriptor[key]) for key in _PROGRAMS if key in descriptor), None)
    if not isinstance(program, PDFStream):
        return {}
    mapped = resolve1(spec.get("CIDToGIDMap"))
    try:
        letters, glyph_of = read_program(program.get_data())
        if isinstance(mapped, PDFStream):
            data = mapped.get_data()[:_CODE_BYTES]
            glyph_of = {at // 2: int.from_bytes(data[at : at + 2], "big") for at in range(0, len(data) - 1, 2)}
    except _damage():
        return {}
    codes = glyph_of.items() if glyph_of is not None else ((glyph, glyph) for glyph in letters)
    return {code: letters[glyph] for code, glyph in codes if glyph in letters}


def _damage() -> tuple[type[Exception], ...]:
    """What is raised on tables that are cut off or say nonsense by fontTools, and by pdfminer on a stream's filters."""
    from fontTools.ttLib import TTLibError

    common = (ArithmeticError, AssertionError, AttributeError, LookupError, TypeError, ValueError)
    return (TTLibError, PSException, struct.error, *common)


def read_program(data: bytes) -> tuple[dict[int, str], dict[int, int] | None]:
    """The letter of each glyph number that a TrueType, OpenType or bare CFF program names; glyph numbers by CID.

    The second is None where a CID is a glyph's number.

    Raises:
        TTLibError, struct.error and the like: the program is damaged.
    """
    from fontTools.cffLib import CFFFontSet
    from fontTools.ttLib import TTFont

    if data[:1] == b"\x01" and data[:4] != b"\x01\x00\x00\x00":  # a bare CFF: its major version
        fonts = CFFFontSet()
        fonts.decompile(io.BytesIO(data), None, isCFF2=False)
        return _from_charset(fonts[0])
    said: dict[int, set[str]] = defaultdict(set)
    glyph_of = None
    with TTFont(io.BytesIO(data), lazy=True) as font:
        if "cmap" in font and _count_codes(font.reader["cmap"]) > MOST_CODES:
            raise ValueError("more codes than glyphs can have")
        for table in font["cmap"].tables if "cmap" in font else ():
            if table.isUnicode():
                for code, name in table.cmap.items():
                    said[font.getGlyphID(name)].add(chr(code))
        if "CFF " in font:
            named, glyph_of = _from_charset(font["CFF "].cff[0])
        elif "post" in font and font["post"].formatType in _NAMED:
            named = _from_names(font.getGlyphOrder())
        else:
            named = {}
        blank = _without_ink(font["loca"].locations) if "loca" in font else {}
    return blank | named | _settled(said), glyph_of


def _count_codes(cmap: bytes) -> int:
    """How many codes a `cmap` table claims to map, told from its ranges: fontTools spells them out one by one."""
    (tables,) = struct.unpack_from(">2xH", cmap)
    found = 0
    for offset in {struct.unpack_from(">4xL", cmap, 4 + 8 * table)[0] for table in range(tables)}:
        (form,) = struct.unpack_from(">H", cmap, offset)
        if form == 4:
            count = struct.unpack_from(">H", cmap, offset + 6)[0] // 2
            last, first = (np.frombuffer(cmap, ">u2", count, offset + at) for at in (14, 16 + 2 * count))
        elif form in (12, 13):
            (count,) = struct.unpack_from(">L", cmap, offset + 12)
            first, last, _ = np.frombuffer(cmap, ">u4", 3 * count, offset + 16).reshape(-1, 3).T
        else:
            continue  # a code of the others takes a byte at least
        found += int(np.maximum(last.astype(np.int64) - first + 1, 0).sum())
    return found


def _without_ink(places: Sequence[int]) -> dict[int, str]:
    """A blank for each glyph whose outline takes no bytes; Word leaves the blank's own code out of `cmap`."""
    return {glyph: " " for glyph, (start, end) in enumerate(pairwise(places)) if start == end}


def _from_charset(font: Any) -> tuple[dict[int, str], dict[int, int] | None]:
    """The letters of a CFF font by its glyphs' names; of a CID-keyed one, whose glyphs have none, their numbers."""
    if hasattr(font, "ROS"):
        return {}, {int(name[3:]): glyph for glyph, name in enumerate(font.charset) if name.startswith("cid")}
    return _from_names(font.charset), None


def _from_names(names: Iterable[str]) -> dict[int, str]:
    """The letters that names of the Adobe Glyph List tell, by glyph number."""
    return _settled({glyph: {agl.toUnicode(name)} for glyph, name in enumerate(names)})


def _settled(said: Mapping[int, set[str]]) -> dict[int, str]:
    """The one letter of each glyph; of several ("Đ" and Icelandic "Ð" share a glyph) the one of Vietnamese print."""
    out = {}
    for glyph, letters in said.items():
        printable = {letter for letter in letters if letter and not any(map(_is_control, letter))}
        usual = [letter for letter in printable if PLAIN.fullmatch(letter)]
        chosen = usual if len(usual) == 1 else list(printable)
        if len(chosen) == 1:
            out[glyph] = chosen[0]
    return out


def _is_control(character: str) -> bool:
    return unicodedata.category(character)[0] == "C"  # controls, private use, what is not assigned
