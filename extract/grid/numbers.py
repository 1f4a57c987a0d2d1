"""The STT column: which words are numbers of rows, whether they count on, and where it parts rows."""

import re
from collections.abc import Sequence
from itertools import pairwise

_NUMBER = re.compile(r"\(?(\d{1,3}(?:\.\d{1,3})*|[IVXLC]{1,6}|[A-ZĐa-zđ])[.)]{0,2}")
_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
Interval = tuple[float, float]  # (top, bottom)

_LETTERS = "abcdđeghiklmnopqrstuvxy"  # Vietnamese lists run a, b, c, d, đ, e, g and have no f, j, w, z

TOP_SHARE = 0.8  # of the numbers: so many must share a baseline with text to stand at their rows' tops
WIDEST_SHARE = 0.8  # of the widest white between two numbers: paragraph spacing in a cell may come near it
PARTED_SHARE = 0.6  # of the numbers: so many must have the widest white right above them; paragraphs may differ
EPSILON = 0.1  # points


def number_of(text: str) -> str | None:
    """The bare number that a row's label says ("1.", "(2)", "IV", "1.2", "a)"), None for other words."""
    match = _NUMBER.fullmatch(text)
    return match.group(1) if match else None


def follows(before: str, after: str) -> bool:
    """Whether number `after` is the very next of number `before` on the same level."""
    *head_one, last_one = before.split(".")
    *head_two, last_two = after.split(".")
    if head_one != head_two:
        return False
    return any(
        a is not None and b is not None and b == a + 1
        for a, b in zip(_values(last_one), _values(last_two), strict=True)
    )


def _values(text: str) -> tuple[int | None, int | None, int | None]:
    """What a number's last part counts, read as a figure, as a Roman one, and as a letter."""
    if text.isdigit():
        return int(text), None, None
    roman = None
    if all(letter in _ROMAN for letter in text):
        values = [_ROMAN[letter] for letter in text]
        roman = sum(-v if any(w > v for w in values[i + 1 : i + 2]) else v for i, v in enumerate(values))
    letter = _LETTERS.find(text.lower()) if len(text) == 1 else -1
    return None, roman, letter if letter >= 0 else None


def steps(numbers: Sequence[str]) -> int:
    """How many neighbours count on: the evidence that this is a column of row numbers."""
    return sum(follows(one, two) for one, two in pairwise(numbers))


def whites(ink: Sequence[Interval], top: float, bottom: float) -> list[Interval]:
    """The free stretches of [top, bottom] between intervals of ink, in order."""
    free: list[Interval] = []
    reached = top
    for start, end in sorted(ink):
        if start > reached and start <= bottom:
            free.append((reached, start))
        reached = max(reached, end)
    if reached < bottom:
        free.append((reached, bottom))
    return free


def row_lines(anchors: Sequence[Interval], ink: Sequence[Interval], ends: Interval, continued: bool) -> list[float]:
    """The y positions that part rows, one between each two anchors.

    `anchors` are the (top, bottom) of the numbers, `ink` those of every line of the other columns between the `ends`.
    Where numbers stand at their rows' tops, a row ends in the white above the next number; where they stand in the
    middle, in the white that keeps each in the middle of its row. `continued`: the first lines may be the rest of a
    row whose number stands on the page before; such a row is parted from the first number's as well.
    """
    gaps = whites([*ink, *anchors], *ends)
    at_top = _at_top(anchors, ink, gaps, continued)
    found: list[float] = []
    start = ends[0]
    if at_top and any(bottom < anchors[0][0] for _, bottom in ink):
        start = _middle(next((gap for gap in reversed(gaps) if gap[1] <= anchors[0][0] + EPSILON), (start, start)))
        found.append(start)
    for one, two in pairwise(anchors):
        between = _between(gaps, one, two)
        if not between:
            place = (one[1] + two[0]) / 2
        elif at_top:
            place = _middle(between[-1])
        else:
            place = _middle(_balanced(between, one[0] + one[1] - start, two[1] - two[0]))
        found.append(place)
        start = place
    return found


def _between(gaps: Sequence[Interval], one: Interval, two: Interval) -> list[Interval]:
    return [gap for gap in gaps if gap[0] >= one[0] and gap[1] <= two[1]]


def _at_top(anchors: Sequence[Interval], ink: Sequence[Interval], gaps: Sequence[Interval], continued: bool) -> bool:
    """Whether numbers share baselines with text, and their lines are the first of their rows."""
    size = anchors[0][1] - anchors[0][0]
    shared = sum(any(abs(bottom - anchor[1]) < size / 8 for _, bottom in ink) for anchor in anchors)
    if shared < TOP_SHARE * len(anchors):
        return False
    if not continued:
        return not any(bottom < anchors[0][1] - size / 2 for _, bottom in ink)
    parted = 0
    for one, two in pairwise(anchors):
        between = [_width(gap) for gap in _between(gaps, one, two)]
        parted += bool(between) and between[-1] >= WIDEST_SHARE * max(between)
    return parted >= PARTED_SHARE * (len(anchors) - 1)


def _balanced(gaps: Sequence[Interval], target: float, size: float) -> Interval:
    """The widest white within a line of `target`, the place where the number would be in the middle of its row."""
    near = [gap for gap in gaps if gap[0] - size <= target <= gap[1] + size]
    return max(near or gaps, key=lambda gap: (round(_width(gap), 1), -abs(_middle(gap) - target)))


def _middle(gap: Interval) -> float:
    return (gap[0] + gap[1]) / 2


def _width(gap: Interval) -> float:
    return gap[1] - gap[0]
