"""Which row of one version is which of the other, whatever became of its number, its place and some of its words.

Pairs are taken greedily, the likest first. Every choice is the same from both sides: the new version against the old
gives the same pairs.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from export.values import of_task
from normalize.text import solid
from phuluc.model import Task

SAME_ROW = 60.0  # least likeness, of 100, of two rows that are taken for one
WORDS = 70.0  # of it, what the text counts for: with all else alike, 43 of 100 letters must be
AROUND = 30.0  # and what number, place and the other values count for, in equal parts
KEY_LETTERS = 600  # of a text that likeness looks at: more tell nothing more and cost time
NEAREST = 8  # texts weighed against each, those with most letters alike
MOST_PAIRS = 10_000_000  # of rows without an equal one, 3,000 on each side: more is another document, not a version
MOST_EQUAL = 10_000  # pairs among rows of one text: beyond, the first is paired with the first
_CELLS = ("lead", "partners", "period", "outputs")

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Entry:
    """A row as it is compared: its text, its other values, and the texts of the row above it and of its section."""

    heading: bool
    number: str
    text: str
    cells: tuple[str, ...]
    above: str
    section: str


def match(old: Sequence[Task], new: Sequence[Task]) -> list[Pair]:
    """Pairs of places in both versions, each place at most once, in the order of the new version.

    Sections are paired with sections, and with other rows only of the very same text. A heading whose text has nothing
    alike is paired all the same where most of the rows under both are.
    """
    ours, theirs = _entries(old), _entries(new)
    pairs: dict[int, int] = {}
    for heading in (True, False):
        left = [[i for i, each in enumerate(side) if each.heading is heading] for side in (ours, theirs)]
        _take(pairs, _equal(ours, theirs, *left))
        free = [i for i in left[0] if i not in pairs], sorted(set(left[1]) - set(pairs.values()))
        _take(pairs, _alike(ours, theirs, *free))
    left = [[i for i in range(len(old)) if i not in pairs], sorted(set(range(len(new))) - set(pairs.values()))]
    _take(pairs, _equal(ours, theirs, *left))
    _pair_parents(pairs, old, new)
    return sorted(pairs.items(), key=lambda pair: (pair[1], pair[0]))


def _entries(tasks: Sequence[Task]) -> list[_Entry]:
    by_id = {task.id: task for task in tasks}
    entries = []
    for task in tasks:
        values = of_task(task)
        cells = tuple(solid(values[path]).casefold() for path in _CELLS)
        above = by_id.get(task.parent) if task.parent is not None else None
        text = solid(task.task).casefold() or "|".join(cells)
        over = solid(above.task).casefold() if above else ""
        entries.append(_Entry(task.kind == "section", task.number, text, cells, over, solid(task.section or "")))
    return entries


def _take(pairs: dict[int, int], scored: Iterable[tuple[float, int, int]]) -> None:
    """Add pairs, the greatest score first, then the first in order: two that exclude each other never tie in both."""
    taken = set(pairs.values())
    for _, i, j in sorted(scored, key=lambda each: (-each[0], each[1] + each[2], abs(each[1] - each[2]))):
        if i not in pairs and j not in taken:
            pairs[i] = j
            taken.add(j)


def _equal(
    ours: Sequence[_Entry], theirs: Sequence[_Entry], left: Sequence[int], right: Sequence[int]
) -> Iterator[tuple[float, int, int]]:
    """The pairs of rows of one text, by how much around it is alike."""
    groups: dict[str, tuple[list[int], list[int]]] = {}
    for side, places, entries in ((0, left, ours), (1, right, theirs)):
        for place in places:
            groups.setdefault(entries[place].text, ([], []))[side].append(place)
    for one, other in groups.values():
        if len(one) * len(other) > MOST_EQUAL:
            yield from ((0.0, i, j) for i, j in zip(one, other, strict=False))
        else:
            yield from ((_around(ours[i], theirs[j]), i, j) for i in one for j in other)


def _alike(
    ours: Sequence[_Entry], theirs: Sequence[_Entry], left: Sequence[int], right: Sequence[int]
) -> Iterator[tuple[float, int, int]]:
    """The pairs of rows whose texts, and what is around them, are alike enough."""
    if not left or not right or len(left) * len(right) > MOST_PAIRS:
        return
    texts = [[side[i].text[:KEY_LETTERS] for i in places] for side, places in ((ours, left), (theirs, right))]
    for a, b, ratio in _nearest(*texts):
        score = WORDS * ratio / 100 + AROUND * _around(ours[left[a]], theirs[right[b]])
        if score >= SAME_ROW:
            yield score, left[a], right[b]


def _nearest(one: Sequence[str], other: Sequence[str]) -> Iterator[tuple[int, int, float]]:
    """For each text on either side the likest of the other side, with the likeness of 100."""
    import numpy as np
    from rapidfuzz import fuzz
    from rapidfuzz.process import cdist

    least = (SAME_ROW - AROUND) / WORDS * 100
    ratios = cdist(one, other, scorer=fuzz.ratio, score_cutoff=least, dtype=np.float32)
    found: set[Pair] = set()
    for table, turned in ((ratios, False), (ratios.T, True)):
        best = np.argsort(-table, axis=1, kind="stable")[:, :NEAREST]
        found |= {(int(b), a) if turned else (a, int(b)) for a, row in enumerate(best) for b in row if table[a, b] > 0}
    return ((a, b, float(ratios[a, b])) for a, b in found)


def _around(one: _Entry, other: _Entry) -> float:
    """How much of the number, the place and the other values is alike, 0 to 1."""
    place = 1.0 if one.above == other.above else 0.5 if one.section == other.section else 0.0
    told = [(a, b) for a, b in zip(one.cells, other.cells, strict=True) if a or b]
    cells = sum(a == b for a, b in told) / len(told) if told else 1.0
    return ((one.number == other.number) + place + cells) / 3


def _pair_parents(pairs: dict[int, int], old: Sequence[Task], new: Sequence[Task]) -> None:
    """Pair headings of one kind that have most of their rows in common, from below upwards."""
    at = {task.id: i for i, task in enumerate(old)}, {task.id: i for i, task in enumerate(new)}
    sizes = Counter(task.parent for task in old), Counter(task.parent for task in new)
    while True:
        votes = Counter(
            (at[0][above], at[1][below])
            for i, j in pairs.items()
            if (above := old[i].parent) in at[0] and (below := new[j].parent) in at[1]
        )
        taken = set(pairs.values())
        found = {
            i: j
            for (i, j), count in votes.items()
            if i not in pairs and j not in taken and old[i].kind == new[j].kind
            if 2 * count > sizes[0][old[i].id] and 2 * count > sizes[1][new[j].id]
        }
        if not found:
            return
        pairs |= found
