"""Gutters: the white between columns, which says where a table without vertical rules is parted."""

from collections.abc import Sequence
from itertools import pairwise

from extract.grid.labels import Span
from extract.grid.words import Line


def cuts(labels: Sequence[Span], body: Sequence[Line], marks: Sequence[float] = ()) -> list[float]:
    """The x positions between neighbouring labels that the fewest phrases of the body cross.

    Of several stretches with equally few crossings the widest is taken, at the one of the `marks` (where rules end)
    that is nearest to its middle, or else in its middle.
    """
    spans = [(phrase.x0, phrase.x1) for line in body for phrase in line.phrases]
    found = []
    for one, two in pairwise(labels):
        low, high = _valley(spans, one[1], two[0])
        middle = (low + high) / 2
        found.append(
            min((mark for mark in marks if low <= mark <= high), key=lambda x: abs(x - middle), default=middle)
        )
    return found


def _valley(spans: Sequence[Span], low: float, high: float) -> Span:
    """The widest of the stretches of [low, high] that the fewest spans cross."""
    near = [span for span in spans if span[0] < high and span[1] > low]
    places = sorted({low, high, *(x for span in near for x in span if low < x < high)})
    best = (len(near) + 1, 0.0, low, high)
    for left, right in pairwise(places):
        crossing = sum(span[0] < (left + right) / 2 < span[1] for span in near)
        best = min(best, (crossing, left - right, left, right))
    return best[2:]


def crossed(line: Line, inner: Sequence[float]) -> int:
    """How many of the `inner` edges the line's phrases run over."""
    return sum(phrase.x0 < x < phrase.x1 for phrase in line.phrases for x in inner)


def parted(rows: Sequence[Sequence[Line]], inner: Sequence[float]) -> list[list[bool]]:
    """For each inner edge, for each row, whether the row's text leaves it white.

    A line that runs over an edge merges the cells beside it, unless more lines of the row respect it: one long word
    in a cell is no merged cell.
    """
    return [[_parts(row, x) for row in rows] for x in inner]


def _parts(row: Sequence[Line], x: float) -> bool:
    over = sum(any(phrase.x0 < x < phrase.x1 for phrase in line.phrases) for line in row)
    beside = sum(
        any(phrase.x1 <= x for phrase in line.phrases) and any(phrase.x0 >= x for phrase in line.phrases)
        for line in row
    )
    return over <= beside if over else True
