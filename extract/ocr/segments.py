"""Stretches of rules along one axis of a page's picture, and whether such a stretch is part of a word."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from extract.ocr.clean import Darkness
from extract.page import Rules

FAINT = 71  # of 255: a rule of a worn copy
GROWN = 2  # pixels that carrying a rule over residual skew adds to its thickness
SURE = 2.2  # inch: longer than any word; underlined titles of that length are judged by the grid
BRIDGE = 0.06  # inch: a break that a copier makes in a rule, and the gap of a dotted one
IN_LINE = 0.03  # inch: how far the parts of a column's rule stand out of line
# The middle, foot or head of figures that touch, "2026-2028" on a copy of a copy, makes a run as long as a rule.
ASIDE = 0.03  # inch from a rule's middle: strokes of that text are there on one side or both
# Letters hang from it, or stand on it: of its ink so much has ink beside it in every row up to there.
HUNG = 0.12  # text has 0.15 and more (one in 25 less), rules have a row with less than 0.06: white
SECOND = 0.9  # of its ink in one such row: a double rule's other line


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

    def extend(self, others: "Segments") -> None:
        """Put others at the end."""
        for other in zip(others.at, others.start, others.end, others.width, strict=True):
            self.add(*other)

    def in_points(self, dpi: float) -> Rules:
        """The same in points."""
        scale = 72 / dpi
        columns = (np.asarray(column, np.float64) * scale for column in (self.at, self.start, self.end, self.width))
        return Rules(*columns)


def beside(dark: Darkness, at: float, start: int, end: int, dpi: float) -> tuple[Darkness, Darkness]:
    """The ink along a rule on both its sides."""
    above, below = (min(max(0, int(at + side * dpi * ASIDE)), len(dark) - 1) for side in (-1, 1))
    return dark[above, start:end], dark[below, start:end]


def in_text(dark: Darkness, run: tuple[float, int, int, float], dpi: float) -> bool:
    """Whether a run (where, start, end, thickness) is part of words: letters hang from it, or stand on it."""
    at, start, end, thick = run
    own = dark[max(0, int(at) - GROWN) : int(at) + GROWN + 1, start:end].max(axis=0) > FAINT
    near = round(thick / 2 + GROWN + 0.5)
    far = max(near, round(dpi * ASIDE))
    above, below = max(0, int(at) - near + 1), int(at) + near
    sides = dark[max(0, int(at) - far) : above, start:end], dark[below : int(at) + far + 1, start:end]
    return any(_hung(side[:, own] > FAINT) for side in sides)


def _hung(side: NDArray[np.bool_]) -> bool:
    """Whether what is beside a run, row by row, are strokes of letters."""
    share = side.mean(axis=1) if side.size else np.zeros(1)
    return bool(share.min() > HUNG and share.max() <= SECOND)
