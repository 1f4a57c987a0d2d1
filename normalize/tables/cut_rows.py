"""A row that the page's end cuts, and cells merged down over it: the evidence, and the joining."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from normalize.flags import is_cut_short
from normalize.tables.grid import LIST_MARK, Cell, Line
from normalize.tables.marks import clean, in_order, succeeds

_JOIN, _CERTAIN = 1, 3  # points of evidence from which rows are joined, and from which without doubt
HABIT = 12  # rows above the break that show whether this table has rows without a number
_FIGURES = 9  # that a row number may have: Python refuses to count beyond 4,300
_FILLED_ROWS = 2  # rows that must have a text in a column for an empty cell there to be a merged one
_PATTERN_ROWS = 3  # rows filled alike that show whether such rows follow one another
_ENDS = (".", ";", ":", "!", "?")
_WHOLE_PERIOD = re.compile(
    r"(?:[-–+]\s*)?(?:(?:năm|quý|quí|tháng|hằng|hàng|giai đoạn|trước|trong)\s+\S|thường xuyên)", re.IGNORECASE
)
_YEARS = re.compile(r"(?:19|20)\d\d(?:\s*[-–]\s*(?:19|20)\d\d)?$")
_NUMBER_BELOW = "the row above the page break has no number; it may be the beginning of the numbered row below"
_ANEW = 3  # columns that all begin with a capital or a figure: no cut row goes on like that in so many


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a row goes on with the row above the page break, and what is doubtful about that."""

    joins: bool
    doubt: str = ""


def row_goes_on(above: Sequence[Line], below: Sequence[Line], number: int | None) -> Verdict:
    """Whether the first line below a page break goes on with the last line above it.

    A number of its own, or a row merged across under one that is not, settles it; else evidence is weighed in points
    (see `_points`), and a count between the two limits is a doubt.
    """
    upper, lower = above[-1], below[0]
    if number is not None and lower.own_text(number):
        joins = _number_below(above, lower, number)
        return Verdict(joins, _NUMBER_BELOW if not joins and _may_be_above_number(above, lower, number) else "")
    if (lower.across() is None) != (upper.across() is None) or not lower.filled():
        cut = _open(upper, lower) or _is_rest_of_merged(upper, lower) or _is_lone_blank([*above[-HABIT:], *below[1:]])
        return Verdict(not lower.filled() and cut and not _spans_down(lower))
    points = _points(above, below, number)
    if points >= _CERTAIN:
        return Verdict(True)
    if points >= _JOIN:
        return Verdict(True, "a row without a number was joined to the row above the page break")
    if points > _JOIN - _CERTAIN:
        return Verdict(False, "a row without a number below the page break was kept apart")
    return Verdict(False)


def _points(above: Sequence[Line], below: Sequence[Line], number: int | None) -> int:
    """The evidence that a line without a number goes on with the row above."""
    upper, lower = above[-1], below[0]
    if _begins_below(upper, lower):
        return -_CERTAIN
    if _is_shared_out(above, lower, number) or _is_rest_of_merged_down(upper, lower):
        return _CERTAIN
    return _weigh(above, below, number)


def _is_shared_out(above: Sequence[Line], lower: Line, number: int | None) -> bool:
    """Whether each column's text stands whole on one side of the break, the number alone or in an open row above it.

    A form's rows are filled alike.
    """
    upper, ours = above[-1], above[-1].filled()
    if number not in ours or not set(ours).isdisjoint(lower.filled()):
        return False
    alike = any(line.filled() == ours for line in above[-HABIT:-1] if line.across() is None)
    return not alike and (ours == [number] or _open(upper, lower))


