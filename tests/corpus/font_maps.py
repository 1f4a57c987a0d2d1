"""Documents whose fonts do not say, or say wrongly, which letters their codes are: `python -m tests.corpus.font_maps`.

A plan's pages are printed anew, glyph by glyph, in a subset of Tinos that this module builds: TrueType or CFF, with a
Unicode `cmap`, with glyph names, or with neither. Its ToUnicode map lacks some letters, all, or has some wrong.
Measured is how much is read right by the fonts' tables, beside OCR of the same pages.
"""

import argparse
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

from extract.page import Page
from extract.pdf import pdfium
from phuluc.model import Document
from phuluc.pipeline import read
from phuluc.settings import Settings
from tests.corpus.content import Plan, load
from tests.corpus.layout import LAYOUTS
from tests.corpus.old_fonts import TINOS
from tests.corpus.producers import PRODUCERS, produce
from tests.corpus.scan_score import Count, score_rows, share
from tests.corpus.scans import file_of
from tests.corpus.score import match_tables

PLAN, LAYOUT = "vanban", "portrait"
UNITS = 1000  # of a PDF's glyph widths, an em
EVERY = 3  # of the letters beyond ASCII one of so many is lacking, or wrong
CONFUSED = str.maketrans("ộốồổỗệếềểễạáàảãậấầẩẫ", "ốộổồốếệểềếáạảàáấậẩầấ")


@dataclass(frozen=True, slots=True)
class Program:
    """A font program as it lies in a PDF: the descriptor's entry, the kinds of font, its bytes, and what it holds.

    `glyphs` are glyph numbers by letter, `widths` in thousandths of an em and `names` by glyph number. The code of a
    glyph is its number; of kind "Type1" in one byte, else in two.
    """

    entry: str
    kind: str
    data: bytes
    glyphs: dict[str, int]
    widths: list[int]
    names: list[str]

    def codes(self, text: str) -> str:
        """The codes of a text's letters in hexadecimal."""
        return "".join(f"{self.glyphs[letter]:0{2 if self.kind == 'Type1' else 4}x}" for letter in text)


def _subset(letters: str, names: bool) -> TTFont:
    font = TTFont(TINOS)
    options = Options(glyph_names=names, hinting=False, layout_features=[], notdef_outline=True)
    subsetter = Subsetter(options)
    subsetter.populate(text=letters)
    subsetter.subset(font)
    return font


def _program(font: TTFont, entry: str, kind: str, data: bytes, letters: dict[str, int], names: list[str]) -> Program:
    scale = UNITS / font["head"].unitsPerEm
    widths = [round(font["hmtx"][name][0] * scale) for name in font.getGlyphOrder()]
    return Program(entry, kind, data, letters, widths, names)


def _numbers(font: TTFont) -> dict[str, int]:
    return {chr(code): font.getGlyphID(name) for code, name in font.getBestCmap().items()}


def _saved(font: TTFont) -> bytes:
    stream = io.BytesIO()
    font.save(stream)
    return stream.getvalue()


def truetype(letters: str, cmap: bool, names: bool) -> Program:
    """A TrueType subset, as Word embeds it (with `cmap`) or as most printers do (without)."""
    font = _subset(letters, names)
    numbers = _numbers(font)
    if not cmap:
        del font["cmap"]
    return _program(font, "FontFile2", "CIDFontType2", _saved(font), numbers, font.getGlyphOrder())


