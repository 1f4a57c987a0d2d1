"""PDF pages as columns: what stands where, through both engines."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import FILL_EVEN_ODD, Canvas

from extract.grid.tables import find_tables
from extract.layout import lay_out
from extract.page import Book, Page
from extract.pdf import clips, native, paths
from extract.pdf.reader import walk
from phuluc.errors import DamagedSource, LimitExceeded, LockedSource, UsageError
from phuluc.issues import IssueKind
from phuluc.model import RawTable
from phuluc.settings import Limits, Settings
from tests.corpus.scans import file_of
from tests.extract.made import OPENERS, PAGE, font, made, pages, rules

ENGINES = sorted(OPENERS)
both_engines = pytest.mark.parametrize("engine", ENGINES)

SAMPLES = Path(__file__).parents[2] / "samples"


def say(page: Page) -> str:
    return "".join(page.glyphs.text)


@both_engines
def test_glyphs_stand_where_a_reader_sees_them(engine: str) -> None:
    page = pages(made(lambda c: c.drawString(50, 200, "Bộ Y")), engine)[0]
    glyphs = page.glyphs
    assert (page.number, page.width, page.height) == (1, *PAGE)
    assert glyphs.text == ["B", "ộ", "Y"]
    assert glyphs.x0.tolist() == pytest.approx([50, 56, 65])
    assert glyphs.x1.tolist() == pytest.approx([56, 62, 71])
    assert glyphs.base.tolist() == pytest.approx([100] * 3)
    assert glyphs.size.tolist() == pytest.approx([12] * 3)
    assert (glyphs.top < 100).all() and (glyphs.bottom >= 100).all()
    assert glyphs.spaced is not None and glyphs.spaced.tolist() == [False, False, True]


TURNED = {0: (0, 0), 90: (PAGE[1], 0), 180: PAGE, 270: (0, PAGE[0])}


def test_forms_within_forms_share_the_page_s_room_for_objects(monkeypatch: pytest.MonkeyPatch) -> None:
    """Four forms, each drawn eight times by the next, are 32 objects to write and 4,681 to read."""

    def content(c: Canvas) -> None:
        for level in range(4):
            c.beginForm(f"f{level}")
            for _ in range(8):
                c.line(30, 100, 230, 100) if level == 0 else c.doForm(f"f{level - 1}")
            c.endForm()
        c.doForm("f3")

    read = 0
    gather = native.gather

    def counted(function: Callable[..., object], arguments: tuple[list[object], ...], count: int) -> object:
        nonlocal read
        read += count if function is paths._type else 0
        return gather(function, arguments, count)  # type: ignore[arg-type]

    monkeypatch.setattr(paths, "gather", counted)
    monkeypatch.setattr(paths, "_MAX_OBJECTS", 100)
    pages(made(content), "pdfium")
    assert 90 < read <= 100


@both_engines
@pytest.mark.parametrize("rotation", TURNED)
def test_turned_pages_read_as_seen(rotation: int, engine: str) -> None:
    """A page stored on its side and turned upright by /Rotate is the upright page."""

    def content(c: Canvas) -> None:
        c.drawString(50, 200, "Sở Tài chính")
        c.line(30, 100, 230, 100)

    def on_its_side(c: Canvas) -> None:
        c.setPageRotation(rotation)  # ReportLab then lays the stored page on its side by itself
        c.translate(*TURNED[rotation])
        c.rotate(rotation)
        content(c)

    upright = pages(made(content), engine)[0]
    page = pages(made(on_its_side), engine)[0]
    assert (page.width, page.height) == pytest.approx(PAGE)
    assert page.glyphs.text == upright.glyphs.text
    assert page.glyphs.turn is None
    for column in ("x0", "x1", "base", "size"):
        assert getattr(page.glyphs, column) == pytest.approx(getattr(upright.glyphs, column), abs=0.01)
    assert rules(page, "horizontal") == rules(upright, "horizontal") == [(200, 30, 230)]


@both_engines
def test_crop_box_is_the_page(engine: str) -> None:
    def draw(c: Canvas) -> None:
        c.setCropBox((20, 30, 380, 290))
        c.drawString(50, 200, "Sở")
        c.line(0, 100, 400, 100)

    page = pages(made(draw), engine)[0]
    assert (page.width, page.height) == (360, 260)
    assert (page.glyphs.x0[0], page.glyphs.base[0]) == pytest.approx((30, 90))
    assert rules(page, "horizontal") == [(190, 0, 360)]


@both_engines
def test_turned_text_is_told(engine: str) -> None:
    def draw(c: Canvas) -> None:
        c.drawString(10, 10, "xa")
        c.rotate(90)
        c.drawString(50, -100, "cột")

    glyphs = pages(made(draw), engine)[0].glyphs
    assert glyphs.turn is not None
    assert glyphs.turn.tolist() == [0, 0, 1, 1, 1]


@both_engines
def test_a_watermark_is_left_out_and_told(engine: str) -> None:
    def draw(c: Canvas) -> None:
        c.drawString(50, 200, "Sở")
        c.translate(100, 50)
        c.rotate(40)
        c.drawString(0, 0, "DỰ THẢO")

    page = pages(made(draw), engine)[0]
    assert page.glyphs.text == ["S", "ở"]
    assert [(issue.kind, issue.note) for issue in page.issues] == [(IssueKind.SLANTED_TEXT, "DỰTHẢO")]


# --- letters ----------------------------------------------------------------------------------------------------


# Words as WeasyPrint prints them in a font that lacks the letters of Vietnamese, and how far on the raised mark is.
RAISED = [
    ("đo\u0302i mới", 6 + 6 + 0.6, "\u0309", "đổimới"),
    ("ke\u0302t", 6 + 6 + 0.6, "\u0301", "kết"),
    ("pha\u0302n", 6 + 6 + 6 + 0.6, "\u0300", "phần"),
]


@both_engines
def test_marks_of_their_own_join_their_letters(engine: str) -> None:
    """Decomposed text, and marks that a second font wrote later, are the letters that a reader sees."""
    decomposed = made(lambda c: c.drawString(50, 200, "Bo\u0323\u0302 Y te\u0302\u0301"))
    assert say(pages(decomposed, engine)[0]) == "BộYtế"

    # The next word's letters stand right under the ink that hangs over from the mark.
    hanging = made(lambda c: c.drawString(50, 200, "ho\u0303 tro"))
    assert say(pages(hanging, engine)[0]) == "hõtro"

    def marks_last(c: Canvas) -> None:
        c.drawString(50, 200, "So noi")
        c.drawString(50 + 12 * 1.0, 200, "\u031b\u0309")

    assert say(pages(made(marks_last), engine)[0]) == "Sởnoi"


@pytest.mark.parametrize(("word", "width", "mark", "want"), RAISED)
def test_a_raised_mark_joins_the_letter_whose_mark_it_is_drawn_over(
    word: str, width: float, mark: str, want: str
) -> None:
    """PDFium says a mark off the baseline after its line, where the last letter or the next one may be nearer."""

    def draw(c: Canvas) -> None:
        c.drawString(50, 200, word)
        c.drawString(50 + width, 200.2, mark)

    assert say(pages(made(draw), "pdfium")[0]) == want


@both_engines
@pytest.mark.parametrize(("dx", "dy"), [(0.0, 0.0), (0.3, 0.0), (0.3, -0.2)])
def test_fake_bold_counts_once(dx: float, dy: float, engine: str) -> None:
    def draw(c: Canvas) -> None:
        for n in range(2):
            c.drawString(50 + n * dx, 200 + n * dy, "Tellall Sở 1111")

    assert say(pages(made(draw), engine)[0]) == "TellallSở1111"


@both_engines
def test_what_the_file_does_not_tell_is_said_so(engine: str) -> None:
    page = pages(made(lambda c: c.drawString(50, 200, "giáo\u00addục")), engine)[0]
    assert say(page) == "giáo-dục"


def test_text_without_ink_is_read_and_told() -> None:
    def draw(c: Canvas) -> None:
        c.saveState()
        text = c.beginText(50, 200)
        text.setTextRenderMode(3)
        text.textOut("Sở")
        c.drawText(text)
        c.restoreState()
        c.drawString(50, 100, "Bộ")

    glyphs = pages(made(draw))[0].glyphs
    assert glyphs.text == ["S", "ở", "B", "ộ"]
    assert glyphs.hidden is not None and glyphs.hidden.tolist() == [True, True, False, False]


@both_engines
def test_old_fonts_are_decoded(engine: str) -> None:
    def draw(c: Canvas) -> None:
        c.setFont(font(".VnTime"), 12)
        c.drawString(50, 200, "Céng hßa x· héi")
        c.setFont(font(".VnTimeH"), 12)
        c.drawString(50, 180, "bé y tÕ")
        c.setFont(font("VNI-Times"), 12)
        c.drawString(50, 160, "Boä Y teá")
        c.setFont(font(), 12)
        c.drawString(50, 140, "é")

    assert say(pages(made(draw), engine)[0]) == "CộnghòaxãhộiBỘYTẾBộYtếé"


@both_engines
def test_blanks_of_old_fonts_are_blanks(engine: str) -> None:
    """Fonts that have their own codes at U+F000, as Windows lays old ones out, have their blank at U+F020."""

    def draw(c: Canvas) -> None:
        c.setFont(font(".VnTime"), 12)
        c.drawString(50, 200, "\uf020\uf020Céng\uf020hßa x· héi\uf020")

    glyphs = pages(made(draw), engine)[0].glyphs
    assert "".join(glyphs.text) == "Cộnghòaxãhội"
    assert glyphs.spaced is not None
    assert [glyphs.text[i] for i in np.flatnonzero(glyphs.spaced).tolist()] == ["C", "h", "x", "h"]


@both_engines
@pytest.mark.parametrize(
    ("drawn", "box"),
    [
        (
            f"BT /F 12 Tf 166 17 Td (Viec) Tj 0 496 Td (1. abc) Tj 842 Tc {'9' * 42} Tz 446 Ts (xyz uvw) Tj ET",
            "0 0 595 842",
        ),
        ("595 99 m 129 44 l S", f"209 {'9' * 42} 80 222]/CropBox[0 0 0 0"),
    ],
)
def test_what_stands_beyond_any_page_ends_no_reading(drawn: str, box: str, engine: str) -> None:
    form = "/Type/XObject/Subtype/Form/BBox[0 0 600 800]/Matrix[32768 2147483648 -0.5 588 240 218]"
    used = "/Resources<</Font<</F 3 0 R>>/XObject<</X 6 0 R>>>>"
    drawings = [("", f"{drawn} /X Do"), (f"{form}/Resources<</Font<</F 3 0 R>>>>", f"{drawn}\n/X Do")]
    streams = [f"<<{said}/Length {len(text)}>>stream\n{text}\nendstream".encode() for said, text in drawings]
    page = f"<</Type/Page/Parent 2 0 R/MediaBox[{box}]/Contents 5 0 R{used}>>".encode()
    font_ = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
    data = file_of([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 1/Kids[4 0 R]>>", font_, page, *streams])
    [(read, _)] = walk(Book(1, None, iter(pages(data, engine))))
    assert all(np.isfinite(column).all() for column in (read.glyphs.x0, read.glyphs.bottom, read.glyphs.size))


# --- rules ------------------------------------------------------------------------------------------------------

Draw = Callable[[Canvas], None]


def _dash_array(c: Canvas) -> None:
    c.setDash(3, 2)
    c.line(50, 100, 250, 100)


def _dashes(c: Canvas) -> None:
    for x in range(50, 250, 5):
        c.line(x, 100, x + 3, 100)


def _dots(c: Canvas) -> None:
    for x in range(50, 251, 3):
        c.circle(x, 100, 0.5, stroke=0, fill=1)


def _thin_fill(c: Canvas) -> None:
    c.rect(50, 99.75, 200, 0.5, stroke=0, fill=1)


def _pieces(c: Canvas) -> None:
    c.line(50, 100, 150, 100)
    c.line(150.5, 100, 250, 100)


def _in_a_form(c: Canvas) -> None:
    c.beginForm("half")
    c.line(0, 0, 100, 0)
    c.endForm()
    c.translate(50, 100)
    c.scale(2, 2)
    c.doForm("half")


@both_engines
@pytest.mark.parametrize("draw", [_dash_array, _dashes, _dots, _thin_fill, _pieces, _in_a_form])
def test_one_rule_however_it_is_drawn(draw: Draw, engine: str) -> None:
    page = pages(made(draw), engine)[0]
    [(at, start, end)] = rules(page, "horizontal")
    assert at == 200 and abs(start - 50) <= 1 and abs(end - 250) <= 2
    assert rules(page, "vertical") == []


@both_engines
def test_sides_of_a_rectangle(engine: str) -> None:
    page = pages(made(lambda c: c.rect(50, 100, 200, 80)), engine)[0]
    assert rules(page, "horizontal") == [(120, 50, 250), (200, 50, 250)]
    assert rules(page, "vertical") == [(50, 120, 200), (250, 120, 200)]
    assert (page.horizontal.width > 0).all()


def _white_line(c: Canvas) -> None:
    c.setStrokeColorRGB(1, 1, 1)
    c.line(50, 100, 250, 100)


def _white_fill(c: Canvas) -> None:
    c.setFillColorRGB(1, 1, 1)
    c.rect(50, 100, 200, 80, stroke=0, fill=1)


def _clip_only(c: Canvas) -> None:
    path = c.beginPath()
    path.rect(50, 100, 200, 80)
    c.clipPath(path, stroke=0, fill=0)


def _curve(c: Canvas) -> None:
    c.circle(150, 150, 60)


def _slanted(c: Canvas) -> None:
    c.line(50, 50, 250, 150)


def _marker_pen(c: Canvas) -> None:
    c.setFillColorRGB(1, 1, 0)
    c.rect(50, 197, 63, 13, stroke=0, fill=1)
    c.setFillColorRGB(0, 0, 0)
    c.drawString(50, 200, "nhiệm vụ mới")


@both_engines
@pytest.mark.parametrize("draw", [_white_line, _white_fill, _clip_only, _curve, _slanted, _marker_pen])
def test_no_rule_where_none_is_seen(draw: Draw, engine: str) -> None:
    page = pages(made(draw), engine)[0]
    assert rules(page, "horizontal") == rules(page, "vertical") == []


def _white_box(c: Canvas) -> None:
    c.setFillGray(1)
    c.rect(100, 120, 100, 20, stroke=0, fill=1)


def _white_box_in_a_form(c: Canvas) -> None:
    c.beginForm("box")
    _white_box(c)
    c.endForm()
    c.doForm("box")


@both_engines
@pytest.mark.parametrize("draw_white", [_white_box, _white_box_in_a_form])
def test_a_white_fill_is_seen_on_another(draw_white: Draw, engine: str) -> None:
    def draw(c: Canvas) -> None:
        c.setFillGray(0.8)
        c.rect(50, 100, 200, 60, stroke=0, fill=1)
        draw_white(c)

    page = pages(made(draw), engine)[0]
    assert rules(page, "horizontal") == [(140, 50, 250), (160, 100, 200), (180, 100, 200), (200, 50, 250)]
    assert rules(page, "vertical") == [(50, 140, 200), (100, 160, 180), (200, 160, 180), (250, 140, 200)]


@both_engines
def test_fills_have_rules_where_their_colour_changes(engine: str) -> None:
    """Three stacked fills, two of one colour, are two cells; a white line over them shows."""

    def draw(c: Canvas) -> None:
        for y, gray in ((100, 0.8), (120, 0.8), (140, 0.6)):
            c.setFillGray(gray)
            c.rect(50, y, 200, 20, stroke=0, fill=1)
        c.setStrokeGray(1)
        c.line(150, 100, 150, 160)

    page = pages(made(draw), engine)[0]
    assert rules(page, "horizontal") == [(140, 50, 250), (160, 50, 250), (200, 50, 250)]
    assert rules(page, "vertical") == [(50, 140, 200), (150, 140, 200), (250, 140, 200)]
    assert (page.vertical.width > 0).tolist() == [False, True, False]


@both_engines
def test_images_are_told(engine: str) -> None:
    from PIL import Image
    from reportlab.lib.utils import ImageReader

    picture = ImageReader(Image.new("RGB", (8, 8), "gray"))
    page = pages(made(lambda c: c.drawImage(picture, 50, 100, 200, 80)), engine)[0]
    assert [tuple(map(round, box)) for box in page.images] == [(50, 120, 250, 200)]
    assert page.glyphs.text == []


def test_what_is_clipped_away_is_not_there() -> None:
    """A line of text and a rule that the page's clip path cuts off; a rule that it shortens."""

    def draw(c: Canvas) -> None:
        path = c.beginPath()
        path.rect(20, 20, 200, 200)
        c.clipPath(path, stroke=0, fill=0)
        c.drawString(50, 195, "Sở")
        c.drawString(50, 225, "Bộ")
        c.drawString(214, 100, "xyz")
        c.line(10, 230, 150, 230)
        c.line(100, 100, 300, 100)

    page = pages(made(draw))[0]
    assert say(page) == "Sởx"
    assert rules(page, "horizontal") == [(200, 100, 220)]
    assert [(round(x), round(y)) for x, y in page.cut_off] == [(217, 196)]  # the x, its line box in the middle


