"""Dashes by their length and signs by their bar: Tesseract reads "–" as "-" and "≥" as ">", print tells them apart.

Measuring the ink is a reading of its own; what it changes is one mark of a word, and the word's confidence says so.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from extract.ocr.clean import INKED, Darkness
from extract.ocr.engine import Words

LETTERS = (0.03, 0.25)  # inch: how high letters of print are, from an x of 5 points to a heading
TALL = 70  # percent of a page's letters are no higher than a capital, in running text and in headings alike
LONG = (
    0.58  # of a capital's height: a hyphen has 0.38 to 0.48, an en dash 0.68 to 0.75 (tuphap, vanban; five producers)
)
FLAT = 0.5  # of its length: the most that a dash is high
MEASURED = 0.9  # confidence of a word whose dash was measured

Boxes = NDArray[np.int32]  # left, top, width, height of one blob of ink a row


def settle(text: Darkness, dpi: float, groups: list[Words]) -> None:
    """Put an en dash where a hyphen was read and the ink is as long as one, in place."""
    if not any("-" in word for words in groups for word in words.text):
        return
    tall = capital_height(text, dpi)
    if not tall:
        return
    for words in groups:
        for n, word in enumerate(words.text):
            hyphens = word.count("-")
            if not hyphens:
                continue
            lengths = _dashes(text[words.top[n] : words.bottom[n], words.x0[n] : words.x1[n]], tall, word == "-")
            if len(lengths) == hyphens and any(length > LONG * tall for length in lengths):
                words.text[n] = _longer(word, [length > LONG * tall for length in lengths])
                words.confidence[n] = min(words.confidence[n], MEASURED)


def capital_height(text: Darkness, dpi: float) -> float:
    """The height of a page's capitals in pixels, 0 where it has none."""
    heights = _blobs(text)[:, 3]
    heights = heights[(heights > LETTERS[0] * dpi) & (heights < LETTERS[1] * dpi)]
    return float(np.percentile(heights, TALL)) if len(heights) else 0.0


def _blobs(text: Darkness) -> Boxes:
    _, _, stats, _ = cv2.connectedComponentsWithStats(cv2.threshold(text, INKED, 1, cv2.THRESH_BINARY)[1])
    return np.asarray(stats[1:, :4], np.int32)


def _dashes(piece: Darkness, tall: float, alone: bool) -> list[int]:
    """The lengths of the dashes of a word's picture, from left to right; of a word that is all dash, its ink's."""
    if not piece.size:
        return []
    boxes = sorted(_blobs(piece).tolist())
    least = tall / 3
    if alone:
        boxes = [box for box in boxes if box[2] > least]
    high = piece.shape[0]
    return [
        w
        for _, top, w, h in boxes
        if w > least and h <= FLAT * w and (alone or 0.25 * high < top + h / 2 < 0.85 * high)
    ]


def _longer(word: str, long: list[bool]) -> str:
    parts = word.split("-")
    marks = ["–" if each else "-" for each in long]
    return "".join(part + mark for part, mark in zip(parts, [*marks, ""], strict=True))