def cff(letters: str, kind: str, names: bool) -> Program:
    """The same outlines as CFF, with names or numbers in its charset: bare for a composite font or a font of one byte
    a code ("Type1"), or in OpenType with `cmap`.
    """
    font = _subset(letters, True)
    order, drawn, metrics = font.getGlyphOrder(), font.getGlyphSet(), font["hmtx"].metrics
    shown = {name: name if names or name == ".notdef" else f"g{place}" for place, name in enumerate(order)}
    shapes: dict[str, Any] = {}
    for name in order:
        pen = T2CharStringPen(metrics[name][0], drawn)
        drawn[name].draw(pen)
        shapes[shown[name]] = pen.getCharString()
    units = font["head"].unitsPerEm
    built = FontBuilder(units, isTTF=False)
    built.setupGlyphOrder([shown[name] for name in order])
    built.setupCharacterMap({code: shown[name] for code, name in font.getBestCmap().items()})
    built.setupCFF("Tinos", {"FontMatrix": [1 / units, 0, 0, 1 / units, 0, 0]}, shapes, {})
    built.setupHorizontalMetrics({shown[name]: metrics[name] for name in order})
    built.setupHorizontalHeader(ascent=font["hhea"].ascent, descent=font["hhea"].descent)
    built.setupOS2()
    built.setupPost(keepGlyphNames=False)
    built.setupNameTable({"familyName": "Tinos", "styleName": "Regular"})
    whole = _saved(built.font)
    data = whole if kind == "OpenType" else TTFont(io.BytesIO(whole)).reader["CFF "]
    dictionary = "Type1" if kind == "Type1C" else "CIDFontType0"
    return _program(font, f"FontFile3/{kind}", dictionary, data, _numbers(font), [shown[name] for name in order])


PROGRAMS: dict[str, Callable[[str], Program]] = {
    "TrueType, cmap": lambda letters: truetype(letters, cmap=True, names=False),
    "TrueType, names": lambda letters: truetype(letters, cmap=False, names=True),
    "TrueType, neither": lambda letters: truetype(letters, cmap=False, names=False),
    "CFF, names": lambda letters: cff(letters, "CIDFontType0C", names=True),
    "CFF, numbers": lambda letters: cff(letters, "CIDFontType0C", names=False),
    "OpenType CFF, cmap": lambda letters: cff(letters, "OpenType", names=False),
    "Type1, names": lambda letters: cff(letters, "Type1C", names=True),
    "Type1, numbers": lambda letters: cff(letters, "Type1C", names=False),
}
"""Font programs by what their own tables say of letters; "neither" and "numbers" say nothing."""


def _some(letters: str) -> set[str]:
    return set(sorted(letter for letter in letters if not letter.isascii())[::EVERY])


MAPS: dict[str, Callable[[str], dict[str, str]]] = {
    "some lacking": lambda letters: {letter: letter for letter in letters if letter not in _some(letters)},
    "none": lambda letters: {},
    "some wrong": lambda letters: {letter: letter.translate(CONFUSED) for letter in letters},
}
"""What a ToUnicode map says of each letter."""


@cache
def printed_pages() -> tuple[Page, ...]:
    """The pages of the plan, as they are read where nothing is wrong with their fonts."""
    printed = produce(PRODUCERS["reportlab"], load(PLAN), LAYOUTS[LAYOUT]).read_bytes()
    return tuple(pdfium.open_pdf(printed, Settings()).pages)


def document(program: str, said: str, pages: Sequence[Page] = ()) -> bytes:
    """Pages, those of the plan where none are given, printed in one of PROGRAMS with one of MAPS for its letters."""
    pages = pages or printed_pages()
    letters = "".join(sorted({letter for page in pages for text in page.glyphs.text for letter in text} | {" "}))
    font = PROGRAMS[program](letters)
    named = MAPS[said](letters)
    first = 3 + 5  # the catalogue, the tree of pages, the font's five objects
    kids = " ".join(f"{first + 2 * n} 0 R" for n in range(len(pages)))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Count {len(pages)}/Kids[{kids}]>>".encode(),
        *_font_objects(font, named),
    ]
    for n, page in enumerate(pages):
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {page.width:.2f} {page.height:.2f}]"
            f"/Contents {first + 2 * n + 1} 0 R/Resources<</Font<</F 3 0 R>>>>>>".encode()
        )
        objects.append(_stream("\n".join(_drawn(page, font)).encode()))
    return file_of(objects)