def test_clip_paths_without_end_take_no_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each object has all the clip paths around it: of many, the innermost are asked."""
    asked: list[int] = []
    count = clips._count_segments

    def counted(clip: native.Pointer, path: int) -> int:
        asked.append(path)
        return int(count(clip, path))

    monkeypatch.setattr(clips, "_count_segments", counted)

    def draw(c: Canvas) -> None:
        for shift in range(500):
            path = c.beginPath()
            path.rect(20 - shift / 1000, 20, 200, 200)
            c.clipPath(path, stroke=0, fill=0)
        for line in range(10):
            c.drawString(50, 195 - 15 * line, f"Sở {line}")
        c.drawString(50, 225, "Bộ")

    assert say(pages(made(draw))[0]) == "".join(f"Sở{line}" for line in range(10))
    assert 0 < len(asked) <= 11 * 16


@both_engines
@pytest.mark.parametrize("height", [30, 45, 46, 47, 48, 49, 60])
def test_a_box_of_any_shape_has_four_sides(height: int, engine: str) -> None:
    """Also one that is nearly square, as cells of row numbers are; Chromium strokes each cell's box."""
    page = pages(made(lambda c: c.rect(50, 100, 48, height)), engine)[0]
    assert rules(page, "horizontal") == [(300 - 100 - height, 50, 98), (200, 50, 98)]
    assert rules(page, "vertical") == [(50, 200 - height, 200), (98, 200 - height, 200)]


