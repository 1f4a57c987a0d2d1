"""Ink that no reading made a word of: a dash alone in its cell is told by its shape, all else leaves its cell in doubt.

Tesseract takes a lone "-" for dirt and says nothing, and of a short word that it passes over it says nothing either.
"""

from extract.ocr.cells import SPECK, Strip
from extract.ocr.clean import Darkness, blobs
from extract.ocr.engine import Words, none
from extract.ocr.passes import lost_ink
from extract.ocr.signs import FLAT, MEASURED

DASH_LONG = (0.035, 0.2)  # inch: the hyphen of 8 points, the en dash of 17
DASH_HIGH = 0.025  # inch: no dash of print is higher
CLEAR = 0.05  # inch from the top and bottom of its cell: what lies nearer may be left of a rule


def lone_dash(text: Darkness, cell: Strip, dpi: float) -> Words:
    """The dash that is all there is in a cell, as a word; none where anything else is."""
    piece = text[cell.top : cell.bottom, cell.left : cell.right]
    solid = [box for box in blobs(piece).tolist() if max(box[2:]) > dpi * SPECK]
    if len(solid) != 1:
        return none()
    x, y, w, h = solid[0]
    clear = dpi * CLEAR <= y and y + h <= piece.shape[0] - dpi * CLEAR
    if not (clear and DASH_LONG[0] * dpi <= w <= DASH_LONG[1] * dpi and h <= min(FLAT * w, DASH_HIGH * dpi)):
        return none()
    left, top = cell.left + x, cell.top + y
    return Words(["-"], [left], [top], [left + w], [top + h], [MEASURED], [0])


def is_unread(text: Darkness, words: Words, strip: Strip, dpi: float) -> bool:
    """Whether a strip, which has ink, gave no word, or letters stand beside its words."""
    return not words.text or lost_ink(text, words, strip, dpi) > 0
