"""Rules made clean: near-parallel strokes become one line, broken strokes one segment. Written for one axis."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from extract.page import Floats, Ints, Rules

MIN_LENGTH = 4.0  # points: shorter marks are tick boxes, bullets and the ends of strokes, never a cell's side
_FAR = 1e6  # points: farther than any page is wide; keeps lines apart in one running maximum


@dataclass(frozen=True, slots=True, eq=False)
class Segments:
    """Merged rules of one axis, sorted by `at`, then `start`; `line[i]` counts the distinct `at` from 0."""

    at: Floats
    start: Floats
    end: Floats
    line: Ints

    def pick(self, chosen: Ints) -> "Segments":
        """The chosen segments, their lines counted anew; mostly all of them, as they are."""
        if len(chosen) == len(self.at) and (chosen[1:] > chosen[:-1]).all():
            return self
        return Segments(self.at[chosen], self.start[chosen], self.end[chosen], _counted(self.line[chosen]))


def _counted(line: NDArray[Any]) -> Ints:
    """Lines without numbers that no segment has."""
    anew: Ints = (np.cumsum(np.bincount(line) > 0, dtype=np.int32) - 1)[line]
    return anew


def merge(rules: Rules, snap: float, gap: float) -> Segments:
    """Snap rules whose `at` lie within `snap` points onto one line, then join segments less than `gap` points apart.

    A line stands at the mean of its strokes, weighted by their length, so that a double line becomes its middle.
    """
    length = rules.end - rules.start
    keep = np.isfinite(rules.at) & np.isfinite(length) & (length >= 0)
    at, start, end, length = rules.at[keep], rules.start[keep], rules.end[keep], length[keep]
    if not len(at):
        return Segments(at, start, end, np.zeros(0, np.int32))
    order = np.argsort(at, kind="stable")
    line = np.zeros(len(at), np.int64)
    line[order[1:]] = np.cumsum(np.diff(at[order]) > snap)
    weight = length + 0.01
    place = np.bincount(line, at * weight) / np.bincount(line, weight)

    order = np.lexsort((start, line))
    line, start, end = line[order], start[order], end[order]
    reach = np.maximum.accumulate(end + line * _FAR)
    first = np.flatnonzero(np.append(True, start[1:] + line[1:] * _FAR - reach[:-1] > gap))
    line, start, end = line[first], start[first], np.maximum.reduceat(end, first)
    long = end - start >= MIN_LENGTH
    line = line[long]
    return Segments(place[line], start[long], end[long], _counted(line))
