"""The rows of a grown table: numbers, outline, flags; and its columns."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from normalize.confidence import LOW, Doubt, confidence, trust
from normalize.flags import is_cut_short, ordered
from normalize.tables.columns import Shape, shape
from normalize.tables.doubts import doubts, tears, usually_filled
from normalize.tables.grid import Cell, Line
from normalize.tables.header import FIGURE
from normalize.tables.marks import clean, is_number, split_leading
from normalize.tables.outline import Entry, Place, outline
from normalize.tables.stitch import Grown
from normalize.text import fold
from phuluc.issues import Issue, IssueKind
from phuluc.model import Row, Table
from phuluc.source import Source

_OTHER_COLUMNS = Doubt("grid", 0.55)  # what is left of rows whose columns may not be the table's: they are flagged
LONGEST_LABEL = 12  # words: labels of plans have 9 at the most ("Cơ quan, đơn vị, địa phương chịu trách nhiệm")
_NOTE = 60  # characters of a text that an issue shows
_NONE: frozenset[int] = frozenset()  # Python makes an empty one anew each time, and nearly every row has one
_WORD = re.compile(r"[^\W_]")  # a cell of "-" or "..." is as good as empty
# A row of sums, and no task: "Tổng cộng", "Cộng (A+B)", "Cộng mục II", "Tổng I + II".
_SUMMED = r"(?:(?:muc|phan|nhom)\s+)?(?:[ivx]+|[a-e]|\d{1,2})"
_TOTAL = re.compile(
    rf"(?:tong cong|tong so|tong|cong)(?P<of>\s+{_SUMMED}(?:\s*\+\s*{_SUMMED})*)?(?:\s*\([^()]*\))?\s*[:.]?"
)
_NOTE_WORDS = re.compile(r"(?:\(?\*+\)?\s*)?(?:ghi chu|luu y|chu thich)\b|\(?\*")


@dataclass(frozen=True, slots=True)
class Head:
    """A row's cells, number and task text (without the number), and how it is filled: all but its place."""

    cells: tuple[str, ...]
    inherited: frozenset[int]
    number: str
    task: str
    entry: Entry


@dataclass(frozen=True, slots=True)
class Read:
    """One row as read: its head, its place in the outline, and what its record takes from the lines it stands on.

    `doubts` are what its reader and its own cells say against it; `sure` is the reader's confidence in the letters of
    each cell, empty where nothing was read by OCR; `places` as in Row.
    """

    head: Head
    place: Place
    sources: tuple[Source, ...]
    flags: frozenset[str]
    doubts: tuple[Doubt, ...]
    sure: tuple[float, ...]
    places: tuple[tuple[Source, ...], ...]

    @property
    def where(self) -> Source | None:
        """The place on which the row begins."""
        return self.sources[0] if self.sources else None


def read_rows(grown: Grown) -> tuple[Shape, list[Read], list[Issue]]:
    """A table's shape and its rows in order, with the issues of their numbering and texts."""
    form = shape(grown)
    heads = [_head(line, form) for line in grown.lines]
    places = outline([head.entry for head in heads])
    numbered = any(head.number for head in heads)
    filled = usually_filled([head.cells for head in heads])
    torn = tears(grown.lines, form)
    reads: list[Read] = []
    columns = _columns_in_doubt(grown)
    issues = [Issue(IssueKind.TABLE_UNCERTAIN, grown.source, note) for note in (*form.notes, *columns)]
    for at, (line, head, place) in enumerate(zip(grown.lines, heads, places, strict=True)):
        cut = _cut_columns(head, form)
        missing = numbered and place.missing and _says_more(head, form)
        flags = _flags(line, place.gap if form.number is not None else "", missing, bool(cut))
        against = tuple(doubts(line, max(torn[at : at + 2]), head.cells, form, place.kind, filled))
        against += (_OTHER_COLUMNS,) if columns else ()
        read = Read(head, place, _sources(line.sources), flags, against, _sure(line, form), _places(line, form))
        reads.append(read)
        if "number-gap" in flags:
            issues.append(Issue(IssueKind.NUMBER_GAP, read.where, place.gap))
        issues += [Issue(IssueKind.CUT_SHORT, read.where, f"... {head.cells[column][-_NOTE:]}") for column in cut]
    return form, reads, issues


def _is_total(task: str, said: str) -> bool:
    """Whether a row's text, and as folded, is that of sums: "Cộng A", and not "Cống 3" or "Công 5"."""
    found = _TOTAL.fullmatch(said)
    return found is not None and (found["of"] is None or task.strip().casefold().startswith(("tổng", "cộng")))


def _columns_in_doubt(grown: Grown) -> list[str]:
    """Why a table's columns may be others than those it was read by."""
    notes = [] if grown.layout.nested else ["a label stands below parts of two others"]
    leaves = [label.rpartition(" / ")[2] for label in grown.layout.labels]
    if grown.unruled and any(len(leaf.split()) > LONGEST_LABEL for leaf in leaves):
        notes.append("without rules, text of the first row may be in a label")
    return [*notes, "without a header, it may be the rest of the table on the page before"] if grown.severed else notes