def test_a_frame_cut_to_one_side_is_that_side() -> None:
    """As WeasyPrint draws a border at the bottom alone: the box's frame, by the even-odd rule, cut to the side."""

    def draw(c: Canvas) -> None:
        path = c.beginPath()
        path.rect(50, 100, 200, 0.7)
        c.clipPath(path, stroke=0, fill=0)
        frame = c.beginPath()
        frame.rect(50, 100, 200, 60)
        frame.rect(50, 100.7, 200, 59.3)
        c.drawPath(frame, stroke=0, fill=1, fillMode=FILL_EVEN_ODD)

    page = pages(made(draw))[0]
    assert rules(page, "horizontal") == [(200, 50, 250)]
    assert rules(page, "vertical") == []


def test_a_text_that_its_cell_cuts_off_is_flagged() -> None:
    """As Excel prints a text that is longer than its cell, where the next one is filled."""

    def draw(c: Canvas) -> None:
        for y in (100, 130, 160):
            c.line(50, y, 250, y)
        for x in (50, 150, 250):
            c.line(x, 100, x, 160)
        for x, y, text in (
            (50, 130, "Tên"),
            (150, 130, "Chủ trì"),
            (50, 100, "Trung tâm Xúc tiến đầu tư"),
            (150, 100, "Sở"),
        ):
            c.saveState()
            path = c.beginPath()
            path.rect(x, y, 100, 30)
            c.clipPath(path, stroke=0, fill=0)
            c.drawString(x + 4, y + 10, text)
            c.restoreState()

    page = pages(made(draw))[0]
    (table,) = [block for block in lay_out(page, find_tables(page)).blocks if isinstance(block, RawTable)]
    cells = [(cell.text, "cut-short" in cell.flags) for row in table.rows for cell in row.cells]
    assert [cut for _, cut in cells] == [False, False, True, False]
    assert "Trung tâm Xúc tiến đầu tư".startswith(cells[2][0])


