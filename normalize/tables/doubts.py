"""What a row's own cells say against it: that its lines or columns were parted where the print has no border.

Only what no row of a plan says is a doubt, so that a right row keeps its confidence; how much each leaves is about the
share of right rows among those of the generated corpus that have it (`python -m tests.corpus.confidence`).
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from normalize.confidence import Doubt
from normalize.tables.columns import Shape
from normalize.tables.grid import LIST_MARK, Line
from normalize.tables.marks import is_number
from normalize.tables.roles import header_key
from normalize.tables.signs import TICK
from phuluc.model import RowKind

EMPTY = Doubt("grid", 0.4)  # a row that says nothing
TORN = Doubt("grid", 0.6)  # a sentence goes on from one row to the next
TORN_OFTEN = Doubt("grid", 0.4)  # and in two columns at once
CROWDED = Doubt("grid", 0.4)  # several rows' numbers, or a number and words, where one number stands
HEADED = Doubt("roles", 0.4)  # labels of the header among the values
NAMELESS = Doubt("roles", 0.6)  # a task of which nothing is said but who and when
HOLLOW = Doubt("grid", 0.75)  # nothing where hardly another row has nothing
HEADING = 2  # cells that a heading of a section may fill
ENOUGH, FILLED = 5, 0.85  # rows, and the share of them, that tell what is usual
_ENDS = (".", ";", ":", "!", "?", "…", ")", '"', "”")


def usually_filled(rows: Sequence[Sequence[str]]) -> frozenset[int]:
    """The columns in which hardly a row is empty, of rows that are no headings."""
    told = [cells for cells in rows if sum(map(bool, cells)) > HEADING]
    if len(told) < ENOUGH:
        return frozenset()
    return frozenset(
        at for at, column in enumerate(zip(*told, strict=True)) if sum(map(bool, column)) >= FILLED * len(told)
    )


def tears(lines: Sequence[Line], form: Shape) -> list[int]:
    """In how many columns a sentence goes on over the border above each of a table's lines, and below the last."""
    found = (0 if _is_entry(lower, form) else _torn(upper, lower) for upper, lower in pairwise(lines))
    return [0, *found, 0]


def doubts(
    line: Line, torn: int, cells: Sequence[str], form: Shape, kind: RowKind, filled: frozenset[int]
) -> Iterator[Doubt]:
    """What speaks against a row.

    `torn`: in how many columns a sentence goes on into the row or out of it; `cells` are its texts in the columns of
    `form`; `filled` are those columns that `usually_filled` tells.
    """
    yield Doubt("grid", line.reader)
    yield Doubt("text", min((cell.confidence for cell in line.own_cells()), default=1.0))
    yield Doubt("roles", form.certainty)
    if form.plan and not any(cells):
        yield EMPTY
    if torn:
        yield TORN if torn == 1 else TORN_OFTEN
    if sum(map(bool, cells)) > HEADING and not all(cells[column] for column in filled):
        yield HOLLOW
    if form.number is not None and _is_crowded(cells[form.number]):
        yield CROWDED
    if sum(_is_label(text, column.label) for text, column in zip(cells, form.columns, strict=True)) > 1:
        yield HEADED
    if form.plan and kind == "task" and form.task is not None and not line.text(form.kept[form.task]):
        yield NAMELESS


def _is_entry(line: Line, form: Shape) -> bool:
    """Whether a row is an entry of a list of names ("47. | o-Anisidine"), which may begin in small letters."""
    return not form.plan and form.number is not None and is_number(line.text(form.kept[form.number]))


def _torn(upper: Line, lower: Line) -> int:
    """In how many columns a text that does not end goes on in small letters in the row below."""
    count = 0
    for column in lower.filled():
        under, over = lower.text(column), upper.cells[column]
        if not under[0].islower() or over is None or over is lower.cells[column] or not over.text:
            continue
        if _is_mark(under) or _is_mark(over.text):
            continue
        count += not LIST_MARK.match(under) and not over.text.endswith(_ENDS)
    return count if count and upper.across() is None and lower.across() is None else 0


def _is_mark(text: str) -> bool:
    """Whether a cell holds a mark ("x", "v") or one letter, and so no part of a sentence."""
    return len(text) == 1 or TICK.fullmatch(text) is not None


def _is_crowded(number: str) -> bool:
    """Whether a cell of the number column holds more than a number: several, or one among words."""
    words = number.split()
    if len(words) < 2 or not any(map(is_number, words)):
        return False
    wrapped = len(words) == 2 and words[0].endswith(".") and not words[1].endswith((".", ")"))  # "1. 1" is 1.1
    return not (wrapped and is_number(number))


def _is_label(text: str, label: str) -> bool:
    """Whether a cell says a column's label, whole or at its beginning."""
    key = _label_key(label)
    return bool(key) and f"{header_key(text)} ".startswith(key)


@lru_cache(maxsize=1024)
def _label_key(label: str) -> str:
    """What a text begins with that says a column's label, its lowest level; empty where it has none."""
    key = header_key(label.rpartition(" / ")[2])
    return f"{key} " if key else ""
