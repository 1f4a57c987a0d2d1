"""The sound documents that mutations begin from: the samples, and made ones of each kind, the same at any time."""

import re
import time
import zipfile
from collections.abc import Callable
from functools import cache, partial
from io import BytesIO
from pathlib import Path

from extract.office import convert
from extract.sniff import Kind
from phuluc.settings import Settings
from tests.corpus import as_docx, as_html, as_reportlab, as_text
from tests.corpus.content import load
from tests.corpus.layout import BASE
from tests.extract.locked_files import agile, binary
from tests.fuzz.mutations import NO_TIME
from tests.fuzz.pdf_objects import table_pdf

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "samples"
PASSWORD = "294"
_MHT = b"""From: <Saved by Word>
MIME-Version: 1.0
Content-Type: multipart/related; boundary="----=_A"

------=_A
Content-Location: file:///a.htm
Content-Transfer-Encoding: 8bit
Content-Type: text/html; charset="utf-8"

%s
------=_A--
"""
_WRITTEN = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")  # when a package says that it was
_CELLS = (("STT", "Nhiem vu", "Co quan"), ("1", "Tap huan", "Bo Y te"), ("2", "Hop", "Bo Y te"))


@cache
def seeds(kind: str) -> tuple[bytes, ...]:
    """Documents of a kind (mutations.STRUCTURAL's); the smaller ones come first.

    Raises:
        MissingTool: LibreOffice, which makes "odt", "doc" and "rtf", is not there.
    """
    return _MAKERS[kind]()


def _pdfs() -> tuple[bytes, ...]:
    made = [as_reportlab.pdf(load("pccc"), BASE)] if as_reportlab.FONTS[BASE.font].exists() else []
    return table_pdf(), *made, *((SAMPLES / name).read_bytes() for name in ("qd294.pdf", "qd294-chromium.pdf"))


def _texts() -> tuple[bytes, ...]:
    plan = load("pccc")
    return as_text.tabs(plan, BASE), as_text.markdown(plan, BASE), (SAMPLES / "qd294.txt").read_bytes()


def _undated(package: bytes) -> bytes:
    """A zip container without the time at which it was written."""
    stream = BytesIO()
    with zipfile.ZipFile(BytesIO(package)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = (
                _WRITTEN.sub(b"1980-01-01T00:00:00Z", old.read(name)) if name == "docProps/core.xml" else old.read(name)
            )
            new.writestr(zipfile.ZipInfo(name, NO_TIME), data, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def _converted(kind: Kind) -> tuple[bytes, ...]:
    return (convert(seeds("docx")[0], "docx", kind, Settings()),)


def _pictures() -> tuple[bytes, ...]:
    """A small ruled table as a PNG, a JPEG, a TIFF of two frames, and a PDF that holds it."""
    from PIL import Image, ImageDraw

    picture = Image.new("L", (640, 160), 255)
    pen = ImageDraw.Draw(picture)
    for row, cells in enumerate(_CELLS):
        for (left, right), text in zip(((10, 90), (90, 400), (400, 630)), cells, strict=True):
            pen.rectangle((left, 10 + 46 * row, right, 56 + 46 * row), outline=0, width=2)
            pen.text((left + 12, 20 + 46 * row), text, fill=0, font_size=24)
    saved = []
    for form in ("PNG", "JPEG", "TIFF", "PDF"):
        stream = BytesIO()
        frames = {"save_all": True, "append_images": [picture]} if form == "TIFF" else {}
        dated = {"creationDate": time.gmtime(0), "modDate": time.gmtime(0)} if form == "PDF" else {}
        picture.save(stream, form, dpi=(150, 150), **frames, **dated)
        saved.append(stream.getvalue())
    return tuple(saved)


_MAKERS: dict[str, Callable[[], tuple[bytes, ...]]] = {
    "pdf": _pdfs,
    "docx": lambda: (_undated(as_docx.document(load("pccc"), BASE)), (SAMPLES / "qd294.docx").read_bytes()),
    "xlsx": lambda: (_undated(as_text.xlsx(load("pccc"), BASE)),),
    "html": lambda: tuple(as_html.page(load(name), BASE).encode() for name in ("pccc", "phuluc3")),
    "txt": _texts,
    "mht": lambda: tuple(_MHT % page for page in seeds("html")),
    "rtf": partial(_converted, "rtf"),
    "odt": partial(_converted, "odt"),
    "doc": partial(_converted, "doc"),
    "locked": lambda: tuple(way(seeds("docx")[0], PASSWORD) for way in (agile, binary)),
    "picture": _pictures,
}
