"""Points and commas among figures: Tesseract reads "12,21" as "12/21" or "12.21" (s05), another number each.

A slash is as tall as a figure; a comma hangs below the foot on which figures and points stand. A sign is only put in
for a sign that was read: what stands between figures where none was read may be a speck.
"""

import re

import numpy as np

from extract.ocr.clean import Darkness, blobs
from extract.ocr.engine import Words, change
from extract.ocr.shapes import CHANGED

_SIGNED = re.compile(r"\d+(?:[.,/]\d+)+")
TALL = 0.6  # of the tallest blob of a number: a figure or a slash
SIGN = (0.12, 0.5)  # of a figure's height: a speck is smaller
HANGS = 0.1  # of a figure's height: how far below the foot a comma goes; that of 12 points in s05 goes 0.2


def settle(text: Darkness, words: Words) -> None:
    """Put the signs that the picture shows in the place of others, in one strip's words, in place."""
    for n, word in enumerate(words.text):
        if not _SIGNED.fullmatch(word):
            continue
        below = (words.bottom[n] - words.top[n]) // 3  # boxes leave out what hangs below the foot
        rows = slice(max(0, words.top[n] - 2), words.bottom[n] + below)
        told = signs_of(word, text[rows, max(0, words.x0[n] - 1) : words.x1[n] + 1])
        if told and told != word:
            change(words, n, told, CHANGED)


def signs_of(number: str, picture: Darkness) -> str:
    """The number with its signs as a picture of it has them; "" where that shows other figures, or signs elsewhere."""
    boxes = np.asarray(sorted(blobs(picture).tolist()))
    if not len(boxes):
        return ""
    tall = boxes[:, 3].max()
    figures = boxes[:, 3] >= TALL * tall
    foot, high = float(np.median((boxes[:, 1] + boxes[:, 3])[figures])), float(np.median(boxes[:, 3][figures]))
    out = []
    for is_figure, (_, y, _, h) in zip(figures, boxes, strict=True):
        if is_figure:
            out.append("0")
        elif SIGN[0] * high <= h <= SIGN[1] * high and foot - high / 2 < y < foot:  # lower is the next line's mark
            out.append("," if y + h > foot + HANGS * high else ".")
    shown = iter(out)
    told = "".join(_told(letter, next(shown, "")) for letter in number)
    return told if "?" not in told and next(shown, None) is None else ""


def _told(read: str, shown: str) -> str:
    """What stands for one letter of a number; "?" where the picture has no such thing in its place."""
    if read.isdigit() or (read == "/" and shown == "0"):
        return read if shown == "0" else "?"
    return shown if shown in (".", ",") else "?"