def record(read: Read, form: Shape, more: Sequence[str] = ()) -> Row:
    """The row's record: its flags with those that its values earned, and the confidence that all of them leave."""
    flags = (*read.flags, *more)
    parts = trust(read.doubts, flags)
    value = confidence(parts)
    return Row(
        read.head.number,
        read.place.kind if form.plan else None,
        read.head.cells,
        read.sources,
        ordered((*flags, "low-confidence") if value < LOW else flags),
        read.head.inherited,
        value,
        parts,
        read.sure,
        read.places,
    )


def table_of(index: int, title: str | None, grown: Grown, form: Shape, rows: Sequence[Row]) -> Table:
    """The table's record."""
    return Table(index, title, tuple(grown.pages), form.columns, tuple(rows))


def _head(line: Line, form: Shape) -> Head:
    cells = tuple(line.text(c) if line.filled_at(c) else "" for c in form.kept)
    inherited = frozenset(i for i, c in enumerate(form.kept) if cells[i] and c not in line.own) or _NONE
    across = _across(line, cells, form)
    number, from_above = "", False
    if form.number is not None and is_number(cells[form.number]):
        number, from_above = clean(cells[form.number]), form.number in inherited
    if across is not None:
        task = across.text
    else:
        task = cells[form.task] if form.task is not None else ""
        if form.number is not None and not number and cells[form.number]:
            number, task = _odd_number(cells[form.number], task)
    if not number:
        number, task = split_leading(task, merged=across is not None)
    others = [i for i, text in enumerate(cells) if i not in (form.number, form.task) and _WORD.search(text)]
    sums = bool(others) and form.plan and all(_is_sum(cells[i], form, i) for i in others)
    if sums and not number:
        others = []
    bare = bool(task) and (across is not None or not others)
    bold = all(cell.bold for cell in line.own_cells() if cell.text)
    said = fold(task[:_NOTE]).strip()
    note = across is not None and _NOTE_WORDS.match(said) is not None
    note = note or (bare and not number and _is_total(task, said))
    heading = across is not None or _runs_over(cells, form)
    return Head(cells, inherited, number, task, Entry(number, bare, heading, from_above, bold, note, sums))


def _runs_over(cells: Sequence[str], form: Shape) -> bool:
    """Whether words in the column of numbers are all that a row says: a heading that no cell is merged for."""
    return form.number is not None and " " in cells[form.number] and sum(map(bool, cells)) == 1


def _across(line: Line, cells: Sequence[str], form: Shape) -> Cell | None:
    """The cell that a row is merged across; None where the task has words of its own before it."""
    wide = line.across()
    if wide is None or form.task is None or form.kept[form.task] >= wide.first:
        return wide
    return None if cells[form.task] and not is_number(cells[form.task]) else wide


def _is_sum(text: str, form: Shape, column: int) -> bool:
    """Whether a cell holds a figure that no role asks for: a heading's or a total's row has sums of the rows below."""
    return form.columns[column].role is None and FIGURE.fullmatch(text.strip()) is not None


def _odd_number(text: str, task: str) -> tuple[str, str]:
    """What stands in the number column and is no number: a heading that begins there, or a number as odd as printed."""
    if task:
        return clean(text), task
    number, rest = split_leading(text, merged=True)
    return number, rest


def _sure(line: Line, form: Shape) -> tuple[float, ...]:
    """OCR's confidence in each of a row's cells; empty where no cell was read by OCR."""
    cells = [line.cells[column] for column in form.kept]
    if not any(cell is not None and "ocr" in cell.flags for cell in cells):
        return ()
    return tuple(1.0 if cell is None else cell.confidence for cell in cells)


def _places(line: Line, form: Shape) -> tuple[tuple[Source, ...], ...]:
    """Where the cell over each of a row's columns stands; empty where nobody asked for it."""
    cells = [line.cells[column] for column in form.kept]
    if not any(cell is not None and cell.places for cell in cells):
        return ()
    return tuple(() if cell is None else cell.places for cell in cells)


def _cut_columns(head: Head, form: Shape) -> list[int]:
    """The columns whose text, printed in this row, breaks off."""
    return [
        i
        for i, (text, column) in enumerate(zip(head.cells, form.columns, strict=True))
        if i not in head.inherited
        and i != form.number
        and is_cut_short(text, listed=column.role in ("lead", "partners"))
    ]


def _says_more(head: Head, form: Shape) -> bool:
    """Whether a text stands beside a row's number: forms have empty rows to fill in, and rows of "..." after them."""
    return form.number is not None and any(
        text and column != form.number and column not in head.inherited for column, text in enumerate(head.cells)
    )


def _flags(line: Line, gap: str, missing: bool, cut: bool) -> frozenset[str]:
    flags = line.flags.union(*(cell.flags for cell in line.own_cells()))
    if gap:
        flags.add("number-gap")
    if missing:
        flags.add("number-missing")
    if cut:
        flags.add("cut-short")
    return frozenset(flags)


def _sources(sources: Sequence[Source]) -> tuple[Source, ...]:
    """One source a page: boxes of one page are joined."""
    if len(sources) == 1:
        return tuple(sources)
    merged: list[Source] = []
    for source in sources:
        last = merged[-1] if merged else None
        if last is not None and last.page is not None and last.page == source.page and last.box and source.box:
            merged[-1] = replace(last, box=last.box.union(source.box))
        elif source != last:
            merged.append(source)
    return tuple(merged)
