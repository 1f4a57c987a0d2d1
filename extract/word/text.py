"""Paragraphs as printed: runs in order, fields by their results, hidden text left out, old 8-bit fonts decoded."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from extract.legacy import Decoder, decoder_for, symbols_for
from extract.word.fields import FIELD, Fields, form_text
from extract.word.package import Element
from extract.word.styles import Look, Styles
from extract.word.walk import TBL, TEXT_BOX, P, R, W, shown

_SAID = {
    W + "tab": "\t", W + "ptab": "\t", W + "br": "\n", W + "cr": "\n", W + "noBreakHyphen": "-", W + "softHyphen": "",
}  # fmt: skip
_NOTES = frozenset({W + "footnoteReference", W + "endnoteReference"})
_SEPARATE_STORIES = frozenset({TEXT_BOX, P, TBL})
_MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_LINE_ENDS = re.compile(r"[\r\n]+\s*")  # of XML that was indented: Word prints a blank
_PRIVATE = range(0xF000, 0xF100)  # where Word keeps the codes of symbol fonts


@dataclass(frozen=True, slots=True)
class Printed:
    """A paragraph as printed. `bold`: all of it is, and there is something.

    `joins`: its mark is deleted or hidden, so that the next paragraph goes on in the same line.
    `fonts` are the old 8-bit fonts that were decoded.
    """

    text: str
    bold: bool = False
    joins: bool = False
    fonts: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Piece:
    text: str
    bold: bool
    font: str | None  # named only where it has a decoder


def printed(paragraph: Element, styles: Styles, fields: Fields) -> Printed:
    """What a paragraph says, without its automatic number and its text boxes; `fields` are those open at its start."""
    properties = paragraph.find(W + "pPr")
    pieces = [piece for piece in _pieces(paragraph, properties, styles, fields) if piece.text]
    texts, fonts = [], set()
    for font, group in groupby(pieces, key=lambda piece: piece.font):
        # Decoded together: VNI writes a letter's mark as a code of its own, which may stand in the next run.
        text = "".join(piece.text for piece in group)
        decode: Decoder | None = decoder_for(font) if font else None
        decoded = decode(text) if decode else text
        if font and decoded != text:
            fonts.add(font)
        texts.append(decoded)
    inked = [piece for piece in pieces if piece.text.strip()]
    bold = bool(inked) and all(piece.bold for piece in inked)
    return Printed("".join(texts), bold, _mark_is_gone(properties, styles), frozenset(fonts))


def _mark_is_gone(properties: Element | None, styles: Styles) -> bool:
    mark = None if properties is None else properties.find(W + "rPr")
    if mark is None:
        return False
    deleted = mark.find(W + "del") is not None or mark.find(W + "moveFrom") is not None
    return deleted or styles.look(properties, mark).hidden


def _pieces(paragraph: Element, properties: Element | None, styles: Styles, fields: Fields) -> Iterator[_Piece]:
    for element in _inline(paragraph):
        if element.tag == R:
            look = styles.look(properties, element.find(W + "rPr"))
            font = look.font if look.font and decoder_for(look.font) else None
            for text in _run(element, look, fields):
                yield _Piece(text.upper() if look.capitals and font is None else text, look.bold, font)
        elif fields.printing:
            yield _Piece(element.text or "", False, None)


def _inline(parent: Element) -> Iterator[Element]:
    """The runs, and the texts of formulas, in the order of printing, but not those of text boxes."""
    for element in shown(parent):
        if element.tag in (R, _MATH_TEXT):
            yield element
        elif element.tag not in _SEPARATE_STORIES and not element.tag.startswith(W):
            yield from _inline(element)


def _run(run: Element, look: Look, fields: Fields) -> Iterator[str]:
    """The texts of one run. A run with a footnote's own mark says nothing: the mark is no text of the cell."""
    marks_itself = False
    symbols = symbols_for(look.font) if look.font else None
    for element in shown(run):
        if element.tag == FIELD:
            if fields.printing and not look.hidden:
                yield form_text(element)
            fields.mark(element)
        elif element.tag in _NOTES:
            marks_itself = element.get(W + "customMarkFollows", "0") in ("1", "true", "on")
        elif look.hidden or marks_itself or not fields.printing:
            continue
        elif element.tag in (W + "t", _MATH_TEXT):
            text = _LINE_ENDS.sub(" ", element.text or "")
            yield text.translate(symbols) if symbols else text
        elif element.tag == R:  # a ruby's base
            yield from _run(element, look, fields)
        elif element.tag == W + "sym":
            yield _symbol(element)
        elif element.tag in _SAID:
            yield _SAID[element.tag]


def _symbol(element: Element) -> str:
    """A w:sym by its font's table; what the table lacks stays as its private-use code."""
    code = element.get(W + "char", "")
    try:
        point = int(code, 16)
    except ValueError:
        return ""
    if not 0 < point < 0xD800 and point not in _PRIVATE:
        return ""
    table = symbols_for(element.get(W + "font", "")) or {}
    return table.get(point, chr(point))
