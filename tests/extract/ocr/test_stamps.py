"""Stamps on scans: their ink goes, and print under them and print in colour stay."""

import cv2
import numpy as np
import pytest

from extract.ocr import clean


@pytest.mark.parametrize("ink", [(205, 40, 55), (60, 70, 205)])
def test_a_stamp_goes_and_the_print_under_it_stays(ink: tuple[int, int, int]) -> None:
    picture = np.full((400, 400, 3), 255, np.uint8)
    cv2.circle(picture, (200, 200), 60, ink, 10)
    picture[190:196, 120:280] = 0
    seen = clean.grey(picture)
    assert (seen[190:196, 120:280] == 0).all()
    seen[190:196, 120:280] = 255
    assert seen.min() >= 254


def test_a_stamp_on_a_coloured_ground_turns_no_darker() -> None:
    picture = np.full((400, 400, 3), 255, np.uint8)
    picture[20:120] = (180, 115, 118)
    picture[200:260, 100:200] = (250, 5, 10)
    assert (clean.grey(picture) >= picture.max(axis=2)).all()


def test_print_in_dark_blue_is_no_stamp() -> None:
    picture = np.full((400, 400, 3), 255, np.uint8)
    cv2.putText(picture, "on", (120, 210), cv2.FONT_HERSHEY_SIMPLEX, 2.0, (0, 0, 140), 8)
    assert np.array_equal(clean.grey(picture), picture.max(axis=2))