def test_a_cut_lines_comma_goes_with_it() -> None:
    """Its ink may lie whole on the page's side of the edge; a comma beside the clipped box stays, as one below does."""

    def draw(c: Canvas) -> None:
        c.setFont("Helvetica", 12)
        for x, base, said in ((50, 198, "S"), (58, 198, ","), (250, 198, ","), (64, 198, "T"), (50, 150, "So,")):
            c.saveState()
            path = c.beginPath()
            path.rect(20, 20, 200 if x < 220 else 300, 180)
            c.clipPath(path, stroke=0, fill=0)
            c.drawString(x, base, said)
            c.restoreState()

    page = pages(made(draw))[0]
    assert (page.glyphs.text[0], round(float(page.glyphs.x0[0]))) == (",", 250)
    assert say(page) == ",So,"


# --- opening ----------------------------------------------------------------------------------------------------


def _write(c: Canvas) -> None:
    c.drawString(50, 200, "Sở")


@both_engines
def test_password(engine: str) -> None:
    data = made(_write, encrypt=StandardEncryption("mật khẩu".encode("latin-1", "replace").decode(), strength=128))
    with pytest.raises(LockedSource, match="is locked by a password"):
        pages(data, engine)
    with pytest.raises(LockedSource, match="does not open"):
        pages(data, engine, Settings(password="khác"))
    assert say(pages(data, engine, Settings(password="m?t kh?u"))[0]) == "Sở"


