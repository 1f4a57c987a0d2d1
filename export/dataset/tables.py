"""The one declaration of the dataset's tables: whatever writes, loads or describes a dataset reads it.

A line has a plain value for each column of its table. Every table begins with `sha256`, the document
that the line is of (its bytes: the same bytes under two paths are one document), and where the line stands on paper:
`page` and `last_page`, null for formats without pages. What is printed stays as printed.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from typing import Any, Generic, Literal, TypeVar

from export.columns import Line as TaskLine
from export.columns import lines as task_lines
from export.columns import output_text
from export.record import measure as measure_object
from phuluc.model import Agency, Document, Output, Period, Row, Span, Task
from phuluc.model import Table as PrintedTable
from phuluc.source import Source

DATASET = "phuluc-dataset/1"
"""The version of these tables: the number grows when a column changes its meaning or goes away."""

Kind = Literal["text", "integer", "number", "truth", "day", "texts"]
"""`day` is a calendar day without a time; `texts` a list of text, never null, empty where there is none."""

Value = str | int | float | bool | date | list[str] | None
Columns = tuple[list[Value], ...]
"""The columns of some lines: of each column its values, line by line."""

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Column(Generic[Item]):
    """A column: its name, the kind of its values, what it holds, how to get it, and whether it may be null."""

    name: str
    kind: Kind
    about: str
    get: Callable[[Item], Value]
    null: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """A foreign key: these columns name a line of the table `to`, by its key."""

    columns: tuple[str, ...]
    to: str


@dataclass(frozen=True, slots=True)
class Table(Generic[Item]):
    """A table: its columns, the key that no two lines share, and what a line is made of.

    `asked`: columns that questions ask by, worth an index where there are indexes.
    """

    name: str
    about: str
    items: Callable[[Document], Iterable[Item]]
    columns: tuple[Column[Item], ...]
    key: tuple[str, ...]
    links: tuple[Link, ...] = ()
    asked: tuple[str, ...] = ()

    def values(self, document: Document) -> Columns:
        """The lines of a document in the order of reading, column by column."""
        items = list(self.items(document))
        return tuple([list(map(column.get, items)) for column in self.columns])


# --- what lines are made of -------------------------------------------------------------------------------------
# Not frozen: each lives for one line, and freezing makes its birth cost three times as much.


@dataclass(slots=True)
class _OfTask:
    """A part of a task: `ordinal` counts within the task. `page` and `last_page` are the task's."""

    document: Document
    task: Task
    page: int | None
    last_page: int | None
    ordinal: int


@dataclass(slots=True)
class _Whole(_OfTask):
    """A task itself: `ordinal` counts within the document."""

    line: TaskLine


@dataclass(slots=True)
class _OfAgency(_OfTask):
    part: str
    agency: Agency


@dataclass(slots=True)
class _OfOutput(_OfTask):
    output: Output


@dataclass(slots=True)
class _OfPeriod(_OfTask):
    output: int | None
    period: Period
    span: Span


@dataclass(slots=True)
class _OfRow:
    document: Document
    table: PrintedTable
    page: int | None
    last_page: int | None
    ordinal: int
    row: Row


def _tasks(document: Document) -> Iterator[_Whole]:
    for ordinal, line in enumerate(task_lines(document)):
        yield _Whole(document, line.task, *_pages(line.task.sources), ordinal, line)


def _agencies(document: Document) -> Iterator[_OfAgency]:
    for task in document.tasks:
        pages = _pages(task.sources)
        parts = [("lead", each) for each in task.lead] + [("partners", each) for each in task.partners]
        for ordinal, (part, agency) in enumerate(parts):
            yield _OfAgency(document, task, *pages, ordinal, part, agency)


def _outputs(document: Document) -> Iterator[_OfOutput]:
    for task in document.tasks:
        pages = _pages(task.sources)
        for ordinal, output in enumerate(task.outputs):
            yield _OfOutput(document, task, *pages, ordinal, output)


