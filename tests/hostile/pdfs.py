"""PDFs made to hurt, by name: each a function of nothing that gives its bytes."""

import zlib
from collections.abc import Callable

from tests.fuzz.pdf_objects import Objects, build, plain_objects, stream, table_pdf

TEXT = b"BT /F1 12 Tf 72 720 Td (STT) Tj ET"


def _plain(content: bytes = TEXT, page: bytes = b"", **objects: bytes) -> bytes:
    """One page; `objects` replaces or adds bodies by "n7" and the like."""
    made: Objects = plain_objects(content, page)
    made |= {int(name[1:]): body for name, body in objects.items()}
    return build(made, 1)


def _catalogue(entries: bytes, **objects: bytes) -> bytes:
    return _plain(n1=b"<</Type/Catalog/Pages 2 0 R%s>>" % entries, **objects)


def _packed(data: bytes, times: int = 1) -> bytes:
    for _ in range(times):
        data = zlib.compress(data, 9)
    return stream(data, b"/Filter[%s]" % (b"/FlateDecode" * times))


def _to_unicode(text: str) -> bytes:
    """A page whose one font says that its letter A is this text."""
    said = text.encode("utf-16-be").hex().encode()
    cmap = (
        b"begincmap 1 begincodespacerange <00> <ff> endcodespacerange 1 beginbfchar <41> <%s> endbfchar endcmap" % said
    )
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/ToUnicode 6 0 R>>"
    return _plain(b"BT /F1 12 Tf 72 720 Td (AAAA) Tj ET", n5=font, n6=stream(cmap))


def _kids(depth: int) -> bytes:
    """A page tree as deep as this."""
    nodes = {
        100 + level: b"<</Type/Pages/Kids[%d 0 R]/Count 1/Parent %d 0 R>>" % (101 + level, 99 + level)
        for level in range(depth)
    }
    made: Objects = plain_objects(TEXT) | nodes
    made[2] = b"<</Type/Pages/Kids[100 0 R]/Count 1>>"
    made[100 + depth] = made.pop(3)
    return build(made, 1)


_JS = b"<</S/JavaScript/JS(app.launchURL\\('http://localhost:9/'\\);)>>"
_FORM = b"/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<</XObject<</X 7 0 R>>>>"
_HELD = b"/Resources<</Font<</F1 5 0 R>>/XObject<</X 7 0 R>>>>"

