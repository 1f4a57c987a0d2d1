"""What two versions of a plan differ in: rows added, removed, moved and changed, value by value."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from zlib import crc32

from export.values import EXTRA, TASK_PATHS, of_document, of_task
from normalize.text import solid
from phuluc.diff.match import Pair, match
from phuluc.difference import Comparison, RowChange, ValueChange
from phuluc.model import Agency, Document, Task

_LISTS = ("lead", "partners", "outputs")


def compare(old: Document, new: Document) -> Comparison:
    """Hold the new version against the old one.

    White space, the order of a list's items and how a file was made are no difference. The other way round, the
    result is the same with the sides changed.
    """
    pairs = match(old.tasks, new.tasks)
    moved = _moved(old.tasks, new.tasks, pairs)
    changes: dict[int, RowChange] = {}  # by the place in the new version
    for i, j in pairs:
        values = tuple(_values(old.tasks[i], new.tasks[j]))
        above = (_above(old.tasks, i), _above(new.tasks, j)) if (i, j) in moved else (None, None)
        change = RowChange(old.tasks[i], new.tasks[j], (i, j) in moved, values, above)
        if change.statuses:
            changes[j] = change
    gone = _gone(old.tasks, pairs)
    stayed = {j: i for i, j in pairs}
    rows = gone.get(None, [])
    for j, task in enumerate(new.tasks):
        if j in changes or j not in stayed:
            rows.append(changes.get(j, RowChange(None, task)))
        rows += gone.get(stayed[j], []) if j in stayed else []
    document = tuple(_texts(of_document(old), of_document(new)))
    return Comparison(old, new, tuple(rows), document, len(pairs) - len(changes))


def _gone(tasks: Sequence[Task], pairs: Sequence[Pair]) -> dict[int | None, list[RowChange]]:
    """The rows that the new version lacks, by the place of the last row before them that it has; None for no row."""
    stayed = {i for i, _ in pairs}
    gone: dict[int | None, list[RowChange]] = {}
    above = None
    for i, task in enumerate(tasks):
        if i in stayed:
            above = i
        else:
            gone.setdefault(above, []).append(RowChange(task, None))
    return gone


def _above(tasks: Sequence[Task], place: int) -> Task | None:
    return tasks[place - 1] if place else None


# --- values ------------------------------------------------------------------------------------------------------


def _values(old: Task, new: Task) -> Iterator[ValueChange]:
    """The values of a row that are not the same, those of columns without a role last."""
    before, after = of_task(old), of_task(new)
    for path in (*TASK_PATHS, *dict.fromkeys(path for path in (*before, *after) if path.startswith(EXTRA))):
        one, other = before.get(path, ""), after.get(path, "")
        if path in _LISTS:
            removed, added = _items(one, other)
            if removed or added:
                reworded = path != "outputs" and _same_bodies(getattr(old, path), getattr(new, path))
                yield ValueChange(path, one, other, removed, added, reworded)
        elif solid(one) != solid(other):
            yield ValueChange(path, one, other, reworded=path == "period" and _same_days(old, new))


def _texts(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[ValueChange]:
    for path, one in before.items():
        if solid(one) != solid(after[path]):
            yield ValueChange(path, one, after[path])


def _items(one: str, other: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The lines that only one of two lists has, each as often as it has it more."""
    sides = [{solid(line): line for line in text.split("\n") if line} for text in (one, other)]
    counts = [Counter(map(solid, filter(None, text.split("\n")))) for text in (one, other)]
    removed, added = counts[0] - counts[1], counts[1] - counts[0]
    return tuple(sides[0][key] for key in removed.elements()), tuple(sides[1][key] for key in added.elements())


def _same_bodies(one: Sequence[Agency], other: Sequence[Agency]) -> bool:
    """Whether two cells name the same bodies, all of them in the register."""
    ids = [Counter(agency.id for agency in agencies) for agencies in (one, other)]
    return ids[0] == ids[1] and None not in ids[0]