def _number_below(above: Sequence[Line], lower: Line, number: int) -> bool:
    """Whether a row's number, set in the middle of its cell, stands below the page break that cuts the row.

    The part above has none, the number is the next one, and some column is cut in mid-sentence; where no rule closes
    either part, it is enough that one may be.
    """
    upper = above[-1]
    if len(above) < 2 or upper.text(number) or number not in upper.own or upper.across() is not None:
        return False
    points = [_column_points(upper.cells[c], lower.cells[c]) for c in lower.filled() if c != number and upper.text(c)]
    before = next((text for line in reversed(above) if (text := line.text(number))), "")
    opened = all(cell.open_bottom for cell in upper.own_cells()) and all(cell.open_top for cell in lower.own_cells())
    enough = max(points, default=0) >= (_JOIN if opened else _CERTAIN)
    return enough and min(points) >= 0 and in_order(before, lower.text(number))


def _may_be_above_number(above: Sequence[Line], lower: Line, number: int) -> bool:
    """Whether the one row without a number stands right above the page break, and the next number right below."""
    upper = above[-1]
    if upper.text(number) or upper.across() is not None or not upper.filled():
        return False
    others = [line for line in above[-HABIT:-1] if line.across() is None]
    before = next((text for line in reversed(others) if (text := line.text(number))), "")
    return all(line.text(number) for line in others) and bool(before) and succeeds(before, lower.text(number))


def _weigh(above: Sequence[Line], below: Sequence[Line], number: int | None) -> int:
    upper, lower = above[-1], below[0]
    columns = [column for column in lower.filled() if column != number]
    if number is not None and (under := lower.cells[number]) is not None and under.rows > 1:
        columns = [column for column in columns if _rows(lower, column) == 1] or columns  # merged ones go on either way
    points = _text_points(upper, lower, columns)
    points += 2 if _open(upper, lower) else 0
    points += 1 if any(upper.text(c) and not lower.text(c) for c in range(len(lower.cells)) if c != number) else 0
    if number is None:
        return points + (2 if _never_twice(above, lower) else -2)
    points += 2
    if _merged_number(upper, lower, number) or _is_like_subrows(above, lower, number):
        points -= 4
    elif any(not line.text(number) and line.across() is None for line in above[-HABIT:]):
        points -= 2  # rows without a number are this table's habit
    return points - (4 if _skips_one(above, below, number) else 0)


def _text_points(upper: Line, lower: Line, columns: Sequence[int]) -> int:
    """Points for the texts of two lines: fewer where several columns begin anew and none is cut in mid-sentence."""
    points = [_column_points(upper.cells[column], lower.cells[column]) for column in columns]
    both = [column for column in columns if upper.text(column)]
    anew = all(lower.text(column)[0].isupper() or lower.text(column)[0].isdigit() for column in both)
    if len(both) >= _ANEW and anew and max(points) < _CERTAIN:
        return sum(min(point, 0) for point in points) - _CERTAIN
    return sum(points)


def _never_twice(above: Sequence[Line], lower: Line) -> bool:
    """Whether rows filled in the same columns, some left empty, stand one after the other only at this page break."""
    pattern = lower.filled()
    if len(pattern) == len(lower.cells) or above[-1].filled() != pattern:
        return False
    alike = [line.filled() == pattern for line in above]
    pairs = sum(a and b for a, b in pairwise(alike))
    return sum(alike) >= _PATTERN_ROWS and pairs * 4 <= sum(alike)


def _column_points(over: Cell | None, under: Cell | None) -> int:
    """Points for one column: a text cut in mid-sentence speaks for one row, two whole texts against."""
    upper, lower = over.text if over is not None else "", under.text if under is not None else ""
    if over is None or under is None or not upper or not lower:
        return -1  # a short text set in the middle of its cell may stand below the break
    if is_cut_short(upper, listed=True) or upper.endswith((",", "/", "-", "–")):
        return 3
    if _is_period(upper) and _is_period(lower):
        return -3
    unfinished = not upper.endswith(_ENDS)
    if lower[0].islower() and not LIST_MARK.match(lower):
        return 3 if unfinished else 1
    if LIST_MARK.match(lower):
        return 1 if LIST_MARK.match(upper) or upper.endswith((":", ";")) else 0
    wrapped = over.tail_room is not None and under.head_width is not None and under.head_width > over.tail_room
    return 1 if wrapped and unfinished else 0 if unfinished else -1


