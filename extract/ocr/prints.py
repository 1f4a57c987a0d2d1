"""What stands in a cell of the column of numbers, as one picture, also where it broke over lines for want of room."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from extract.ocr.cells import Strip, ink_box
from extract.ocr.clean import INKED, Darkness, runs

PADDING = 0.08  # inch: what Word leaves free on either side of a cell
BEARINGS = 0.5  # of a line's height: the white that "II." and the next figure have beside their ink
LETTER_GAP = 0.012  # inch between two figures
BETWEEN_LINES = 0.03  # inch: lines of 8 points leave 0.06, a figure that toner left in two parts less
LOWEST = 0.04  # inch: figures of 6 points; what is lower and stands alone is dust
AROUND = 0.02  # inch of paper around a number


@dataclass(frozen=True, slots=True)
class Print:
    """The picture of what stands in a cell, where its first line stands, and how many lines there are.

    `joined`: one line now that was several in print.
    """

    picture: Darkness
    first: Strip
    lines: int
    joined: bool = False


def print_of(text: Darkness, strip: Strip, dpi: float, room: float) -> Print:
    """What stands in a cell `room` pixels wide, as one line where lines broke for want of room: "III.1" and "0".

    Lines that had room to go on where they end are no number's parts, and stay as they are.
    """
    box = ink_box(text, strip, dpi) or strip
    whole = text[box.top : box.bottom, box.left : box.right]
    rows = line_rows(whole, dpi)
    lines = [_trimmed(whole[top:bottom]) for top, bottom in rows]
    gap = max(1, round(dpi * LETTER_GAP))
    room -= 2 * PADDING * dpi
    if len(lines) < 2 or any(a.shape[1] + _first_width(b) + BEARINGS * b.shape[0] < room for a, b in pairwise(lines)):
        return Print(whole, strip, len(lines))
    tall = max(line.shape[0] for line in lines)
    line = np.hstack([np.pad(part, ((tall - part.shape[0], 0), (0, gap))) for part in lines])
    around = round(dpi * AROUND)
    return Print(np.pad(line, around), Strip(strip.left, strip.top, strip.right, box.top + rows[0][1]), 1, joined=True)


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
