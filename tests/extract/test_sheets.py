"""Pages as pictures: of the page's size, small, in colour where the page has one, and none where there are no pages."""

import base64
import io
from pathlib import Path

import pytest
from PIL import Image

from extract.readers import Input
from extract.sheets import sheets
from phuluc.errors import DamagedSource, LimitExceeded
from phuluc.model import Sheet
from phuluc.settings import Limits, Settings

SAMPLES = Path(__file__).parent.parent.parent / "samples"


def of(data: bytes, settings: Settings | None = None) -> list[Sheet]:
    return list(sheets(Input("x", data), settings or Settings()))


def picture(sheet: Sheet) -> Image.Image:
    return Image.open(io.BytesIO(base64.b64decode(sheet.data))).convert("RGB")


def two_pages(size: tuple[float, float], seal: bool = False) -> bytes:
    from reportlab.pdfgen.canvas import Canvas

    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=size)
    canvas.rect(size[0] / 2, 0, size[0] / 2, size[1] / 2, fill=1)  # black in the lower right quarter
    canvas.showPage()
    if seal:
        canvas.setFillColorRGB(0.9, 0.1, 0.1)
        canvas.circle(size[0] / 2, size[1] / 2, 60, fill=1, stroke=0)
    canvas.showPage()
    canvas.save()
    return stream.getvalue()


def test_what_form_fields_print_is_on_the_picture() -> None:
    """This test ensures that a number which a signing tool filled in, and which is read, can be seen, too."""
    from reportlab.lib.colors import black
    from reportlab.pdfgen.canvas import Canvas

    def dark(value: str) -> int:
        stream = io.BytesIO()
        canvas = Canvas(stream, pagesize=(400, 200))
        canvas.drawString(10, 10, "Số:")
        canvas.acroForm.textfield(
            value=value, x=50, y=50, width=300, height=100, borderWidth=0, fillColor=None, textColor=black, name="n"
        )
        canvas.save()
        (sheet,) = of(stream.getvalue())
        return sum(picture(sheet).convert("L").histogram()[:128])

    assert dark("2093 2093") > dark("") + 100


def test_a_page_is_shown_upright_in_its_own_shape() -> None:
    first, second = of(two_pages((400.0, 200.0)))
    assert [(each.number, each.width, each.height) for each in (first, second)] == [(1, 400, 200), (2, 400, 200)]
    shown = picture(first)
    assert shown.width / shown.height == pytest.approx(2, rel=0.01)
    width, height = shown.size
    assert shown.getpixel((width * 3 // 4, height * 3 // 4)) == (0, 0, 0)
    assert shown.getpixel((width // 4, height // 4)) == (255, 255, 255)


def test_a_red_seal_stays_red_and_a_grey_page_grey() -> None:
    plain, sealed = of(two_pages((595.0, 842.0), seal=True))
    width, height = picture(sealed).size
    found = picture(sealed).getpixel((width // 2, height // 2))
    assert isinstance(found, tuple)
    assert found[0] > 200
    assert max(found[1:]) < 60
    red, green, blue = picture(plain).split()
    assert red.tobytes() == green.tobytes() == blue.tobytes()


def test_pages_of_print_are_small_and_can_be_read() -> None:
    made = of((SAMPLES / "qd294.pdf").read_bytes())
    assert [sheet.number for sheet in made] == [1, 2, 3, 4, 5, 6]
    assert max(len(base64.b64decode(sheet.data)) for sheet in made) < 60_000  # 170 of them are 10 MB
    assert min(max(picture(sheet).size) for sheet in made) >= 1_400  # 120 dots an inch of A4


def test_a_poster_is_no_larger_than_a_page() -> None:
    (sheet, _) = of(two_pages((20_000.0, 4_000.0)))
    assert max(picture(sheet).size) <= 2_400
    assert (sheet.width, sheet.height) == (20_000, 4_000)


def test_only_the_pages_that_are_read_are_shown() -> None:
    made = of((SAMPLES / "qd294.pdf").read_bytes(), Settings(pages=(2, 3)))
    assert [sheet.number for sheet in made] == [2, 3]


@pytest.mark.parametrize("name", ["qd294.docx", "qd294.txt"])
def test_a_format_without_pages_has_none(name: str) -> None:
    assert of((SAMPLES / name).read_bytes()) == []


def test_a_damaged_file_says_so() -> None:
    with pytest.raises(DamagedSource):
        of(b"%PDF-1.7\nnothing more")


def test_the_clock_holds_for_pictures_too() -> None:
    with pytest.raises(LimitExceeded, match="--max-seconds"):
        of((SAMPLES / "qd294.pdf").read_bytes(), Settings(limits=Limits(seconds=0.0)))
