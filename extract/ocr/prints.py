"""What stands in a cell of the column of numbers, as one picture, also where it broke over lines for want of room."""

from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np

from extract.ocr.cells import Strip, ink_box
from extract.ocr.clean import INKED, Darkness, blobs, runs

PADDING = 0.08  # inch: what Word leaves free on either side of a cell
BEARINGS = 0.5  # of a line's height: the white that "II." and the next figure have beside their ink
LETTER_GAP = 0.012  # inch between two figures
BETWEEN_LINES = 0.03  # inch: lines of 8 points leave 0.06, a figure that toner left in two parts less
LOWEST = 0.04  # inch: figures of 6 points; what is lower and stands alone is dust
BEHIND = 0.06  # inch behind a number in which its point stands
WHOLE = 0.6  # of the highest blob of a number: a figure, no point
SPOT = (0.1, 0.3)  # of a figure's height, both ways: a full stop, also one that copying made smaller
OFF_FOOT, NEAR = 0.12, 0.4  # of a figure's height: how far a point is from the foot of figures, and from the one before
AROUND = 0.02  # inch of paper around a number


@dataclass(frozen=True, slots=True)
class Print:
    """The picture of what stands in a cell, where its first line stands, and how many lines there are.

    `joined`: one line now that was several in print. `pointed`: the picture with points that were taken for dust, None
    where there are none.
    """

    picture: Darkness
    first: Strip
    lines: int
    joined: bool = False
    pointed: Darkness | None = None


def print_of(text: Darkness, dark: Darkness, strip: Strip, dpi: float, room: float) -> Print:
    """What stands in a cell `room` pixels wide, as one line where lines broke for want of room: "III.1" and "0".

    Lines that had room to go on where they end are no number's parts, and stay as they are. `dark`: the page before
    dust was taken from it.
    """
    box = ink_box(text, strip, dpi) or strip
    whole = text[box.top : box.bottom, box.left : box.right]
    rows = line_rows(whole, dpi)
    lines = [_trimmed(whole[top:bottom]) for top, bottom in rows]
    gap = max(1, round(dpi * LETTER_GAP))
    room -= 2 * PADDING * dpi
    if len(lines) < 2 or any(a.shape[1] + _first_width(b) + BEARINGS * b.shape[0] < room for a, b in pairwise(lines)):
        right = min(box.right + round(dpi * BEHIND), text.shape[1])
        part = slice(box.top, box.bottom), slice(box.left, right)
        pointed = with_points_of(text[part], dark[part]) if len(lines) == 1 else None
        return Print(whole, strip, len(lines), pointed=pointed)
    tall = max(line.shape[0] for line in lines)
    line = np.hstack([np.pad(part, ((tall - part.shape[0], 0), (0, gap))) for part in lines])
    around = round(dpi * AROUND)
    return Print(np.pad(line, around), Strip(strip.left, strip.top, strip.right, box.top + rows[0][1]), 1, joined=True)


def with_points_of(clean: Darkness, dark: Darkness) -> Darkness | None:
    """A number with what stood on its foot, between or behind figures, as a point does, and was taken for dust."""
    boxes = blobs(clean)
    if not len(boxes):
        return None
    tall = int(boxes[:, 3].max())
    figures = boxes[boxes[:, 3] >= WHOLE * tall]
    foot, first = int(np.median(figures[:, 1] + figures[:, 3])), int(figures[:, 0].min())
    inked = np.asarray((clean > INKED).any(axis=0))
    out = clean.copy()
    for x, y, w, h in blobs(np.asarray(cv2.subtract(dark, clean), np.uint8)).tolist():
        sized = SPOT[0] * tall <= min(w, h) and max(w, h) <= SPOT[1] * tall
        before = figures[figures[:, 0] + figures[:, 2] <= x + 1]
        near = len(before) > 0 and x - int((before[:, 0] + before[:, 2]).max()) <= NEAR * tall
        if sized and near and x > first and abs(y + h - foot) <= OFF_FOOT * tall and not inked[x : x + w].any():
            part = slice(max(0, y - 1), y + h + 1), slice(max(0, x - 1), x + w + 1)
            out[part] = np.maximum(out[part], dark[part])
    return None if np.array_equal(out, clean) else out


def line_rows(picture: Darkness, dpi: float) -> list[tuple[int, int]]:
    """The first row and the row after the last of each line of print; what is lower than a figure is dust."""
    tops, bottoms = runs(np.asarray((picture > INKED).any(axis=1)))
    rows: list[tuple[int, int]] = []
    for top, bottom in zip(tops.tolist(), bottoms.tolist(), strict=True):
        if rows and top - rows[-1][1] < dpi * BETWEEN_LINES:
            rows[-1] = (rows[-1][0], bottom)
        else:
            rows.append((top, bottom))
    return [(top, bottom) for top, bottom in rows if bottom - top >= dpi * LOWEST]


def _trimmed(picture: Darkness) -> Darkness:
    """The picture cut to its inked columns."""
    inked = np.flatnonzero((picture > INKED).any(axis=0))
    return picture[:, inked[0] : inked[-1] + 1]


def _first_width(line: Darkness) -> int:
    """The width of the first figure or letter of a line that begins with ink."""
    inked = (line > INKED).any(axis=0)
    return line.shape[1] if inked.all() else int(np.argmin(inked))