def _periods(document: Document) -> Iterator[_OfPeriod]:
    """The spans of each task's period, then those of its outputs' own; a period without spans is one line."""
    for task in document.tasks:
        periods: list[tuple[int | None, Period]] = [(None, task.period)]
        periods += [(place, each.period) for place, each in enumerate(task.outputs) if each.period is not None]
        spans = [
            (place, period, span)
            for place, period in periods
            if period.kind != "empty"
            for span in period.spans or (Span(period.start, period.end),)
        ]
        pages = _pages(task.sources)
        for ordinal, (place, period, span) in enumerate(spans):
            yield _OfPeriod(document, task, *pages, ordinal, place, period, span)


def _rows(document: Document) -> Iterator[_OfRow]:
    for table in document.tables:
        for ordinal, row in enumerate(table.rows):
            yield _OfRow(document, table, *_pages(row.sources), ordinal, row)


def _pages(sources: Sequence[Source]) -> tuple[int | None, int | None]:
    """The first page and the last."""
    if len(sources) == 1:  # nearly every row, and each is asked four times
        return sources[0].page, sources[0].page
    found = [source.page for source in sources if source.page is not None]
    return (min(found), max(found)) if found else (None, None)


_JSON = json.JSONEncoder(ensure_ascii=False).encode

# --- columns that several tables have ---------------------------------------------------------------------------


_SHA256 = "SHA-256 of the document's bytes, lower-case hex"
_PLACE: tuple[Column[Any], ...] = (
    Column("sha256", "text", _SHA256, attrgetter("document.source.sha256")),
    Column("page", "integer", "first page that it stands on, from 1", attrgetter("page"), True),
    Column("last_page", "integer", "last page that it is on", attrgetter("last_page"), True),
)
_TASK_ID: Column[Any] = Column("task_id", "text", "id of the task in its document", attrgetter("task.id"))
_TO_DOCUMENT = Link(("sha256",), "documents")
_TO_TASK = Link(("sha256", "task_id"), "tasks")


def _period_columns(get: Callable[[Any], Period | None]) -> tuple[Column[Any], ...]:
    """A period as printed and as understood; all null where there is none."""

    def part(name: str) -> Callable[[Any], Value]:
        def value(item: Any) -> Value:
            period = get(item)
            return None if period is None else getattr(period, name)

        return value

    return (
        Column("period", "text", "the period as printed", part("text"), True),
        Column("period_kind", "text", "span, recurring, ongoing, event, unknown or empty", part("kind"), True),
        Column("start_day", "day", "first day; null where open or not said", part("start"), True),
        Column("end_day", "day", "last day, inclusive; null where open or not said", part("end"), True),
        Column("rrule", "text", "recurrence rule of RFC 5545", part("rrule"), True),
        Column("year_inferred", "truth", "the year is not printed in the cell", part("inferred"), True),
    )


def _measure(name: str) -> Callable[[_OfOutput], Value]:
    def value(item: _OfOutput) -> Value:
        measure = item.output.measure
        return None if measure is None else getattr(measure, name)

    return value


def _bound(name: str) -> Callable[[_OfOutput], Value]:
    get = _measure(name)

    def value(item: _OfOutput) -> Value:
        found: Any = get(item)
        return None if found is None else float(found)

    return value


def _warnings(document: Document) -> list[str]:
    return [f"{issue.kind.code}: {issue.message()}" for issue in document.issues if issue.kind.severity != "info"]


# --- the tables -------------------------------------------------------------------------------------------------

