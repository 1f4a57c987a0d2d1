"""Tones over capitals that the picture does not show."""

import numpy as np
import pytest

from extract.ocr import overdots, underdots
from extract.ocr.engine import Words

FOOT, HIGH, SMALL = 60, 22, 15


@pytest.mark.parametrize(
    ("read", "tone", "told"),
    [
        ("Ủng", (0, 0), "Ung"),  # a list of fields of study, clean at 300 dpi
        ("Ứng", (0, 0), "Ưng"),
        ("Ủy", (32, 36), "Ủy"),
        ("Ủng", (34, 39), "Ủng"),  # the tone ran into the letter
        ("Ủng", (20, 25), "Ung"),  # the line above hangs down so far
        ("Ủng", (26, 31), "Ủng"),  # where a tone may stand
        ("Ổn", (0, 0), "Ổn"),  # a circumflex is looked at by no rule
        ("ỦNG", (0, 0), "ỦNG"),
        ("Ản", (0, 0), "An"),
        ("Ách", (0, 0), "Ách"),  # no syllable without its tone
        ("Ủ", (0, 0), "Ủ"),  # nothing beside it to measure by
    ],
)
def test_a_tone_over_a_capital_must_be_seen(read: str, tone: tuple[int, int], told: str) -> None:
    dark = np.zeros((80, 200), np.uint8)
    dark[FOOT - HIGH : FOOT, 20:38] = 255
    for n in range(1, len(read)):
        dark[FOOT - SMALL : FOOT, 24 + n * 18 : 36 + n * 18] = 255
    dark[tone[0] : tone[1], 26:31] = 255
    words = Words([read], [20], [FOOT - HIGH], [18 + len(read) * 18], [FOOT], [0.97], [0])
    overdots.settle(dark, dark, words)
    assert words.text == [told]
    assert words.confidence == [0.97 if told == read else underdots.SEEN]
