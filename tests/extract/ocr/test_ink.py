"""These tests ensure that the ink of a number is read letter by letter, and weighs more than what would come next."""

from functools import cache

import cv2
import numpy as np
import pypdfium2
import pytest

from extract.ocr import ink
from extract.ocr.clean import INKED, Darkness
from extract.ocr.engine import ready
from extract.ocr.numbers import is_label, odd, sequence, steps, worse
from extract.ocr.page import prepare, read_page
from extract.ocr.stt import A_JUMP

SIZE = 12.0  # points
X_HIGH = 0.43  # of the size, in Libertinus


@cache
def printed(text: str, dpi: int = 200) -> Darkness:
    """A text as Typst prints it in the font that it brings, cut to its ink with some paper around, a little blurred."""
    typst = pytest.importorskip("typst")
    source = f'#set page(width: 200pt, height: 40pt, margin: 10pt)\n#set text(size: {SIZE}pt)\n#text("{text}")'
    data = bytes(typst.compile(source.encode(), ignore_system_fonts=True, timestamp=0))
    with pypdfium2.PdfDocument(data) as document:
        page = document[0].render(scale=dpi / 72, grayscale=True).to_numpy()
    dark = np.asarray(cv2.GaussianBlur(255 - page, (0, 0), dpi / 400), np.uint8)
    rows, columns = (np.flatnonzero((dark > INKED).any(axis=axis)) for axis in (1, 0))
    return dark[rows[0] - 3 : rows[-1] + 4, columns[0] - 3 : columns[-1] + 4]


def said(text: str, dpi: int = 200) -> dict[str, float]:
    """What the ink of a printed text says."""
    return ink.read(printed(text, dpi), X_HIGH * SIZE * dpi / 72)


@pytest.mark.parametrize("dpi", [200, 300])
@pytest.mark.parametrize(
    "text",
    [
        "1",
        "7.",
        "12",
        "1.2",
        "1.1.1",
        "10.",
        "a)",
        "b)",
        "c",
        "C",
        "d",
        "D",
        "đ)",
        "IV",
        "V.",
        "X",
        "(3)",
        "-",
        "+",
        "5/",
    ],
)
def test_ink_says_what_is_printed(text: str, dpi: int) -> None:
    assert next(iter(said(text, dpi))) == text


@pytest.mark.parametrize("text", ["Tổng", "cộng", "Ghi chú"])
def test_ink_of_words_is_no_number(text: str) -> None:
    found = said(text)
    assert not found or not is_label(next(iter(found))) or next(iter(found.values())) < -len(text)


def test_an_empty_picture_says_nothing() -> None:
    assert ink.read(np.zeros((20, 30), np.uint8), 14.0) == {}


@pytest.mark.parametrize(("text", "wider"), [("V.", True), ("VII.", False), ("12.", False)])
def test_a_point_below_an_arm_is_moved_out(text: str, wider: bool) -> None:
    picture = printed(text)
    moved = ink.apart(picture, X_HIGH * SIZE * 200 / 72)
    assert (moved.shape[1] > picture.shape[1]) == wider
    assert int(moved.sum(dtype=np.int64)) == int(picture.sum(dtype=np.int64))


def clearly(number: str, other: str) -> dict[str, float]:
    return {number: -0.1, other: -9.0}


def test_clear_ink_is_not_overruled_by_the_sequence() -> None:
    choices = [["5."], ["5.", "6."], ["5.", "7."], ["6."]]
    inked = [clearly("5.", "3."), clearly("5.", "6."), clearly("5.", "7."), clearly("6.", "8.")]
    assert sequence(choices, inked) == ["5.", "5.", "5.", "6."]


def test_the_sequence_settles_what_the_ink_leaves_open() -> None:
    choices = [["1."], ["3.", "2."], ["3."]]
    assert sequence(choices, [{"1.": 0.0}, {"3.": -0.5, "2.": -1.0}, {"3.": 0.0}]) == ["1.", "2.", "3."]


def test_marks_among_numbers_do_not_break_the_count() -> None:
    assert sequence([["1"], ["-"], ["-"], ["2", "7"], ["+"], ["3", "8"]]) == ["1", "-", "-", "2", "+", "3"]
    assert max(steps(["I", "1", "-", "-", "2", "*", "2.1", "+", "2.2"])) < A_JUMP


def test_a_list_counts_on_over_sections_and_pages() -> None:
    assert max(steps(["I.", "1.", "2.", "II.", "3.", "4.", "III.", "5."])) < A_JUMP
    assert max(steps(["b)", "c)", "3.", "a)", "4."])) < A_JUMP
    assert max(steps(["1.1.", "1.1.1.", "1.1.2.", "1.2.", "1.2.1.", "2."])) < A_JUMP
    assert max(steps(["G)", "H)", "I)", "K)"])) < A_JUMP
    assert max(steps(["H", "I", "1", "II", "1"])) < A_JUMP
    assert steps(["I.", "1.", "II.", "4."])[-1] >= A_JUMP
    assert steps(["1.1.", "1.1.1.", "1.3."])[-1] >= A_JUMP


def test_an_end_that_no_other_number_has_is_odd() -> None:
    assert odd(["1", "a)", "b)", "2.", "a)", "3.", "10."]) == [True, *[False] * 6]
    assert not any(odd(["I", "1.", "2.", "II", "1.", "-", "III"]))
    assert odd(["1.1", "1.12", "1.3.", "2"]) == [False, False, True, False]


def test_ink_is_clear_where_nothing_else_is_near() -> None:
    assert ink.is_clear(clearly("c", "C"), "c") and not ink.is_clear(clearly("c", "C"), "C")
    assert not ink.is_clear({"c": -0.6, "C": -0.8}, "c")
    assert not ink.is_clear({}, "c")
    assert worse({}, "c") == 0.0


def table(numbers: list[str]) -> bytes:
    """A PDF of a ruled table, a number before each row's words, in the font that Typst brings."""
    typst = pytest.importorskip("typst")
    words = "Ban hành văn bản hướng dẫn thi hành"
    rows = "".join(f'"{number}", [{words}], [Sở Nội vụ],' for number in numbers)
    source = (
        f"#set page(margin: 40pt)\n#set text(size: {SIZE}pt)\n"
        f"#table(columns: (50pt, 300pt, 100pt), [STT], [Nhiệm vụ], [Cơ quan], {rows})"
    )
    return bytes(typst.compile(source.encode(), ignore_system_fonts=True, timestamp=0))


@pytest.mark.skipif(bool(ready()), reason="Tesseract's Vietnamese data is not installed")
@pytest.mark.parametrize(
    "numbers",
    [
        ["1", "-", "-", "2", "+", "3", "-"],
        ["1.", "a)", "b)", "c)", "d)", "2.", "a)", "V."],
        ["I", "1", "1.1", "1.2", "2", "2.1", "5", "5"],
    ],
    ids=" ".join,
)
def test_a_column_of_numbers_is_read_as_printed(numbers: list[str]) -> None:
    with pypdfium2.PdfDocument(table(numbers)) as document:
        picture = document[0].render(scale=200 / 72, rev_byteorder=True).to_numpy().copy()
    glyphs = read_page(prepare(picture, 200), 1).glyphs
    own = np.flatnonzero(glyphs.x0 < 90)
    own = own[np.argsort(glyphs.bottom[own], kind="stable")]
    rows = np.split(own, np.flatnonzero(np.diff(glyphs.bottom[own]) > SIZE / 2) + 1)
    assert ["".join(glyphs.text[n] for n in row[np.argsort(glyphs.x0[row])]) for row in rows] == ["STT", *numbers]
