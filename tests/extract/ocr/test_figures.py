"""Signs among figures by their ink."""

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from extract.ocr import figures, shapes
from extract.ocr.engine import Words

FOOT, HIGH, WIDE = 40, 22, 20


def drawn(printed: str, specks: int = 0) -> NDArray[np.uint8]:
    """Darkness of a number: figures and slashes as bars, points on the foot, commas that hang below it."""
    dark = np.zeros((60, WIDE * (len(printed) + 2)), np.uint8)
    for n, letter in enumerate(printed, 1):
        x = n * WIDE
        if letter in ".,":
            cv2.rectangle(dark, (x + 6, FOOT - 3), (x + 9, FOOT + (4 if letter == "," else 0)), 255, -1)
        else:
            cv2.rectangle(dark, (x + 3, FOOT - HIGH), (x + 14, FOOT), 255, -1)
    for n in range(specks):
        dark[20 + n, WIDE * (n + 1) : WIDE * (n + 1) + 1] = 255
    return dark


@pytest.mark.parametrize(
    ("printed", "read", "told"),
    [
        ("12,21", "12/21", "12,21"),  # s05, page 6
        ("26,78", "26.78", "26,78"),  # s05, page 8
        ("2.000", "2,000", "2.000"),
        ("1.234,5", "1.234.5", "1.234,5"),
        ("30/11/2025", "30/11/2025", "30/11/2025"),
        ("12/2025", "12.2025", "12.2025"),  # the picture has a figure more than was read
        ("121", "12,1", "12,1"),  # and here a sign less
    ],
)
def test_signs_are_told_by_where_they_hang(printed: str, read: str, told: str) -> None:
    words = Words([read], [WIDE], [FOOT - HIGH], [WIDE * (len(printed) + 1)], [FOOT + 1], [0.97], [0])
    figures.settle(drawn(printed), words)
    assert words.text == [told]
    assert words.confidence == [0.97 if told == read else shapes.CHANGED]


def test_a_mark_of_the_line_below_is_no_comma() -> None:
    dark = drawn("12.5")
    dark[: FOOT + 1, 3 * WIDE : 4 * WIDE] = 0  # the point ran into a figure
    dark[FOOT + 4 : FOOT + 10, 3 * WIDE + 4 : 3 * WIDE + 9] = 255
    assert figures.signs_of("12.5", dark) == ""


@given(st.from_regex(r"[0-9]{1,3}([.,/][0-9]{1,3}){1,3}", fullmatch=True), st.integers(0, 3))
def test_what_is_printed_is_never_changed_and_specks_are_no_signs(number: str, specks: int) -> None:
    assert figures.signs_of(number, drawn(number, specks)) == number


@given(st.from_regex(r"[0-9]{1,3}([.,/][0-9]{1,3}){1,3}", fullmatch=True), st.text("0123456789.,/", max_size=9))
def test_figures_stay_whatever_the_picture_shows(read: str, printed: str) -> None:
    told = figures.signs_of(read, drawn(printed))
    assert not told or [c for c in told if c.isdigit()] == [c for c in read if c.isdigit()]
