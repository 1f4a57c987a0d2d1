"""Gutters: the white between columns, which says where a table without vertical rules is parted."""

from bisect import bisect
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise

from extract.grid.numbers import number_of
from extract.grid.words import Line, Phrase

Span = tuple[float, float]  # (x0, x1)
ALIGNED = 1.0  # points: the lines of a column begin at one x, within this
MIN_ALIGNED = 3  # lines that show where


def cuts(labels: Sequence[Span], body: Sequence[Line], marks: Sequence[float] = ()) -> list[float]:
    """The x positions between neighbouring labels that the fewest texts of the body cross.

    A text that stands alone beside its row's number may be a section's, and counts whole; others count by words. Of
    several stretches with equally few crossings the one before the place where most texts begin is taken, or else the
    widest; in it the one of the `marks` (where rules end) that is nearest to its middle, or else its middle. A label
    may be centred over a column whose texts end before it begins; then those texts are its own, if nothing else stands
    under it.
    """
    spans = [(phrase.x0, phrase.x1) for line in body for phrase in line.phrases]
    ink = [span for line in body for span in _texts(line)]
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
        start = _usual([x0 for x0, _ in spans if low < x0 <= two[1]])
        low, high = _valley(ink, low, high, start)
        middle = (low + high) / 2
        inside = [mark for mark in marks if low <= mark <= high]
        found.append(min(inside, key=lambda x: abs(x - middle), default=middle))
    return found


def _texts(line: Line) -> list[Span]:
    """The x extents of a line's words; of its phrases where it has but one beside a number."""
    if sum(number_of(phrase.text) is None for phrase in line.phrases) < 2:
        return [(phrase.x0, phrase.x1) for phrase in line.phrases]
    return [part for phrase in line.phrases for part in _between(phrase.x0, phrase.gaps, phrase.x1)]


def _between(x0: float, gaps: Sequence[Span], x1: float) -> list[Span]:
    """What is left of [x0, x1] between gaps."""
    ends = [x0, *(x for gap in gaps for x in gap), x1]
    return list(zip(ends[::2], ends[1::2], strict=True))


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


def _usual(places: Iterable[float]) -> float | None:
    """Where most texts begin, to a point; None where they begin here and there."""
    (place, count), *_ = Counter(map(round, places)).most_common(1) or [(0, 0)]
    return float(place) if count >= MIN_ALIGNED else None


def _valley(spans: Sequence[Span], low: float, high: float, start: float | None) -> Span:
    """Of the stretches of [low, high] that the fewest spans cross, the one that ends at `start`, or else the widest."""
    near = [span for span in spans if span[0] < high and span[1] > low]
    places = sorted({low, high, *(x for span in near for x in span if low < x < high)})
    best = (len(near) + 1, True, 0.0, low, high)
    for left, right in pairwise(places):
        crossing = sum(span[0] < (left + right) / 2 < span[1] for span in near)
        away = start is None or abs(right - start) > ALIGNED
        best = min(best, (crossing, away, left - right, left, right))
    return best[3:]


def recut(lines: Sequence[Line], inner: Sequence[float]) -> list[Line]:
    """The lines with phrases cut where stretched text runs up to the next column's, less than a wide gap away.

    A phrase is cut at the edges that it crosses, if at each of them it has a blank after which a word stands where the
    lines of that column begin.
    """
    begins = [phrase.x0 for line in lines for phrase in line.phrases]
    starts = [_usual(x for x in begins if bisect(inner, x) == column) for column in range(len(inner) + 1)]
    return [
        line._replace(phrases=tuple(part for phrase in line.phrases for part in _parts_of(phrase, inner, starts)))
        for line in lines
    ]


def _parts_of(phrase: Phrase, inner: Sequence[float], starts: Sequence[float | None]) -> list[Phrase]:
    """A phrase cut at all the edges that it crosses, or whole."""
    places = [(x, starts[column]) for column, x in enumerate(inner, start=1) if phrase.x0 < x < phrase.x1]
    found = [
        next((gap for gap in phrase.gaps if gap[0] <= x + ALIGNED and start and abs(gap[1] - start) <= ALIGNED), None)
        for x, start in places
    ]
    cuts = [gap for gap in found if gap is not None]
    if not cuts or len(cuts) < len(found):
        return [phrase]
    return [
        Phrase(
            x0, x1, "", gaps=tuple(gap for gap in phrase.gaps if x0 < gap[0] < x1), head=phrase.head * (x0 == phrase.x0)
        )
        for x0, x1 in _between(phrase.x0, cuts, phrase.x1)
    ]


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
