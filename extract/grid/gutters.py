"""Gutters: the white between columns, which says where a table without vertical rules is parted."""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from extract.grid.words import Line

Span = tuple[float, float]  # (x0, x1)


def cuts(labels: Sequence[Span], body: Sequence[Line], marks: Sequence[float] = ()) -> list[float]:
    """The x positions between neighbouring labels that the fewest phrases of the body cross.

    Of several stretches with equally few crossings the widest is taken, at the one of the `marks` (where rules end)
    that is nearest to its middle, or else in its middle. A label may be centred over a column whose texts end before
    it begins; then those texts are its own, if nothing else stands under it.
    """
    spans = [(phrase.x0, phrase.x1) for line in body for phrase in line.phrases]
    islands = union(span for span in spans if sum(map(_meet, [span] * len(labels), labels)) < 2)
    served = [any(_meet(island, label) for island in islands) for label in labels]
    found = []
    for at, (one, two) in enumerate(pairwise(labels)):
        low, high = one[1], two[0]
        between = [island for island in islands if low <= island[0] and island[1] <= high]
        if len(between) == 1 and not served[at + 1]:
            high = between[0][0]
        elif len(between) == 1 and not served[at]:
            low = between[0][1]
        low, high = _valley(spans, low, high)
        middle = (low + high) / 2
        inside = [mark for mark in marks if low <= mark <= high]
        found.append(min(inside, key=lambda x: abs(x - middle), default=middle))
    return found


def union(spans: Iterable[Span]) -> list[Span]:
    """Overlapping spans joined, from left to right."""
    found: list[Span] = []
    for x0, x1 in sorted(spans):
        if found and x0 <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], x1))
        else:
            found.append((x0, x1))
    return found


def _meet(one: Span, two: Span) -> bool:
    return one[0] < two[1] and two[0] < one[1]


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
    over = respect = 0
    for line in row:
        if any(phrase.x0 < x < phrase.x1 for phrase in line.phrases):
            over += 1
        elif line.phrases[0].x1 <= x <= line.phrases[-1].x0:
            respect += 1
    return over <= respect
