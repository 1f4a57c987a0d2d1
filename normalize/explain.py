"""One row, explained: what was printed, where, and by which pattern or register entry each value came about.

Nothing is kept for this while a document is read: each value is worked out again from its printed text, by the same
functions, and an explanation whose result is not the row's own is not given.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from normalize.agencies.recognise import find
from normalize.agencies.register import Entry, Match, register
from normalize.counted import Counted, explain_measures
from normalize.data import load
from normalize.periods.parse import Context, Explained, explain_period
from normalize.tables.roles import header_key, words
from normalize.text import years_in
from phuluc.model import Agency, Column, Document, Output, Period, Role, Row, Table, Task
from phuluc.source import Source

# What a flag says of a row.
FLAGS: Mapping[str, str] = {
    "stitched": "the row was joined over a page break",
    "stitch-uncertain": "whether the row goes on over a page break is in doubt",
    "number-gap": "its number does not follow the one before it",
    "number-missing": "rows around it have numbers, it has none",
    "cut-short": "a text of it ends in mid-sentence in the source",
    "period-unparsed": "its period was not understood, and no days are told",
    "year-inferred": "the year of its period is not printed in the cell",
    "ocr": "it was read from a picture",
    "legacy-encoding": "its letters were decoded from an old 8-bit font",
    "engines-disagree": "a second reading saw something else",
    "low-confidence": "its confidence is low",
    "corrected": "a person corrected a value of it",
}

# What a weak part of a row's trust says of it.
PARTS: Mapping[str, str] = {
    "grid": "its lines or columns may be parted where the print has no border",
    "stitch": "it may not be one whole row in its place",
    "text": "its letters may not be those that are printed",
    "roles": "its cells may not mean what its columns say",
    "engines": "a second reading saw something else",
}


@dataclass(frozen=True, slots=True)
class Cell:
    """A printed cell: its column (from 0), its text, and what told the column's role ("" where it has none).

    `word` is the header word (folded) and `seen` where it was seen; `inherited`: printed in a row above, merged down.
    """

    column: int
    label: str
    role: Role | None
    text: str
    word: str
    seen: str
    inherited: bool


@dataclass(frozen=True, slots=True)
class Time:
    """A period with how it came about; `year_from` names what lent a year that is not printed, "" where none was."""

    period: Period
    how: Explained
    year_from: str


@dataclass(frozen=True, slots=True)
class Name:
    """An agency with the row or pattern that it was recognised by, where that was seen, and what became of it."""

    agency: Agency
    how: str
    seen: str
    history: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Product:
    """An output with its period's explanation, None where no period leads it in, and its measures' own."""

    output: Output
    time: Time | None
    counted: tuple[Counted, ...]


@dataclass(frozen=True, slots=True)
class Flagged:
    """A flag, what it says, and what the document's warnings say of it at this row."""

    flag: str
    why: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """All of one row."""

    task: Task
    table: Table
    cells: tuple[Cell, ...]
    times: tuple[Time, ...]
    lead: tuple[Name, ...]
    partners: tuple[Name, ...]
    products: tuple[Product, ...]
    flags: tuple[Flagged, ...]


def explain(document: Document, task_id: str) -> Explanation | None:
    """The row of this id, explained; None where the document has none."""
    task = next((task for task in document.tasks if task.id == task_id), None)
    if task is None:
        return None
    table = document.tables[int(task_id.partition("/")[0])]
    siblings = [each.id for each in document.tasks if each.id.partition("/")[0] == str(table.index)]
    row = table.rows[siblings.index(task_id)]
    years = tuple(_years(document, table))
    return Explanation(
        task=task,
        table=table,
        cells=tuple(_cells(table, row)),
        times=tuple(_times(task, table, row, years)),
        lead=tuple(map(_name, task.lead)),
        partners=tuple(map(_name, task.partners)),
        products=tuple(_product(output, years) for output in task.outputs),
        flags=tuple(_flagged(flag, document, task, row) for flag in task.flags),
    )


def _product(output: Output, years: Sequence[tuple[str, int]]) -> Product:
    time = None if output.period is None else _time(output.period, years)
    return Product(output, time, explain_measures(output.text))


# --- cells and their columns -------------------------------------------------------------------------------------


def _cells(table: Table, row: Row) -> Iterator[Cell]:
    for place, (column, text) in enumerate(zip(table.columns, row.cells, strict=True)):
        if text:
            word, seen = _told_by(column)
            yield Cell(place, column.label, column.role, text, word, seen, place in row.inherited)


