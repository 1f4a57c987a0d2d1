"""Roman numerals before a bracket, which is upright where strokes are counted."""

import cv2
import numpy as np
import pytest

from extract.ocr import uprights
from extract.ocr.engine import Words


@pytest.mark.parametrize("strokes", [1, 2, 3])
@pytest.mark.parametrize("tail", [")", "),", "", "."])
def test_a_bracket_behind_a_numeral_is_no_stroke(strokes: int, tail: str) -> None:
    dark = np.zeros((40, 100), np.uint8)
    x = 10
    for _ in range(strokes):
        dark[8:30, x : x + 3] = 255
        dark[8:10, x - 2 : x + 5] = dark[28:30, x - 2 : x + 5] = 255  # serifs
        x += 9
    if tail.startswith(")"):
        cv2.ellipse(dark, (x - 2, 19), (6, 14), 0, -75, 75, 255, 3)
        x += 8
    if tail.endswith((",", ".")):
        dark[27:30, x : x + 3] = 255
    words = Words(["I" * strokes + tail], [7], [6], [x + 5], [32], [0.97], [0])
    uprights.settle(dark, words)
    assert words.text == ["I" * strokes + tail]
    assert words.confidence == [0.97]
