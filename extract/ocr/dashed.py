"""Rules of long dashes, as LibreOffice draws them: 0.11 inch and gaps of 0.035 to 0.055, even all along.

Some of their gaps are bridged where solid rules are looked for and others are not, so that neither those nor the short
broken ones are found whole. That dashes of one length follow each other is what tells them from letters.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from extract.ocr.broken import among_letters
from extract.ocr.clean import Darkness, components_in_rows, runs
from extract.ocr.segments import FAINT, GROWN, Segments, in_text

DASH = (0.08, 0.2)  # inch; shorter ones are found with their gaps bridged
GAP = 0.075  # inch: worn ones are wider
INKED = 0.64  # of dash and gap: those of LibreOffice have 0.7; stems above each other in single-spaced lines 0.5
EVEN = 0.2  # of a dash: so much the others differ
MOST = 0.7  # of the dashes: a rule that crosses makes one of two
LEAST = 4  # dashes: fewer are even by chance
THIN = 0.03  # inch
LEVEL = 0.8  # of the ink before short strokes went: dots that run together have 0.5
CROSSED = 0.5  # of the gaps: a rule crosses one of five gaps between dashes in rows of one line


def find_dashed(wide: Darkness, alone: Darkness, dpi: float, length: int, crossing: Segments) -> Segments:
    """Level rules of long dashes of at least `length` pixels; `wide`: the picture `alone` carried over residual skew.

    `crossing` are rules known to stand across these, where the pictures are turned: between them letters stand in line.
    """
    strokes = cv2.morphologyEx(wide, cv2.MORPH_OPEN, _level(dpi * DASH[0] * (1 - EVEN)))
    lines = cv2.morphologyEx(strokes, cv2.MORPH_CLOSE, _level(dpi * GAP))
    lines = cv2.morphologyEx(lines, cv2.MORPH_OPEN, _level(length))
    count, labels, stats, middles = components_in_rows(cv2.threshold(lines, FAINT, 1, cv2.THRESH_BINARY)[1])
    out = Segments([], [], [], [])
    for label in range(1, count):
        x, y, w, h, area = (int(v) for v in stats[label])
        thickness = area / max(w, 1) - GROWN
        if w < length or thickness > dpi * THIN:
            continue
        part = np.where(labels[y : y + h, x : x + w] == label, strokes[y : y + h, x : x + w], 0)
        along, whole = part.max(axis=0), wide[y : y + h, x : x + w].max(axis=0)
        starts, ends = runs(np.asarray(along > FAINT))
        at = float(middles[label][1]) + 0.5
        if (
            not _even(ends - starts, w, dpi)
            or not _is_solid(along, whole)
            or in_text(alone, (at, x, x + w, thickness), dpi)
        ):
            continue
        if crossing.at and (
            _row_by_row(x + ends[:-1], x + starts[1:], crossing) or among_letters(alone, at, x, x + w, dpi)
        ):
            continue
        spare = float(np.median(starts[1:] - ends[:-1]))  # it may end in a gap
        out.add(at, max(0.0, x - spare), min(float(alone.shape[1]), x + w + spare), max(1.0, thickness))
    return out


def _level(pixels: float) -> NDArray[np.uint8]:
    """A level stroke of so many pixels, an odd number: an even one would move what it is laid on."""
    return np.ones((1, int(pixels) | 1), np.uint8)


def _even(dashes: NDArray[np.intp], wide: int, dpi: float) -> bool:
    """Whether lengths are those of one kind of dash, and fill a line as far as dashes do."""
    usual = float(np.median(dashes))
    if len(dashes) < LEAST or not DASH[0] * dpi <= usual <= DASH[1] * dpi or dashes.sum() < INKED * wide:
        return False
    return float((np.abs(dashes - usual) <= EVEN * usual).mean()) >= MOST


def _is_solid(along: Darkness, whole: Darkness) -> bool:
    """Whether dashes are as dark all along as their darkest ink: dots that run together are not."""
    inked = along > FAINT
    return float(along[inked].sum(dtype=np.float64)) >= LEVEL * float(whole[inked].sum(dtype=np.float64))


def _row_by_row(ends: NDArray[np.intp], starts: NDArray[np.intp], crossing: Segments) -> bool:
    """Whether in most gaps, each from an end to a start, a rule crosses: brackets, one in each row of a table."""
    places = np.asarray(crossing.at)[:, None]
    crossed = ((places > ends) & (places < starts)).any(axis=0)
    return float(crossed.mean()) > CROSSED
