"""From printed numbers to an outline: each row's path, its place under others, and whether a number is missing.

Levels are told by the sequence, not by a fixed form: "1" after "II" opens a level below it, "2" goes on with it, and
whether "C" is a letter or a hundred, "I" a one or the letter after H, is what fits the rows above.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import zip_longest

from normalize.tables.marks import Form, Mark, follows, readings
from phuluc.model import RowKind


@dataclass(frozen=True, slots=True)
class Entry:
    """What the outline needs to know of a row.

    `number` is cleaned; `bare`: only number and task text stand in it; `merged`: it is merged across; `inherited`:
    its number is printed in a row above, in a cell merged down; `bold` counts only where nothing else decides; `note`:
    it is a note or a row of sums set among the rows. `sums`: beside number and task only figures stand in it, in
    columns without a role, as in a heading with the sums of its rows.
    """

    number: str
    bare: bool = False
    merged: bool = False
    inherited: bool = False
    bold: bool = False
    note: bool = False
    sums: bool = False


@dataclass(slots=True)
class Place:
    """Where a row stands: its path of numbers, the row above it in the outline, its kind, and its trouble."""

    path: tuple[str, ...]
    key: str
    parent: int | None
    kind: RowKind = "task"
    section: int | None = None
    gap: str = ""
    missing: bool = False


@dataclass(slots=True)
class _Level:
    """An open level: the last row in it, that row's number as read (None where it has none)."""

    mark: Mark | None
    number: str
    row: int
    bare: bool
    heading: bool


@dataclass(frozen=True, slots=True)
class _Option:
    """One way to place a number: how many levels stay open above it, and what speaks against it."""

    cost: float
    depth: int
    mark: Mark
    gap: bool = False


_NEXT, _NEW, _ON, _SAME_FORM, _JUMP, _BACK = 0.0, 1.0, 1.2, 1.5, 3.0, 4.0
_PER_LEVEL = 0.01  # of two levels that fit alike, the deeper one is meant
_LONGEST = 64  # characters; ids are made of numbers, and a database's index holds some 2,700 bytes


@dataclass(slots=True)
class _Walk:
    entries: Sequence[Entry]
    stack: list[_Level] = field(default_factory=list)
    last: dict[tuple[object, ...], int] = field(default_factory=dict)  # of each list, by its form, the last value
    places: list[Place] = field(default_factory=list)
    unnamed: Counter[tuple[str, ...]] = field(default_factory=Counter)


def outline(entries: Sequence[Entry]) -> list[Place]:
    """Place every row. Keys are unique: a second row of one path gets "#2", a row without a number "*1".

    A row whose number is printed above it (a merged cell), or that has none below a row that has one, shares that
    row's path and is told from it by "#2", "#3", ...; an unnumbered heading has the path element "*1", "*2", ...
    """
    walk = _Walk(_with_sums(entries))
    for row, entry in enumerate(walk.entries):
        walk.places.append(_place(walk, row, entry))
    _unique(walk.places)
    _kinds(walk)
    return walk.places


def _with_sums(entries: Sequence[Entry]) -> Sequence[Entry]:
    """The entries; those with the sums of a list that begins right below them, in another form, are bare."""
    if not any(entry.sums for entry in entries):
        return entries
    return [
        replace(one, bare=True) if one.sums and other is not None and _begins_below(one, other) else one
        for one, other in zip_longest(entries, entries[1:])
    ]


def _begins_below(one: Entry, other: Entry) -> bool:
    first = {_form(mark) for mark in readings(other.number) if mark.first}
    return bool(first) and not other.inherited and first.isdisjoint(_form(mark) for mark in readings(one.number))


def _form(mark: Mark) -> tuple[Form, ...]:
    return tuple(form for form, _ in mark.parts)


def _place(walk: _Walk, row: int, entry: Entry) -> Place:
    options = [] if entry.inherited else [o for mark in readings(entry.number) for o in _options(walk, mark)]
    best = min(options, key=lambda option: option.cost, default=None)
    if best is not None and not (best.cost >= _NEW and _glued(entry.number)) and len(entry.number) <= _LONGEST:
        return _open(walk, row, entry, best)
    if entry.number and not entry.inherited:
        return _unreadable(walk, entry)
    if not entry.inherited and (entry.merged or entry.note or (entry.bare and _heads(walk, row))):
        return _heading(walk, row)
    return _sub_row(walk, entry)