def _is_period(text: str) -> bool:
    """Whether a text says a period of its own: by its first word, or years alone."""
    return bool(_WHOLE_PERIOD.match(text) or _YEARS.match(text))


def _open(upper: Line, lower: Line) -> bool:
    """Whether no rule closes the row at the page's bottom or top."""
    return any(c.open_bottom for c in upper.cells if c is not None) or any(c.open_top for c in lower.own_cells())


def _begins_below(upper: Line, lower: Line) -> bool:
    """Whether rules close cells at the page's top beside open ones: those begin a row, these are merged over it."""
    closed = [cell for cell in lower.own_cells() if cell.text and not cell.open_top]
    if not closed or not any(cell.open_top for cell in lower.own_cells()):
        return False
    return all(upper.text(c.first) and _column_points(upper.cells[c.first], c) < _CERTAIN for c in closed)


def _is_rest_of_merged(upper: Line, lower: Line) -> bool:
    """Whether an empty row is merged across just as the row above: the rest of it, its text all above."""
    above, below = ([(cell.first, cell.last) for cell in line.own_cells()] for line in (upper, lower))
    return upper.across() is not None and above == below


def _is_rest_of_merged_down(upper: Line, lower: Line) -> bool:
    """Whether all that a line says goes on with cells merged down over the rows above: a row has words of its own."""
    over = [(upper.cells[column], lower.cells[column]) for column in lower.filled()]
    return all(one is not None and one.rows > 1 and _column_points(one, other) >= _JOIN for one, other in over)


def _is_lone_blank(others: Sequence[Line]) -> bool:
    """Whether no other row near the page break is empty: a row cut below its last line leaves one, authors several."""
    return all(line.filled() for line in others)


def _spans_down(line: Line) -> bool:
    return any(cell.rows > 1 for cell in line.own_cells())


def _merged_number(upper: Line, lower: Line, number: int) -> bool:
    """Whether the number stands in a cell merged down over rows of their own."""
    over, under = upper.cells[number], lower.cells[number]
    if over is not None and (over.rows > 1 or _goes_on_alone(over, upper)):
        return True
    return under is not None and under.rows > 1


def _rows(line: Line, column: int) -> int:
    cell = line.cells[column]
    return cell.rows if cell is not None else 0


def _is_like_subrows(above: Sequence[Line], lower: Line, number: int) -> bool:
    """Whether a line leaves empty just what rows above have from a cell merged down, the number among it."""
    return any(
        number not in line.own and line.text(number) and line.across() is None and line.filled() == lower.filled()
        for line in above[-HABIT:]
    )


def _skips_one(above: Sequence[Line], below: Sequence[Line], number: int) -> bool:
    """Whether the numbers leave room for exactly one row between them: the line's own number was lost."""
    before = next((text for line in reversed(above) if (text := clean(line.text(number)))), "")
    after = next((text for line in below[1:] if (text := clean(line.own_text(number)))), "")
    if not before.isdecimal() or not after.isdecimal() or max(len(before), len(after)) > _FIGURES:
        return False
    return int(after) == int(before) + 2


def join_rows(upper: Line, lines: Sequence[Line]) -> None:
    """Add the first line's cells to those of the row above, column by column; merged cells go on below it."""
    lower = lines[0]
    for column in lower.own:
        cell = lower.cells[column]
        if cell is None:
            continue
        there = upper.cells[column]
        if there is None:
            upper.cells[column] = cell
            upper.own = tuple(sorted((*upper.own, column)))
        else:
            there.append(cell)
            _replace(lines[1:], cell, there)
    upper.sources += lower.sources
    upper.reader = min(upper.reader, lower.reader)