def _same_days(old: Task, new: Task) -> bool:
    """Whether two periods that were understood are the same days."""
    one, other = old.period, new.period
    if one.kind not in ("span", "recurring", "ongoing"):
        return False
    return (one.kind, one.spans, one.rrule, one.start, one.end) == (
        other.kind,
        other.spans,
        other.rrule,
        other.start,
        other.end,
    )


# --- moves -------------------------------------------------------------------------------------------------------


def _moved(old: Sequence[Task], new: Sequence[Task], pairs: Sequence[Pair]) -> set[Pair]:
    """The pairs that were moved: those that stand under other rows, and the fewest that explain the others' order.

    What a row stands under is the nearest row above it that both versions have: a heading that went or came moves none.
    """
    before, after = {task.id: i for i, task in enumerate(old)}, {task.id: j for j, task in enumerate(new)}
    paired = dict(pairs)
    over = _over(old, before, set(paired)), _over(new, after, set(paired.values()))
    moved: set[Pair] = set()
    siblings: dict[int | None, list[Pair]] = {}
    for i, j in pairs:
        above, below = over[0][i], over[1][j]
        if (None if above is None else paired[above]) != below:
            moved.add((i, j))
        else:
            siblings.setdefault(below, []).append((i, j))
    sizes = _sizes(old, before), _sizes(new, after)
    for own in siblings.values():
        weights = [_weight(old[i], new[j], min(sizes[0][i], sizes[1][j])) for i, j in own]
        kept = heaviest_rise([i for i, _ in own], weights)
        moved.update(pair for place, pair in enumerate(own) if place not in kept)
    return moved


def _over(tasks: Sequence[Task], at: Mapping[str, int], stayed: Set[int]) -> list[int | None]:
    """The place of the nearest row above each row that stayed, None where there is none."""
    over: list[int | None] = []
    for i, task in enumerate(tasks):
        above = at.get(task.parent or "", i)
        over.append(None if above >= i else above if above in stayed else over[above])
    return over


def _sizes(tasks: Sequence[Task], at: Mapping[str, int]) -> list[int]:
    """How many rows each row is, with those under it."""
    sizes = [1] * len(tasks)
    for i in range(len(tasks) - 1, -1, -1):
        above = at.get(tasks[i].parent or "", i)
        if above < i:
            sizes[above] += sizes[i]
    return sizes


def _weight(old: Task, new: Task, size: int) -> int:
    """What a row weighs in the order that is kept: one, then how much it holds, then what both sides see alike."""
    texts = sorted((solid(old.task), solid(new.task)))
    return (1 << 128) + (size << 64) + crc32("\n".join(texts).encode(errors="replace"))


def heaviest_rise(numbers: Sequence[int], weights: Sequence[int]) -> set[int]:
    """The places of the rising subsequence with the greatest sum of weights; with equal ones it is a longest.

    The numbers are all different. A Fenwick tree of best sums, O(n log n).

    >>> sorted(heaviest_rise([3, 0, 1, 2], [1, 1, 1, 1]))
    [1, 2, 3]
    """
    ranks = sorted(numbers)
    tree: list[tuple[int, int]] = [(0, -1)] * (len(numbers) + 1)  # the best sum up to a rank, and the place it ends at
    before: list[int] = []
    for place, (number, weight) in enumerate(zip(numbers, weights, strict=True)):
        rank = bisect_left(ranks, number) + 1
        best, i = (0, -1), rank - 1
        while i:
            best = max(best, tree[i])
            i &= i - 1
        before.append(best[1])
        own, i = (best[0] + weight, place), rank
        while i < len(tree):
            tree[i] = max(tree[i], own)
            i += i & -i
    kept: set[int] = set()
    total, i = (0, -1), len(numbers)
    while i:
        total = max(total, tree[i])
        i &= i - 1
    place = total[1]
    while place >= 0:
        kept.add(place)
        place = before[place]
    return kept