@both_engines
@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.7",
        made(_write)[:300],
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
        b"trailer<</Root 1 0 R>>\n%%EOF",
    ],
    ids=["head only", "cut", "no pages"],
)
def test_damaged(data: bytes, engine: str) -> None:
    with pytest.raises(DamagedSource):
        pages(data, engine)


def test_a_page_that_cannot_be_read_stops_no_other() -> None:
    data = (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[3 0 R 4 0 R]/Count 2>>endobj\n"
        b"3 0 obj 55 endobj\n4 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\n"
        b"trailer<</Root 1 0 R>>\n%%EOF"
    )
    first, second = pages(data)
    assert [issue.kind for issue in first.issues] == [IssueKind.PAGE_UNREADABLE]
    assert (second.number, second.width, second.issues) == (2, 200, ())


@both_engines
def test_page_range_and_limits(engine: str) -> None:
    data = made(*[_write] * 5)
    assert [page.number for page in pages(data, engine, Settings(pages=(2, 3)))] == [2, 3]
    assert [page.number for page in pages(data, engine, Settings(pages=(4, 99)))] == [4, 5]
    assert len(pages(data, engine, Settings(pages=(2, 3), limits=Limits(pages=2)))) == 2
    with pytest.raises(UsageError, match="past the end"):
        pages(data, engine, Settings(pages=(6, 6)))
    with pytest.raises(LimitExceeded, match="5 pages"):
        pages(data, engine, Settings(limits=Limits(pages=4)))
    with pytest.raises(LimitExceeded, match="characters"):
        pages(data, engine, Settings(limits=Limits(glyphs_per_page=1)))