DOCUMENTS: Table[Document] = Table(
    "documents",
    "One line a document that was read",
    lambda document: (document,),
    (
        Column("sha256", "text", _SHA256, attrgetter("source.sha256")),
        Column("paths", "texts", "where it was found, sorted; inside a zip as ZIP!MEMBER", lambda _: []),
        Column("reading", "text", "version of phuluc, digests of the settings and of its corrections", lambda _: ""),
        Column("media_type", "text", "media type, told by content", attrgetter("source.media_type")),
        Column("pages", "integer", "number of pages; null for formats without pages", attrgetter("source.pages"), True),
        Column("producer", "text", "the program that made the file", attrgetter("source.producer"), True),
        Column("kind", "text", 'kind of decision ("Quyết định")', attrgetter("meta.kind"), True),
        Column("number", "text", 'its number ("294/QĐ-LĐTBXH")', attrgetter("meta.number"), True),
        Column("date", "day", "its date", attrgetter("meta.date"), True),
        Column("issuer", "text", "who issued it, as printed", attrgetter("meta.issuer"), True),
        Column("title", "text", "its title", attrgetter("meta.title"), True),
        Column("horizon_start", "day", "first day that it plans for", lambda it: _horizon(it).start, True),
        Column("horizon_end", "day", "last day that it plans for", lambda it: _horizon(it).end, True),
        Column("as_of", "day", "the day on which agencies' successors are told", attrgetter("as_of"), True),
        Column("table_count", "integer", "tables found", lambda it: len(it.tables)),
        Column("task_count", "integer", "lines in tasks", lambda it: len(it.tasks)),
        Column("glyphs", "integer", "printed characters inside the tables", attrgetter("audit.glyphs")),
        Column("glyphs_lost", "integer", "those that are in no row, header or furniture", attrgetter("audit.lost")),
        Column("warnings", "texts", "what is doubtful about it, as code: message", _warnings),
    ),
    key=("sha256",),
    asked=("number", "date"),
)


def _horizon(document: Document) -> Span:
    return document.meta.horizon or Span()


TASKS: Table[_Whole] = Table(
    "tasks",
    "One line a section, group or task of a table whose columns were recognised",
    _tasks,
    (
        *_PLACE,
        Column("task_id", "text", "id in its document: table index / path of numbers", attrgetter("task.id")),
        Column("ordinal", "integer", "place in the document's outline, from 0", attrgetter("ordinal")),
        Column("path", "texts", "numbers from the outermost to its own", lambda it: list(it.task.path)),
        Column("number", "text", 'number as printed, without a closing "." or ")"', attrgetter("task.number")),
        Column("kind", "text", "section, group or task", attrgetter("task.kind")),
        Column("parent", "text", "task_id of the row above it in the outline", attrgetter("task.parent"), True),
        Column("section_number", "text", "number of the enclosing section", attrgetter("line.section_number")),
        Column("section", "text", "title of the enclosing section", attrgetter("task.section"), True),
        Column("task", "text", "what is to be done, as printed", attrgetter("task.task")),
        Column("lead", "texts", "agencies in the lead, as printed", lambda it: [a.text for a in it.task.lead]),
        Column("partners", "texts", "agencies that take part", lambda it: [a.text for a in it.task.partners]),
        *_period_columns(attrgetter("task.period")),
        Column(
            "outputs", "texts", "products, each with its own period", lambda it: list(map(output_text, it.task.outputs))
        ),
        Column("notes", "texts", "notes, and columns of no role as label: text", lambda it: list(it.line.notes)),
        Column("confidence", "number", "0 to 1", lambda it: round(it.task.confidence, 4)),
        Column("flags", "texts", "what is doubtful about it", lambda it: list(it.task.flags)),
    ),
    key=("sha256", "task_id"),
    links=(_TO_DOCUMENT,),
    asked=("start_day", "end_day"),
)

AGENCIES: Table[_OfAgency] = Table(
    "agencies",
    "One line for each task and agency",
    _agencies,
    (
        *_PLACE,
        _TASK_ID,
        Column("ordinal", "integer", "place in the task, from 0", attrgetter("ordinal")),
        Column("part", "text", "lead or partners", attrgetter("part")),
        Column("text", "text", "the agency as printed", attrgetter("agency.text")),
        Column("agency_id", "text", "its id in the register", attrgetter("agency.id"), True),
        Column("name", "text", "its canonical name", attrgetter("agency.name"), True),
        Column("kind", "text", "its kind in the register", attrgetter("agency.kind"), True),
        Column("successor_id", "text", "what took it over by the day as_of", lambda it: _heir(it, "id"), True),
        Column("successor_name", "text", "the canonical name of that", lambda it: _heir(it, "name"), True),
    ),
    key=("sha256", "task_id", "ordinal"),
    links=(_TO_DOCUMENT, _TO_TASK),
    asked=("agency_id", "successor_id"),
)


