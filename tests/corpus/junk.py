"""Documents whose text layer lies, made from the corpus: what is drawn is right, what the file says of it is not."""

import io
import re
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pypdfium2
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics, ttfonts
from reportlab.pdfgen.canvas import Canvas

from extract.pdf import pdfium
from phuluc.settings import Settings
from tests.corpus import as_reportlab
from tests.corpus.content import load
from tests.corpus.layout import LAYOUTS
from tests.corpus.old_fonts import TINOS
from tests.corpus.producers import PRODUCERS, produce
from tests.corpus.scans import WEARS, pdf_of, pictures, text_below

PLAN, LAYOUT = "vanban", "portrait"
# What an English OCR makes of Vietnamese letters: the bare letter, or one that looks like it with its mark.
_LOOKS = {"ư": "u", "ơ": "o", "đ": "d", "ệ": "e", "ị": "j", "ộ": "6", "ế": "é", "ề": "é", "ấ": "a", "ậ": "a"}


def _next_letter(code: int) -> int:
    """Another letter of the same kind for every letter: a map of another font's subset."""
    if chr(code).isascii() and chr(code).isalpha():
        first = ord("a") if chr(code).islower() else ord("A")
        return first + (code - first + 11) % 26
    return 0x1EA0 + (code - 0x1EA0 + 37) % 90 if 0x1EA0 <= code < 0x1EFA else code


def _private(code: int) -> int:
    return 0xF000 + code % 0x700 if code > 0x20 else code


def _unmarked(code: int) -> int:
    """The letter without its marks, as a subset font may say for all forms of a letter."""
    return ord(unicodedata.normalize("NFD", chr(code).replace("đ", "d").replace("Đ", "D"))[0])


@contextmanager
def _mapped(change: Callable[[int], int]) -> Iterator[None]:
    original = ttfonts.makeToUnicodeCMap
    ttfonts.makeToUnicodeCMap = lambda name, subset: original(name, [change(code) for code in subset])
    try:
        yield
    finally:
        ttfonts.makeToUnicodeCMap = original


def _with_map(change: Callable[[int], int]) -> bytes:
    with _mapped(change):
        return bytes(as_reportlab.pdf(load(PLAN), LAYOUTS[LAYOUT]))


def _without_map() -> bytes:
    """A file whose fonts have no map at all: readers see glyph numbers, "(cid:n)" or nothing."""
    data: bytes = as_reportlab.pdf(load(PLAN), LAYOUTS[LAYOUT])
    return re.sub(rb"/ToUnicode \d+ \d R", lambda found: b" " * len(found[0]), data)


def _english_ocr() -> bytes:
    """Scans over the text that an English OCR read of them, in ASCII and invisible, as copiers make it."""
    printed = produce(PRODUCERS["reportlab"], load(PLAN), LAYOUTS[LAYOUT]).read_bytes()
    pages = list(pictures(printed, WEARS[0]))
    rows = [" ".join(row) for annex in load(PLAN).annexes for row in annex.rows]
    words = "".join(_LOOKS.get(letter, letter) for letter in unicodedata.normalize("NFC", " ".join(rows)))
    bare = unicodedata.normalize("NFD", words).encode("ascii", "ignore").decode()
    return pdf_of([text_below(page, WEARS[0], bare) for page in pages])


def half_picture() -> bytes:
    """The plan's second page, the rows of its lower half as a picture: what stands in the upper half is text."""
    printed = produce(PRODUCERS["reportlab"], load(PLAN), LAYOUTS[LAYOUT]).read_bytes()
    page = list(pdfium.open_pdf(printed, Settings()).pages)[1]
    cut = float(min(page.horizontal.at, key=lambda at: abs(at - page.height / 2)))
    with pypdfium2.PdfDocument(printed) as document:
        picture = document[1].render(scale=200 / 72).to_pil()
    lower = picture.crop((0, round(cut * 200 / 72), picture.width, picture.height))
    pdfmetrics.registerFont(ttfonts.TTFont("Tinos", str(TINOS)))
    stream = io.BytesIO()
    sheet = Canvas(stream, pagesize=(page.width, page.height))
    glyphs = page.glyphs
    for text, x, base, size in zip(glyphs.text, glyphs.x0, glyphs.base, glyphs.size, strict=True):
        if base < cut:
            sheet.setFont("Tinos", float(size))
            sheet.drawString(float(x), page.height - float(base), text)
    for at, start, end in zip(page.horizontal.at, page.horizontal.start, page.horizontal.end, strict=True):
        if at <= cut:
            sheet.line(float(start), page.height - float(at), float(end), page.height - float(at))
    for at, start, end in zip(page.vertical.at, page.vertical.start, page.vertical.end, strict=True):
        if start < cut:
            sheet.line(float(at), page.height - float(start), float(at), page.height - min(float(end), cut))
    sheet.drawImage(ImageReader(lower), 0, 0, page.width, page.height - cut)
    sheet.save()
    return stream.getvalue()


MADE: dict[str, Callable[[], bytes]] = {
    "a map of other letters": lambda: _with_map(_next_letter),
    "a map into private use": lambda: _with_map(_private),
    "a map without marks": lambda: _with_map(_unmarked),
    "no map": _without_map,
    "an English OCR's layer": _english_ocr,
}
"""A kind of lie to what makes a document with it; every page of each is to be read by OCR."""