def _glued(number: str) -> bool:
    """Whether a number is one like "2B": of a list only where that list is in sight, else a code as good as any."""
    return "." not in number and not number.isdigit() and any(c.isdigit() for c in number)


def _options(walk: _Walk, mark: Mark) -> list[_Option]:
    return _dotted(walk, mark) if len(mark.parts) > 1 else _simple(walk, mark)


def _simple(walk: _Walk, mark: Mark) -> list[_Option]:
    form, value = mark.parts[0]
    options = []
    deepest = len(walk.stack)
    for depth, level in enumerate(walk.stack):
        if level.mark is None or len(level.mark.parts) != 1 or level.mark.parts[0][0] != form:
            continue
        distance = _PER_LEVEL * (deepest - depth)
        before = level.mark.parts[0][1]
        if follows(form, before, value):
            options.append(_Option(_NEXT + distance, depth, mark))
        else:
            options.append(_Option((_JUMP if value > before else _BACK) + distance, depth, mark, gap=True))
    if mark.first:
        below_bare = deepest > 0 and walk.stack[-1].bare
        cost = _NEW if not options else _SAME_FORM if below_bare else _BACK + 1
        options.append(_Option(cost, deepest, mark))
    elif not options:
        options.append(_on(walk, mark))
    return options


def _on(walk: _Walk, mark: Mark) -> _Option:
    """A number whose list is not open: it may go on with a list that a heading closed (I: 1, 2; II: 3, 4)."""
    form, value = mark.parts[-1]
    list_of = (*mark.parts[:-1], form)
    goes_on = list_of in walk.last and follows(form, walk.last[list_of], value)
    return _Option(_ON if goes_on else _JUMP + 0.5, _headings(walk), mark, gap=not goes_on)


def _headings(walk: _Walk) -> int:
    """How many levels from the top are headings: a number that begins nothing stands below them."""
    depth = 0
    while depth < len(walk.stack) and walk.stack[depth].bare:
        depth += 1
    return depth


def _dotted(walk: _Walk, mark: Mark) -> list[_Option]:
    *prefix, (form, _value) = mark.parts
    options = []
    for depth, level in enumerate(walk.stack):
        if level.mark is None:
            continue
        distance = _PER_LEVEL * (len(walk.stack) - depth)
        parts = level.mark.parts
        if len(parts) == len(mark.parts) and parts[-1][0] == form:
            options.append(_sibling(mark, parts, depth, distance))
        elif _same(parts, prefix):
            below = walk.stack[depth + 1].mark if depth + 1 < len(walk.stack) else None
            if below is None or len(below.parts) != len(mark.parts):
                wrong_form = 0.5 * (parts[-1][0] != prefix[-1][0])  # "2.1" below II, where a 2 is not in sight
                options.append(
                    _Option(
                        _NEXT + wrong_form + distance + (0 if mark.first else _JUMP), depth + 1, mark, not mark.first
                    )
                )
    if not options and mark.first:
        options.append(_Option(_NEW, _headings(walk), mark))
    return options or [_on(walk, mark)]


def _sibling(mark: Mark, parts: tuple[tuple[Form, int], ...], depth: int, distance: float) -> _Option:
    form, value = mark.parts[-1]
    if parts[:-1] == mark.parts[:-1]:
        if follows(form, parts[-1][1], value):
            return _Option(_NEXT + distance, depth, mark)
        return _Option((_JUMP if value > parts[-1][1] else _BACK) + distance, depth, mark, gap=True)
    (upper_form, before), (_, after) = parts[-2], mark.parts[-2]
    goes_on = mark.first and follows(upper_form, before, after)  # 1.2, then 2.1, with no row 2
    return _Option((_NEW if goes_on else _BACK) + distance, depth, mark, gap=not goes_on)


def _same(parts: Sequence[tuple[Form, int]], prefix: Sequence[tuple[Form, int]]) -> bool:
    return [value for _, value in parts] == [value for _, value in prefix]


