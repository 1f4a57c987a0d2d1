"""All inked cells of a page as one tall picture, so that one call reads them and no column mixes with another.

Faster than a call a cell, and far better than the whole page at once, whose layout analysis mixes columns (OCR.md,
step 6).
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from extract.ocr.clean import INK, INKED, Darkness, components
from extract.ocr.engine import BLOCK, Words, none, read_words

GAP = 0.2  # inch between two cells' ink: Tesseract takes less for the same paragraph
MARGIN = 0.12  # inch of paper around
TALLEST = 30_000  # pixels: Tesseract's pictures end at 32,767
BLUR = 0.8 / 300  # inch: a light blur before reading beats the raw picture (OCR.md, step 7)
SPECK = 0.012  # inch: smaller blobs are dust


@dataclass(frozen=True, slots=True)
class Strip:
    """A rectangle of the page in pixels (left, top, right, bottom) that is read on its own."""

    left: int
    top: int
    right: int
    bottom: int


def ink_box(dark: Darkness, strip: Strip, dpi: float) -> Strip | None:
    """The strip shrunk to its ink, dust left out; None where there is none."""
    piece = (dark[strip.top : strip.bottom, strip.left : strip.right] > INKED).astype(np.uint8)
    if not piece.any():
        return None
    count, _, stats, _ = components(piece)
    least = dpi * SPECK
    solid = [stats[i] for i in range(1, count) if max(stats[i][2], stats[i][3]) > least]
    if not solid:
        return None
    boxes = np.asarray(solid)
    pad = int(dpi * 0.02)
    return Strip(
        max(0, strip.left + int(boxes[:, 0].min()) - pad),
        max(0, strip.top + int(boxes[:, 1].min()) - pad),
        min(dark.shape[1], strip.left + int((boxes[:, 0] + boxes[:, 2]).max()) + pad),
        min(dark.shape[0], strip.top + int((boxes[:, 1] + boxes[:, 3]).max()) + pad),
    )


def picture_of(dark: Darkness, dpi: float, clip: float = 0.0, scale: float = 1.0) -> NDArray[np.uint8]:
    """Darkness as the picture that Tesseract reads best: lightly blurred, weak ink below `clip` taken for paper."""
    if clip:
        levels = np.clip((np.arange(INK + 1) / INK - clip) / (1 - clip), 0, 1) * INK
        dark = levels.astype(np.uint8)[dark]
    smooth = cv2.GaussianBlur(dark, (0, 0), max(0.3, BLUR * dpi))
    if scale != 1.0:
        smooth = cv2.resize(smooth, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)
    return np.asarray(cv2.bitwise_not(smooth), np.uint8)


@dataclass(frozen=True, slots=True)
class Way:
    """How strips are shown to Tesseract: language data, letters allowed ("" for all), page segmentation mode.

    `scale` enlarges them, `clip` takes weaker ink for paper.
    """

    language: str = "vie"
    whitelist: str = ""
    mode: int = BLOCK
    scale: float = 1.0
    clip: float = 0.0


def read_strips(dark: Darkness, strips: list[Strip], dpi: float, way: Way | None = None) -> list[Words]:
    """The words of each strip of a page, boxes in pixels of the page."""
    way = way or Way()
    pieces = [picture_of(dark[s.top : s.bottom, s.left : s.right], dpi, way.clip, way.scale) for s in strips]
    out = [none() for _ in strips]
    pile: list[int] = []
    height = 0
    gap = int(dpi * way.scale * GAP)
    for index, piece in enumerate(pieces):
        need = piece.shape[0] + gap
        if pile and height + need > TALLEST:
            _read_pile(pieces, pile, dpi * way.scale, way, strips, out)
            pile, height = [], 0
        pile.append(index)
        height += need
    if pile:
        _read_pile(pieces, pile, dpi * way.scale, way, strips, out)
    return out


def _read_pile(
    pieces: list[NDArray[np.uint8]], pile: list[int], dpi: float, way: Way, strips: list[Strip], out: list[Words]
) -> None:
    gap, margin = int(dpi * GAP), int(dpi * MARGIN)
    width = max(pieces[i].shape[1] for i in pile) + 2 * margin
    height = 2 * margin + sum(pieces[i].shape[0] + gap for i in pile)
    tall = np.full((height, width), 255, np.uint8)
    y = margin
    tops: list[int] = []
    for i in pile:
        high, wide = pieces[i].shape
        tall[y : y + high, margin : margin + wide] = pieces[i]
        tops.append(y)
        y += high + gap
    words = read_words(tall, dpi, language=way.language, whitelist=way.whitelist, mode=way.mode)
    starts = np.asarray(tops)
    for n, text in enumerate(words.text):
        middle = (words.top[n] + words.bottom[n]) / 2 + gap / 2
        k = max(0, int(np.searchsorted(starts, middle, side="right")) - 1)
        strip, own = strips[pile[k]], out[pile[k]]
        own.text.append(text)
        own.x0.append(strip.left + round((words.x0[n] - margin) / way.scale))
        own.x1.append(strip.left + round((words.x1[n] - margin) / way.scale))
        own.top.append(strip.top + round((words.top[n] - tops[k]) / way.scale))
        own.bottom.append(strip.top + round((words.bottom[n] - tops[k]) / way.scale))
        own.confidence.append(words.confidence[n])
        own.line.append(words.line[n])
