"""Stretches of rules along one axis of a page's picture, and whether such a stretch is part of a word."""

from dataclasses import dataclass

import numpy as np

from extract.ocr.clean import Darkness
from extract.page import Rules

FAINT = 71  # of 255: a rule of a worn copy
GROWN = 2  # pixels that carrying a rule over residual skew adds to its thickness
SURE = 2.2  # inch: longer than any word; underlined titles of that length are judged by the grid
BRIDGE = 0.06  # inch: a break that a copier makes in a rule, and the gap of a dotted one
IN_LINE = 0.03  # inch: how far the parts of a column's rule stand out of line
# The middle, foot or head of figures that touch, "2026-2028" on a copy of a copy, makes a run as long as a rule.
ASIDE = 0.03  # inch from a rule's middle: strokes of that text are there on one side or both
PIERCED = 0.2  # share of a short rule's length with ink on both sides: text has 0.4, rules up to 0.06
ON_ONE_SIDE = (0.4, 0.9)  # share with ink on one side: text has 0.45 to 0.7, rules up to 0.07, a double rule all


@dataclass(frozen=True, slots=True)
class Segments:
    """Rules along one axis in pixels, as parallel arrays: position across, start and end along, thickness."""

    at: list[float]
    start: list[float]
    end: list[float]
    width: list[float]

    def add(self, at: float, start: float, end: float, width: float) -> None:
        """Put one more rule at the end."""
        for column, value in zip((self.at, self.start, self.end, self.width), (at, start, end, width), strict=True):
            column.append(value)

    def in_points(self, dpi: float) -> Rules:
        """The same in points."""
        scale = 72 / dpi
        columns = (np.asarray(column, np.float64) * scale for column in (self.at, self.start, self.end, self.width))
        return Rules(*columns)


def beside(dark: Darkness, at: float, start: int, end: int, dpi: float) -> tuple[Darkness, Darkness]:
    """The ink along a rule on both its sides."""
    above, below = (min(max(0, int(at + side * dpi * ASIDE)), len(dark) - 1) for side in (-1, 1))
    return dark[above, start:end], dark[below, start:end]


def in_text(dark: Darkness, at: float, start: int, end: int, dpi: float) -> bool:
    """Whether a run is part of a word whose letters touch; runs longer than any word are not."""
    if end - start > dpi * SURE:
        return False
    above, below = (line > FAINT for line in beside(dark, at, start, end, dpi))
    least, most = ON_ONE_SIDE
    return float((above & below).mean()) > PIERCED or any(least < float(side.mean()) < most for side in (above, below))
