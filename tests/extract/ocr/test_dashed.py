"""Rules of long dashes, and letters that stand as evenly."""

import cv2
import numpy as np
import pytest

from extract.ocr import dashed, rules
from extract.ocr.segments import Segments

DPI = 200


def test_long_dashes_with_breaks_of_many_lengths_are_one_rule() -> None:
    """LibreOffice's, 0.11 inch and gaps of 0.035 to 0.055 on a 1-bit sheet: some are bridged as breaks, others not."""
    dark = np.zeros((900, 1200), np.uint8)
    on = np.concatenate([np.r_[np.ones(22), np.zeros(gap)] for gap in [8, 8, 10, 9, 8, 11, 7, 8, 8, 10] * 5]) > 0
    for y in range(100, 701, 150):
        dark[y : y + 2, 100:1000] = np.where(on[:900], 255, 0)
    for x in range(100, 1001, 300):
        dark[100:702, x : x + 2] = np.maximum(dark[100:702, x : x + 2], np.where(on[:602], 255, 0)[:, None])
    across, down = rules.find(dark, DPI)
    assert sorted(round(at / 150) for at in across.at) == [1, 2, 3, 4, 5]
    assert all(90 <= start <= 102 and 970 <= end <= 1012 for start, end in zip(across.start, across.end, strict=True))
    assert {round((at - 100) / 300) for at in down.at} == {0, 1, 2, 3}
    assert all(rules.covered(down, at, DPI) > 550 for at in down.at)


@pytest.mark.parametrize(("tall", "pitch", "wide"), [(22, 38, 3), (17, 30, 3), (22, 36, 4)])
def test_capitals_one_above_another_are_no_dashes(tall: int, pitch: int, wide: int) -> None:
    """The stems of H in a column of lines of one size: two beside each other, a bar between them."""
    dark = np.zeros((900, 600), np.uint8)
    for y in range(100, 700, pitch):
        for x in (200, 214):
            dark[y : y + tall, x : x + wide] = 255
        dark[y + tall // 2 : y + tall // 2 + 2, 200:216] = 255
    turned = np.ascontiguousarray(dark.T)
    wide_ones = np.asarray(cv2.dilate(turned, np.ones((3, 1), np.uint8)), np.uint8)
    assert not dashed.find_dashed(wide_ones, turned, DPI, 40, Segments([50.0], [0.0], [600.0], [2.0])).at


def test_soft_dots_that_run_together_are_no_dashes() -> None:
    """Dots of 3 pixels seen between two rows of pixels: groups of them are as long as dashes, and lighter between."""
    group = [90, 200, 200] * 6 + [10] * 8
    dark = np.zeros((60, 1200), np.uint8)
    dark[30:32, 100:1100] = np.resize(np.array(group, np.uint8), 1000)
    wide = np.asarray(cv2.dilate(dark, np.ones((3, 1), np.uint8)), np.uint8)
    none = Segments([], [], [], [])
    assert not dashed.find_dashed(wide, dark, DPI, 90, none).at
    dark[dark == 90] = 200
    wide = np.asarray(cv2.dilate(dark, np.ones((3, 1), np.uint8)), np.uint8)
    assert len(dashed.find_dashed(wide, dark, DPI, 90, none).at) == 1
