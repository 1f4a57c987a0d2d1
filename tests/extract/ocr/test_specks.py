"""Specks of sheets copied twice that run together: pairs go where they stand alone, and no mark of print goes."""

import cv2
import numpy as np
import pytest

from extract.ocr import clean

DPI = 200.0
PAIR = ((0, 0), (4, 4))  # two specks of 4 pixels that touch at a corner
HYPHEN = ((0, 0), (3, 0), (5, 0))
UPRIGHT = ((0, 0), (0, 4))


@pytest.mark.parametrize(
    ("blob", "beside", "stays"),
    [(PAIR, False, False), (UPRIGHT, False, False), (PAIR, True, True), (HYPHEN, False, True)],
)
def test_two_specks_that_touch_are_none_of_print(blob: tuple[tuple[int, int], ...], beside: bool, stays: bool) -> None:
    sheet = np.zeros((1400, 1400), np.uint8)
    cv2.rectangle(sheet, (40, 40), (60, 70), 255, -1)  # a letter
    for n in range(100):  # dust in all squares
        x, y = 90 + 125 * (n % 10), 100 + 125 * (n // 10)
        sheet[y : y + 3, x : x + 3] = 255
    left, top = (64, 50) if beside else (700, 700)
    place = np.zeros_like(sheet)
    for x, y in blob:
        place[top + y : top + y + 4, left + x : left + x + 4] = 255
    seen = clean.dusted(np.maximum(sheet, place), DPI)
    assert (seen[place > 0] > 0).all() == stays
    assert (seen[place > 0] > 0).any() == stays
    assert seen[40:71, 40:61].all()
    assert not seen[100:, 90:].any() or stays
