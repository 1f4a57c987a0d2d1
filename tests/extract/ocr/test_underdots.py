"""Dots below that stand on a rule, which is erased with them."""

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from extract.ocr import underdots
from extract.ocr.engine import Words

FOOT = 40  # letters are 22 high
RULE = 48  # a rule's first row
Picture = NDArray[np.uint8]


def line(rule: str, bumps: list[tuple[int, int, int]]) -> tuple[Picture, Picture]:
    """Darkness of nine letters above a rule, with bumps on it (left, width, height), and the same without rule."""
    text = np.zeros((70, 400), np.uint8)
    cv2.putText(text, "HHHHH HHHH", (10, FOOT), cv2.FONT_HERSHEY_SIMPLEX, 1.0, 255, 2)
    dark = text.copy()
    on, period = {"solid": (1, 1), "dotted": (3, 8), "dashed": (9, 18)}[rule]
    dark[RULE : RULE + 3, np.arange(400) % period < on] = 255
    for left, wide, high in bumps:
        dark[RULE - high : RULE, left : left + wide] = 255
    return dark, text


@pytest.mark.parametrize(
    ("rule", "bumps", "told"),
    [
        ("solid", [(68, 5, 1)], "luật"),  # the tip of a dot that the rule of a full row ran over
        ("dotted", [(68, 6, 3)], "luật"),
        ("dashed", [(60, 4, 3)], "luật"),  # never on the u: the tone goes on the vowel that has a mark
        ("dotted", [(68, 6, 1)], "luât"),  # the soft edge of a rule's dot
        ("dotted", [(68, 1, 3)], "luât"),
        ("solid", [(68, 5, 1), (190, 5, 1)], "luât"),  # a bump under another tone: the rule is ragged
        ("solid", [(68, 5, 1), (128, 5, 1)], "luât"),  # or between two words
        ("solid", [(68, 5, 3), (190, 5, 1)], "luật"),  # a higher one is none of its rags
        ("solid", [], "luât"),
        ("dotted", [], "luât"),
    ],
)
def test_a_dot_on_a_rule_is_seen_by_its_bump(rule: str, bumps: list[tuple[int, int, int]], told: str) -> None:
    dark, text = line(rule, bumps)
    words = Words(["luât", "tốt"], [10, 140], [18, 18], [125, 230], [FOOT + 2, FOOT + 2], [0.95, 0.95], [0, 0])
    underdots.restore(dark, text, [words])
    assert words.text == [told, "tốt"]
    assert (words.confidence[0] < 0.95) == (told != "luât")


@pytest.mark.parametrize(("high", "told"), [(1, "thông"), (2, "thộng"), (3, "thộng")])
def test_the_rag_of_a_rule_makes_no_syllable_another(high: int, told: str) -> None:
    dark, text = line("solid", [(68, 5, high)])
    words = Words(["thông", "tốt"], [10, 140], [18, 18], [125, 230], [FOOT + 2, FOOT + 2], [0.95, 0.95], [0, 0])
    underdots.restore(dark, text, [words])
    assert words.text == [told, "tốt"]


@pytest.mark.parametrize(
    ("read", "place", "told"),
    [
        ("muc/tháng", 60, "mục/tháng"),  # a typesetter's plan, on a dotted rule
        ("tháng/muc", 185, "tháng/mục"),
        ("muc/tháng", 150, "muc/tháng"),  # below a syllable of another tone
        ("sự/quy", 210, "sự/quỵ"),
        ("2/tuc", 150, "2/tuc"),  # figures are no syllable
    ],
)
def test_a_dot_belongs_to_the_syllable_above_it(read: str, place: int, told: str) -> None:
    dark, text = line("dotted", [(place, 6, 3)])
    words = Words([read], [10], [18], [230], [FOOT + 2], [0.95], [0])
    underdots.restore(dark, text, [words])
    assert words.text == [told]
