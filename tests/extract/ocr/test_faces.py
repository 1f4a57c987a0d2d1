"""Letters and signs by the form of their ink."""

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from extract.ocr import faces, shapes
from extract.ocr.engine import Words

FOOT, HIGH, CELL = 50, 24, 34
Picture = NDArray[np.uint8]

BARS = {  # left, top, right, bottom over the letter's foot
    "E": [(0, 23, 3, 0), (0, 23, 16, 21), (0, 13, 13, 11), (0, 2, 17, 0)],
    "F": [(0, 23, 3, 0), (0, 23, 16, 21), (0, 13, 13, 11)],
    "I": [(0, 23, 4, 0)],
    ":": [(0, 15, 3, 12), (0, 3, 3, 0)],
    ";": [(0, 15, 3, 12), (0, 3, 3, -4)],
    ".": [(0, 3, 3, 0)],
    "/": [(0, 23, 6, 0)],
}


def drawn(printed: str) -> Picture:
    """Darkness of a word: letters that have a rule by their form, small and other ones as bars."""
    dark = np.zeros((80, CELL * (len(printed) + 1)), np.uint8)
    for n, letter in enumerate(printed):
        x = n * CELL + 10
        for left, top, right, bottom in BARS.get(letter, [(0, 15 if letter.islower() else 23, 12, 0)]):
            cv2.rectangle(dark, (x + left, FOOT - top), (x + right, FOOT - bottom), 255, -1)
    return dark


def told(read: str, printed: str, specks: bool = False) -> Words:
    """What stands for a reading of a picture of what is printed."""
    words = Words([read], [5], [FOOT - HIGH], [CELL * len(printed)], [FOOT + 1], [0.96], [0])
    dark = drawn(printed)
    if specks:
        dark[FOOT - 14 : FOOT - 11, CELL * len(printed) - 20 : CELL * len(printed) - 17] = 255
    faces.settle(dark, words)
    return words


@pytest.mark.parametrize(
    ("read", "printed"),
    [
        ("CES", "CFS"),  # a certificate of free sale, at 200 and 300 dpi
        ("(PEOA)", "(PFOA)"),
        ("Eurfuryl", "Furfuryl"),
        ("vụ:", "vụ;"),  # Libertinus on a dotted table
        ("CES:", "CFS;"),
    ],
)
def test_what_the_ink_shows_is_put_in(read: str, printed: str) -> None:
    words = told(read, printed)
    assert words.text == [printed]
    assert words.confidence == [shapes.CHANGED]


@pytest.mark.parametrize(
    ("read", "printed"),
    [
        ("THEO", "THFO"),  # a syllable has no F
        ("CES", "CFSS"),  # a letter more than was read
        ("đất;", "đất:"),  # a semicolon whose tail is gone looks like a colon
        ("gồm:", "gồm."),
        ("CFS", "CES"),
    ],
)
def test_what_it_does_not_show_stays(read: str, printed: str) -> None:
    words = told(read, printed)
    assert words.text == [read]
    assert words.confidence == [0.96]


def test_a_speck_over_a_stop_is_no_semicolon() -> None:
    assert told("gồm:", "gồm.", specks=True).text == ["gồm:"]


@given(st.text("EFIVdnmC34-/", min_size=1, max_size=7), st.sampled_from(["", ":", ";"]))
def test_what_is_printed_is_never_changed(word: str, stop: str) -> None:
    printed = word + stop
    assert told(printed, printed).text == [printed]


@pytest.mark.parametrize(
    ("read", "mark", "told"),
    [
        ("“Thành", (4, 4), "Thành"),  # a speck at the T's arm, on a sheet copied twice
        ("“Thành", (0, 0), "Thành"),
        ("“Thành", (-6, 8), "“Thành"),  # an opening quote whose end is on another page
        ("“Thành”", (4, 4), "“Thành”"),  # quotes in pairs stay
        ("“", (0, 0), "“"),
    ],
)
def test_a_quote_must_stand_free_of_its_word(read: str, mark: tuple[int, int], told: str) -> None:
    dark = drawn("Ethah")
    x, high = mark
    dark[FOOT - 20 : FOOT - 20 + high, 10 + x - 4 : 10 + x] = 255
    words = Words([read], [1], [FOOT - HIGH], [CELL * 5], [FOOT + 1], [0.96], [0])
    faces.settle(dark, words)
    assert words.text == [told]
