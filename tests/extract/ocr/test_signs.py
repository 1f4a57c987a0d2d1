"""Signs told by their ink: ellipses by their pitch, bars that ran into the sign above them."""

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from extract.ocr import signs
from extract.ocr.engine import Words

DPI = 200
FOOT, HIGH = 40, 22  # a capital of 12 points
BESIDE = 9  # pixels between two letters

Picture = NDArray[np.uint8]


def line(letters: int = 6) -> tuple[Picture, int]:
    """Darkness of a line that begins with letters as high as capitals, and where the next sign stands."""
    dark = np.zeros((80, 400), np.uint8)
    for n in range(letters):
        dark[FOOT - HIGH : FOOT, 10 + n * 20 : 22 + n * 20] = 255
    return dark, 10 + letters * 20


def with_points(pitches: list[int], *, bracket: bool = False, size: int = 3) -> tuple[Picture, Words]:
    """A word that ends in points so many pixels apart, then a bracket or none."""
    dark, x = line()
    for pitch in [0, *pitches]:
        x += pitch
        dark[FOOT - size : FOOT, x : x + size] = 255
    if bracket:
        x += 8
        dark[FOOT - HIGH : FOOT + 4, x : x + 5] = 255
    return dark, Words([""], [8], [FOOT - HIGH], [x + 6], [FOOT], [0.97], [0])


@pytest.mark.parametrize(
    ("pitches", "read", "told"),
    [
        ([9, 9], "khác…", "khác..."),  # three stops of Times: 0.25 em apart
        ([9, 9], "khác....", "khác..."),
        ([11, 11], "khác...", "khác…"),  # the one letter: 0.33 em
        ([9, 9], "khác...", "khác..."),
        ([11, 11], "khác…", "khác…"),
        ([9], "khác...", "khác..."),  # a point ran into the letter
        ([9, 13], "khác...", "khác..."),  # specks
        ([5, 5], "khác...", "khác..."),  # nearer than any print has them
        ([15, 15], "khác…", "khác…"),  # and farther
        ([11, 11], "khác.", "khác."),  # one was read
    ],
)
def test_ellipses_are_told_by_their_pitch(pitches: list[int], read: str, told: str) -> None:
    dark, words = with_points(pitches)
    words.text[:] = [read]
    signs.settle(dark, DPI, [words])
    assert words.text == [told]
    assert words.confidence == [0.97 if told == read else signs.MEASURED]


@pytest.mark.parametrize(("pitch", "told"), [(9, "khác...)"), (11, "khác…)")])
def test_an_ellipsis_before_a_bracket_is_told_too(pitch: int, told: str) -> None:
    dark, words = with_points([pitch, pitch], bracket=True)
    words.text[:] = ["khác..)"]
    signs.settle(dark, DPI, [words])
    assert words.text == [told]


def test_blots_are_no_points() -> None:
    dark, words = with_points([11, 11], size=8)
    words.text[:] = ["khác..."]
    signs.settle(dark, DPI, [words])
    assert words.text == ["khác..."]


def with_sign(bar: int) -> tuple[Picture, Words]:
    """A ">" whose bar begins so many pixels below its foot; 0: it ran into it; -1: there is none."""
    dark, x = line()
    cv2.line(dark, (x, FOOT - 16), (x + 12, FOOT - 10), 255, 2)
    cv2.line(dark, (x + 12, FOOT - 10), (x, FOOT - 4), 255, 2)
    if bar >= 0:
        dark[FOOT - 3 + bar : FOOT - 1 + bar, x - 1 : x + 14] = 255
    return dark, Words([">"], [x - 2], [FOOT - HIGH], [x + 15], [FOOT], [0.97], [0])


@pytest.mark.parametrize(("bar", "told"), [(0, "≥"), (3, "≥"), (-1, ">")])
def test_a_bar_that_ran_into_its_sign_is_seen(bar: int, told: str) -> None:
    dark, words = with_sign(bar)
    signs.settle(dark, DPI, [words])
    assert words.text == [told]


def test_a_rule_far_below_is_no_bar() -> None:
    dark, words = with_sign(-1)
    dark[FOOT + 14 : FOOT + 16] = 255
    signs.settle(dark, DPI, [words])
    assert words.text == [">"]


@pytest.mark.parametrize(("gap", "told"), [(8, "01-02 phóng sự"), (11, "01 -02 phóng sự")])
def test_a_blank_beside_a_dash_is_like_those_between_words(gap: int, told: str) -> None:
    """The room beside the 1 of Libertinus, between words that stand 14 pixels apart."""
    dark = np.zeros((80, 400), np.uint8)
    x, edges = 10, []
    for high, wide, before in (
        (22, 10, 0),
        (22, 10, 4),
        (0, 8, gap),
        (22, 10, 2),
        (22, 10, 4),
        (15, 60, 14),
        (15, 30, 14),
    ):
        x += before
        dark[FOOT - high if high else FOOT - 9 : FOOT if high else FOOT - 6, x : x + wide] = 255
        edges.append((x, x + wide))
        x += wide
    ends = [(edges[0][0], edges[4][1]), edges[5], edges[6]]
    words = Words(
        ["01-02", "phóng", "sự"],
        [a for a, _ in ends],
        [FOOT - HIGH] * 3,
        [b for _, b in ends],
        [FOOT] * 3,
        [0.97] * 3,
        [0] * 3,
    )
    signs.settle(dark, DPI, [words])
    assert " ".join(words.text) == told