def _told_by(column: Column) -> tuple[str, str]:
    """The header word of a column's role and where it was seen, "" where something else told the role."""
    key = f" {header_key(column.label)} "
    for word in words() if column.role is not None else ():
        if word.role == column.role and f" {word.key} " in key:
            return word.key, _seen().get((word.role, word.key), "")
    return "", ""


@cache
def _seen() -> dict[tuple[str | None, str], str]:
    rows = load("headers.toml")["words"]
    return {(row["role"], key): row["seen"] for row in rows for key in row["keys"]}


# --- periods -----------------------------------------------------------------------------------------------------


def _years(document: Document, table: Table) -> Iterator[tuple[str, int]]:
    """The years that may stand in for one that is not printed, each with what names it."""
    timed = [column.label for column in table.columns if column.role in ("period", "start", "end")]
    yield from (("the column's header", year) for label in timed for year in years_in(label))
    yield from (("the annex's title", year) for year in years_in(table.title or ""))
    meta = document.meta
    if meta.horizon is not None and meta.horizon.start is not None:
        yield "the document's title", meta.horizon.start.year
    if meta.date is not None:
        yield "the document's date", meta.date.year


def _times(task: Task, table: Table, row: Row, years: Sequence[tuple[str, int]]) -> Iterator[Time]:
    """The period's explanation; that of each end, where it was made of the cells of a start and an end."""
    if task.period.kind == "empty":
        return
    if any(each.path == "period" for each in task.corrections):
        yield _time(task.period, years)
        return
    said = {column.role: text for column, text in zip(table.columns, row.cells, strict=True) if text}
    ends = [said[role] for role in ("start", "end") if role in said]
    if len(set(ends)) < 2:
        yield _time(task.period, years)
    else:
        yield from (_end(text, years) for text in ends)


def _time(period: Period, years: Sequence[tuple[str, int]]) -> Time:
    """The explanation under the first context that gives this very period."""
    for source, year in (("", 0), *years):
        how = explain_period(period.text, Context(year or None))
        if how.period == period:
            return Time(period, how, source)
    return Time(period, explain_period(period.text), "")


def _end(text: str, years: Sequence[tuple[str, int]]) -> Time:
    """The explanation of one end under the first context that gives any period."""
    for source, year in (("", 0), *years):
        how = explain_period(text, Context(year or None))
        if how.period.kind != "unknown":
            return Time(how.period, how, source)
    how = explain_period(text)
    return Time(how.period, how, "")


# --- agencies ----------------------------------------------------------------------------------------------------


def _name(agency: Agency) -> Name:
    match = find(agency.text)
    if match is None:
        return Name(agency, "not in the register", "", ())
    entry = _entry(match)
    return Name(agency, match.how, entry.seen if entry else "", tuple(_history(entry)) if entry else ())


def _entry(match: Match) -> Entry | None:
    """The register's row: of the id, or of the local body that a place was added to."""
    rows = register()
    base = match.how.partition(": ")[2].partition(" + ")[0].partition(",")[0]
    return rows.get(match.id) or rows.get(base)


def _history(entry: Entry) -> Iterator[str]:
    """When a body was there, and what became of it."""
    if entry.start is not None:
        yield f"there since {entry.start}"
    if entry.end is not None:
        yield f"there until {entry.end}"
    for word, heirs in (("merged into", entry.into), ("under", entry.under)):
        for heir in heirs:
            yield f"{word} {heir.id} on {heir.on}" + (f" ({heir.part})" if heir.part else "")


# --- flags -------------------------------------------------------------------------------------------------------


def _flagged(flag: str, document: Document, task: Task, row: Row) -> Flagged:
    if flag == "corrected":
        made = (f'{each.path}: "{each.old}" became "{each.new}"' for each in task.corrections)
        return Flagged(flag, FLAGS[flag], tuple(made))
    notes = (
        issue.message()
        for issue in document.issues
        if issue.kind.code == flag and issue.source is not None and any(_holds(s, issue.source) for s in row.sources)
    )
    weak = [f"{part} {left:.2f}: {why}" for part, why in PARTS.items() if (left := getattr(row.trust, part)) < 1.0]
    return Flagged(
        flag, FLAGS.get(flag, ""), tuple(dict.fromkeys((*notes, *(weak if flag == "low-confidence" else ()))))
    )


def _holds(row: Source, place: Source) -> bool:
    """Whether a place is the row's, or lies in it."""
    if row.page != place.page or row.place != place.place:
        return False
    outer, inner = row.box, place.box
    if outer is None or inner is None:
        return outer is inner
    return outer.top <= inner.top and inner.bottom <= outer.bottom and outer.x0 <= inner.x0 and inner.x1 <= outer.x1