def _open(walk: _Walk, row: int, entry: Entry, option: _Option) -> Place:
    gap = ""
    if option.gap:
        before = walk.stack[option.depth].number if option.depth < len(walk.stack) else ""
        gap = f"after {before} comes {entry.number}" if before else f"a list begins with {entry.number}"
    del walk.stack[option.depth :]
    place = _put(walk, entry.number, gap)
    heading = entry.bare or entry.merged
    walk.stack.append(_Level(option.mark, entry.number, row, heading, heading))
    *prefix, (form, value) = option.mark.parts
    walk.last[(*prefix, form)] = value
    return place


def _put(walk: _Walk, element: str, gap: str = "", missing: bool = False) -> Place:
    """A place below the open levels."""
    if not walk.stack:
        return Place((element,), element, None, gap=gap, missing=missing)
    above = walk.places[walk.stack[-1].row]
    path = (*above.path, element)
    return Place(path, _key(path), walk.stack[-1].row, gap=gap, missing=missing)


def _key(path: Sequence[str]) -> str:
    """The path as one word; an element that says the one before again takes its place: II, 1, 1.1 is "II.1.1"."""
    kept: list[str] = []
    for element in path:
        if kept and element.startswith(f"{kept[-1]}."):
            kept.pop()
        kept.append(element)
    return ".".join(kept)


def _unreadable(walk: _Walk, entry: Entry) -> Place:
    """A number that no list has ("a-b", "x"): a row beside the one above. A long text there names no row."""
    del walk.stack[_headings(walk) :]
    return _unnamed(walk, missing=False) if len(entry.number) > _LONGEST else _put(walk, entry.number)


def _heads(walk: _Walk, row: int) -> bool:
    """Whether rows that begin a list follow an unnumbered row."""
    following = walk.entries[row + 1] if row + 1 < len(walk.entries) else None
    return following is not None and any(mark.first for mark in readings(following.number)) and not following.inherited


def _heading(walk: _Walk, row: int) -> Place:
    """A heading without a number: it closes all but the numbered headings above it. A note closes nothing."""
    if walk.entries[row].note:
        return _unnamed(walk, missing=False)
    keep = 0
    while keep < len(walk.stack) and walk.stack[keep].heading and walk.stack[keep].mark is not None:
        keep += 1
    del walk.stack[keep:]
    place = _unnamed(walk, missing=False)
    walk.stack.append(_Level(None, "", row, True, True))
    return place


def _unnamed(walk: _Walk, missing: bool) -> Place:
    above = walk.places[walk.stack[-1].row].path if walk.stack else ()
    walk.unnamed[above] += 1
    return _put(walk, f"*{walk.unnamed[above]}", missing=missing)


def _sub_row(walk: _Walk, entry: Entry) -> Place:
    """A row without a number of its own, below a row that has one, or below none."""
    missing = not entry.inherited
    if not walk.stack or walk.stack[-1].heading:
        return _unnamed(walk, missing)
    above = walk.places[walk.stack[-1].row]
    return Place(above.path, above.key, above.parent, missing=missing)


def _unique(places: Sequence[Place]) -> None:
    seen: Counter[str] = Counter()
    taken = {place.key for place in places}
    for place in places:
        seen[place.key] += 1
        if seen[place.key] > 1:
            key = place.key
            while (name := f"{key}#{seen[key]}") in taken:
                seen[key] += 1
            place.key = name
            taken.add(name)


def _kinds(walk: _Walk) -> None:
    parents = {place.parent for place in walk.places}
    for row, (place, entry) in enumerate(zip(walk.places, walk.entries, strict=True)):
        place.kind = _kind(entry, row in parents, place.parent is None)
        above = place.parent
        while above is not None and walk.places[above].kind != "section":
            above = walk.places[above].parent
        place.section = above


def _kind(entry: Entry, has_rows: bool, top: bool) -> RowKind:
    if entry.inherited or not (entry.bare or entry.merged):
        return "task"
    if entry.note:
        return "section"
    if entry.merged and (not entry.number or top):
        return "section"
    marks = readings(entry.number)
    if marks and marks[0].parts[0][0] in ("roman", "letter") and len(marks[0].parts) == 1:
        return "section"
    if has_rows:
        return "group" if entry.number else "section"
    return "section" if (entry.bold and top) or entry.merged else "task"