def _signed(text: bytes, height: int) -> bytes:
    """A page that holds nothing but a signature's appearance, from (50, 100) on and `height` points high."""
    appearance = b"BT /F 12 Tf 0 0 Td (" + text + b") Tj ET"
    return (
        b"%%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Annots[4 0 R]>>endobj\n"
        b"4 0 obj<</Type/Annot/Subtype/Widget/FT/Sig/T(so)/F 4/Rect[50 100 90 %d]/AP<</N 5 0 R>>>>endobj\n"
        b"5 0 obj<</Type/XObject/Subtype/Form/BBox[0 0 40 %d]"
        b"/Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>/Length "
        % (100 + height, height)
        + str(len(appearance)).encode()
        + b">>stream\n"
        + appearance
        + b"\nendstream endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
    )


def test_form_fields_and_annotations_are_read_as_print_shows_them() -> None:
    """Signing tools fill in a decision's number as a field with an appearance of its own."""
    (page,) = pages(_signed(b"2093", 20))
    assert "".join(page.glyphs.text) == "2093"
    assert page.glyphs.x0[0] == pytest.approx(50, abs=1)


def test_the_stamp_of_a_signature_is_no_print() -> None:
    """It lies over the page, and over a table it would be a row."""
    (page,) = pages(_signed(b"Signed by X", 60))
    assert page.glyphs.text == []


# --- real files -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["qd294.pdf", "qd294-chromium.pdf", "qd294-liberation.pdf"])
def test_engines_give_equal_pages(name: str) -> None:
    data = (SAMPLES / name).read_bytes()
    for one, other in zip(pages(data), pages(data, "pdfplumber"), strict=True):
        assert (one.width, one.height) == pytest.approx((other.width, other.height), abs=0.01)
        places = [
            sorted(zip(page.glyphs.base.round(0), page.glyphs.x0.round(0), page.glyphs.text, strict=True))
            for page in (one, other)
        ]
        assert [text for *_, text in places[0]] == [text for *_, text in places[1]]
        for axis in ("horizontal", "vertical"):
            assert len(rules(one, axis)) == len(rules(other, axis))
            for column in ("at", "start", "end"):
                mine, theirs = (np.sort(getattr(getattr(page, axis), column)) for page in (one, other))
                assert mine == pytest.approx(theirs, abs=1.0)
