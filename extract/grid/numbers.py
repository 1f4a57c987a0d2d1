"""The STT column: which words are numbers of rows, whether they count on, and where it parts rows."""

import re
from collections.abc import Sequence
from itertools import pairwise

OPEN = 64  # lists that may still go on: far more than any outline has, and so few that no column of 1s costs time
_PART = r"(?:\d{1,3}|[IVXLC]{1,6}|[A-ZĐa-zđ])"  # of a number of several levels: 1.2, A.1, I.1.a
_NUMBER = re.compile(rf"\(?({_PART}(?:\.{_PART})*)(?:[.)]{{0,2}}|/)")
_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
Interval = tuple[float, float]  # (top, bottom)

_FIRST = (1, 1, 0)  # what a list's first number counts, read as `_values` does
# As points of decrees are lettered (Nghị định 30/2020/NĐ-CP, Phụ lục I, II.5): a, b, c, d, đ, e, g, and no f, j, w, z.
LETTERS = "abcdđeghiklmnopqrstuvxy"

TOP_SHARE = 0.8  # of the numbers: so many must share a baseline with text to stand at their rows' tops
WIDEST_SHARE = 0.8  # of the widest white: whites of lines set alike differ by less
EPSILON = 0.1  # points


def number_of(text: str) -> str | None:
    """The bare number that a row's label says ("1.", "(2)", "IV", "1.2", "A.1", "a)", "1/"), None for other words."""
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
    letter = LETTERS.find(text.lower()) if len(text) == 1 else -1
    return None, roman, letter if letter >= 0 else None


def outline(numbers: Sequence[str], least: int) -> bool:
    """Whether numbers of one or several levels are an outline's, one after another, `least` of them the next of a list.

    Each but the first is the next of a list that is open, or the first of another: 1, 1.1, 1.2, 2, a, b, II, 1.
    """
    opened: list[str] = []
    on = 0
    for number in numbers:
        above, _, last = number.rpartition(".")
        before = next((at for at in reversed(range(len(opened))) if follows(opened[at], number)), None)
        if before is not None:
            on += 1
            del opened[before:]
        elif opened and not is_first(last):
            return False
        if above and above not in opened:
            opened.append(above)
        opened.append(number)
        del opened[:-OPEN]
    return on >= least


def is_first(number: str) -> bool:
    """Whether a number's last part is the first of a list: 1, I, A, 2.1."""
    return any(a == b for a, b in zip(_values(number.rpartition(".")[2]), _FIRST, strict=True))


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
    Numbers stand at their rows' tops or in their middles; both are tried, and the one that leaves the wider white
    between rows, and its numbers nearer to where they should stand, is taken. `continued`: the first lines may be the
    rest of a row whose number stands on the page before; such a row is parted from the first number's as well.
    """
    gaps = whites([*ink, *anchors], *ends)
    top, top_cost = _rows_at_top(anchors, ink, gaps)
    first = min((bottom for _, bottom in ink), default=float("inf"))
    above = [gap for gap in gaps if first - EPSILON <= gap[0] and gap[1] <= anchors[0][0] + EPSILON]
    lead = [_middle(_above(gaps, anchors[0]))] if above else []
    if lead and not continued:
        top_cost = float("inf")
    middle, middle_cost = _rows_at_middle(anchors, ink, gaps, ends)
    for gap in above if continued else ():
        found, cost = _rows_at_middle(anchors, ink, gaps, (_middle(gap), ends[1]))
        if cost + EPSILON < middle_cost:
            middle, middle_cost = [_middle(gap), *found], cost
    return [*lead, *top] if top_cost <= middle_cost + EPSILON else middle


def at_top(anchors: Sequence[Interval], ink: Sequence[Interval], ends: Interval) -> bool:
    """Whether numbers rather stand at the tops of their rows than in their middles; arguments as of `row_lines`."""
    gaps = whites([*ink, *anchors], *ends)
    return _rows_at_top(anchors, ink, gaps)[1] <= _rows_at_middle(anchors, ink, gaps, ends)[1] + EPSILON


def _rows_at_top(
    anchors: Sequence[Interval], ink: Sequence[Interval], gaps: Sequence[Interval]
) -> tuple[list[float], float]:
    """Row lines right above each number but the first; what they cost, infinite where numbers have lines of their own.

    The cost is the white, in points, by which other places between two numbers are clearly wider.
    """
    size = anchors[0][1] - anchors[0][0]
    shared = sum(any(abs(bottom - anchor[1]) < size / 8 for _, bottom in ink) for anchor in anchors)
    found: list[float] = []
    cost = 0.0 if shared >= TOP_SHARE * len(anchors) else float("inf")
    for one, two in pairwise(anchors):
        between = _between(gaps, one, two)
        chosen = _above(between, two)
        cost += _missed(between, chosen)
        found.append(_middle(chosen))
    return found, cost


def _rows_at_middle(
    anchors: Sequence[Interval], ink: Sequence[Interval], gaps: Sequence[Interval], ends: Interval
) -> tuple[list[float], float]:
    """Row lines that keep each number in the middle of its row; what they cost.

    The cost is the white by which other places are clearly wider, and how far numbers are from their rows' middles.
    """
    size = anchors[0][1] - anchors[0][0]
    found: list[float] = []
    cost = 0.0
    for one, two in pairwise(anchors):
        between = _between(gaps, one, two) or [((one[1] + two[0]) / 2,) * 2]
        target = one[0] + one[1] - (found[-1] if found else ends[0])
        near = [gap for gap in between if gap[0] - size <= target <= gap[1] + size] or between
        chosen = max(near, key=lambda gap: (round(_width(gap), 1), -abs(_middle(gap) - target)))
        cost += _missed(between, chosen)
        found.append(_middle(chosen))
    for anchor, (top, bottom) in zip(anchors, pairwise([ends[0], *found, ends[1]]), strict=True):
        own = [line for line in ink if top <= _middle(line) <= bottom] or [anchor]
        cost += abs(_middle((min(line[0] for line in own), max(line[1] for line in own))) - _middle(anchor))
    return found, cost


def _missed(gaps: Sequence[Interval], chosen: Interval) -> float:
    """By how much the widest white is clearly wider than the chosen one, in points."""
    return max(0.0, WIDEST_SHARE * max(map(_width, gaps), default=0.0) - _width(chosen))


def _above(gaps: Sequence[Interval], anchor: Interval) -> Interval:
    """The white right above a number; none of width where there is no white."""
    return next((gap for gap in reversed(gaps) if gap[1] <= anchor[0] + EPSILON), (anchor[0], anchor[0]))


def _between(gaps: Sequence[Interval], one: Interval, two: Interval) -> list[Interval]:
    """The whites between two numbers."""
    return [gap for gap in gaps if gap[0] >= one[0] and gap[1] <= two[1]]


def _middle(gap: Interval) -> float:
    return (gap[0] + gap[1]) / 2


def _width(gap: Interval) -> float:
    return gap[1] - gap[0]