# Name, and whether the sound page in it is to be read (True), to be refused (False), or either (None).
PDFS: dict[str, tuple[Callable[[], bytes], bool | None]] = {
    "javascript": (lambda: _catalogue(b"/OpenAction %s/Names<</JavaScript<</Names[(a)%s]>>>>" % (_JS, _JS)), True),
    "launch": (lambda: _catalogue(b"/OpenAction<</S/Launch/F(/bin/sh)/Win<</F(cmd.exe)/P(/c calc)>>>>"), True),
    "remote go-to": (lambda: _catalogue(b"/OpenAction<</S/GoToR/F<</FS/URL/F(http://localhost:9/)>>/D[0/Fit]>>"), True),
    "form submit": (lambda: _catalogue(b"/AA<</WC<</S/SubmitForm/F(http://localhost:9/)>>>>"), True),
    "embedded file": (
        lambda: _catalogue(
            b"/Names<</EmbeddedFiles<</Names[(a)<</Type/Filespec/F(../../evil.exe)/EF<</F 7 0 R>>>>]>>>>",
            n7=stream(b"MZ", b"/Type/EmbeddedFile"),
        ),
        True,
    ),
    "external stream": (lambda: _plain(n4=b"<</Length 0/F(/etc/passwd)>>stream\n\nendstream"), None),
    "xfa form": (
        lambda: _catalogue(
            b"/AcroForm<</XFA 7 0 R/Fields[]>>", n7=stream(b"<!DOCTYPE x SYSTEM 'file:///etc/passwd'><x/>")
        ),
        True,
    ),
    "page tree in a circle": (lambda: _plain(n2=b"<</Type/Pages/Kids[2 0 R 3 0 R]/Count 2>>"), None),
    "page tree of millions": (lambda: _plain(n2=b"<</Type/Pages/Kids[3 0 R]/Count 2147483647>>"), None),
    "page tree too deep": (lambda: _kids(20_000), None),
    "page that is its own parent": (lambda: _plain(n3=b"<</Type/Page/Parent 3 0 R/Contents 4 0 R>>"), None),
    "object that is itself": (lambda: _plain(n4=b"4 0 R"), None),
    "length in a circle": (lambda: _plain(n4=b"<</Length 4 0 R>>stream\n%s\nendstream" % TEXT), None),
    "objects in a circle": (lambda: _plain(n5=b"6 0 R", n6=b"7 0 R", n7=b"5 0 R"), None),
    "form within itself": (lambda: _plain(TEXT + b" /X Do", _HELD, n7=stream(b"/X Do " * 50, _FORM)), None),
    "arrays without end": (lambda: _plain(n5=b"[" * 500_000), None),
    "dictionaries without end": (lambda: _plain(n5=b"<</A" * 300_000), None),
    "states without end": (lambda: _plain(TEXT + b" q" * 1_000_000), None),
    "numbers without end": (lambda: _plain(b"BT /F1 %s Tf 72 720 Td (STT) Tj ET" % (b"9" * 100_000)), None),
    "inflates a thousandfold": (lambda: _plain(n4=_packed(bytes(1 << 28))), None),
    "inflates twice": (lambda: _plain(n4=_packed(bytes(1 << 28), 2)), None),
    "more glyphs than a page has": (lambda: _plain(_many(3_000)), False),
    "millions of glyphs": (lambda: _plain(n4=_packed(_many(100_000))), False),
    "page of a million rules": (lambda: _plain(n4=_packed(b"0 0 m 9 0 l S\n" * 1_000_000)), None),
    "grid of a million cells": (lambda: _plain(n4=_packed(_grid(1000))), None),
    "page as large as a country": (lambda: _plain(page=b"/MediaBox[0 0 1e9 1e9]"), None),
    "page without a size": (lambda: _plain(page=b"/MediaBox[0 0 0 0]"), None),
    "picture of a billion points": (
        lambda: _plain(
            b"595 0 0 842 0 0 cm /X Do",
            _HELD,
            n7=stream(
                b"", b"/Type/XObject/Subtype/Image/Width 100000/Height 100000/BitsPerComponent 8/ColorSpace/DeviceRGB"
            ),
        ),
        None,
    ),
    "font of a formula": (lambda: _to_unicode("=cmd|' /C calc'!A0"), True),
    "font of controls": (lambda: _to_unicode("\x00\x1b[2J\x07"), True),
    "font of direction marks": (lambda: _to_unicode("\u202eexe.\u202c"), True),
    "font of half characters": (
        lambda: _plain(
            b"BT /F1 12 Tf (A) Tj ET",
            n5=b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/ToUnicode 6 0 R>>",
            n6=stream(b"begincmap 1 beginbfchar <41> <d800> endbfchar endcmap"),
        ),
        True,
    ),
    "font without end": (lambda: _to_unicode("A" * 20_000), True),
    "font that is no font": (
        lambda: _plain(
            n5=b"<</Type/Font/Subtype/TrueType/BaseFont/X/FontDescriptor<</FontFile2 7 0 R>>>>",
            n7=stream(b"\x00\x01\x00\x00" + b"\xff" * 5000),
        ),
        True,
    ),
    "font that is missing": (lambda: _plain(n5=b"null"), None),
    "no pages": (lambda: _plain(n2=b"<</Type/Pages/Kids[]/Count 0>>"), False),
    "encryption of no kind": (
        lambda: build(plain_objects(TEXT), 1, b"/Encrypt<</Filter/Standard/V 99/R 99/O()/U()/P 0>>"),
        False,
    ),
    "cross-references elsewhere": (lambda: build(plain_objects(TEXT), 1, shift=7), True),
    "cross-references gone": (lambda: table_pdf().partition(b"xref")[0], None),
    "trailers in a circle": (lambda: build(plain_objects(TEXT), 1, b"/Prev 0"), None),
}


def _many(lines: int) -> bytes:
    """A hundred letters a line, all on the page."""
    texts = [
        b"1 0 0 1 72 %.3f Tm (%s) Tj" % (100 + 600 * line / lines, b"%c" % (65 + line % 26) * 100)
        for line in range(lines)
    ]
    return b"BT /F1 1 Tf " + b" ".join(texts) + b" ET"


def _grid(lines: int) -> bytes:
    steps = [n / 2 for n in range(lines)]
    return b"".join(b"%.1f 0 m %.1f 500 l S 0 %.1f m 500 %.1f l S\n" % (n, n, n, n) for n in steps)