def _font_objects(font: Program, named: dict[str, str]) -> Iterator[bytes]:
    """The font, its descendant where it has one, its descriptor, program and ToUnicode map, as objects 3 to 7."""
    said = "/ToUnicode 7 0 R" if named else ""
    name, widths = "/BaseFont/AAAAAA+Tinos", " ".join(map(str, font.widths))
    if font.kind == "Type1":
        yield (
            f"<</Type/Font/Subtype/Type1{name}/FirstChar 0/LastChar {len(font.widths) - 1}/Widths[{widths}]"
            f"/Encoding<</Differences[0 /{' /'.join(font.names)}]>>/FontDescriptor 5 0 R{said}>>".encode()
        )
        yield b"null"
    else:
        yield f"<</Type/Font/Subtype/Type0{name}/Encoding/Identity-H/DescendantFonts[4 0 R]{said}>>".encode()
        system = "<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
        mapped = "/CIDToGIDMap/Identity" if font.kind == "CIDFontType2" else ""
        yield (
            f"<</Type/Font/Subtype/{font.kind}{name}/CIDSystemInfo{system}/FontDescriptor 5 0 R/W[0[{widths}]]"
            f"{mapped}>>".encode()
        )
    entry, _, subtype = font.entry.partition("/")
    yield (
        "<</Type/FontDescriptor/FontName/AAAAAA+Tinos/Flags 4/FontBBox[-200 -300 1200 1000]/ItalicAngle 0/Ascent 891"
        f"/Descent -216/CapHeight 662/StemV 80/{entry} 6 0 R>>".encode()
    )
    yield _stream(font.data, f"/Subtype/{subtype}" if subtype else f"/Length1 {len(font.data)}")
    codes = "\n".join(f"<{font.codes(letter)}> <{told.encode('utf-16-be').hex()}>" for letter, told in named.items())
    ends = ("00", "ff") if font.kind == "Type1" else ("0000", "ffff")
    yield _stream(
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /Letters def /CMapType 2 def\n"
        f"1 begincodespacerange <{ends[0]}> <{ends[1]}> endcodespacerange\n"
        f"{len(named)} beginbfchar\n{codes}\nendbfchar\n"
        "endcmap CMapName currentdict /CMap defineresource pop end end".encode()
    )


def _stream(data: bytes, entries: str = "") -> bytes:
    return f"<<{entries}/Length {len(data)}>>\nstream\n".encode() + data + b"\nendstream"


def _drawn(page: Page, font: Program) -> Iterator[str]:
    """The page's rules as thin bars, its glyphs each at its place."""
    for rules, flat in ((page.horizontal, True), (page.vertical, False)):
        for at, start, end, width in zip(rules.at, rules.start, rules.end, rules.width, strict=True):
            thick = max(float(width), 0.5)
            box = (start, page.height - at - thick / 2, end - start, thick)
            box = box if flat else (at - thick / 2, page.height - end, thick, end - start)
            yield " ".join(f"{value:.2f}" for value in box) + " re f"
    glyphs = page.glyphs
    yield "BT"
    for text, x, base, size in zip(glyphs.text, glyphs.x0, glyphs.base, glyphs.size, strict=True):
        yield f"/F {size:.2f} Tf 1 0 0 1 {x:.2f} {page.height - base:.2f} Tm <{font.codes(text)}> Tj"
    yield "ET"


def measure(data: bytes, plan: Plan, settings: Settings) -> tuple[Count, int]:
    """What is read right of a document, and how many of its pages by OCR."""
    found: Document = read(data, settings, "fonts.pdf")
    total = Count()
    for annex, table in match_tables(plan, found)[0]:
        total += score_rows(annex, table.rows if table else ())[0]
    return total, sum(issue.kind.code == "ocr" for issue in found.issues)


def main() -> None:
    """Print a line for each font program and map."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--only", default="", help="programs whose name holds this")
    parser.add_argument("--no-ocr", action="store_true", help="leave out the reading of the same pages by OCR")
    arguments = parser.parse_args()
    print(f"{'font program':<20}{'its map':<14}pages by OCR  cells right%  CER%   all by OCR: cells right%  CER%")
    plan = load(PLAN)
    by_ocr: Count | None = None
    for program in PROGRAMS:
        for said in MAPS if arguments.only in program else ():
            data = document(program, said)
            count, pages = measure(data, plan, Settings())
            if by_ocr is None and not arguments.no_ocr:  # the pages look the same in every font program
                by_ocr = measure(data, plan, Settings(ocr="always"))[0]
            seen = by_ocr or Count()
            print(
                f"{program:<20}{said:<14}{pages:>12}       {share(count.cells_right, count.cells)}"
                f"{share(count.wrong_letters, count.letters)}                     {share(seen.cells_right, seen.cells)}"
                f"{share(seen.wrong_letters, seen.letters)}",
                flush=True,
            )


if __name__ == "__main__":
    main()