def _heir(item: _OfAgency, name: Literal["id", "name"]) -> str | None:
    heir = item.agency.successor
    return None if heir is None else getattr(heir, name)


OUTPUTS: Table[_OfOutput] = Table(
    "outputs",
    "One line a product of a task",
    _outputs,
    (
        *_PLACE,
        _TASK_ID,
        Column("ordinal", "integer", "place in the task, from 0", attrgetter("ordinal")),
        Column("text", "text", "the product as printed, without its own period", attrgetter("output.text")),
        *_period_columns(attrgetter("output.period")),
        Column("min", "number", "at least so many; null where open or no measure is said", _bound("min"), True),
        Column("max", "number", "at most so many; null where open or no measure is said", _bound("max"), True),
        Column("unit", "text", "of what", _measure("unit"), True),
        Column(
            "per", "texts", "for each of these", lambda it: list(it.output.measure.per) if it.output.measure else []
        ),
        Column("approximate", "truth", "said to be about so many", _measure("approximate"), True),
        Column("of", "text", "what a percentage is taken of", _measure("of"), True),
        Column(
            "measures",
            "texts",
            "every measure in the text, as JSON objects; the columns before hold the first",
            lambda it: [_JSON(measure_object(each)) for each in it.output.measures],
        ),
    ),
    key=("sha256", "task_id", "ordinal"),
    links=(_TO_DOCUMENT, _TO_TASK),
)

PERIODS: Table[_OfPeriod] = Table(
    "periods",
    "One line a span of days; a period that has none (recurring, ongoing, unknown) is one line too",
    _periods,
    (
        *_PLACE,
        _TASK_ID,
        Column("ordinal", "integer", "place in the task, from 0", attrgetter("ordinal")),
        Column("output", "integer", "ordinal of the output; null for the task's own", attrgetter("output"), True),
        Column("text", "text", "the period as printed", attrgetter("period.text")),
        Column("kind", "text", "span, recurring, ongoing, event or unknown", attrgetter("period.kind")),
        Column("start_day", "day", "first day of the span; null where open", attrgetter("span.start"), True),
        Column("end_day", "day", "last day, inclusive; null where open", attrgetter("span.end"), True),
        Column("rrule", "text", "recurrence rule of RFC 5545", attrgetter("period.rrule"), True),
        Column("year_inferred", "truth", "the year is not printed in the cell", attrgetter("period.inferred")),
    ),
    key=("sha256", "task_id", "ordinal"),
    links=(_TO_DOCUMENT, _TO_TASK),
    asked=("start_day", "end_day"),
)

ROWS: Table[_OfRow] = Table(
    "rows",
    "One line a row of every table, its columns recognised or not; header rows are not among them",
    _rows,
    (
        *_PLACE,
        Column("table_index", "integer", "place of its table in the document, from 0", attrgetter("table.index")),
        Column("ordinal", "integer", "place in its table, from 0", attrgetter("ordinal")),
        Column("table_title", "text", "title of its table", attrgetter("table.title"), True),
        Column("number", "text", "its number as printed", attrgetter("row.number")),
        Column("kind", "text", "section, group or task; null in tables not recognised", attrgetter("row.kind"), True),
        Column("labels", "texts", "labels of the table's columns", lambda it: [c.label for c in it.table.columns]),
        Column(
            "roles", "texts", 'roles of the columns, "" where none', lambda it: [c.role or "" for c in it.table.columns]
        ),
        Column("cells", "texts", 'text of each cell, "" where empty', lambda it: list(it.row.cells)),
        Column("flags", "texts", "what is doubtful about it", lambda it: list(it.row.flags)),
    ),
    key=("sha256", "table_index", "ordinal"),
    links=(_TO_DOCUMENT,),
)

TABLES: tuple[Table[Any], ...] = (DOCUMENTS, TASKS, AGENCIES, OUTPUTS, PERIODS, ROWS)
"""In the order in which they may be filled: a table stands behind those that it links to."""
