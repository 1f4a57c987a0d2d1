"""Boxes to be ticked and signs of division told by their ink."""

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from extract.ocr import signs, symbols
from extract.ocr.engine import Words

TOP, FOOT = 20, 42  # of letters
Picture = NDArray[np.uint8]


def paper() -> Picture:
    return np.zeros((80, 300), np.uint8)


def box(dark: Picture, x: int, *, thick: int = 2, high: int = 24) -> None:
    cv2.rectangle(dark, (x, TOP - 1), (x + high - 1, TOP - 2 + high), 255, thick)


def word(dark: Picture, x: int, letters: str) -> int:
    """Draw a word as letters of bars; where it ends."""
    for n, letter in enumerate(letters):
        top = TOP + (0 if letter not in ".," else 19)
        dark[top:FOOT, x + n * 14 : x + n * 14 + (9 if top == TOP else 3)] = 255
    return x + len(letters) * 14 - 5


@pytest.mark.parametrize("read", ["L1", "E1", "1", "L]", "Lì", "L)"])
@pytest.mark.parametrize("thick", [1, 2, 3])
def test_a_hollow_square_is_a_box(read: str, thick: int) -> None:
    dark = paper()
    box(dark, 20, thick=thick)
    end = word(dark, 60, "Có")
    words = Words([read, "Có"], [18, 60], [TOP, TOP], [46, end], [FOOT, FOOT], [0.97, 0.96], [0, 0])
    symbols.settle(dark, words)
    assert words.text == ["□", "Có"]
    assert words.confidence == [signs.MEASURED, 0.96]


@pytest.mark.parametrize(
    ("x", "begins", "told"),
    [
        (20, 60, ["□", "Có"]),
        (20, 18, ["□", "Có"]),  # the word's box has it too
        (2, 60, ["Có"]),  # too far off
    ],
)
def test_a_box_that_was_passed_over_is_put_in(x: int, begins: int, told: list[str]) -> None:
    dark = paper()
    box(dark, x)
    end = word(dark, 60, "Có")
    words = Words(["Có"], [begins], [TOP], [end], [FOOT], [0.96], [0])
    symbols.settle(dark, words)
    assert words.text == told
    assert words.x0 == [19, max(45, begins)][-len(told) :]  # a line two pixels wide
    assert len({len(c) for c in (words.x0, words.top, words.x1, words.bottom, words.confidence, words.line)}) == 1


@pytest.mark.parametrize("letter", ["D", "O", "0", "II", "B", "H", "E1", "L1", "ticked", "gap"])
def test_letters_and_half_boxes_are_no_boxes(letter: str) -> None:
    dark = paper()
    if letter == "D":
        cv2.ellipse(dark, (20, TOP + 11), (21, 11), 0, -90, 90, 255, 2)
        dark[TOP - 1 : FOOT + 1, 20:22] = 255
    elif letter in "O0":
        cv2.ellipse(dark, (31, TOP + 11), (11, 11), 0, 0, 360, 255, 2)
    elif letter == "II":  # strokes with serifs that touch
        dark[TOP : TOP + 2, 20:44] = dark[FOOT - 2 : FOOT, 20:44] = 255
        dark[TOP:FOOT, 24:28] = dark[TOP:FOOT, 36:40] = 255
    elif letter in ("ticked", "gap"):
        box(dark, 20)
        cv2.line(dark, (22, TOP + 2), (42, FOOT - 2), 255 if letter == "ticked" else 0, 2)
        dark[TOP + 6 : TOP + 14, 40:48] = 255 if letter == "ticked" else 0
    else:
        cv2.putText(dark, letter, (20, FOOT), cv2.FONT_HERSHEY_SIMPLEX, 1.0, 255, 2)
    words = Words([letter[:2]], [18], [TOP], [48], [FOOT], [0.97], [0])
    symbols.settle(dark, words)
    assert words.text == [letter[:2]]
    assert words.confidence == [0.97]


def divided(gap: int, dots: str) -> tuple[Picture, Words]:
    """Darkness of "15 ÷ 30" with that gap beside a bar with dots over it, under it, or both."""
    dark = paper()
    x = word(dark, 20, "15") + gap
    dark[31:33, x : x + 19] = 255
    for where, y in (("over", 22), ("under", 38)):
        if where in dots:
            dark[y : y + 4, x + 8 : x + 12] = 255
    end = word(dark, x + 19 + gap, "30")
    return dark, Words(["15+30"], [20], [TOP], [end], [FOOT], [0.97], [0])


@pytest.mark.parametrize(
    ("gap", "read", "told"),
    [
        (12, "15+30", ["15", "÷", "30"]),
        (12, "15:30", ["15", "÷", "30"]),
        (12, "15730", ["15", "÷", "30"]),  # as many letters as stand there
        (2, "15+30", ["15÷30"]),
        (12, "1530", ["1530"]),  # what stands beside the sign is not clear
        (12, "15–3+0", ["15–3+0"]),
    ],
)
def test_a_bar_between_dots_divides(gap: int, read: str, told: list[str]) -> None:
    dark, words = divided(gap, "over under")
    words.text[:] = [read]
    symbols.settle(dark, words)
    assert words.text == told
    assert max(words.confidence) == (0.97 if told == [read] else signs.MEASURED)


@pytest.mark.parametrize("read", ["+", "z", ":", "–"])
@pytest.mark.parametrize("dots", ["over under", "over", "under", ""])
def test_a_lone_sign_is_told(read: str, dots: str) -> None:
    dark, words = divided(12, dots)
    x = 20 + 23 + 12
    words = Words(["15", read, "30"], [20, x, x + 31], [TOP] * 3, [43, x + 19, x + 54], [FOOT] * 3, [0.97] * 3, [0] * 3)
    symbols.settle(dark, words)
    assert words.text == ["15", "÷" if dots == "over under" else read, "30"]
