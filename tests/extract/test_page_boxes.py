"""These tests ensure that a page is seen as a viewer shows it, however its boxes and turns are written down."""

import pytest
from reportlab.pdfgen.canvas import Canvas

from extract.page import Page
from phuluc.errors import DamagedSource
from phuluc.issues import IssueKind
from tests.extract.made import OPENERS, made, pages, rules

ENGINES = sorted(OPENERS)
MEDIA = b"/MediaBox [ 0 0 400 300 ]"
CROP = b" /CropBox [ 30 40 380 280 ]"


def _draw(c: Canvas) -> None:
    c.drawString(100, 200, "Sở")
    c.line(50, 150, 350, 150)


def _boxed(page: bytes, parent: bytes = b"") -> bytes:
    """A page with these boxes of its own, and these inherited: "Sở" at (100, 200), a line from (50, 150) to 350."""
    data = made(_draw, pageCompression=0).replace(b"/Rotate 0", b"").replace(MEDIA, page)
    return data.replace(b"/Type /Pages", b"/Type /Pages " + parent)


def _place(page: Page) -> tuple[float, float, float, float]:
    """The page's width and height, and where the first letter begins along and stands across its line."""
    glyphs = page.glyphs
    turn = 0 if glyphs.turn is None else int(glyphs.turn[0])
    begins = (glyphs.x0, glyphs.bottom, glyphs.x1, glyphs.top)[turn]
    return page.width, page.height, turn, round(float(begins[0]))


# Seen from the top left corner, "Sở" begins at (100 - left, top - 200); turned by 90 it begins at y = 100 - left.
CASES = [
    pytest.param(MEDIA + CROP, b"", (350, 240, 0, 70), (130, 20, 320), id="a crop box"),
    pytest.param(b"", MEDIA + CROP, (350, 240, 0, 70), (130, 20, 320), id="boxes inherited"),
    pytest.param(b"/MediaBox [ -20 -30 380 270 ]", b"", (400, 300, 0, 120), (120, 70, 370), id="a negative corner"),
    pytest.param(b"/MediaBox [ 400 300 0 0 ]", b"", (400, 300, 0, 100), (150, 50, 350), id="corners the other way"),
    pytest.param(MEDIA + b" /CropBox [ -9 -9 500 400 ]", b"", (400, 300, 0, 100), (150, 50, 350), id="crop beyond"),
    pytest.param(MEDIA + b" /UserUnit 2", b"", (400, 300, 0, 100), (150, 50, 350), id="a user unit: own points"),
]
TURNED = [
    pytest.param(MEDIA + b" /Rotate 90", b"", (300, 400, 3, 100), (150, 50, 350), id="turned"),
    pytest.param(MEDIA, b"/Rotate 90", (300, 400, 3, 100), (150, 50, 350), id="turn inherited"),
    pytest.param(MEDIA + b" /Rotate 450", b"", (300, 400, 3, 100), (150, 50, 350), id="turned more than once"),
    pytest.param(MEDIA + b" /Rotate -90", b"", (300, 400, 1, 300), (150, 50, 350), id="turned back"),
    pytest.param(MEDIA + CROP + b" /Rotate 90", b"", (240, 350, 3, 70), (110, 20, 320), id="cropped and turned"),
    pytest.param(MEDIA + CROP + b" /Rotate 270", b"", (240, 350, 1, 280), (130, 30, 330), id="cropped, turned back"),
]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(("own", "parent", "place", "line"), CASES)
def test_boxes(own: bytes, parent: bytes, place: tuple[float, ...], line: tuple[int, int, int], engine: str) -> None:
    (page,) = pages(_boxed(own, parent), engine)
    assert _place(page) == place
    assert rules(page, "horizontal") == [line]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(("own", "parent", "place", "line"), TURNED)
def test_turns(own: bytes, parent: bytes, place: tuple[float, ...], line: tuple[int, int, int], engine: str) -> None:
    (page,) = pages(_boxed(own, parent), engine)
    assert _place(page) == place
    assert rules(page, "vertical") == [line]
    assert page.glyphs.size.tolist() == pytest.approx([12, 12])


def test_a_page_without_any_size_is_damage_to_pdfplumber() -> None:
    with pytest.raises(DamagedSource):
        pages(_boxed(b""), "pdfplumber")


def test_pdfplumber_tells_of_the_fields_it_does_not_read() -> None:
    field = b"/Annots [ << /Subtype /Widget /FT /Tx /Rect [ 9 9 50 30 ] /AP << >> >> << /Subtype /Link >> ]"
    (page,) = pages(_boxed(MEDIA + b" " + field), "pdfplumber")
    (issue,) = page.issues
    assert issue.kind is IssueKind.ANNOTATIONS_LEFT_OUT
    assert issue.note.startswith("1 ")
