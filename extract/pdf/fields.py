"""What form fields and annotations print: text that stands in no page's own content."""

import ctypes
from collections import Counter
from collections.abc import Iterable
from typing import Any

from pypdfium2 import raw

from extract.pdf.pdfium import flatten, load
from phuluc.settings import Settings


def field_letters(data: bytes, numbers: Iterable[int], settings: Settings) -> dict[int, "Counter[str]"]:
    """The letters that annotations and form fields alone print on each of these pages, those with none left out.

    A page's text is taken twice, as its content has it and with its annotations drawn into it, by PDFium's own text
    and none of this house's: what the second has more is theirs.

    Raises:
        LockedSource, DamagedSource: as `extract.pdf.pdfium.load` says.
    """
    document = load(data, settings)
    try:
        found = {number: _on_page(document, number) for number in numbers}
    finally:
        raw.FPDF_CloseDocument(document)
    return {number: letters for number, letters in found.items() if letters}


def _on_page(document: Any, number: int) -> "Counter[str]":
    page = raw.FPDF_LoadPage(document, number - 1)
    if not page:
        return Counter()
    try:
        if raw.FPDFPage_GetAnnotCount(page) <= 0:
            return Counter()
        bare = _letters(page)
        flat = flatten(page)
    finally:
        raw.FPDF_ClosePage(page)
    page = raw.FPDF_LoadPage(document, number - 1) if flat else None
    if not page:
        return Counter()
    try:
        return _letters(page) - bare
    finally:
        raw.FPDF_ClosePage(page)


def _letters(page: Any) -> "Counter[str]":
    text = raw.FPDFText_LoadPage(page)
    if not text:
        return Counter()
    try:
        count = max(int(raw.FPDFText_CountChars(text)), 0)
        buffer = (ctypes.c_ushort * (count + 1))()
        raw.FPDFText_GetText(text, 0, count, buffer)
    finally:
        raw.FPDFText_ClosePage(text)
    return Counter("".join(bytes(buffer).decode("utf-16-le", "replace").split()).replace("\0", ""))