def carry_merges(above: Sequence[Line], lines: Sequence[Line], number: int | None) -> None:
    """Let a cell merged down over the page break be one cell: its text is printed on one side, or cut between them.

    Where only one side shows that the cell is merged, the rows that get its text are flagged `stitch-uncertain`.
    """
    upper, lower = above[-1], lines[0]
    headed = upper.across() is not None or lower.across() is not None
    like_subrows = number is not None and _is_like_subrows(above, lower, number)
    begins = _begins_below(upper, lower)
    for cell in lower.own_cells():
        there = upper.cells[cell.first]
        if there is None or there.last != cell.last:
            continue
        shown = there.rows > 1 or cell.rows > 1 or _goes_on_alone(there, upper) or (begins and cell.open_top)
        if not shown and (cell.text or not _merges(above, cell.first)):
            continue
        both = there.rows > 1 and cell.rows > 1
        if headed and not (both and not cell.text):
            continue
        if there.text and not cell.text:
            sure = both or cell.open_top or there.open_bottom
            usual = _always_filled(above, cell.first)
            if sure or cell.rows > 1 or (usual and len(lower.filled()) > 2) or like_subrows:
                _carry(lines, cell, there, doubt=not sure)
            elif usual and number is not None and lower.own_text(number) and not any(map(_is_bare, above)):
                lower.flags.add("stitch-uncertain")  # a heading, or a task whose other cells are merged
        elif (
            cell.text and there.text and (_column_points(there, cell) >= _CERTAIN or (both and cell.text[0].islower()))
        ):
            _carry(lines, cell, there, doubt=not (both or cell.open_top or there.open_bottom))
        elif cell.text and not there.text and (there.rows > 1 or _always_filled(above[:-1], cell.first)):
            _carry_up(above, there, cell, doubt=not both)


def _goes_on_alone(cell: Cell, line: Line) -> bool:
    """Whether no rule closes a cell of a page's last row, but others there: it is merged down, and no row was cut."""
    return cell.open_bottom and any(not other.open_bottom for other in line.own_cells())


def _merges(lines: Sequence[Line], column: int) -> bool:
    """Whether cells of this column are merged down elsewhere: a producer may draw one at the page's end as two."""
    return any((cell := line.cells[column]) is not None and cell.rows > 1 for line in lines)


def _carry(lines: Sequence[Line], cell: Cell, there: Cell, doubt: bool) -> None:
    """Give the cell above the page break to the lines that the cell below it spans."""
    there.append(cell)
    there.rows += cell.rows
    lines[0].own = tuple(column for column in lines[0].own if column != cell.first)
    for line in _replace(lines, cell, there):
        line.flags |= {"stitch-uncertain"} if doubt else set()


def _carry_up(above: Sequence[Line], there: Cell, cell: Cell, doubt: bool) -> None:
    """Give the cell below the page break to the lines above it: a text set in a merged cell's middle stands there."""
    cell.places = there.places + cell.places
    for line in _replace(above[::-1], there, cell):
        line.own = tuple(column for column in line.own if column != cell.first)
        line.flags |= {"stitch-uncertain"} if doubt else set()


def _is_bare(line: Line) -> bool:
    """Whether a line says no more than a number and a text, merged ones included."""
    return line.across() is None and 0 < sum(map(line.filled_at, range(len(line.cells)))) <= 2


def _always_filled(lines: Sequence[Line], column: int) -> bool:
    """Whether every row above has a text in this column, so that an empty cell is a merged one."""
    rows = [line for line in lines if line.across() is None and len(line.filled()) > 2]
    return len(rows) >= _FILLED_ROWS and all(line.text(column) for line in rows)


def _replace(lines: Sequence[Line], old: Cell, new: Cell) -> list[Line]:
    """Put one cell for another in the first lines that have it; the lines."""
    changed = []
    for line in lines:
        if not any(cell is old for cell in line.cells):
            break
        line.cells = [new if cell is old else cell for cell in line.cells]
        changed.append(line)
    return changed
