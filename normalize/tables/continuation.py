"""The evidence for stitching: does a table of one page go on with that of the page before."""

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from normalize.tables.cut_rows import HABIT
from normalize.tables.grid import Line, Mapping
from normalize.tables.header import Layout, level_key
from normalize.tables.marks import clean, is_first, is_number, succeeds
from normalize.tables.roles import header_key
from phuluc.model import RawTable

EDGE_TOLERANCE = 4.0  # points: producers draw one column's rule up to a rule's width and a rounding apart over pages
_DRIFT = 0.012  # of the table's width, for pages of another size or margins
_MATCHED = 0.75  # of the inner edges of either side that must meet the other's where neither holds all of the other

_DIGITS = re.compile(r"\d+")
_LONG_KEY = 20  # letters of a header row from which a few misread ones (OCR, a broken font) are no other header
_SLIPS = 3
_SLIPS_A_LETTER = 0.1  # of a scan: a sheet copied twice has 4 misread in a header of 60, its own STT among them
_HEADING = 2  # cells that a heading may fill, its number among them
_WORD = 3  # letters: a first row of fewer says nothing


@dataclass(frozen=True, slots=True)
class Fit:
    """How a page's grid columns stand over the table's columns, and what is doubtful about it.

    `stretched`: only after stretching do the edges meet, so that more must speak for one table than its columns.
    """

    mapping: Mapping
    stretched: bool = False
    doubt: str = ""


def fit(layout: Layout, table: RawTable) -> Fit | None:
    """How the table's grid fits under the layout, None where it does not."""
    grid_width = layout.mapping[-1][1] + 1 if layout.mapping else 0
    if not table.edges or layout.edges == tuple(float(x) for x in range(len(layout.edges))):
        return Fit(layout.mapping) if table.width == len(layout.mapping) else None
    edges, stretched = _aligned(layout.edges, table.edges)
    tolerance = max(EDGE_TOLERANCE, _DRIFT * (layout.edges[-1] - layout.edges[0]))
    ours, theirs = layout.edges[1:-1], edges[1:-1]
    met = sum(any(abs(a - b) <= tolerance for b in theirs) for a in ours)
    meeting = sum(any(abs(a - b) <= tolerance for a in ours) for b in theirs)
    fits = met == len(ours) or meeting == len(theirs) or min(met / len(ours), meeting / len(theirs)) >= _MATCHED
    if fits:
        return Fit(_mapping(layout.edges, edges), stretched)
    if table.width == grid_width:
        return Fit(layout.mapping, True, "as many columns, at other positions")
    return None


def _aligned(ours: Sequence[float], theirs: Sequence[float]) -> tuple[Sequence[float], bool]:
    """The other page's edges, moved onto ours where margins differ, stretched where the width does as well."""
    shift = ours[0] - theirs[0]
    if abs(ours[-1] - theirs[-1] - shift) <= EDGE_TOLERANCE:
        return (theirs if abs(shift) <= EDGE_TOLERANCE else [edge + shift for edge in theirs]), False
    scale = (ours[-1] - ours[0]) / (theirs[-1] - theirs[0])
    return [ours[0] + (edge - theirs[0]) * scale for edge in theirs], True


def _mapping(ours: Sequence[float], theirs: Sequence[float]) -> Mapping:
    """For each grid column, the columns whose middle it holds; where it holds none, the one that holds its middle."""
    middles = [(a + b) / 2 for a, b in itertools.pairwise(ours)]
    mapping = []
    for left, right in itertools.pairwise(theirs):
        held = [column for column, middle in enumerate(middles) if left <= middle < right]
        if not held:
            nearest = min(
                range(len(middles)), key=lambda c: max(ours[c] - (left + right) / 2, (left + right) / 2 - ours[c + 1])
            )
            held = [nearest]
        mapping.append((held[0], held[-1]))
    return mapping


def cuts_a_row(above: Sequence[Line], table: RawTable) -> bool:
    """Whether a row is open at the page's bottom and one at the next page's top: no text between ends such a table."""
    opened = bool(above) and any(cell is not None and cell.open_bottom for cell in above[-1].cells)
    return opened and bool(table.rows) and any(cell.open_top for cell in table.rows[0].cells)


def repeated_header(layout: Layout, lines: Sequence[Line]) -> int:
    """How many leading lines only repeat the header, or a part of it, with the title that stands in the table."""
    titles = {header_key(title) for title in layout.titles}
    start = 0
    while start < len(lines) and titles and all(header_key(cell.text) in titles for cell in lines[start].own_cells()):
        start += 1
    count = start
    while count < len(lines) and layout.levels and is_header_again(layout.levels, lines[count]):
        count += 1
    return count if count > start else 0


def is_header_again(levels: Sequence[str], line: Line) -> bool:
    """Whether a line is one of the header's rows again, or its column numbers; a few letters may be misread."""
    key = level_key(line)
    if key in levels:
        return True
    return len(key) >= _LONG_KEY and any(_misread(key, level) for level in levels)


def _misread(key: str, level: str) -> bool:
    same_figures = _DIGITS.findall(key) == _DIGITS.findall(level)  # other years are another header
    slips = max(_SLIPS, int(len(level) * _SLIPS_A_LETTER)) if same_figures else _SLIPS
    if abs(len(key) - len(level)) > slips:
        return False
    from rapidfuzz.distance import Levenshtein

    return Levenshtein.distance(key, level, score_cutoff=slips) <= slips


def begins_amid(table: RawTable) -> bool:
    """Whether a table begins with an empty cell, in small letters, or with a number that begins no list."""
    first = next((cell.text for cell in table.rows[0].cells if cell.col == 0), "")
    return not first or first[0].islower() or (is_number(first) and not is_first(first))


def starts_anew(layout: Layout, above: Sequence[Line], below: Sequence[Line], number: int | None) -> bool:
    """Whether a table begins again, under a header of its own, with the first number of the table above.

    Forms without any header begin again with the words of their first row ("19 - Thủ tục", "20 - Thủ tục").
    """
    if not above or not below:
        return False
    if not layout.levels:
        first, again = (_DIGITS.sub("", header_key(line.text(0))) for line in (above[0], below[0]))
        return len(first) >= _WORD and first == again
    if number is None:
        return False
    first, again, last = (clean(line.own_text(number)) for line in (above[0], below[0], above[-1]))
    if not first or first != again or last == first or not is_first(again):
        return False
    # Where lists restart, under each agency, say, the next page may begin with one more of the same table.
    return all(clean(line.own_text(number)) != first for line in above[1:])


def counts_anew(above: Sequence[Line], below: Sequence[Line], number: int | None) -> bool:
    """Whether numbers begin again right below a page break, where lists of this table have never begun again before.

    Below a heading they may, and so may a list's first number below another form's (1 below II, a below 1).
    """
    if number is None or not above or not below or not is_first(below[0].own_text(number)):
        return False
    if below[0].across() is not None or len(above[-1].filled()) <= _HEADING:
        return False
    again = clean(below[0].own_text(number))
    last = [clean(line.own_text(number)) for line in above[-HABIT:]]
    if last[-1] == again or any(succeeds(text, again) for text in last if text):
        return False
    same = (line for line in above if clean(line.own_text(number)) == again)
    return next(same, None) is not None and next(same, None) is None


def numbers_go_on(above: Sequence[Line], below: Sequence[Line], number: int | None) -> bool:
    """Whether the first number below is the next one of a list above."""
    if number is None:
        return False
    after = next((text for line in below if (text := line.own_text(number))), "")
    return any(succeeds(line.text(number), after) for line in above[-HABIT:] if line.text(number))
