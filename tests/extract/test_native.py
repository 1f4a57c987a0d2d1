"""PDFium's functions mapped over a page's characters, against pypdfium2's own calls, one by one."""

from collections.abc import Iterator
from itertools import repeat
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pypdfium2 import raw

from extract.pdf.native import I, address, fill, ink_box, native, pointer

SAMPLE = Path(__file__).parents[2] / "samples" / "qd294.pdf"
PAGE = 2  # from 0: it has more characters than are asked for at once


@pytest.fixture(scope="module")
def text() -> Iterator[Any]:
    data = SAMPLE.read_bytes()
    document = raw.FPDF_LoadMemDocument64(data, len(data), None)
    page = raw.FPDF_LoadPage(document, PAGE)
    text = raw.FPDFText_LoadPage(page)
    yield text
    raw.FPDFText_ClosePage(text)
    raw.FPDF_ClosePage(page)
    raw.FPDF_CloseDocument(document)


def test_fills_a_struct_a_row_however_many_there_are(text: Any) -> None:
    count = raw.FPDFText_CountChars(text)
    assert count > 1024
    boxes = np.empty((count, 4), np.float32)
    places = list(range(count))
    fill(native("FPDFText_GetLooseCharBox", I), (repeat(pointer(address(text))), places), boxes)
    box = raw.FS_RECTF()
    for place in places:
        raw.FPDFText_GetLooseCharBox(text, place, box)
        assert boxes[place].tolist() == [box.left, box.top, box.right, box.bottom]


def test_fills_field_by_field_and_leaves_nothing_of_the_calls_before(text: Any) -> None:
    colours = np.empty((2, 4), np.uint32)
    function = native("FPDFText_GetFillColor", I)
    fill(function, (repeat(pointer(address(text))), [0, 0]), colours, fields=4)
    assert colours.tolist() == [[0, 0, 0, 255]] * 2
    fill(function, (repeat(pointer(address(text))), [-1, 0]), colours, fields=4)
    assert colours.tolist() == [[0, 0, 0, 0], [0, 0, 0, 255]]


def test_tells_where_ink_ends(text: Any) -> None:
    left, right, bottom, top = ink_box(pointer(address(text)), 0) or (0.0,) * 4
    assert left < right and bottom < top
    assert ink_box(pointer(address(text)), -1) is None
